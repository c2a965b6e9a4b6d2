"""The keys of tables in a standard's file (:class:`Key`), and the entry from which a measure reads its own keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from govdisclosure.expressions import (
    Condition,
    FieldRef,
    Operand,
    SwitchChoice,
    parse_condition,
    parse_field,
    parse_number,
    parse_ordered,
)
from govdisclosure.records.record import RecordKind


@frozen
class Key:
    """A key of a table in the file.

    Attributes:
        shape: ``text``, ``texts`` (a list), ``words`` (a table of texts by any keys), ``flag``, ``whole`` (a whole number),
            ``tolerance`` (a number or per cent), or the name of a table, with ``[]`` for many.
        choices: the texts it may hold; any where empty.
        of_rows: whether rows alone have it, not columns.
    """

    name: str
    shape: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    of_rows: bool = False


@frozen
class WrittenEntry:
    """A row or a column as the file writes it, for the measure that reads it.

    Attributes:
        data: its keys and what they hold, each of the shape that the key has.
        kind: the kind of record that it counts; of a measure of records there is one.
        choices: the answers to the standard's policies.
        kinds: the kinds of record that there are, by name.
        refuse: names a fault of one of the keys, by a message and its facts.
    """

    data: Mapping[str, Any]
    kind: RecordKind | None
    choices: Mapping[str, SwitchChoice]
    kinds: Mapping[str, RecordKind]
    refuse: Callable[..., None]

    def condition(self, text: str) -> Condition:
        """Return the condition that a text writes.

        Raises:
            ExpressionError: it is none.
        """
        return parse_condition(text, self._kind, self.choices)

    def field(self, text: str) -> FieldRef:
        """Return the field that a text names.

        Raises:
            ExpressionError: it is none.
        """
        return parse_field(text, self._kind)

    def number(self, text: str) -> Operand:
        """Return the number that a text writes.

        Raises:
            ExpressionError: it is none.
        """
        return parse_number(text, self._kind)

    def ordered(self, text: str) -> Operand:
        """Return the number, or the field of days, that a text writes.

        Raises:
            ExpressionError: it is neither.
        """
        return parse_ordered(text, self._kind)

    @property
    def _kind(self) -> RecordKind:
        assert self.kind is not None  # noqa: S101 - the loader refuses a measure of records without a kind
        return self.kind
