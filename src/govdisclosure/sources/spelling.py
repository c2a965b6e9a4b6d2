"""Normalizing record files as people write them (记录文件的写法): headers, words, days and answers.

A header may be a field's name or its label in either language, a word its value or one of its labels. What could mean two
things is left as it is written, so that the record's class refuses it: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from govdisclosure.errors import Fault
from govdisclosure.messages import say
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.records.record import Vocabulary, labelled
from govdisclosure.serialization import unknown_field

_YES: Final = frozenset(("true", "yes", "y", "1", "是", "有", "对", "√", "✓", "✔"))
_NO: Final = frozenset(("false", "no", "n", "0", "否", "无", "没有", "不是", "×", "✗", "✘"))
_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})(日?)")
_ENGLISH_DAY: Final = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})")
_MIDNIGHT: Final = re.compile(r"[ T]0{1,2}:00(:00)?$")
_MONTHS: Final = {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)
}


def named_columns(kind: RecordKind, where: str, header: Sequence[str]) -> tuple[list[Field | None], list[Fault]]:
    """Tie each column of a header to the field that it names; a column without a name is tied to none.

    Returns:
        The fields, and what is wrong: columns that name no field, two, or one that another column names; required fields
        that no column names.
    """
    fields: list[Field | None] = []
    faults = []
    for name in header:
        found = fields_named(kind, name)
        if not name:
            fields.append(None)
            continue
        if len(found) > 1:
            faults.append(Fault(where=where, sentence=say("csv.column_ambiguous", found=name, known=labelled(found))))
        elif not found:
            faults.append(Fault(where=where, sentence=unknown_field(kind, name)))
        fields.append(found[0] if found else None)
    named = [one.name for one in fields if one is not None]
    if len(set(named)) < len(named):
        faults.append(Fault(where=where, sentence=say("csv.column_twice")))
    missing = [one for one in kind.fields.values() if one.required and one.name not in named]
    if missing:
        faults.append(Fault(where=where, sentence=say("csv.columns_missing", missing=labelled(missing))))
    return fields, faults


def fields_named(kind: RecordKind, name: str) -> tuple[Field, ...]:
    """Return the fields that a header may mean: one, several where it is ambiguous, none where it is unknown."""
    known = _names(kind)
    return known.get(name) or known.get(spelt(name), ()) if name else ()


@lru_cache(maxsize=128)
def _names(kind: RecordKind) -> Mapping[str, tuple[Field, ...]]:
    """Return the fields that a header may mean, by name and by label; a name means one field, whatever is labelled so."""
    found: dict[str, dict[str, Field]] = defaultdict(dict)
    for one in kind.fields.values():
        for label in (one.zh, one.en, one.name):
            found[spelt(label)][one.name] = one
    return {label: tuple(fields.values()) for label, fields in found.items()} | {
        one.name: (one,) for one in kind.fields.values()
    }


def spelt(text: str) -> str:
    """Normalize a text: no blanks or quotes, half width, lower case; its meaning stays."""
    return re.sub(r"[\s“”\"'‘’]", "", unicodedata.normalize("NFKC", text)).casefold()


def as_stored(field: Field, value: object) -> object:
    """Return a value in the spelling that records are made from; one that is not understood, or not text, as it is.

    Args:
        field: the field.
        value: what the file has: text, or a value with a type of its own.
    """
    if not isinstance(value, str):
        return _flag_of(value) if field.type is FieldType.FLAG and type(value) is int else value
    match field.type:
        case FieldType.WORD:
            return _word(field.words, value) if field.words is not None else value
        case FieldType.DATE:
            return day_as_stored(value)
        case FieldType.FLAG:
            return _flag(value)
    return value


def as_typed(field: Field, value: object) -> object:
    """Return a value of JSON or of a program as records have it: an answer in words is yes or no, too."""
    found = as_stored(field, value)
    return _FLAGS.get(found, found) if isinstance(found, str) and field.type is FieldType.FLAG else found


_FLAGS = {"true": True, "false": False}


@lru_cache(maxsize=20_000)  # a register's words are few, its lines many
def _word(words: Vocabulary, text: str) -> str:
    return _words(words).get(text) or _words(words).get(spelt(text)) or text


@lru_cache(maxsize=128)
def _words(words: Vocabulary) -> Mapping[str, str]:
    """Return the value of each word by its labels; a label of two words is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in words:
        for label in (one.zh, one.en, str(one.value)):
            found[spelt(label)].add(str(one.value))
    return {label: next(iter(values)) for label, values in found.items() if len(values) == 1} | {
        str(one.value): str(one.value) for one in words
    }


@lru_cache(maxsize=20_000)
def day_as_stored(text: str) -> str:
    """Return a day as records have it, ``2024-03-05``; a text that is none as it is."""
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    if match := _DAY.fullmatch(plain):
        year, *months, day, mark = match.groups()
        month = next(one for one in months if one)
        if bool(mark) is not ("年" in plain):
            return text
    elif match := _ENGLISH_DAY.fullmatch(plain):
        day, name, year = match.groups()
        month = str(_MONTHS.get(name.lower(), 0))
    else:
        return text
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _flag(text: str) -> str:
    plain = spelt(text)
    return "true" if plain in _YES else "false" if plain in _NO else text


def _flag_of(value: object) -> object:
    return {0: False, 1: True}.get(value, value) if isinstance(value, int) else value
