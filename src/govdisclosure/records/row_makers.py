"""Fast construction of records from plain rows (逐行成记录) by straight-line Python generated from a kind's fields.

What is quick is also strict. A function that is made here takes rows of cells and returns their records, none for a row that
is not plainly right; whoever calls it hands such a row to the careful way, which says what is wrong, or makes the record
after all. What a cell means is found out by the careful way in either case: once for each different cell of a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, TypeAlias

import attrs

from govdisclosure.errors import GovDisclosureError
from govdisclosure.records.record import Field, FieldType, TypedRecord, broken_relations, fields_of, is_checked_by_fields, made

Row: TypeAlias = Iterable[Any]
MakeRecords: TypeAlias = Callable[[Iterable[Row]], tuple[list[TypedRecord | None], list[int]]]
"""Returns the record of each row, None for one that is not plainly right; and the numbers of such rows, from 0."""
Understand: TypeAlias = Callable[[Field, Any], object]
"""Returns the value that a cell means for a field; raises where it is not plainly one."""

DOUBTS = (ValueError, KeyError, TypeError, GovDisclosureError)
"""What is raised for a row that is not plainly right."""
_MOST_KEPT = 50_000


class CellForm(Enum):
    """The form of a row's cells."""

    TEXT = "{v} == ''"
    """Text; an empty one is missing."""
    TYPED = "{v} is None or {v} == ''"
    """Values of one type a column, as a data frame has them."""
    JSON = "{v} is None"
    """Values of JSON; null is missing."""


def make_maker(cls: type[TypedRecord], columns: Sequence[Field | None], cells: CellForm, understand: Understand) -> MakeRecords:
    """Return what makes records of a class from rows.

    Args:
        cls: the class.
        columns: the field of each column; a column of none must be empty.
        cells: what the cells are.
        understand: finds out what a cell means.
    """
    fields, names = fields_of(cls), {column.name for column in columns if column is not None}
    if not _is_plain(cls) or any(one.required and name not in names for name, one in fields.items()):
        return _refuse
    space: dict[str, Any] = {"new": object.__new__, "Twin": _twin(cls), "Made": cls, "DOUBTS": DOUBTS}
    places = {one.name: f"v{number}" for number, one in enumerate(columns) if one is not None}
    lines = ["".join(f"v{number}, " for number in range(len(columns))) + "= row"]
    for number, one in enumerate(columns):
        v = f"v{number}"
        missing = cells.value.format(v=v)
        if one is None:
            lines.append(f"if not ({missing}): raise ValueError")
            continue
        if one.type in (FieldType.ID, FieldType.TEXT) and not is_shared(one):
            is_other = "" if cells is CellForm.TEXT else f"type({v}) is not str or "
            taken = [f"if {is_other}{v}.strip() != {v} or not {v}: raise ValueError"]
        else:
            space[f"known{number}"] = _CellMeanings(one, understand, typed=cells is CellForm.TYPED)
            taken = [f"{v} = known{number}[{v}]"]
        if one.required:
            lines += taken
        else:
            lines.append(f"if {missing}: {v} = {_default(cls, one.name, space)}")
            lines += ["else:", *(f"    {line}" for line in taken)]
    lines += [f"if {broken}: raise ValueError" for broken in broken_relations(cls, places)]
    lines.append("record = new(Twin)")
    lines += [f"record.{name} = {places.get(name) or _default(cls, name, space)}" for name in fields]
    lines.append("record.__class__ = Made")
    whole = [
        "def make(rows):",
        "    records, doubtful = [], []",
        "    keep = records.append",
        "    for row in rows:",
        "        try:",
        *(f"            {line}" for line in lines),
        "        except DOUBTS:",
        "            doubtful.append(len(records))",
        "            record = None",
        "        keep(record)",
        "    return records, doubtful",
    ]
    maker: MakeRecords = made("make", whole, space)
    return maker


def is_shared(field: Field) -> bool:
    """Whether many records have a value of a field in common, which is then held once: all but ids and texts of their own."""
    return field.name == "body" or field.type not in (FieldType.ID, FieldType.TEXT)


class _CellMeanings(dict[Any, Any]):
    """What the cells of a column mean, each found out once: a register's days are few, its lines many."""

    def __init__(self, field: Field, understand: Understand, *, typed: bool) -> None:
        super().__init__()
        self.field, self.understand, self.typed = field, understand, typed

    def __missing__(self, cell: Any) -> object:
        value = self.understand(self.field, cell)
        is_kept = self.field.type is FieldType.ID or len(self) < _MOST_KEPT  # ids are held by their records, too
        if is_kept and (self.typed or type(cell) is str):  # in JSON 1, 1.0 and true would be one key
            self[cell] = value
        return value


def _refuse(rows: Iterable[Row]) -> tuple[list[TypedRecord | None], list[int]]:
    count = sum(1 for _ in rows)
    return [None] * count, list(range(count))


def _is_plain(cls: type[TypedRecord]) -> bool:
    """Whether records of a class are their fields and nothing else: slots, no check, converter or made default of its own."""
    plain = all(
        field.converter is None and field.validator is None and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
        for field in attrs.fields(cls)
    )
    return plain and "__slots__" in vars(cls) and is_checked_by_fields(cls)


def _twin(cls: type[TypedRecord]) -> type:
    """Return a class of the same layout whose fields can be set: an object of it, filled in, becomes one of ``cls``."""
    slots = tuple(name for name in vars(cls)["__slots__"] if name != "__weakref__")
    # of the two methods one alone would leave both slow
    settable: dict[str, Any] = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"{cls.__name__}InTheMaking", cls.__bases__, {"__slots__": slots, **settable})


def _default(cls: type[TypedRecord], name: str, space: dict[str, Any]) -> str:
    value = getattr(attrs.fields(cls), name).default
    if value is None:
        return "None"
    space[f"default_{name}"] = value
    return f"default_{name}"
