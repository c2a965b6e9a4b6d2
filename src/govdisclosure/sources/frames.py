"""Records that are rows of data frames (数据框): polars, and whatever hands its columns over through Arrow.

Needs the extra ``tables`` (polars). Frames are taken as they are and looked at lazily: a column that no figure depends on is
never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

import polars as pl
from attrs import field, frozen

from govdisclosure.activity_log import log_step
from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import say
from govdisclosure.records import RECORD_KINDS, Field, FieldType, RecordKind
from govdisclosure.records.record import nearest
from govdisclosure.records.vocabulary import Word
from govdisclosure.sources.columns import types
from govdisclosure.sources.record_set import Records
from govdisclosure.sources.tables import TableSource, misspelt
from govdisclosure.value_objects import frozen_dict
from govdisclosure.values import Period

TYPES: Mapping[FieldType, Any] = types()
"""The type that a field has in a frame."""

DOUBT = "?"
"""What is added to a field's name for the column that tells a text in it that could not be understood."""


@frozen(kw_only=True, eq=False)
class Frames(TableSource):
    """Records as rows of frames, ready to tabulate where they are.

    Attributes:
        frames: the rows of each kind of record, with its fields as columns.
        unstripped: the same rows with blanks around their texts, where stripping them takes time.
    """

    frames: Mapping[str, pl.LazyFrame] = field(converter=frozen_dict)
    unstripped: Mapping[str, pl.LazyFrame] = field(converter=frozen_dict, factory=dict)
    _columns: dict[str, frozenset[str]] = field(init=False, factory=dict, repr=False)

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "frames", tuple(self.frames)
        yield "digest", self.digest

    @property
    def held(self) -> frozenset[RecordKind]:
        """The kinds of which there is a frame."""
        return frozenset(self.kinds[name] for name in self.frames)

    def written(self, kind: str) -> pl.LazyFrame:
        """Return the rows of a kind with their texts as written; who reads there takes no text with blanks around."""
        return self.unstripped.get(kind, self.frames[kind])

    def columns(self, kind: str) -> frozenset[str]:
        """Return the columns of a kind's frame; none where there is none."""
        if kind not in self.frames:
            return frozenset()
        if kind not in self._columns:
            self._columns[kind] = frozenset(self.frames[kind].collect_schema().names())
        return self._columns[kind]


def take_frames(
    tables: Mapping[str, object], *, ids_unique: bool = False, kinds: Mapping[str, RecordKind] = RECORD_KINDS
) -> Frames:
    """Take frames whose rows are records (数据框中的记录).

    Args:
        tables: a frame for each kind of record, by the kind's name: of polars (lazy or not), pandas, pyarrow, a relation of
            DuckDB, or anything else that hands its columns over through Arrow.
        ids_unique: True where ids are known to be unique, so that no scan must ask.
        kinds: the kinds of record by name.

    Raises:
        UnreadableError: a name is no kind of record, something is no frame, or a column's type does not fit its field; all
            faults are named.
    """
    taken, faults = {}, []
    for name, frame in tables.items():
        kind = kinds.get(name)
        if kind is None:
            known = list(nearest(name, kinds) or kinds)
            faults.append(Fault(where=name, sentence=say("tables.unknown_kind", known=known)))
            continue
        try:
            data: Any = frame
            lazy = data if isinstance(data, pl.LazyFrame) else _with_days(pl.DataFrame(data)).lazy()
            taken[name], wrong = held(kind, lazy)
        except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
            wrong = [Fault(where=name, sentence=say("tables.no_frame", reason=type(error).__name__))]
        faults.extend(wrong)
    if faults:
        raise UnreadableError(faults)
    log_step("sources", "frames taken", kinds=taken)
    return Frames(frames=taken, ids_unique=ids_unique, kinds=kinds)


def _with_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose columns of moments that are all midnight are days: pandas has no type for days alone."""
    moments = [one for one in frame if isinstance(one.dtype, pl.Datetime) and one.dtype.time_zone is None]
    return frame.with_columns(one.dt.date() for one in moments if (one.drop_nulls().dt.time() == time.min).all())


def held(kind: RecordKind, frame: pl.LazyFrame) -> tuple[pl.LazyFrame, list[Fault]]:
    """Validate the columns of a frame against the fields of its kind; categories become text."""
    schema = frame.collect_schema()
    faults = list(misspelt(kind, kind.name, {name.lower(): name for name in schema}))
    columns = []
    for name, found in schema.items():
        if name in kind.fields:
            fault = _type_fault(kind.fields[name], found, f"{kind.name}.{name}")
            if fault is not None:
                faults.append(fault)
            columns.append(pl.col(name).cast(pl.String) if isinstance(found, pl.Categorical | pl.Enum) else pl.col(name))
    nothing = [pl.lit(None, TYPES[kind.fields[name].type]).alias(name) for name in schema if schema[name] == pl.Null]
    return frame.select(columns).with_columns([one for one in nothing if one.meta.output_name() in kind.fields]), faults


def _type_fault(field: Field, found: pl.DataType, where: str) -> Fault | None:
    if found == pl.Null or _fits(field.type, found):
        return None
    if field.type is FieldType.DATE and isinstance(found, pl.Datetime):
        return Fault(where=where, sentence=say("record.timestamp", field=field))
    return Fault(where=where, sentence=say("tables.wrong_type", field=field, found=str(found), wanted=field.type))


def _fits(wanted: FieldType, found: pl.DataType) -> bool:
    match wanted:
        case FieldType.DATE:
            return found == pl.Date
        case FieldType.NUMBER:
            return found.is_integer()
        case FieldType.FLAG:
            return found == pl.Boolean
        case FieldType.MONEY:
            return found.is_decimal() or found.is_integer()
    return isinstance(found, pl.String | pl.Categorical | pl.Enum)


def frames_of(records: Records) -> Frames:
    """Return records in memory as frames."""
    made = {}
    for kind, found in records.given.items():
        fields = kind.fields
        columns = [
            pl.Series(one.name, [plain(getattr(record, one.name)) for record in found], TYPES[one.type])
            for one in fields.values()
        ]
        made[kind.name] = pl.DataFrame(columns).lazy()
    kinds = {**RECORD_KINDS, **{kind.name: kind for kind in records.kept}}
    return Frames(frames=made, kinds=kinds, digest=records.digest, set_aside=records.set_aside)


def plain(value: Any) -> Any:
    """Return a value as a frame holds it."""
    return value.value if isinstance(value, Word) else str(value) if isinstance(value, Period) else value
