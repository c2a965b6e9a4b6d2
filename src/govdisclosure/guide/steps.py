"""The steps of the year's work (向导各步), as data: what is asked and done, in order, given what was answered so far.

A step is a generator of :class:`~govdisclosure.guide.Prompt`, pages of them, and :class:`~govdisclosure.guide.Task`; what the
journal holds is passed over, so the first one that it does not hold is what comes next (:mod:`govdisclosure.guide.walk`).
Nothing here reads or prints, and the state is the folder alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

from attrs import evolve, frozen

from govdisclosure import library
from govdisclosure.consistency.readiness import blockers
from govdisclosure.consistency.verdict import Accepted
from govdisclosure.drafting import draft, keep_words, read_words, take_back
from govdisclosure.drafting.text_entries import keep_entries
from govdisclosure.errors import GovDisclosureError, InvalidStandardError, UnknownFormatError
from govdisclosure.files import OpenedFile, read_whole
from govdisclosure.folders import write_together, write_whole
from govdisclosure.guide.accepting import with_acceptances
from govdisclosure.guide.prompts import Prompt, PromptKind, PromptPage
from govdisclosure.guide.work import Task, TaskOutcome, Work
from govdisclosure.intake.answers_workbook import answers_meant, read_answers
from govdisclosure.intake.aside_workbook import read_corrections
from govdisclosure.intake.conversation import study
from govdisclosure.intake.days import year_in
from govdisclosure.intake.profiles import parse_profile
from govdisclosure.intake.questions import Choice, Question, Study
from govdisclosure.intake.recording import (
    answers_of,
    aside_of,
    keep_answers,
    keep_intake,
    office_secret,
    remember_answers,
    remembered_answers,
)
from govdisclosure.intake.register_workbook import LARGEST
from govdisclosure.intake.taking import Corrections, Intake, Progress, take_in
from govdisclosure.law import Mark
from govdisclosure.library import Library, default_library
from govdisclosure.messages import Message, say
from govdisclosure.progress import counted
from govdisclosure.records import RecordKind
from govdisclosure.report import Finding, Report
from govdisclosure.sources import set_aside
from govdisclosure.standards import Standard
from govdisclosure.standards.reporting import ValidYears
from govdisclosure.text_bindings import holes
from govdisclosure.values import Kind

GuideItem = Prompt | PromptPage | Task
REGISTER_FILES: tuple[str, ...] = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".et")
"""Suffixes of files that may be registers."""
REPORT_FILES: tuple[str, ...] = (".json", ".docx", ".doc", ".xlsx", ".pdf", ".html", ".htm", ".ofd", ".txt")
"""Suffixes of files that may be last year's report."""
_OURS = (".aside.xlsx", ".对照表.xlsx")


@frozen
class GuideStep:
    """A step: its name, and what is asked and done in it."""

    name: str
    items: Callable[[Work], Iterator[GuideItem]]

    @property
    def title(self) -> Message:
        """Its title."""
        return say(f"guide.title.{self.name}")

    @property
    def about(self) -> Message:
        """What it is for."""
        return say(f"guide.about.{self.name}")


DONE = "!"
"""Keys of tasks end so."""
PUT_OFF = "s"
"""The answer that puts off what is to be done in another program."""
REFERENCE = ".reference!"
"""Keys that keep by what reference a register is known in the folder of records end so."""
LASTING = ("findings:previous", "documents:signed")
"""Answers of the later steps that stay right when a register changes."""


# ------------------------------------------------------------------------------------------------------------- the office


def _office(work: Work) -> Iterator[GuideItem]:
    """Whose report it is, of which year, by which standard."""
    likely = next((year for path in _files(work, REGISTER_FILES) if (year := year_in(path.stem))), work.day.year - 1)
    yield PromptPage(
        (
            Prompt(key="office:name", kind=PromptKind.TEXT, sentence=say("guide.ask.name")),
            Prompt(key="office:year", kind=PromptKind.YEAR, sentence=say("guide.ask.year"), proposed=str(likely)),
        )
    )
    yield from _form(work)
    yield Task(key=f"office:body{DONE}", command=(), run=partial(_body, work))


