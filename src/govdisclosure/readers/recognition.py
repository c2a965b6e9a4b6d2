"""Recognises reports in an opened document (识别报告): the standard and its tables by their labels, year, body and words.

:func:`recognise` decides this for every format; it turns a :class:`~govdisclosure.formats.document.OpenedDocument` into
reports. Every cell keeps its address, every doubt is a note, and text that could not be placed is kept in ``unread``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise

from attrs import define, evolve, field

from govdisclosure.errors import Fault, GovDisclosureError, UnknownStandardError, UnreadableError, refused
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.messages import Message, say
from govdisclosure.readers import years
from govdisclosure.readers.addresses import is_ours, read_addressed
from govdisclosure.readers.cell_extraction import CellExtraction
from govdisclosure.readers.embedded_metadata import ADDRESSES, CONTINUED, Claim, claimed as claimed_by
from govdisclosure.readers.embedded_report import embedded_report, held_against_data, identified
from govdisclosure.readers.form_model import cells_of, forms, labels_of
from govdisclosure.readers.labels import Label, normalised
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.readers.reliability import suits_well
from govdisclosure.readers.report_splitting import ReportPart, divided, rest, without_findings
from govdisclosure.readers.source import Source
from govdisclosure.readers.standard_detection import (
    DetectedStandard,
    Slot,
    choose,
    choose_by_headings,
    known,
    slots,
    without_switches,
)
from govdisclosure.readers.stated_figures import cells_stated, statements
from govdisclosure.readers.table_location import LocatedTable, locate_tables
from govdisclosure.readers.text_sections import Passages, PlacedParagraph, share_out
from govdisclosure.readers.titles import body_in_words, body_of_title, filled_template, is_whole_title
from govdisclosure.readers.token_stream import MOST_TOKENS, TokenStream, token_stream
from govdisclosure.readers.traditional import is_traditional, simplified
from govdisclosure.readers.wrapped_labels import joined, label_characters
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report, Unread
from govdisclosure.report.contents import IN_WORDS
from govdisclosure.standards import Standard
from govdisclosure.text_bindings import literal
from govdisclosure.values import Period, Severity, plain

_NEARLY = 1.5
"""By so much less a form suits a table that could be the one as well as the other."""
_SHORTEST_PROSE = 20
_FEWEST_PARAGRAPHS = 2
"""So many paragraphs of sentences at least has a report that has no table."""
_FARTHEST_YEAR = 40
"""So many lines at most over its first row has a table of a text a year of its own."""
_LONGEST_CAPTION = 40
"""Signs of a line that says which year a table is about."""


def recognise(source: Source, document: OpenedDocument) -> tuple[Report, ...]:
    """Return the reports of a document, one or several.

    Raises:
        UnreadableError: no table of a known standard is in it, or no year, or it is far too large.
    """
    if is_ours(document):
        return (read_addressed(source, document),)
    traditional = is_traditional(document)
    document = (simplified(document) if traditional else None) or document
    carried = embedded_report(source, document)
    document = identified(document, carried)
    claimed = claimed_by(document.properties)
    standards = known(source, claimed.standard)
    labels = labels_of(standards)
    rows = label_characters(row.label for form in forms(standards) for row in form.figures)
    stream = token_stream(
        without_findings(document), lambda text: Label.of(text).text in labels, lambda lines: joined(lines, rows)
    )
    _limit(source, stream)
    tables = slots(stream, *locate_tables(stream, standards, given=source.standard is not None))
    if not tables and traditional and simplified(document) is None:
        raise refused(source.name, "read.needs_opencc")
    headings = {Label.of(one.heading).text for standard in standards for one in standard.sections if one.heading}
    paras, loose = rest(stream, tables, headings)
    if not tables and not _is_report_in_words(paras):
        raise UnreadableError([Fault(where=source.name, sentence=_no_table(document))])
    parts = divided(tables, paras, loose)
    alone = len(parts) == 1
    reports = [_Recognition(source, document, stream, standards, part, part is parts[0], alone).report() for part in parts]
    if carried is not None:
        is_same = isinstance(carried, Report) and (reports[0].body_name, reports[0].period) == (
            carried.body_name,
            carried.period,
        )
        reports[0] = held_against_data(reports[0], carried, is_same=is_same)
    if traditional:
        notes = Diagnostics(list(reports[0].notes))
        notes.add("read.traditional", Severity.INFO, (), [], say("read.traditional"))
        reports[0] = evolve(reports[0], notes=tuple(notes.findings))
    return tuple(_doubting_each_other(reports))


def _doubting_each_other(reports: Sequence[Report]) -> Iterator[Report]:
    """Yield reports; two of one body on one period that differ are doubted where they do."""
    for report in reports:
        about = (report.body.name, report.period)
        same = [one for one in reports if one is not report and (one.body.name, one.period) == about]
        both = {key for one in same for key in (*report.cells, *one.cells)}
        cells = sorted(key for key in both if any(_value(report, key) != _value(one, key) for one in same))
        if cells:
            notes = Diagnostics(list(report.notes))
            notes.add("read.report_twice", Severity.WARNING, cells, [], say("read.report_twice", count=len(cells)))
            yield evolve(report, notes=tuple(notes.findings))
        else:
            yield report


def _value(report: Report, key: str) -> object:
    return report.cells[key].value if key in report.cells else None


def _is_report_in_words(paras: Sequence[PlacedParagraph]) -> bool:
    """Whether a document without a table is an annual report all the same: it has the title of one, and sentences."""
    prose = [one for one in paras if len(one.text) >= _SHORTEST_PROSE and "。" in one.text]
    return len(prose) >= _FEWEST_PARAGRAPHS and any(is_whole_title(one.text) for one in paras)


def _no_table(document: OpenedDocument) -> Message:
    """Say that no table was found, and what may hold it."""
    if not document.unreadable:
        return say("read.no_table_scan" if document.readings else "read.no_table")
    examples = [where for where, _ in document.unreadable[:3]]
    return say("read.no_table_pictures", count=len(document.unreadable), examples=examples)


def _limit(source: Source, stream: TokenStream) -> None:
    count = len(stream.tokens)
    if count > MOST_TOKENS:
        raise UnreadableError([Fault(where=source.name, sentence=say("read.too_many_cells", count=count, most=MOST_TOKENS))])


@define
class _Recognition:
    """One report being put together."""

    source: Source
    document: OpenedDocument
    stream: TokenStream
    standards: Sequence[Standard]
    part: ReportPart
    is_first: bool
    is_alone: bool
    notes: Diagnostics = field(factory=Diagnostics)

    def report(self) -> Report:
        claimed = claimed_by(self.document.properties) if self.is_first else Claim()
        year = self.year_of_titles()
        if self.part.tables:
            choice = choose(self.of_this_year(), self.standards, self.source, year, claimed.standard)
        else:
            choice = choose_by_headings([one.text for one in self.part.paras], self.standards, year)
        keyed = sorted(((table.span[0], 0), key) for key, table in choice.tables.items())
        words = share_out(self.part.paras, choice.standard, keyed, self.ours(claimed))
        standard = self.switched(self.own(choice.standard), words, claimed)
        printed = standard.translations.get(choice.standard.language, standard)
        filling = CellExtraction(printed, self.notes, self.stream)
        filling.add_all(sorted(choice.tables.values(), key=lambda one: one.span))
        self.about_choice(choice, filling)
        self.about_hidden(standard, ours=claimed.printed is not None)
        self.about_words(words)
        period = self.period(words, choice, claimed)
        report = Report(
            standard=standard,
            body=self.body(words, claimed),
            period=period,
            signed=words.signed or (claimed.signed if self.agrees(claimed, words) else None),
            status=claimed.status if self.agrees(claimed, words) else "draft",
            scope=claimed.scope if claimed.scope in ("own", "area") else "own",
            cells={key: filling.cells[key] for key in standard.spots if key in filling.cells},
            text={key: literal(one) for key, one in words.sections.items()},
        )
        self.about_tables(report, choice, words)
        cells = {**self.stated(report, words), **report.cells}
        return evolve(report, cells=cells, notes=tuple(self.notes.findings), unread=tuple(self.notes.unread))

    def stated(self, report: Report, words: Passages) -> dict[str, Cell]:
        """Return the figures that words alone state: of a report without tables, each with a doubt; else of unprinted tables.

        Those are looked for in the words of their own section.
        """
        spots, has_tables = report.standard.spots, bool(self.part.tables)
        everything = {**words.paragraphs, "": words.left_over}
        if has_tables:
            unprinted = {table.key for table in report.standard.tables if not table.printed}
            sections = {section.key for section in report.standard.sections if unprinted & {*section.tables}}
            everything = {key: paragraphs for key, paragraphs in words.paragraphs.items() if key in sections}
            if not everything:
                return {}
        text = {key: literal("\n".join(one.text for one in own)) for key, own in everything.items()}
        said = statements(evolve(report, text=text), everything)
        found = [one for one in said if not has_tables or not spots[one.address].table.printed]
        cells, against = cells_stated(found)
        for one in found:
            if one.address in cells:
                facts = {
                    "label": spots[one.address].label,
                    "printed": plain(one.value),
                    "sentence": one.sentence,
                }
                severity = Severity.INFO if has_tables else Severity.WARNING  # where there is no other place for it
                self.notes.about("read.stated", severity, one.address, (one.where,), **facts)
        for address, own in against.items():
            label, printed = spots[address].label, [plain(one.value) for one in own]
            where = [one.where for one in own]
            self.notes.about("read.stated_differently", Severity.WARNING, address, where, label=label, printed=printed)
        return cells

    def of_this_year(self) -> list[Slot]:
        """Return the tables: those under a line with the report's year first, those under one with another year last."""
        year = self.year_of_titles()
        if year is None:
            return self.part.tables
        rank = {True: 0, None: 1, False: 2}
        return sorted(self.part.tables, key=lambda slot: rank[self.is_of_year(slot, year)])

    def is_of_year(self, slot: Slot, year: int) -> bool | None:
        """Whether the last line before a table that names a year names this one; None where none does."""
        table = slot.tables[0]
        first = table.stream.original(table.stream.tokens[table.alignment.start]).line
        begin = max((one.end for one in self.part.tables if one.end[0] < first), default=(-1, -1))
        over = [(one.at[0], one.text) for one in self.part.paras if begin < one.at < slot.start]
        near = range(max(begin[0] + 1, first - _FARTHEST_YEAR), first)
        over += [(line, one.text) for line in near for one in self.stream.on_line(line) if years.is_alone(one.text)]
        captions = [text for _, text in sorted(over) if len(text) <= _LONGEST_CAPTION]
        said = [[one.year for one in years.named(text, "table")] for text in captions]
        lines = [one for one in said if one]
        return year in lines[-1] if lines else None

    # -------------------------------------------------------------------------------------------------------- standard

    def own(self, standard: Standard) -> Standard:
        """Return a standard in its own language, whichever the document prints its labels in."""
        return next((one for one in self.standards if one.id == standard.id), standard)

    def switched(self, standard: Standard, words: Passages, claimed: Claim) -> Standard:
        """Set the switches of a standard as the document prints them, or as one of ours says out of sight; the rest is kept."""
        if self.source.standard is None and not words.method and claimed.standard and self.agrees(claimed, words):
            with suppress(GovDisclosureError):  # a property that somebody changed
                named = self.source.find_standard(claimed.standard)
                return named if without_switches(named.id) == without_switches(standard.id) else standard
        if self.source.standard is not None or not words.method:
            self.notes.unread.extend(
                Unread(where=one.where, text=one.text) for one in words.method if self.source.standard is None
            )
            return standard
        chosen: dict[str, str] = {}
        for para in words.method:
            line = normalised(para.text)
            for policy in standard.policies:
                for choice in policy.choices:
                    if line == normalised(f"{policy.zh}:{choice.zh}。"):
                        chosen[policy.key] = choice.key
                        break
                else:
                    continue
                break
            else:
                self.notes.unread.append(Unread(where=para.where, text=para.text))
        defaults = {policy.key: policy.choices[0].key for policy in standard.policies}
        other = "&".join(f"{key}={value}" for key, value in chosen.items() if defaults[key] != value)
        if not other:
            return standard
        try:
            base, plus, rest = standard.id.partition("+")
            return self.source.find_standard(f"{base}?{other}{plus}{rest}")
        except (UnknownStandardError, KeyError):
            return standard

    def about_choice(self, choice: DetectedStandard, filling: CellExtraction) -> None:
        """Say what else the labels would fit, and keep the tables that could not be used."""
        if choice.others:
            facts = {"standard": choice.standard.id, "others": list(choice.others)}
            self.notes.add("read.standard", Severity.WARNING, (), [], say("read.standard", **facts))
        elif "+" in choice.standard.id:
            message = say("read.mixed", standard=choice.standard.id)
            self.notes.add("read.mixed", Severity.INFO, (), [], message)
        self.about_alike(choice)
        self.about_other_forms(choice)
        for table in choice.left:
            self.about_left(choice, table, filling)
        for _, cell in self.part.loose:
            if id(cell) not in filling.taken:
                self.notes.left(cell)

    def about_alike(self, choice: DetectedStandard) -> None:
        """Doubt the cells of every table that rows may be, where no heading says which of several alike they are."""
        every = {table.key: table for table in choice.standard.tables}
        for slot in self.part.tables:
            alike = [table for key, table in every.items() if key in slot.alike.get(choice.base, ())]
            if not alike:
                continue
            table = slot.tables[0]
            where = table.stream.tokens[table.alignment.start].where
            taken = next((one for one in slot.tables if one in choice.tables.values()), None)
            names = [one.heading or one.key for one in alike]
            label = (every[taken.key].heading or taken.key) if taken is not None and taken.key in every else ""
            message = say("read.tables_alike" if label else "read.tables_alike.none", where=where, tables=names, label=label)
            cells = [row.key for one in alike for row in one.rows]
            self.notes.add("read.tables_alike", Severity.WARNING, cells, [where], message)

    def about_other_forms(self, choice: DetectedStandard) -> None:
        """Name the cells of every form that a table could have been as well, where it does not quite suit the one taken."""
        for slot in self.part.tables:
            table = choice.tables.get(slot.key) if choice.tables.get(slot.key) in slot.tables else None
            table = table or next((one for one in slot.tables if one in choice.tables.values()), None)
            if table is None or suits_well(table):
                continue
            others = [one for one in slot.tables if one is not table and one.worth * 2 >= table.worth]
            own = {row.key for row in table.form.table.rows}
            rivals = [one.form for one in others]
            if choice.base not in table.form.standards:  # the form that the rest follows may print too little to be found
                rivals += [one for one in forms((choice.base,)) if one.table.key == table.key]
            cells = sorted({key for form in rivals for key in cells_of(form) if key not in choice.standard.spots} - own)
            if cells:
                where = table.stream.tokens[table.alignment.start].where
                label = table.form.table.heading or table.key
                message = say("read.not_taken", label=label, standard=choice.standard.id, cells=cells[:10])
                near = any(one.worth + _NEARLY >= table.worth for one in others)
                self.notes.add("read.not_taken", Severity.WARNING if near else Severity.INFO, cells, [where], message)

    def about_left(self, choice: DetectedStandard, table: LocatedTable, filling: CellExtraction) -> None:
        """Keep a table that could not be used; where nothing tells it from the one taken, doubt that one's cells."""
        where = table.stream.tokens[table.alignment.start].where
        name = table.form.table.heading or table.form.table.key
        year = self.year_of_titles()
        told = table.key not in choice.tables or (
            year is not None and any(self.is_of_year(slot, year) is False for slot in self.part.tables if table in slot.tables)
        )
        cells = () if told else tuple(row.key for row in table.form.table.rows)
        message = say("read.table_twice", label=name, where=where)
        self.notes.add("read.table_twice", Severity.WARNING, cells, [where], message)
        for line in sorted(table.lines):
            for token in self.stream.on_line(line):
                if id(token) not in filling.taken and token.text.strip():
                    filling.taken.add(id(token))
                    self.notes.left(token)

    def about_tables(self, report: Report, choice: DetectedStandard, words: Passages) -> None:
        """Say which tables were not found, under which heading, and what is there that cannot be read."""
        standard = report.standard
        if not self.part.tables:
            self.notes.add(IN_WORDS, Severity.INFO, (), [], say("read.in_words", standard=standard.id))
        pictures = _unreadable_in_words(self.document.unreadable)
        named: set[str] = set()
        for section in standard.sections:
            lacking = [key for key in section.tables if key not in choice.tables]
            tables = [one for one in standard.tables if one.key in lacking and one.printed]
            if not tables:
                continue
            heading = report.fill_in(section.heading or section.attachment or section.key)
            named.add(section.key)
            place = words.headings.get(section.key)
            facts = {"heading": heading, "tables": [report.fill_in(one.heading) or heading for one in tables]}
            where = [place.where] if place else []
            if self.document.unreadable:
                message = say("read.table_is_picture", pictures=pictures, **facts)
                where += [one for one, _ in self.document.unreadable]
            else:
                message = say("read.table_not_ruled" if self.document.readings else "read.table_missing", **facts)
            keys = {table.key for table in tables}
            every = [one for form in forms(tuple(self.standards)) if form.table.key in keys for one in form.table.rows]
            cells = list(dict.fromkeys(row.key for row in (*(row for table in tables for row in table.rows), *every)))
            self.notes.add("read.table_missing", Severity.WARNING, cells, where[:20], message)
        if self.document.unreadable and self.is_first:
            message = say("read.not_text", pictures=pictures, count=len(self.document.unreadable))
            severity = Severity.WARNING if any(what != "picture" for _, what in self.document.unreadable) else Severity.INFO
            self.notes.add("read.not_text", severity, (), [where for where, _ in self.document.unreadable], message)

    def about_hidden(self, standard: Standard, *, ours: bool) -> None:
        """Name what the document hides: it was not read; our own sheets hide keys of rows and columns, our pages heads."""
        keys = {row.key for table in standard.tables for row in table.rows}
        keys |= {column.key for table in standard.tables for column in table.columns} | ADDRESSES
        if not self.is_first:
            return
        hidden = self.stream.hidden
        told = [one for one in hidden if one.text.strip() and one.text.strip() not in keys and one.text not in CONTINUED]
        told = [one for one in told if not ours or any(character.isdigit() for character in one.text)]
        if told:
            message = say("read.hidden", count=len(told), examples=[one.where for one in told[:5]])
            self.notes.add("read.hidden", Severity.WARNING, (), [one.where for one in told[:20]], message)

    # ----------------------------------------------------------------------------------------------------------- words

    def year_of_titles(self) -> int | None:
        found = [one for para in self.part.paras if is_whole_title(para.text) for one in years.named(para.text, "title")]
        return found[0].year if found else None

    def about_words(self, words: Passages) -> None:
        notes = self.notes
        if words.title is None:
            notes.add("read.title", Severity.INFO, (), [], say("read.title"))
        if words.attachment and words.table_title and normalised(words.attachment) != normalised(words.table_title):
            facts = {"text": words.attachment, "head": words.table_title}
            notes.add("read.attachment_name", Severity.WARNING, (), [], say("read.attachment_name", **facts))
        if words.signed is not None and words.signed.weekday() >= 5:
            day = say("read.saturday" if words.signed.weekday() == 5 else "read.sunday")
            message = say("read.signed_weekend", signed=words.signed, day=day)
            notes.add("read.signed_weekend", Severity.INFO, (), [words.signed_where or ""], message)
        notes.unread.extend(Unread(where=one.where, text=one.text) for one in words.left_over)

    def body(self, words: Passages, claimed: Claim) -> Body:
        """Return who reports: by the title, the signature, the words, else by a title that is outside the text."""
        outside = next((name for title in self.document.titles if (name := body_of_title(title))), None)
        spoken = next((name for para in self.part.paras if (name := body_in_words(para.text))), None)
        name = words.body or words.signer or spoken or (outside if self.is_first else None)
        if words.body and words.signer and normalised(words.body) != normalised(words.signer):
            facts = {"title": words.body, "signer": words.signer}
            self.notes.add("read.body", Severity.INFO, (), [], say("read.body", **facts))
        if self.agrees(claimed, words):
            return Body(id=self.source.body or claimed.body or "unknown", name=claimed.name)
        if claimed.printed is not None:
            facts = {"printed": name or "", "hidden": claimed.printed}
            self.notes.add("read.identity", Severity.WARNING, (), [], say("read.identity", **facts))
        return Body(id=self.source.body or name or "unknown", name=name)

    def ours(self, claimed: Claim) -> str | None:
        """Return the body's name where our own exporters wrote the document and nobody has changed who reports."""
        own = normalised(claimed.printed or "")
        lines = [normalised(para.text) for para in self.part.paras]
        lines += [first + second for first, second in pairwise(lines)]
        return claimed.printed if own and any(own in line for line in lines if len(line) < 400) else None

    def agrees(self, claimed: Claim, words: Passages) -> bool:
        """Whether the body that is printed is the one that the document's properties name, or none is printed."""
        if claimed.printed is None:
            return False
        printed = [one for one in (words.body, words.signer) if one]
        return all(normalised(one) == normalised(claimed.printed) for one in printed)

    def period(self, words: Passages, choice: DetectedStandard, claimed: Claim) -> Period:
        """Return the period: the caller's, else the year that title, table heads, words and the file's name agree on."""
        if self.source.period is not None and self.is_alone:
            return self.source.period
        found: list[years.NamedYear] = []
        if words.title is not None:
            filled = filled_template(choice.standard.title, words.title.text)
            found += [years.NamedYear(filled[1], "title")] if filled else years.named(words.title.text, "title")
        elif self.is_first:
            found += [one for title in self.document.titles for one in years.named(title, "title")]
        for text in (words.attachment, words.table_title, *(one.text for one in words.captions)):
            found += years.named(text or "", "table")
        if words.period is not None:
            found.append(years.NamedYear(choice.standard.year_of(words.period), "table"))
        found += [one for table in choice.tables.values() for one in _years_of_heads(table)]
        if claimed.period is not None:
            found.append(years.NamedYear(choice.standard.year_of(claimed.period), "properties"))
        if self.is_first:
            found += years.in_name(self.source.name)
        found += years.in_sentences(words.texts or [one.text for one in self.part.paras])
        year, against = years.agreed(found, words.texts)
        if year is None and self.source.period is not None:
            return choice.standard.own_period(self.source.period)
        if year is None:
            raise refused(self.source.name, "read.no_year")
        if against:
            every = sorted({one.year for one in against} | {year})
            places = [say(f"read.year_by.{by}") for by in dict.fromkeys(one.by for one in against)]
            message = say("read.year", years=every, taken=year, places=places)
            self.notes.add("read.year", Severity.WARNING, (), [], message)
        given = self.source.period and choice.standard.own_period(self.source.period)
        for period in (
            words.period,
            claimed.period,
            given,
        ):  # documents print days of the calendar, callers name the standard's own
            if period is not None and choice.standard.year_of(period) == year:
                return period
        return choice.standard.period_of(year)


def _years_of_heads(table: LocatedTable) -> Iterable[years.NamedYear]:
    """Yield the years that the heads of a table's columns name."""
    for columns in table.columns.values():
        for head in columns.heads.values():
            yield from years.in_head(head)


_PLACES = 3  # of each kind of thing that cannot be read so many places are named; the finding has them all
_KINDS = ("picture", "chart", "embedded object", "formula never calculated", "page without text")


def _unreadable_in_words(unreadable: Iterable[tuple[str, str]]) -> list[Message]:
    """Return what cannot be read in words: each kind once, how many there are, and where the first of them are."""
    places: dict[str, list[str]] = {}
    for where, what in unreadable:
        places.setdefault(what, []).append(where)
    return [
        say(
            "read.unreadable.more" if len(at) > _PLACES else "read.unreadable.all",
            kind=say(f"read.unreadable.{what.replace(' ', '_')}") if what in _KINDS else what,
            count=len(at),
            where=at[:_PLACES],
        )
        for what, at in places.items()
    ]
