"""``govdisclosure diagnose``: sparse areas, late publication and idle columns, measured from the records."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure.cli import display
from govdisclosure.cli.options import BODY, CALENDAR, PATH, PERIOD, STANDARD, YEAR, calendar_of, needed_period
from govdisclosure.cli.paths import OUTPUT_FILE
from govdisclosure.diagnosis import diagnose
from govdisclosure.folders import write_whole
from govdisclosure.library import read_folder
from govdisclosure.messages import asked_language, language, say


@click.command("diagnose")
@click.argument("source", type=PATH)
@YEAR
@PERIOD
@BODY
@click.option("--previous", type=PATH, help="Record files of the period before. 上期记录文件夹")
@STANDARD
@CALENDAR
@click.option("--picture", type=OUTPUT_FILE, help="SVG to write, where there is something to draw. 图")
def diagnose_command(
    source: Path,
    year: int | None,
    period: str | None,
    body: str | None,
    previous: Path | None,
    standard: str | None,
    calendar: str | None,
    picture: Path | None,
) -> int:
    """Measure thin areas, late publication, idle columns, uneven progress. 诊断：公开数量、时效、栏目更新、进展平衡。"""
    when = needed_period(year, period, standard)
    with display.working(say("cli.reading", source=source.name)):
        records = read_folder(source)
        before = read_folder(previous) if previous else None
    days = calendar_of(calendar, standard)
    found = diagnose(records, period=when, body=body, previous_records=before, calendar=days)
    for line in found.paragraphs(language()):
        display.line(line)
    for finding in found.findings:
        display.show_finding(finding)
    drawn = found.picture(asked_language() or "zh") if picture else ""
    if picture and drawn:
        write_whole(picture, drawn.encode())
        display.line(picture)
    elif picture:
        display.remark(say("cli.nothing_to_draw"))
    return 0
