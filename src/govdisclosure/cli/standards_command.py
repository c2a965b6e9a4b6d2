"""``govdisclosure standards``: list the installed standards, show one, print the schema of their files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import click

from govdisclosure import library
from govdisclosure.cli import display, speech
from govdisclosure.cli.options import JSON, PATH
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency import Health, examine, name_of
from govdisclosure.diagnosis import Fate, mutate
from govdisclosure.diagnosis.condition_mutants import as_row, kind_name
from govdisclosure.errors import Fault, InvalidStandardError
from govdisclosure.explanation import column_in_words, row_in_words
from govdisclosure.law import NATIONAL
from govdisclosure.library import default_library
from govdisclosure.messages import Message, asked_language, say
from govdisclosure.sources import gather
from govdisclosure.standards import Column, Indicator, RelationInstance, Standard, json_schema
from govdisclosure.standards.checked_file import parsed_file
from govdisclosure.standards.label_translations import is_language, labels_template, without_label
from govdisclosure.standards.loader import load_data
from govdisclosure.standards.reporting import YUAN
from govdisclosure.values import Kind, Period, plain


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
    chosen = library.load_standard(standard).in_language(asked_language())
    if as_json:
        echo_json(json.dumps(_standard_data(chosen), ensure_ascii=False, indent=2))
        return
    for section in chosen.sections:
        for table in (one for one in chosen.tables if one.key in section.tables):
            heading = " ".join(part for part in (section.heading, table.heading) if part)
            title = heading.replace("{body}", "").replace("{year}", "") or table.key
            display.line(title, style="bold")
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
@click.option("--labels", is_flag=True, help="The schema of a file of labels in another language. 译名文件")
def schema_command(annex: bool, labels: bool) -> None:
    """Print the JSON Schema of a standard's file, for editors that complete and check. 打印标准文件的 JSON Schema。"""
    if annex and labels:
        raise click.UsageError(str(say("cli.one_schema")))
    kind = "annex" if annex else "labels" if labels else "standard"
    echo_json(json.dumps(json_schema(kind), ensure_ascii=False, indent=2))


@standards_group.command("labels")
@click.argument("standard")
@click.argument("language", metavar="LANGUAGE")
def labels_command(standard: str, language: str) -> None:
    """Print a file of labels in another language, to fill in and put beside the standard. 打印译名文件，供翻译填写。

    The name of the file says the language: mine.fr.toml beside mine.toml. What is translated already is in it.
    文件名写明语言，与标准文件放在同一文件夹：mine.fr.toml 放在 mine.toml 旁；已译的照录。
    """
    chosen = library.load_standard(standard)
    if not is_language(language) or language == chosen.language:
        raise click.UsageError(str(say("standard.labels.language", found=language, own=chosen.language)))
    sys.stdout.write(labels_template(chosen, language))


@standards_group.command("mutate")
@click.argument("standard")
@click.option(
    "--records",
    "folders",
    required=True,
    multiple=True,
    type=PATH,
    help="Folder of record files that should notice; again for more. 记录文件夹",
)
@click.option("--year", "years", type=int, multiple=True, help="Year to tabulate; by default those of the records. 年度")
@JSON
def mutate_command(standard: str, folders: tuple[Path, ...], years: tuple[int, ...], as_json: bool) -> int:
    """Change each condition a little: which change no record notices, and one that would. 检验统计条件是否被记录覆盖。"""
    installed = default_library()
    named, _, annex = standard.partition("+")
    known = installed.annexes if annex or standard in installed.annexes else installed.standards
    file = known.get(annex or standard) or Path(annex or standard)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say("standard.unreadable", reason=type(error).__name__)
        raise InvalidStandardError([Fault(where=file.name, sentence=sentence)]) from None
    data, number = parsed_file(text, file.name), count()
    of = [named] if annex else data.get("annex_of", ())[:1]
    base = installed.load_standard(of[0]) if of else None

    def load(changed: Mapping[str, Any]) -> Standard:
        return load_data(changed, text=f"{text}\n# {next(number)}", name=file.name, kinds=installed.kinds, base=base)

    with display.working(say("cli.reading", source=file.name)):
        read = [library.read_folder(folder) for folder in folders]
        records = gather([one for each in read for of_kind in each.by_kind.values() for one in of_kind])
    with display.counting(say("mutate.working")) as progress:
        found = list(mutate(data, records, load, periods=[Period.year(year) for year in years], progress=progress))
    alive = [one for one in found if one.fate is Fate.ALIVE]
    if as_json:
        echo_json(json.dumps({"mutants": [one.to_dict() for one in found]}, ensure_ascii=False, indent=2))
    else:
        for one in alive:
            display.line(str(say("mutate.alive", place=one.place, written=one.written, changed=one.changed)), style="bold")
            for record in one.records:
                row = as_row(record)
                display.line(f"  {kind_name(record)}.csv")
                display.line(f"  {','.join(row)}")
                display.line(f"  {','.join(row.values())}")
        for one in found:
            if one.fate in (Fate.EQUIVALENT, Fate.UNDECIDED):
                display.line(str(say(f"mutate.{one.fate.value}", place=one.place, written=one.written, changed=one.changed)))
        counts = {fate.value: sum(one.fate is fate for one in found) for fate in Fate}
        display.line(str(say("mutate.sum", count=len(found), **counts)))
    return int(bool(alive))


