"""Between objects and plain data (转换): records from rows, reports to and from JSON. The only user of ``cattrs``.

:func:`make_converter` returns a new converter; nobody touches the global one. It is strict where ``cattrs`` by itself would be
lenient: ``int()`` would turn 3.7 into 3 and ``True`` into 1, wrong figures that nobody sees.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from attrs import evolve
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.gen import make_dict_structure_fn

from govdisclosure.errors import Fault, GovDisclosureError, InvalidRecordError, UnreadableError, refused
from govdisclosure.exact.decimals import amount
from govdisclosure.messages import Message, say
from govdisclosure.records import Body, Checked, RecordKind
from govdisclosure.records.base import nearest, unfit
from govdisclosure.records.vocabulary import Word
from govdisclosure.report import (
    Cell,
    Finding,
    MadeBy,
    Origin,
    OriginKind,
    RecordsUsed,
    Report,
    Unread,
    fingerprint,
)
from govdisclosure.standards import Standard
from govdisclosure.values import Blank, Kind, Period, Severity, Value

FORMAT = "govdisclosure.report/1"
"""The name and version of report JSON."""


# ----------------------------------------------------------------------------------------------------------- records


def make_converter(*, text: bool = False) -> Converter:
    """Return a new converter between records and plain dicts.

    Args:
        text: whether every value comes as text, as in CSV: ``946``, ``12.50``, ``true``, ``2015-03-31``.
    """
    converter = Converter(forbid_extra_keys=True)  # a misspelt column must not vanish
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(int, _whole_from_text if text else _whole)
    converter.register_structure_hook(bool, _flag_from_text if text else _flag)
    converter.register_structure_hook(Decimal, _money)
    converter.register_structure_hook(Period, lambda value, _: Period.parse(_text(value, str)))
    converter.register_structure_hook_factory(_is_word, _word_of)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    converter.register_unstructure_hook(Period, str)
    converter.register_structure_hook_factory(
        lambda cls: isinstance(cls, type) and issubclass(cls, Checked),
        lambda cls: make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True),
    )
    return converter


@cache
def text_converter() -> Converter:
    """Return the converter of records whose values come as text; it is made once."""
    return make_converter(text=True)


def structured(kind: RecordKind, data: Mapping[str, object], converter: Converter, *, where: str = "") -> Checked:
    """Make a record of ``kind`` from plain data.

    Raises:
        InvalidRecordError: every fault of the record, each with its field, and ``where``.
    """
    try:
        record: Checked = converter.structure(data, kind.cls)
    except InvalidRecordError as error:
        raise InvalidRecordError([evolve(fault, where=where or fault.where) for fault in error.faults]) from None
    except BaseValidationError as error:
        raise InvalidRecordError(_faults(kind, data, error, where)) from None
    return record


def _faults(kind: RecordKind, data: Mapping[str, object], error: BaseValidationError, where: str) -> list[Fault]:
    """Say for each field what is wrong, in our words: ``cattrs`` by itself would only say "invalid value"."""
    faults: list[Fault] = []
    for inner in error.exceptions:
        if isinstance(inner, InvalidRecordError):
            faults.extend(evolve(fault, where=where or fault.where) for fault in inner.faults)
    named = transform_error(error, format_exception=lambda _, __: "")
    for line in named:
        name = line.rpartition("$.")[2]
        one = kind.fields.get(name)
        if one is not None and not any(fault.field == name for fault in faults):
            faults.append(Fault(where=where, field=name, sentence=unfit(one, data.get(name))))
    faults.extend(Fault(where=where, sentence=unknown_field(kind, name)) for name in data if name not in kind.fields)
    return faults


def unknown_field(kind: RecordKind, name: str) -> Message:
    """Say that a kind of record has no such field, with the nearest that it has."""
    shown = f"'{name}'" if re.fullmatch(r"[A-Za-z_]{1,40}", name) else say("value.shape", length=len(name), shape="…")
    similar = nearest(name, kind.fields)
    if similar:
        return say("record.unknown_field_similar", kind=kind, found=shown, similar=list(similar))
    return say("record.unknown_field", kind=kind, found=shown, known=list(kind.fields))


def _is_word(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Word)


def _word_of(cls: type[Word]) -> Callable[[object, type], Word]:
    words: Mapping[object, Word] = {one.value: one for one in cls}

    def word(value: object, _: type) -> Word:
        return words[value]

    return word


def _text(value: object, _: type) -> str:
    if type(value) is not str:
        raise TypeError("not text")
    return value


def _whole(value: object, _: type) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _whole_from_text(value: object, _: type) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,15}", value, re.ASCII):
        raise ValueError("not a whole number")
    return int(value)


def _flag(value: object, _: type) -> bool:
    if type(value) is not bool:
        raise TypeError("neither true nor false")
    return value


def _flag_from_text(value: object, _: type) -> bool:
    return {"true": True, "false": False}[_text(value, str)]


def _date(value: object, _: type) -> date:
    if type(value) is not str:
        raise ValueError("not a date")
    return _day(value)


@lru_cache(maxsize=20_000)  # a register's days are few, its lines many
def _day(text: str) -> date:
    # fromisoformat also takes 20150331 and 2015-W14-2, which in a register are slips
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def _money(value: object, _: type) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,15}(\.\d{1,2})?", value, re.ASCII):
        raise ValueError("not an amount")
    return amount(value)


# ------------------------------------------------------------------------------------------------------- report JSON


def report_to_json(report: Report) -> str:
    """Return a report as JSON (``govdisclosure.report/1``): UTF-8, two-space indent, cells in the standard's order."""
    return json.dumps(report_to_data(report), ensure_ascii=False, indent=2) + "\n"


