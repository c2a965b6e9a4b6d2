"""Output of commands (显示): tables in a terminal, plain lines in a pipe, remarks on standard error."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, assert_never

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from govdisclosure.consistency import Accepted, ExpectedChecks, RelationState, Verdict
from govdisclosure.exporters import PublishedReport
from govdisclosure.library import default_library
from govdisclosure.messages import Message, say
from govdisclosure.plugins import SlowPluginWarning
from govdisclosure.report import Finding, Report
from govdisclosure.values import Kind, Severity

_VERDICTS = {"passed": "bold green", "failed": "bold red", "incomplete": "bold yellow"}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line: a closed pipe is not a finding."""
        raise  # rich calls this while it handles the error


def console() -> Console:
    """Return the console for results; lines in a pipe are never wrapped or coloured."""
    return _Console(file=sys.stdout, highlight=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def line(text: object, style: str = "") -> None:
    """Print a line of results verbatim, optionally in a style."""
    console().print(str(text), style=style, markup=False)


def remark(text: object) -> None:
    """Print a remark on standard error."""
    Console(file=sys.stderr, highlight=False, emoji=False, soft_wrap=True).print(escape(str(text)))


@contextmanager
def remarking_slow_plugins() -> Iterator[None]:
    """Turn warnings about slow plugins into one-line remarks."""

    def show(message: Warning | str, category: type[Warning], *rest: object) -> None:
        if issubclass(category, SlowPluginWarning):
            remark(message)
        else:
            shown(message, category, *rest)

    with warnings.catch_warnings():
        shown: Any = warnings.showwarning
        if not sys.warnoptions:
            warnings.simplefilter("always", SlowPluginWarning)
        warnings.showwarning = show  # type: ignore[assignment]  # it takes the rest by position
        yield


@contextmanager
def working(text: object) -> Iterator[Callable[[str, int], None] | None]:
    """Show that something is being done, while it is, where standard error is a terminal; with rows and rate, as told."""
    screen = Console(file=sys.stderr, emoji=False)
    if not screen.is_terminal:
        yield None
        return
    rows: dict[str, int] = {}
    begun = monotonic()
    with screen.status(escape(str(text))) as status:

        def progress(name: str, count: int) -> None:
            rows[name] = count
            status.update(escape(f"{text} {name} {_speed(rows, begun)}"))

        yield progress
    if rows:
        remark(_speed(rows, begun))


def _speed(rows: Mapping[str, int], begun: float) -> Message:
    total, seconds = sum(rows.values()), max(monotonic() - begun, 0.001)
    return say("cli.rows", rows=f"{total:,}", seconds=f"{seconds:.1f}", rate=f"{round(total / seconds):,}")


@contextmanager
def progressing(text: object) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far reading is, a bar for each sheet, where standard error is a terminal; yield what is to be told."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    screen = Console(file=sys.stderr, emoji=False)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=screen, transient=True, disable=not screen.is_terminal,
    ) as bars:  # fmt: skip
        tasks: dict[str, TaskID] = {"": bars.add_task(escape(str(text)), total=None)}

        def told(sheet: str, done: int, total: int) -> None:
            if sheet not in tasks:
                tasks[sheet] = bars.add_task(escape(sheet), total=total)
            bars.update(tasks[sheet], completed=done, total=total)

        yield told


@contextmanager
def counting(text: object) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done, where standard error is a terminal; yield what takes both numbers."""
    with progressing(text) as told:
        yield lambda done, total: told("", done, total)


def show_rows(heads: Sequence[object], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print rows: a table in a terminal, tab-separated lines in a pipe."""
    screen = console()
    if not screen.is_terminal:
        for row in rows:  # written as they are: rich would make blanks of tabs
            sys.stdout.write("\t".join(re.sub(r"\s+", " ", cell) for cell in row) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for number, head in enumerate(heads):
        table.add_column(str(head), justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    screen.print(table)


def show_report(report: Report, verdict: Verdict) -> None:
    """Print every printed table of a report."""
    publication = PublishedReport(report=report, verdict=verdict)
    places = {key: section.heading for section in report.standard.sections for key in section.tables}
    for table in report.standard.tables:
        heading = publication.heading(table.heading or places[table.key] or table.key)
        console().print(escape(heading), style="bold")
        columns = table.columns
        heads: list[object] = [say("show.row"), say("show.unit")]
        heads += ["/".join((*column.head[-1:], column.label)) for column in columns] or [say("show.value")]
        rows = []
        for row in table.rows:
            if row.kind is Kind.HEADING:
                cells = [row.printed or ""] if not columns else [""] * len(columns)
            else:
                keys = [f"{row.key}/{column.key}" for column in columns] or [row.key]
                cells = [publication.printed(key) for key in keys]
            rows.append([row.label, row.unit, *cells])
        show_rows(heads, rows, right=range(2, 2 + max(1, len(columns))))


def show_verdict(verdict: Verdict) -> None:
    """Print the findings, then the verdict with the number of relations."""
    screen = console()
    for finding in verdict.findings:
        show_finding(finding, verdict.accepted.get(finding.fingerprint))
    numbers = {state.value: verdict.count(state) for state in RelationState}
    words = say(f"verdict.{verdict.verdict}", **numbers)
    screen.print(escape(str(words)), style=_VERDICTS[verdict.verdict])


def show_finding(finding: Finding, accepted: Accepted | None = None) -> None:
    """Print one finding: severity, message, place; for an accepted one also who accepted it, when and why."""
    screen = console()
    weight = say("show.severity", severity=finding.severity)
    where = f" [{', '.join(finding.where)}]" if finding.where else ""
    if accepted is not None:
        words = say("accepted.shown", severity=finding.severity, who=accepted.who, when=accepted.when, reason=accepted.reason)
        screen.print(f"[dim]{escape(f'{words} {finding.message}{where}')}[/]")
        return
    screen.print(f"[{_style(finding.severity)}]{escape(str(weight))}[/] {escape(str(finding.message) + where)}")


def remark_findings(verdict: Verdict) -> None:
    """Print errors, warnings and findings that need an explanation on standard error."""
    for finding in verdict.findings:
        if finding.severity.calls_for_action:
            where = f" [{', '.join(finding.where)}]" if finding.where else ""
            remark(f"{say('show.severity', severity=finding.severity)} {finding.message}{where}")


def say_what_waits(verdict: Verdict) -> None:
    """Print on standard error how many relations need reports that were not given."""
    waiting = verdict.waiting
    if waiting:
        remark(say("show.waits", count=waiting))


def remark_left_out_plugins() -> None:
    """Print on standard error which plugins, or parts of them, were left out."""
    for one in default_library().left_out:
        remark(f"{one.distribution} ({one.plugin}): {one.reason}")


def say_what_did_not_run(verdict: Verdict) -> None:
    """Print on standard error why a report is incomplete."""
    if verdict.verdict != "incomplete":
        return
    for one in verdict.not_run:
        if one.kind is not ExpectedChecks.PLUGIN:  # every command says once which plugins were left out
            remark(one.sentence)
    if verdict.missing:
        remark(say("check.missing", cells=verdict.missing))


def _style(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "bold red"
        case Severity.WARNING:
            return "yellow"
        case Severity.EXPLAIN:
            return "cyan"
        case Severity.INFO:
            return "dim"
    assert_never(severity)
