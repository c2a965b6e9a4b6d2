"""``govdisclosure draft``: the sentences that must be in a report, figures bound to its cells."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import OUTPUT, PATH, STANDARD
from govdisclosure.cli.paths import OUTPUT_FOLDER
from govdisclosure.drafting import ReboundText, draft, keep_words, quoted, read_words, take_back, unnamed, write_words
from govdisclosure.folders import one_step, write_whole
from govdisclosure.library import default_library
from govdisclosure.messages import say
from govdisclosure.quotation import quotation
from govdisclosure.report import Report


@click.command("draft")
@click.argument("file", metavar="REPORT", type=PATH)
@click.option("--text", "words", type=PATH, help="The office's own words: .txt, or an edited .docx. 本机关修改过的文字")
@click.option("--into", type=OUTPUT_FOLDER, help="Folder of records that keeps the words. 把文字存入记录文件夹")
@STANDARD
@OUTPUT
def draft_command(file: Path, words: Path | None, into: Path | None, standard: str | None, outputs: tuple[Path, ...]) -> int:
    """Draft the required sentences, figures bound to cells; read your edited version back. 拟写报告文字。"""
    for output in outputs:
        if output.suffix != ".txt":
            default_library().exporter(output.suffix)
    report = library.read(file, standard=standard)
    if words is not None:
        report, results = take_back(report, read_words(words, report))
        for section in report.standard.text_sections:
            if section.key in results:
                _remark(section.heading or section.key, results[section.key])
    report = draft(report)
    with one_step():
        for output in outputs:
            if output.suffix == ".txt":
                write_whole(output, write_words(report).encode())
            else:
                library.write(report, output)
        written = [*outputs, *([keep_words(report, into)] if into is not None else [])]
    for path in written:
        display.line(path)
    if not outputs and into is None:
        _show(report)
    for section, paragraph in unnamed(report):
        display.remark(say("draft.unnamed", section=section.heading or section.key, text=quoted(paragraph, report)))
    return 0


def _show(report: Report) -> None:
    for section in report.standard.text_sections:
        if section.heading:
            display.line(section.heading, style="bold")
        for paragraph in quoted(report.text.get(section.key, ""), report).splitlines():
            display.line(paragraph)


def _remark(section: str, result: ReboundText) -> None:
    for typed, now in result.corrected:
        display.remark(say("draft.corrected", section=section, typed=quotation(typed), now=now))
    if result.unbound:
        display.remark(say("draft.unbound", section=section, figures=[quotation(one) for one in result.unbound]))
    if result.dropped:
        display.remark(say("draft.dropped", section=section, cells=result.dropped))