def report_to_data(report: Report) -> dict[str, Any]:
    """Return a report as the plain data of its JSON."""
    order = {address: number for number, address in enumerate(report.standard.spots)}
    cells = sorted(report.cells.items(), key=lambda entry: order.get(entry[0], len(order)))
    optional = {
        "text": dict(report.text),
        "notes": [finding_to_data(note) for note in report.notes],
        "unread": [{"where": one.where, "text": one.text} for one in report.unread],
    }
    return {
        "format": FORMAT,
        "standard": report.standard.id,
        "body": {"id": report.body.id, **({"name": report.body.name} if report.body.name is not None else {})},
        "period": {"start": report.period.start.isoformat(), "end": report.period.end.isoformat()},
        **({"signed": report.signed.isoformat()} if report.signed else {}),
        "scope": report.scope,
        "includes": list(report.includes),
        "status": report.status,
        "revision": report.revision,
        "made_by": _made_by_to_data(report.made_by),
        "cells": {address: _cell_to_data(cell) for address, cell in cells},
        **{key: value for key, value in optional.items() if value},
    }


def finding_to_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as the plain data of its JSON."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "cells": list(finding.cells),
        **{name: value for name in ("left", "right", "difference") if (value := getattr(finding, name)) is not None},
        "where": list(finding.where),
        "message": finding.message.both,
        "fingerprint": finding.fingerprint,
    }


def _made_by_to_data(made_by: MadeBy | None) -> dict[str, Any] | None:
    if made_by is None:
        return None
    records = made_by.records
    used = records and {
        **({"digest": records.digest} if records.digest is not None else {}),
        "counts": dict(records.counts),
        "set_aside": records.set_aside,
    }
    return {
        "govdisclosure": made_by.govdisclosure,
        "standard": made_by.standard,
        **({"records": used} if used is not None else {}),
    }


def _cell_to_data(cell: Cell) -> dict[str, Any]:
    value = cell.value
    data: dict[str, Any] = {"value": f"{value:f}" if isinstance(value, Decimal) else value}
    if isinstance(value, Blank):
        data = {"value": None, "blank": value.value}
    for name in ("printed", "unit", "remark"):
        if getattr(cell, name) is not None:
            data[name] = getattr(cell, name)
    address = {"address": cell.origin.address} if cell.origin.address is not None else {}
    return {**data, "origin": {"kind": cell.origin.kind.value, **address}}


