"""The commands of ``govdisclosure``. Exit codes: 0 fine, 1 findings of severity error, 2 input that cannot be read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
from attrs import evolve

from govdisclosure import facade
from govdisclosure.cli import display, speech
from govdisclosure.cli.audit import audit_command
from govdisclosure.cli.compare import compare_command
from govdisclosure.cli.deadline import Day, deadline_command
from govdisclosure.cli.draft import draft_command
from govdisclosure.cli.due import due_command
from govdisclosure.cli.explain import explain_command
from govdisclosure.cli.forms import collect_command, form_command
from govdisclosure.cli.guide import guide_command
from govdisclosure.cli.health import check_standard_command
from govdisclosure.cli.intake import intake_command
from govdisclosure.cli.locate import locate_command
from govdisclosure.cli.plugins import plugin_group, plugins_command
from govdisclosure.cli.sources import TABLES as _TABLES
from govdisclosure.cli.sources import UNIQUE as _UNIQUE
from govdisclosure.cli.sources import names_of as _names
from govdisclosure.cli.sources import records_of
from govdisclosure.cli.sources import shown as _shown
from govdisclosure.cli.verify import verify_command
from govdisclosure.consistency import State, Verdict, accept, acceptances_of, read_accepted
from govdisclosure.conversion import finding_to_data, report_to_json
from govdisclosure.diagnosis import diagnose
from govdisclosure.dialects import DIALECTS
from govdisclosure.errors import GovDisclosureError, InvalidStandardError, NotFinalError, PluginError, UnreadableError
from govdisclosure.explanation import column_in_words, row_in_words
from govdisclosure.exporters.by_body import writer_of
from govdisclosure.law import load_calendar
from govdisclosure.messages import asked_language, language, say, speaking
from govdisclosure.plugins import registry
from govdisclosure.records import RECORD_KINDS
from govdisclosure.report import Finding, Report
from govdisclosure.schema import Standard, json_schema
from govdisclosure.sources import Records, TableSource, create_tables, open_source, read_folder, record_schema
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.values import Period, Severity
from govdisclosure.version import VERSION


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; whatever goes wrong is said in one line, with exit code 2."""
    with speaking(speech.asked_for(sys.argv[1:] if arguments is None else arguments)):
        try:
            code = cli.main(arguments, prog_name="govdisclosure", standalone_mode=False)
        except click.ClickException as error:
            speech.show(error)
            code = 2
        except click.Abort:
            code = 130
    sys.exit(code if isinstance(code, int) else 0)


class _Commands(speech.Group):
    """The commands; what goes wrong in one is said here, while the language of ``--lang`` still holds."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except GovDisclosureError as error:
            display.remark(f"govdisclosure: {error}")
            return 1 if isinstance(error, NotFinalError) else 2  # its findings forbid it, and it was read
        except BrokenPipeError:  # the reader of a pipe went away: nothing is wrong
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            if os.environ.get("GOVDISCLOSURE_DEBUG"):
                raise
            place = f"{type(error).__name__}: {error}".splitlines()[0]
            display.remark(f"govdisclosure: {say('cli.unexpected', reason=place)}")
            return 2


def at_a_terminal() -> bool:
    """Whether a person can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@speech.LANGUAGE
@click.version_option(VERSION, "-V", "--version")
@click.pass_context
def cli(context: click.Context) -> None:
    """Statistics of government information disclosure. 政府信息公开统计:制表、审核、核对、读入、写出。"""
    context.with_resource(display.remarking_slow_plugins())
    if context.invoked_subcommand is None:
        if not at_a_terminal():  # a script that forgot the command must not wait for answers
            click.echo(context.get_help(), err=True)
            context.exit(2)
        context.invoke(guide_command)


def _period(year: int | None, period: str | None) -> Period | None:
    if year is not None and period is not None:
        raise click.UsageError(str(say("cli.year_or_period")))
    if year is not None:
        return Period.year(year)
    return None if period is None else Period.parse(period)


