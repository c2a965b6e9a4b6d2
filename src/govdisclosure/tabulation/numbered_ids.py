"""Ids that are numbers behind a common beginning (顺序编号): ``p1``, ``粤公开00012``; most registers number what they take in.

Such ids are told apart by their numbers alone, so that a bit for each number shows which are there: whether one is there twice,
and whether one that is asked for is there. That is proof, without a hash; ids that are written in any other way are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import polars as pl
from attrs import frozen

_FORM = re.compile(r"(.*?)([0-9]{1,18})", re.DOTALL)
_SPARSEST = 64
"""How many bits there may be for each id: not more memory than its text takes."""
_AT_ONCE = 2**20
"""How many bits are set at once, so that their places take little memory."""


@frozen
class NumberedForm:
    """How ids are numbered: each one is written in one way only, so that different ids have different numbers.

    Attributes:
        beginning: what stands before the number of every id.
        width: how many digits each number has, filled up with zeros; None: as many as it needs.
        first: the number of one of them; others are within 2³¹ of it.
    """

    beginning: str
    width: int | None
    first: int

    @classmethod
    def of(cls, ids: Iterable[str | None]) -> NumberedForm | None:
        """Return the form of the first of some ids, as far as they tell; None where that is no number, or has blanks around."""
        known = [one for one in ids if one]
        found = _FORM.fullmatch(known[0]) if known else None
        if found is None or known[0] != known[0].strip():
            return None
        beginning, digits = found.groups()
        padded = any(one.startswith(f"{beginning}0") and len(one) > len(beginning) + 1 for one in known)
        return cls(beginning, len(digits) if padded else None, int(digits))

    def numbers(self, ids: pl.Expr) -> pl.Expr:
        """Return the number of each id, less ``first``; missing where it is not written in this form."""
        if self.width is None:
            least = f"{self.beginning}1"
            written = (ids == f"{self.beginning}0") | ids.is_between(pl.lit(least), pl.lit(self.end), closed="left")
        else:
            width = len(self.beginning.encode()) + self.width
            written = (ids.str.len_bytes() == width) & ids.is_between(
                pl.lit(f"{self.beginning}0"), pl.lit(self.end), closed="left"
            )
        # the first byte behind the beginning is a digit, so no sign is read with the rest, and no blank is
        read = ids.str.slice(len(self.beginning)).cast(pl.Int64, strict=False)
        return pl.when(written).then((read - self.first).cast(pl.Int32, strict=False))

    @property
    def end(self) -> str:
        """What comes after every id that has a digit behind the beginning, in the order of bytes."""
        return f"{self.beginning}:"


@frozen(eq=False)
class NumberedIds:
    """The ids of a kind of record, all of one form and none twice: a bit for each number from the least to the greatest."""

    form: NumberedForm
    least: int
    present: pl.Series

    @classmethod
    def of(cls, ids: pl.LazyFrame, form: NumberedForm, collect: Callable[[pl.LazyFrame], pl.DataFrame]) -> NumberedIds | None:
        """Return the ids in the one column of a frame; None where one is in another form or twice, or there are large gaps."""
        numbers = collect(ids.select(form.numbers(pl.first()))).to_series()
        least, greatest = numbers.min(), numbers.max()
        if numbers.null_count() or not isinstance(least, int) or not isinstance(greatest, int):
            return None
        if greatest - least >= _SPARSEST * len(numbers):
            return None
        present = pl.repeat(value=False, n=greatest - least + 1, dtype=pl.Boolean, eager=True)
        for some in numbers.to_frame().iter_slices(_AT_ONCE):
            places = (some.to_series().cast(pl.Int64) - least).cast(pl.UInt32)
            present.scatter(places if places.is_sorted() else places.sort(), values=True)  # older polars take them in order
        return cls(form, least, present) if present.sum() == len(numbers) else None

    def has(self, ids: pl.Expr) -> pl.Expr:
        """Return whether each of some ids is there; missing where it is not, for some, and false for others."""
        places = (self.form.numbers(ids).cast(pl.Int64) - self.least).cast(pl.UInt32, strict=False)
        return places.map_batches(self._at, return_dtype=pl.Boolean, is_elementwise=True)

    def _at(self, places: pl.Series) -> pl.Series:
        return self.present.gather(places.set(places >= len(self.present), None))
