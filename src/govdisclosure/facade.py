"""The public functions that need what is installed (门面): a few lines each over the modules that do the work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from attrs import evolve

from govdisclosure import crosswalks
from govdisclosure.builtins import BuiltInReader
from govdisclosure.consistency import Verdict, check
from govdisclosure.conversion import report_from_json
from govdisclosure.errors import Fault, NotFinalError, UnreadableError
from govdisclosure.exporters import Publication
from govdisclosure.exporters.by_body import writer_of
from govdisclosure.messages import say
from govdisclosure.plugins import registry
from govdisclosure.readers import Reader, Source
from govdisclosure.readers.refusals import refusal
from govdisclosure.report import Report
from govdisclosure.schema import Part, Standard, compose, load_file
from govdisclosure.values import Period, Severity

LARGEST_FILE = 64
"""The most megabytes a file to read may have."""


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
            return load_file(path)
    return compose(str(id_or_path), _find)


def _find(part: Part) -> Standard:
    path = Path(part.standard)
    if path.suffix == ".toml":
        return load_file(path, policies=part.policies)
    return _installed(part)


def _installed(part: Part) -> Standard:
    return registry().standard(part.standard, part.policies)


def available_standards() -> tuple[str, ...]:
    """Return the ids of all installed standards, sorted."""
    return tuple(sorted(registry().standards))


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
    source, reader = _opened(Path(path), standard, body, period)
    return reader.read(source)


def _opened(
    file: Path, standard: Standard | str | None, body: str | None = None, period: Period | None = None
) -> tuple[Source, Reader]:
    """Return a file's content and the reader that knows it.

    Raises:
        UnreadableError: it cannot be opened, or no reader knows it; the message says what to do.
    """
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE * 2**20:
            sentence = say("read.too_large", size=size // 2**20, most=LARGEST_FILE)
            raise UnreadableError([Fault(where=file.name, sentence=sentence)])
        data = file.read_bytes()
    except OSError as error:
        sentence = say("read.no_file", reason=os.strerror(error.errno) if error.errno else type(error).__name__)
        raise UnreadableError([Fault(where=file.name, sentence=sentence)]) from None
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
    refused = refusal(data, file.name)
    # what a plugin reads is never refused; nearly everything could be text, and text comes last
    readers = sorted(installed.readers.values(), key=lambda one: (isinstance(one, BuiltInReader), one.name == "text"))
    for reader in readers:
        if refused is not None and isinstance(reader, BuiltInReader):
            raise refused
        if reader.accepts(source):
            return source, reader
    known = [reader.name for reader in readers]
    raise UnreadableError([Fault(where=file.name, sentence=say("read.unknown_format", formats=known))])


def read_all(path: str | os.PathLike[str], *, standard: Standard | str | None = None) -> tuple[Report, ...]:
    """Read every report of a file (读入全部报告): a document may hold several, as may ``.jsonl`` (report JSON, a line each).

    Raises:
        UnreadableError: as :func:`read`; the message names the line.
    """
    file = Path(path)
    if file.suffix.lower() != ".jsonl":
        source, reader = _opened(file, standard)
        every = getattr(reader, "read_all", None)  # a plugin's reader need not have it
        return tuple(every(source)) if every is not None else (reader.read(source),)
    chosen = load_standard(standard) if isinstance(standard, str) else standard
    try:
        if file.stat().st_size > LARGEST_FILE * 2**20:
            size = file.stat().st_size // 2**20
            raise UnreadableError([Fault(where=file.name, sentence=say("read.too_large", size=size, most=LARGEST_FILE))])
        lines = file.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        sentence = say("read.no_file", reason=os.strerror(error.errno or 0))
        raise UnreadableError([Fault(where=file.name, sentence=sentence)]) from None
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
) -> Verdict:
    """Write a report as a document (写出报告); a report with findings of severity error is written as a draft (草稿).

    The file appears whole or not at all. The same report gives the same bytes.

    Args:
        report: the report.
        path: the file to write; its suffix tells the format.
        format: the format's name, where the suffix does not tell it.
        final: whether it is to be the final report; one with errors is refused.

    Returns:
        The verdict on the report.

    Raises:
        UnknownFormatError: no exporter knows the format.
        NotFinalError: ``final`` was asked for and the report has errors; nothing was written.
        UnreadableError: the file cannot be written there.
    """
    file = Path(path)
    exporter = registry().exporter(format or file.suffix)
    publication = _publication(report, final=final)
    _write_whole(file, lambda stream: exporter.write(publication, stream))
    return publication.verdict


def write_by_body(reports: Mapping[str, Report], path: str | os.PathLike[str], *, final: bool = False) -> dict[str, Verdict]:
    """Write the reports of many bodies into one file (分机关统计): ``.xlsx``, ``.parquet``, or ``.jsonl``, a report a line.

    Args:
        reports: the reports by body, as :func:`~govdisclosure.tabulate_by_body` returns them; at least one.
        path: the file to write; its suffix tells the format.
        final: whether they are to be final reports; if one has errors, nothing is written.

    Returns:
        The verdict on each report.

    Raises:
        UnknownFormatError: the suffix is of none of the formats.
        NotFinalError: ``final`` was asked for and a report has errors.
        UnreadableError: there is no report, or the file cannot be written there.
        MissingExtraError: the package that writes the format is not installed.
    """
    file = Path(path)
    writer = writer_of(file.suffix)
    if not reports:
        raise UnreadableError([Fault(where=file.name, sentence=say("write.no_reports"))])
    publications = [_publication(report, final=final) for report in reports.values()]
    _write_whole(file, lambda stream: writer(publications, stream))
    return {body: one.verdict for body, one in zip(reports, publications, strict=True)}


def _publication(report: Report, *, final: bool) -> Publication:
    verdict = check(report)
    failed = verdict.verdict == "failed"
    if final and failed:
        errors = sum(one.severity is Severity.ERROR for one in verdict.findings)
        raise NotFinalError("write.not_final", count=errors)
    status = "draft" if failed else "final" if final else report.status
    return Publication(report=evolve(report, status=status), verdict=verdict)


def _write_whole(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file so that it appears whole or not at all."""
    try:
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}.", suffix=".part")
    except OSError as error:
        sentence = say("write.no_folder", path=file.name, reason=os.strerror(error.errno or 0))
        raise UnreadableError([Fault(where=file.name, sentence=sentence)]) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(file)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        sentence = say("write.no_folder", path=file.name, reason=os.strerror(error.errno or 0))
        raise UnreadableError([Fault(where=file.name, sentence=sentence)]) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
