"""Output of commands (显示): tables in a terminal, plain lines in a pipe, remarks on standard error."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO, assert_never

from govdisclosure.consistency import Accepted, ExpectedChecks, RelationOutcome, RelationState, Verdict
from govdisclosure.library import default_library
from govdisclosure.messages import Message, asked_language, language, say
from govdisclosure.plugins import SlowPluginWarning
from govdisclosure.report import Finding, Report
from govdisclosure.report.operands import SideInWords
from govdisclosure.standards import Table
from govdisclosure.values import Kind, Severity

if TYPE_CHECKING:
    from rich.console import Console

_VERDICTS = {"passed": "bold green", "failed": "bold red", "incomplete": "bold yellow"}


def console() -> Console:
    """Return the console for results; lines in a pipe are never wrapped or coloured."""
    from govdisclosure.cli.terminal_tables import ResultConsole  # on use: a pipe needs nothing of it

    return ResultConsole(file=sys.stdout, highlight=False, emoji=False, soft_wrap=not sys.stdout.isatty())


_CONTROL = dict.fromkeys((7, 8, 11, 12, 13))
"""The characters that rich leaves out."""


def _print(stream: TextIO | None, *pieces: tuple[str, str], wrapped: bool = True) -> None:
    """Print pieces of text, each in its style, as one line: by rich on a terminal, as they are in a pipe."""
    if stream is None or stream.isatty() or not os.environ.keys().isdisjoint(("FORCE_COLOR", "TTY_COMPATIBLE")):
        from rich.console import Console
        from rich.text import Text

        screen = console() if stream is sys.stdout else Console(file=stream, highlight=False, emoji=False)
        screen.print(Text.assemble(*pieces), soft_wrap=None if wrapped else True)
        return
    stream.write("".join(text for text, _ in pieces).translate(_CONTROL).expandtabs() + "\n")
    stream.flush()


def line(text: object, style: str = "") -> None:
    """Print a line of results verbatim, optionally in a style."""
    _print(sys.stdout, (str(text), style), wrapped=not _breaks_anywhere())


def _breaks_anywhere() -> bool:
    """Whether lines are left to the terminal to break: Chinese has no blanks to break them at."""
    return language() == "zh"


def remark(text: object) -> None:
    """Print a remark on standard error."""
    _print(sys.stderr, (str(text), ""), wrapped=False)


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
    from rich.console import Console
    from rich.markup import escape

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
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    screen = Console(file=sys.stderr, emoji=False)
    with Progress(
        TextColumn("{task.description}"), BarColumn(30), TextColumn("{task.fields[count]}"), TimeRemainingColumn(),
        console=screen, transient=True, disable=not screen.is_terminal,
    ) as bars:  # fmt: skip
        tasks: dict[str, TaskID] = {"": bars.add_task(escape(str(text)), total=None, count="")}

        def told(sheet: str, done: int, total: int) -> None:
            if sheet not in tasks:
                tasks[sheet] = bars.add_task(escape(sheet), total=total, count="")
            bars.update(tasks[sheet], completed=done, total=total, count=f"{done}/{total}")

        yield told


@contextmanager
def counting(text: object) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done, where standard error is a terminal; yield what takes both numbers."""
    with progressing(text) as told:
        yield lambda done, total: told("", done, total)


def show_rows(
    heads: Sequence[object], rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), leading: int | None = None
) -> None:
    """Print rows: a table in a terminal, tab-separated lines in a pipe; see :class:`TerminalTable` for ``leading``."""
    screen = console()
    if not screen.is_terminal:
        for row in rows:  # written as they are: rich would make blanks of tabs
            sys.stdout.write("\t".join(re.sub(r"\s+", " ", cell) for cell in row) + "\n")
        return
    from govdisclosure.cli.terminal_tables import show_table

    show_table(screen, [str(head) for head in heads], rows, frozenset(right), leading)


def show_report(report: Report, verdict: Verdict) -> None:
    """Print every printed table of a report, in the language asked for."""
    from govdisclosure.exporters import PublishedReport

    report = report.in_language(asked_language())
    publication = PublishedReport(report=report, verdict=verdict)
    places = {key: section.heading for section in report.standard.sections for key in section.tables}
    for table in (one for one in report.standard.tables if one.key not in report.absent_tables):
        heading = publication.heading(table.heading or places[table.key] or table.key)
        _print(sys.stdout, (heading, "bold"))
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
    told: set[str] = set()
    for finding in verdict.findings:
        accepted = verdict.accepted.get(finding.fingerprint)
        show_finding(finding, accepted, _in_few_words(finding, verdict.report, again=finding.rule in told))
        if finding.operands and accepted is None:
            told.add(finding.rule)
    numbers = {state.value: verdict.count(state) for state in RelationState}
    words = say(f"verdict.{verdict.verdict}", **numbers)
    _print(sys.stdout, (str(words), _VERDICTS[verdict.verdict]))