def report_from_json(text: str | bytes, find_standard: Callable[[str], Standard]) -> Report:
    """Read a report from its JSON.

    A value of the wrong type, an unknown key and the like become notes at their place; only what is required must be there.

    Args:
        text: the JSON.
        find_standard: from a standard's id to the standard.

    Raises:
        UnreadableError: it is no JSON, no report, or of a format this version does not know.
        UnknownStandardError: ``find_standard`` does not know the standard.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is no character: nothing could print it
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise refused(place, "json.broken") from None
    return _ReportReader(find_standard).report(data)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise refused(twice, "json.twice")
    return data


def _no_constant(_: str) -> Any:
    raise UnreadableError([Fault(sentence=say("json.not_finite"))])


_LONGEST = 18
"""The most digits of a number before its point; no agency counts more, and arithmetic on what has thousands takes for ever."""
_KNOWN = {
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
    "cell": ("value", "blank", "printed", "unit", "remark", "origin"),
    "origin": ("kind", "address"),
    "note": ("rule", "severity", "cells", "left", "right", "difference", "where", "message", "fingerprint"),
    "message": ("zh", "en"),
    "unread": ("where", "text"),
}


class _ReportReader:
    """Reads the plain data of a report, gathering what must stop it (faults) and what is only noted (notes)."""

    def __init__(self, find_standard: Callable[[str], Standard]) -> None:
        self.find_standard = find_standard
        self.faults: list[Fault] = []
        self.notes: list[Finding] = []

    def report(self, data: object) -> Report:
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
        read_cells = {address: self.cell(address, cell, standard) for address, cell in cells.items()}
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
                Unread(**{name: self.want(one, name, str, "", f"{place}.{name}") for name in _KNOWN["unread"]})
                for place, one in self.objects(data, "unread", "unread")
            ),
        }
        for name, value, known in (("scope", scope, ("own", "area")), ("status", status, ("draft", "final"))):
            if value not in known:
                self.fault(name, "json.choice", known=known)
        said = tuple(self.finding(one, place) for place, one in self.objects(data, "notes", "note"))
        if start is None or end is None:
            self.stop()
        period = self.period(start, end)
        self.stop()
        kept = {note.fingerprint for note in said if note.fingerprint}
        notes = (*said, *(note for note in self.notes if note.fingerprint not in kept))
        return Report(period=period, notes=notes, **made)

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
        optional = {name: self.want(data, name, str, None, f"cells.{address}.{name}") for name in ("printed", "unit", "remark")}
        return Cell(value=self.value(address, data, standard), origin=self.origin(address, origin), **optional)

    def origin(self, address: str, data: object) -> Origin:
        if data is None:
            return Origin(OriginKind.READ)
        kinds = {kind.value: kind for kind in OriginKind}
        place = f"cells.{address}.origin"
        kind = data.get("kind") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(kind, str) or kind not in kinds:
            self.fault(place, "json.choice", known=tuple(kinds))
            return Origin(OriginKind.READ)
        self.known("origin", data, f"{address}.origin", (address,))
        return Origin(kinds[kind], self.want(data, "address", str, None, f"{place}.address"))

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

    def finding(self, data: Mapping[str, Any], place: str) -> Finding:
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
            where=self.texts(data, "where", f"{place}.where"),
            message=Message.literal(zh=zh or en, en=en or zh),
            fingerprint=self.want(data, "fingerprint", str, "", f"{place}.fingerprint"),
            **{name: self.want(data, name, str, None, f"{place}.{name}") for name in ("left", "right", "difference")},
        )

    def known(self, kind: str, data: Mapping[str, Any], place: str = "", cells: tuple[str, ...] = ()) -> None:
        """Note the keys that nothing is known of."""
        for name in data:
            if name not in _KNOWN[kind]:
                found = f"{place}.{name}" if place else name
                self.note("json.unknown_key", Severity.WARNING, cells, "json.unknown_key", found=found)

    def inner(self, data: Mapping[str, Any], name: str, place: str = "") -> Mapping[str, Any]:
        """Return an object inside another; empty where there is none."""
        found: Mapping[str, Any] = self.want(data, name, dict, {}, place)
        self.known(place or name, found, place or name)
        return found

    def objects(self, data: Mapping[str, Any], name: str, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the objects of a list with their places."""
        for number, one in enumerate(self.want(data, name, list, [])):
            place = f"{name}[{number}]"
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
            return _date(value, date)
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
            fingerprint=fingerprint(rule, *cells, message.en),
        )
        self.notes.append(made)

    def stop(self) -> None:
        if self.faults:
            raise UnreadableError(self.faults)


def _read_value(value: object, kind: Kind | None) -> Value | None:
    """Return a JSON value as the kind of its cell wants it, or None where it is of another type."""
    if kind is not None and kind.has_decimals:
        if not isinstance(value, str) or not re.fullmatch(rf"-?\d{{1,{_LONGEST}}}(\.\d{{1,12}})?", value, re.ASCII):
            return None
        return amount(value)
    if type(value) is int and abs(value) >= 10**_LONGEST:
        return None
    if kind is None:
        return value if isinstance(value, bool | int | str) else None
    return value if isinstance(value, bool | int | str) and kind.fits(value) else None
