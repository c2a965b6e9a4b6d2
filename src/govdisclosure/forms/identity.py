"""The identity of a form (表的身份): from the hidden sheet, or from the cover where that is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from govdisclosure.forms.books import FormBook, Rows
from govdisclosure.forms.layout import IDENTITY, FormSheet
from govdisclosure.messages import languages, say
from govdisclosure.readers.titles import printed_period
from govdisclosure.values import Period

_FIELDS = ("body", "id", "period", "standard", "revision", "date")
_COVER_ROWS = 30


@frozen(kw_only=True)
class Identity:
    """The identity of a form.

    Attributes:
        hidden: whether the hidden sheet was there.
        differs: the fields in which the cover says something else than the hidden sheet.
        sheets: the sheets that hold no tables: cover and hidden sheet.
        shown: where each field is on the cover.
    """

    standard: str = ""
    body: str = ""
    name: str = ""
    period: Period | None = None
    previous: str = ""
    revision: int = 1
    signed: date | None = None
    hidden: bool = False
    differs: tuple[str, ...] = ()
    sheets: frozenset[str] = frozenset()
    shown: Mapping[str, tuple[str, int, int]] = field(factory=dict)

    @property
    def cover(self) -> tuple[str, int, int] | None:
        """Where the period is on the cover."""
        return self.shown.get("period")


def find_identity(book: FormBook) -> Identity:
    """Find out whose form a workbook is; the cover says who signed off and when, the hidden sheet the rest."""
    hidden: dict[str, str] = {}
    sheets = set()
    names = book.sheets
    if IDENTITY in names:
        hidden = {str(row[0]): str(row[1]) for row in book.rows(IDENTITY) if len(row) > 1}
        sheets.add(IDENTITY)
    shown: Mapping[str, tuple[Any, tuple[str, int, int]]] = {}
    for sheet in [one for one in names if one in FormSheet.COVER.titles] or names:
        shown = _cover(sheet, book.rows(sheet))
        if {"body", "period"} <= shown.keys():
            sheets.add(sheet)
            break
    said = {key: str(value).strip() for key, (value, _) in shown.items()}
    period = _period(hidden.get("period", "")) or _period(said.get("period", ""))
    differs = []
    if hidden:
        pairs = {"id": hidden.get("body", ""), "standard": hidden.get("standard", "")}
        differs = [key for key, value in pairs.items() if said.get(key, value) != value]
        if "period" in said and _period(said["period"]) != period:
            differs.append("period")
    revision = shown.get("revision", (1, None))[0]
    return Identity(
        standard=hidden.get("standard") or said.get("standard", ""),
        body=hidden.get("body") or said.get("id", ""),
        name=hidden.get("name") or said.get("body", ""),
        period=period,
        previous=hidden.get("previous", ""),
        revision=int(revision) if isinstance(revision, float | int) and 1 <= revision < 1000 else 1,
        signed=_day(shown.get("date", (None, None))[0]),
        hidden=bool(hidden),
        differs=tuple(differs),
        sheets=frozenset(sheets),
        shown={key: place for key, (_, place) in shown.items()},
    )


def _labels() -> Mapping[str, str]:
    return {say(f"form.cover.{name}").in_language(lang): name for lang in languages() for name in _FIELDS}


_LABELS = _labels()


def _cover(sheet: str, rows: Rows) -> Mapping[str, tuple[Any, tuple[str, int, int]]]:
    """Return what is right of the cover's labels, and where."""
    found: dict[str, tuple[Any, tuple[str, int, int]]] = {}
    for number, row in enumerate(rows[:_COVER_ROWS], start=1):
        for at, label in enumerate(row):
            name = _LABELS.get(label) if isinstance(label, str) else None
            if name and name not in found:
                beside = ((column, one) for column, one in enumerate(row[at + 1 :], start=at + 2) if one not in ("", None))
                column, value = next(beside, (0, None))
                if value is not None:
                    found[name] = (value, (sheet, number, column))
    return found


def _period(text: str) -> Period | None:
    """Return the period in a text: ``2024``, ``2024年``, ``2024年第3季度（2024-Q3）``."""
    return printed_period(re.sub(r"\.0$", "", text.strip()))


def _day(raw: Any) -> date | None:
    """Return the date on the cover; a date typed as text counts, too."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    found = re.match(r"\s*(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})", raw) if isinstance(raw, str) else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
