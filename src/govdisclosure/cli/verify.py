"""``govdisclosure verify``: a report recomputed from its records, and the least change that accounts for a difference."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text
from rich.tree import Tree

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.explain import draw
from govdisclosure.cli.options import JSON, PATH, STANDARD
from govdisclosure.cli.others import in_words
from govdisclosure.cli.record_sources import NONE, TABLES, UNIQUE, records_of
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.messages import say
from govdisclosure.reconciliation import MOST_RECORDS, Account, CandidateExplanation, Reconciliation, reconcile
from govdisclosure.records import Entry
from govdisclosure.records.record import shown_id

_SHOWN = 3


@click.command("verify")
@click.argument("file", metavar="REPORT", type=PATH)
@click.option(
    "--records", "source", required=True, metavar="SOURCE", help="Folder of record files, or a database. 记录文件夹或数据库"
)
@STANDARD
@TABLES
@UNIQUE
@NONE
@JSON
def verify_command(
    file: Path,
    source: str,
    standard: str | None,
    tables: tuple[str, ...],
    ids_unique: bool,
    none: tuple[str, ...],
    as_json: bool,
) -> int:
    """Recompute a report from its records: 0 the same, 1 it differs, 2 unreadable. 按记录核对报告。"""
    report = in_words(library.read(file, standard=standard))
    result = reconcile(report, records_of(source, tables, ids_unique=ids_unique, none=none))
    if as_json:
        echo_json(result.to_json())
        return int(not result.same)
    _differences(result)
    for account in result.accounts:
        draw(drawn(account))
    if result.too_many:
        display.remark(say("verify.too_many", most=MOST_RECORDS))
    for words in result.remarks:
        display.remark(words)
    key = "cli.same" if result.same else "cli.differs"
    display.line(say(key, count=len(result.differences)))
    return int(not result.same)


def _differences(result: Reconciliation) -> None:
    by_themselves = {slip.address for account in result.accounts for one in account.answers[:1] for slip in one.slips}
    for one in result.differences:
        display.line(one.sentence)
        if one.address in by_themselves:  # no record makes that difference
            continue
        near = result.records(one.address)
        if near.parts or near.kind is Entry.__kind__:  # what a total is made of is named at its parts
            continue
        ids = [shown_id(one) for one in near.page(0, 10)]
        more = say("show.verify.more", count=near.total - len(ids)) if near.total > len(ids) else ""
        key = "show.verify.near" if (one.difference or "-").lstrip("-") == one.difference else "show.verify.counted"
        if ids:
            display.line(f"    {say(key, count=near.total, ids=ids)}{more}", style="dim")


def drawn(account: Account) -> Tree:
    """Return a tree of the changes that would account for some differences."""
    tree = Tree(Text(str(say("show.verify.account", kinds=account.kinds, count=len(account.cells))), style="bold"))
    if not account.answers:
        tree.add(Text(str(say("show.verify.no_answer"))))
    for number, answer in enumerate(account.answers[:_SHOWN], 1):
        _answer(tree, answer, number, len(account.answers))
    if len(account.answers) > _SHOWN:
        tree.add(Text(str(say("show.verify.more_answers", count=len(account.answers) - _SHOWN)), style="dim"))
    if not account.complete and account.answers:
        tree.add(Text(str(say("show.verify.incomplete")), style="dim"))
    return tree


def _answer(tree: Tree, answer: CandidateExplanation, number: int, of: int) -> None:
    changes = len(answer.steps) + len(answer.slips)
    key = "show.verify.answer" if of == 1 else "show.verify.answer_of"
    branch = tree.add(Text(str(say(key, number=number, changes=changes))))
    for effect in dict.fromkeys(tuple(step.effect.items()) for step in answer.steps):  # the same thing twice is said once
        alike = [step for step in answer.steps if tuple(step.effect.items()) == effect]
        step, times = alike[0], f" × {len(alike)}" if len(alike) > 1 else ""
        leaf = branch.add(Text(f"{step.changes[0].sentence}{times}"))
        for other in step.changes[1:_SHOWN]:
            leaf.add(Text(str(say("show.verify.or", change=other.sentence)), style="dim"))
    for slip in answer.slips:
        branch.add(Text(str(slip.sentence)))
    if answer.leaves:
        branch.add(Text(str(say("show.verify.leaves", cells=answer.leaves)), style="yellow"))
