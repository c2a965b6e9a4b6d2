"""The steps of the guide (向导各步): register, profile, what is set aside, table, other blocks, findings, words, documents."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from attrs import evolve

from govdisclosure import library
from govdisclosure.cli.desk import BACK, LEAVE, BackError, Desk, LeaveError, Step, Work, walk
from govdisclosure.cli.intake_command import office_key
from govdisclosure.cli.options import PATH
from govdisclosure.consistency.readiness import blockers
from govdisclosure.drafting.text_entries import keep_entries
from govdisclosure.errors import GovDisclosureError
from govdisclosure.files import writing
from govdisclosure.folders import write_whole
from govdisclosure.intake import read_sheets, take_in
from govdisclosure.intake.days import year_in
from govdisclosure.library import default_library
from govdisclosure.messages import asked_language, say, speaking
from govdisclosure.records import RecordKind
from govdisclosure.report import Report
from govdisclosure.sources import set_aside
from govdisclosure.sources.folder import read_file
from govdisclosure.tabulation.entries import entered_value
from govdisclosure.text_bindings import holes
from govdisclosure.values import Blank

_REGISTERS = (".xlsx", ".xls", ".ods", ".csv", ".txt")
_TRIAL_KEY = b"only to try a profile; nothing is kept"


def register(work: Work, desk: Desk) -> None:
    """Choose the register, and say whose it is."""
    found = [
        one for one in sorted(Path().iterdir()) if one.suffix.lower() in _REGISTERS and not one.name.startswith((".", "~$"))
    ]
    found = [one for one in found if not one.name.endswith(".aside.xlsx")]
    for number, one in enumerate(found, start=1):
        desk.tell("guide.choice", number=number, name=one.name)
    while True:
        answer = desk.ask("guide.ask.register", default=work.register)
        path = found[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(found) else Path(answer)
        try:
            sheets = read_sheets(path)
        except GovDisclosureError as error:
            desk.tell("guide.failed", reason=error.sentence)
            continue
        desk.tell("guide.register.read", sheets=len(sheets), rows=sum(sheet.height for sheet in sheets))
        work.register = str(path.resolve())
        break
    work.name = desk.ask("guide.ask.name", default=work.name)
    with writing(work.records.name):
        work.records.mkdir(parents=True, exist_ok=True)
    place = work.records / "body.csv"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["id", "name"], ["office", work.name]])
    write_whole(place, text.getvalue().encode())
    desk.tell("guide.wrote", path=place)


def profile(work: Work, desk: Desk) -> None:
    """Choose how the register is read; a copy of the ready profile becomes the office's own."""
    names = list(default_library().profiles)
    tried = {name: take_in(Path(work.register), library.load_profile(name), key=_TRIAL_KEY) for name in names}
    best = max(names, key=lambda name: (tried[name].taken, -tried[name].open))
    for number, name in enumerate(names, start=1):
        found = tried[name]
        facts = {"number": number, "name": name, "kind": found.profile.kind, "lines": found.lines, "taken": found.taken}
        desk.tell("guide.profile", **facts)
    own = work.folder / "采集方案.toml"
    while True:
        default = work.profile or str(names.index(best) + 1)
        answer = desk.ask("guide.ask.profile", default=default, file=own)
        if answer.isdecimal() and 0 < int(answer) <= len(names):
            name = names[int(answer) - 1]
            write_whole(own, default_library().profiles[name].encode())
            desk.tell("guide.command", command=f"govdisclosure intake --show-profile {name} > {own}")
        elif answer.lower() == "p":
            write_whole(own, library.propose_profile(Path(work.register), key=office_key(None)).encode())
            desk.tell("guide.command", command=f"govdisclosure intake {work.register} --propose > {own}")
            desk.tell("guide.wrote", path=own)
            desk.ask("guide.ask.edited", file=own)
        else:
            own = Path(answer)
        try:
            library.load_profile(own)
        except GovDisclosureError as error:
            desk.tell("guide.failed", reason=error.sentence)
            own = work.folder / "采集方案.toml"
            continue
        work.profile = str(own)
        desk.tell("guide.wrote", path=own)
        return


