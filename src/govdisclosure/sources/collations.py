"""Collations (排序规则): whether a server distinguishes texts that differ in one byte, queried before anything is counted.

Many collations take ``b`` and ``B``, ``e`` and ``é``, ``１`` and ``1``, ``x`` and ``x`` with a blank behind it for the same.
Two bodies would be one, in silence; so a column is asked for in a way of the dialect's, and refused where that does not help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govdisclosure.dialects import Dialect
from govdisclosure.sources.connections import Connection

_TEXT = "aéａ"
_ALIKE = ("Aéａ", "aÉａ", "aeａ", "aéa", "aéａ ")
"""Texts that differ from it by case (some fold that of a to z only), accent, width, a blank behind it alone."""
_LATER = ("B", "af")
"""Texts that people sort after it, and computers before it."""


def inexact(connection: Connection, table: str, columns: Mapping[str, str], dialect: Dialect) -> Iterator[str]:
    """Yield those columns whose text the server does not compare and sort byte for byte, however the dialect asks.

    A text of no row is put beside each column in a union, so that the column's own collation decides and no row is looked at.

    Args:
        connection: what runs the query.
        table: the table's name, quoted.
        columns: what is asked for each column in a ``select``, by any name for it.
        dialect: how the server wants it written.
    """
    if not columns:
        return
    aliases = [f"c{number}" for number in range(len(columns))]
    own = ", ".join(f"{column} as {alias}" for column, alias in zip(columns.values(), aliases, strict=True))
    beside = ", ".join([dialect.text(_TEXT)] * len(columns))
    both = f"select {own} from {table} where 1 = 0 union all select {beside}{dialect.dual}"
    exact = ", ".join(f"{dialect.exact(f'x.{alias}')} as {alias}" for alias in aliases)
    alike = ", ".join(map(dialect.text, _ALIKE))
    tests = [
        test
        for alias in aliases
        for test in (
            f"{alias} in ({alike})",
            f"{alias} = {dialect.text(_TEXT)}",
            " or ".join(f"{dialect.in_order(alias)} < {dialect.text(one)}" for one in _LATER),
        )
    ]
    counts = ", ".join(f"sum(case when {test} then 1 else 0 end)" for test in tests)
    (row,) = connection.run(f"select {counts} from (select {exact} from ({both}) x) p")
    for number, name in enumerate(columns):
        if [int(one or 0) for one in row[3 * number : 3 * number + 3]] != [0, 1, 0]:
            yield name