DOCUMENTS_LANGUAGE = "zh"
"""The language of the documents that the guide writes."""


def _form(work: Work) -> Iterator[GuideItem]:
    """By which standard: those in the documents' language made for such a year first, all others after them."""
    year = int(work["office:year"])
    fitting: list[Choice] = []
    others: list[Choice] = []
    for name in library.available_standards():
        with suppress(InvalidStandardError):  # a plugin's: ``govdisclosure standards list`` says what is wrong with it
            standard = library.load_standard(name)
            if standard.reports_on(standard.period_of(year)):
                fits = standard.language == DOCUMENTS_LANGUAGE and standard.valid != ValidYears() and year in standard.valid
                (fitting if fits else others).append(_form_choice(standard))
    yield Prompt(
        key="office:standard",
        kind=PromptKind.CHOICE,
        sentence=say("guide.ask.standard") if fitting else say("guide.ask.standard_of_none", year=year),
        choices=(*fitting, *([Choice(_OTHER, say("guide.form.other"))] if others else [])) if fitting else tuple(others),
        proposed=fitting[0].value if fitting else None,
    )
    if work["office:standard"] == _OTHER:
        yield Prompt(
            key="office:standard.other",
            kind=PromptKind.CHOICE,
            sentence=say("guide.ask.standard_other", year=year),
            choices=tuple(others),
        )


_OTHER = "other:"
"""The answer for a form that is not made for the year; no standard's id has a colon."""


def _form_choice(standard: Standard) -> Choice:
    """Return a form as a choice: its title, the years it is for, and the notice it rests on."""
    title = re.sub(r"\{\w+\}", "…", re.sub(r"^\{body\}[:：\s]*|\{year\}年度?", "", standard.title)) or standard.id
    authority = re.sub(r"\[([CPMS])\]", lambda mark: Mark(mark[1]).marked(""), standard.authority)
    facts = {"title": title, "authority": authority}
    if standard.valid == ValidYears():
        return Choice(standard.id, say("guide.form", **facts))
    return Choice(standard.id, say("guide.form.valid", **facts, valid=standard.valid.sentence))


def standard_of(work: Work) -> str:
    """Return the id of the chosen form."""
    return work.get("office:standard.other") or work["office:standard"]


def _body(work: Work, _: Progress | None) -> TaskOutcome:
    place = work.records / "body.csv"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["id", "name"], ["office", work["office:name"]]])
    write_whole(place, text.getvalue().encode())
    return TaskOutcome(wrote=(place,))


# ------------------------------------------------------------------------------------------------------------- the blocks


def _blocks(work: Work) -> Iterator[GuideItem]:
    """Block by block: a register, totals, or none."""
    empty = empty_report(work)
    for kind, cells in _needed(empty).items():
        yield from _block(work, kind, cells, empty)


def empty_report(work: Work) -> Report:
    """Return the report of the office before anything is counted."""
    chosen = library.load_standard(standard_of(work))
    return library.tabulate([], chosen, period=int(work["office:year"]), body="office")


def _needed(report: Report) -> dict[RecordKind, list[str]]:
    """Return the kinds of record that a standard counts, with the cells that each is counted in."""
    needed: dict[RecordKind, list[str]] = {}
    for address, spot in report.standard.spots.items():
        if not spot.is_entered and not spot.measure.parts:
            needed.setdefault(spot.counted, []).append(address)
    return needed


