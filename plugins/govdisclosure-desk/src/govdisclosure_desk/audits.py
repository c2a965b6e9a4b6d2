"""Audits of folders (集中审核): which folders there are, what an audit came to, what is written of it, marked originals.

What is judged, in which order and in which words is the library's; here is only where things are.
"""

from __future__ import annotations

import zipfile
from collections.abc import Container, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from attrs import define, field, frozen
from openpyxl import Workbook

from govdisclosure import library
from govdisclosure.areas import Delivery, SubmittedReports, gather_reports
from govdisclosure.areas.gathering import LIST_COLUMNS, LISTS
from govdisclosure.auditing import Audit, LetterHead, audit_reports, write_audit, write_letters, write_summary
from govdisclosure.consistency import locate
from govdisclosure.errors import GovDisclosureError, UnreadableError, refused
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.sheets import TITLE, CellStyle, add_listing, saved
from govdisclosure.exporters.theme import usual_theme
from govdisclosure.files import opened, writing
from govdisclosure.folders import one_step, write_whole
from govdisclosure.guide import Work
from govdisclosure.library import default_library
from govdisclosure.marking import MarkedOriginal, mark, marks_of
from govdisclosure.messages import Message, asked_language, say
from govdisclosure.values import Period
from govdisclosure_desk.jobs import Job
from govdisclosure_desk.messages import words
from govdisclosure_desk.uploads import Upload, keep, safe_name

