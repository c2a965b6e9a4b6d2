"""``govdisclosure audit``: forty bodies' reports, a line each, what is published and wrong first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.areas import SubmittedReports, gather_reports
from govdisclosure.auditing import (
    Audit,
    AuditLine,
    LetterHead,
    Urgency,
    audit_reports,
    write_audit,
    write_letters,
    write_summary,
)
from govdisclosure.auditing.audit_workbook import verdict_in_words
from govdisclosure.cli import display
from govdisclosure.cli.options import PATH, PERIOD, STANDARD, THEME, Day, period_of, theme_of_option
from govdisclosure.cli.paths import OUTPUT_FILE, OUTPUT_FOLDER, refuse_onto
from govdisclosure.errors import refused
from govdisclosure.files import writing
from govdisclosure.folders import one_step
from govdisclosure.messages import asked_language, say


@click.command("audit")
@click.argument("folder", type=PATH)
@click.option("--year", type=int, help="The year of the reports; the latest by default. 报告的年度；默认最近一年")
@PERIOD
@click.option("--previous", type=PATH, help="Folder of the reports of the year before. 上年报告文件夹")
@click.option("--first", type=PATH, help="Folder of the first hand-ins, to compare with. 首次报送的文件夹")
@click.option("--letters", type=OUTPUT_FOLDER, help="Folder for a letter to each body. 审核意见、整改通知、催报通知文件夹")
@click.option("--summary", type=OUTPUT_FILE, help="A page for the leader, .docx. 报领导的审核情况")
@click.option("--due", type=Day(), help="Last day for handing in, such as 2025-01-20. 报送期限")
@click.option("--reply-by", type=Day(), help="Last day to answer a letter. 答复期限")
@click.option("--signed", help="The office that signs the letters. 落款单位")
@click.option("--date", "day", type=Day(), help="Date of the letters. 函件日期")
@STANDARD
@THEME
@click.option(
    "-o",
    "--output",
    type=OUTPUT_FILE,
    help="Workbook to write, .xlsx; a table is printed by default. 审核总表",
)
def audit_command(
    folder: Path,
    year: int | None,
    period: str | None,
    previous: Path | None,
    first: Path | None,
    letters: Path | None,
    summary: Path | None,
    due: date | None,
    reply_by: date | None,
    signed: str | None,
    day: date | None,
    standard: str | None,
    theme: str | None,
    output: Path | None,
) -> int:
    """Audit a folder of reports: one line per body, most urgent issue first. 集中审核各机关报告。"""
    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError(str(say("audit.formats")))
    if summary is not None and summary.suffix.lower() != ".docx":
        raise click.UsageError(str(say("audit.summary.formats")))
    when = period_of(year, period, standard)
    handed_in = _gather(folder, standard)
    before, earlier = (_gather(one, standard) if one else None for one in (previous, first))
    with display.counting(say("cli.checking")) as progress:
        audit = audit_reports(
            handed_in, period=when, previous=before, first=earlier, due=due, check=library.check, progress=progress
        )
    if not audit.lines:
        raise refused(folder.name, "audit.none")
    laid_out = theme_of_option(theme, next((one.report.standard for one in handed_in.submitted), None))
    inputs = [one.path for each in (handed_in, before, earlier) if each for one in each.submitted if one.path]
    with writing(folder.name), one_step():
        written = [output] if output is not None else []
        if output is not None:
            write_audit(audit, output, language=asked_language(), theme=laid_out)
        head, language = LetterHead(signed=signed, day=day, reply_by=reply_by), asked_language() or audit.language
        if summary is not None:
            write_summary(audit, summary, head=head, language=language, theme=laid_out)
            written.append(summary)
        written += write_letters(audit, letters, head=head, language=language, theme=laid_out) if letters else ()
        for path in written:
            refuse_onto(path, inputs)  # nothing is written before the step ends
    for path in written:
        display.line(path)
    if output is None:
        _show(audit)
    if letters is not None and reply_by is None:
        display.remark(say("audit.five_days"))
    if audit.nobodys:
        key = "audit.nobodys" if letters is None else "audit.no_letter"
        display.remark(say(key, count=len(audit.nobodys), names=[one.file for one in audit.nobodys]))
    wrong, unreadable = sum(line.errors > 0 for line in audit.lines), len(audit.unreadable)
    absent = len(audit.of_urgency(Urgency.ABSENT))
    display.remark(say("audit.sum", bodies=len(audit.bodies), wrong=wrong, absent=absent, unreadable=unreadable))
    return int(bool(wrong or unreadable or absent))


def _gather(folder: Path, standard: str | None) -> SubmittedReports:
    with display.counting(say("cli.reading", source=folder.name)) as progress:
        return gather_reports(
            folder,
            lambda path: [one.in_words for one in library.read_all(path, standard=standard)],
            progress=progress,
        )


def _first(line: AuditLine) -> str:
    """Return the first thing to say, with the place in the file where it is a cell's own."""
    first = line.first
    is_cell = first is not None and (first.candidates or first.finding.operands)
    place = first.place if first and is_cell and first.place != first.heading else ""
    return f"{line.first_words} [{place}]" if place else str(line.first_words)


def _name(line: AuditLine, files: Mapping[str, int]) -> str:
    """Return whose line it is; of a file with several reports also the file, for two files may have offices of one name."""
    return f"{line.name} ({line.file})" if line.body and line.file and files[line.file] > 1 else line.name


def _show(audit: Audit) -> None:
    heads = [say(f"audit.head.{one}") for one in ("body", "verdict", "errors", "explain", "first")]
    files = Counter(line.file for line in audit.lines)
    rows = [
        [_name(line, files), str(verdict_in_words(line)), str(line.errors), str(line.to_explain), _first(line)]
        for line in audit.lines
    ]
    display.show_rows(heads, rows, right=(2, 3))
