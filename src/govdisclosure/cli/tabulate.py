"""``govdisclosure tabulate``: a report, or one for each body, computed from records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click
from attrs import evolve

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import (
    BODY,
    CALENDAR,
    DATE,
    FINAL,
    METHOD_NOTE,
    OUTPUT,
    PERIOD,
    PREVIOUS,
    THEME,
    YEAR,
    calendar_of,
    needed_period,
)
from govdisclosure.cli.record_sources import NONE, TABLES, UNIQUE, names_of, shown
from govdisclosure.cli.report_output import Supplements, dated, finish
from govdisclosure.diagnosis import diagnose
from govdisclosure.exporters.by_body import writer_of
from govdisclosure.folders import one_step
from govdisclosure.library import open_source
from govdisclosure.messages import asked_language, say
from govdisclosure.report import Report
from govdisclosure.report.earlier_reports import is_earlier, of_bodies
from govdisclosure.sources import Records, TableSource
from govdisclosure.sources.kept import stated_kinds
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.text_bindings import literal
from govdisclosure.values import Severity


@click.command("tabulate")
@click.argument("source")
@click.option("--standard", required=True, help="Standard: its id, or the path of a TOML file. 统计标准的代号，或 TOML 文件")
@YEAR
@PERIOD
@BODY
@OUTPUT
@FINAL
@DATE
@THEME
@METHOD_NOTE
@click.option(
    "--diagnosis", metavar="SECTION", help="Text section that ends with what a diagnosis measures. 写入诊断结果的部分"
)
@click.option("--by-body", is_flag=True, help="A report for each body, into one .xlsx, .parquet or .jsonl. 分机关制表")
@click.option(
    "--together",
    metavar="ID",
    help="With --by-body: also all bodies together, as this body's report. 并合计",
)
@TABLES
@UNIQUE
@NONE
@PREVIOUS
@CALENDAR
def tabulate_command(
    source: str,
    standard: str,
    year: int | None,
    period: str | None,
    body: str | None,
    outputs: tuple[Path, ...],
    final: bool,
    signed: date | None,
    theme: str | None,
    method_note: Path | None,
    diagnosis: str | None,
    by_body: bool,
    together: str | None,
    tables: tuple[str, ...],
    ids_unique: bool,
    none: tuple[str, ...],
    previous: tuple[Path, ...],
    calendar: str | None,
) -> int:
    """Work out a report from a folder of record files, or from a database's address. 由记录文件夹或数据库制表。"""
    if by_body and (body or diagnosis or method_note):
        raise click.UsageError(str(say("cli.by_body_alone")))
    if together and not by_body:
        raise click.UsageError(str(say("cli.together_needs_by_body")))
    chosen = library.load_standard(standard)
    when = needed_period(year, period, chosen)
    if calendar:
        chosen = evolve(chosen, calendar=calendar_of(calendar, standard))
    with display.working(say("cli.reading", source=shown(source))) as progress:
        records = open_source(source, names=names_of(tables), ids_unique=ids_unique, progress=progress)
        records = records.with_none(stated_kinds(none, library.default_library().kinds))
        before = [report for one in previous for report in library.read_all(one, standard=chosen)]
        reports = (
            tabulate_by_body(records, chosen, period=when, together=together, previous=before)
            if by_body
            else {"": tabulate(records, chosen, period=when, body=body, previous=before)}
        )
    reports = {name: dated(one, signed) for name, one in reports.items()}
    if by_body:
        return _finish_all(reports, outputs, before, final=final, theme=theme)
    (report,) = reports.values()
    if diagnosis is not None:
        report = _with_diagnosis(report, records, diagnosis)
    beside: Supplements | None = {"previous": before} if before else None
    return finish(report, outputs, final=final, method_note=method_note, theme=theme, beside=beside)


def _with_diagnosis(report: Report, records: Records | TableSource, section: str) -> Report:
    """Append the results of the diagnosis to a text section."""
    if not isinstance(records, Records):
        raise click.UsageError(str(say("cli.diagnosis_of_folder")))
    known = [one.key for one in report.standard.text_sections]
    if section not in known:
        raise click.UsageError(str(say("check.unknown_section", section=section, known=known)))
    measured = diagnose(records, period=report.period, body=report.body.id, calendar=report.standard.calendar).paragraphs(
        report.standard.language
    )
    plain = map(literal, measured)  # a name with braces names no figure
    words = "\n".join([report.text.get(section, ""), *plain]).strip()
    return evolve(report, text={**report.text, section: words})


def _finish_all(
    reports: Mapping[str, Report], outputs: Sequence[Path], before: Sequence[Report], *, final: bool, theme: str | None
) -> int:
    """Write the reports of many bodies, or show their verdicts; print how many have errors."""
    for output in outputs:
        writer_of(output.suffix)
    verdicts = {
        body: library.check(report, previous=[one for one in of_bodies(before, (body,)) if is_earlier(one, report)])
        for body, report in reports.items()
    }
    if not outputs:
        rows = [
            [
                body,
                reports[body].body.name or "",
                str(say(f"show.{one.verdict}")),
                str(sum(found.severity is Severity.ERROR for found in one.findings)),
                str(sum(found.severity is Severity.WARNING for found in one.findings)),
            ]
            for body, one in verdicts.items()
        ]
        heads = [say("show.body"), say("show.name"), say("show.verdict"), say("show.errors"), say("show.warnings")]
        display.show_rows(heads, rows, right=(3, 4))
    with one_step():
        for output in outputs:
            library.write_by_body(reports, output, final=final, language=asked_language(), theme=theme, verdicts=verdicts)
    for output in outputs:
        display.line(output)
    failed = sum(verdict.verdict == "failed" for verdict in verdicts.values())
    display.remark(say("cli.bodies", count=len(verdicts), failed=failed))
    return int(failed > 0)
