"""Click's texts (命令行提示) in one language: bilingual help, click's own sentences, usage errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any

import click

from govdisclosure.cli.plugin_options import selecting_plugins, takes_selection
from govdisclosure.messages import Language, catalogue_keys, language, languages, say, speaking
from govdisclosure.tracebacks import showing_tracebacks

# Help is written as English sentences, then the Chinese words: "File to write. 写出的文件".
_BORDER = r"(?s)(?<=[.?!…])\s+(?=[^.?!\s]*[\u3400-\u9fff])(?!.*[.?!]\s+[^.?!\s]*[\u3400-\u9fff])"
_REMARK = re.compile(r"\s*\[(?P<inner>[^\[\]]+)\]$")  # [required], [default: 20]


def in_one_language(text: str) -> str:
    """Return the part of a help text that is in the reader's language, and click's own words translated."""
    remark = _REMARK.search(text)
    if remark is not None:
        words = "; ".join(translated(one) for one in remark["inner"].split("; "))
        return f"{in_one_language(text[: remark.start()])}  [{words}]".strip()
    parts = re.split(_BORDER, text.strip(), maxsplit=1)
    if len(parts) == 1:
        return translated(text)
    return parts[language() == "zh"].strip()


def translated(text: str) -> str:
    """Return a sentence of click in the reader's language; an unknown one unchanged."""
    if language() == "en":
        return text
    sentence = text.strip()
    for name, template in _sentences():
        head = template.partition("{")[0]
        if sentence == template:
            return str(say(f"click.{name}"))
        if len(head) < len(template) and sentence.startswith(head) and (match := _pattern(template).fullmatch(sentence)):
            return str(say(f"click.{name}", **{fact: translated(text) for fact, text in match.groupdict().items()}))
    return text


_NAMES = ("choices", "command", "default", "found", "message", "name", "names", "option", "range")


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return what click says, by the key of the catalogue behind its family: facts in braces."""
    facts = {fact: f"{{{fact}}}" for fact in _NAMES}
    names = [key.removeprefix("click.") for key in catalogue_keys("click")]
    return tuple((name, say(f"click.{name}", **facts).en) for name in names)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)


class Formatter(click.HelpFormatter):
    """Writes help in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        for word in ("[OPTIONS]", "[COMMAND] [ARGS]..."):
            args = args.replace(word, translated(word))
        super().write_usage(prog, args, prefix=f"{say('click.usage')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(translated(heading))

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text("\n\n".join(in_one_language(one) for one in text.split("\n\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        super().write_dl([(name, in_one_language(text)) for name, text in rows], col_max, col_spacing)


class Context(click.Context):
    """A command's context with help in one language; outputs are checked before the command runs."""

    formatter_class = Formatter

    def invoke(self, callback: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Run the command, or another one."""
        if callback is self.command.callback:
            from govdisclosure.cli.paths import check_paths

            check_paths(self)
        return super().invoke(callback, *args, **kwargs)


def _chosen(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value is not None:
        context.with_resource(speaking(value))
        if value not in languages():
            click.echo(str(say("cli.no_messages", language=value, known=list(languages()))), err=True)


class LanguageChoice(click.Choice[str]):
    """The languages of messages, and any other by its code: that of labels, where a standard has them in it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the code of a language."""
        if isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
            return value
        return super().convert(value, param, ctx)


LANGUAGE = click.option(
    "--lang",
    type=LanguageChoice(languages()),
    is_eager=True,
    expose_value=False,
    callback=_chosen,
    help=(
        "Of messages (the locale's by default) and documents (zh by default); another one of which a standard has labels. "
        "提示和文件所用的语言；统计标准另有译名的，也可用该语言"
    ),
)


def _traced(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value:
        context.with_resource(showing_tracebacks())


_traceback = partial(
    click.option,
    "--traceback",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_traced,
    help="Show where an error arose, a plugin's too. 显示出错位置（含插件）",
)
TRACEBACK = _traceback()


class LocalizedGroup(click.Group):
    """A group whose commands all speak the reader's language, and take ``--lang`` and ``--traceback``."""

    context_class = Context
    group_class = type

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command."""
        super().add_command(speaking_command(cmd), name)


def speaking_command(command: click.Command) -> click.Command:
    """Return a command that speaks the reader's language and takes ``--lang`` and ``--traceback``, as those inside it do."""
    command.context_class = Context
    command.short_help = (command.help or "").partition("\n\n")[0]  # whole: click cuts it before the Chinese words
    if not any(param.name == "lang" for param in command.params):
        LANGUAGE(command)
    if not any(param.name == "traceback" for param in command.params):
        _traceback(hidden=True)(command)  # the help of govdisclosure shows what every command has
    if not takes_selection(command):
        selecting_plugins(command, hidden=True)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        speaking_command(inner)
    return command


def show(error: click.ClickException) -> None:
    """Print on standard error what is wrong with a command, and where to find its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):  # its message is the help itself
        click.echo(error.format_message(), err=True)
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        if context.help_option_names:
            click.echo(str(say("click.try", command=context.command_path, option=context.help_option_names[-1])), err=True)
            click.echo(err=True)
    click.echo(str(say("click.error", message=translated(error.format_message()))), err=True)


def asked_for(arguments: Sequence[str]) -> Language | None:
    """Return the language that ``--lang`` names anywhere among the arguments, for messages printed before it is parsed."""
    words = " ".join(arguments)
    return next((one for one in languages() if re.search(rf"(?<!\S)--lang[ =]{one}(?!\S)", words)), None)
