"""``govdisclosure deadline``: the term of one application, with its working."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from govdisclosure.cli import display
from govdisclosure.cli.options import CALENDAR, JSON, STANDARD, Day, calendar_of
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.law import receipt_of, regulations, term, term_to_data
from govdisclosure.messages import say
from govdisclosure.records.vocabulary import RequestChannel


class ExtensionDay(Day):
    """The day of the notice of extension, or nothing where the day does not matter."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse the day; ``True`` where the option stands alone."""
        return True if value is True else super().convert(value, param, ctx)


class DayRange(click.ParamType[tuple[date, date | None]]):
    """A range of days, 2024-03-01..2024-03-08; open at the end where the answer is still awaited."""

    name = "date..date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date | None]:
        """Parse both days."""
        if isinstance(value, tuple):
            return value
        first, dots, last = str(value).partition("..")
        if not dots:
            self.fail(str(say("cli.span")), param, ctx)
        day = Day()
        return day.convert(first, param, ctx), day.convert(last, param, ctx) if last else None


@click.command("deadline")
@click.option("--received", type=Day(), help="Day of receipt; for a channel that must be confirmed, of arrival. 收到日期")
@click.option("--confirmed", type=Day(), help="Day both sides confirmed it. 双方确认日期")
@click.option("--channel", type=click.Choice([one.value for one in RequestChannel]), help="How it came in. 申请渠道")
@click.option("--law", type=click.Choice(list(regulations())), help="Regulation; by the day of receipt otherwise. 适用条例")
@click.option(
    "--extended",
    type=ExtensionDay(),
    is_flag=False,
    flag_value=True,
    help="The term was extended; with the day of the notice, whether that was in time. 已延期，可写告知日期",
)
@click.option("--correction-asked", type=Day(), help="Day correction was asked. 告知补正日期")
@click.option("--correction-received", type=Day(), help="Day the correction came. 收到补正日期")
@click.option("--third-party", type=DayRange(), help="Third party asked..answered. 征求第三方意见起止")
@click.option("--other-agencies", type=DayRange(), help="Other agencies asked..answered. 征求其他机关意见起止")
@click.option("--on", type=Day(), help="As on this day: silence past its time lets the clock run. 截至日期")
@click.option("--fee-notice", type=Day(), help="Day of the fee notice. 收费通知日期")
@click.option("--fee-paid", type=Day(), help="Day the fee was paid. 缴费日期")
@STANDARD
@CALENDAR
@JSON
def deadline_command(
    *,
    received: date | None,
    confirmed: date | None,
    channel: str | None,
    law: str | None,
    extended: date | bool | None,
    standard: str | None,
    calendar: str | None,
    as_json: bool,
    **events: Any,
) -> int:
    """Work out the term of an application, step by step. 计算答复期限，逐步列明。"""
    if received is None:
        raise click.UsageError(str(say("cli.no_receipt")))
    regulation = regulations()[law] if law else None
    way = next((one for one in RequestChannel if one.value == channel), None)
    start = received
    if way is not None:
        found = receipt_of(way, received, confirmed, regulation=regulation)
        if found.day is None:
            raise click.UsageError(str(say("cli.not_confirmed", why=found.why, article=found.article)))
        start = found.day
    found_term = term(
        start,
        regulation=regulation,
        channel=way,
        extended=extended,
        calendar=calendar_of(calendar, standard),
        **events,
    )
    if as_json:
        echo_json(json.dumps(term_to_data(found_term), ensure_ascii=False, indent=2))
    else:
        for line in found_term.lines:
            display.line(line)
    return 0
