"""The commands of ``govdisclosure``. Exit codes: 0 fine, 1 findings of severity error, 2 input that cannot be read."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from govdisclosure.cli import display, speech
from govdisclosure.cli.audit import audit_command
from govdisclosure.cli.check import check_command
from govdisclosure.cli.compare import compare_command
from govdisclosure.cli.deadline import deadline_command
from govdisclosure.cli.diagnose import diagnose_command
from govdisclosure.cli.draft import draft_command
from govdisclosure.cli.due import due_command
from govdisclosure.cli.explain import explain_command
from govdisclosure.cli.forms_command import collect_command, form_command
from govdisclosure.cli.guide import guide_command
from govdisclosure.cli.intake_command import intake_command
from govdisclosure.cli.locate import locate_command
from govdisclosure.cli.mark import mark_command
from govdisclosure.cli.plugins_command import plugin_group, plugins_command
from govdisclosure.cli.read import read_command
from govdisclosure.cli.records_command import records_command
from govdisclosure.cli.standard_output import any_encoding, not_written
from govdisclosure.cli.standards_command import standards_group
from govdisclosure.cli.tabulate import tabulate_command
from govdisclosure.cli.verify import verify_command
from govdisclosure.cli.write import write_command
from govdisclosure.errors import GovDisclosureError, NotFinalError, why
from govdisclosure.messages import say, speaking
from govdisclosure.plugins import standard_output_guarded
from govdisclosure.version import VERSION


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; whatever goes wrong is said in one line, with exit code 2."""
    with (
        any_encoding(),
        speaking(speech.asked_for(sys.argv[1:] if arguments is None else arguments)),
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
            code = code if code == 2 else _not_written(error)  # said already, where it was written
    sys.exit(code if isinstance(code, int) else 0)


class _Commands(speech.LocalizedGroup):
    """The commands; what goes wrong in one is said here, while the language of ``--lang`` still holds."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            done = super().invoke(ctx)
            if ctx.invoked_subcommand not in ("plugins", None):
                display.remark_left_out_plugins()
            return done
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except GovDisclosureError as error:
            display.remark(f"govdisclosure: {error}")
            return 1 if isinstance(error, NotFinalError) else 2  # its findings forbid it, and it was read
        except OSError as error:  # of files, each is named where it is read or written
            if error.filename is not None:
                display.remark(
                    f"govdisclosure: {say('write.no_folder', path=Path(str(error.filename)).name, reason=why(error))}"
                )
                return 2
            return _not_written(error)
        except Exception as error:
            if os.environ.get("GOVDISCLOSURE_DEBUG"):
                raise
            place = f"{type(error).__name__}: {error}".splitlines()[0]
            display.remark(f"govdisclosure: {say('cli.unexpected', reason=place)}")
            return 2


def _not_written(error: OSError) -> int:
    """Say why the output could not be written."""
    sentence = not_written(error)
    if sentence is not None:
        display.remark(f"govdisclosure: {sentence}")
    return 0 if sentence is None else 2


def at_a_terminal() -> bool:
    """Whether a person can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@speech.LANGUAGE
@click.version_option(VERSION, "-V", "--version")
@click.pass_context
def cli(context: click.Context) -> None:
    """Statistics of government information disclosure. 政府信息公开统计：制表、审核、核对、读入、写出。"""
    context.with_resource(display.remarking_slow_plugins())
    if context.invoked_subcommand is None:
        if not at_a_terminal():  # a script that forgot the command must not wait for answers
            click.echo(context.get_help(), err=True)
            context.exit(2)
        context.invoke(guide_command)


for _command in (
    audit_command,
    check_command,
    collect_command,
    compare_command,
    deadline_command,
    diagnose_command,
    draft_command,
    due_command,
    explain_command,
    form_command,
    guide_command,
    intake_command,
    locate_command,
    mark_command,
    plugin_group,
    plugins_command,
    read_command,
    records_command,
    standards_group,
    tabulate_command,
    verify_command,
    write_command,
):
    cli.add_command(_command)
