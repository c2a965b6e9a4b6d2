"""``govdisclosure schema``: the JSON Schema of what a command prints as JSON."""

from __future__ import annotations

import click

from govdisclosure.cli import display
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.messages import say
from govdisclosure.result_schemas import result_names, result_schema
from govdisclosure.value_objects import json_text


@click.command("schema")
@click.argument("result", required=False, type=click.Choice(result_names()), metavar="[RESULT]")
def schema_command(result: str | None) -> None:
    """Print the JSON Schema of a report's JSON, or of what a command prints with --json. 打印结果的 JSON Schema。

    RESULT is "report", or the command, such as "check" or "standards-show"; without it they are listed.
    参数 RESULT 为 report 或者命令名，如 check、standards-show；不写则列出全部。
    """
    if result is not None:
        echo_json(json_text(result_schema(result)))
        return
    rows = [[name, result_schema(name)["$comment"]] for name in result_names()]
    display.show_rows([say("show.result"), say("show.command")], rows)