_MANY = 8
"""Of more cells than these that are blank a finding is shown by table, with their number."""
_PLACES = 4


def _in_few_words(finding: Finding, report: Report, *, again: bool) -> Message | None:
    """Return what is said of a finding instead of its message: of many blank cells, or of a rule that was told before."""
    if again and finding.operands:
        totals = (finding.left or "", finding.right or "")
        left, right = (SideInWords(side, total=total) for side, total in zip(finding.operands, totals, strict=True))
        return say("show.again", rule=finding.rule, left=left, right=right, difference=finding.difference)
    if finding.rule in ("cell.missing", "blank.assumed") and len(finding.cells) > _MANY:
        return say(f"show.{finding.rule.replace('.', '_')}", count=len(finding.cells), tables=_by_table(finding.cells, report))
    return None


def _by_table(cells: Iterable[str], report: Report) -> list[Message]:
    """Return how many of some cells each table has."""
    spots = report.standard.spots
    counts = Counter(table_heading(report, spots[cell].table) for cell in cells if cell in spots)
    return [say("show.of_table", table=table, count=count) for table, count in counts.items()]


def table_heading(report: Report, table: Table) -> str:
    """Return the heading that a table is under."""
    sections = (report.fill_in(one.heading) for one in report.standard.sections if table.key in one.tables)
    return report.fill_in(table.heading) or next(sections, "") or table.key


def _places(where: Sequence[str]) -> str:
    """Return where a finding is, in brackets: each sheet or page once, of many places the first."""
    sheets: dict[str, list[str]] = {}
    for one in where[:_PLACES]:
        sheet, mark, cell = one.rpartition("!")
        sheets.setdefault(sheet + mark, []).append(cell)
    listed = ", ".join(sheet + ", ".join(cells) for sheet, cells in sheets.items())
    if len(where) > _PLACES:
        listed = str(say("show.more_places", places=listed, count=len(where)))
    return f" [{listed}]" if where else ""


def show_finding(finding: Finding, accepted: Accepted | None = None, words: Message | None = None) -> None:
    """Print one finding: severity, message or other ``words``, place; of an accepted one also who accepted it, when and why."""
    weight = say("show.severity", severity=finding.severity)
    where = "" if words is not None and not finding.operands else _places(finding.where)
    if accepted is not None:
        words = say("accepted.shown", severity=finding.severity, who=accepted.who, when=accepted.when, reason=accepted.reason)
        _print(sys.stdout, (f"{words} {finding.message}{where}", "dim"))
        return
    said = f" {words or finding.message}{where}"
    _print(sys.stdout, (str(weight), _style(finding.severity)), (said, ""), wrapped=not _breaks_anywhere())


def remark_findings(verdict: Verdict) -> None:
    """Print errors, warnings and findings that need an explanation on standard error."""
    for finding in verdict.findings:
        if finding.severity.calls_for_action:
            remark(f"{say('show.severity', severity=finding.severity)} {finding.message}{_places(finding.where)}")


def say_what_waits(verdict: Verdict) -> None:
    """Print on standard error how many relations need reports that were not given."""
    waiting = verdict.waiting
    if waiting:
        remark(say("show.waits", count=waiting))


def remark_left_out_plugins() -> None:
    """Print on standard error which plugins, or parts of them, were left out."""
    for one in default_library().left_out:
        remark(f"{one.distribution} ({one.plugin}): {one.reason}")


def say_what_did_not_run(verdict: Verdict, *, missing: bool = True) -> None:
    """Print on standard error why a report is incomplete: relations by table and reason; with ``missing`` the blank cells."""
    if verdict.verdict != "incomplete":
        return
    spots = verdict.report.standard.spots
    relations: dict[tuple[str, str], list[RelationOutcome]] = {}
    for outcome in verdict.held_up:
        own = next((spots[one].table for one in outcome.instance.addresses if one in spots), None)
        heading = table_heading(verdict.report, own) if own else ""
        relations.setdefault((heading, outcome.reason.key if outcome.reason else ""), []).append(outcome)
    for (table, _), outcomes in relations.items():
        if len(outcomes) == 1 and outcomes[0].reason is not None:
            remark(say("check.not_run.relation", name=outcomes[0].instance.relation.key, reason=outcomes[0].reason))
        else:
            remark(say("show.not_run", table=table, count=len(outcomes), first=outcomes[0].reason))
    for one in verdict.unfinished:
        if one.kind is not ExpectedChecks.PLUGIN:  # every command says once which plugins were left out
            remark(one.sentence)
    if verdict.missing and missing:
        many = len(verdict.missing) > _MANY
        facts = {"count": len(verdict.missing), "tables": _by_table(verdict.missing, verdict.report)}
        remark(say("show.cell_missing", **facts) if many else say("check.missing", cells=verdict.missing))


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
