"""The public functions that need what is installed (门面): a few lines each over the modules that do the work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from govdisclosure import consistency, sources
from govdisclosure.areas import crosswalks
from govdisclosure.consistency import Verdict
from govdisclosure.dialects import Dialect
from govdisclosure.errors import Fault, NotFinalError, UnknownFormatError, UnreadableError, refused
from govdisclosure.exporters import Publication
from govdisclosure.files import read_whole
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, say
from govdisclosure.plugins import read_by, registry, write_by
from govdisclosure.readers import Source
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.serialization import report_from_json
from govdisclosure.sources import Progress, Records, Tables, TableSource
from govdisclosure.standards import Part, Standard, compose, load_file
from govdisclosure.tabulation.reports import Source as RecordSource
from govdisclosure.values import Period, Severity

if TYPE_CHECKING:
    from govdisclosure.areas import Bodies
    from govdisclosure.forms import Collection


def load_standard(id_or_path: str | os.PathLike[str]) -> Standard:
    """Return an installed standard by its id, or one from a TOML file by its path.

    A reference joins several (``cn-2021+cn-2019:requests``: the form of 2021 with the applications table of 2019) and sets
    switches (``cn-2021?instances=first``).

    Raises:
        UnknownStandardError: no standard of that id is installed, and no file of that path exists.
        InvalidStandardError: the file has faults; all of them are named.
    """
    path = Path(id_or_path)
    with suppress(OSError):  # a name too long for any file
        if path.is_file():  # a path may have a plus sign or a question mark of its own
            return load_file(path, registry().kinds)
    return compose(str(id_or_path), _find)


def _find(part: Part) -> Standard:
    path = Path(part.standard)
    if path.suffix == ".toml":
        return load_file(path, registry().kinds, policies=part.policies, base=part.base)
    return _installed(part)


def _installed(part: Part) -> Standard:
    return registry().standard(part.standard, part.policies, part.base)


def available_standards() -> tuple[str, ...]:
    """Return the ids of all installed standards, sorted; annexes are none, see :func:`available_annexes`."""
    return tuple(sorted(registry().standards))


def available_annexes(standard: str | None = None) -> tuple[str, ...]:
    """Return the ids of all installed annexes (附表), or those to one standard, sorted; ``STANDARD+ANNEX`` adds one."""
    return tuple(sorted(registry().annexes if standard is None else registry().annexes_to(standard)))


def read_folder(path: str | os.PathLike[str], *, progress: Progress | None = None) -> Records:
    """Read a folder of record files: see :func:`govdisclosure.sources.read_folder`."""
    return sources.read_folder(Path(path), progress=progress, kinds=registry().kinds)


def scan_folder(
    path: str | os.PathLike[str], *, ids_unique: bool = False, digest: bool = False, progress: Progress | None = None
) -> TableSource | Records:
    """Open a folder of record files of any size: see :func:`govdisclosure.sources.scan_folder`."""
    return sources.scan_folder(Path(path), ids_unique=ids_unique, digest=digest, progress=progress, kinds=registry().kinds)


def open_tables(
    target: object,
    *,
    names: Mapping[str, str] | None = None,
    dialect: Dialect | str | None = None,
    ids_unique: bool = False,
    progress: Progress | None = None,
) -> Tables:
    """Open the tables of a database: see :func:`govdisclosure.sources.open_tables`."""
    known = registry()
    return sources.open_tables(
        target,
        names=names,
        dialect=dialect,
        ids_unique=ids_unique,
        progress=progress,
        kinds=known.kinds,
        dialects=known.dialects,
    )


def open_source(
    place: str | Path, *, names: Mapping[str, str] | None = None, ids_unique: bool = False, progress: Progress | None = None
) -> Records | TableSource:
    """Open a folder of record files or a database: see :func:`govdisclosure.sources.open_source`."""
    known = registry()
    return sources.open_source(
        place, names=names, ids_unique=ids_unique, progress=progress, kinds=known.kinds, dialects=known.dialects
    )


def take_frames(tables: Mapping[str, object], *, ids_unique: bool = False) -> TableSource:
    """Take frames whose rows are records: see :func:`govdisclosure.sources.take_frames`."""
    return sources.take_frames(tables, ids_unique=ids_unique, kinds=registry().kinds)


def check(report: Report, *, previous: Sequence[Report] = ()) -> Verdict:
    """Check a report (审核): relations, words and cells, as the standard has it, and whatever installed plugins look for.

    Args:
        report: the report.
        previous: reports of the preceding period by the same standard: of the body, or of the bodies that it succeeds.
            Reports of other periods are left out, with a finding.
    """
    return consistency.check(report, previous=previous)


def read(
    path: str | os.PathLike[str],
    *,
    standard: Standard | str | None = None,
    body: str | None = None,
    period: Period | None = None,
) -> Report:
    """Read a published report, or report JSON (读入报告); the format is found by content, the standard by the labels.

    Args:
        path: the file.
        standard: the standard it follows, where you know it.
        body: the id of its body, where you know it.
        period: its period, where you know it.

    Raises:
        UnreadableError: it cannot be opened, no report is found in it, or several are (then :func:`read_all` reads them); the
            message says what to do.
    """
    return _read(Path(path), standard, body, period)[0]


def _read(
    file: Path,
    standard: Standard | str | None,
    body: str | None = None,
    period: Period | None = None,
    *,
    every: bool = False,
) -> tuple[Report, ...]:
    """Return the one report of a file, or every one.

    Raises:
        UnreadableError: it cannot be opened, or no reader knows it; the message says what to do.
    """
    data = read_whole(file)
    installed = registry()
    source = Source(
        name=file.name,
        data=data,
        standard=load_standard(standard) if isinstance(standard, str) else standard,
        body=body,
        period=period,
        find_standard=lambda reference: compose(reference, _installed),  # no file opens another by its path
        known_standards=tuple(installed.standards),
    )
    reports = read_by(installed, source, every=every)
    if not reports:
        sentence = say("read.unknown_format", formats=list(installed.readers))
        raise UnreadableError([Fault(where=file.name, sentence=sentence)])
    return reports


def read_all(path: str | os.PathLike[str], *, standard: Standard | str | None = None) -> tuple[Report, ...]:
    """Read every report of a file (读入全部报告): a document may hold several, as may ``.jsonl`` (report JSON, a line each).

    Raises:
        UnreadableError: as :func:`read`; the message names the line.
    """
    file = Path(path)
    if file.suffix.lower() != ".jsonl":
        return _read(file, standard, every=True)
    chosen = load_standard(standard) if isinstance(standard, str) else standard
    lines = read_whole(file).removeprefix(b"\xef\xbb\xbf").splitlines()
    reports, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            reports.append(report_from_json(line, lambda reference: chosen or compose(reference, _installed)))
        except UnreadableError as error:
            faults += [evolve(one, where=f"{file.name} line {number} {one.where}".rstrip()) for one in error.faults]
    if faults or not reports:
        raise UnreadableError(faults or [Fault(where=file.name, sentence=say("audit.no_line"))])
    return tuple(reports)


def write(
    report: Report,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the word users expect
    final: bool = False,
    earlier: Iterable[Report] = (),
    parts: Mapping[str, Report] | None = None,
    records: RecordSource | None = None,
    language: Language = "zh",
    verdict: Verdict | None = None,
) -> Verdict:
    """Write a report as a document (写出报告); a report with findings of severity error is written as a draft (草稿).

    The file appears whole or not at all. The same report gives the same bytes.

    Args:
        report: the report.
        path: the file to write; its suffix tells the format.
        format: the format's name, where the suffix does not tell it.
        final: whether it is to be the final report; one with errors is refused.
        earlier: reports of earlier periods, for formats that set years beside each other; the check uses the preceding one.
        parts: the reports of the bodies that the report gathers, for formats that compare them.
        records: what the report was made from, for formats that explain each figure.
        language: the language of what is added to the report: 草稿, the findings, heads that no standard gives.
        verdict: what the check of this very report came to, where it is made already: then it is not made again.

    Returns:
        The verdict on the report.

    Raises:
        UnknownFormatError: no exporter knows the format.
        NotFinalError: ``final`` was asked for and the report has errors; nothing was written.
        UnreadableError: the file cannot be written there.
        PluginError: a plugin's exporter failed; nothing was written.
    """
    file = Path(path)
    installed = registry()
    exporter = installed.exporter(format) if format else installed.exporter_of(file.name)
    before = tuple(earlier)
    made = verdict if verdict is not None and verdict.report is report else _checked(report, before)
    published = _publication(made, final=final, language=language)
    publication = evolve(published, earlier=before, parts=parts or {}, records=records)
    write_whole(file, lambda stream: write_by(installed, exporter, publication, stream))
    return publication.verdict


def write_by_body(
    reports: Mapping[str, Report], path: str | os.PathLike[str], *, final: bool = False, language: Language = "zh"
) -> dict[str, Verdict]:
    """Write the reports of many bodies into one file (分机关统计): ``.xlsx``, ``.parquet``, or ``.jsonl``, a report a line.

    Args:
        reports: the reports by body, as :func:`~govdisclosure.tabulate_by_body` returns them; at least one.
        path: the file to write; its suffix tells the format.
        final: whether they are to be final reports; if one has errors, nothing is written.
        language: as in :func:`write`.

    Returns:
        The verdict on each report.

    Raises:
        UnknownFormatError: the suffix is of none of the formats.
        NotFinalError: ``final`` was asked for and a report has errors.
        UnreadableError: there is no report, or the file cannot be written there.
        MissingExtraError: the package that writes the format is not installed.
    """
    from govdisclosure.exporters.by_body import writer_of  # imported on use: it loads what writes workbooks

    file = Path(path)
    writer = writer_of(file.suffix)
    if not reports:
        raise refused(file.name, "write.no_reports")
    publications = [_publication(check(report), final=final, language=language) for report in reports.values()]
    write_whole(file, lambda stream: writer(publications, stream))
    return {body: one.verdict for body, one in zip(reports, publications, strict=True)}


def _checked(report: Report, earlier: Iterable[Report]) -> Verdict:
    return check(report, previous=[one for one in earlier if one.period.precedes(report.period)])


def _publication(verdict: Verdict, *, final: bool, language: Language) -> Publication:
    report = verdict.report
    failed = verdict.verdict == "failed"
    if final and failed:
        errors = sum(one.severity is Severity.ERROR for one in verdict.findings)
        raise NotFinalError("write.not_final", count=errors)
    status = "draft" if failed else "final" if final else report.status
    return Publication(report=evolve(report, status=status), verdict=verdict, language=language)


def crosswalk(report: Report, to: Standard | str) -> Report:
    """Return a report by another standard (口径转换), such as a report of 2019 in the form of 2021.

    Cells without a counterpart are missing, and a note says which and why.

    Raises:
        UnknownStandardError: no crosswalk leads there.
    """
    standard = load_standard(to) if isinstance(to, str) else to
    return crosswalks.crosswalk(report, standard, crosswalks=_crosswalks(), find_standard=load_standard)


def series(reports: Iterable[Report], address: str, standard: Standard | str) -> crosswalks.Series:
    """Join one cell of several reports, by whatever standards, into a series (时间序列) with its breaks marked.

    Raises:
        UnknownIndicatorError: the standard has no such cell.
        UnknownStandardError: no crosswalk leads from a report's standard there.
    """
    chosen = load_standard(standard) if isinstance(standard, str) else standard
    return crosswalks.series(reports, address, chosen, crosswalks=_crosswalks(), find_standard=load_standard)


@lru_cache(maxsize=1)
def _crosswalks() -> tuple[crosswalks.Crosswalk, ...]:
    return crosswalks.installed_crosswalks(load_standard)


def make_form(
    standard: Standard | str,
    path: str | os.PathLike[str],
    *,
    body: Body,
    period: Period,
    previous: Report | None = None,
) -> None:
    """Make the form of a body for a period (填报表), an Excel workbook for a clerk to fill in; see :func:`collect`.

    Args:
        standard: the standard.
        path: the file to write, ``.xlsx``.
        body: whose form it is.
        period: for which period.
        previous: the body's report of the preceding period, by whatever standard: its figures stand beside, and what was
            carried out of it is filled in as carried in.

    Raises:
        UnknownFormatError: the file is no ``.xlsx``.
        UnknownStandardError: no crosswalk leads from the standard of ``previous`` to this one.
        UnreadableError: ``previous`` is not of the preceding period, or the file cannot be written.
    """
    from govdisclosure.forms.workbook import blank_report, form_bytes

    file = Path(path)
    if file.suffix.lower() != ".xlsx":
        raise UnknownFormatError("form.format")
    chosen = load_standard(standard) if isinstance(standard, str) else standard
    if previous is not None:
        if not previous.period.precedes(period):
            sentence = say("form.from_period", found=previous.period, of=period)
            raise UnreadableError([Fault(where=previous.body_name, sentence=sentence)])
        if previous.standard.id != chosen.id:
            previous = crosswalk(previous, chosen)
    data = form_bytes(blank_report(chosen, body, period, previous), previous)
    write_whole(file, lambda stream: stream.write(data))


def collect(
    paths: Iterable[str | os.PathLike[str]],
    *,
    standard: Standard | str | None = None,
    period: Period | None = None,
    bodies: Bodies | None = None,
    previous: Iterable[Report] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> Collection:
    """Collect filled forms (收表): read and check every form among files and folders, and say who is missing.

    Args:
        paths: files and folders.
        standard: what the forms are to follow; what most of them follow, by default.
        period: what they are to be of; that of most of them, by default.
        bodies: who must hand in.
        previous: last year's reports; by default the figures that the forms show count.
        progress: is told a file's name, how many were read, and how many there are.

    Raises:
        UnreadableError: a path does not exist, or a folder holds no form. What is wrong with a single form is an issue.
    """
    from govdisclosure.forms import Expected, collect_forms, form_files

    expected = Expected(
        find_standard=lambda reference: compose(reference, _installed),
        standard=load_standard(standard) if isinstance(standard, str) else standard,
        period=period,
        bodies=bodies,
        previous=tuple(previous),
        crosswalk=crosswalk,
    )
    return collect_forms(form_files(Path(one) for one in paths), expected, progress=progress)
