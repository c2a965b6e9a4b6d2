"""Intake profiles (采集方案): how one office's register is read, as data, one TOML file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.intake.days import FORM_NAMES
from govdisclosure.intake.register_workbook import plain
from govdisclosure.messages import Message, say
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.records.record import Field, FieldType

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
    "fields",
)
_FIELD = ("headings", "forms", "marks", "words", "keyed", "value", "merge")


@frozen(kw_only=True)
class ProfileColumn:
    """How one field is read.

    Attributes:
        headings: the joined heads of its column and their aliases, without spaces.
        forms: the forms of days, by example.
        marks: the words behind a day in a cell with several (收, 确认); the empty word for a day alone.
        words: printed word → value of the vocabulary; None means known and missing (办理中).
        keyed: the text becomes a keyed hash.
        value: one value for every line.
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


@frozen(kw_only=True)
class Profile:
    """An intake profile.

    Attributes:
        sheets, skip_sheets: patterns of the sheets to take, and of those that hold no lines.
        head_rows: number of head rows; merged heads are joined by ``/``.
        exclude: patterns of a line's first text that make it no record (合计, 小计, 注:).
        ignore: headings that are known and not taken.
        year: where a day's year is taken from when it has none: ``sheet``, ``file`` or None.
        many: headings of the column that says how many records one line stands for.
        one_case: whether several lines with one id are one record.
        id_within: ``sheet`` where numbers begin again on each sheet.
    """

    kind: RecordKind
    body: str
    sheets: tuple[str, ...]
    skip_sheets: tuple[str, ...]
    head_rows: int
    exclude: tuple[str, ...]
    ignore: frozenset[str]
    year: str | None
    many: frozenset[str]
    one_case: bool
    id_within: str | None
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
        if type(rows) is not int or not 1 <= rows <= 5:
            self.fault("head_rows", say("intake.profile.one_of", known=["1", "2", "3", "4", "5"]))
        made = Profile(
            kind=kind,
            body=body if isinstance(body, str) else "",
            sheets=self.texts(data, "sheets", "", default=("*",)),
            skip_sheets=self.texts(data, "skip_sheets", ""),
            head_rows=rows if type(rows) is int else 1,
            exclude=tuple(plain(one) for one in self.texts(data, "exclude", "")),
            ignore=frozenset(plain(one) for one in self.texts(data, "ignore", "")),
            year=self.choice(data, "year", ("sheet", "file"), ""),
            many=frozenset(plain(one) for one in self.texts(data, "many", "")),
            one_case=data.get("one_case") is True,
            id_within=self.choice(data, "id_within", ("sheet",), ""),
            columns=tuple(columns),
        )
        if self.faults:
            raise UnreadableError(self.faults)
        return made

    def column(self, field: Field, told: Mapping[str, Any]) -> ProfileColumn:
        place = f"fields.{field.name}."
        self.keys(told, _FIELD, place)
        forms = self.texts(told, "forms", place)
        for one in forms:
            if one not in FORM_NAMES:
                self.fault(f"{place}forms", say("intake.profile.one_of", known=list(FORM_NAMES)))
        value = told.get("value")
        headings = self.texts(told, "headings", place)
        if (value is None) == (not headings):
            self.fault(place + "headings", say("intake.profile.heading_or_value"))
        answers = {"true", "false"} if field.type is FieldType.FLAG else set()
        known = {word.value for word in field.words} if field.words else answers
        words: dict[str, str | None] = {}
        told_words = told.get("words", {})
        for printed, meant in (told_words if isinstance(told_words, dict) else {"": 0}).items():
            if not isinstance(meant, str) or (meant and meant not in known):
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
        )

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
