"""``govdisclosure read``: a published report, as report JSON or in another format."""

from __future__ import annotations

import json
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import BODY, CHECKED_BY_EYE, PATH, PERIOD, STANDARD, YEAR, period_of
from govdisclosure.cli.paths import OUTPUT_FILE, refuse_onto
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency.readiness import checked_by_eye
from govdisclosure.files import writing
from govdisclosure.folders import write_whole
from govdisclosure.messages import asked_language, say


@click.command("read")
@click.argument("file", type=PATH)
@STANDARD
@BODY
@YEAR
@PERIOD
@CHECKED_BY_EYE
@click.option("--layout", help="Layout of a wide table, by name or file: a report a row, as JSON Lines. 宽表布局名或文件")
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
    layout: str | None,
    output: Path | None,
) -> int:
    """Read a published report. 读入已发布的报告。"""
    if layout is not None:
        return _read_wide(file, layout, standard, output)
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


def _read_wide(file: Path, layout: str, standard: str | None, output: Path | None) -> int:
    """Read a wide table: a report a row, written or printed as JSON Lines."""
    if output is not None and output.suffix.lower() != ".jsonl":
        raise click.UsageError(str(say("layout.jsonl")))
    with display.working(say("cli.reading", source=file.name)):
        reports = library.read_all(file, standard=standard, layout=layout)
    lines = [json.dumps(one.to_dict(), ensure_ascii=False) for one in reports]
    if output is None:
        for line in lines:
            echo_json(line)
    else:
        refuse_onto(output, [file])
        with writing(output.name):
            write_whole(output, "".join(f"{line}\n" for line in lines).encode())
        display.line(output)
    for note in [note for one in reports for note in one.notes][:_MOST_NOTES]:
        display.remark(say("layout.note", severity=note.severity, where=list(note.where[:3]), message=note.message))
    notes = sum(len(one.notes) for one in reports)
    display.remark(say("layout.sum", reports=len(reports), bodies=len({one.body.id for one in reports}), notes=notes))
    return 0


_MOST_NOTES = 20