def _block(work: Work, kind: RecordKind, cells: list[str], report: Report) -> Iterator[GuideItem]:
    for number in count(1):
        prefix = f"blocks:{kind.name}.{number}"
        taken = _has_register(work, kind)
        others = ("enough",) if taken else ("totals", "none", "later")
        yield Prompt(
            key=f"{prefix}.how",
            kind=PromptKind.CHOICE,
            sentence=say("guide.ask.more", kind=kind) if taken else say("guide.ask.kind", kind=kind, count=len(cells)),
            choices=tuple(Choice(one, say(f"guide.how.{one}")) for one in ("register", *others)),
            proposed="enough" if taken else None,
        )
        match work[f"{prefix}.how"]:
            case "register":
                yield from _register(work, prefix, kind)
                continue
            case "totals":
                spots = {address: report.standard.spot(address) for address in cells}
                yield PromptPage(
                    tuple(
                        Prompt(
                            key=f"{prefix}.total.{address}",
                            kind=PromptKind.DAY if spot.kind is Kind.DATE else PromptKind.FIGURE,
                            sentence=say("guide.ask.total", label=spot.label, unit=spot.unit),
                        )
                        for address, spot in spots.items()
                    )
                )
                values = {address: work[f"{prefix}.total.{address}"] for address in cells}
                yield Task(key=f"{prefix}.totals{DONE}", command=(), run=partial(_totals, work, report, values))
            case "none":
                yield Task(key=f"{prefix}.none{DONE}", command=(), run=partial(_none, work, kind))
            case "enough":
                lacking = _never(work, kind, report, cells)
                if lacking:
                    yield Prompt(
                        key=f"{prefix}.never",
                        kind=PromptKind.YES_NO,
                        sentence=say("guide.ask.never", labels=lacking),
                        proposed="yes",
                    )
                    if work[f"{prefix}.never"] == "no":
                        continue
        return


def _has_register(work: Work, kind: RecordKind) -> bool:
    """Whether a register of a kind was taken in, under whichever kind it was named."""
    prefixes = {key.partition(".take.")[0] for key in work.journal if ".take." in key}
    return any(register_kind(work, one) == kind.name for one in prefixes)


def register_kind(work: Work, prefix: str) -> str:
    """Return the name of the kind that a register was taken in for."""
    return work.get(f"{prefix}.other") or prefix.split(":")[1].partition(".")[0]


def _never(work: Work, kind: RecordKind, report: Report, cells: list[str]) -> list[str]:
    """Return the labels of rows of which the registers hold no record at all: licences given are no word on penalties."""
    words = kind.fields["kind"].words if "kind" in kind.fields else None
    if words is None or kind.name not in ("decision", "document"):
        return []
    path = work.records / f"{kind.name}.csv"
    present = _kinds_in(path.read_bytes()) if path.exists() else ()
    return [
        word.zh
        for word in words
        if word.value not in present and any(word.zh in report.standard.spot(cell).label for cell in cells)
    ]


@lru_cache(maxsize=8)  # the steps before the current one are gone through again after every answer
def _kinds_in(records: bytes) -> frozenset[str]:
    """Return what a file of records has in its column ``kind``."""
    rows = csv.DictReader(io.StringIO(records.decode("utf-8-sig")))
    return frozenset(row.get("kind") or "" for row in counted(rows, ""))


def _totals(work: Work, report: Report, values: dict[str, str], _: Progress | None) -> TaskOutcome:
    return TaskOutcome(wrote=(keep_entries(report, work.records, values),))


def _none(work: Work, kind: RecordKind, _: Progress | None) -> TaskOutcome:
    place = work.records / f"{kind.name}.csv"
    write_whole(place, f"{','.join(kind.fields)}\n".encode())
    return TaskOutcome(wrote=(place,))