def aside(work: Work, desk: Desk) -> None:
    """Take the register in, and again with corrections until nothing is set aside, or the user goes on."""
    path = Path(work.register)
    book = work.folder / f"{path.stem}.aside.xlsx"
    words: list[str | Path] = ["intake", path, "--profile", work.profile, "-o", work.records, "--aside", book]
    corrected = book.exists() and desk.ask("guide.ask.corrected", default="y", file=book).lower() == "y"
    while True:
        again: list[str | Path] = ["--corrected", book] if corrected else []
        if desk.run(*words, *again) == 2:
            desk.ask("guide.ask.mended")
            corrected = book.exists()
            continue
        if not set_aside(work.records):
            desk.tell("guide.aside.none")
            return
        if _leave_headings_out(work, desk):
            continue
        if desk.ask("guide.ask.aside", file=book).lower() == "s":
            desk.tell("guide.provisional")
            return
        corrected = True


def _leave_headings_out(work: Work, desk: Desk) -> bool:
    """Offer to leave out columns that the profile does not know; return whether the profile was changed."""
    found = take_in(Path(work.register), library.load_profile(work.profile), key=office_key(None))
    unknown = sorted(
        {one.value for one in found.asides if not one.is_line and one.value and one.reason == say("intake.why.heading")}
    )
    if not unknown or desk.ask("guide.ask.headings", default="n", headings=unknown).lower() != "y":
        return False
    place = Path(work.profile)
    text = place.read_text(encoding="utf-8-sig")
    ignored = [*tomllib.loads(text).get("ignore", []), *unknown]
    line = f"ignore = {json.dumps(ignored, ensure_ascii=False)}"
    changed, times = re.subn(r"^ignore\s*=\s*\[[^\]]*\]", lambda _: line, text, count=1, flags=re.MULTILINE)
    if not times:
        changed = re.sub(r"^\[", lambda _: f"{line}\n\n[", text, count=1, flags=re.MULTILINE)
    write_whole(place, changed.encode())
    desk.tell("guide.wrote", path=place)
    return True


def table(work: Work, desk: Desk) -> None:
    """Work out the report's tables."""
    year = work.year or year_in(Path(work.register).stem) or date.today().year - 1
    while True:
        answer = desk.ask("guide.ask.year", default=str(year))
        if re.fullmatch(r"(19|20)\d\d", answer, re.ASCII):
            work.year = int(answer)
            break
        desk.tell("guide.failed", reason=say("period.text"))
    work.standard = desk.ask(
        "guide.ask.standard", default=work.standard or "cn-2021", known=list(library.available_standards())
    )
    while not _tabulate(work, desk):
        work.standard = desk.ask("guide.ask.standard", default=work.standard, known=list(library.available_standards()))


def _tabulate(work: Work, desk: Desk) -> bool:
    words = ("tabulate", work.records, "--standard", work.standard, "--year", str(work.year), "--body", "office")
    return desk.run(*words, "-o", work.report) != 2


def blocks(work: Work, desk: Desk) -> None:
    """Ask for each kind of record that the form counts and that nobody gave: a file, totals, or none."""
    skipped: set[RecordKind] = set()
    while True:
        report, kept = library.read(work.report), library.read_folder(work.records).kept
        lacking: dict[RecordKind, list[str]] = {}
        for address, spot in report.standard.spots.items():
            of_records = not spot.is_entered and not spot.sources
            if of_records and report[address] is Blank.MISSING and spot.counted not in kept | skipped:
                lacking.setdefault(spot.counted, []).append(address)
        if not lacking:
            return
        for kind, cells in lacking.items():
            if not _given(work, desk, report, kind, cells):
                skipped.add(kind)
        _tabulate(work, desk)


def _given(work: Work, desk: Desk, report: Report, kind: RecordKind, cells: Sequence[str]) -> bool:
    """Have one kind of record given, its totals, or the statement that there were none; return whether anything was."""
    while True:
        match desk.ask("guide.ask.kind", kind=kind, count=len(cells)).lower():
            case "1":
                path = Path(desk.ask("guide.ask.records", kind=kind))
                try:
                    found = read_file(path, kind.name, kinds=default_library().kinds)
                    write_whole(work.records / f"{kind.name}{path.suffix.lower()}", path.read_bytes())
                except GovDisclosureError as error:
                    desk.tell("guide.failed", reason=error.sentence)
                    continue
                desk.tell("guide.records.read", kind=kind, count=found.counts.get(kind.name, 0))
                return True
            case "2":
                desk.tell("guide.wrote", path=keep_entries(report, work.records, _totals(desk, report, cells)))
                return True
            case "3":
                place = work.records / f"{kind.name}.csv"
                write_whole(place, f"{','.join(kind.fields)}\n".encode())
                desk.tell("guide.wrote", path=place)
                return True
            case "s":
                return False


