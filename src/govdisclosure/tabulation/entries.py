"""Figures and texts entered by hand (填报数), parsed by the kind of their cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import assert_never

from govdisclosure.errors import Fault, InvalidRecordError, TabulationError
from govdisclosure.exact.decimals import parsed
from govdisclosure.messages import Message, say
from govdisclosure.records import Entry, TypedRecord
from govdisclosure.records.record import fields_of, quoted
from govdisclosure.report import Finding, fingerprint
from govdisclosure.standards import Standard
from govdisclosure.values import Blank, Kind, Period, Severity, Value, day_in, overlapping, value_in_words


class Entries:
    """The entries of one body and period, read by the kind of their cell."""

    def __init__(self, entries: Iterable[TypedRecord], standard: Standard, period: Period) -> None:
        self.standard = standard
        self.values: dict[str, Value] = {}
        self.text: dict[str, str] = {}
        self.signed: date | None = None
        self.findings: list[Finding] = []
        self.faults: list[Fault] = []
        sections = {section.key for section in standard.text_sections}
        of_period, of_parts = self.distinct(entries, period)
        for address, value in of_period.items():
            section = address.removeprefix("text.")
            if address == "report.signed":
                self.signed = self.day(value)
            elif section != address and section in sections:
                self.text[section] = value
            elif address in standard.spots:
                self.values[address] = self.read(address, value)
            else:
                self.notice("entry.unknown", "tabulate.entry_unknown", address, standard=standard.id)
        for address, parts in of_parts.items():
            if address in standard.spots:
                self.join(address, parts, period)
        if self.faults:
            raise InvalidRecordError(self.faults)

    def distinct(self, entries: Iterable[TypedRecord], period: Period) -> tuple[dict[str, str], dict[str, dict[Period, str]]]:
        """Return the entries of a period by address, and those of its parts by part; two that differ are refused."""
        whole: dict[str, str] = {}
        parts: dict[str, dict[Period, str]] = {}
        for entry in entries:
            if not isinstance(entry, Entry):
                continue
            when = self.standard.own_period(entry.period)
            if not (when.start in period and when.end in period):
                continue
            known = whole if when == period else None
            if known is None:
                part = parts.setdefault(entry.address, {})
                differs = part.setdefault(when, entry.value) != entry.value
            else:
                differs = known.setdefault(entry.address, entry.value) != entry.value
            if differs:
                raise TabulationError("tabulate.two_entries", cell=_shown(entry.address), period=entry.period)
        return whole, parts

    def join(self, address: str, parts: Mapping[Period, str], period: Period) -> None:
        """Take the figure of the period from entries for its parts, where these fill it and it follows from them."""
        given = {part: self.read(address, text) for part, text in sorted(parts.items())}
        way = self.standard.over_time(address)
        if period.uncovered(given) or overlapping(given):
            self.notice("entry.parts", "tabulate.parts_incomplete", address, parts=list(given), period=period)
            return
        value = way.joined(list(given.values())) if way is not None else Blank.MISSING
        whole = self.values.get(address, Blank.MISSING)
        if value is Blank.MISSING:
            if whole is Blank.MISSING:
                self.notice("entry.parts", "tabulate.parts_unrelated", address, parts=list(given), period=period)
        elif whole in (Blank.MISSING, value):
            self.values[address] = value
        else:
            facts = {"joined": value_in_words(value), "entered": value_in_words(whole), "parts": list(given), "period": period}
            self.notice("entry.parts_differ", "tabulate.parts_differ", address, severity=Severity.ERROR, **facts)

    def read(self, address: str, text: str) -> Value:
        """Read a value by the kind of its cell; what does not fit is a fault."""
        value = entered_value(text, self.standard.spots[address].kind)
        if value is None:
            kind = self.standard.spots[address].kind
            self.faults.append(Fault(where=f"Entry {address}", field="value", sentence=say(f"entry.{kind.name.lower()}")))
            return Blank.MISSING
        return value

    def day(self, text: str) -> date | None:
        """Read a day; what is none is a fault."""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.faults.append(Fault(where="Entry report.signed", field="value", sentence=say("entry.signed")))
            return None

    def notice(self, rule: str, key: str, address: str, *, severity: Severity = Severity.WARNING, **facts: object) -> None:
        """Note an entry that no cell takes, or that contradicts another."""
        message = say(key, cell=_shown(address), **facts)
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                cells=(address,) if _looks_like_an_address(address) else (),
                message=message,
                fingerprint=fingerprint(rule, address, *facts.values()),
            )
        )


def _shown(address: str) -> Message | str:
    """Return an address for a message: itself, or its shape where a column that slipped may have put something else there."""
    return address if _looks_like_an_address(address) else quoted(fields_of(Entry)["address"], address)


def _looks_like_an_address(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_.]{0,150}(/[a-z0-9_]{1,50})?", text) is not None and re.search(r"\d{11}", text) is None


def entered_value(text: str, kind: Kind) -> Value | None:
    """Read an entry's text by the kind of its cell: ``946``, ``12.50``, ``true``, ``2024-03-05``, words; else None.

    Empty text is missing and ``—`` not applicable, whatever the kind.
    """
    text = text.strip()
    if text == "":
        return Blank.MISSING
    if text in ("—", "——"):
        return Blank.NOT_APPLICABLE
    digits = text.removeprefix("-")
    match kind:
        case Kind.TEXT:
            return text
        case Kind.YES_NO:
            return {"true": True, "false": False}.get(text)
        case Kind.COUNT:
            return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
        case Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return parsed(text) if digits.isascii() and digits.replace(".", "", 1).isdigit() and len(digits) <= 18 else None
        case Kind.DATE:
            return day_in(text)
        case Kind.HEADING:
            return None
    assert_never(kind)
