"""``govdisclosure write``: a report as documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli.options import CHECKED_BY_EYE, DATE, FINAL, METHOD_NOTE, OUTPUT, PATH, STANDARD, THEME
from govdisclosure.cli.record_sources import NONE, TABLES, records_of
from govdisclosure.cli.report_output import Supplements, dated, finish
from govdisclosure.consistency.readiness import checked_by_eye
from govdisclosure.library import default_library
from govdisclosure.messages import say


@click.command("write")
@click.argument("file", type=PATH)
@OUTPUT
@STANDARD
@FINAL
@CHECKED_BY_EYE
@DATE
@THEME
@METHOD_NOTE
@click.option("--as", "form", help="The format's name, where the suffix does not tell it. 格式名称")
@click.option("--fragment", is_flag=True, help="The format's variant for a website's editor, as html-fragment. 网页片段")
@click.option("--earlier", multiple=True, type=PATH, help="Report of an earlier period. 往期报告")
@click.option("--parts", multiple=True, type=PATH, help="Reports of the bodies in it. 分机关报告")
@click.option("--records", metavar="SOURCE", help="What the report was made from: explains figures. 记录文件夹或数据库")
@TABLES
@NONE
def write_command(
    file: Path,
    outputs: tuple[Path, ...],
    standard: str | None,
    final: bool,
    checker: str | None,
    signed: date | None,
    theme: str | None,
    method_note: Path | None,
    form: str | None,
    fragment: bool,
    earlier: tuple[Path, ...],
    parts: tuple[Path, ...],
    records: str | None,
    tables: tuple[str, ...],
    none: tuple[str, ...],
) -> int:
    """Write a report as documents. 写出报告。"""
    if not outputs and method_note is None:
        raise click.UsageError(str(say("cli.no_output")))
    report = dated(library.read(file, standard=standard), signed)
    report = report if checker is None else checked_by_eye(report, checker)
    installed = default_library()
    forms = [
        installed.exporter(form).name
        if form
        else installed.exporter_of(output.name, variant="fragment" if fragment else "").name
        for output in outputs
    ]
    beside: Supplements = {
        "previous": [one for each in earlier for one in library.read_all(each, standard=standard)],
        "parts": {one.body.id: one for each in parts for one in library.read_all(each, standard=standard)},
        "records": records_of(records, tables, none=none) if records else None,
    }
    return finish(report, outputs, final=final, forms=forms, beside=beside, method_note=method_note, theme=theme)
