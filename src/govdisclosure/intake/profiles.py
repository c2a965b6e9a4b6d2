"""Intake profiles (采集方案): how one office's register is read, as data, one TOML file each."""

from __future__ import annotations

import hmac
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.intake.days import FORM_NAMES
from govdisclosure.intake.printed_numbers import NUMBER_FORMS
from govdisclosure.intake.register_workbook import plain
from govdisclosure.messages import Message, say
from govdisclosure.quotation import is_quotable
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.records.record import Field, FieldType
from govdisclosure.standards.reporting import currencies

_TOP = (
    "kind",
    "body",
    "sheets",
    "skip_sheets",
    "head_rows",
    "exclude",
    "ignore",
    "year",
    "many",
    "one_case",
    "id_within",
    "ranges",
    "merged",
    "lone",
    "fields",
)
_FIELD = ("headings", "forms", "marks", "words", "keyed", "value", "merge", "from", "optional", "unit", "blanks", "ticks")
DERIVED_DAY = re.compile(r"@(?P<field>[a-z_]+)(?:\+(?P<years>[1-9]\d?)y)?")
"""What a word in a column of days may mean: the day of another field, or so many years after it (有效期5年)."""


@frozen(kw_only=True)
class ProfileColumn:
    """How one field is read.

    Attributes:
        headings: the joined heads of its column and their aliases, without spaces.
        forms: the forms of days, or of amounts and numbers (``1.234,50``), by example.
        marks: the words behind a day in a cell with several (收, 确认); the empty word for a day alone.
        words: printed word → value of the vocabulary; None means known and missing (办理中). In a column of days a word may
            also be the day of another field, as :data:`DERIVED_DAY` has it.
        blanks: what a whole cell with marked days may say where there is no day (有效).
        keyed: the text becomes a keyed hash.
        value: one value for every line.
        source: ``row`` where the line's own place is the value (a register without numbers), ``sheet`` where the sheet's name
            is the word; ``column`` otherwise.
        optional: a sheet without the column leaves the field empty.
        ticks: the columns are one for each word, of which one is ticked (√); ``words`` says what each heading means.
        unit: the unit of its amounts, of any currency that is known: ``万元``, ``$``.
        merge: of several lines of one case, take the ``earliest`` or ``latest`` day; else they must agree.
    """

    field: Field
    headings: frozenset[str]
    forms: tuple[str, ...]
    marks: frozenset[str]
    words: Mapping[str, str | None]
    keyed: bool
    value: str | None
    merge: str | None
    source: str = "column"
    optional: bool = False
    unit: str = "元"
    blanks: frozenset[str] = frozenset()
    ticks: bool = False


@frozen(kw_only=True)
class Profile:
    """An intake profile.

    Attributes:
        sheets, skip_sheets: patterns of the sheets to take, and of those that hold no lines.
        head_rows: number of head rows, or the numbers where sheets differ; merged heads are joined by ``/``.
        exclude: patterns of a line's first text that make it no record (合计, 小计, 注:).
        ignore: headings that are known and not taken; the empty one for columns without a heading.
        year: where a day's year is taken from when it has none: ``sheet``, ``file``, a year (``2024``) or None.
        many: headings of the column that says how many records one line stands for.
        one_case: whether several lines with one id are one record.
        id_within: ``sheet`` where numbers begin again on each sheet; ``register`` where they are only this register's (序号).
        ranges: whether an id such as 11-13号 is for ``each`` of its numbers, or ``one`` record; None: such lines are set aside.
        merged: whether what lines have in common in merged cells is for ``each`` of them, or they are ``one`` record.
        lone: patterns of the first text of a line of at most two cells that make it no record: 1月, 第一季度.
    """

    kind: RecordKind
    body: str
    sheets: tuple[str, ...]
    skip_sheets: tuple[str, ...]
    head_rows: tuple[int, ...]
    exclude: tuple[str, ...]
    ignore: frozenset[str]
    year: str | None
    many: frozenset[str]
    one_case: bool
    id_within: str | None
    ranges: str | None
    merged: str | None
    lone: tuple[str, ...]
    columns: tuple[ProfileColumn, ...]


