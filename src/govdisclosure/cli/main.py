"""The commands of ``govdisclosure``. Exit codes: 0 fine, 1 findings of severity error, 2 input that cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from govdisclosure.cli import speech
from govdisclosure.cli.commands import command_of
from govdisclosure.cli.plugin_commands import loaded_command, offered_commands
from govdisclosure.cli.plugin_options import selecting_plugins
from govdisclosure.cli.standard_output import any_encoding
from govdisclosure.cli.summaries import SUMMARIES
from govdisclosure.messages import speaking
from govdisclosure.output_guard import standard_output_guarded
from govdisclosure.tracebacks import showing_tracebacks
from govdisclosure.version import VERSION


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error is one line and exit code 2."""
    given = sys.argv[1:] if arguments is None else arguments
    with (
        any_encoding(),
        speaking(speech.asked_for(given)),
        showing_tracebacks("--traceback" in given),  # a command that cannot be imported takes no option
        standard_output_guarded(),
    ):
        code: Any = 0
        try:
            code = cli.main(arguments, prog_name="govdisclosure", standalone_mode=False)
            sys.stdout.flush()
        except click.ClickException as error:
            speech.show(error)
            code = 2
        except (click.Abort, KeyboardInterrupt):
            code = 130
        except OSError as error:
            from govdisclosure.cli.failures import output_failed

            code = code if code == 2 else output_failed(error)  # said already, where it was written
    sys.exit(code if isinstance(code, int) else 0)


class _Commands(speech.LocalizedGroup):
    """The commands; their errors are reported here, in the language of ``--lang``.

    A command is imported when it is called; their list needs none.
    """

    @property
    def commands(self) -> dict[str, click.Command]:
        """Every command that comes with the package, by name, imported."""
        return {name: command for name in SUMMARIES if (command := self.get_command(None, name)) is not None}

    @commands.setter
    def commands(self, _: object) -> None:
        """Ignore assignments: commands are looked up by name."""

    def list_commands(self, _: click.Context | None) -> list[str]:
        """Return the names, those of plugins too."""
        return sorted({*SUMMARIES, *offered_commands(SUMMARIES).commands})

    def get_command(self, _: click.Context | None, cmd_name: str) -> click.Command | None:
        """Return a command, imported: our own, or one of a plugin that has a name of its own."""
        command = command_of(cmd_name)
        if command is None and (offered := offered_commands(SUMMARIES).commands.get(cmd_name)):
            command = loaded_command(offered)
        return None if command is None else speech.speaking_command(command)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))
        if offered := offered_commands(SUMMARIES).commands:
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(name, one.summary) for name, one in offered.items()])

    def invoke(self, ctx: click.Context) -> Any:
        from govdisclosure.cli import display

        try:
            done = super().invoke(ctx)
            if ctx.invoked_subcommand not in ("plugins", None):
                display.remark_left_out_plugins()
            return done
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            from govdisclosure.cli.failures import exit_code_of

            return exit_code_of(error, ctx.invoked_subcommand)


def at_a_terminal() -> bool:
    """Whether a person can answer questions."""
    return sys.stdin is not None and sys.stdin.isatty()


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@speech.LANGUAGE
@speech.TRACEBACK
@selecting_plugins
@click.version_option(VERSION, "-V", "--version")
@click.pass_context
def cli(context: click.Context) -> None:
    """Statistics of government information disclosure. 政府信息公开统计：制表、审核、核对、读入、写出。"""
    from govdisclosure.cli import display

    context.with_resource(display.remarking_slow_plugins())
    if context.invoked_subcommand is None:
        if not at_a_terminal():  # a script that forgot the command must not wait for answers
            click.echo(context.get_help(), err=True)
            context.exit(2)
        guide = cli.get_command(context, "guide")
        assert guide is not None  # noqa: S101 - it is among the commands
        context.invoke(guide)