_OUTPUT = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File to write; again for more. 写出的文件,可写多个",
)
_FINAL = click.option("--final", is_flag=True, help="Write the final report; refused while it has errors. 定稿;有错误时拒绝")
_DATE = click.option("--date", "signed", type=Day(), help="Date under the report, such as 2016-03-14. 成文日期,如 2016-03-14")
_STANDARD = click.option("--standard", help="Standard: its id, or the path of a TOML file. 统计标准的代号,或 TOML 文件")
_BODY = click.option("--body", help="Id of the body. 机关代码")
_YEAR = click.option("--year", type=int, help="The year, such as 2015. 年度,如 2015")
_PERIOD = click.option("--period", help="2024-H1, 2024-Q3, 2024-06 or 2024-01-01..2024-06-30. 统计期")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON")


@cli.command("tabulate")
@click.argument("source")
@click.option("--standard", required=True, help="Standard: its id, or the path of a TOML file. 统计标准的代号,或 TOML 文件")
@_YEAR
@_PERIOD
@_BODY
@_OUTPUT
@_FINAL
@_DATE
@click.option(
    "--diagnosis", metavar="SECTION", help="Text section that ends with what a diagnosis measures. 写入诊断结果的部分"
)
@click.option("--by-body", is_flag=True, help="A report for each body, into one .xlsx, .parquet or .jsonl. 分机关制表")
@click.option(
    "--together",
    metavar="ID",
    help="With --by-body: also all bodies together, as this body's report. 并合计",
)
@_TABLES
@_UNIQUE
def tabulate_command(
    source: str,
    standard: str,
    year: int | None,
    period: str | None,
    body: str | None,
    outputs: tuple[Path, ...],
    final: bool,
    signed: date | None,
    diagnosis: str | None,
    by_body: bool,
    together: str | None,
    tables: tuple[str, ...],
    ids_unique: bool,
) -> int:
    """Work out a report from a folder of record files, or from a database's address. 由记录文件夹或数据库制表。"""
    when = _period(year, period)
    if when is None:
        raise click.UsageError(str(say("cli.no_period")))
    if by_body and (body or diagnosis):
        raise click.UsageError(str(say("cli.by_body_alone")))
    if together and not by_body:
        raise click.UsageError(str(say("cli.together_needs_by_body")))
    chosen = facade.load_standard(standard)
    with display.working(say("cli.reading", source=_shown(source))) as progress:
        records = open_source(source, names=_names(tables), ids_unique=ids_unique, progress=progress)
        reports = (
            tabulate_by_body(records, chosen, period=when, together=together)
            if by_body
            else {"": tabulate(records, chosen, period=when, body=body)}
        )
    reports = {name: _signed(one, signed) for name, one in reports.items()}
    if by_body:
        return _finish_all(reports, outputs, final=final)
    (report,) = reports.values()
    if diagnosis is not None:
        report = _with_diagnosis(report, records, diagnosis)
    return _finish(report, outputs, final=final)


@cli.command("diagnose")
@click.argument("source", type=click.Path(path_type=Path))
@_YEAR
@_PERIOD
@_BODY
@click.option("--previous", type=click.Path(path_type=Path), help="Record files of the period before. 上期记录文件夹")
@click.option("--calendar", type=click.Path(path_type=Path), help="TOML file with a year's or local holidays. 节假日文件")
@click.option("--picture", type=click.Path(path_type=Path), help="SVG to write, where there is something to draw. 图")
def diagnose_command(
    source: Path,
    year: int | None,
    period: str | None,
    body: str | None,
    previous: Path | None,
    calendar: Path | None,
    picture: Path | None,
) -> int:
    """Measure thin areas, late publication, idle columns, uneven progress. 诊断:公开数量、时效、栏目更新、进展平衡。"""
    when = _period(year, period)
    if when is None:
        raise click.UsageError(str(say("cli.no_period")))
    with display.working(say("cli.reading", source=source.name)):
        records = read_folder(source)
        before = read_folder(previous) if previous else None
    days = load_calendar(calendar) if calendar else None
    found = diagnose(records, period=when, body=body, previous=before, calendar=days)
    for line in found.paragraphs(language()):
        display.console().print(line, markup=False)
    for finding in found.findings:
        display.show_finding(finding)
    drawn = found.picture(asked_language() or "zh") if picture else ""
    if picture and drawn:
        picture.write_text(drawn, encoding="utf-8")
        display.console().print(str(picture), markup=False)
    elif picture:
        display.remark(say("cli.nothing_to_draw"))
    return 0


