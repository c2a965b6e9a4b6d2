"""Several hand-ins of one body (重复报送): the newest counts; of two that nothing tells apart neither is chosen in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from attrs import evolve

from govdisclosure.forms.hand_ins import SubmittedForm, about_form
from govdisclosure.messages import say
from govdisclosure.values import Severity


def one_of_each(hand_ins: Sequence[SubmittedForm]) -> list[SubmittedForm]:
    """Keep the newest form of each body; of two that nothing tells apart neither is chosen in silence."""
    by_body: dict[str, list[SubmittedForm]] = defaultdict(list)
    for one in hand_ins:
        if one.counted and one.form is not None:
            by_body[one.form.report.body.id].append(one)
    changed: dict[str, SubmittedForm] = {}
    for several in by_body.values():
        if len(several) > 1:
            changed |= {one.name: one for one in _newest(several)}
    return [changed.get(one.name, one) for one in hand_ins]


def _newest(several: Sequence[SubmittedForm]) -> Iterator[SubmittedForm]:
    def age(one: SubmittedForm) -> tuple[int, str]:
        assert one.form is not None  # noqa: S101 - only forms that were read are compared
        return one.form.report.revision, one.form.signed.isoformat() if one.form.signed else ""

    newest = max(age(one) for one in several)
    last = [one for one in several if age(one) == newest]
    same = len({_figures(one) for one in last}) == 1
    for one in several:
        form = one.form
        assert form is not None  # noqa: S101 - as above
        if one is last[0] and (same or len(last) == 1):
            yield one
            continue
        kept = last[0].name
        others = [other.name for other in last if other is not one]
        if one not in last:
            key, severity, facts = "collect.superseded", Severity.INFO, {"other": kept}
        elif same:
            key, severity, facts = "collect.same_twice", Severity.INFO, {"other": kept}
        else:
            key, severity, facts = "collect.two_versions", Severity.ERROR, {"other": others[0]}
        yield evolve(one, counted=False, issues=(about_form(form, key, severity, say(key, **facts)),))


def _figures(one: SubmittedForm) -> tuple[object, ...]:
    assert one.form is not None  # noqa: S101 - as above
    report = one.form.report
    return (*((address, cell.value) for address, cell in sorted(report.cells.items())), *sorted(report.text.items()))