def _register(work: Work, prefix: str, kind: RecordKind) -> Iterator[GuideItem]:
    """A register: its file, the questions about it, what is set aside."""
    yield Prompt(
        key=f"{prefix}.file",
        kind=PromptKind.FILE,
        sentence=say("guide.ask.register"),
        choices=tuple(Choice(str(path), Message.literal(zh=path.name, en=path.name)) for path in _files(work, REGISTER_FILES)),
    )
    path = Path(work[f"{prefix}.file"])
    if _is_taken(work, prefix):
        return
    key, _ = office_secret()
    found: Study | None = None
    given: dict[str, str] = {}
    for attempt in count(1):
        given = _given(work, prefix)
        try:
            found = studied(work, prefix, key)
        except GovDisclosureError as error:
            yield _refused(prefix, error.sentence)
            return
        if found.refusal is not None:
            yield _refused(prefix, found.refusal)
            return
        if found.kind is not None and found.kind is not kind and all(one.key != "kind" for one in found.open):
            yield _of_another_kind(prefix, found.kind, kind)
            if work[f"{prefix}.other"] != found.kind.name:
                return
        if not found.open:
            break
        yield from _question(work, prefix, path, found, given, key, attempt)
    assert found is not None  # noqa: S101 - the loop has studied the register
    for attempt in count(1):
        task = f"{prefix}.take.{attempt}{DONE}"
        yield Task(
            key=task,
            command=_intake_command(work, path, corrected=attempt > 1),
            run=partial(_take, work, prefix, found, given, key, corrected=attempt > 1),
        )
        if work[task] == "0":
            return
        yield Prompt(
            key=f"{prefix}.aside.{attempt}",
            kind=PromptKind.CORRECTIONS,
            sentence=say("guide.ask.aside", file=aside_of(path, work.records)),
            choices=(Choice(PUT_OFF, say("guide.way.later")),),
        )
        if work[f"{prefix}.aside.{attempt}"] == PUT_OFF:
            return


def _of_another_kind(prefix: str, found: RecordKind, wanted: RecordKind) -> Prompt:
    """Ask whether a register is taken in for the kind that it is of; the answer is that kind, or another file."""
    return Prompt(
        key=f"{prefix}.other",
        kind=PromptKind.CHOICE,
        sentence=say("guide.ask.other_kind", found=found, wanted=wanted),
        choices=(
            Choice(found.name, say("guide.other_kind.take", found=found)),
            Choice("another", say("guide.other_kind.another")),
        ),
    )


def _question(
    work: Work, prefix: str, path: Path, found: Study, given: dict[str, str], key: bytes, attempt: int
) -> Iterator[GuideItem]:
    """Ask the next question about a register, or have all of them answered in the workbook."""
    way = f"{prefix}.way"
    yield Prompt(
        key=way,
        kind=PromptKind.CHOICE,
        sentence=say("guide.ask.way", count=len(found.open)),
        choices=(Choice("here", say("guide.way.here")), Choice("workbook", say("guide.way.workbook"))),
        proposed="here",
        one_by_one=True,
    )
    if work[way] == "workbook":
        yield from _in_workbook(work, prefix, path, found, given, key, attempt)
        return
    before = remembered_answers(found.kind) if found.kind is not None else {}
    waiting = {one.key for one in found.open}
    yield PromptPage(
        tuple(
            _asked(prefix, one, before.get(one.key) if one.key in waiting else given.get(one.key), is_open=one.key in waiting)
            for one in found.questions
        )
    )


def _asked(prefix: str, question: Question, before: str | None, *, is_open: bool) -> Prompt:
    """Return a question about a register as one of the guide: what was answered, this time or the year before, is proposed."""
    is_known = before in {one.value for one in question.choices}
    return Prompt(
        key=f"{prefix}.ask.{question.key}",
        kind=PromptKind.CHOICE,
        sentence=question.sentence,
        choices=question.choices,
        proposed=before if is_known else question.proposed,
        about=(say("guide.remembered"),) if is_known and is_open else (),
        settled=not is_open,
    )


def studied(work: Work, prefix: str, key: bytes) -> Study:
    """Return what is known of a register after the answers given so far.

    Raises:
        UnreadableError: it cannot be read.
    """
    path = Path(work[f"{prefix}.file"])
    given = tuple(sorted(_given(work, prefix).items()))
    return _studied(default_library(), OpenedFile(path.name, read_whole(path, most=LARGEST)), given, key)


@lru_cache(maxsize=16)  # the steps before the current one are gone through again after every answer
def _studied(found_by: Library, register: OpenedFile, given: tuple[tuple[str, str], ...], key: bytes) -> Study:
    return study(register, dict(given), key=key, kinds=found_by.kinds, ready=found_by.profiles)


