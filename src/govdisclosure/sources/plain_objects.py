"""Records of what a program has already (由已有对象建记录): a dictionary, a row, a model; faults as a file's are named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.messages import say
from govdisclosure.records import Field, FieldType, RecordKind, TypedRecord
from govdisclosure.records.vocabulary import Word
from govdisclosure.serialization import structured, typed_converter
from govdisclosure.sources.spelling import as_typed, fields_named
from govdisclosure.values import Period


def make_record(kind: RecordKind, source: object, *, where: str = "") -> TypedRecord:
    """Make a record of a mapping, or of the attributes of any object; see :meth:`.Library.make_record`.

    Raises:
        InvalidRecordError: every fault, each with its field.
    """
    given = source if isinstance(source, Mapping) else _attributes(kind, source)
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for key, value in given.items():
        known = fields_named(kind, str(key))
        name = known[0].name if known else str(key)
        if len(known) > 1:
            names = [one.name for one in known]
            faults.append(Fault(where=where, sentence=say("csv.column_ambiguous", found=str(key), known=names)))
        elif name in values:
            faults.append(Fault(where=where, field=name, sentence=say("record.field_twice")))
        else:
            values[name] = _plain(known[0], value) if known else value
    if faults:
        raise InvalidRecordError(faults)
    values = {name: value for name, value in values.items() if value is not None or name not in kind.fields}
    return structured(kind, values, typed_converter(), where=where)


def _attributes(kind: RecordKind, source: object) -> Mapping[str, object]:
    """Return the fields that an object has; where a field is an id, the one that models keep beside it."""
    found: dict[str, object] = {}
    for field in kind.fields.values():
        names = (f"{field.name}_id", field.name) if field.type is FieldType.ID else (field.name,)
        name = next((one for one in names if hasattr(source, one)), None)
        if name is not None:
            found[field.name] = getattr(source, name)
    return found


def _plain(field: Field, value: object) -> object:
    """Return a value as records are made from it: a word by what it is stored as, midnight as the day."""
    if isinstance(value, Word):
        return value.value
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, Period):
        return str(value)
    return None if value == "" else as_typed(field, value)