@cli.command("write")
@click.argument("file", type=click.Path(path_type=Path))
@_OUTPUT
@_STANDARD
@_FINAL
@_DATE
@click.option("--as", "form", help="The format's name, where the suffix does not tell it. 格式名称")
@click.option("--fragment", is_flag=True, help="The format's variant for a website's editor, as html-fragment. 网页片段")
@click.option("--earlier", multiple=True, type=click.Path(path_type=Path), help="Report of an earlier period. 往期报告")
@click.option("--parts", multiple=True, type=click.Path(path_type=Path), help="Reports of the bodies in it. 分机关报告")
@click.option("--records", metavar="SOURCE", help="What the report was made from: explains figures. 记录文件夹或数据库")
@_TABLES
def write_command(
    file: Path,
    outputs: tuple[Path, ...],
    standard: str | None,
    final: bool,
    signed: date | None,
    form: str | None,
    fragment: bool,
    earlier: tuple[Path, ...],
    parts: tuple[Path, ...],
    records: str | None,
    tables: tuple[str, ...],
) -> int:
    """Write a report as documents. 写出报告。"""
    if not outputs:
        raise click.UsageError(str(say("cli.no_output")))
    report = _signed(facade.read(file, standard=standard), signed)
    installed = registry()
    forms = [
        installed.exporter(form).name if form else installed.exporter_of(one.name, variant="fragment" if fragment else "").name
        for one in outputs
    ]
    beside: dict[str, Any] = {
        "earlier": [one for each in earlier for one in facade.read_all(each, standard=standard)],
        "parts": {one.body.id: one for each in parts for one in facade.read_all(each, standard=standard)},
        "records": records_of(records, tables) if records else None,
    }
    return _finish(report, outputs, final=final, forms=forms, beside=beside)


@cli.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@_STANDARD
@_BODY
@_YEAR
@_PERIOD
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Report JSON to write; printed by default. 写出的文件",
)
def read_command(
    file: Path, standard: str | None, body: str | None, year: int | None, period: str | None, output: Path | None
) -> int:
    """Read a published report. 读入已发布的报告。"""
    with display.working(say("cli.reading", source=file.name)):
        report = facade.read(file, standard=standard, body=body, period=_period(year, period))
    if output is None:
        click.echo(report_to_json(report), nl=False)
    else:
        facade.write(report, output, language=asked_language() or "zh")
        display.console().print(str(output), markup=False)
    found = sum(cell.printed is not None for cell in report.cells.values())
    facts = {"standard": report.standard.id, "cells": found, "notes": len(report.notes), "unread": len(report.unread)}
    display.remark(say("cli.read", **facts))
    return 0


@cli.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--previous", multiple=True, type=click.Path(path_type=Path), help="Report of the preceding period. 上期报告")
@click.option("--strict", is_flag=True, help="Count an incomplete report as failed. 不完整也算不通过")
@click.option("--accept", "accepted", type=click.Path(path_type=Path), help="TOML file of accepted findings. 已核实的结果")
@click.option("--to-accept", is_flag=True, help="Print such a file for what was found, to fill in. 打印待填写的核实文件")
@_STANDARD
@_JSON
def check_command(
    file: Path,
    previous: tuple[Path, ...],
    strict: bool,
    accepted: Path | None,
    to_accept: bool,
    standard: str | None,
    as_json: bool,
) -> int:
    """Check a report: every relation, every cell, every figure named in its words. 审核报告。"""
    report = facade.read(file, standard=standard)
    verdict = facade.check(report, previous=[facade.read(one, standard=standard) for one in previous])
    if accepted is not None:
        verdict = accept(verdict, read_accepted(accepted))
    if to_accept:
        click.echo(acceptances_of(verdict), nl=False)
    elif as_json:
        click.echo(json.dumps(_verdict_data(verdict), ensure_ascii=False, indent=2))
    else:
        display.show_verdict(verdict)
    display.say_what_waits(verdict)
    display.say_what_did_not_run(verdict)
    return int(verdict.verdict == "failed" or (strict and verdict.verdict == "incomplete"))