def load_profile(
    name_or_path: str | Path, ready: Mapping[str, str], *, kinds: Mapping[str, RecordKind] = RECORD_KINDS
) -> Profile:
    """Load a ready profile by its name, or a file.

    Args:
        name_or_path: the name, or the file's path.
        ready: the text of the ready profiles, by name.
        kinds: the kinds of record by name.

    Raises:
        UnreadableError: there is none, or it has faults; all of them are named with their key.
    """
    text = ready.get(str(name_or_path))
    name = str(name_or_path)
    if text is None:
        path = Path(name_or_path)
        name = path.name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            sentence = say("intake.profile.none", known=list(ready))
            raise UnreadableError([Fault(where=name, sentence=sentence)]) from None
    return parse_profile(text, name, kinds=kinds)


def parse_profile(text: str, name: str, *, kinds: Mapping[str, RecordKind] = RECORD_KINDS) -> Profile:
    """Read a profile from the text of its file; ``name`` is what faults call it.

    Raises:
        UnreadableError: it has faults; all of them are named with their key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(name, "intake.profile.toml", reason=str(error)) from None
    return _ProfileLoader(name, kinds).profile(data)


class _ProfileLoader:
    def __init__(self, name: str, kinds: Mapping[str, RecordKind]) -> None:
        self.name, self.kinds = name, kinds
        self.faults: list[Fault] = []

    def fault(self, key: str, sentence: Message) -> None:
        self.faults.append(Fault(where=self.name, field=key, sentence=sentence))

    def profile(self, data: Mapping[str, Any]) -> Profile:
        kind = self.kinds.get(str(data.get("kind")))
        if kind is None:
            self.fault("kind", say("intake.profile.one_of", known=list(self.kinds)))
            raise UnreadableError(self.faults)
        self.keys(data, _TOP, "")
        fields = data.get("fields")
        columns = []
        for name, told in (fields if isinstance(fields, dict) else {}).items():
            field = kind.fields.get(name)
            if field is None or not isinstance(told, dict):
                self.fault(f"fields.{name}", say("intake.profile.one_of", known=list(kind.fields)))
            else:
                columns.append(self.column(field, told))
        body = data.get("body", "")
        told_names = {one.field.name for one in columns} | ({"body"} if body else set())
        for field in kind.fields.values():
            if field.required and field.name not in told_names:
                self.fault(f"fields.{field.name}", say("json.required"))
        rows = data.get("head_rows", 1)
        several = rows if isinstance(rows, list) and rows else [rows]
        if not all(type(one) is int and 1 <= one <= 5 for one in several):
            self.fault("head_rows", say("intake.profile.one_of", known=["1", "2", "3", "4", "5"]))
        made = Profile(
            kind=kind,
            body=body if isinstance(body, str) else "",
            sheets=self.texts(data, "sheets", "", default=("*",)),
            skip_sheets=self.texts(data, "skip_sheets", ""),
            head_rows=tuple(several),
            exclude=tuple(plain(one) for one in self.texts(data, "exclude", "")),
            ignore=frozenset(plain(one) for one in self.texts(data, "ignore", "")),
            year=self.year(data),
            many=frozenset(plain(one) for one in self.texts(data, "many", "")),
            one_case=data.get("one_case") is True,
            id_within=self.choice(data, "id_within", ("sheet", "register"), ""),
            ranges=self.choice(data, "ranges", ("each", "one"), ""),
            merged=self.choice(data, "merged", ("each", "one"), ""),
            lone=tuple(plain(one) for one in self.texts(data, "lone", "")),
            columns=tuple(columns),
        )
        if self.faults:
            raise UnreadableError(self.faults)
        return made

    def column(self, field: Field, told: Mapping[str, Any]) -> ProfileColumn:
        place = f"fields.{field.name}."
        self.keys(told, _FIELD, place)
        forms = self.texts(told, "forms", place)
        is_number = field.type in (FieldType.MONEY, FieldType.NUMBER)
        known_forms = tuple(NUMBER_FORMS) if is_number else FORM_NAMES
        for one in forms:
            if one not in known_forms:
                self.fault(f"{place}forms", say("intake.profile.one_of", known=list(known_forms)))
        value = told.get("value")
        headings = self.texts(told, "headings", place)
        source = self.choice(told, "from", ("row", "sheet"), place) or "column"
        if [value is not None, bool(headings), source != "column"].count(True) != 1:
            self.fault(place + "headings", say("intake.profile.heading_or_value"))
        answers = {"true", "false"} if field.type is FieldType.FLAG else set()
        known = {word.value for word in field.words} if field.words else answers
        words: dict[str, str | None] = {}
        told_words = told.get("words", {})
        for printed, meant in (told_words if isinstance(told_words, dict) else {"": 0}).items():
            derived = field.type is FieldType.DATE and isinstance(meant, str) and DERIVED_DAY.fullmatch(meant)
            if not isinstance(meant, str) or (meant and meant not in known and not derived):
                self.fault(f"{place}words.{printed}", say("intake.profile.one_of", known=sorted(known)))
            elif words.setdefault(plain(printed), meant or None) != (meant or None):
                self.fault(f"{place}words.{printed}", say("intake.profile.word_twice"))
        if value is not None and field.words and value not in known:
            self.fault(f"{place}value", say("intake.profile.one_of", known=sorted(known)))
        if field.name == "applicant_ref" and told.get("keyed") is not True:
            self.fault(f"{place}keyed", say("intake.profile.keyed"))  # a name must never become a reference
        if field.type is FieldType.TEXT:
            self.fault(place.rstrip("."), say("intake.profile.text"))
        return ProfileColumn(
            field=field,
            headings=frozenset(plain(one) for one in headings),
            forms=forms,
            marks=frozenset(self.texts(told, "marks", place)),
            words=words,
            keyed=told.get("keyed") is True,
            value=None if value is None else str(value),
            merge=self.choice(told, "merge", ("earliest", "latest"), place),
            source=source,
            optional=told.get("optional") is True,
            ticks=told.get("ticks") is True,
            blanks=frozenset(plain(one) for one in self.texts(told, "blanks", place)),
            unit=self.choice(told, "unit", tuple(unit for one in currencies().values() for unit in one), place) or "元",
        )

    def year(self, data: Mapping[str, Any]) -> str | None:
        found = data.get("year")
        if isinstance(found, str) and re.fullmatch(r"(19|20)\d\d", found, re.ASCII):
            return found
        return self.choice(data, "year", ("sheet", "file"), "")

    def keys(self, data: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        for key in data:
            if key not in known:
                self.fault(place + key, say("intake.profile.one_of", known=list(known)))

    def texts(self, data: Mapping[str, Any], key: str, place: str, *, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        found = data.get(key, list(default))
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fault(place + key, say("intake.profile.texts"))
            return default
        return tuple(found)

    def choice(self, data: Mapping[str, Any], key: str, known: tuple[str, ...], place: str) -> str | None:
        found = data.get(key)
        if found is not None and found not in known:
            self.fault(place + key, say("intake.profile.one_of", known=list(known)))
            return None
        return found


def profile_text(data: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]], key: bytes) -> str:
    """Return the text of a profile: its own keys, then those of each field."""
    lines = []
    for name, value in data.items():
        if name in ("ignore", "many", "skip_sheets", "sheets"):
            value = [one if one in ("", "*") else written_name(one, key) for one in value]
        if value != []:
            lines.append(f"{name} = {toml(value)}")
    for field, entry in told.items():
        lines.append(f"\n[fields.{field}]")
        for name, value in entry.items():
            if name == "headings":
                value = [written_name(one, key) for one in value]
            if name == "words":
                inner = ", ".join(f"{toml(printed)} = {toml(meant)}" for printed, meant in value.items())
                lines.append(f"words = {{ {inner} }}")
            else:
                lines.append(f"{name} = {toml(value)}")
    return "\n".join(lines) + "\n"


def toml(value: object) -> str:
    """Return a value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def mark_of(name: str, key: bytes) -> str:
    """Return the keyed mark, such as #1f2e3d4c5b6a, that a profile writes for a name that may be about a person."""
    return f"#{hmac.digest(key, f'name{chr(31)}{name}'.encode(), 'sha256').hex()[:12]}"


def written_name(name: str, key: bytes) -> str:
    """Return a heading or a sheet's name as a profile writes it: a keyed mark for those that may be about a person."""
    return name if is_quotable(name) else mark_of(name, key)
