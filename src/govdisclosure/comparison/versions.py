"""Two versions of one report, compared (两版比对): whatever the formats they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import frozen

from govdisclosure.comparison.differences import CellDifference, Comparison, HeadDifference, TextDifference, value_of
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Report, report_of
from govdisclosure.text_bindings import filled_in
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank


def compare(left: Report, right: Report) -> Comparison:
    """Compare two versions of one report (两版比对): docx and xlsx, ours and the published, this submission and the last.

    Every cell is compared by its value: ``12.50`` is ``12.5``, while zero, blank and dash are three things. Words are compared
    by paragraph, with the figures that they name filled in. No crosswalk is applied: where the standards differ, that is a
    difference, and the cells that both have are compared.

    Args:
        left: one version, such as the earlier.
        right: the other.

    Raises:
        UnreadableError: something given as a report is none.

    Example:
        >>> from attrs import evolve
        >>> other = evolve(report, cells={**report.cells, "services.cases": evolve(report.cells["services.cases"], value=32)})
        >>> [(one.address, one.left.value, one.right.value) for one in compare(report, other).differences]
        [('services.cases', 31, 32)]
    """
    apart = frozenset(_not_compared(report_of(left), report_of(right)))
    addresses = tuple(address for address in _addresses(left, right) if address not in apart)
    return Comparison(
        heads=tuple(_heads(left, right)),
        cells=compare_cells(left, right, addresses),
        texts=tuple(_texts(left, right)),
        compared=addresses,
        not_compared=tuple(address for address in _addresses(left, right) if address in apart),
        remarks=tuple(_remarks(left, right, len(addresses), len(apart))),
        left=left,
        right=right,
    )


def compare_cells(left: Report, right: Report, addresses: Sequence[str]) -> tuple[CellDifference, ...]:
    """Return the cells among the addresses that differ, in the order of the addresses; a cell that is not there is missing."""
    differing = []
    for address in addresses:
        one, other = (report.cells.get(address, _NO_CELL) for report in (left, right))
        if not left.agrees(right, address):
            spot = left.standard.spots.get(address) or right.standard.spots.get(address)
            label = spot.label if spot else address
            differing.append(CellDifference(address=address, label=label, left=one, right=other))
    return tuple(differing)


_NO_CELL = Cell(value=Blank.MISSING)


def _addresses(left: Report, right: Report) -> Iterator[str]:
    """Yield every address of either, each once, in printed order; those that no standard knows come last."""
    known = dict.fromkeys((*left.standard.spots, *right.standard.spots))
    yield from known
    yield from sorted({*left.unknown_cells, *right.unknown_cells} - set(known))


def _not_compared(left: Report, right: Report) -> Iterator[str]:
    """Yield the cells that one side cannot have: by its standard, or because its format prints no such table."""
    ours, theirs = left.standard.spots, right.standard.spots
    yield from (address for address in (*ours, *theirs) if address not in ours or address not in theirs)
    alone = left.unprinted ^ right.unprinted
    yield from (address for address in ours if address in alone and address in theirs)


def _heads(left: Report, right: Report) -> Iterator[HeadDifference]:
    if left.standard.id != right.standard.id:
        yield HeadDifference(field="standard", left=left.standard.id, right=right.standard.id)
    named = left.body.name, right.body.name
    if named[0] != named[1] if all(named) else left.body.id != right.body.id:
        yield HeadDifference(field="body", left=left.body_name, right=right.body_name)
    if left.period != right.period:
        yield HeadDifference(field="period", left=str(left.period), right=str(right.period))
    if left.scope != right.scope:
        yield HeadDifference(field="scope", left=left.scope, right=right.scope)
    if sorted(left.includes) != sorted(right.includes):
        sides = (", ".join(sorted(one.includes)) for one in (left, right))
        yield HeadDifference(field="includes", left=next(sides), right=next(sides))
    if left.signed and right.signed and left.signed != right.signed:
        yield HeadDifference(field="signed", left=left.signed.isoformat(), right=right.signed.isoformat())


def _texts(left: Report, right: Report) -> Iterator[TextDifference]:
    headings = {
        section.key: report.fill_in(section.heading) or section.key
        for report in (right, left)
        for section in report.standard.text_sections
    }
    keys = dict.fromkeys((*left.standard.text_sections, *right.standard.text_sections))
    order = dict.fromkeys((*(section.key for section in keys), *sorted({*left.text, *right.text})))
    for key in order:
        one, other = left.text.get(key, ""), right.text.get(key, "")
        if one == other and left.standard.id == right.standard.id:  # the same words naming other figures: the cells say so
            continue
        sides = (paragraphs(_printed(one, left)), paragraphs(_printed(other, right)))
        for change in changed_paragraphs(*sides):
            yield TextDifference(
                section=key, heading=headings.get(key, key), number=change.place + 1, left=change.left, right=change.right
            )


def _printed(text: str, report: Report) -> str:
    """Return the text with its figures filled in."""
    return filled_in(text, report, lambda address: str(value_of(report[address])))


def _remarks(left: Report, right: Report, compared: int, apart: int) -> Iterator[Message]:
    if left.standard.id != right.standard.id:
        yield say("comparison.standards", left=left.standard.id, right=right.standard.id, compared=compared, apart=apart)
    elif apart:
        yield say("comparison.not_printed", count=apart)
    if left.standard.id == right.standard.id and left.standard.digest != right.standard.digest:
        yield say("comparison.edition", standard=left.standard.id)
    if left.body.id != right.body.id and left.body.name and left.body.name == right.body.name:
        yield say("comparison.body_id", left=left.body.id, right=right.body.id)
    if left.status != right.status:
        yield say("comparison.status", left=say(f"comparison.{left.status}"), right=say(f"comparison.{right.status}"))
    if left.revision != right.revision:
        yield say("comparison.revision", left=left.revision, right=right.revision)
    if (left.signed is None) != (right.signed is None):
        yield say("comparison.signed_once", day=left.signed or right.signed)
    yield from _about_notes(left, right)


def _about_notes(left: Report, right: Report) -> Iterator[Message]:
    """Yield what only one side's reader noted or could not place: a difference may come from there."""
    for report, other, side in ((left, right, say("comparison.left")), (right, left, say("comparison.right"))):
        known = {(note.rule, note.cells) for note in other.notes}
        for note in report.notes:
            if (note.rule, note.cells) not in known:
                yield say("comparison.note", side=side, note=note.message)
        if report.unread and report.unread != other.unread:
            yield say("comparison.unread", side=side, count=len(report.unread))


@frozen
class Paragraphs(ValueObject):
    """One place where two texts differ: a paragraph of each, or of one alone; places count from 0."""

    place: int
    left: str | None
    right: str | None


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, stripped, without empty ones."""
    return tuple(one for line in text.splitlines() if (one := line.strip()))


def changed_paragraphs(left: Sequence[str], right: Sequence[str]) -> tuple[Paragraphs, ...]:
    """Return the differences in order; exchanging the texts exchanges the sides of the same places."""
    if tuple(right) < tuple(left):  # of several shortest ways one is found, and it must be the same one both ways
        found = sorted((at, order, mine, theirs) for order, (_, at, theirs, mine) in enumerate(_changed(right, left)))
        return tuple(Paragraphs(at, mine, theirs) for at, _, mine, theirs in found)
    return tuple(Paragraphs(at, one, other) for at, _, one, other in _changed(left, right))


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, str | None, str | None]]:
    """Yield each pair with its position on the left and on the right."""
    for what, start, end, begin, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for step in range(max(end - start, stop - begin)):
            one = left[start + step] if start + step < end else None
            other = right[begin + step] if begin + step < stop else None
            mine = start + step if one is not None else begin + step
            theirs = begin + step if other is not None else start + step
            yield mine, theirs, one, other
