"""Annual reports in the exchange format (年度报告): one report for the agency, one for each of its components.

The agency's report ("Agency Overall") has the scope of an area that includes the others. A figure's address is its element:
``RequestDispositionSection/RD0/RequestDispositionTotalQuantity``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from xml.etree.ElementTree import Element

from attrs import define, evolve, field, frozen

from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.formats import advice
from govdisclosure.formats.safe_zip import Package
from govdisclosure.messages import Message
from govdisclosure.readers import Source
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, fingerprint
from govdisclosure.standards import Standard
from govdisclosure.values import Blank, Kind, Period, Severity
from govdisclosure_us_foia.cells import LESS_THAN_ONE, LESS_THAN_ONE_CODE, is_exported_blank, value_of
from govdisclosure_us_foia.elements import SECTIONS, STATUTES, STATUTES_SECTION, Codes, Listed, Oldest, Section
from govdisclosure_us_foia.messages import say
from govdisclosure_us_foia.niem import Document, Organization, Row, SectionRows, taken_apart
from govdisclosure_us_foia.reader import is_page

STANDARD: Final = "us-foia"
_YEAR_IN_NAME: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOT_IN_AN_ID: Final = re.compile(r"[^\w.-]+")


def reports_in(source: Source, members: Sequence[str]) -> tuple[Report, ...]:
    """Return the reports of a file, or of an archive with such files as members: the agency's first.

    Raises:
        UnreadableError: it is no such report; of an archive, no file of it is one.
    """
    with collector_paused():
        return tuple(_of_archive(source, members) if members else _of_file(source))


def _of_archive(source: Source, members: Sequence[str]) -> Iterator[Report]:
    package, reports, left_out = Package(source.data, source.name, again=advice.OTHER), list[Report](), list[Finding]()
    for name in members:
        member = PurePosixPath(name).name
        try:
            reports += _of_file(evolve(source, name=member, data=package.part(name)))
        except UnreadableError as error:
            message = say("left_out", file=member, reason=error.faults[0].sentence)
            left_out.append(_note("left_out", Severity.WARNING, message, where=[member]))
    if not reports:
        raise UnreadableError([Fault(where=source.name, sentence=say("refused.no_report_in_zip"))])
    yield evolve(reports[0], notes=(*reports[0].notes, *left_out))
    yield from reports[1:]


def _of_file(source: Source) -> Iterator[Report]:
    """Yield the reports of one file.

    Raises:
        UnreadableError: it is no such report.
    """
    if is_page(source):
        raise UnreadableError([Fault(where=source.name, sentence=say("refused.no_report", root="html"))])
    standard = source.standard or source.find_standard(STANDARD)
    document = taken_apart(source.data, source.name)
    notes: list[Finding] = []
    period = source.period
    if period is None:
        year = document.year
        if year is None:
            if (match := _YEAR_IN_NAME.search(source.name)) is None:
                raise UnreadableError([Fault(where=source.name, sentence=say("refused.no_year"))])
            year = int(match[0])
            notes.append(_note("year", Severity.WARNING, say("year_from_name", year=str(year))))
        period = standard.period_of(year)
    return _Assembly(document, standard, period, notes).reports()


def _note(rule: str, severity: Severity, message: Message, *, cells: Iterable[str] = (), where: Iterable[str] = ()) -> Finding:
    cells, where = tuple(cells), tuple(where)
    mark = fingerprint(rule, *cells, *where, message.mark)
    return Finding(rule=f"read.{rule}", severity=severity, cells=cells, where=where, message=message, fingerprint=mark)


def _id(text: str) -> str:
    return _NOT_IN_AN_ID.sub("-", text).strip("-") or "unknown"


# --------------------------------------------------------------------------------------------------------- how a row is read


@frozen
class _Reading:
    """How the rows of a section are read: the address and the kind of each element, those within another by its name.

    ``is_demanded``: the form demands a row of everybody.
    """

    section: Section
    flat: dict[str, tuple[str, Kind]]
    nested: dict[str, dict[str, tuple[str, Kind]]]
    lists: dict[str, Codes | Listed | Oldest]
    addresses: tuple[str, ...]
    is_demanded: bool

    @classmethod
    def of(cls, section: Section, standard: Standard) -> _Reading:
        """Return how a section is read into the cells of a standard; what that does not have is left out."""
        spots, flat = standard.spots, dict[str, tuple[str, Kind]]()
        nested = defaultdict[str, dict[str, tuple[str, Kind]]](dict)
        for path, address in section.cells.items():
            first, _, second = path.partition("/")
            if address in spots:
                (nested[first] if second else flat)[second or first] = (address, spots[address].kind)
        lists = {one.entry: one for one in section.lists}
        listed = [one for each in section.lists for one in _cells_of(each)]
        addresses = tuple(dict.fromkeys([*section.cells.values(), *listed]))
        is_demanded = any(not spots[one].table.optional for one in addresses if one in spots)
        return cls(section, flat, dict(nested), lists, addresses, is_demanded)


def _cells_of(listed: Codes | Listed | Oldest) -> Iterator[str]:
    match listed:
        case Codes(cells=cells):
            yield from cells.values()
        case Listed(cell=cell):
            yield cell
        case Oldest(table=table):
            yield from (f"{table}.r{number:02}/{column}" for number in range(1, 11) for column in ("date", "days"))


@lru_cache(maxsize=8)
def _readings(standard: Standard) -> tuple[_Reading, ...]:
    return tuple(_Reading.of(one, standard) for one in SECTIONS)


@define
class _Draft:
    """A report in the making."""

    body: Body
    cells: dict[str, Cell] = field(factory=dict)
    notes: list[Finding] = field(factory=list)
    rows: list[str] = field(factory=list)
    zeros: int = 0
    unlinked: bool = False
    absent: list[_Reading] = field(factory=list)
    doubtful: list[_Reading] = field(factory=list)

    def read(self, reading: _Reading, row: Row) -> None:
        """Read one row into the cells."""
        self.rows.append(row.id)
        prefix = f"{reading.section.name}/{row.id}/"
        flat, nested, lists = reading.flat, reading.nested, reading.lists
        entries: dict[str, list[Element]] = {}
        for child in row.element:
            tag = child.tag
            if tag in flat:
                self.put(*flat[tag], child.text or "", prefix + tag)
            elif tag in nested:
                within = nested[tag]
                for leaf in child:
                    if leaf.tag in within:
                        self.put(*within[leaf.tag], leaf.text or "", f"{prefix}{tag}/{leaf.tag}")
                    else:
                        self.unknown(f"{prefix}{tag}/{leaf.tag}")
            elif tag in lists:
                entries.setdefault(tag, []).append(child)
            else:
                self.unknown(prefix + tag)
        for tag, listed in lists.items():
            self.listed(listed, entries.get(tag, ()), prefix)
        for address in reading.section.days:
            if address not in self.cells:  # days that are N/A are left out
                self.cells[address] = _LEFT_OUT

    def put(self, address: str, kind: Kind, text: str, path: str) -> None:
        """Keep what an element says; what is no value of its kind leaves the cell blank, with a note."""
        printed = LESS_THAN_ONE if text == LESS_THAN_ONE_CODE else text
        value = value_of(kind, printed)
        if is_exported_blank(kind, text):
            value = Blank.NOT_APPLICABLE
            self.zeros += 1
        elif value is None:
            rule = "not_day" if kind is Kind.DATE else "not_figure"
            message = say(rule, cell=path, printed=printed.strip())
            self.notes.append(_note(rule, Severity.WARNING, message, cells=[address], where=[path]))
            value = Blank.MISSING
        shown = None if value is Blank.NOT_APPLICABLE else printed
        self.cells[address] = Cell(value=value, printed=shown, origin=Origin(OriginKind.READ, path))

    def unknown(self, path: str) -> None:
        self.notes.append(_note("unknown_element", Severity.WARNING, say("unknown_element", place=path), where=[path]))

    def listed(self, listed: Codes | Listed | Oldest, entries: Sequence[Element], prefix: str) -> None:
        match listed:
            case Codes():
                self.codes(listed, entries, prefix)
            case Listed():
                self.words(listed, entries, prefix)
            case Oldest():
                self.oldest(listed, entries, prefix)

    def codes(self, listed: Codes, entries: Sequence[Element], prefix: str) -> None:
        """Read figures listed by their code; in a list of what is not 0, a code that is not listed is 0."""
        seen: set[str] = set()
        for entry in entries:
            code = " ".join((entry.findtext(listed.code) or "").split())
            place = f"{prefix}{listed.entry}[{code}]"
            address = listed.cells.get(code)
            if address is None or address in seen:
                message = say("unknown_code", place=place, printed=code)
                self.notes.append(_note("unknown_code", Severity.WARNING, message, where=[place]))
                continue
            seen.add(address)
            self.put(address, Kind.COUNT, entry.findtext(listed.figure) or "", place)
        if listed.listed_only:
            nothing = Cell(value=0, origin=Origin(OriginKind.READ, f"{prefix}{listed.entry}"))
            self.cells.update({one: nothing for one in listed.cells.values() if one not in seen})

    def words(self, listed: Listed, entries: Sequence[Element], prefix: str) -> None:
        lines = [_line(listed, one, one.findtext(listed.figure) or "") for one in entries]
        self.words_of(listed, [one for one in lines if one], prefix)

    def words_of(self, listed: Listed, lines: Sequence[str], prefix: str) -> None:
        """Keep lines of words as one cell; N/A where there are none."""
        words = "\n".join(lines)
        origin = Origin(OriginKind.READ, f"{prefix}{listed.entry}")
        self.cells[listed.cell] = Cell(value=words or Blank.NOT_APPLICABLE, printed=words or None, origin=origin)

    def oldest(self, listed: Oldest, entries: Sequence[Element], prefix: str) -> None:
        """Read the oldest items; of fewer than ten the other lines are N/A."""
        for number in range(1, 11):
            row, place = f"{listed.table}.r{number:02}", f"{prefix}{listed.entry}[{number}]"
            if number > len(entries):
                blank = Cell(value=Blank.NOT_APPLICABLE, origin=Origin(OriginKind.READ, prefix + listed.entry))
                self.cells.update({f"{row}/date": blank, f"{row}/days": blank})
                continue
            entry = entries[number - 1]
            self.put(f"{row}/date", Kind.DATE, entry.findtext(listed.date) or "", f"{place}/{listed.date}")
            self.put(f"{row}/days", Kind.NUMBER, entry.findtext(listed.days) or "", f"{place}/{listed.days}")
        for number in range(11, len(entries) + 1):
            self.unknown(f"{prefix}{listed.entry}[{number}]")


_LEFT_OUT: Final = Cell(value=Blank.NOT_APPLICABLE, origin=Origin(OriginKind.READ))


def _line(listed: Listed, entry: Element, figure: str) -> str:
    texts = [" ".join((entry.findtext(one) or "").split()) for one in listed.texts]
    if all(value_of(Kind.COUNT, one) in (Blank.NOT_APPLICABLE, Blank.MISSING) for one in texts):
        return ""
    return "; ".join((*texts, figure.strip()))


# ------------------------------------------------------------------------------------------------------- which report it is of


@define
class _Assembly:
    """Puts the rows of a document together into reports."""

    document: Document
    standard: Standard
    period: Period
    notes: list[Finding]
    drafts: dict[tuple[str, ...], _Draft] = field(factory=dict)

    def reports(self) -> Iterator[Report]:
        """Yield the agency's report, those of its components in the file's order, those of rows that belong to none."""
        document, agency = self.document, self.document.agency
        own = _Draft(Body(id=_id(agency.abbreviation), name=agency.name or None), notes=self.notes)
        self.drafts[agency.id,] = own
        for one in document.components:
            self.drafts[one.id,] = _Draft(self.component(one, own.body))
        for reading in _readings(self.standard):
            self.section(reading, document.sections.get(reading.section.name) or SectionRows())
        self.statutes(document.sections.get(STATUTES_SECTION.name) or SectionRows())
        for one in document.components:
            if not self.drafts[one.id,].rows:
                own.notes.append(_note("no_rows", Severity.INFO, say("no_rows", body=one.name)))
        drafts = [draft for key, draft in self.drafts.items() if draft.rows or draft is own]
        parts = [draft.body.id for key, draft in self.drafts.items() if draft.rows and draft is not own and key[0] != "again"]
        for draft in drafts:
            yield self.report(draft, tuple(parts) or (own.body.id,) if draft is own else None)

    @property
    def own(self) -> _Draft:
        """The agency's report."""
        return self.drafts[self.document.agency.id,]

    def footnotes(self, section: Section, there: SectionRows) -> None:
        """Keep the footnotes of a section, which explain what is restated."""
        says = [say("footnote", section=section.printed, text=one) for one in there.footnotes]
        self.own.notes += [_note("footnote", Severity.INFO, one) for one in says]

    def component(self, one: Organization, agency: Body) -> Body:
        identity = f"{agency.id}.{_id(one.abbreviation)}"
        if any(draft.body.id == identity for draft in self.drafts.values()):
            identity = f"{identity}.{one.id}"
        return Body(id=identity, name=one.name or None, parent=agency.id)

    def section(self, reading: _Reading, there: SectionRows) -> None:
        """Read the rows of a section, each into the report of its organisation."""
        section = reading.section
        self.footnotes(section, there)
        by_key: dict[tuple[str, ...], list[Row]] = {}
        for row in there.rows:
            key = (row.organization,) if row.organization else ("nowhere", *map(str, row.neighbours))
            by_key.setdefault(key, []).append(row)
        for key, rows in by_key.items():
            if key[0] == "nowhere":
                self.unlinked(key).read(reading, rows[0])
            elif len(rows) == 1:
                self.drafts[key].read(reading, rows[0])
            else:
                self.again(reading, key, rows)
        self.without_row(reading, by_key)

    def without_row(self, reading: _Reading, by_key: Mapping[tuple[str, ...], Sequence[Row]]) -> None:
        """Keep in mind for whom a section has no row where it must have one, or where a row without a link may be its own."""
        is_doubtful = any(key[0] == "nowhere" for key in by_key)
        if is_doubtful or reading.is_demanded:
            for one in (self.document.agency, *self.document.components):
                if (one.id,) not in by_key:
                    draft = self.drafts[one.id,]
                    (draft.doubtful if is_doubtful else draft.absent).append(reading)

    def unlinked(self, key: tuple[str, ...]) -> _Draft:
        """Return the report of rows without an organisation that are between the same two."""
        if key not in self.drafts:
            agency = self.own.body
            number = 1 + sum(one.unlinked for one in self.drafts.values())
            self.drafts[key] = _Draft(Body(id=f"{agency.id}.unlinked-{number}", parent=agency.id), unlinked=True)
        return self.drafts[key]

    def again(self, reading: _Reading, key: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Keep several rows of one organisation: alike they count once, else each is a report of its own, and none counts."""
        draft, names = self.drafts[key], [one.id for one in rows]
        facts = {"section": reading.section.printed, "rows": names, "body": draft.body.name or draft.body.id}
        where = [f"{reading.section.name}/{one}" for one in names]
        if len({_contents(one.element) for one in rows}) == 1:
            draft.read(reading, rows[0])
            draft.notes.append(_note("twice_same", Severity.INFO, say("twice.same", **facts), where=where))
            return
        draft.notes.append(_note("twice", Severity.WARNING, say("twice", **facts), cells=reading.addresses, where=where))
        for row in rows:
            name = say("twice.name", body=facts["body"], row=row.id).en
            body = Body(id=f"{draft.body.id}.{_id(row.id)}", name=name, parent=draft.body.parent or draft.body.id)
            apart = self.drafts["again", row.id] = _Draft(body, unlinked=True)
            apart.read(reading, row)

    def statutes(self, there: SectionRows) -> None:
        """Read section IV: how often each organisation relied on which statute."""
        section, own = f"{STATUTES_SECTION.name}/", self.own
        self.footnotes(STATUTES_SECTION, there)
        by_id = {one.id: one.element for one in there.rows}
        by_organization: dict[str, dict[str, str]] = {}
        for row, organization, times in there.times:  # the export repeats what it links
            by_organization.setdefault(organization, {}).setdefault(row, times)
        for organization, of in by_organization.items():
            draft = self.drafts.get((organization,))
            if draft is None:
                where = [section + row for row in of]
                own.notes.append(_note("unlinked", Severity.WARNING, say("unlinked", rows=list(of)), where=where))
                continue
            lines = [_line(STATUTES, by_id[row], times) for row, times in of.items() if row in by_id]
            draft.words_of(STATUTES, [one for one in lines if one], section)
            counted = [value_of(Kind.COUNT, times) for times in of.values()]
            if all(type(one) is int for one in counted):
                total = sum(one for one in counted if type(one) is int)
                draft.cells["statutes.times"] = Cell(value=total, origin=Origin(OriginKind.READ, section + STATUTES.entry))

    def report(self, draft: _Draft, includes: tuple[str, ...] | None) -> Report:
        body, notes = draft.body, draft.notes
        if draft.unlinked:
            here = {address.partition("/")[0] for address in draft.cells}
            rest = [one.key for table in self.standard.tables for one in table.rows if one.key not in here]
            if body.name is None:
                agency = self.document.agency
                body = evolve(body, name=say("unlinked.name", agency=agency.name, rows=draft.rows[:1]).en)
                notes = [*notes, _note("unlinked", Severity.WARNING, say("unlinked", rows=draft.rows))]
            notes = [*notes, _note("unlinked_rest", Severity.INFO, say("unlinked.rest"), cells=rest)]
        notes = [*notes, *_not_read(body, draft)]
        if draft.zeros:
            notes = [*notes, _note("zero_days", Severity.INFO, say("zero_days", count=draft.zeros))]
        scope, within = ("own", ()) if includes is None else ("area", includes)
        return Report(
            standard=self.standard,
            body=body,
            period=self.period,
            scope=scope,
            includes=within,
            status="final",
            cells=draft.cells,
            notes=tuple(notes),
        )


def _not_read(body: Body, draft: _Draft) -> Iterator[Finding]:
    """Yield the notes of sections without a row for a body: what no rule may take for 0."""
    for rule, severity, readings in (
        ("no_row", Severity.INFO, draft.absent),
        ("doubtful_row", Severity.WARNING, draft.doubtful),
    ):
        if readings:
            message = say(rule, body=body.name or body.id, sections=[one.section.printed for one in readings])
            rows = dict.fromkeys(address.partition("/")[0] for one in readings for address in one.addresses)
            yield _note(rule, severity, message, cells=rows, where=[one.section.name for one in readings])


def _contents(element: Element) -> tuple[object, ...]:
    """Return what an element says, so that it can be compared; its id is no part of it."""
    return (element.tag, (element.text or "").strip(), *map(_contents, element))
