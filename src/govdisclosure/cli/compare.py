"""``govdisclosure compare``: two versions of one report, cell by cell and paragraph by paragraph."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import JSON, PATH, PERIOD, STANDARD, period_of
from govdisclosure.cli.others import in_words
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.comparison import Comparison, compare
from govdisclosure.messages import say
from govdisclosure.values import value_in_words


@click.command("compare")
@click.argument("left", metavar="LEFT", type=PATH)
@click.argument("right", metavar="RIGHT", type=PATH)
@STANDARD
@click.option("--body", help="Id of the body, where a file does not say it. 行政机关的编号")
@click.option("--year", type=int, help="The year, where a file does not say it, such as 2015. 年度，如 2015")
@PERIOD
@click.option("--all", "everything", is_flag=True, help="Show the cells that agree as well. 相同的也列出")
@JSON
def compare_command(
    left: Path,
    right: Path,
    standard: str | None,
    body: str | None,
    year: int | None,
    period: str | None,
    everything: bool,
    as_json: bool,
) -> int:
    """Compare two versions of one report: 0 the same, 1 they differ, 2 unreadable. 两版比对。"""
    when = period_of(year, period, standard)
    sides = [in_words(library.read(one, standard=standard, body=body, period=when)) for one in (left, right)]
    found = compare(*sides)
    if as_json:
        echo_json(found.to_json(everything=everything))
        return int(not found.same)
    for difference in found.differences:
        display.line(difference.sentence)
    if everything:
        _agreeing(found)
    for remark in found.remarks:
        display.remark(remark)
    key = "comparison.same" if found.same else "comparison.differs"
    display.line(say(key, count=len(found.differences), compared=len(found.compared)))
    return int(not found.same)


def _agreeing(found: Comparison) -> None:
    differing = {one.address for one in found.cells}
    for address in found.compared:
        cell = found.left.cells.get(address)
        if address not in differing and cell is not None:
            spot = found.left.standard.spots.get(address)
            sentence = say(
                "comparison.equal", label=spot.label if spot else address, cell=address, value=value_in_words(cell.value)
            )
            display.line(sentence, style="dim")
