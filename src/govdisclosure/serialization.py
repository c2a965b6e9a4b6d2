"""Conversion between records and plain data (转换): rows of text or JSON become records. The only user of ``cattrs``.

:func:`make_converter` returns a new converter; nobody touches the global one. It is strict where ``cattrs`` by itself would be
lenient: ``int()`` would turn 3.7 into 3 and ``True`` into 1, wrong figures that nobody sees.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, get_args, get_origin

from attrs import evolve
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.gen import make_dict_structure_fn

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.exact.decimals import amount
from govdisclosure.messages import Message, say
from govdisclosure.plugin_selection import OptionText
from govdisclosure.progress import WorkStopped
from govdisclosure.records import Field, RecordKind, TypedRecord
from govdisclosure.records.record import fits, labelled, nearest, unfit
from govdisclosure.records.vocabulary import Word
from govdisclosure.values import Period, day_from_text

# ----------------------------------------------------------------------------------------------------------- records


RecordConverter: TypeAlias = Converter
"""Makes records of plain data, and plain data of records."""


def make_converter(*, text: bool = False) -> Converter:
    """Return a new converter between records and plain dicts.

    Args:
        text: whether every value comes as text, as in CSV: ``946``, ``12.50``, ``true``, ``2015-03-31``.
    """
    converter = Converter(forbid_extra_keys=True)  # a misspelt column must not vanish
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(date, lambda value, _: day_from_text(value))
    converter.register_structure_hook(int, _whole_from_text if text else _whole)
    converter.register_structure_hook(bool, _flag_from_text if text else _flag)
    converter.register_structure_hook(Decimal, _money)
    converter.register_structure_hook(Period, lambda value, _: Period.parse(_text(value, str)))
    converter.register_structure_hook_factory(_is_word, _word_of)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    converter.register_unstructure_hook(Period, str)
    converter.register_structure_hook_factory(
        lambda cls: isinstance(cls, type) and issubclass(cls, TypedRecord),
        lambda cls: make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True),
    )
    return converter


@cache
def text_converter() -> Converter:
    """Return the converter of records whose values come as text; it is made once."""
    return make_converter(text=True)


@cache
def typed_converter() -> Converter:
    """Return the converter of records whose values have types of their own, as in JSON; it is made once."""
    return make_converter()


def structured(kind: RecordKind, data: Mapping[str, object], converter: Converter, *, where: str = "") -> TypedRecord:
    """Make a record of ``kind`` from plain data.

    Raises:
        InvalidRecordError: every fault of the record, each with its field, and ``where``.
    """
    try:
        record: TypedRecord = converter.structure(data, kind.cls)
    except InvalidRecordError as error:
        raise InvalidRecordError([evolve(fault, where=where or fault.where) for fault in error.faults]) from None
    except BaseValidationError as error:
        raise InvalidRecordError(_faults(kind, data, error, where) or [_of_class(kind, where, _leaf(error))]) from None
    except (KeyboardInterrupt, GeneratorExit, MemoryError, WorkStopped):
        raise
    except BaseException as error:  # the class is a plugin's: whatever it raises, the line is named, and never left out
        raise InvalidRecordError([_of_class(kind, where, error)]) from None
    return record


def _of_class(kind: RecordKind, where: str, error: BaseException) -> Fault:
    """Say that the class of a kind failed on a record; what its error says may quote the record, and is left out."""
    return Fault(where=where, sentence=say("record.class_failed", kind=kind, name=kind.name, reason=type(error).__name__))


def _leaf(error: BaseException) -> BaseException:
    """Return the first error that stands in a group of groups."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return error


def structured_value(field: Field, value: object, converter: Converter) -> object:
    """Return the value of one field from plain data, as :func:`structured` would have it.

    Raises:
        ValueError, KeyError, TypeError: it is not plainly one.
    """
    made: object = converter.structure(value, field.python)
    if not fits(field)(made):
        raise ValueError(field.name)
    return made


@cache
def _option_converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(date, lambda value, _: value if type(value) is date else day_from_text(value))
    converter.register_structure_hook(Path, lambda value, _: Path(_text(value, str)))
    converter.register_structure_hook_func(_is_collection, lambda value, cls: _collection(value, cls, converter))
    return converter


def structured_option(value: object, type_: Any) -> object:
    """Return the value of an option as its type requires, strictly: a text is no number and no list, 3.7 no whole number.

    What was typed on the command line is the text itself where the type takes it, and otherwise what TOML makes of it.

    Raises:
        ValueError, LookupError, TypeError, ArithmeticError: it is not plainly one.
    """
    if type_ is None:
        return value
    converter = _option_converter()
    if not isinstance(value, OptionText):
        return converter.structure(value, type_)
    try:
        return converter.structure(str(value), type_)
    except (ValueError, LookupError, TypeError, ArithmeticError):
        return converter.structure(tomllib.loads(f"value = {value}")["value"], type_)


def _is_collection(cls: Any) -> bool:
    return get_origin(cls) in (tuple, list, set, frozenset)


def _collection(value: object, cls: Any, converter: Converter) -> object:
    if not isinstance(value, list | tuple):
        raise TypeError("not a list")
    inner = next(iter(get_args(cls)), Any)
    return get_origin(cls)(converter.structure(one, inner) for one in value)


def _number(value: object, _: type) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError("not a number")
    return float(value)


def _faults(kind: RecordKind, data: Mapping[str, object], error: BaseValidationError, where: str) -> list[Fault]:
    """Return a fault for each field, with our own messages: those of ``cattrs`` are only "invalid value"."""
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
    """Return the fault for an unknown field, with the nearest names."""
    shown = f"'{name}'" if re.fullmatch(r"[A-Za-z_]{1,40}", name) else say("value.shape", length=len(name), shape="…")
    similar = nearest(name, [*kind.fields, *(one.zh for one in kind.fields.values())])
    if similar:
        return say("record.unknown_field_similar", kind=kind, found=shown, similar=list(similar))
    return say("record.unknown_field", kind=kind, found=shown, known=labelled(kind.fields.values()))


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


def _money(value: object, _: type) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,15}(\.\d{1,2})?", value, re.ASCII):
        raise ValueError("not an amount")
    return amount(value)
