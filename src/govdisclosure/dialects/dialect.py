"""The differences between SQL engines (SQL方言) in one object: quoting, days, booleans, counting.

A dialect writes text and runs nothing. The class itself is the plainest SQL that servers agree on (``ansi``): no ``filter``, no
boolean type in results, ``case`` for every condition. A server with better means has a subclass of a few lines, and
:class:`~govdisclosure.testing.dialect_contract.DialectContract` shows on the server itself that it is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from govdisclosure.records import Field, FieldType


class Dialect:
    """Plain SQL (``ansi``), and what other dialects change of it. Days are ``DATE``, money is ``DECIMAL``, yes/no is 1 or 0.

    Attributes:
        name: by which it is requested.
        most_columns: how many columns a result may have.
        types: the column types that a field may have, by how their names begin, in lower case; nothing for any type.
        ddl: the column type to create for a field.
        pages: how to ask for some rows of many.

    Example:
        >>> class Ours(Dialect):
        ...     name = "ours"
        ...     def identifier(self, name):
        ...         return f"[{name}]"
        >>> library = Library(plugins=[])
        >>> library.register(Ours())
        >>> library.dialects["ours"].identifier("request")
        '[request]'
    """

    name: ClassVar[str] = "ansi"
    most_columns: ClassVar[int] = 900
    types: ClassVar[Mapping[FieldType, tuple[str, ...]]] = {}
    ddl: ClassVar[Mapping[FieldType, str]] = {
        FieldType.ID: "varchar(200)",
        FieldType.TEXT: "varchar(4000)",
        FieldType.WORD: "varchar(60)",
        FieldType.PERIOD: "varchar(30)",
        FieldType.DATE: "date",
        FieldType.NUMBER: "bigint",
        FieldType.FLAG: "smallint",
        FieldType.MONEY: "decimal(18, 2)",
    }
    loose: ClassVar[frozenset[FieldType]] = frozenset({FieldType.MONEY, FieldType.FLAG})
    """The types of fields whose columns can hold something else: those for which :meth:`malformed` has a condition."""
    zoned: ClassVar[bool] = False
    """Whether the engine knows the least and greatest value of each stretch of rows: what is out of bounds shows at once."""
    pages: ClassVar[str] = "offset {offset} rows fetch next {limit} rows only"

    # ------------------------------------------------------------------------------------------------ names and values

    def identifier(self, name: str) -> str:
        """Return a quoted name, so that no name is taken for a keyword."""
        return '"' + name.replace('"', '""') + '"'

    def table(self, name: str) -> str:
        """Return a table's quoted name, with a schema where it has a dot: ``open_data.request``."""
        return ".".join(self.identifier(part) for part in name.split("."))

    def text(self, value: str) -> str:
        """Return text as a literal."""
        return "'" + value.replace("'", "''") + "'"

    def day(self, value: date) -> str:
        """Return a day as a literal."""
        return f"date '{value.isoformat()}'"

    def nothing(self, kind: FieldType) -> str:
        """Return a typed NULL, for a column that a table does not have."""
        return f"cast(null as {self.ddl[kind]})"

    # ------------------------------------------------------------------------------------------------------ conditions

    def flag(self, column: str, *, on: bool) -> str:
        """Return the condition that a yes/no column is yes, or is no."""
        return f"{column} = {int(on)}"

    def fen(self, column: str) -> str:
        """Return money in whole fen; it is held in yuan with at most two decimals."""
        return f"cast({column} * 100 as bigint)"

    def whole(self, column: str) -> str:
        """Return a whole number that is wide enough for sums."""
        return f"cast({column} as bigint)"

    def days(self, start: str, end: str) -> str:
        """Return the number of days from one day to another."""
        return f"cast({end} - {start} as bigint)"

    def as_text(self, column: str) -> str:
        """Return a column of an enumeration, of UUIDs or of padded text as plain text."""
        return f"cast({column} as varchar(200))"

    def exact(self, column: str) -> str:
        """Return text as the server compares, groups and sorts it byte for byte, such as ``column collate "C"``.

        Ids and words that differ by case, accent, width or trailing blanks only are different ones. ``open_tables`` asks the
        server of every column of text whether it tells them apart, and refuses a column of which it does not.
        """
        return column

    def compares_exactly(self, found: str) -> bool:  # noqa: ARG002 - plain SQL has no way to tell
        """Return whether a column of a type, as :meth:`columns_of` names it, is compared byte for byte as it is."""
        return False

    def concatenated(self, texts: Iterable[str]) -> str:
        """Return the concatenation of texts."""
        return " || ".join(texts)

    def day_text(self, column: str) -> str:
        """Return a day as text, such as ``2024-03-05``; two days that differ must have texts that differ."""
        return f"cast({column} as varchar(10))"

    def malformed(self, field: Field, column: str) -> str | None:
        """Return the condition that a value is not what the field holds; None where the column's type rules that out."""
        match field.type:
            case FieldType.MONEY:
                return f"{column} <> cast({column} as decimal(20, 2))"
            case FieldType.FLAG:
                return f"{column} not in (0, 1)"
        return None

    # -------------------------------------------------------------------------------------------------------- counting

    def count(self, condition: str) -> str:
        """Return how many rows meet a condition."""
        return f"sum(case when {condition} then 1 else 0 end)"

    def total(self, number: str, condition: str) -> str:
        """Return the sum of a number over the rows that meet a condition."""
        return f"sum(case when {condition} then {number} end)"

    def distinct(self, value: str, condition: str) -> str:
        """Return how many different values there are in the rows that meet a condition."""
        return f"count(distinct case when {condition} then {value} end)"

    def some(self, condition: str) -> str:
        """Return 1 where some row meets a condition, else 0: the first of two stages of a distinct count."""
        return f"max(case when {condition} then 1 else 0 end)"

    two_stages: ClassVar[bool] = False
    """Whether distinct values of the whole are counted in two stages too, as those of single bodies always are."""

    # ----------------------------------------------------------------------------------------------------------- lists

    def values(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """Return a list of literals as a common table expression, with the columns named."""
        if self.row_values:
            listed = "values " + ", ".join(f"{self.row}({', '.join(row)})" for row in rows)
        else:
            listed = " union all ".join(f"select {', '.join(row)}{self.dual}" for row in rows)
        return f"{name} ({', '.join(columns)}) as ({listed})"

    row_values: ClassVar[bool] = True
    """Whether the server knows ``values`` of several rows; a union of as many selects is slow where it does."""
    row: ClassVar[str] = ""
    """What stands before each row of ``values``."""
    dual: ClassVar[str] = ""
    """What a ``select`` of literals needs to be alone (`` from dual``)."""

    def in_order(self, column: str) -> str:
        """Return the expression to order ids by, so that every engine gives the same first ones: by code point."""
        return self.exact(column)

    def keys_of(self, table: str) -> str | None:  # noqa: ARG002 - plain SQL has no way to ask
        """Return a query for the columns of a table that are kept unique by themselves; None where none can be asked for."""
        return None

    def references_of(self, table: str, parent: str) -> str | None:  # noqa: ARG002 - see keys_of
        """Return a query for columns of a table, each with the column of its parent in which every value of it is there.

        Only what the server itself sees to counts, byte for byte, for every row, at any time: a foreign key that is checked
        late, was never proved or is switched off is none. None where none can be asked for.
        """
        return None

    def out_of_order(self, table: str, column: str, most: int | None = None) -> str | None:  # noqa: ARG002 - see keys_of
        """Return a query for how many texts of a column do not come after the one before, shorter ones first.

        The first must come after the empty text, and a missing one comes after none and before none. So where there are no such
        texts, none is missing or empty and no two are equal, whatever order the server reads in. None where that costs as much
        as grouping.

        Args:
            table: the table.
            column: the column.
            most: look at so many rows only.
        """
        return None

    def tables_of(self, names: Iterable[str]) -> str | None:  # noqa: ARG002 - see keys_of
        """Return a query for those of some names that a table or view bears, in any schema; None where each is asked for.

        So that a source of few kinds of record costs one query for all the others.
        """
        return None

    absent_fails: ClassVar[bool] = True
    """Whether the query of :meth:`columns_of` fails where there is no such table; else it brings no rows."""

    def columns_of(self, table: str) -> str | None:  # noqa: ARG002 - plain SQL has no way to ask
        """Return a query for the names and types of a table's columns; None where names alone come with an empty result."""
        return None
