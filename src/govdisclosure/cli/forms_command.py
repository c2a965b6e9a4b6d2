"""``govdisclosure form`` and ``govdisclosure collect``: a form for a clerk to fill in, and filled ones back into reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import click

from govdisclosure import library
from govdisclosure.areas import Issue, SubmittedReports, gather_reports
from govdisclosure.cli import display
from govdisclosure.cli.options import BODY, JSON, PATH, PERIOD, THEME, needed_period, period_of, theme_of_option
from govdisclosure.cli.paths import OUTPUT_FOLDER, files_in, refuse_onto
from govdisclosure.cli.record_sources import bodies_of
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.errors import Fault, UnknownFormatError, UnreadableError, refused
from govdisclosure.exporters import Theme
from govdisclosure.files import read_whole, writing
from govdisclosure.folders import one_step, write_together, write_whole
from govdisclosure.forms import SUFFIXES
from govdisclosure.messages import asked_language, say
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Standard
from govdisclosure.values import Period


@click.command("form")
@click.argument("standard")
@BODY
@click.option("--name", help="Full name of the body. 机关名称")
@click.option("--bodies", type=PATH, help="List of bodies: a form for each, into the folder -o. 机关名册")
@click.option("--year", type=int, help="The year, such as 2025. 年度")
@PERIOD
@click.option("--from", "before", type=PATH, help="Report of the period before, or a folder of them. 上期报告")
@THEME
@click.option("-o", "--output", type=OUTPUT_FOLDER, required=True, help="Workbook to write; with --bodies a folder. 写出的文件")
def form_command(
    standard: str,
    body: str | None,
    name: str | None,
    bodies: Path | None,
    year: int | None,
    period: str | None,
    before: Path | None,
    theme: str | None,
    output: Path,
) -> int:
    """Make an Excel form to fill in, with last year's figures beside. 生成填报表。"""
    if (body is None) == (bodies is None):
        raise click.UsageError(str(say("form.one_body")))
    chosen = library.load_standard(standard)
    when, laid_out = needed_period(year, period, chosen), library.default_library().theme(theme, standard=chosen)
    if body is not None:
        whose = Body(id=body, name=name)
        previous = _previous(_before([before]), before, whose, when) if before else None
        _write_forms({output: _form(chosen, output, whose, when, previous, laid_out)})
        display.line(output)
        return 0
    expected = bodies_of(bodies).expected(when) if bodies else ()
    last = _before([before] if before else [])
    forms: dict[Path, bytes] = {}
    names = _file_names(expected)
    with display.progressing(say("form.making")) as progress:
        for number, one in enumerate(expected, start=1):
            path = output / f"{names[one.id]}.xlsx"
            previous = next(iter(_fitting(last, one, when)), None)
            forms[path] = _form(chosen, path, one, when, previous, laid_out)
            progress("", number, len(expected))
    _write_forms(forms, folder=output)
    display.line(output)
    display.remark(say("form.made", count=len(expected)))
    return 0


def _form(standard: Standard, path: Path, body: Body, period: Period, previous: Report | None, theme: Theme) -> bytes:
    """Return the bytes of a body's form, which is a workbook by the path's name."""
    if path.suffix.lower() != ".xlsx":
        raise UnknownFormatError("form.format")
    made = BytesIO()
    library.make_form(standard, made, body=body, period=period, previous=previous, language=asked_language(), theme=theme)
    return made.getvalue()


def _write_forms(forms: Mapping[Path, bytes], *, folder: Path | None = None) -> None:
    """Write all forms or none; an existing form is never overwritten, because a clerk may have filled it in.

    Raises:
        UnreadableError: another file of a form's name is there, or they cannot be written.
    """
    others = [path.name for path, form in forms.items() if path.exists() and not _holds(path, form)]
    if others:
        where = folder.name if folder else ""
        raise refused(where, "form.exists", files=others)
    write_together({path: form for path, form in forms.items() if not path.exists()})


