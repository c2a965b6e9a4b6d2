"""``govdisclosure combine``: several reports into one, of an area or of a longer period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import BODY, DATE, FINAL, OUTPUT, PATH, PERIOD, PREVIOUS, STANDARD, YEAR, period_of
from govdisclosure.cli.others import reports_in
from govdisclosure.cli.record_sources import bodies_of
from govdisclosure.cli.report_output import Supplements, dated, finish
from govdisclosure.messages import say
from govdisclosure.records import Body


@click.command("combine")
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option(
    "--over-time",
    is_flag=True,
    help="One body's reports on months or quarters, into that of the longer period. 同一机关各月、各季的报告合成较长期间",
)
@BODY
@click.option("--name", help="Full name of the area's body. 汇总机关名称")
@click.option("--bodies", type=PATH, help="List of bodies, or a folder with one. 机关名册")
@YEAR
@PERIOD
@STANDARD
@PREVIOUS
@OUTPUT
@FINAL
@DATE
def combine_command(
    files: tuple[Path, ...],
    over_time: bool,
    body: str | None,
    name: str | None,
    bodies: Path | None,
    year: int | None,
    period: str | None,
    standard: str | None,
    previous: tuple[Path, ...],
    outputs: tuple[Path, ...],
    final: bool,
    signed: date | None,
) -> int:
    """Combine reports: of bodies into their area's, or over time into a longer period's. 汇总各机关或各期的报告。"""
    if over_time == (body is not None) or (over_time and (name or bodies)):
        raise click.UsageError(str(say("cli.combine_one_way")))
    with display.working(say("cli.reading", source=files[0].name)):
        reports = [report for file in files for report in reports_in(file, standard)]
        before = [report for file in previous for report in reports_in(file, standard)]
    when = period_of(year, period, reports[0].standard)
    if over_time:
        combined = library.combine_periods(reports, period=when, standard=standard, previous=before)
    else:
        combined = library.combine(
            reports,
            Body(id=body or "", name=name) if name else body or "",
            bodies=None if bodies is None else bodies_of(bodies),
            period=when,
            standard=standard,
            previous=before,
        )
    supplements: Supplements = {"previous": before} if before else {}
    return finish(dated(combined, signed), outputs, final=final, beside=supplements, parts=reports)