def _standard_data(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        **_reporting_data(standard),
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


def _reporting_data(standard: Standard) -> dict[str, Any]:
    """Return a standard's language, calendar, year, periods and currency, where given."""
    said: dict[str, tuple[Any, Any]] = {
        "language": (standard.language, "zh"),
        "calendar": (standard.calendar.name, NATIONAL),
        "year_starts": ("{:02}-{:02}".format(*standard.year_starts), "01-01"),
        "periods": ([one.value for one in standard.periods], []),
        "valid": ({"from": standard.valid.first, "to": standard.valid.last}, {"from": None, "to": None}),
        "currency": (standard.currency, YUAN),
    }
    return {name: value for name, (value, default) in said.items() if value != default}


def _column_data(column: Column) -> dict[str, Any]:
    """Return a column and its settings; what it leaves to the rows is null."""
    return {
        "key": column.key,
        "label": column.label,
        "unit": column.unit,
        "kind": None if column.kind is None else column.kind.value,
        "measure": None if column.measure is None else column.measure.name(),
        **({} if column.over.other is None else {"over": column.over.other.value}),
    }


def _row_data(row: Indicator) -> dict[str, Any]:
    """Return a row and its settings; what it leaves to the columns is null."""
    own = row.measure is not None or row.kind is Kind.HEADING
    return {
        "key": row.key,
        "label": row.label,
        "unit": row.unit,
        "kind": row.kind.value if own else None,
        "measure": None if row.measure is None else row.measure.name(),
    }


_MOST_NAMED = 12


@standards_group.command("check")
@click.argument("file")
@JSON
def check_standard_command(file: str, as_json: bool) -> int:
    """Examine the relations of a standard: contradictions, repetitions, cells without protection. 勾稽关系体检。"""
    standard = library.load_standard(file)
    health = examine(standard)
    if as_json:
        echo_json(json.dumps(_data(health, standard), ensure_ascii=False, indent=2))
    else:
        for sentence in _sentences(health, standard):
            display.line(sentence)
    return int(not health.sound)


def _sentences(health: Health, standard: Standard) -> list[Message]:
    found = [say("health.contradiction", relations=_named(contradiction, standard)) for contradiction in health.contradictions]
    for forced in health.forced:
        cells = [f"{cell} = {plain(value)}" for cell, value in forced.cells.items()]
        found.append(say("health.forced", cells=_some(cells), relations=_named(forced.by, standard)))
    if health.sound:
        found.append(say("health.sound", count=len(standard.relations)))
    for implied in health.implied:
        relation = name_of(implied.instance, standard)
        if implied.by:
            by = _named(implied.by, standard)
            found.append(say("health.implied", relation=relation, count=len(implied.by), relations=by))
        else:
            found.append(say("health.empty", relation=relation))
    if health.unprotected:
        found.append(say("health.unprotected", count=len(health.unprotected), cells=_some(health.unprotected)))
    if health.bounded:
        found.append(say("health.bounded", count=len(health.bounded), cells=_some(health.bounded)))
    if health.conditional:
        found.append(say("health.conditional", count=len(health.conditional), relations=_named(health.conditional, standard)))
    found += [say("health.alike", count=len(group), cells=_some(group)) for group in health.alike]
    asked = standard.without_over_time
    if asked:
        found.append(say("health.over_time", count=len(asked), cells=_some(asked)))
    for language, lacking in _without_label(standard).items():
        if lacking:
            found.append(say("health.labels", language=language, count=len(lacking), labels=_some(lacking)))
    found.append(health.coverage)
    return found


def _without_label(standard: Standard) -> dict[str, list[str]]:
    """Return what has no label, by the language of each file of labels."""
    return {language: list(without_label(standard, language)) for language in standard.labels}


def _named(instances: Sequence[RelationInstance], standard: Standard) -> list[object]:
    return _some([name_of(instance, standard) for instance in instances])


def _some(names: Sequence[str]) -> list[object]:
    more = len(names) - _MOST_NAMED
    return [*names[:_MOST_NAMED], say("health.more", count=more)] if more > 0 else [*names]


def _data(health: Health, standard: Standard) -> dict[str, Any]:
    def names(instances: Sequence[RelationInstance]) -> list[str]:
        return [name_of(instance, standard) for instance in instances]

    return {
        "sound": health.sound,
        "contradictions": [names(contradiction) for contradiction in health.contradictions],
        "forced": [
            {
                "cells": {cell: value if isinstance(value, int) else plain(value) for cell, value in one.cells.items()},
                "by": names(one.by),
            }
            for one in health.forced
        ],
        "implied": [{"relation": name_of(one.instance, standard), "by": names(one.by)} for one in health.implied],
        "unprotected": list(health.unprotected),
        "bounded": list(health.bounded),
        "conditional": names(health.conditional),
        "alike": [list(group) for group in health.alike],
        "without_over_time": list(standard.without_over_time),
        "without_label": _without_label(standard),
        "coverage": {"cells": health.cells, "seen": health.seen, "located": health.located},
    }
