"""``govdisclosure explain``: one cell of a report, drawn as a tree down to the records."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import click
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from govdisclosure import facade
from govdisclosure.cli import display
from govdisclosure.consistency import State
from govdisclosure.explanation import Bond, Explanation, explain, explanation_to_data, in_words
from govdisclosure.messages import say
from govdisclosure.records import RECORD_KINDS
from govdisclosure.records.base import safe_id
from govdisclosure.sources import Records, TableSource, open_tables, read_folder
from govdisclosure.tabulation.behind import Behind

_WIDEST = 100_000
_MARKS = {State.PASSED: ("✓", "green"), State.FAILED: ("✗", "bold red"), State.NOT_RUN: ("○", "dim")}


@click.command("explain")
@click.argument("file", metavar="REPORT", type=click.Path(path_type=Path))
@click.argument("cell")
@click.option("--records", "source", help="Folder of record files, or the address of a database. 记录文件夹或数据库地址")
@click.option("--previous", multiple=True, type=click.Path(path_type=Path), help="Report of the preceding period. 上期报告")
@click.option("--standard", help="Standard: its id, or the path of a TOML file. 统计标准")
@click.option("--from", "offset", type=click.IntRange(0), default=0, help="Ids to pass over. 跳过的记录数")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Ids to show. 显示的记录数")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain_command(
    file: Path,
    cell: str,
    source: str | None,
    previous: tuple[Path, ...],
    standard: str | None,
    offset: int,
    most: int,
    as_json: bool,
) -> int:
    """Explain a cell: what it counts, what binds it, which records stand behind it. 说明单元格。"""
    report = facade.read(file, standard=standard)
    found = explain(
        report,
        cell,
        records=records_of(source) if source else None,
        previous=[facade.read(one, standard=standard) for one in previous],
    )
    if as_json:
        click.echo(json.dumps(explanation_to_data(found, offset=offset, limit=most), ensure_ascii=False, indent=2))
    else:
        draw(drawn(found, offset, most))
    return 0


def draw(tree: Tree) -> None:
    """Print a tree; in a pipe no line of it is wrapped or cut, however long."""
    screen = display.console()
    if not screen.is_terminal:
        screen.width = _WIDEST
    screen.print(tree)


def records_of(source: str) -> Records | TableSource:
    """Return the records of a folder, or the tables of a database."""
    path = Path(source)
    if path.is_dir() or not (path.is_file() or "://" in source):
        with display.working(say("cli.reading", source=path.name)):
            return read_folder(path)
    return open_tables(source)


def drawn(found: Explanation, offset: int, most: int) -> Tree:
    """Return an explanation as a tree."""
    tree = Tree(Text(f"{found.label}  {in_words(found.value)} {found.unit}".rstrip(), style="bold"), highlight=False)
    _leaf(tree, say("show.explain.cell", cell=found.address, section=found.section))
    if found.source:
        _leaf(tree, say("show.explain.source", source=found.source))
    _demands(tree, found)
    if found.operands:
        branch = _leaf(tree, say("show.explain.operands"))
        for operand in found.operands:
            _leaf(branch, f"{operand.label}  {operand.figure}")
    _relations(tree, found.relations)
    _leaf(tree, say("show.explain.origin", origin=found.made))
    if found.printed is not None and found.printed != str(in_words(found.value)):
        _leaf(tree, say("show.explain.printed", printed=found.printed))
    if found.records is not None and found.recomputed is not None:
        key = "show.explain.agrees" if found.agrees else "show.explain.differs"
        words = say(key, value=in_words(found.value), recomputed=in_words(found.recomputed))
        _records(_leaf(tree, words, "" if found.agrees else "bold red"), found.records, offset, most)
    return tree


def _leaf(tree: Tree, words: object, style: str = "") -> Tree:
    return tree.add(Text(str(words), style=style))


def _demands(tree: Tree, found: Explanation) -> None:
    if not found.demands:
        _leaf(tree, say("show.explain.counts", words=found.counts))
        return
    branch = _leaf(tree, say("show.explain.counts", words=found.counts) if len(found.demands) == 1 else found.measure)
    for one in found.demands if len(found.demands) > 1 else ():
        _leaf(branch, one)


def _relations(tree: Tree, bonds: tuple[Bond, ...]) -> None:
    if not bonds:
        _leaf(tree, say("show.explain.no_relations"))
        return
    branch = _leaf(tree, say("show.explain.relations", count=len(bonds)))
    for bond in bonds:
        mark, style = _MARKS[bond.state]
        words = Text.from_markup(f"[{style}]{mark}[/] {escape(f'{bond.key}: {bond.sentence}')}")
        leaf = branch.add(words)
        if bond.state is State.FAILED and bond.source:
            _leaf(leaf, bond.source, "dim")


def _records(tree: Tree, found: Behind, offset: int, most: int) -> None:
    """Draw the records behind a cell: of a distinct count by the value that they were folded into."""
    kind = RECORD_KINDS.get(found.kind)
    if found.kind != "entry":
        branch = _leaf(tree, say("show.explain.records", kind=kind or say("show.explain.mixed"), count=found.total))
    else:
        _leaf(tree, say("show.explain.entries", count=found.total))
        return
    if found.different is not None:
        _leaf(branch, say("show.explain.folded", count=found.total, different=found.different))
        shown = list(islice(found.together(), offset, offset + most + 1))
        for value, ids in shown[:most]:
            _leaf(branch, say("show.explain.fold", value=_safe(value), count=len(ids), ids=[_safe(one) for one in ids[:most]]))
        if len(shown) > most:
            _leaf(branch, say("show.explain.more_values"), "dim")
    elif found.parts and not found.kind:
        for address, part in found.parts.items():
            _leaf(branch, say("show.explain.part", cell=address, count=part.total))
    else:
        page = found.page(offset, most)
        if page:
            _leaf(branch, ", ".join(_safe(one) for one in page))
        _more(branch, found.total - offset - len(page))
    if found.others is not None:
        rest = found.others.page(offset, most)
        words = say("show.explain.others", count=found.others.total)
        _leaf(branch, f"{words}{': ' if rest else ''}{', '.join(_safe(one) for one in rest)}")


def _more(tree: Tree, count: int) -> None:
    if count > 0:
        _leaf(tree, say("show.explain.more", count=count), "dim")


def _safe(identity: str) -> str:
    """Return an id that may be shown; one that could be about a person is not repeated."""
    return identity if safe_id(identity) else "…"
