"""``govdisclosure explain``: a cell traced down to its records, or a record up to its cells, as a tree."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import JSON, PARTS, PATH, PREVIOUS, STANDARD, WITH
from govdisclosure.cli.others import in_words, others_of
from govdisclosure.cli.record_sources import NONE, TABLES, UNIQUE, records_of
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency import RelationState
from govdisclosure.explanation import (
    BindingRelation,
    Explanation,
    Placement,
    explain,
    find_cell,
    trace,
)
from govdisclosure.messages import Message, language, say
from govdisclosure.records import Entry
from govdisclosure.records.record import shown_id
from govdisclosure.report import Report
from govdisclosure.sources import Records, TableSource
from govdisclosure.standards import Standard
from govdisclosure.tabulation.drilldown import DrillDown
from govdisclosure.value_objects import json_text
from govdisclosure.values import value_in_words

_WIDEST = 100_000
_MARKS = {
    RelationState.PASSED: ("✓", "green"),
    RelationState.FAILED: ("✗", "bold red"),
    RelationState.NOT_RUN: ("○", "dim"),
    RelationState.INAPPLICABLE: ("–", "dim"),
}


@click.command("explain")
@click.argument("file", metavar="REPORT", type=PATH)
@click.argument("cell", required=False)
@click.option("--records", "source", metavar="SOURCE", help="Folder of record files, or a database. 记录文件夹或数据库")
@click.option("--record", metavar="KIND:ID", help="A record to trace to its cells, such as request:r-17. 追溯的记录")
@PREVIOUS
@PARTS
@WITH
@STANDARD
@TABLES
@UNIQUE
@NONE
@click.option("--from", "offset", type=click.IntRange(0), default=0, help="Ids to pass over. 跳过的记录数")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Ids to show. 显示的记录数")
@JSON
def explain_command(
    file: Path,
    cell: str | None,
    source: str | None,
    record: str | None,
    previous: tuple[Path, ...],
    parts: tuple[Path, ...],
    beside: tuple[Path, ...],
    standard: str | None,
    tables: tuple[str, ...],
    ids_unique: bool,
    none: tuple[str, ...],
    offset: int,
    most: int,
    as_json: bool,
) -> int:
    """Explain a cell: what it counts, what binds it, the records behind it; or a record: its cells. 说明单元格或记录。"""
    report = in_words(library.read(file, standard=standard))
    records = records_of(source, tables, ids_unique=ids_unique, none=none) if source else None
    if record is not None:
        if records is None:
            raise click.UsageError(str(say("cli.explain.no_records")))
        return _record(report, records, record, cell, as_json=as_json)
    if cell is None:
        raise click.UsageError(str(say("cli.explain.nothing")))
    found = explain(report, cell, records=records, **others_of(previous, parts, beside, standard))
    if as_json:
        echo_json(found.to_json(offset=offset, limit=most))
    else:
        draw(drawn(found, offset, most))
    return 0


def _record(report: Report, records: Records | TableSource, record: str, cell: str | None, *, as_json: bool) -> int:
    kind, _, identity = record.partition(":")
    together = report.scope == "area"
    found = trace(records, report.standard, kind, identity, period=report.period, body=report.body, together=together)
    address = None if cell is None else find_cell(report.standard, cell).address
    if as_json:
        data = found.to_dict()
        if address is not None:
            data["cell"] = {"cell": address, "why_not": [one.sentence.both for one in found.why_not(address)]}
        echo_json(json_text(data))
    else:
        draw(drawn_record(found, report.standard, address))
    return 0


def draw(tree: Tree) -> None:
    """Print a tree; in a pipe no line of it is wrapped or cut, however long."""
    screen = display.console()
    if not screen.is_terminal:
        screen.width = _WIDEST
    screen.print(tree)


def drawn(found: Explanation, offset: int, most: int) -> Tree:
    """Return an explanation as a tree."""
    tree = Tree(Text(f"{found.label}  {value_in_words(found.value)} {found.unit}".rstrip(), style="bold"), highlight=False)
    _leaf(tree, say("show.explain.cell", cell=found.address, section=found.section))
    if found.source:
        _leaf(tree, say("show.explain.source", source=found.source))
    for reason in found.breaks:
        _leaf(tree, say("show.explain.break", reason=reason))
    _demands(tree, found)
    if found.operands:
        branch = _leaf(tree, say("show.explain.operands"))
        for operand in found.operands:
            _leaf(branch, f"{operand.label}  {operand.figure}")
    _relations(tree, found.relations)
    _leaf(tree, say("show.explain.origin", origin=found.made))
    if found.printed is not None and found.printed != str(value_in_words(found.value)):
        _leaf(tree, say("show.explain.printed", printed=found.printed))
    if found.records is not None and found.recomputed is not None:
        key = "show.explain.agrees" if found.agrees else "show.explain.differs"
        compared = say(key, value=value_in_words(found.value), recomputed=value_in_words(found.recomputed))
        _records(_leaf(tree, compared, "" if found.agrees else "bold red"), found.records, offset, most)
    return tree


def drawn_record(found: Placement, standard: Standard, cell: str | None) -> Tree:
    """Return where a record counts as a tree; for a single cell, whether it counts there, and why not."""
    tree = Tree(Text(f"{found.kind.zh if language() == 'zh' else found.kind.en} {shown_id(found.id)}", style="bold"))
    if cell is not None:
        reasons = found.why_not(cell)
        key = "show.explain.not_in" if reasons else "show.explain.in"
        branch = _leaf(tree, say(key, cell=_named(standard, cell)))
        for reason in reasons:
            _leaf(branch, reason.sentence)
        return tree
    for key, cells in (("show.explain.counted", found.counted), ("show.explain.totals", found.totals)):
        branch = _leaf(tree, say(key, count=len(cells)))
        for address in cells:
            _leaf(branch, _named(standard, address))
    for guard in found.caught:
        _leaf(tree, say("show.explain.caught", label=Message.literal(zh=guard.label, en=guard.label_en)), "yellow")
    if found.neighbours:
        branch = _leaf(tree, say("show.explain.neighbours", count=len(found.neighbours)))
        groups: dict[str, list[str]] = {}
        for place in found.neighbours:
            (reason,) = found.why_not(place.address)
            groups.setdefault(str(reason.has), []).append(_named(standard, place.address))
        for has, cells_of in groups.items():
            group = _leaf(branch, has)
            for name in cells_of:
                _leaf(group, name)
    return tree


def _named(standard: Standard, address: str) -> str:
    return f"{standard.spot(address).label} ({address})"


def _leaf(tree: Tree, said: object, style: str = "") -> Tree:
    return tree.add(Text(str(said), style=style))


def _demands(tree: Tree, found: Explanation) -> None:
    if not found.demands:
        _leaf(tree, say("show.explain.counts", words=found.counts))
        return
    branch = _leaf(tree, say("show.explain.counts", words=found.counts) if len(found.demands) == 1 else found.measure)
    for one in found.demands if len(found.demands) > 1 else ():
        _leaf(branch, one)


def _relations(tree: Tree, bonds: tuple[BindingRelation, ...]) -> None:
    if not bonds:
        _leaf(tree, say("show.explain.no_relations"))
        return
    branch = _leaf(tree, say("show.explain.relations", count=len(bonds)))
    for bond in bonds:
        mark, style = _MARKS[bond.state]
        leaf = branch.add(
            Text.from_markup(
                f"[{style}]{mark}[/] {escape(str(say('show.explain.relation', sentence=bond.sentence, relation=bond.key)))}"
            )
        )
        if bond.state is RelationState.FAILED and bond.source:
            total = say("relation.sum")
            _leaf(leaf, total if bond.source == total.zh else bond.source, "dim")


def _records(tree: Tree, found: DrillDown, offset: int, most: int) -> None:
    """Draw the records behind a cell, grouped by value for a distinct count."""
    if found.kind is not Entry.__kind__:
        branch = _leaf(tree, say("show.explain.records", kind=found.kind or say("show.explain.mixed"), count=found.total))
    else:
        _leaf(tree, say("show.explain.entries", count=found.total))
        return
    if found.different is not None:
        _leaf(branch, say("show.explain.folded", count=found.total, different=found.different))
        shown = list(islice(found.together(), offset, offset + most + 1))
        for value, ids in shown[:most]:
            _leaf(
                branch,
                say("show.explain.fold", value=shown_id(value), count=len(ids), ids=[shown_id(one) for one in ids[:most]]),
            )
        if len(shown) > most:
            _leaf(branch, say("show.explain.more_values"), "dim")
    elif found.parts and not found.kind:
        for address, part in found.parts.items():
            _leaf(branch, say("show.explain.part", cell=address, count=part.total))
    else:
        page = found.page(offset, most)
        if page:
            _leaf(branch, ", ".join(shown_id(one) for one in page))
        _more(branch, found.total - offset - len(page))
    if found.others is not None:
        rest = found.others.page(offset, most)
        others = say("show.explain.others", count=found.others.total)
        _leaf(branch, say("join.about", about=others, message=[shown_id(one) for one in rest]) if rest else others)


def _more(tree: Tree, count: int) -> None:
    if count > 0:
        _leaf(tree, say("show.explain.more", count=count), "dim")
