"""``govdisclosure due``: every open obligation, nearest deadline first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from govdisclosure.areas import load_notice
from govdisclosure.cli import display
from govdisclosure.cli.options import CALENDAR, PATH, STANDARD, THEME, Day, calendar_of, theme_of_option
from govdisclosure.cli.paths import OUTPUT_FILE
from govdisclosure.folders import one_step
from govdisclosure.library import read_folder
from govdisclosure.messages import say
from govdisclosure.worklist import duties, heads, rows_of, write_calendar, write_workbook


@click.command("due")
@click.argument("source", type=PATH)
@click.option("--on", "day", type=Day(), required=True, help="The day. 日期")
@click.option("--notice", help="A local notice, by name or file. 本地报送通知")
@STANDARD
@CALENDAR
@THEME
@click.option("-o", "--output", "outputs", type=OUTPUT_FILE, multiple=True, help="An .xlsx or .ics file. 输出文件")
def due_command(
    *,
    source: Path,
    day: date,
    notice: str | None,
    standard: str | None,
    calendar: str | None,
    theme: str | None,
    outputs: tuple[Path, ...],
) -> int:
    """List every open duty of the records, nearest first, with article and days left. 待办期限一览。"""
    for output in outputs:
        if output.suffix not in (".xlsx", ".ics"):
            raise click.UsageError(str(say("due.formats")))
    laid_out = theme_of_option(theme, standard)
    records = read_folder(source)
    days = calendar_of(calendar, standard)
    found = duties(records, day, calendar=days, notice=load_notice(notice) if notice else None)
    with one_step():
        for output in outputs:
            if output.suffix == ".ics":
                write_calendar(found, day, output)
            else:
                write_workbook(found, output, theme=laid_out)
    for output in outputs:
        display.line(output)
    if not outputs:
        display.show_rows(heads(), list(rows_of(found)), right=(1,), leading=3)
    if records.set_aside:
        display.remark(say("tabulate.set_aside", count=records.set_aside))
    return 0
