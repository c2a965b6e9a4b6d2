"""``govdisclosure intake``: an office's own register becomes records, by a profile or by answering questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.asking import ask_question
from govdisclosure.cli.options import PATH, THEME, theme_of_option
from govdisclosure.cli.paths import OUTPUT_FOLDER, Output, refuse_onto
from govdisclosure.exporters import Theme
from govdisclosure.intake import Profile
from govdisclosure.intake.answers_workbook import answers_meant, read_answers
from govdisclosure.intake.profiles import parse_profile
from govdisclosure.intake.recording import answers_of, keep_answers, office_secret, record
from govdisclosure.library import default_library
from govdisclosure.messages import asked_language, say, speaking


@click.command("intake")
@click.argument("register", type=PATH, required=False)
@click.option("--profile", help="A ready profile's name, or a TOML file; asked for by questions otherwise. 采集方案")
@click.option("-o", "--output", type=OUTPUT_FOLDER, help="Folder of record files. 记录文件夹")
@click.option("--answers", type=PATH, help="The workbook of questions, answered. 填好的对照表")
@click.option(
    "--ask/--no-ask", default=None, help="Ask in the terminal, or write the workbook of questions. 在终端提问，或写对照表"
)
@click.option("--aside", type=Output(updates="corrected"), help="Workbook for what is set aside. 待核表")
@click.option("--corrected", type=PATH, help="A workbook of set-aside lines, corrected. 已更正的待核表")
@click.option("--key", type=PATH, help="File of the office's secret; made if absent. 密钥文件")
@click.option("--hide-values", is_flag=True, help="Leave cells out of the workbook of set-aside lines. 待核表不显示原值")
@THEME
@click.option("--propose", is_flag=True, help="Draft a profile for the register. 起草方案")
@click.option("--show-profile", help="Print a ready profile, to change it. 打印现成方案")
def intake_command(
    *,
    register: Path | None,
    profile: str | None,
    output: Path | None,
    answers: Path | None,
    ask: bool | None,
    aside: Path | None,
    corrected: Path | None,
    key: Path | None,
    hide_values: bool,
    theme: str | None,
    propose: bool,
    show_profile: str | None,
) -> int:
    """Import an office register: each line becomes a record or is set aside with a reason. 台账采集。"""
    if show_profile is not None:
        text = default_library().profiles.get(show_profile)
        if text is None:
            raise click.UsageError(str(say("intake.profile.none", known=list(default_library().profiles))))
        click.echo(text, nl=False)
        return 0
    if register is not None and propose:
        click.echo(library.propose_profile(register, key=office_key(key)), nl=False)
        return 0
    if register is None or output is None:
        raise click.UsageError(str(say("intake.needs")))
    laid_out = theme_of_option(theme)
    secret = office_key(key)
    if profile is not None:
        told: Profile | None = library.load_profile(profile)
    else:
        with speaking(asked_language() or "zh"):  # a register is in Chinese, and so is whoever keeps it
            told = _by_questions(register, output, answers, secret, ask=ask, theme=laid_out)
    if told is None:
        return 1
    refuse_onto(output / f"{told.kind.name}.csv", [register])
    with display.progressing(say("intake.working", file=register.name)) as progress:
        done = record(
            register,
            told,
            output,
            key=secret,
            aside=aside,
            corrected=corrected,
            show_values=not hide_values,
            theme=laid_out,
            progress=progress,
        )
    for line in done.lines():
        display.line(line)
    for remark in done.intake.remarks:
        display.remark(remark)
    display.line(done.file)
    if done.aside is not None:
        found = done.intake
        facts = {"lines": found.set_aside, "headings": found.unknown_headings}
        display.remark(say("intake.provisional", **facts, book=done.aside.name))
        display.line(done.aside)
    return 0


def _by_questions(
    register: Path, output: Path, answers: Path | None, key: bytes, *, ask: bool | None, theme: Theme | None
) -> Profile | None:
    """Return the profile that the answers about a register make; None where questions are still open, or nothing fits."""
    book = answers_of(register, output)
    place = answers if answers is not None else book
    given: dict[str, str] = {}
    if answers is not None or book.exists():
        given = answers_meant(read_answers(place), lambda known: library.study_register(register, known, key=key), place.name)
    if ask is None:
        ask = display.console().is_terminal and sys.stdin is not None and sys.stdin.isatty()
    if ask:
        given = _asked(register, book, given, key, theme)
    found = library.study_register(register, given, key=key)
    if found.refusal is not None:
        display.remark(say("intake.refused", file=register.name, reason=found.refusal))
        return None
    if found.questions:
        keep_answers(found, given, book, theme=theme)
    if found.open:
        display.remark(say("intake.open", count=len(found.open), book=book.name))
        display.line(book)
        return None
    display.line(say("intake.recognised", file=register.name, kind=found.kind, questions=len(given)))
    return parse_profile(found.profile or "", register.name, kinds=default_library().kinds)


def _asked(register: Path, book: Path, given: dict[str, str], key: bytes, theme: Theme | None) -> dict[str, str]:
    """Ask in the terminal what is open, question by question; each answer is kept at once."""
    while (found := library.study_register(register, given, key=key)).open:
        question = found.open[0]
        given[question.key] = ask_question(question, left=len(found.open))
        keep_answers(found, given, book, theme=theme)
    return given


def office_key(path: Path | None) -> bytes:
    """Return the office's secret, and say where it is kept when it is made."""
    secret, made = office_secret(path)
    if made is not None:
        display.remark(say("intake.key_made", file=str(made)))
    return secret
