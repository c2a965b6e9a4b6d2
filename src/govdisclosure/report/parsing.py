"""Parsing of report JSON (读入报告JSON): strict where a figure could be lost, a note where something is merely odd."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from govdisclosure.errors import Fault, GovDisclosureError, UnreadableError, refused
from govdisclosure.exact.decimals import amount
from govdisclosure.messages import Message, say
from govdisclosure.records import Body
from govdisclosure.report.contents import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Unread, fingerprint
from govdisclosure.report.operands import Operand
from govdisclosure.standards import Spot, Standard
from govdisclosure.standards.relation_model import Reading
from govdisclosure.values import Blank, Kind, Period, Severity, Value, day_from_text

FORMAT = "govdisclosure.report/1"
"""The name and version of report JSON."""


def contents_of_json(text: str | bytes, find_standard: Callable[[str], Standard]) -> dict[str, Any]:
    """Return the contents of a report's JSON by the names of the report's fields; see :meth:`.Report.from_json`.

    Args:
        text: the JSON.
        find_standard: from a standard's id to the standard.

    Raises:
        UnreadableError: it is no JSON, no report, or of a format this version does not know.
        UnknownStandardError: ``find_standard`` does not know the standard.
    """
    try:
        text = text if isinstance(text, str) else text.decode(json.detect_encoding(text))
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        # half a surrogate pair is no character, and nothing could print it; whole pairs are read as one
        (text if "\\u" not in text else json.dumps(data, ensure_ascii=False)).encode()
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise refused(place, "json.broken") from None
    return _ReportParser(find_standard).contents(data)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise refused(twice, "json.twice")
    return data


def _no_constant(_: str) -> Any:
    raise UnreadableError([Fault(sentence=say("json.not_finite"))])


MOST_DECIMALS = 12
"""The most decimals of a number."""
_LONGEST = 18
"""The most digits of a number before its point; no agency counts more, and arithmetic on thousands of digits never ends."""
_BEYOND = 10**_LONGEST
_DECIMAL = re.compile(rf"-?\d{{1,{_LONGEST}}}(\.\d{{1,{MOST_DECIMALS}}})?", re.ASCII)
KNOWN = {
    "": (
        "format",
        "standard",
        "body",
        "period",
        "signed",
        "scope",
        "includes",
        "status",
        "revision",
        "made_by",
        "cells",
        "text",
        "notes",
        "unread",
    ),
    "body": ("id", "name"),
    "period": ("start", "end"),
    "made_by": ("govdisclosure", "standard", "records"),
    "made_by.records": ("digest", "counts", "set_aside"),
    "cell": ("value", "blank", "printed", "unit", "remark", "decimals", "roundings", "basis", "origin"),
    "origin": ("kind", "address", "confidence", "alternatives"),
    "note": ("rule", "severity", "cells", "left", "right", "difference", "operands", "where", "message", "fingerprint"),
    "operands": ("left", "right"),
    "operand": ("factor", "cell", "label", "previous", "reading", "whose", "values", "blanks", "assumed"),
    "message": ("zh", "en"),
    "unread": ("where", "text"),
}


_KNOWN_NAMES = {kind: frozenset(names) for kind, names in KNOWN.items()}
_OPTIONAL = ("printed", "unit", "remark")
_ORIGINS = {kind.value: Origin(kind) for kind in OriginKind}


class _ReportParser:
    """Parses the plain data of a report, collecting faults, which are fatal, and notes."""

    def __init__(self, find_standard: Callable[[str], Standard]) -> None:
        self.find_standard = find_standard
        self.faults: list[Fault] = []
        self.notes: list[Finding] = []

    def contents(self, data: object) -> dict[str, Any]:
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UnreadableError([Fault(sentence=say("json.no_report", format=FORMAT))])
        for name in ("standard", "body", "period", "cells"):
            if name not in data:
                self.fault(name, "json.required")
        self.stop()
        self.known("", data)
        identity, days = (self.inner(data, name) for name in ("body", "period"))
        body_id, body_name = (self.want(identity, name, str, None, f"body.{name}") for name in ("id", "name"))
        start, end = (self.day(days.get(name), f"period.{name}") for name in ("start", "end"))
        standard_id = self.want(data, "standard", str, "")
        if not (body_id or "").strip():
            self.fault("body.id", "json.required")
        self.stop()
        standard = self.find_standard(standard_id)
        cells = self.want(data, "cells", dict, {})
        status = self.want(data, "status", str, "draft")
        spots = standard.spots
        read_cells = {
            address: _plain_cell(cell, spots.get(address)) or self.cell(address, cell, standard)
            for address, cell in cells.items()
        }
        text = self.want(data, "text", dict, {})
        scope = self.want(data, "scope", str, "own")
        made: dict[str, Any] = {
            "standard": standard,
            "body": Body(id=str(body_id), name=body_name),
            "signed": self.day(data["signed"], "signed") if data.get("signed") is not None else None,
            "scope": scope,
            "includes": self.texts(data, "includes"),
            "status": status,
            "revision": self.want(data, "revision", int, 1),
            "made_by": self.made_by(data),
            "cells": read_cells,
            "text": {key: self.want(text, key, str, "", f"text.{key}") for key in text},
            "unread": tuple(
                Unread(**{name: self.want(one, name, str, "", f"{place}.{name}") for name in KNOWN["unread"]})
                for place, one in self.objects(data, "unread", "unread")
            ),
        }
        for name, value, known in (("scope", scope, ("own", "area")), ("status", status, ("draft", "final"))):
            if value not in known:
                self.fault(name, "json.choice", known=known)
        said = tuple(self.finding(one, place, standard) for place, one in self.objects(data, "notes", "note"))
        if start is None or end is None:
            self.stop()
        period = self.period(start, end)
        self.stop()
        kept = {note.fingerprint for note in said if note.fingerprint}
        notes = (*said, *(note for note in self.notes if note.fingerprint not in kept))
        return {**made, "period": period, "notes": notes}

    def period(self, start: date | None, end: date | None) -> Any:
        try:
            return Period(start, end)  # type: ignore[arg-type]
        except GovDisclosureError as error:
            self.faults.append(Fault(where="period", sentence=error.sentence))
            return None

    def cell(self, address: str, data: object, standard: Standard) -> Cell:
        if not isinstance(data, dict) or "value" not in data:
            self.fault(f"cells.{address}", "json.cell")
            return Cell(value=Blank.MISSING)
        self.known("cell", data, address, (address,))
        origin = data.get("origin")
        optional = {name: self.want(data, name, str, None, f"cells.{address}.{name}") for name in _OPTIONAL if name in data}
        basis = self.want(data, "basis", list, None, f"cells.{address}.basis")
        if basis is not None and not all(type(one) is int and abs(one) < 10**_LONGEST for one in basis):
            self.fault(f"cells.{address}.basis", "json.shape", wanted="int")
            basis = None
        decimals = self.want(data, "decimals", int, None, f"cells.{address}.decimals")
        if decimals is not None and not -MOST_DECIMALS <= decimals <= MOST_DECIMALS:
            self.fault(f"cells.{address}.decimals", "json.shape", wanted=f"-{MOST_DECIMALS}..{MOST_DECIMALS}")
            decimals = None
        roundings = self.want(data, "roundings", int, 1, f"cells.{address}.roundings")
        if not 1 <= roundings < 10**MOST_DECIMALS:
            self.fault(f"cells.{address}.roundings", "json.shape", wanted="≥ 1")
            roundings = 1
        return Cell(
            value=self.value(address, data, standard),
            decimals=decimals,
            roundings=roundings,
            origin=self.origin(address, origin),
            basis=None if basis is None else tuple(basis),
            **optional,
        )

    def origin(self, address: str, data: object) -> Origin:
        if data is None:
            return Origin(OriginKind.READ)
        place = f"cells.{address}.origin"
        kind = data.get("kind") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(kind, str) or kind not in _ORIGINS:
            self.fault(place, "json.choice", known=tuple(_ORIGINS))
            return Origin(OriginKind.READ)
        self.known("origin", data, f"{address}.origin", (address,))
        confidence = self.want(data, "confidence", int, None, f"{place}.confidence")
        if confidence is not None and not 0 <= confidence <= 100:
            self.fault(f"{place}.confidence", "json.shape", wanted="0..100")
        alternatives = self.want(data, "alternatives", list, [], f"{place}.alternatives")
        if not all(isinstance(one, str) for one in alternatives):
            self.fault(f"{place}.alternatives", "json.shape", wanted="str")
            alternatives = []
        address = self.want(data, "address", str, None, f"{place}.address")
        return Origin(_ORIGINS[kind].kind, address, confidence, tuple(alternatives))

    def value(self, address: str, data: Mapping[str, Any], standard: Standard) -> Value:
        value = data["value"]
        if value is None:
            blank = data.get("blank", Blank.MISSING.value)
            if blank not in [one.value for one in Blank]:
                self.fault(f"cells.{address}.blank", "json.choice", known=[one.value for one in Blank])
                return Blank.MISSING
            return Blank(blank)
        spot = standard.spots.get(address)
        kind = spot.kind if spot else None
        read = _read_value(value, kind)
        if read is None:
            wanted = kind.value if kind else "value"
            found = type(value).__name__
            key = "json.too_long" if type(value) is int and kind in (None, Kind.COUNT) else "json.type"
            self.note("cell.type", Severity.ERROR, (address,), key, cell=address, kind=wanted, found=found)
            return Blank.MISSING
        return read

    def made_by(self, data: Mapping[str, Any]) -> MadeBy | None:
        if data.get("made_by") is None:
            return None
        made_by = self.inner(data, "made_by")
        version, standard = (self.want(made_by, name, str, "", f"made_by.{name}") for name in ("govdisclosure", "standard"))
        if made_by.get("records") is None:
            return MadeBy(govdisclosure=version, standard=standard)
        place = "made_by.records"
        records = self.inner(made_by, "records", place)
        counts = self.want(records, "counts", dict, {}, f"{place}.counts")
        used = RecordsUsed(
            digest=self.want(records, "digest", str, None, f"{place}.digest"),
            counts={kind: self.want(counts, kind, int, 0, f"{place}.counts.{kind}") for kind in counts},
            set_aside=self.want(records, "set_aside", int, 0, f"{place}.set_aside"),
        )
        return MadeBy(govdisclosure=version, standard=standard, records=used)

    def finding(self, data: Mapping[str, Any], place: str, standard: Standard) -> Finding:
        severities = {one.value: one for one in Severity}
        severity = self.want(data, "severity", str, Severity.WARNING.value, f"{place}.severity")
        if severity not in severities:
            self.fault(f"{place}.severity", "json.choice", known=list(severities))
        words = self.want(data, "message", dict, {}, f"{place}.message")
        self.known("message", words, f"{place}.message")
        zh, en = (self.want(words, lang, str, "", f"{place}.message.{lang}") for lang in ("zh", "en"))
        return Finding(
            rule=self.want(data, "rule", str, "", f"{place}.rule"),
            severity=severities.get(severity, Severity.WARNING),
            cells=self.texts(data, "cells", f"{place}.cells"),
            operands=self.sides(data, f"{place}.operands", standard),
            where=self.texts(data, "where", f"{place}.where"),
            message=Message.literal(zh=zh or en, en=en or zh),
            fingerprint=self.want(data, "fingerprint", str, "", f"{place}.fingerprint"),
            **{name: self.want(data, name, str, None, f"{place}.{name}") for name in ("left", "right", "difference")},
        )

    def sides(self, data: Mapping[str, Any], place: str, standard: Standard) -> tuple[tuple[Operand, ...], ...]:
        """Return both sides of a relation; none where the finding has none."""
        if data.get("operands") is None:
            return ()
        sides: Mapping[str, Any] = self.want(data, "operands", dict, {}, place)
        self.known("operands", sides, place)
        return tuple(
            tuple(self.operand(one, at, standard) for at, one in self.objects(sides, side, "operand", place))
            for side in KNOWN["operands"]
        )

    def operand(self, data: Mapping[str, Any], place: str, standard: Standard) -> Operand:
        address, label = (self.want(data, name, str, "", f"{place}.{name}") for name in ("cell", "label"))
        assumed = self.want(data, "assumed", str, None, f"{place}.assumed")
        counted = None if assumed is None else _read_value(assumed, Kind.AMOUNT)
        blanks = iter(self.texts(data, "blanks", f"{place}.blanks"))
        spot = standard.spots.get(address)
        kind, values = spot.kind if spot else None, list[Value]()
        for plain in self.want(data, "values", list, [], f"{place}.values"):
            value = _blank(next(blanks, Blank.MISSING.value)) if plain is None else _read_value(plain, kind)
            if value is None:
                self.fault(f"{place}.values", "json.cell")
            else:
                values.append(value)
        if assumed is not None and not isinstance(counted, Decimal):
            self.fault(f"{place}.assumed", "json.cell")
        return Operand(
            factor=self.want(data, "factor", int, 1, f"{place}.factor"),
            address=address,
            label=label,
            label_en=standard.name_of(address).en if spot else "",
            values=tuple(values),
            reading=self.reading(data, place),
            whose=self.want(data, "whose", str, "", f"{place}.whose") if data.get("whose") is not None else "",
            assumed=counted if isinstance(counted, Decimal) else None,
        )

    def reading(self, data: Mapping[str, Any], place: str) -> Reading:
        """Return whose figure an operand is; where it is not said, the report's own or that of the preceding one."""
        previous = self.want(data, "previous", bool, None, f"{place}.previous")
        said = data.get("reading", "previous" if previous else "own")
        known = [one.value for one in Reading]
        if said not in known:
            self.fault(f"{place}.reading", "json.choice", known=known)
            return Reading.OWN
        return Reading(said)

    def known(self, kind: str, data: Mapping[str, Any], place: str = "", cells: tuple[str, ...] = ()) -> None:
        """Note the keys that nothing is known of."""
        if data.keys() <= _KNOWN_NAMES[kind]:
            return
        for name in data:
            if name not in KNOWN[kind]:
                found = f"{place}.{name}" if place else name
                self.note("json.unknown_key", Severity.WARNING, cells, "json.unknown_key", found=found)

    def inner(self, data: Mapping[str, Any], name: str, place: str = "") -> Mapping[str, Any]:
        """Return an object inside another; empty where there is none."""
        found: Mapping[str, Any] = self.want(data, name, dict, {}, place)
        self.known(place or name, found, place or name)
        return found

    def objects(
        self, data: Mapping[str, Any], name: str, kind: str, within: str = ""
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the objects of a list with their places."""
        listed = f"{within}.{name}" if within else name
        for number, one in enumerate(self.want(data, name, list, [], listed)):
            place = f"{listed}[{number}]"
            if isinstance(one, dict):
                self.known(kind, one, place)
                yield place, one
            else:
                self.fault(place, "json.shape", wanted="dict")

    def texts(self, data: Mapping[str, Any], name: str, place: str = "") -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.want(data, name, list, [], place)
        if not all(isinstance(one, str) for one in found):
            self.fault(place or name, "json.shape", wanted="list[str]")
            return ()
        return tuple(found)

    def want(self, data: Mapping[str, Any], name: str, cls: type, default: Any, place: str = "") -> Any:
        value = data.get(name)
        if value is None:
            return default
        if type(value) is not cls:
            self.fault(place or name, "json.shape", wanted=cls.__name__)
            return default
        return value

    def day(self, value: object, place: str) -> date | None:
        try:
            return day_from_text(value)
        except ValueError:
            self.fault(place, "json.date")
            return None

    def fault(self, place: str, key: str, /, **facts: object) -> None:
        self.faults.append(Fault(where=place, sentence=say(key, **facts)))

    def note(self, rule: str, severity: Severity, cells: tuple[str, ...], key: str, /, **facts: object) -> None:
        message = say(key, **facts)
        made = Finding(
            rule=rule,
            severity=severity,
            cells=cells,
            message=message,
            fingerprint=fingerprint(rule, *cells, message.mark),
        )
        self.notes.append(made)

    def stop(self) -> None:
        if self.faults:
            raise UnreadableError(self.faults)


def _plain_cell(data: Any, spot: Spot | None) -> Cell | None:
    """Return a cell of a value and where it comes from, as most are; None where there is more to it, or anything is odd."""
    try:
        origin, value = data["origin"], data["value"]
        if spot is None or len(origin) != 1 or len(data) != (3 if value is None else 2):
            return None
        if value is None:
            return _repeated_cell(Blank(data["blank"]), origin["kind"])
        if type(value) is int:
            return _repeated_cell(value, origin["kind"]) if spot.kind is Kind.COUNT and -_BEYOND < value < _BEYOND else None
        read = _read_value(value, spot.kind)
        return None if read is None else Cell(value=read, origin=_ORIGINS[origin["kind"]])
    except (KeyError, TypeError, ValueError):
        return None


@lru_cache(maxsize=4096)
def _repeated_cell(value: int | Blank, origin: str) -> Cell:
    return Cell(value=value, origin=_ORIGINS[origin])


def _blank(name: str) -> Blank | None:
    return next((one for one in Blank if one.value == name), None)


def _read_value(value: object, kind: Kind | None) -> Value | None:
    """Return a JSON value as the kind of its cell wants it, or None where it is of another type."""
    if kind is not None and kind.has_decimals:
        return amount(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None
    if kind is Kind.DATE:
        return _iso_day(value)
    if type(value) is int and abs(value) >= _BEYOND:
        return None
    if kind is None:
        return value if isinstance(value, bool | int | str) else None
    return value if isinstance(value, bool | int | str) and kind.fits(value) else None


def _iso_day(value: object) -> date | None:
    try:
        return day_from_text(value)
    except ValueError:
        return None
