"""``govdisclosure records``: the kinds of record and their fields."""

from __future__ import annotations

import json

import click

from govdisclosure.cli import display
from govdisclosure.cli.options import JSON
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.library import default_library
from govdisclosure.messages import language, say
from govdisclosure.sources import create_tables, record_schema


@click.command("records")
@click.option("--sql", "dialect", metavar="DIALECT", help="Print CREATE TABLE for ansi, duckdb, postgresql … 建表语句")
@JSON
def records_command(dialect: str | None, as_json: bool) -> None:
    """Show the kinds of records with their fields, as a list, JSON Schema or SQL. 记录的字段、类型、取值。"""
    if dialect is not None:
        chosen = default_library().dialects.get(dialect)
        if chosen is None:
            raise click.UsageError(str(say("cli.unknown_dialect", found=dialect, known=list(default_library().dialects))))
        click.echo(create_tables(chosen, default_library().kinds), nl=False)
        return
    if as_json:
        schemas = {kind.name: record_schema(kind) for kind in default_library().kinds.values()}
        echo_json(json.dumps(schemas, ensure_ascii=False, indent=2))
        return
    for kind in default_library().kinds.values():
        display.line(f"{kind.name}  {kind.zh if language() == 'zh' else kind.en}", style="bold")
        rows = [
            [
                name,
                field.zh if language() == "zh" else field.en,
                field.type.value,
                "*" if field.required else "",
                " ".join(str(word.value) for word in field.words or ()),
            ]
            for name, field in kind.fields.items()
        ]
        heads = [say("show.field"), say("show.name"), say("show.type"), say("show.required"), say("show.words")]
        display.show_rows(heads, rows)