def _holds(path: Path, form: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(form) and read_whole(path) == form


def _before(paths: Sequence[Path]) -> tuple[Report, ...]:
    """Return the reports of files and folders; files of a folder without a report are named."""
    reports: list[Report] = []
    for path in paths:
        if not path.is_dir():
            reports += _reports_in(path)
            continue
        gathered = gather_reports(path, _reports_in)
        reports += gathered.reports
        for one in gathered.issues:
            display.remark(say("collect.passed_over", why=f"{one.file}: {one.message}"))
    return tuple(reports)


def _previous(found: Sequence[Report], path: Path, body: Body, period: Period) -> Report:
    """Return a body's report of the period before; the only one in the file, whatever its id."""
    own = [one for one in found if one.scope == "own"]
    fitting = _fitting(own, body, period) or (own if len(own) == 1 else [])
    if not fitting:
        raise refused(path.name, "form.from_none", body=body.name or body.id)
    return fitting[0]


def _fitting(found: Sequence[Report], body: Body, period: Period) -> Sequence[Report]:
    """Return a body's reports, preferably those of the period before."""
    own = [one for one in found if one.scope == "own"]
    ours = [one for one in own if one.body.id == body.id or (body.name and one.body.name == body.name)]
    return [one for one in ours if one.period.precedes(period)] or ours


def _reports_in(path: Path) -> Sequence[Report]:
    """Return the reports of a file, which may be a form that was filled in last year."""
    filled = library.collect([path]).reports if path.suffix.lower() in SUFFIXES and path.is_file() else ()
    return filled or library.read_all(path)


def _file_names(bodies: Iterable[Body]) -> dict[str, str]:
    """Return each body's file name by its id, unique on file systems that ignore case, too."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for body in bodies:
        name = plain = _file_name(body)
        numbers = count(2)
        while name.casefold() in taken:
            name = f"{plain}-{next(numbers)}"
        taken.add(name.casefold())
        names[body.id] = name
    return names


def _file_name(body: Body) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "_", f"{body.id}-{body.name}" if body.name else body.id)[:80]


# ------------------------------------------------------------------------------------------------------------- collecting


@click.command("collect")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--standard", help="Standard of the forms: its id, or the path of a TOML file. 统计标准")
@click.option("--year", type=int, help="The year; that of most forms by default. 年度")
@click.option("--period", help="The period, where it is no year. 统计期")
@click.option("--bodies", type=PATH, help="List of bodies that must hand in. 机关名册")
@click.option("--previous", multiple=True, type=PATH, help="Last year's reports, file or folder; repeatable. 上年报告")
@click.option(
    "-o", "--output", "outputs", multiple=True, type=OUTPUT_FOLDER, help="Folder, .jsonl or .xlsx; repeatable. 写出的文件"
)
@click.option("--annotate", "copies", type=OUTPUT_FOLDER, help="Folder for copies with comments. 批注副本文件夹")
@THEME
@JSON
def collect_command(
    paths: tuple[Path, ...],
    standard: str | None,
    year: int | None,
    period: str | None,
    bodies: Path | None,
    previous: tuple[Path, ...],
    outputs: tuple[Path, ...],
    copies: Path | None,
    theme: str | None,
    as_json: bool,
) -> int:
    """Collect filled forms: reports, who is missing, and what is wrong in which cell. 收表、审核、批注。"""
    if any(output.suffix and output.suffix.lower() not in (".jsonl", ".xlsx") and not output.is_dir() for output in outputs):
        raise click.UsageError(str(say("collect.formats")))
    chosen: Standard | None = library.load_standard(standard) if standard else None
    when = period_of(year, period, chosen)
    expected = bodies_of(bodies) if bodies else None
    before = _before(previous)
    with display.progressing(say("collect.reading")) as progress:
        found = library.collect(
            paths,
            standard=chosen,
            period=when,
            bodies=expected,
            previous=before,
            progress=lambda _, done, total: progress("", done, total),
        )
    if not found.submitted:
        raise UnreadableError([Fault(where=issue.file, sentence=issue.message) for issue in found.issues if issue.file])
    inputs = [*files_in(previous), *(one.path for one in found.files if one.path)]
    laid_out = theme_of_option(theme, next((one.report.standard for one in found.submitted), None))
    written = _write(found, outputs, copies, inputs, laid_out)
    if as_json:
        echo_json(json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
        for path in written:
            display.line(path)
    states = [one.state for one in found.files]
    display.remark(
        say(
            "collect.sum",
            files=len(states),
            reports=len(found.reports),
            failed=states.count("failed"),
            aside=states.count("set_aside"),
            unreadable=states.count("unreadable"),
            missing=len(found.missing),
            issues=len(found.issues),
        )
    )
    return int(found.wrong)


def _write(
    found: SubmittedReports, outputs: Sequence[Path], copies: Path | None, inputs: Sequence[Path], theme: Theme | None
) -> list[Path]:
    """Write the requested outputs, never onto an input, and return the paths to report: a folder rather than its files."""
    from govdisclosure.forms.annotation import annotate, copy_name
    from govdisclosure.forms.summary import write_summary

    written: list[Path] = []
    made: dict[Path, Path] = {}
    with writing(""), one_step():
        if copies is not None:
            paths = set(annotate(found, copies, language=asked_language()))
            for path in paths:
                refuse_onto(path, inputs)
            named = {one.path: copies / copy_name(one.file) for one in found.files if one.path}
            made = {path: copy for path, copy in named.items() if copy in paths}
            written.append(copies)
        for output in outputs:
            refuse_onto(output, inputs)
            suffix = output.suffix.lower()
            if suffix == ".xlsx":
                write_summary(found, output, made, language=asked_language(), theme=theme)
            elif suffix == ".jsonl":
                lines = [json.dumps(one.to_dict(), ensure_ascii=False) for one in found.reports]
                write_whole(output, "".join(f"{line}\n" for line in lines).encode())
            else:
                names = _file_names(Body(id=report.body.id) for report in found.reports)
                for report in found.reports:
                    path = output / f"{names[report.body.id]}.json"
                    refuse_onto(path, inputs)
                    write_whole(path, report.to_json().encode())
            written.append(output)
    return written


def _show(found: SubmittedReports) -> None:
    for issue in found.issues:
        if not issue.severity.calls_for_action:
            continue
        words = say(
            "collect.line", severity=issue.severity, where=issue.where, message=issue.message, others=list(issue.others[:6])
        )
        if not issue.others:
            words = say("collect.line_alone", severity=issue.severity, where=issue.where, message=issue.message)
        display.line(words)


def _data(found: SubmittedReports) -> dict[str, Any]:
    return {
        "standard": found.standard,
        "period": None if found.period is None else str(found.period),
        "files": [
            {
                "file": one.file,
                "body": one.report.body.id if one.report else None,
                "state": one.state,
                "revision": one.report.revision if one.report else None,
                "missing": [] if one.verdict is None else list(one.verdict.missing),
            }
            for one in found.files
        ],
        "absent": list(found.missing),
        "issues": [_issue(issue) for issue in found.issues],
    }


def _issue(one: Issue) -> dict[str, Any]:
    return {
        "file": one.file,
        "body": one.body,
        "sheet": one.sheet,
        "cell": one.cell,
        "address": one.address,
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message.both,
        "others": list(one.others),
    }