def _is_taken(work: Work, prefix: str) -> bool:
    """Whether a register was taken in to the end: it need not be looked at again."""
    attempts = sum(key.startswith(f"{prefix}.take.") for key in work.journal)
    last = work.get(f"{prefix}.take.{attempts}{DONE}")
    return last == "0" or work.get(f"{prefix}.aside.{attempts}") == PUT_OFF


def _refused(prefix: str, why: Message) -> Prompt:
    return Prompt(
        key=f"{prefix}.refused",
        kind=PromptKind.WAIT,
        sentence=say("guide.ask.refused"),
        about=(say("guide.failed", reason=why),),
    )


def _given(work: Work, prefix: str) -> dict[str, str]:
    """Return the answers about a register: those of the workbook, and those given here."""
    given: dict[str, str] = {}
    for key, value in work.journal.items():
        if key.startswith(f"{prefix}.answers."):
            given |= json.loads(value)
        elif key.startswith(f"{prefix}.ask."):
            given[key.removeprefix(f"{prefix}.ask.")] = value
    return given


def _in_workbook(
    work: Work, prefix: str, path: Path, found: Study, given: dict[str, str], key: bytes, attempt: int
) -> Iterator[GuideItem]:
    """Have the questions answered in the workbook, until none is open."""
    book = answers_of(path, work.records)
    command = (*_intake_command(work, path, corrected=False), "--no-ask")
    yield Task(key=f"{prefix}.book.{attempt}{DONE}", command=command, run=partial(_write_book, found, given, book))
    yield Prompt(key=f"{prefix}.filled.{attempt}", kind=PromptKind.WAIT, sentence=say("guide.ask.filled", file=book))
    yield Task(key=f"{prefix}.answers.{attempt}{DONE}", command=(), run=partial(_read_book, path, book, key))


def _write_book(found: Study, given: dict[str, str], book: Path, _: Progress | None) -> TaskOutcome:
    keep_answers(found, given, book)
    return TaskOutcome(wrote=(book,))


def _read_book(path: Path, book: Path, key: bytes, _: Progress | None) -> TaskOutcome:
    meant = answers_meant(read_answers(book), lambda known: library.study_register(path, known, key=key), book.name)
    return TaskOutcome(value=json.dumps(meant, ensure_ascii=False))


def _intake_command(work: Work, path: Path, *, corrected: bool) -> tuple[str, ...]:
    again = ("--corrected", str(aside_of(path, work.records))) if corrected else ()
    return ("intake", str(path), "-o", str(work.records), *again)


def taken_in(register: Path, profile: str, key: bytes, corrections: Corrections) -> Intake:
    """Return what is taken in of a register; it is looked at again when it is corrected.

    Raises:
        UnreadableError: it cannot be read.
    """
    file = OpenedFile(register.name, read_whole(register, most=LARGEST))
    return _taken_in(file, profile, key, tuple(sorted(corrections.items())))


@lru_cache(maxsize=2)
def _taken_in(file: OpenedFile, profile: str, key: bytes, corrections: tuple[tuple[tuple[str, str, str], str], ...]) -> Intake:
    parsed = parse_profile(profile, file.name, kinds=default_library().kinds)
    return take_in(file, parsed, key=key, corrections=dict(corrections))


def _take(
    work: Work, prefix: str, found: Study, given: dict[str, str], key: bytes, _: Progress | None, *, corrected: bool
) -> TaskOutcome:
    path = Path(work[f"{prefix}.file"])
    book = aside_of(path, work.records)
    corrected_cells = read_corrections(book, path.name) if corrected and book.exists() else {}
    taken = taken_in(path, found.profile or "", key, corrected_cells)
    done = keep_intake(taken, work.records, book, corrections=corrected_cells)
    if given:
        remember_answers(taken.profile.kind, given)
    if found.questions:
        keep_answers(found, given, answers_of(path, work.records))
    lines = (*done.lines(), *done.intake.remarks)
    return TaskOutcome(
        value=str(done.intake.open),
        lines=lines,
        wrote=(done.file, *([done.aside] if done.aside is not None else [])),
        noted={f"{prefix}{REFERENCE}": done.intake.register},
    )


