"""``govdisclosure read``: a published report, as report JSON or in another format."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import BODY, CHECKED_BY_EYE, PATH, PERIOD, STANDARD, YEAR, period_of
from govdisclosure.cli.paths import OUTPUT_FILE
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency.readiness import checked_by_eye
from govdisclosure.messages import asked_language, say


@click.command("read")
@click.argument("file", type=PATH)
@STANDARD
@BODY
@YEAR
@PERIOD
@CHECKED_BY_EYE
@click.option(
    "-o",
    "--output",
    type=OUTPUT_FILE,
    help="Report JSON to write; printed by default. 写出的文件",
)
def read_command(
    file: Path,
    standard: str | None,
    body: str | None,
    year: int | None,
    period: str | None,
    checker: str | None,
    output: Path | None,
) -> int:
    """Read a published report. 读入已发布的报告。"""
    with display.working(say("cli.reading", source=file.name)):
        report = library.read(file, standard=standard, body=body, period=period_of(year, period, standard))
    if checker is not None:
        report = checked_by_eye(report, checker)
    if output is None:
        echo_json(report.to_json())
    else:
        library.write(report, output, language=asked_language())
        display.line(output)
    found = sum(cell.printed is not None for cell in report.cells.values())
    facts = {"standard": report.standard.id, "cells": found, "notes": len(report.notes), "unread": len(report.unread)}
    display.remark(say("cli.read", **facts))
    return 0