def _totals(desk: Desk, report: Report, cells: Sequence[str]) -> dict[str, str]:
    """Ask for the figure of each cell; one that is no figure is asked again."""
    given = {}
    for address in cells:
        spot = report.standard.spot(address)
        while address not in given:
            answer = desk.ask("guide.ask.total", label=spot.label, unit=spot.unit).replace(",", "").replace("，", "")
            if isinstance(entered_value(answer, spot.kind), Blank | None):
                desk.tell("guide.failed", reason=say("guide.no_figure"))
            else:
                given[address] = answer
    return given


def findings(work: Work, desk: Desk) -> None:
    """Check the report, with last year's report if available."""
    while True:
        work.previous = desk.ask("guide.ask.previous", default=work.previous)
        words = ["--previous", work.previous] if work.previous else []
        if desk.run("check", work.report, *words) != 2:
            break
        work.previous = ""
    desk.ask("guide.ask.findings")


def words(work: Work, desk: Desk) -> None:
    """Propose the words, let the office write in Word, and take them back; they are kept with the records."""
    place = work.folder / "报告文字.docx"
    if not place.exists() or desk.ask("guide.ask.keep_words", default="y", file=place).lower() != "y":
        desk.run("draft", work.report, "-o", place)
    while True:
        answer = desk.ask("guide.ask.words", file=place.resolve())
        taken = desk.run("draft", work.report, "--text", place, "--into", work.records) != 2 and _tabulate(work, desk)
        if answer.lower() == "s":
            return
        left = sum(len(list(holes(one))) for one in library.read(work.report).text.values())
        if taken and not left:
            return
        if taken:
            desk.tell("guide.holes", count=left)


def documents(work: Work, desk: Desk) -> None:
    """Write the documents; final ones where nothing forbids it and the user says so."""
    files = [work.folder / f"{work.year}年度报告{suffix}" for suffix in (".docx", ".xlsx")]
    outputs = [word for file in files for word in ("-o", str(file))]
    while True:
        signed = desk.ask("guide.ask.signed")
        dated = ["--date", signed] if signed else []
        report = library.read(work.report)
        day = date.fromisoformat(signed) if re.fullmatch(r"\d{4}-\d\d-\d\d", signed) else None
        standing = blockers(library.check(evolve(report, signed=day or report.signed)))
        for one in standing:
            desk.tell("guide.open", what=one.message)
        final = [] if standing or desk.ask("guide.ask.final", default="n").lower() != "y" else ["--final"]
        if desk.run("write", work.report, *outputs, *dated, *final) != 2:
            return


STEPS: tuple[Step, ...] = (
    ("register", register),
    ("profile", profile),
    ("aside", aside),
    ("table", table),
    ("blocks", blocks),
    ("findings", findings),
    ("words", words),
    ("documents", documents),
)


@click.command("guide")
@click.option("--folder", type=PATH, default=Path("年报工作"), help="Folder of the work; 年报工作. 工作文件夹")
@click.pass_context
def guide_command(context: click.Context, folder: Path) -> None:
    """Go through the year's work step by step, in Chinese. 一步一步做年度报告。"""
    with speaking(asked_language() or "zh"):  # whoever needs the guide reads Chinese
        desk, work = Desk(context.find_root().command), Work.load(folder)
        desk.tell("guide.welcome", leave=LEAVE[0], back=BACK[0])
        try:
            if 0 < work.step < len(STEPS):
                desk.tell("guide.resumed", number=work.step + 1)
            elif work.step >= len(STEPS):
                again = desk.ask("guide.again", default="1")
                work.step = min(int(again), len(STEPS)) - 1 if again.isdecimal() and int(again) else 0
        except (LeaveError, BackError, click.Abort):
            return
        walk(work, desk, STEPS)
