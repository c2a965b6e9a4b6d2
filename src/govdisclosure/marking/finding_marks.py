"""The figures of a finding (标注对象), where the document prints them, and the value that would agree."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from govdisclosure.consistency import Change, Conflict, Verdict
from govdisclosure.report import Finding, Report
from govdisclosure.values import Severity, in_digits, plain

_MOST_FIGURES = 6
_ORDER = tuple(Severity)


@frozen(kw_only=True)
class MarkedFigure:
    """A printed figure that a finding is about (被标注的数字).

    Attributes:
        address: the cell.
        where: its place in the document; empty where the document does not print it.
        printed: what the document prints there.
        agrees: the values that would agree, in plain digits, the likeliest first; ``20..31`` where a range would. Empty where
            nothing says so.
    """

    address: str
    where: str
    printed: str
    agrees: tuple[str, ...] = ()


@frozen(kw_only=True)
class FindingMark:
    """A finding and the figures at which it is drawn (标注).

    Attributes:
        number: its number in the copy and in the names of the pictures, from 1.
        finding: the finding.
        figures: its figures, the one that is most likely wrong first.
    """

    number: int
    finding: Finding
    figures: tuple[MarkedFigure, ...]


def marks_of(
    report: Report, verdict: Verdict, conflicts: Sequence[Conflict] = (), *, least: Severity = Severity.WARNING
) -> tuple[FindingMark, ...]:
    """Return a mark for every finding that is about figures (标注清单).

    Args:
        report: the report that was read.
        verdict: the verdict on it.
        conflicts: the result of :func:`govdisclosure.locate`: which figures of a failed relation are wrong.
        least: findings below this severity are left out.
    """
    wanted = _ORDER[: _ORDER.index(least) + 1]
    found = [one for one in verdict.findings if one.severity in wanted and any(cell in report for cell in one.cells)]
    return tuple(
        FindingMark(number=number, finding=one, figures=_figures(one, report, conflicts))
        for number, one in enumerate(found, start=1)
    )


def _figures(finding: Finding, report: Report, conflicts: Sequence[Conflict]) -> tuple[MarkedFigure, ...]:
    cells = [cell for cell in finding.cells if cell in report]
    agrees: dict[str, list[str]] = {}
    for conflict in conflicts:
        if finding.rule not in conflict.relations:
            continue
        for answer in conflict.answers:
            for address, change in answer.cells.items():
                value = plain(change.should_be) if change.should_be is not None else _range(change)
                if address in cells and value and value not in agrees.setdefault(address, []):
                    agrees[address].append(value)
    if not agrees:
        said = finding.left if finding.rule.startswith("text.") else finding.right
        if said is not None:
            agrees[cells[0]] = [said]
    return tuple(
        MarkedFigure(
            address=address,
            where=_where(report, address),
            printed=_printed(report, address),
            agrees=tuple(agrees.get(address, ())),
        )
        for address in list(agrees or cells)[:_MOST_FIGURES]
    )


def _range(change: Change) -> str:
    ends = ["" if one is None else plain(one) for one in (change.low, change.high)]
    return "..".join(ends) if any(ends) else ""


def _where(report: Report, address: str) -> str:
    return (report.cells[address].origin.address or "") if address in report.cells else ""


def _printed(report: Report, address: str) -> str:
    cell = report.cells.get(address)
    return in_digits(report[address]) if cell is None or cell.printed is None else cell.printed