# ------------------------------------------------------------------------------------------------- tables, check, documents


def _table(work: Work) -> Iterator[GuideItem]:
    yield _tabulate(work, "table:tabulate")


def _tabulate(work: Work, key: str) -> Task:
    words = ("--standard", standard_of(work), "--year", work["office:year"], "--body", "office")
    return Task(
        key=f"{key}{DONE}",
        command=("tabulate", str(work.records), *words, "-o", str(work.report)),
        run=partial(_made, work),
    )


def _made(work: Work, progress: Progress | None) -> TaskOutcome:
    told = None if progress is None else lambda name, rows: progress(name, rows, 0)
    records = library.read_folder(work.records, progress=told)
    report = library.tabulate(records, standard_of(work), period=int(work["office:year"]), body="office")
    text = report.to_json().encode()
    write_together({work.report: text, work.history / f"{work.day.isoformat()}.json": text})
    provisional = (say("guide.provisional"),) if set_aside(work.records) else ()
    return TaskOutcome(lines=provisional, wrote=(work.report,))


def _findings(work: Work) -> Iterator[GuideItem]:
    yield Prompt(
        key="findings:previous",
        kind=PromptKind.FILE,
        sentence=say("guide.ask.previous"),
        choices=tuple(Choice(str(path), Message.literal(zh=path.name, en=path.name)) for path in _files(work, REPORT_FILES)),
        optional=True,
    )
    previous = work["findings:previous"]
    yield Task(
        key=f"findings:check{DONE}",
        command=check_command(work),
        run=partial(_check, work, previous),
    )
    yield Prompt(key="findings:seen", kind=PromptKind.WAIT, sentence=say("guide.ask.findings"))


def _check(work: Work, previous: str, _: Progress | None) -> TaskOutcome:
    found = library.check(library.read(work.report), previous=[library.read(Path(previous))] if previous else [])
    verdict = with_acceptances(work, found)
    lines = [
        say("guide.finding", severity=_weight(one, verdict.accepted.get(one.fingerprint)), message=one.message)
        for one in verdict.findings
    ]
    return TaskOutcome(
        value=verdict.verdict, lines=(*lines, say(f"guide.verdict.{verdict.verdict}", count=len(verdict.findings)))
    )


def _weight(finding: Finding, accepted: Accepted | None) -> object:
    """Return how grave a finding is, and of one that was explained who did, when and why."""
    if accepted is None:
        return finding.severity
    told = {"who": accepted.who, "when": accepted.when, "reason": accepted.reason}
    return say("accepted.shown", severity=finding.severity, **told)


def check_command(work: Work) -> tuple[str, ...]:
    """Return the command that checks the report of a folder: beside last year's, with what was explained."""
    previous = work.get("findings:previous")
    beside = ("--previous", previous) if previous else ()
    explained = ("--accept", str(work.accepted)) if work.accepted.exists() else ()
    return ("check", str(work.report), *beside, *explained)


def _words(work: Work) -> Iterator[GuideItem]:
    if work.words.exists() and f"words:draft{DONE}" not in work:
        yield Prompt(
            key="words:keep", kind=PromptKind.YES_NO, sentence=say("guide.ask.keep_words", file=work.words), proposed="yes"
        )
    if work.get("words:keep") != "yes":
        command = ("draft", str(work.report), "-o", str(work.words))
        yield Task(key=f"words:draft{DONE}", command=command, run=partial(_draft, work))
    for attempt in count(1):
        yield Prompt(
            key=f"words:written.{attempt}",
            kind=PromptKind.WORDS,
            sentence=say("guide.ask.words", file=work.words.resolve()),
            choices=(Choice(PUT_OFF, say("guide.way.later")),),
        )
        yield Task(
            key=f"words:taken.{attempt}{DONE}",
            command=("draft", str(work.report), "--text", str(work.words), "--into", str(work.records)),
            run=partial(_take_words, work),
        )
        yield _tabulate(work, f"words:tabulate.{attempt}")
        if work[f"words:taken.{attempt}{DONE}"] == "0" or work[f"words:written.{attempt}"] == PUT_OFF:
            return


