"""``govdisclosure audit``: one line for each body's report, published errors first."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.areas import SubmittedReports, gather_reports
from govdisclosure.auditing import audit_reports, write_audit, write_letters
from govdisclosure.auditing.overview import Audit
from govdisclosure.cli import display
from govdisclosure.cli.options import PATH, PERIOD, STANDARD, period_of
from govdisclosure.cli.paths import OUTPUT_FILE, OUTPUT_FOLDER, refuse_onto
from govdisclosure.errors import refused
from govdisclosure.files import writing
from govdisclosure.folders import one_step
from govdisclosure.messages import asked_language, say
from govdisclosure.values import Severity


@click.command("audit")
@click.argument("folder", type=PATH)
@click.option("--year", type=int, help="The year of the reports; the latest by default. 报告的年度；默认最近一年")
@PERIOD
@click.option("--previous", type=PATH, help="Folder of the reports of the year before. 上年报告文件夹")
@click.option("--first", type=PATH, help="Folder of the first hand-ins, to compare with. 首次报送的文件夹")
@click.option("--letters", type=OUTPUT_FOLDER, help="Folder for a letter to each body. 退回修改意见文件夹")
@STANDARD
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
    standard: str | None,
    output: Path | None,
) -> int:
    """Audit a folder of reports: one line per body, most urgent issue first. 集中审核各机关报告。"""
    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError(str(say("audit.formats")))
    with display.working(say("cli.reading", source=folder.name)):
        handed_in, before, earlier = (_gather(one, standard) if one else None for one in (folder, previous, first))
        assert handed_in is not None  # noqa: S101 - the folder is required
        when = period_of(year, period, standard)
        audit = audit_reports(handed_in, period=when, previous=before, first=earlier, check=library.check)
    if not audit.lines:
        raise refused(folder.name, "audit.none")
    inputs = [one.path for each in (handed_in, before, earlier) if each for one in each.submitted if one.path]
    with writing(folder.name), one_step():
        written = [output] if output is not None else []
        if output is not None:
            write_audit(audit, output)
        written += write_letters(audit, letters, language=asked_language() or "zh") if letters else ()
        for path in written:
            refuse_onto(path, inputs)  # nothing is written before the step ends
    for path in written:
        display.line(path)
    if output is None:
        _show(audit)
    wrong = sum(line.count(Severity.ERROR) > 0 for line in audit.lines)
    unreadable = sum(one.unreadable is not None for one in audit.lines)
    display.remark(say("audit.sum", bodies=len(audit.lines), wrong=wrong, unreadable=unreadable))
    return int(wrong > 0 or unreadable > 0)


def _gather(folder: Path, standard: str | None) -> SubmittedReports:
    return gather_reports(folder, lambda path: library.read_all(path, standard=standard))


def _show(audit: Audit) -> None:
    heads = [say(f"audit.head.{one}") for one in ("body", "verdict", "errors", "explain", "first")]
    rows = []
    for line in audit.lines:
        verdict = say(f"audit.verdict.{line.verdict.verdict if line.verdict else 'unreadable'}")
        explain = line.count(Severity.EXPLAIN) + line.count(Severity.WARNING)
        first = line.unreadable or (line.first.sentence if line.first else say("audit.nothing"))
        rows.append([line.name, str(verdict), str(line.count(Severity.ERROR)), str(explain), str(first)])
    display.show_rows(heads, rows, right=(2, 3))
