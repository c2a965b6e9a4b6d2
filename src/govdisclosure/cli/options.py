"""Options that several commands take (通用选项): the standard, whose report, which period, where to write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from govdisclosure import library
from govdisclosure.cli.paths import INPUT, OUTPUT_FILE
from govdisclosure.law import Calendar, national
from govdisclosure.messages import say
from govdisclosure.standards import Standard
from govdisclosure.values import Period

if TYPE_CHECKING:
    from govdisclosure.exporters import Theme


class Day(click.ParamType[date]):
    """A day, written 2015-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(str(say("json.date")), param, ctx)


PATH = INPUT

STANDARD = click.option("--standard", help="Standard: its id, or the path of a TOML file. 统计标准的代号，或 TOML 文件")
BODY = click.option("--body", help="Id of the body. 机关代码")
YEAR = click.option("--year", type=int, help="The year, such as 2015. 年度，如 2015")
PERIOD = click.option("--period", help="2024-H1, 2024-Q3, 2024-06 or 2024-01-01..2024-06-30. 统计期")
PREVIOUS = click.option(
    "--previous",
    multiple=True,
    type=PATH,
    help="Report of the preceding period, or of the same period last year. 上期或者上年同期报告",
)
PARTS = click.option(
    "--parts",
    multiple=True,
    type=PATH,
    help="Report of a part (a body, a quarter), or a folder of them. 组成部分的报告或文件夹",
)
WITH = click.option(
    "--with", "beside", multiple=True, type=PATH, help="Report of the same body and period by another standard. 同期其他报表"
)
CALENDAR = click.option(
    "--calendar", help="Calendar, by name, or a TOML file with a year's or local holidays. 日历名或节假日文件"
)
FINAL = click.option(
    "--final",
    is_flag=True,
    help="Write the final report; refused while it is not fit for publication. 定稿；不符合定稿条件时拒绝",
)
DATE = click.option("--date", "signed", type=Day(), help="Date under the report, such as 2016-03-14. 成文日期，如 2016-03-14")
OUTPUT = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=OUTPUT_FILE,
    help="Output file; repeat the option for several. 写出的文件，可写多个",
)
METHOD_NOTE = click.option(
    "--method-note", type=OUTPUT_FILE, help="File (.docx or .txt) that explains the counting rules chosen. 统计口径说明"
)
THEME = click.option("--theme", help="Theme of the documents: gb9704, letter, or a TOML file. 版式名称，或 TOML 文件")


def theme_of_option(theme: str | None, standard: Standard | str | None = None) -> Theme | None:
    """Return the theme that ``--theme`` names, else that of a standard; None where neither is there: the usual one.

    Raises:
        UnreadableError: there is no such theme or file, or the file has faults.
        UnknownStandardError: there is no such standard.
    """
    return library.default_library().theme(theme, standard=standard) if theme or standard else None


CHECKED_BY_EYE = click.option(
    "--checked-by-eye",
    "checker",
    metavar="WHO",
    help="Who compared a scan's figures with the original. 扫描件由谁对照核对",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON")


def calendar_of(calendar: str | None, standard: str | None = None) -> Calendar:
    """Return the calendar that ``--calendar`` names or extends; by default that of ``--standard``, else the national one.

    Raises:
        UnreadableError: there is no such calendar or file, or the file has faults.
        UnknownStandardError: there is no such standard.
    """
    base = library.load_standard(standard).calendar if standard else national()
    return library.default_library().calendar(calendar, base=base) if calendar else base


def period_of(year: int | None, period: str | None, standard: Standard | str | None = None) -> Period | None:
    """Return the period that ``--year`` or ``--period`` names, or None where neither is there.

    A year, half or quarter is the standard's own: its year may start on another day than 1 January.

    Raises:
        click.UsageError: both are there.
        InvalidPeriodError: the text names no period.
    """
    if year is not None and period is not None:
        raise click.UsageError(str(say("cli.year_or_period")))
    named = period if year is None else year
    if named is None:
        return None
    chosen = library.load_standard(standard) if isinstance(standard, str) else standard
    return Period.of(named) if chosen is None else chosen.period_of(named)


def needed_period(year: int | None, period: str | None, standard: Standard | str | None = None) -> Period:
    """Return the period that ``--year`` or ``--period`` names.

    Raises:
        click.UsageError: neither or both are there.
        InvalidPeriodError: the text names no period.
    """
    named = period_of(year, period, standard)
    if named is None:
        raise click.UsageError(str(say("cli.no_period")))
    return named