def _draft(work: Work, _: Progress | None) -> TaskOutcome:
    library.write(draft(library.read(work.report)), work.words)
    return TaskOutcome(wrote=(work.words,))


def _take_words(work: Work, _: Progress | None) -> TaskOutcome:
    report = library.read(work.report)
    report, results = take_back(report, read_words(work.words, report))
    report = draft(report)
    place = keep_words(report, work.records)
    left = sum(len(list(holes(one))) for one in report.text.values())
    lines = [
        say("draft.unbound", section=section.heading or section.key, figures=results[section.key].unbound)
        for section in report.standard.text_sections
        if section.key in results and results[section.key].unbound
    ]
    return TaskOutcome(value=str(left), lines=(*lines, *([say("guide.holes", count=left)] if left else [])), wrote=(place,))


def _documents(work: Work) -> Iterator[GuideItem]:
    yield Prompt(key="documents:signed", kind=PromptKind.DAY, sentence=say("guide.ask.signed"), optional=True)
    signed = work["documents:signed"]
    yield Task(key=f"documents:fit{DONE}", command=(), run=partial(_fit, work, signed))
    if work[f"documents:fit{DONE}"] == "0":
        yield Prompt(key="documents:final", kind=PromptKind.YES_NO, sentence=say("guide.ask.final"), proposed="yes")
    final = work.get("documents:final") == "yes"
    files = outputs(work)
    words = (*(part for file in files for part in ("-o", str(file))), *(("--date", signed) if signed else ()))
    yield Task(
        key=f"documents:write{DONE}",
        command=("write", str(work.report), *words, *(("--final",) if final else ())),
        run=partial(_write, work, files, signed, final=final),
    )


def signed_report(work: Work, signed: str) -> Report:
    """Return the report as it was made last, with the day under it."""
    report = library.read(work.report)
    return evolve(report, signed=date.fromisoformat(signed)) if signed else report


def _fit(work: Work, signed: str, _: Progress | None) -> TaskOutcome:
    standing = blockers(library.check(signed_report(work, signed)))
    return TaskOutcome(value=str(len(standing)), lines=tuple(say("guide.open", what=one.message) for one in standing))


_FURTHER = (".html", ".pdf", ".ofd")
"""Documents that plugins write."""


def outputs(work: Work) -> list[Path]:
    """Return the documents that can be written: Word and Excel, the page, PDF and OFD where their plugins are there."""
    files = []
    for suffix in (".docx", ".xlsx", *_FURTHER):
        try:
            default_library().exporter_of(f"report{suffix}")
        except UnknownFormatError:
            continue
        files.append(work.folder / f"{work['office:year']}年度报告{suffix}")
    return files


def _write(work: Work, files: list[Path], signed: str, progress: Progress | None, *, final: bool) -> TaskOutcome:
    report = signed_report(work, signed)
    for number, file in enumerate(files):
        if progress is not None:
            progress(file.name, number, len(files))
        library.write(report, file, final=final, language=DOCUMENTS_LANGUAGE)
    lacking = set(_FURTHER) - {file.suffix for file in files}
    return TaskOutcome(lines=tuple(say("guide.no_format", suffix=one) for one in sorted(lacking)), wrote=tuple(files))


def _files(work: Work, suffixes: tuple[str, ...]) -> list[Path]:
    """Return the files at hand: beside the folder of the work, and those that were handed over to it."""
    places = [place for place in (work.folder.parent, work.given) if place.is_dir()]
    files = [one for place in places for one in sorted(place.iterdir())]
    found = [one for one in files if one.is_file() and one.suffix.lower() in suffixes]
    return [one for one in found if not one.name.startswith((".", "~$")) and not one.name.endswith(_OURS)]


STEPS: tuple[GuideStep, ...] = (
    GuideStep("office", _office),
    GuideStep("blocks", _blocks),
    GuideStep("table", _table),
    GuideStep("findings", _findings),
    GuideStep("words", _words),
    GuideStep("documents", _documents),
)
"""The steps, in order."""
