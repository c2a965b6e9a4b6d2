"""``govdisclosure standards``: the installed standards listed, one shown, and the schema of their files."""

from __future__ import annotations

import json
from typing import Any

import click

from govdisclosure import library
from govdisclosure.cli import display, speech
from govdisclosure.cli.health import check_standard_command
from govdisclosure.cli.options import JSON
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.errors import InvalidStandardError
from govdisclosure.explanation import column_in_words, row_in_words
from govdisclosure.messages import say
from govdisclosure.standards import Column, Indicator, Standard, json_schema
from govdisclosure.values import Kind


@click.group("standards", cls=speech.LocalizedGroup, invoke_without_command=True)
@click.pass_context
def standards_group(context: click.Context) -> None:
    """Standards: list them, show one, print the schema of their files. 统计标准。"""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@standards_group.command("list")
def list_command() -> None:
    """List the installed standards, with annexes: id, rows, cells, what they rest on. 列出统计标准。"""
    loaded = []
    names = library.available_standards()
    for one in (*names, *(f"{name}+{annex}" for name in names for annex in library.available_annexes(name))):
        try:
            loaded.append(library.load_standard(one))
        except InvalidStandardError as error:  # a plugin's; the others are shown all the same
            display.remark(error)
    rows = [[one.id, str(len(one.rows)), str(len(one.spots)), one.authority] for one in loaded]
    display.show_rows([say("show.id"), say("show.rows"), say("show.cells"), say("show.authority")], rows, right=(1, 2))


@standards_group.command("show")
@click.argument("standard")
@JSON
def show_command(standard: str, as_json: bool) -> None:
    """Show a standard's rows: key, label, unit, kind, and what they count. 显示统计标准。"""
    chosen = library.load_standard(standard)
    if as_json:
        echo_json(json.dumps(_standard_data(chosen), ensure_ascii=False, indent=2))
        return
    for section in chosen.sections:
        for table in (one for one in chosen.tables if one.key in section.tables):
            heading = " ".join(part for part in (section.heading, table.heading) if part)
            title = heading.replace("{body}", "").replace("{year}", "") or table.key
            display.console().print(title, style="bold", markup=False)
            rows = [[row.label, row.unit, str(row_in_words(row, chosen)), row.key] for row in table.rows]
            display.show_rows([say("show.row"), say("show.unit"), say("show.counts"), say("show.key")], rows)
            labels = {column.key: column.label for column in table.columns}
            columns = [
                ["/".join((*column.head, column.label)), column.unit or "", str(column_in_words(column, labels)), column.key]
                for column in table.columns
            ]
            if columns:
                display.show_rows([say("show.column"), say("show.unit"), say("show.counts"), say("show.key")], columns)


@standards_group.command("schema")
@click.option("--annex", is_flag=True, help="The schema of an annex's file. 附表文件")
def schema_command(annex: bool) -> None:
    """Print the JSON Schema of a standard's file, for editors that complete and check. 打印标准文件的 JSON Schema。"""
    echo_json(json.dumps(json_schema("annex" if annex else "standard"), ensure_ascii=False, indent=2))


def _standard_data(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "tables": [
            {
                "key": table.key,
                "heading": table.heading,
                "columns": [_column_data(column) for column in table.columns],
                "rows": [_row_data(row) for row in table.rows],
                **({} if table.printed else {"printed": False}),
            }
            for table in standard.tables
        ],
    }


def _column_data(column: Column) -> dict[str, Any]:
    """Return a column, with what it decides of its cells; what it leaves to the rows is null."""
    return {
        "key": column.key,
        "label": column.label,
        "unit": column.unit,
        "kind": None if column.kind is None else column.kind.value,
        "measure": None if column.measure is None else column.measure.name(),
    }


def _row_data(row: Indicator) -> dict[str, Any]:
    """Return a row, with what it decides of its cells; what it leaves to the columns is null."""
    own = row.measure is not None or row.kind is Kind.HEADING
    return {
        "key": row.key,
        "label": row.label,
        "unit": row.unit,
        "kind": row.kind.value if own else None,
        "measure": None if row.measure is None else row.measure.name(),
    }


standards_group.add_command(check_standard_command)