REPORTS = (
    *(".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".ods", ".odt", ".csv", ".pdf", ".ofd", ".html", ".htm", ".mht"),
    *(".txt", ".md", ".json", ".jsonl", ".png", ".jpg", ".jpeg"),
)
"""Suffixes of files that may be reports; what they are is decided by their content."""
TABLES = (".csv", ".xlsx", ".xls", ".ods", ".et")
UPLOADED = "各机关报告"
"""The folder of what was uploaded for an audit."""
RESULTS = "审核结果"
"""The folder of what was written of audits."""
_DEEPEST = 4
_KEPT = 4


@frozen(kw_only=True)
class AuditSettings:
    """What is audited, and against what.

    Attributes:
        folder: the folder of the reports, in the desk's.
        year: the year of the reports; None: the latest.
        previous: the folder of the reports of the year before; empty without one.
        first: the folder of the first hand-ins; empty without one.
        due: the last day for handing in.
    """

    folder: str
    year: int | None = None
    previous: str = ""
    first: str = ""
    due: date | None = None


@define(eq=False)
class FinishedAudit:
    """What an audit came to.

    Attributes:
        settings: what was audited.
        audit: a line a body.
        marked: the marked originals that were made, by the line's number.
        unmarked: why there is none, or no picture of it, by the line's number.
        results: the folder in which the results were written; None before.
    """

    settings: AuditSettings
    audit: Audit
    marked: dict[int, MarkedOriginal] = field(factory=dict)
    unmarked: dict[int, Message] = field(factory=dict)
    results: Path | None = None


@define(eq=False)
class Audits:
    """The audits of a desk; each can be made again from its folder.

    Attributes:
        root: the desk's folder.
    """

    root: Path
    _finished: dict[str, FinishedAudit] = field(factory=dict, init=False)
    _left_out: dict[str, tuple[str, ...]] = field(factory=dict, init=False)

    def folders(self) -> tuple[str, ...]:
        """Return the folders in the desk's that hold files, by their names from there; no links, nothing hidden, no results."""
        work = Work(folder=self.root)
        others = {work.records, work.given, work.history, self.root / RESULTS}
        return tuple(one.relative_to(self.root).as_posix() for one in _folders_in(self.root, others, _DEEPEST))

    def path_of(self, folder: str) -> Path:
        """Return a folder of the list.

        Raises:
            UnreadableError: it is not on the list.
        """
        if folder not in self.folders():
            raise refused(safe_name(folder), "folder.none")
        return self.root / folder

    def take(self, uploads: tuple[Upload, ...], name: str) -> str:
        """Keep uploaded reports in a new folder, and return its name from the desk's.

        Raises:
            UnreadableError: there is no file that may be a report, or it cannot be written there.
        """
        tops = {one.path.parts[0] for one in uploads if len(one.path.parts) > 1}
        top = tops.pop() if len(tops) == 1 else ""
        place = _new_folder(self.root / UPLOADED, safe_name(name or top or "报送"))
        flat = [
            Upload(
                path=one.path.relative_to(top) if one.path.is_relative_to(top) else one.path, size=one.size, stream=one.stream
            )
            for one in uploads
        ]
        kept = keep(flat, place, REPORTS)
        if not kept.paths:
            raise refused(place.name, "audit.none")
        folder = place.relative_to(self.root).as_posix()
        self._left_out[folder] = kept.left_out
        return folder

    def take_list(self, folder: str, upload: Upload) -> None:
        """Keep the list of who handed in when beside the reports, in the place of another one.

        Raises:
            UnreadableError: it is no table, or cannot be written there.
        """
        place = self.path_of(folder)
        suffix = upload.path.suffix.lower()
        if suffix not in TABLES:
            raise refused(upload.path.name, "audit.list")
        new = place / f"{LISTS[-1]}{suffix}"
        write_whole(new, opened(upload.stream, name=upload.path.name).data)
        with writing(place.name):
            for other in _lists_in(place):
                if other != new:
                    other.unlink()

    def left_out(self, folder: str) -> tuple[str, ...]:
        """Return the names of uploaded files that were not kept."""
        return self._left_out.get(folder, ())

    def has_list(self, folder: str) -> bool:
        """Whether a list of who handed in when is beside the reports."""
        return bool(_lists_in(self.path_of(folder)))

    def of(self, folder: str) -> FinishedAudit | None:
        """Return the audit of a folder; None where it was not made since the desk was started."""
        return self._finished.get(folder)

    def run(self, settings: AuditSettings, job: Job) -> None:
        """Audit a folder.

        Raises:
            UnreadableError: there is no such folder, or no report in it.
        """
        handed_in = self._gathered(settings.folder, job)
        before, earlier = (self._gathered(one, job) if one else None for one in (settings.previous, settings.first))
        job.phase = words("audit.checking")
        audit = audit_reports(
            handed_in,
            period=None if settings.year is None else Period.year(settings.year),
            previous=before,
            first=earlier,
            due=settings.due,
            check=library.check,
            progress=job.progress,
        )
        if not audit.lines:
            raise refused(settings.folder, "audit.none")
        self._finished.pop(settings.folder, None)
        for old in list(self._finished)[: max(0, len(self._finished) - _KEPT + 1)]:
            del self._finished[old]
        self._finished[settings.folder] = FinishedAudit(settings, audit)

    def _gathered(self, folder: str, job: Job) -> SubmittedReports:
        job.phase = words("audit.reading", folder=folder)
        return gather_reports(
            self.path_of(folder), lambda path: [one.in_words for one in library.read_all(path)], progress=job.progress
        )

    def mark(self, made: FinishedAudit, number: int, job: Job) -> None:
        """Draw what was found on the original of a line; where there are no fonts for pictures, the copy alone is made."""
        line = made.audit.lines[number]
        job.progress(0, 1)
        if line.report is None or line.verdict is None:
            made.unmarked[number] = words("audit.no_original")
            return
        marks = marks_of(line.report, line.verdict, locate(line.report, previous=line.previous))
        if not marks:
            made.unmarked[number] = say("mark.nothing")
            return
        try:
            original = opened(self.path_of(made.settings.folder) / line.file)
            _, document = default_library().read_document(original.path or original.data, standard=line.report.standard)
            try:
                made.marked[number] = mark(original.data, original.name, document, marks)
            except UnreadableError as error:
                made.unmarked[number] = error.sentence
                made.marked[number] = mark(original.data, original.name, document, marks, pictures=False)
        except GovDisclosureError as error:
            made.unmarked[number] = error.sentence

    def write(self, made: FinishedAudit, head: LetterHead, job: Job) -> None:
        """Write the workbook, the leader's page and the letters of an audit into a new folder.

        Raises:
            UnreadableError: they cannot be written there.
        """
        reports = self.path_of(made.settings.folder)
        place = _new_folder(self.root / RESULTS, reports.name)
        language = asked_language() or "zh"
        job.progress(0, 3)
        with writing(place.name), one_step():
            place.mkdir(parents=True)
            write_audit(made.audit, place / "审核总表.xlsx")
            job.progress(1, 3)
            write_summary(made.audit, place / "审核情况.docx", head=head, language=language)
            job.progress(2, 3)
            write_letters(made.audit, place / "函件", head=head, language=language)
        made.results = place


def _folders_in(folder: Path, others: Container[Path], depth: int) -> Iterator[Path]:
    """Yield the folders in a folder with a file at any depth; of the one for uploads only what is in it."""
    for one in sorted(folder.iterdir()) if folder.is_dir() and depth else ():
        if one.is_dir() and not one.is_symlink() and not one.name.startswith(".") and one not in others:
            if one.name != UPLOADED and any(inner.is_file() for inner in one.rglob("*")):
                yield one
            yield from _folders_in(one, others, depth - 1)


def _lists_in(folder: Path) -> list[Path]:
    """Return the lists of who handed in when, however they are called."""
    return [place for name in LISTS for suffix in TABLES if (place := folder / f"{name}{suffix}").is_file()]


def submission_list(audit: Audit) -> bytes:
    """Return a workbook of the bodies of an audit, in which the days are filled in."""
    book = Workbook()
    book.remove(book.worksheets[0])
    heads = [(names[1], width) for names, width in zip(LIST_COLUMNS, (40, 16, 16), strict=True)]
    days = [one.delivery or Delivery() for one in audit.bodies]
    rows = [
        [(line.name, CellStyle(across="left")), *((str(day or ""), CellStyle()) for day in delivery)]
        for line, delivery in zip(audit.bodies, days, strict=True)
    ]
    add_listing(book, LISTS[-1], [(LISTS[-1], TITLE)], heads, rows, frozen=1)
    return saved(book, title=LISTS[-1], day=NO_DAY, theme=usual_theme(audit.language))


def results_in(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder of results, in order: those at the top first."""
    files = [one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".")]
    return tuple(sorted(files, key=lambda one: (len(one.parts), one.as_posix())))


def zipped(folder: Path) -> bytes:
    """Return the files of a folder of results as one zip file."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in results_in(folder):
            archive.writestr(zipfile.ZipInfo(one.relative_to(folder.parent).as_posix()), one.read_bytes())
    return stream.getvalue()


def _new_folder(parent: Path, name: str) -> Path:
    """Return a folder that is not there yet: by its name, or with a number behind it."""
    taken = {one.name.casefold() for one in parent.iterdir()} if parent.is_dir() else set()
    number = 1
    made = name
    while made.casefold() in taken:
        number += 1
        made = f"{name}-{number}"
    return parent / made
