"""What is likely between a year and the one before (合理性审核): swings, figures fallen to nothing, figures copied.

Nothing here is a rule: each finding asks for an explanation. The standard says which cells are asked about, and from what size
on. It is not asked where the years do not compare: another body, another scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from govdisclosure.exact.decimals import added
from govdisclosure.messages import Message, say
from govdisclosure.report import Report
from govdisclosure.standards import Plausibility
from govdisclosure.values import number_of, plain


def unlikely(report: Report, previous: Report) -> Iterator[tuple[Plausibility, tuple[str, ...], Message]]:
    """Yield what is unlikely: the standard's question, the cells, and the words."""
    if previous.body.id != report.body.id or previous.scope != report.scope:
        return
    for question in report.standard.plausibilities:
        if question.kind == "copied":
            cells = _copied(question, report, previous)
            if cells:
                yield (
                    question,
                    cells,
                    say("check.copied", question=question, count=len(cells), advice=say("check.advice.right")),
                )
            continue
        for cell in question.cells:
            now, before = (_number(one, cell) for one in (report, previous))
            if now is None or before is None or not _asks(question, now, before):
                continue
            label = report.standard.spot(cell).label
            facts = {"cell": cell, "label": label, "now": plain(now), "before": plain(before)}
            yield question, (cell,), say("check.unlikely", question=question, advice=say("check.advice.right"), **facts)


def _asks(question: Plausibility, now: int | Decimal, before: int | Decimal) -> bool:
    if question.kind == "to_zero":
        return now == 0 and before >= question.least
    small, large = sorted((now, before))
    return small > 0 and large >= question.least and large > added([(question.ratio, small)])


def _copied(question: Plausibility, report: Report, previous: Report) -> tuple[str, ...]:
    """Return the cells that are other than zero, if every cell is what it was last year and enough of them say something."""
    pairs = [(cell, _number(report, cell), _number(previous, cell)) for cell in question.cells]
    if any(now != before for _, now, before in pairs):
        return ()
    told = tuple(cell for cell, now, _ in pairs if now)
    return told if len(told) >= max(question.least, 1) else ()


def _number(report: Report, cell: str) -> int | Decimal | None:
    return number_of(report[cell])
