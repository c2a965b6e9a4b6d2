"""Figures and words that no record stands for (填报数), read by the kind of their cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from govdisclosure.errors import Fault, InvalidRecordError, TabulationError
from govdisclosure.exact.decimals import parsed
from govdisclosure.messages import Message, say
from govdisclosure.records import Checked, Entry
from govdisclosure.records.base import fields_of, quoted
from govdisclosure.report import Finding, fingerprint
from govdisclosure.standards import Standard
from govdisclosure.values import Blank, Kind, Period, Severity, Value


class Entries:
    """The entries of one body and period, read by the kind of their cell."""

    def __init__(self, entries: Iterable[Checked], standard: Standard, period: Period) -> None:
        self.standard = standard
        self.values: dict[str, Value] = {}
        self.text: dict[str, str] = {}
        self.signed: date | None = None
        self.findings: list[Finding] = []
        self.faults: list[Fault] = []
        sections = {section.key for section in standard.text_sections}
        for address, value in self.distinct(entries, period).items():
            section = address.removeprefix("text.")
            if address == "report.signed":
                self.signed = self.day(value)
            elif section != address and section in sections:
                self.text[section] = value
            elif address in standard.spots and standard.spots[address].is_entered:
                self.values[address] = self.read(address, value)
            else:
                key = "tabulate.entry_calculated" if address in standard.spots else "tabulate.entry_unknown"
                self.notice("entry.unknown", key, address)
        if self.faults:
            raise InvalidRecordError(self.faults)

    def distinct(self, entries: Iterable[Checked], period: Period) -> dict[str, str]:
        """Return the entries of a period by address; two that differ are refused."""
        found: dict[str, str] = {}
        for entry in entries:
            if not isinstance(entry, Entry) or entry.period != period:
                continue
            if found.setdefault(entry.address, entry.value) != entry.value:
                raise TabulationError("tabulate.two_entries", cell=_shown(entry.address), period=period)
        return found

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

    def notice(self, rule: str, key: str, address: str) -> None:
        """Note an entry that no cell takes."""
        message = say(key, cell=_shown(address), standard=self.standard.id)
        self.findings.append(
            Finding(
                rule=rule,
                severity=Severity.WARNING,
                cells=(address,) if _looks_like_an_address(address) else (),
                message=message,
                fingerprint=fingerprint(rule, address),
            )
        )


def _shown(address: str) -> Message | str:
    """Return an address for a message: itself, or its shape where a column that slipped may have put something else there."""
    return address if _looks_like_an_address(address) else quoted(fields_of(Entry)["address"], address)


def _looks_like_an_address(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_.]{0,150}(/[a-z0-9_]{1,50})?", text) is not None and re.search(r"\d{11}", text) is None


def entered_value(text: str, kind: Kind) -> Value | None:
    """Read an entry's text by the kind of its cell: ``946``, ``12.50``, ``true``, words; None where it does not fit.

    Empty text is missing and ``—`` not applicable, whatever the kind.
    """
    text = text.strip()
    if text == "":
        return Blank.MISSING
    if text in ("—", "——"):
        return Blank.NOT_APPLICABLE
    if kind is Kind.TEXT:
        return text
    if kind is Kind.YES_NO:
        return {"true": True, "false": False}.get(text)
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.replace(".", "", kind is not Kind.COUNT).isdigit() or len(digits) > 18:
        return None
    return int(text) if kind is Kind.COUNT else parsed(text)
