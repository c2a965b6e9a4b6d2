"""How a wrong figure may have come about (常见差错): a digit dropped, doubled, transposed or mistyped, a total not updated.

A slip only ranks answers between which the relations do not decide. The figures below say how telling each slip is: that it
fits by chance is rarer the more it demands. They are a judgement of ours, not measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from attrs import frozen

from govdisclosure.exact.decimals import Number, added, less, total
from govdisclosure.messages import Message, say
from govdisclosure.report import Report, as_number
from govdisclosure.standards import Standard
from govdisclosure.values import Kind, plain

TELLING = {
    "recomputed": 1.0,
    "misread": 0.98,
    "total_zero": 0.97,
    "unit": 0.95,
    "sign": 0.95,
    "exchanged": 0.93,
    "cumulative": 0.92,
    "swapped": 0.9,
    "doubled": 0.88,
    "dropped": 0.85,
    "last_year": 0.85,
    "left_out": 0.8,
    "added": 0.75,
    "neighbour": 0.7,
    "mistyped": 0.65,
    "not_updated": 0.5,
    "nearer": 0.45,
    "single_digit": 0.3,
    "none": 0.15,
    "open": 0.1,
    "zero_before": 0.05,
    "as_recorded": 0.02,
}


_MUCH_NEARER = 4
"""So many times nearer to last year's figure a figure is that the one printed looks odd beside it."""


@frozen
class ErrorPattern:
    """One kind of slip, and how telling it is; without words where nothing is known."""

    name: str
    words: Message | None = None

    @property
    def telling(self) -> float:
        """How telling it is, from 0 to 1."""
        return TELLING[self.name]


