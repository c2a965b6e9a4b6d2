"""``govdisclosure fee`` and ``govdisclosure remedy``: fees for handling information, and the first remedy to use."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from govdisclosure.cli import display
from govdisclosure.cli.options import JSON, PATH, Day
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.law import (
    Fee,
    fee_by_items,
    fee_by_pages,
    fee_source,
    fees_of,
    fees_since,
    payment_term,
    reconsideration_first,
)
from govdisclosure.library import read_folder
from govdisclosure.messages import say
from govdisclosure.records import Request
from govdisclosure.records.vocabulary import Outcome


@click.command("fee")
@click.argument("source", type=PATH, required=False)
@click.option("--items", type=click.IntRange(0, 1_000_000), help="Items of one applicant in one month. 按件:当月件数")
@click.option("--pages", type=click.IntRange(0, 1_000_000), help="Pages of one application. 按量:页数")
@JSON
def fee_command(source: Path | None, items: int | None, pages: int | None, as_json: bool) -> int:
    """Work out the fee for handling information, by item or by page, or each applicant's by month. 计算信息处理费。"""
    if sum(one is not None for one in (source, items, pages)) != 1:
        raise click.UsageError(str(say("fee.one")))
    if source is not None:
        return _of_records(source, as_json=as_json)
    fee = fee_by_items(items) if items is not None else fee_by_pages(pages or 0)
    if as_json:
        echo_json(json.dumps(_data(fee), ensure_ascii=False, indent=2))
        return 0
    screen = display.console()
    for one in fee.slices:
        screen.print(str(one.sentence), markup=False)
    scale = "items" if items is not None else "pages"
    screen.print(str(say(f"fee.sum.{scale}", number=fee.number, yuan=fee.yuan, source=fee.source)), markup=False)
    display.remark(say("fee.payment", workdays=payment_term(), since=fees_since()))
    return 0


def _of_records(source: Path, *, as_json: bool) -> int:
    requests = read_folder(source).of(Request)
    found = fees_of(requests)
    counted = sum(len(one.requests) for one in found)
    if as_json:
        rows = [
            {
                "body": one.body,
                "applicant_ref": one.applicant_ref,
                "month": str(one.month),
                "requests": list(one.requests),
                **_data(one.fee),
            }
            for one in found
        ]
        echo_json(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        heads = [say(f"fee.head.{one}") for one in ("body", "applicant", "month", "items", "yuan")]
        lines = [[one.body, one.applicant_ref, str(one.month), str(one.fee.number), str(one.fee.yuan)] for one in found]
        display.show_rows(heads, lines, right=(3, 4))
    if counted < len(requests):
        display.remark(say("fee.left_out", count=len(requests) - counted, since=fees_since()))
    display.remark(say("fee.source", source=fee_source()))
    return 0


def _data(fee: Fee) -> dict[str, object]:
    slices = [{"first": one.first, "last": one.last, "each": str(one.each), "yuan": str(one.yuan)} for one in fee.slices]
    return {"number": fee.number, "yuan": str(fee.yuan), "slices": slices, "source": fee.source}


@click.command("remedy")
@click.option(
    "--outcome",
    type=click.Choice([*(one.value for one in Outcome), "silence"]),
    required=True,
    help="What was decided; silence: no answer in time. 处理决定;silence 为逾期未答复",
)
@click.option("--decided", type=Day(), required=True, help="Day of the decision, or last day of the term. 决定日期")
@JSON
def remedy_command(outcome: str, decided: date, as_json: bool) -> int:
    """Say whether reconsideration comes before a lawsuit over a decision. 是否须先申请行政复议。"""
    found = reconsideration_first(next((one for one in Outcome if one.value == outcome), None), decided)
    if as_json:
        data = {"required": found.required, "message": found.sentence.both, "source": found.source, "mark": found.mark.value}
        echo_json(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        display.console().print(str(found.sentence), markup=False)
    return 0