cli.add_command(deadline_command)
cli.add_command(explain_command)
cli.add_command(verify_command)
cli.add_command(compare_command)
cli.add_command(locate_command)
cli.add_command(intake_command)
cli.add_command(form_command)
cli.add_command(collect_command)
cli.add_command(due_command)
cli.add_command(draft_command)
cli.add_command(audit_command)
cli.add_command(guide_command)
cli.add_command(plugins_command)
cli.add_command(plugin_group)


@cli.command("records")
@click.option("--sql", "dialect", metavar="DIALECT", help="Print CREATE TABLE for ansi, duckdb, postgresql … 建表语句")
@_JSON
def records_command(dialect: str | None, as_json: bool) -> None:
    """Show the kinds of records with their fields, as a list, JSON Schema or SQL. 记录的字段、类型、取值。"""
    if dialect is not None:
        chosen = DIALECTS.get(dialect)
        if chosen is None:
            raise click.UsageError(str(say("cli.unknown_dialect", found=dialect, known=list(DIALECTS.complete()))))
        click.echo(create_tables(chosen, RECORD_KINDS.complete()), nl=False)
        return
    if as_json:
        schemas = {kind.name: record_schema(kind) for kind in RECORD_KINDS.complete().values()}
        click.echo(json.dumps(schemas, ensure_ascii=False, indent=2))
        return
    for kind in RECORD_KINDS.complete().values():
        display.console().print(f"{kind.name}  {kind.zh if language() == 'zh' else kind.en}", style="bold", markup=False)
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


@cli.group("standards", invoke_without_command=True)
@click.pass_context
def standards_group(context: click.Context) -> None:
    """Standards: list them, show one, print the schema of their files. 统计标准。"""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


standards_group.add_command(check_standard_command)


@standards_group.command("list")
def list_command() -> None:
    """List the installed standards, with annexes: id, rows, cells, what they rest on. 列出统计标准。"""
    loaded = []
    names = facade.available_standards()
    for one in (*names, *(f"{name}+{annex}" for name in names for annex in facade.available_annexes(name))):
        try:
            loaded.append(facade.load_standard(one))
        except InvalidStandardError as error:  # a plugin's; the others are shown all the same
            display.remark(error)
    rows = [[one.id, str(len(one.rows)), str(len(one.spots)), one.authority] for one in loaded]
    display.show_rows([say("show.id"), say("show.rows"), say("show.cells"), say("show.authority")], rows, right=(1, 2))


@standards_group.command("show")
@click.argument("standard")
@_JSON
def show_command(standard: str, as_json: bool) -> None:
    """Show a standard's rows: key, label, unit, kind, and what they count. 显示统计标准。"""
    chosen = facade.load_standard(standard)
    if as_json:
        click.echo(json.dumps(_standard_data(chosen), ensure_ascii=False, indent=2))
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
                ["/".join((*column.head, column.label)), str(column_in_words(column, labels)), column.key]
                for column in table.columns
            ]
            if columns:
                display.show_rows([say("show.column"), say("show.counts"), say("show.key")], columns)


@standards_group.command("schema")
@click.option("--annex", is_flag=True, help="The schema of an annex's file. 附表文件")
def schema_command(annex: bool) -> None:
    """Print the JSON Schema of a standard's file, for editors that complete and check. 打印标准文件的 JSON Schema。"""
    click.echo(json.dumps(json_schema("annex" if annex else "standard"), ensure_ascii=False, indent=2))


# ------------------------------------------------------------------------------------------------------------- helpers


