"""A second hand-in beside the first (两次报送比对): what is mended, what is new, what changed though nobody named it."""

from __future__ import annotations

from attrs import frozen

from govdisclosure.comparison import compare_cells
from govdisclosure.consistency import Verdict
from govdisclosure.report import Finding, Report
from govdisclosure.values import in_digits


@frozen(kw_only=True)
class CellChange:
    """A cell that changed between two hand-ins; empty text for a blank."""

    address: str
    label: str
    before: str
    after: str


@frozen(kw_only=True)
class ResubmissionChanges:
    """What changed between two hand-ins (两次报送的变化).

    Attributes:
        gone: findings of the first that the second has no more.
        new: findings of the second that the first had not.
        unnamed: cells that changed though no finding about the first had named them, in printed order.
        named: how many cells changed that a finding had named.
    """

    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    unnamed: tuple[CellChange, ...]
    named: int


def compare_hand_ins(first: Report, about_first: Verdict, second: Report, about_second: Verdict) -> ResubmissionChanges:
    """Compare a second hand-in with the first. Two findings are one where rule and cells are the same, whatever the figures."""
    before, after = (_by_place(one) for one in (about_first, about_second))
    style = second.standard.style
    told = {cell for one in before.values() for cell in one.cells} | set(about_first.missing)
    changed = [
        CellChange(
            address=one.address,
            label=one.label,
            before=in_digits(one.left.value, not_applicable="—", yes=style.yes, no=style.no),
            after=in_digits(one.right.value, not_applicable="—", yes=style.yes, no=style.no),
        )
        for one in compare_cells(first, second, second.standard.keys())
    ]
    return ResubmissionChanges(
        gone=tuple(one for key, one in before.items() if key not in after),
        new=tuple(one for key, one in after.items() if key not in before),
        unnamed=tuple(one for one in changed if one.address not in told),
        named=sum(one.address in told for one in changed),
    )


def _by_place(verdict: Verdict) -> dict[tuple[str, tuple[str, ...]], Finding]:
    return {(one.rule, one.cells): one for one in verdict.findings if one.severity.calls_for_action}
