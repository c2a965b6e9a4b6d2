"""A file of a standard while it is checked (标准文件检查): its data, and every fault with the place where it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from govdisclosure.errors import ExpressionError, Fault, InvalidStandardError
from govdisclosure.exact.decimals import is_figure
from govdisclosure.messages import say
from govdisclosure.records.record import nearest
from govdisclosure.standards.file_keys import Key
from govdisclosure.standards.keys import keys_of
from govdisclosure.standards.relation_model import Tolerance

_Made = TypeVar("_Made")
_PYTHON = {"text": str, "flag": bool, "whole": int}
_SHAPES = ("text", "texts", "words", "flag", "whole", "tolerance")
_PER_CENT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?[%％]", re.ASCII)


def parsed_file(text: str, name: str) -> dict[str, Any]:
    """Return the data of the text of a standard's file, numbers with decimals exact.

    Raises:
        InvalidStandardError: it is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        sentence = say("standard.no_toml", reason=str(error))
        raise InvalidStandardError([Fault(where=name, sentence=sentence)]) from None


class CheckedFile:
    """The data of a file, and the faults that were found in it so far."""

    def __init__(self, name: str, text: str, data: dict[str, Any]) -> None:
        self.name, self.text, self.data = name, text, data
        self.faults: list[Fault] = []

    # ---------------------------------------------------------------------------------------------- faults and places

    def fault(self, place: str, field: str, key: str, /, **facts: object) -> None:
        """Note a fault of a key, by a message and its facts."""
        self.faults.append(Fault(where=self.place(place), field=field, sentence=say(key, **facts)))

    def place(self, key: str) -> str:
        """Return ``file:line key``; the last line that has the key, where a second one is the fault."""
        if not key:
            return self.name
        lines = [match.start() for match in re.finditer(rf'\bkey\s*=\s*["\']{re.escape(key)}["\']', self.text)]
        return f"{self.name}:{self.text.count(chr(10), 0, lines[-1]) + 1} {key}" if lines else f"{self.name} {key}"

    def attempt(self, place: str, field: str, make: Callable[[], _Made]) -> _Made | None:
        """Return what is made; None where it raises, and that is noted as a fault of the key."""
        try:
            return make()
        except ExpressionError as error:
            self.faults.append(Fault(where=self.place(place), field=field, sentence=error.sentence))
        except RecursionError:
            self.fault(place, field, "standard.too_deep")
        return None

    def stop_at_faults(self) -> None:
        """Raise an error with every fault so far, if there is one.

        Raises:
            InvalidStandardError: the file has faults.
        """
        if self.faults:
            raise InvalidStandardError(self.faults)

    # -------------------------------------------------------------------------------------------------------- shapes

    def check_shape(self, table: str, data: Mapping[str, Any], place: str) -> None:
        """Note what is unknown, lacking or of another shape in a table of the file, and in the tables in it."""
        known = {key.name: key for key in keys_of(table)}
        for name, value in data.items():
            key = known.get(name)
            if key is None:
                similar = nearest(name, known)
                self.fault(place, name, "standard.unknown_key", table=table, known=list(similar or known))
            elif not self.has_shape(key, value):
                self.fault(place, name, f"standard.shape.{key.shape if key.shape in _SHAPES else 'table'}")
            elif key.choices and (strays := [one for one in _several(value) if one not in key.choices]):
                similar = nearest(str(strays[0]), key.choices)
                self.fault(place, name, "standard.choice", found=str(strays[0]), known=list(similar or key.choices))
            elif key.shape not in _SHAPES:
                parts = value if key.shape.endswith("[]") else [value]
                for part in parts:
                    inner = part.get("key")
                    self.check_shape(key.shape.removesuffix("[]"), part, inner if isinstance(inner, str) else place)
        for key in known.values():
            if key.required and key.name not in data:
                self.fault(place, key.name, "standard.required", table=table)

    @staticmethod
    def has_shape(key: Key, value: object) -> bool:
        """Whether a value is of the shape that a key has."""
        if key.shape == "texts":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        if key.shape == "words":
            return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        if key.shape.endswith("[]"):
            return isinstance(value, list) and all(isinstance(one, dict) for one in value)
        if key.shape == "tolerance":
            return tolerance_of(value) is not None
        if key.shape in _PYTHON:
            return type(value) is _PYTHON[key.shape] and (key.shape != "whole" or value >= 0)  # type: ignore[operator]
        return isinstance(value, dict)


def tolerance_of(value: object) -> Tolerance | None:
    """Return the tolerance that a file writes: a number from 0, or per cent of the right side as text; None for none."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_figure(value) and value >= 0:
        return Tolerance(Fraction(value))
    written = _PER_CENT.fullmatch(value) if isinstance(value, str) else None
    return Tolerance(Fraction(written[1]), per_cent=True) if written else None


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