def _with_diagnosis(report: Report, records: Records | TableSource, section: str) -> Report:
    """Let a text section end with what the diagnosis measures."""
    if not isinstance(records, Records):
        raise click.UsageError(str(say("cli.diagnosis_of_folder")))
    known = [one.key for one in report.standard.text_sections]
    if section not in known:
        raise click.UsageError(str(say("check.unknown_section", section=section, known=known)))
    measured = diagnose(records, period=report.period, body=report.body.id).paragraphs("zh")
    plain = [line.replace("{", "{{").replace("}", "}}") for line in measured]  # a name with braces names no figure
    words = "\n".join([report.text.get(section, ""), *plain]).strip()
    return evolve(report, text={**report.text, section: words})


def _signed(report: Report, signed: date | None) -> Report:
    return report if signed is None else evolve(report, signed=signed)


def _finish(
    report: Report,
    outputs: Sequence[Path],
    *,
    final: bool,
    forms: Sequence[str] = (),
    beside: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """Write the documents, or show the report where none are asked for; say what the check came to."""
    # a format that nobody knows is found before anything is written
    forms = forms or [registry().exporter_of(output.name).name for output in outputs]
    verdict = facade.check(report, previous=[one for one in beside.get("earlier", ()) if one.period.precedes(report.period)])
    if not outputs:
        display.show_report(report, verdict)
        display.show_verdict(verdict)
    unwritten = 0
    for output, form in zip(outputs, forms, strict=True):
        try:
            facade.write(report, output, format=form, final=final, language=asked_language() or "zh", verdict=verdict, **beside)
        except (PluginError, UnreadableError) as error:  # it costs its own document; the others are written
            display.remark(f"govdisclosure: {error}")
            unwritten += 1
        else:
            display.console().print(str(output), markup=False)
    if unwritten and unwritten == len(outputs):
        return 2
    if outputs:
        display.remark_findings(verdict)
    if outputs and verdict.verdict == "failed":
        display.remark(say("cli.draft"))
    display.say_what_did_not_run(verdict)
    return 2 if unwritten else int(verdict.verdict == "failed")


def _finish_all(reports: Mapping[str, Report], outputs: Sequence[Path], *, final: bool) -> int:
    """Write the reports of many bodies, or show what each comes to; say how many have errors."""
    for output in outputs:
        writer_of(output.suffix)
    verdicts = {body: facade.check(report) for body, report in reports.items()}
    if not outputs:
        rows = [
            [
                body,
                reports[body].body.name or "",
                str(say(f"show.{one.verdict}")),
                str(sum(found.severity is Severity.ERROR for found in one.findings)),
                str(sum(found.severity is Severity.WARNING for found in one.findings)),
            ]
            for body, one in verdicts.items()
        ]
        heads = [say("show.body"), say("show.name"), say("show.verdict"), say("show.errors"), say("show.warnings")]
        display.show_rows(heads, rows, right=(3, 4))
    for output in outputs:
        facade.write_by_body(reports, output, final=final, language=asked_language() or "zh")
        display.console().print(str(output), markup=False)
    failed = sum(one.verdict == "failed" for one in verdicts.values())
    display.remark(say("cli.bodies", count=len(verdicts), failed=failed))
    return int(failed > 0)


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "relations": {state.value: verdict.count(state) for state in State},
        "findings": [_finding_data(finding, verdict) for finding in verdict.findings],
    }


def _finding_data(finding: Finding, verdict: Verdict) -> dict[str, Any]:
    data = finding_to_data(finding)
    accepted = verdict.accepted.get(finding.fingerprint)
    if accepted is not None:
        data["accepted"] = {"who": accepted.who, "when": accepted.when.isoformat(), "reason": accepted.reason}
    return data


def _standard_data(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "tables": [
            {
                "key": table.key,
                "heading": table.heading,
                "columns": [{"key": column.key, "label": column.label} for column in table.columns],
                "rows": [{"key": row.key, "label": row.label, "unit": row.unit, "kind": row.kind.value} for row in table.rows],
                **({} if table.printed else {"printed": False}),
            }
            for table in standard.tables
        ],
    }
