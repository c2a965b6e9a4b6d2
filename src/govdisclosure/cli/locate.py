"""``govdisclosure locate``: the wrong cells where figures contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import JSON, PARTS, PATH, PREVIOUS, STANDARD, WITH
from govdisclosure.cli.others import Others, in_words, others_of
from govdisclosure.cli.record_sources import NONE, TABLES, UNIQUE, records_of
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency import Conflict, RelationState, check, locate
from govdisclosure.messages import say
from govdisclosure.reconciliation import reconcile
from govdisclosure.report import Report
from govdisclosure.value_objects import json_text
from govdisclosure.values import Severity

_MOST_SHOWN = 10


class Weight(click.ParamType[tuple[str, int]]):
    """Parses a cell and its weight, written ADDRESS=3."""

    name = "address=n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Parse the cell and its weight."""
        if isinstance(value, tuple):
            return value
        address, _, weight = str(value).rpartition("=")
        if not address or not weight.isdecimal() or int(weight) < 1:
            self.fail(str(say("cli.weight")), param, ctx)
        return address, int(weight)


@click.command("locate")
@click.argument("file", type=PATH)
@PREVIOUS
@PARTS
@WITH
@click.option(
    "--weight",
    "weights",
    multiple=True,
    type=Weight(),
    help="Trust in a cell (higher = suspected later); default 1. 权重",
)
@click.option(
    "--records", "source", metavar="SOURCE", help="Records, if available; used to choose between answers. 记录文件夹或数据库"
)
@TABLES
@UNIQUE
@NONE
@STANDARD
@JSON
def locate_command(
    file: Path,
    previous: tuple[Path, ...],
    parts: tuple[Path, ...],
    beside: tuple[Path, ...],
    weights: tuple[tuple[str, int], ...],
    source: str | None,
    tables: tuple[str, ...],
    ids_unique: bool,
    none: tuple[str, ...],
    standard: str | None,
    as_json: bool,
) -> int:
    """Name the cells that are wrong where figures contradict each other: 0 none, 1 some. 差错定位。"""
    report = in_words(library.read(file, standard=standard))
    others = others_of(previous, parts, beside, standard)
    records = None if source is None else records_of(source, tables, ids_unique=ids_unique, none=none)
    recomputed = None if records is None else reconcile(report, records).recomputed
    conflicts = locate(report, **others, weights=dict(weights), recomputed=recomputed)
    if as_json:
        echo_json(json_text({"conflicts": [one.to_dict() for one in conflicts]}))
    else:
        for number, conflict in enumerate(conflicts, 1):
            _show(number, conflict, report)
    _say_what_blanks_hide(report, others, conflicts, quiet=as_json)
    return int(bool(conflicts))


def _show(number: int, conflict: Conflict, report: Report) -> None:
    display.line(say("locate.conflict", number=number, message=conflict.message), style="bold")
    for place, answer in enumerate(conflict.answers[:_MOST_SHOWN], 1):
        found = (report.cells[address].origin.address for address in answer.cells if address in report.cells)
        where = ", ".join(dict.fromkeys(one for one in found if one))
        display.line(f"  {place}. {answer.why}" + (f" [{where}]" if where else ""))
    more = len(conflict.answers) - _MOST_SHOWN
    if more > 0:
        display.line("  " + str(say("locate.more", count=more)))


def _say_what_blanks_hide(report: Report, others: Others, conflicts: Sequence[Conflict], *, quiet: bool) -> None:
    """Print on standard error which blank cells to fill in, where that alone satisfies the other relations."""
    named = {instance for conflict in conflicts for instance in conflict.instances}
    failed = [
        outcome
        for outcome in check(report, **others, checks=()).noted
        if outcome.state is RelationState.FAILED
        and outcome.instance.relation.severity is Severity.ERROR
        and outcome.instance not in named
    ]
    if failed:
        cells = list(dict.fromkeys(cell for outcome in failed for cell in outcome.assumed))
        display.remark(say("locate.blanks", count=len(failed), cells=cells))
    elif not quiet and not conflicts:
        display.line(say("locate.nothing"))
