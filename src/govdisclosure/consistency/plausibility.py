"""Plausibility of figures for a body and from year to year (合理性审核): swings, figures that drop to zero or are copied.

Nothing here is a rule: each finding asks for an explanation. The standard says which cells are examined, and from what size
on. Years that are not comparable (another body, another scope) are not examined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from govdisclosure.exact.decimals import Number, added
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Oddity, Plausibility
from govdisclosure.values import number_of, plain


def unlikely_of_body(report: Report) -> Iterator[tuple[Plausibility, tuple[str, ...], Message]]:
    """Yield figures that bodies of such a name do not have: the guard, the cells, and the message."""
    for question in report.standard.of_other_bodies:
        given = [cell for cell in question.cells if report.cells.get(cell, _NOTHING).value]  # most have 0
        told = {cell: number for cell in given if (number := number_of(report.cells[cell].value))}
        if told and _is_asked(question, report):
            figures = [f"{report.standard.spot(cell).label} {plain(number)}" for cell, number in told.items()]
            facts = {"figures": figures, "body": report.body_name, "advice": say("check.advice.right")}
            yield question, tuple(told), say("check.other_bodies", question=question, **facts)


def unlikely(report: Report, previous: Report) -> Iterator[tuple[Plausibility, tuple[str, ...], Message]]:
    """Yield unlikely changes between two years: the guard, the cells, and the message."""
    if previous.body.id != report.body.id or previous.scope != report.scope:
        return
    for question in report.standard.plausibilities:
        match question.oddity:
            case Oddity.COPIED:
                cells = _copied(question, report, previous)
                if cells:
                    facts = {"count": len(cells), "advice": say("check.advice.right")}
                    yield question, cells, say("check.copied", question=question, **facts)
            case Oddity.TO_ZERO:
                yield from _each(question, report, previous, _vanished)
            case Oddity.SWING:
                yield from _each(question, report, previous, _swings)
            case Oddity.OTHER_BODIES:
                pass  # whatever was there the year before
            case _:
                assert_never(question.oddity)


_NOTHING = Cell(value=0)


def unlikely_among(report: Report, others: Iterable[Report]) -> Iterator[tuple[Plausibility, tuple[str, ...], Message]]:
    """Yield figures so far above those of other bodies that only another unit explains it: the guard, the cells, the message.

    A ratio of a thousand or more is that of a unit. Of the other bodies' figures that are not 0, at least three, the one counts
    that three quarters do not exceed: a body that made the same slip hides none.

    Args:
        report: the report.
        others: reports of other bodies, by the same standard on the same period.
    """
    among = list(others)
    for question in report.standard.plausibilities:
        for cell in question.cells if question.oddity is Oddity.SWING and question.ratio >= _RATIO_OF_UNITS else ():
            figures = sorted(number for one in among if (number := number_of(one[cell])))
            now = number_of(report[cell])
            if now is None or len(figures) < _FEWEST:
                continue
            most = figures[-(-3 * len(figures) // 4) - 1]
            if now > most and _swings(question, now, most):
                facts = {"cell": cell, "label": report.standard.spot(cell).label, "now": plain(now), "most": plain(most)}
                advice = say("check.advice.right")
                yield question, (cell,), say("check.unlikely_among", count=len(figures), advice=advice, **facts)


_RATIO_OF_UNITS = 1000
_FEWEST = 3


def _is_asked(question: Plausibility, report: Report) -> bool:
    kinds = {report.body.kind.value, report.body.reports_as.value}
    return not kinds.isdisjoint(question.body_kinds) or bool(question.bodies and re.search(question.bodies, report.body_name))


def _each(
    question: Plausibility, report: Report, previous: Report, is_odd: Callable[[Plausibility, Number, Number], bool]
) -> Iterator[tuple[Plausibility, tuple[str, ...], Message]]:
    for cell in question.cells:
        now, before = (number_of(one[cell]) for one in (report, previous))
        if now is not None and before is not None and is_odd(question, now, before):
            label = report.standard.spot(cell).label
            facts = {"cell": cell, "label": label, "now": plain(now), "before": plain(before)}
            yield question, (cell,), say("check.unlikely", question=question, advice=say("check.advice.right"), **facts)


def _vanished(question: Plausibility, now: Number, before: Number) -> bool:
    return now == 0 and before >= question.least


def _swings(question: Plausibility, now: Number, before: Number) -> bool:
    small, large = sorted((now, before))
    return small > 0 and large >= question.least and large > added([(question.ratio, small)])


def _copied(question: Plausibility, report: Report, previous: Report) -> tuple[str, ...]:
    """Return the cells that are not zero if every cell equals last year's and enough of them are not zero."""
    pairs = [(cell, number_of(report[cell]), number_of(previous[cell])) for cell in question.cells]
    if any(now != before for _, now, before in pairs):
        return ()
    told = tuple(cell for cell, now, _ in pairs if now)
    return told if len(told) >= question.least else ()
