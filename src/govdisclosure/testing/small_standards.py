"""Small standards for tests (测试用小制度)."""

from __future__ import annotations

from collections.abc import Mapping

from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.standards import Standard, load_text


def one_table(
    rows: str,
    *,
    records: str = "request",
    columns: str = "",
    relations: str = "",
    more: str = "",
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
) -> Standard:
    """Return a standard of one table, ``table``, and two texts, ``overview`` and ``outlook``.

    Args:
        rows: the rows, as inline tables of TOML with commas between.
        records: the kind of record that they count.
        columns: the columns, likewise.
        relations: what must hold between cells, likewise.
        more: further keys of the table, such as guards.
        kinds: the kinds of record there are.
    """
    text = f"""
        id = "one-table"
        edition = "1"
        title = "{{body}} {{year}}"
        authority = "test"
        sections = [
          {{ key = "overview", text = true }},
          {{ key = "outlook", text = true }},
          {{ key = "table", tables = ["table"] }},
        ]
        [[tables]]
        key = "table"
        records = "{records}"
        columns = [{columns}]
        relations = [{relations}]
        rows = [{rows}]
        {more}
    """
    return load_text(text, name="one-table.toml", kinds=kinds)


def entered(*keys: str, kind: str = "count", more: str = "") -> str:
    """Return rows that are entered by hand, for :func:`one_table`; each is labelled as its key is."""
    return ",".join(f'{{ key = "{key}", label = "{key}", entered = "{kind}"{more} }}' for key in keys)
