"""From records to a report (汇总制表): run the plan, work out each cell, say what stands in no row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from attrs import evolve

from govdisclosure.errors import Fault, InvalidRecordError, TabulationError
from govdisclosure.language import refs
from govdisclosure.law import term_of
from govdisclosure.messages import Sentence, say
from govdisclosure.records import Body, Checked, Entry, Request
from govdisclosure.records.base import fields_of, quoted, safe_id
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report, fingerprint
from govdisclosure.schema import Entered, Standard
from govdisclosure.sources.collection import Records, about_records, gather
from govdisclosure.tabulation.memory import Counts, run
from govdisclosure.tabulation.plan import (
    CountFormula,
    DistinctFormula,
    DistinctValues,
    Formula,
    Scan,
    ShareFormula,
    SumFormula,
    SumOf,
    Tally,
    TotalFormula,
    Watch,
    YesNoFormula,
    plan_of,
)
from govdisclosure.values import Blank, Kind, Period, Severity, Value
from govdisclosure.version import VERSION

UNKNOWN_BODY = "unknown"
"""The id of the body of a report made from no records."""


def tabulate(
    records: Iterable[object] | Records, standard: Standard, *, period: Period, body: Body | str | None = None
) -> Report:
    """Work out the report of one body for one period (制表).

    Args:
        records: records of any kinds in any order, or what ``sources`` return.
        standard: the standard to fill in.
        period: both days included.
        body: the body, or its id; None: the one body in the records.

    Raises:
        TabulationError: the records are of several bodies and none is named, or two different entries stand for one cell.
        InvalidRecordError: something is no record, or two records of a kind bear one id.
    """
    gathered = records if isinstance(records, Records) else gather(records)
    if body is None:
        known = gathered.bodies
        if len(known) > 1:
            listed = {one.id for one in gathered.of(Body)}
            shown = [one if safe_id(one) or one in listed else "…" for one in known[:5]]
            raise TabulationError("tabulate.several_bodies", count=len(known), bodies=shown)
        body = known[0] if known else UNKNOWN_BODY
    found = body if isinstance(body, Body) else gathered.body(body)
    return _report(gathered, gathered.at(found.id), standard, period, found)


def tabulate_by_body(records: Iterable[object] | Records, standard: Standard, *, period: Period) -> dict[str, Report]:
    """Work out one report for each body in the records (分机关制表), by the body's id, sorted.

    Raises:
        TabulationError, InvalidRecordError: as for :func:`tabulate`.
    """
    gathered = records if isinstance(records, Records) else gather(records)
    return {body: _report(gathered, gathered.at(body), standard, period, gathered.body(body)) for body in gathered.bodies}


def _report(gathered: Records, own: Mapping[str, Sequence[Checked]], standard: Standard, period: Period, body: Body) -> Report:
    plan = plan_of(standard)
    terms = _Terms()
    counts = {
        kind: run(
            scan, terms.filled(own.get(kind, ())) if _reads_due(kind, scan) else own.get(kind, ()), period, gathered.parents
        )
        for kind, scan in plan.scans.items()
    }
    entries = _Entries(own.get("entry", ()), standard, period)
    values = dict(entries.values)
    for address in standard.spots:
        if address in plan.formulas:
            _work_out(address, plan.formulas, counts, values)
    cells = {}
    for address in standard.spots:
        calculated = address in plan.formulas
        value = values[address] if calculated else entries.values.get(address, Blank.MISSING)
        origin = Origin(OriginKind.CALCULATED if calculated else OriginKind.ENTERED)
        cells[address] = Cell(value=value, origin=origin)
    return Report(
        standard=standard,
        body=body,
        period=period,
        signed=entries.signed,
        made_by=MadeBy(
            govdisclosure=VERSION,
            standard=standard.digest,
            records=RecordsUsed(
                digest=gathered.digest,
                counts={name: len(found) for name, found in own.items() if found},
                set_aside=gathered.set_aside,
            ),
        ),
        cells=cells,
        text=entries.text,
        notes=(*gathered.findings, *_watched(counts), *terms.findings(), *entries.findings, *_set_aside(gathered)),
    )


def _work_out(address: str, formulas: Mapping[str, Formula], counts: Mapping[str, Counts], values: dict[str, Value]) -> Value:
    if address not in values:
        formula = formulas.get(address)
        if isinstance(formula, TotalFormula):
            values[address] = _total([_work_out(part, formulas, counts, values) for part in formula.parts])
        else:
            values[address] = Blank.MISSING if formula is None else _value(formula, counts)
    return values[address]


def _total(parts: Sequence[Value]) -> Value:
    """Add the parts that are given; a total of nothing given is no zero, but as blank as they are."""
    numbers = [part for part in parts if not isinstance(part, Blank | str)]
    if not numbers:
        return Blank.NOT_APPLICABLE if set(parts) == {Blank.NOT_APPLICABLE} else Blank.MISSING
    total = sum(numbers, start=0)
    return _exact(total) if isinstance(total, Decimal) else total


def _value(formula: Formula, counts: Mapping[str, Counts]) -> Value:
    match formula:
        case CountFormula(pick=pick):
            return counts[pick.records].number(pick)
        case DistinctFormula(values=distinct):
            return len(counts[distinct.records].distincts[distinct])
        case SumFormula(total=total, divide=divide):
            whole = counts[total.records].sums[total]
            return _exact(Decimal(whole).scaleb(-2) / divide) if total.money else whole
        case ShareFormula(of=of, among=among, decimals=decimals):
            whole = counts[among.records].number(among)
            if whole == 0:
                return Blank.NOT_APPLICABLE
            part = Decimal(counts[of.records].number(of) * 100)
            return (part / whole).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        case YesNoFormula(hits=hits, scope=scope, every=every, when_none=when_none):
            whole, hit = counts[scope.records].number(scope), counts[hits.records].number(hits)
            if whole == 0:
                return Blank.NOT_APPLICABLE if when_none is None else when_none
            return hit == whole if every else hit > 0
    raise TypeError(f"{formula} has no value of its own")


def _exact(amount: Decimal) -> Decimal:
    """Return an amount without trailing zeros and without exponent: 12.5, not 12.500000; 1200, not 1.2E+3."""
    short = amount.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _watched(counts: Mapping[str, Counts]) -> Iterator[Finding]:
    for kind, found in counts.items():
        for watch, ids in found.watches.items():
            if ids:
                guard = watch.guard
                label = Sentence(zh=guard.label, en=guard.label_en)
                yield about_records(guard.key, guard.severity, kind, ids, say("tabulate.guard", label=label, count=len(ids)))


def _set_aside(gathered: Records) -> Iterator[Finding]:
    if gathered.set_aside:
        message = say("tabulate.set_aside", count=gathered.set_aside)
        yield Finding(rule="records.set_aside", severity=Severity.WARNING, message=message)


def _reads_due(kind: str, scan: Scan) -> bool:
    """Whether a scan asks for the last day of a request's term, which the law gives where the register does not."""
    counted: list[Tally | DistinctValues | SumOf | Watch] = [*scan.tallies, *scan.distincts, *scan.sums, *scan.watches]
    return kind == "request" and any(ref.field.name == "due" for one in counted for part in one.condition for ref in refs(part))