@frozen
class Evidence:
    """The context of the cells: the report, the preceding ones and the one recomputed from records, where given."""

    report: Report
    previous: Sequence[Report]
    recomputed: Report | None = None

    def slips(self, figures: Mapping[str, tuple[Number, Number | None]]) -> dict[str, ErrorPattern]:
        """Return the most telling slip of each cell of an answer.

        Args:
            figures: by address, what is there and what should; ``None`` where the relations leave that open.
        """
        found = {}
        for address, (now, should) in figures.items():
            recorded = self._recorded(address, now, should)
            if recorded is not None:
                found[address] = recorded
                continue
            if should is None:
                found[address] = ErrorPattern("open")
                continue
            if self.report.standard.spot(address).kind is Kind.DATE:  # its number has no digits that anybody typed
                found[address] = ErrorPattern("none")
                continue
            partner = self._partner(address, figures)
            if partner is not None:
                found[address] = ErrorPattern("exchanged", say("locate.slip.exchanged", label=self._label(partner)))
            else:
                found[address] = self._slip(address, now, should)
        return found

    def _slip(self, address: str, now: Number, should: Number) -> ErrorPattern:
        """Return the most telling slip of one cell."""
        is_total = address in self.report.standard.defining
        cell = self.report.cells.get(address)
        if cell is not None and plain(should) in cell.origin.alternatives:
            return ErrorPattern("misread", say("locate.slip.misread"))
        if is_total and now == 0:
            return ErrorPattern("total_zero", say("locate.slip.total_zero"))
        if now and (now == added([(10_000, should)]) or added([(10_000, now)]) == should):
            return ErrorPattern("unit", say("locate.slip.unit"))
        if now and now == added([(-1, should)]):
            return ErrorPattern("sign", say("locate.slip.sign"))
        before = self._before(address)
        if before and less(now, before) == should:
            return ErrorPattern("cumulative", say("locate.slip.cumulative", before=plain(before)))
        typed = _typed(plain(now).lstrip("-"), plain(should).lstrip("-"))
        if typed in ("swapped", "doubled", "dropped"):
            return ErrorPattern(typed, say(f"locate.slip.{typed}"))
        if before is not None and before == now and now:
            return ErrorPattern("last_year", say("locate.slip.last_year"))
        if is_total and (part := self._left_out(address, now)) is not None:
            return ErrorPattern("left_out", say("locate.slip.left_out", label=self._label(part)))
        if typed == "added":
            return ErrorPattern(typed, say("locate.slip.added"))
        beside = [one for one in _beside(self.report.standard).get(address, ()) if now and as_number(self.report[one]) == now]
        if beside:
            return ErrorPattern("neighbour", say("locate.slip.neighbour", label=self._label(beside[0])))
        if before == now == 0 and not is_total:
            return ErrorPattern("zero_before", say("locate.slip.zero_before"))
        if typed == "mistyped":
            return ErrorPattern(typed, say("locate.slip.mistyped"))
        if is_total:
            return ErrorPattern("not_updated", say("locate.slip.not_updated"))
        if before is not None and _MUCH_NEARER * abs(Fraction(should) - Fraction(before)) <= abs(
            Fraction(now) - Fraction(before)
        ):
            return ErrorPattern("nearer", say("locate.slip.nearer", before=plain(before)))
        if typed == "single_digit":
            return ErrorPattern(typed)
        return ErrorPattern("none")

    def _recorded(self, address: str, now: Number, should: Number | None) -> ErrorPattern | None:
        """Return the slip that the records confirm, if any."""
        if self.recomputed is None or address not in self.recomputed.standard.spots:
            return None
        figure = as_number(self.recomputed[address])
        if figure is not None and figure == should:
            return ErrorPattern("recomputed", say("locate.slip.recomputed"))
        if figure is not None and figure == now:
            return ErrorPattern("as_recorded", say("locate.slip.as_recorded"))
        return None

    def _partner(self, address: str, figures: Mapping[str, tuple[Number, Number | None]]) -> str | None:
        """Return the neighbouring cell whose figure was exchanged with this one's."""
        now, should = figures[address]
        for other in _beside(self.report.standard).get(address, ()):
            if other in figures and figures[other] == (should, now) and now != should:
                return other
        return None

    def _left_out(self, address: str, now: Number) -> str | None:
        """Return the part that the total leaves out."""
        for definition in self.report.standard.defining[address]:
            parts = [
                (term.address, added([(term.factor, as_number(self.report[term.address]) or 0)]))
                for term in definition.right
                if term.address
            ]
            whole = total(number for _, number in parts)
            for part, number in parts:
                if number and less(whole, number) == now:
                    return part
        return None

    def _before(self, address: str) -> Number | None:
        numbers = [number for one in self.previous if (number := as_number(one[address])) is not None]
        return total(numbers) if numbers else None

    def _label(self, address: str) -> Message:
        return self.report.standard.name_of(address)


def _typed(now: str, should: str) -> str | None:
    """Return the typing slip that turns one number into the other."""
    if len(now) == len(should):
        wrong = [place for place in range(len(now)) if now[place] != should[place]]
        if (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and now[wrong[0]] == should[wrong[1]]
            and now[wrong[1]] == should[wrong[0]]
        ):
            return "swapped"
        if len(wrong) == 1:
            return "mistyped" if len(now) > 1 else "single_digit"
        return None
    if len(should) == len(now) + 1 and any(should[:place] + should[place + 1 :] == now for place in range(len(should))):
        return "dropped"
    if len(now) == len(should) + 1:
        places = [place for place in range(len(now)) if now[:place] + now[place + 1 :] == should]
        if any(place and now[place] == now[place - 1] for place in places):
            return "doubled"
        if places:
            return "added"
    return None


@lru_cache(maxsize=64)
def _beside(standard: Standard) -> Mapping[str, tuple[str, ...]]:
    """Return the cells beside each cell: left, right, above and below in its table, headings left out."""
    found: dict[str, tuple[str, ...]] = {}
    for table in standard.tables:
        spots = [one for one in standard.spots.values() if one.table is table]
        width = len(table.columns) or 1
        for place, spot in enumerate(spots):
            column = place % width
            near = [(place - 1, column > 0), (place + 1, column < width - 1), (place - width, True), (place + width, True)]
            found[spot.address] = tuple(spots[other].address for other, there in near if there and 0 <= other < len(spots))
    return found
