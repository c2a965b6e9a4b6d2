"""From one TOML file to a :class:`~govdisclosure.standards.model.Standard`; every fault is named, all at once.

A fault says file and line, row and column, what is wrong, and the nearest right spelling.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from keyword import iskeyword
from pathlib import Path
from typing import Any, TypeVar, assert_never

import attrs
from attrs import evolve

from govdisclosure.errors import ExpressionError, Fault, InvalidStandardError, UnreadableError
from govdisclosure.exact.decimals import parsed
from govdisclosure.expressions import (
    ALWAYS,
    OWN_PERIOD,
    Comparator,
    Compare,
    Condition,
    FieldRef,
    Literal,
    Membership,
    Or,
    OtherPeriod,
    Span,
    SwitchChoice,
    all_of,
    conjuncts,
    parse_condition,
    parse_field,
    simplified,
)
from govdisclosure.files import OpenedFile
from govdisclosure.law import NATIONAL, Calendar, Calendars, national, national_calendars
from govdisclosure.messages import Message, say
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.records.record import nearest
from govdisclosure.records.vocabulary import Word
from govdisclosure.standards.atoms import Earlier
from govdisclosure.standards.checked_file import CheckedFile, parsed_file, tolerance_of
from govdisclosure.standards.file_keys import WrittenEntry
from govdisclosure.standards.label_translations import LabelFile, label_files, with_labels
from govdisclosure.standards.measures import MEASURES, Combine, Count, Measure, PeriodChange
from govdisclosure.standards.model import (
    Column,
    Guard,
    Indicator,
    Oddity,
    Partition,
    Plausibility,
    Policy,
    PolicyChoice,
    PrintStyle,
    Section,
    Standard,
    Table,
    address,
)
from govdisclosure.standards.operators import Operator
from govdisclosure.standards.over_time import OverTime
from govdisclosure.standards.relation_model import Blanks, Compared, Each, Reading, Relation, RelationInstance, Term, Tolerance
from govdisclosure.standards.reporting import YUAN, Cycle, ValidYears
from govdisclosure.standards.rules import VALUE, parse_rule, parse_when, totals
from govdisclosure.standards.table_grid import grid_of, row_paths
from govdisclosure.value_objects import FrozenDict
from govdisclosure.values import NEW_YEAR, Kind, MonthDay, Severity

_ROW_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def load_file(
    file: Path | OpenedFile,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
    *,
    policies: Mapping[str, str] = FrozenDict(),
    base: Standard | None = None,
    calendars: Calendars | None = None,
) -> Standard:
    """Read a standard from a TOML file; ``policies`` chooses among its switches. With a ``base``, read an annex to it.

    A calendar that is not among ``calendars`` (by default the package's) may be a file beside it: ``NAME.calendar.toml``.

    Raises:
        InvalidStandardError: it cannot be read, or has faults; all of them are named.
    """
    try:
        data = file.data if isinstance(file, OpenedFile) else file.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say("standard.unreadable", reason=type(error).__name__)
        raise InvalidStandardError([Fault(where=file.name, sentence=sentence)]) from None
    path = file.path if isinstance(file, OpenedFile) else file
    known = evolve(calendars or national_calendars(), folder=None if path is None else path.parent)
    return load_text(
        text,
        name=file.name or "standard.toml",
        kinds=kinds,
        policies=policies,
        base=base,
        calendars=known,
        labels=() if path is None else label_files(path),
    )


def load_text(
    text: str,
    *,
    name: str,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
    policies: Mapping[str, str] = FrozenDict(),
    base: Standard | None = None,
    calendars: Calendars | None = None,
    labels: Sequence[LabelFile] = (),
) -> Standard:
    """Read a standard from the text of a TOML file called ``name``; ``policies`` chooses among its switches.

    With a ``base``, the file is an annex (附表), and what is returned is what it adds to that standard.

    Raises:
        InvalidStandardError: it has faults, or one of the files with its ``labels`` in further languages; all are named.
    """
    text = text.replace("\r\n", "\n")
    data = parsed_file(text, name)
    loader = _StandardLoader(name, text, data, kinds, policies, calendars or national_calendars())
    made = loader.standard() if base is None else loader.annex(base)
    return with_labels(made, labels) if labels else made


def load_data(
    data: Mapping[str, Any],
    *,
    text: str,
    name: str,
    kinds: Mapping[str, RecordKind],
    calendars: Calendars | None = None,
    base: Standard | None = None,
) -> Standard:
    """Make a standard of the data of a file called ``name``; ``text`` gives its digest, and the lines of faults.

    With a ``base`` the file is an annex, and what it adds to that standard is returned.

    Raises:
        InvalidStandardError: it has faults; all of them are named.
    """
    loader = _StandardLoader(name, text, dict(data), kinds, {}, calendars or national_calendars())
    return loader.standard() if base is None else loader.annex(base)


_SHOWN = 8
"""So many names are said where none is near."""


def _some(name: str, known: Iterable[str]) -> list[str]:
    """Return the names most like one, else the first there are."""
    return list(nearest(name, known) or sorted(known)[:_SHOWN])


_WAYS = {way.value for way in OverTime}
_OF_CELLS = frozenset(name for name, measure in MEASURES.items() if measure.of_cells)
_BESIDES: dict[str, list[str]] = {}
"""The measures with which a key may be given besides the measure's own."""
for _name, _measure in MEASURES.items():
    for _key in _measure.own_keys()[1:]:
        _BESIDES.setdefault(_key.name, []).append(_name)


class _StandardLoader(CheckedFile):
    def __init__(
        self,
        name: str,
        text: str,
        data: dict[str, Any],
        kinds: Mapping[str, RecordKind],
        chosen: Mapping[str, str],
        calendars: Calendars,
    ) -> None:
        super().__init__(name, text, data)
        self.kinds, self.chosen, self.calendars = kinds, chosen, calendars
        self.choices: dict[str, SwitchChoice] = {}
        self.base: Standard | None = None
        self.kinds_unknown = False
        """Whether a kind of record is named that does not exist: then a condition without a kind may only follow from that."""

    # -------------------------------------------------------------------------------------------------- the standard

    def annex(self, base: Standard) -> Standard:
        """Return what an annex adds; its rows look like the standard's, its relations may read the standard's cells."""
        self.base = base
        if "annex_of" not in self.data:
            self.fault("", "annex_of", "standard.no_annex", base=base.id)
            self.stop_at_faults()
        self.check_shape("annex", self.data, "")
        self.stop_at_faults()
        fitting = self.data["annex_of"]
        if base.id.partition("?")[0].partition("+")[0] not in fitting:
            self.fault("", "annex_of", "standard.annex_of_another", base=base.id, known=list(fitting))
        self.check_prefix()
        self.stop_at_faults()
        self.data = {"title": base.title, "authority": "", "print": attrs.asdict(base.style), **self.data}
        return self.made()

    def check_prefix(self) -> None:
        """Every key of an annex begins with its id: nothing of it can be taken for a row of the standard's, or of another's."""
        prefix = self.data["id"].replace("-", "_")
        tables = self.data["tables"]
        parts = [*self.data["sections"], *tables, *self.data.get("relations", []), *self.data.get("plausible", [])]
        parts += [one for table in tables for name in ("rows", "relations", "guards") for one in table.get(name, [])]
        for part in parts:
            if part["key"] != prefix and not part["key"].startswith(f"{prefix}."):
                self.fault(part["key"], "key", "standard.annex_prefix", found=part["key"], prefix=prefix)

    def standard(self) -> Standard:
        if "labels_of" in self.data:
            self.fault("", "labels_of", "standard.is_labels", of=self.data["labels_of"])
            self.stop_at_faults()
        if "annex_of" in self.data:
            self.fault("", "annex_of", "standard.is_annex", found=self.data.get("id", self.name), of=self.data["annex_of"])
            self.stop_at_faults()
        self.check_shape("standard", self.data, "")
        self.stop_at_faults()
        return self.made()

    def made(self) -> Standard:
        self.data["tables"] = [self.with_columns_of_words(table) for table in self.data["tables"]]
        self.check_keys_unique()
        policies = tuple(self.policies())
        calendar, year_starts = self.calendar(), self.year_starts()
        self.check_special()
        if not re.fullmatch(r"[A-Z]{3}", self.data.get("currency", YUAN)):
            self.fault("", "currency", "standard.currency", found=self.data["currency"])
        self.stop_at_faults()
        self.choices = {
            policy.key: SwitchChoice(policy.chosen.key, tuple(each.key for each in policy.choices)) for policy in policies
        }
        tables = tuple(self.table(table) for table in self.data["tables"])
        self.stop_at_faults()
        self.check_totals(tables)
        sections = tuple(_section(section) for section in self.data["sections"])
        self.check_sections(sections, tables)
        self.check_layout(sections, tables)
        self.stop_at_faults()
        relations = tuple(self.relations(tables))
        plausibilities = tuple(self.plausibilities(tables))
        self.stop_at_faults()
        switched = "&".join(f"{one.key}={one.chosen.key}" for one in policies if not one.is_default)
        return Standard(
            id=self.data["id"] + (f"?{switched}" if switched else ""),
            edition=self.data["edition"],
            title=self.data["title"],
            authority=self.data["authority"],
            language=self.data.get("language", "zh"),
            regulation=self.data.get("regulation", ""),
            periods=tuple(Cycle(one) for one in self.data.get("periods", ())),
            year_starts=year_starts,
            valid=ValidYears(**self.valid_years()),
            currency=self.data.get("currency", YUAN),
            theme=self.data.get("theme", ""),
            style=PrintStyle(**{**self.language_and_answers(), **self.data.get("print", {})}),
            sections=sections,
            tables=tables,
            relations=relations,
            policies=policies,
            plausibilities=plausibilities,
            calendar=calendar,
            digest="sha256:" + hashlib.sha256(self.text.encode()).hexdigest(),
        )

    def language_and_answers(self) -> Mapping[str, str]:
        """Return the standard's language, and its words for yes and no, which are printed where it names no others."""
        language = self.data.get("language", "zh")
        return {"language": language, **{name: say(f"locale.{name}").in_language(language) for name in ("yes", "no")}}

    def check_special(self) -> None:
        """See that special words are printed for one number each, and could not be read as another figure or a blank."""
        style = PrintStyle()
        numbers: dict[Decimal, str] = {}
        for word, text in (self.data.get("print", {}).get("special", {}) if self.base is None else {}).items():
            number = parsed(text)
            usual = (self.data["print"].get(name, getattr(style, name)) for name in ("zero", "missing", "not_applicable"))
            if number is None:
                self.fault("", "special", "standard.special.number", word=word, found=text)
            elif re.fullmatch(r"[-+\d.,，．%％\s—–－/]*", word) or word in (*usual, "无", "没有", "零"):
                self.fault("", "special", "standard.special.word", word=word)
            elif numbers.setdefault(number, word) != word:
                self.fault("", "special", "standard.special.twice", word=word, other=numbers[number], number=text)

    def calendar(self) -> Calendar:
        """Return the calendar that the file names; that of the standard for an annex."""
        if self.base is not None:
            return self.base.calendar
        name = self.data.get("calendar", NATIONAL)
        try:
            return self.calendars[name]
        except KeyError:
            known = list(nearest(name, self.calendars) or self.calendars)
            self.fault("", "calendar", "calendar.unknown", found=name, known=known)
        except UnreadableError as error:
            self.faults += error.faults
        return national()

    def year_starts(self) -> MonthDay:
        """Return the day on which a year starts; that of the standard for an annex."""
        if self.base is not None:
            return self.base.year_starts
        text = self.data.get("year_starts", "01-01")
        match = re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", text)  # a day that every month has
        if match is None:
            self.fault("", "year_starts", "standard.year_starts")
            return NEW_YEAR
        return int(match[1]), int(match[2])

    def valid_years(self) -> dict[str, int]:
        """Return the first and the last year that the form is made for, as far as the file says."""
        data = self.data.get("valid", {})
        if data.get("from", 0) > data.get("to", 9999):
            self.fault("", "valid", "standard.valid.reversed", first=data["from"], last=data["to"])
            self.stop_at_faults()
        return {name: data[key] for name, key in (("first", "from"), ("last", "to")) if key in data}

    def policies(self) -> Iterator[Policy]:
        known = [one["key"] for one in self.data.get("policies", [])]
        for name in self.chosen:
            if name not in known:
                self.fault("", "policies", "standard.unknown_policy", found=name, known=list(nearest(name, known) or known))
        for data in self.data.get("policies", []):
            choices = tuple(PolicyChoice(key=one["key"], zh=one["label"], en=one["label_en"]) for one in data["choices"])
            wanted = self.chosen.get(data["key"], choices[0].key if choices else "")
            chosen = next((choice for choice in choices if choice.key == wanted), None)
            if chosen is None:
                self.fault(data["key"], "choices", "standard.choice", found=wanted, known=[one.key for one in choices])
                continue
            yield Policy(
                key=data["key"],
                zh=data["label"],
                en=data["label_en"],
                choices=choices,
                chosen=chosen,
                source=data["source"],
            )

    def check_keys_unique(self) -> None:
        rows = [row["key"] for table in self.data["tables"] for row in table["rows"]]
        for what, keys in (
            ("row", rows),
            ("table", [table["key"] for table in self.data["tables"]]),
            ("section", [section["key"] for section in self.data["sections"]]),
            *(("column", [column["key"] for column in table.get("columns", [])]) for table in self.data["tables"]),
        ):
            for key, times in Counter(keys).items():
                if times > 1:
                    self.fault(key, "key", "standard.repeated_key", what=what, found=key)
        for key in rows:
            if not _ROW_KEY.fullmatch(key) or _reserved(key):
                self.fault(key, "key", "standard.bad_key", found=key)

    def check_sections(self, sections: Sequence[Section], tables: Sequence[Table]) -> None:
        placed = Counter(key for section in sections for key in section.tables)
        known = [table.key for table in tables]
        for section in sections:
            for key in section.tables:
                if key not in known:
                    near = list(nearest(key, known) or known)
                    self.fault(section.key, "tables", "standard.unknown_table", found=key, known=near)
        for table in tables:
            if placed[table.key] != 1:
                self.fault(table.key, "tables", "standard.table_placed", times=placed[table.key])

    def check_layout(self, sections: Sequence[Section], tables: Sequence[Table]) -> None:
        """Prove that the tables can be printed as the file says: each cell once, no group torn, no row without its label."""
        for table in tables:
            lines = row_paths(table)
            if table.stub == 0 and len(lines) != 1:
                self.fault(table.key, "stub", "standard.stub_none", rows=len(lines))
            elif table.stub and (levels := max(len(above) for _, above in lines) + 1) > table.stub:
                self.fault(table.key, "stub", "standard.stub_deep", levels=levels, stub=table.stub)
            for row, above in lines:
                torn = [one.key for one in table.rows if one.kind is Kind.HEADING and row.key.startswith(f"{one.key}.")]
                if table.stub > 1 and (lost := [key for key in torn if key not in {getattr(one, "key", "") for one in above}]):
                    self.fault(row.key, "key", "standard.stub_torn", heading=lost[0])
        for section in sections:
            own = [table for table in tables if table.key in section.tables]
            if own and not grid_of(own).is_whole:
                self.fault(section.key, "tables", "standard.layout_torn")

    # -------------------------------------------------------------------------------------------------------- tables

    def with_columns_of_words(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return a table with a column for each word of the field that it names, and their total, before its own columns.

        A record whose field is missing is in none of them, and is reported.
        """
        if "columns_from" not in data:
            return data
        kind, place, name = self.kinds.get(data.get("records", "")), data["key"], data["columns_from"]
        if kind is None:
            if not data.get("records"):
                self.fault(place, "columns_from", "standard.no_records")
            return data
        ref = self.attempt(place, "columns_from", lambda: parse_field(name, kind))
        if ref is None:
            return data
        if ref.field.words is None:
            self.fault(place, "columns_from", "standard.partition_field", found=name)
            return data
        language = self.data.get("language", "zh")
        columns = [
            {"key": word.value, "label": Message.of(word).in_language(language), "where": f"{name} == {word.value!r}"}
            for word in ref.field.words
        ]
        total = {"key": "total", "label": say("standard.columns_total").in_language(language)}
        guards = data.get("guards", [])
        if ref.nullable:
            asked = [row["where"] for row in data["rows"] if "where" in row]
            within = f"({asked[0]}) and " if asked and len(asked) == len(data["rows"]) and len(set(asked)) == 1 else ""
            nothing = {lang: say("standard.columns_missing", field=ref.field).in_language(lang) for lang in ("zh", "en")}
            missing = {"key": f"{place}.{name}.missing", "where": f"{within}{name} is None", "label": nothing["zh"]}
            guards = [*guards, {**missing, "label_en": nothing["en"]}]
        every = [*columns, {**total, "total": [one["key"] for one in columns]}, *data.get("columns", [])]
        return {**data, "columns": every, "guards": guards}

    def table(self, data: Mapping[str, Any]) -> Table:
        default = self.record_kind(data.get("records", ""), data["key"])
        columns = tuple(self.column(column, default) for column in data.get("columns", []))
        rows = tuple(self.row(row, data, default) for row in data["rows"])
        partitions = [self.partition(one, data, rows) for one in data.get("partitions", [])]
        columns = tuple(_with_covers(_with_total_kind(column, columns), columns) for column in columns)
        rows = tuple(_with_total_kind(row, rows) for row in rows)
        return Table(
            key=data["key"],
            heading=data.get("heading", ""),
            row_head=data.get("row_head", ""),
            unit_head=data.get("unit_head", ""),
            value_head=data.get("value_head", ""),
            records=default,
            printed=data.get("printed", True),
            optional=data.get("optional", False),
            stub=data.get("stub", 1),
            columns=columns,
            rows=rows,
            partitions=tuple(partition for partition in partitions if partition is not None),
            guards=tuple(self.guards(data)),
        )

    def record_kind(self, name: str, place: str) -> RecordKind | None:
        kind = self.kinds.get(name)
        if kind is None and name:
            self.kinds_unknown = True
            self.fault(
                place,
                "records",
                "standard.unknown_kind",
                found=name,
                known=list(nearest(name, self.kinds) or self.kinds),
            )
        return kind

    def column(self, data: Mapping[str, Any], kind: RecordKind | None) -> Column:
        key = data["key"]
        measure = self.measure(data, kind, key)
        over = OtherPeriod(data["over"]) if "over" in data else None
        if over is not None and measure is not None and not measure.of_records:
            self.fault(key, "over", "standard.over_cells", measure=measure.name())
        return Column(
            key=key,
            label=data["label"],
            head=tuple(data.get("head", ())),
            where=self.condition(data, "where", kind, key),
            measure=measure,
            kind=None if measure is None or measure.parts else measure.kind,
            unit=data.get("unit"),
            signed=data.get("signed", False),
            aliases=tuple(data.get("aliases", ())),
            over=OWN_PERIOD if over is None else Span(over, self.year_starts()),
            over_time=OverTime(data["over_time"]) if data.get("over_time") in _WAYS else None,
        )

    def row(self, data: Mapping[str, Any], table: Mapping[str, Any], default: RecordKind | None) -> Indicator:
        key = data["key"]
        records = data.get("records", table.get("records", ""))
        kind = self.record_kind(records, key) if "records" in data else default
        measure = self.measure(data, kind, key)
        # by what is written, so that a measure with a fault of its own is not reported as absent too
        named = [name for name in MEASURES if name in data]
        apart = [column for column in table.get("columns", []) if not _OF_CELLS.intersection(column)]
        measured_columns = [column["key"] for column in apart if any(name in column for name in MEASURES)]
        heading = data.get("heading", not named and not measured_columns)
        if named and measured_columns:
            self.fault(key, "", "standard.two_measures", row=key, column=measured_columns[0])
        if named and heading:
            self.fault(key, "heading", "standard.measured_heading")
        if not heading and not named and (not measured_columns or len(measured_columns) < len(apart)):
            self.fault(key, "", "standard.unmeasured", row=key)
        counting = [column["key"] for column in apart if column.keys() & {"where", *MEASURES} - {"entered"}]
        other = records != table.get("records", "") and not heading and not {*_OF_CELLS, "entered"}.intersection(named)
        if counting and other and table.get("records"):
            self.fault(key, "records", "standard.other_records", found=records, table=table["records"], columns=counting)
        if "when_none" in data and not data.get("source"):
            self.fault(key, "when_none", "standard.when_none")
        value_kind = Kind.HEADING if heading else measure.kind if measure else Kind.COUNT
        style = self.data.get("print", {})
        return Indicator(
            key=key,
            label=data["label"],
            unit=data.get("unit", style.get("heading_unit", "") if heading else table.get("unit", "")),
            kind=value_kind,
            printed=data.get("printed", style.get("heading_value", "")) if heading else None,
            aliases=tuple(data.get("aliases", ())),
            source=data.get("source", ""),
            records=kind,
            where=self.condition(data, "where", kind, key),
            measure=measure,
            signed=data.get("signed", False),
            combine=self.combine(data, measure),
            over_time=OverTime(data["over_time"]) if data.get("over_time") in _WAYS else None,
            head=tuple(data.get("head", ())),
        )

    def condition(self, data: Mapping[str, Any], name: str, kind: RecordKind | None, place: str) -> Condition | None:
        if name not in data:
            return None
        if kind is None:
            self.lacks_records(place, name)
            return None
        return self.attempt(place, name, lambda: parse_condition(data[name], kind, self.choices))

    def lacks_records(self, place: str, name: str) -> None:
        if not self.kinds_unknown:
            self.fault(place, name, "standard.no_records")

    def measure(self, data: Mapping[str, Any], kind: RecordKind | None, place: str) -> Measure | None:
        named = [name for name in MEASURES if name in data]
        if len(named) > 1:
            self.fault(place, named[1], "standard.several_measures", found=named)
        if not named:
            return None
        name = named[0]
        measure = MEASURES[name]
        for key in data:
            of = _BESIDES.get(key)
            if of and name not in of:
                self.fault(place, key, "standard.not_of_measure", key=key, of=of, measure=name)
        if measure.of_records and kind is None:
            self.lacks_records(place, name)
            return None

        def refuse(field: str, key: str, **facts: object) -> None:
            self.fault(place, field, key, **facts)

        return self.attempt(place, name, lambda: measure.read(WrittenEntry(data, kind, self.choices, self.kinds, refuse)))

    def combine(self, data: Mapping[str, Any], measure: Measure | None) -> Combine:
        """Return how a row's values become one, as written or as its measure has it; their sum where its columns measure."""
        ways = Combine.fitting(Kind.COUNT) if measure is None else measure.combining
        if "combine" not in data:
            return ways[0]
        way = Combine(data["combine"])
        if measure is not None and way not in ways:
            self.fault(data["key"], "combine", "standard.choice", found=way.value, known=[one.value for one in ways])
        return way

    # -------------------------------------------------------------------------------------------------------- totals

    def check_totals(self, tables: Sequence[Table]) -> None:
        for table in tables:
            rows = {row.key: row for row in table.rows}
            columns = {column.key: column for column in table.columns}
            for row in table.rows:
                self.check_total(row, rows)
            for column in table.columns:
                self.check_total(column, columns)
                if column.measure is not None and column.measure.is_derived:
                    for row in (one for one in table.rows if one.kind is Kind.DATE):
                        self.fault(column.key, column.measure.name(), "rule.no_number", found=row.key)
                for row in table.rows if column.measure is not None and column.measure.parts else ():
                    # what does not add up is counted over the records of all the columns; what is typed in is not
                    if row.measure is not None and not (row.measure.adds_up or row.measure.of_records or row.measure.cells):
                        self.fault(column.key, "total", "standard.no_sum", found=row.key)

    def check_total(self, total: Column | Indicator, known: Mapping[str, Column] | Mapping[str, Indicator]) -> None:
        for key in total.measure.cells if total.measure else ():
            part, measure = known.get(key), total.measure.name() if total.measure else ""
            words = [*known, *(one.value for one in Earlier)] if isinstance(total.measure, PeriodChange) else list(known)
            adds = total.measure is not None and key in total.measure.parts
            if part is None:
                self.fault(total.key, measure, "standard.unknown_part", found=key, known=list(nearest(key, words) or words))
            elif part.kind is Kind.HEADING or (adds and part.measure is not None and not part.measure.adds_up):
                self.fault(total.key, measure, "standard.no_sum", found=key)
            elif part.kind is not None and not part.kind.is_figure:
                self.fault(total.key, measure, "rule.no_number", found=key)
        if self.leads_back(total, known):
            self.fault(total.key, "total", "standard.circular_total")

    @staticmethod
    def leads_back(start: Column | Indicator, known: Mapping[str, Column] | Mapping[str, Indicator]) -> bool:
        seen: set[str] = set()
        waiting = list(start.measure.cells) if start.measure else []
        while waiting:
            key = waiting.pop()
            if key == start.key:
                return True
            part = known.get(key)
            if key not in seen and part is not None and part.measure is not None:
                waiting.extend(part.measure.cells)
            seen.add(key)
        return False

    # ------------------------------------------------------------------------------------------------------ relations

    def relations(self, tables: Sequence[Table]) -> Iterator[RelationInstance]:
        for table in tables:
            for key, defined, parts in totals(table):
                relation = Relation(key=key, rule=f"{defined} == {' + '.join(parts)}", source=_SUM_SOURCE)
                terms = tuple(Term(1, part) for part in parts)
                yield RelationInstance(
                    relation=relation, left=(Term(1, defined),), operator=Operator.EQUAL, right=terms, defines=defined
                )
        data = [
            (table, one) for table, own in zip(tables, self.data["tables"], strict=True) for one in own.get("relations", [])
        ]
        seen = Counter(one["key"] for one in [*(one for _, one in data), *self.data.get("relations", [])])
        for key, times in seen.items():
            if times > 1:
                self.fault(key, "key", "standard.repeated_key", what="relation", found=key)
        for table, one in data:
            yield from self.relation(one, table, tables)
        for one in self.data.get("relations", []):
            yield from self.relation(one, None, tables)

    def relation(self, data: Mapping[str, Any], own: Table | None, tables: Sequence[Table]) -> Iterator[RelationInstance]:
        relation = Relation(
            key=data["key"],
            rule=data["rule"],
            when=data.get("when", ""),
            each=Each(data["each"]) if "each" in data else None,
            severity=Severity(data.get("severity", "error")),
            tolerance=tolerance_of(data.get("tolerance", 0)) or Tolerance(),
            blanks=Blanks(data["blanks"]) if "blanks" in data else None,
            scope=data.get("scope", ""),
            source=data.get("source", ""),
        )
        if relation.each not in (None, Each.PART) and (own is None or not (own.columns or relation.each is Each.ROW)):
            self.fault(relation.key, "each", "standard.each")
            return
        days = self.days(tables)
        for resolve in self.resolvers(relation.each, own, tables):
            compared = self.attempt(relation.key, "rule", lambda resolve=resolve: parse_rule(relation.rule, resolve))  # type: ignore[misc]
            when = self.attempt(relation.key, "when", lambda resolve=resolve: parse_when(relation.when, resolve))  # type: ignore[misc]
            if compared is None or when is None:
                return
            made = RelationInstance(
                relation=relation, left=compared.left, operator=compared.operator, right=compared.right, when=when
            )
            if made.reads(Reading.PART) != (relation.each is Each.PART):
                self.fault(relation.key, "each", "rule.each_part")
                return
            if not self.check_days(made, days):
                return
            yield evolve(made, days=_is_day(made.left[0], days))

    def days(self, tables: Sequence[Table]) -> frozenset[str]:
        """Return the addresses of the cells that hold days."""
        every = (*(self.base.tables if self.base else ()), *tables)
        rows = [(row, column) for table in every for row in table.rows for column in table.columns or (None,)]
        kinds = {address(row.key, column.key if column else None): (column and column.kind) or row.kind for row, column in rows}
        return frozenset(found for found, kind in kinds.items() if kind is Kind.DATE)

    def check_days(self, made: RelationInstance, days: Container[str]) -> bool:
        """Refuse what cannot be said of days: they are compared with days, one on each side, and nothing is added to them."""
        relation, right = made.relation, True
        own = Compared(made.left, made.operator, made.right)
        for compared in (own, *(one for alternative in made.when for one in alternative)):
            if not any(_is_day(term, days) for term in compared.terms):
                continue
            lone = all(
                len(side) == 1 and side[0].factor == 1 and _is_day(side[0], days) for side in (compared.left, compared.right)
            )
            if not lone or any(term.reading is Reading.SUM for term in compared.terms):
                self.fault(relation.key, "rule", "rule.days")
                right = False
        if right and _is_day(made.left[0], days):
            for name, wrong in (("tolerance", relation.tolerance.per_cent), ("blanks", relation.blanks is Blanks.ZERO)):
                if wrong:
                    self.fault(relation.key, name, f"rule.days_{name}")
                    right = False
        return right

    def resolvers(
        self, each: Each | None, own: Table | None, tables: Sequence[Table]
    ) -> Iterator[Callable[[str, str | None], str]]:
        every = (*(self.base.tables if self.base else ()), *tables)
        cells = {row.key: (row, table) for table in every for row in table.rows}

        def resolve(name: str, column: str | None) -> str:
            if (written := column or name).startswith("above."):
                raise ExpressionError("rule.above", part=written)
            if name not in cells:
                raise ExpressionError("rule.unknown_cell", found=name, known=_some(name, cells))
            row, table = cells[name]
            columns = {one.key: one for one in table.columns}
            kind = row.kind
            if column in columns and kind is not Kind.HEADING:
                kind = columns[column].kind or kind
            if not kind.is_ordered:
                raise ExpressionError("rule.no_number", found=name)
            if (column is None and columns) or (column is not None and column not in columns):
                raise ExpressionError("rule.column", found=name, known=list(columns))
            return address(name, column)

        rows = [row for row in own.rows if row.kind is not Kind.HEADING] if own else []
        match each:
            case Each.COLUMN:
                counted = [one for one in own.columns if one.measure is None or not one.measure.is_derived] if own else []
                for column in counted:
                    yield lambda name, given, column=column: resolve(name, given or column.key)  # type: ignore[misc]
            case Each.ROW:
                for row in rows if own and own.columns else ():
                    yield lambda name, _, row=row: resolve(row.key, name)  # type: ignore[misc]
                for row in rows if own and not own.columns else ():

                    def alone(name: str, _: str | None, row: Indicator = row) -> str:
                        if name != VALUE:
                            raise ExpressionError("rule.unknown_cell", found=name, known=[VALUE])
                        return resolve(row.key, None)

                    if row.kind.is_number:
                        yield alone
            case Each.NEXT:
                for above, row in pairwise(rows):

                    def beside(name: str, _: str | None, above: Indicator = above, row: Indicator = row) -> str:
                        column = name.removeprefix("above.")
                        return resolve(row.key if column == name else above.key, column)

                    yield beside
            case Each.PART | None:
                yield resolve
            case _:
                assert_never(each)

    def plausibilities(self, tables: Sequence[Table]) -> Iterator[Plausibility]:
        cells: dict[str, tuple[str, ...]] = {}
        for table in tables:
            for row in table.rows:
                if row.kind.is_number:
                    own = tuple(address(row.key, column.key) for column in table.columns) or (row.key,)
                    cells.update({row.key: own, **{one: (one,) for one in own}})
        for data in self.data.get("plausible", []):
            for name in data["cells"]:
                if name not in cells:
                    self.fault(
                        data["key"],
                        "cells",
                        "rule.unknown_cell",
                        found=name,
                        known=_some(name, cells),
                    )
            if (data["kind"] == Oddity.OTHER_BODIES.value) != ("bodies" in data or "body_kinds" in data):
                self.fault(data["key"], "bodies", "standard.bodies")
            elif not _is_pattern(data.get("bodies", "")):
                self.fault(data["key"], "bodies", "standard.no_pattern")
            yield Plausibility(
                key=data["key"],
                oddity=Oddity(data["kind"]),
                cells=tuple(one for name in data["cells"] for one in cells.get(name, ())),
                ratio=data.get("ratio", 3),
                least=data.get("least", 10),
                bodies=data.get("bodies", ""),
                body_kinds=tuple(data.get("body_kinds", ())),
                zh=data["label"],
                en=data["label_en"],
            )

    # ------------------------------------------------------------------------------------------- partitions and guards

    def partition(self, data: Mapping[str, Any], table: Mapping[str, Any], rows: Sequence[Indicator]) -> Partition | None:
        """Prove that within the condition each word falls into exactly one row, or is deliberately uncounted."""
        place = table["key"]
        records = data.get("records", table.get("records", ""))
        kind = self.record_kind(records, place)
        if kind is None:
            return None
        within = self.attempt(place, "partitions", lambda: parse_condition(data["within"], kind, self.choices))
        ref = self.attempt(place, "partitions", lambda: parse_field(data["field"], kind))
        if within is None or ref is None:
            return None
        if ref.field.words is None:
            self.fault(place, "partitions", "standard.partition_field", found=ref.name)
            return None
        words = list(ref.field.words)
        uncounted = data.get("uncounted", [])
        known = {row.key: row for row in rows}
        # a row whose condition has a fault of its own proves nothing, and is reported once
        unread = {
            row["key"]
            for row in table["rows"]
            if ("where" in row and known[row["key"]].where is None) or ("count" in row and known[row["key"]].measure is None)
        }
        homes: dict[Word, list[str]] = {word: [] for word in words}
        for word in words:
            if word.value in uncounted:
                homes[word].append("uncounted")
        for name in uncounted:
            if name not in [word.value for word in words]:
                self.fault(
                    place,
                    "partitions",
                    "language.unknown_word",
                    text="uncounted",
                    part=name,
                    found=name,
                    known=list(nearest(name, [word.value for word in words])),
                )
        for key in data["rows"]:
            row = known.get(key)
            if key in unread:
                continue
            if row is None or not isinstance(row.measure, Count) or row.records != kind:
                self.fault(place, "partitions", "standard.partition_row", found=key, known=list(nearest(key, known)))
                continue
            counted = _words_counted(all_of(row.where or ALWAYS, row.measure.condition), ref, within)
            if counted is None:
                self.fault(key, "count", "standard.partition_shape", row=key, field=ref.name, within=data["within"])
                continue
            for word in counted:
                homes[word].append(key)
        for word, found in homes.items():
            if len(found) != 1 and not unread.intersection(data["rows"]):
                facts = {"field": ref.name, "word": word.value, "rows": found}
                self.fault(place, "partitions", "standard.partition_none" if not found else "standard.partition_twice", **facts)
        return Partition(records=kind, ref=ref, within=within, rows=tuple(data["rows"]), uncounted=tuple(uncounted))

    def guards(self, table: Mapping[str, Any]) -> Iterator[Guard]:
        for data in table.get("guards", []):
            records = data.get("records", table.get("records", ""))
            kind = self.record_kind(records, data["key"])
            where = self.condition(data, "where", kind, data["key"])
            if where is not None and kind is not None:
                yield Guard(
                    key=data["key"],
                    records=kind,
                    where=where,
                    label=data["label"],
                    label_en=data["label_en"],
                    severity=Severity(data.get("severity", "warning")),
                )


_Totalled = TypeVar("_Totalled", Column, Indicator)


def _with_total_kind(total: _Totalled, parts: Sequence[_Totalled]) -> _Totalled:
    """A total is of the kind of its parts: amounts where one of them is an amount, else what they are, if they say so."""
    by_key = {part.key: part for part in parts}
    waiting, seen = [total.key], set()
    kinds: set[Kind | None] = set()
    while waiting:
        part = by_key.get(waiting.pop())
        if part is None or part.key in seen:
            continue
        seen.add(part.key)
        if part.measure is not None and part.measure.parts:
            waiting.extend(part.measure.parts)
        elif part is not total:
            kinds.add(part.kind)
    if Kind.AMOUNT in kinds:
        return evolve(total, kind=Kind.AMOUNT)
    return evolve(total, kind=Kind.COUNT) if kinds and None not in kinds else total


def _with_covers(total: Column, columns: Sequence[Column]) -> Column:
    """A total of columns that each count some records, over the same days, covers the records of all of them."""
    by_key = {column.key: column for column in columns}
    waiting, parts = list(total.measure.parts if total.measure else ()), dict[str, Column]()
    while waiting:
        part = by_key.get(waiting.pop(0))
        if part is None or part.key in parts or part is total:
            continue
        if part.measure is not None and part.measure.parts:
            waiting.extend(part.measure.parts)
        else:
            parts[part.key] = part
    found = list(parts.values())
    if not found or any(part.measure is not None for part in found) or len({part.over for part in found}) > 1:
        return total
    return evolve(total, covers=simplified(Or(tuple(part.where or ALWAYS for part in found))), over=found[0].over)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _reserved(key: str) -> bool:
    """Whether a row's key would be ambiguous in rules and texts."""
    first, dot, _ = key.partition(".")
    if any(map(iskeyword, key.split("."))):  # rules are written in Python's grammar: a row "in" could not be named
        return True
    return first in ("text", "report", "previous", "period") or bool(dot and first in ("above", "part", "parts", "beside"))


def _section(data: Mapping[str, Any]) -> Section:
    return Section(**{**data, **{key: tuple(data.get(key, ())) for key in ("tables", "draft")}})


def _is_day(term: Term, days: Container[str]) -> bool:
    """Whether a term is a cell with a day; a cell of another standard's report is none."""
    return term.address in days and term.reading is not Reading.BESIDE


_SUM_SOURCE = say("relation.sum").zh


def _words_counted(condition: Condition, ref: FieldRef, within: Condition) -> tuple[Word, ...] | None:
    """Return the words that a condition admits, if it is ``within`` and one equality or membership on the field."""
    rest = [part for part in conjuncts(condition) if part not in conjuncts(within)]
    if len(rest) != 1 or not all(part in conjuncts(condition) for part in conjuncts(within)):
        return None
    match rest[0]:
        case Compare(operator=Comparator.EQUAL, left=FieldRef() as left, right=Literal(value=Word() as word)) if left == ref:
            return (word,)
        case Membership(ref=FieldRef() as left, values=values, negated=False) if left == ref:
            return tuple(value.value for value in values if isinstance(value.value, Word))
    return None