class _Terms:
    """Terms worked out for requests whose register has none (答复期限): the law's, by the day of receipt."""

    def __init__(self) -> None:
        self.computed: list[str] = []
        self.provisional: list[str] = []

    def filled(self, requests: Iterable[Checked]) -> Iterator[Checked]:
        for request in requests:
            if not isinstance(request, Request) or request.due is not None or request.received is None:
                yield request
                continue
            found = term_of(request)
            if found is None or found.last is None:
                yield request
                continue
            (self.provisional if found.provisional else self.computed).append(request.id)
            yield evolve(request, due=found.last)

    def findings(self) -> Iterator[Finding]:
        for rule, severity, ids in (
            ("request.due_computed", Severity.INFO, self.computed),
            ("request.due_provisional", Severity.WARNING, self.provisional),
        ):
            if ids:
                yield about_records(rule, severity, "request", ids, say(f"tabulate.{rule}", count=len(ids)))


class _Entries:
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
            elif address in standard.spots and isinstance(standard.spots[address].measure, Entered):
                self.values[address] = self.read(address, value)
            else:
                key = "tabulate.entry_calculated" if address in standard.spots else "tabulate.entry_unknown"
                self.notice("entry.unknown", key, address)
        if self.faults:
            raise InvalidRecordError(self.faults)

    def distinct(self, entries: Iterable[Checked], period: Period) -> dict[str, str]:
        found: dict[str, str] = {}
        for entry in entries:
            if not isinstance(entry, Entry) or entry.period != period:
                continue
            if found.setdefault(entry.address, entry.value) != entry.value:
                raise TabulationError("tabulate.two_entries", cell=_shown(entry.address), period=period)
        return found

    def read(self, address: str, text: str) -> Value:
        value = entered_value(text, self.standard.spots[address].kind)
        if value is None:
            kind = self.standard.spots[address].kind
            self.faults.append(Fault(where=f"Entry {address}", field="value", sentence=say(f"entry.{kind.name.lower()}")))
            return Blank.MISSING
        return value

    def day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.faults.append(Fault(where="Entry report.signed", field="value", sentence=say("entry.signed")))
            return None

    def notice(self, rule: str, key: str, address: str) -> None:
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


def _shown(address: str) -> Sentence | str:
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
    return int(text) if kind is Kind.COUNT else Decimal(text)
