"""What a page lets people do where they see it (就地办理): lines corrected and words written, into the files a terminal names.

A terminal sends people to a workbook (待核表) or to Word; whoever has a page reads and writes the same two files through these
functions, so that either can go on where the other stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve

from govdisclosure import library
from govdisclosure.comparison import Comparison, compare
from govdisclosure.drafting import read_words, take_back
from govdisclosure.errors import GovDisclosureError
from govdisclosure.folders import write_whole
from govdisclosure.guide.prompts import Prompt
from govdisclosure.guide.steps import studied, taken_in
from govdisclosure.guide.work import Work
from govdisclosure.intake.aside_workbook import DistinctFault, distinct_faults, read_corrections, write_asides
from govdisclosure.intake.recording import aside_of, office_secret
from govdisclosure.intake.taking import Corrections, Intake
from govdisclosure.messages import say
from govdisclosure.report import Report
from govdisclosure.text_bindings import parse_binding


def faults(work: Work, prompt: Prompt) -> tuple[DistinctFault, ...]:
    """Return what was set aside of the register that a question for corrections is about, one entry a distinct fault.

    Raises:
        UnreadableError: the register, or its workbook, can no longer be read.
    """
    path, book = _register(work, prompt)
    return tuple(distinct_faults(_taken(work, prompt, _corrections(book, path)).asides))


def correct(work: Work, prompt: Prompt, corrections: Corrections) -> None:
    """Write corrections into the workbook of a register, beside those that it has.

    Raises:
        UnreadableError: as for :func:`faults`, or the workbook cannot be written.
    """
    path, book = _register(work, prompt)
    before = _corrections(book, path)
    both = {**before, **corrections}
    intake = _taken(work, prompt, before)
    write_whole(book, partial(write_asides, intake, corrections={key: text for key, text in both.items() if text}))


def _register(work: Work, prompt: Prompt) -> tuple[Path, Path]:
    path = Path(work[f"{_prefix(prompt)}.file"])
    return path, aside_of(path, work.records)


def _prefix(prompt: Prompt) -> str:
    return prompt.key.partition(".aside.")[0]


def _corrections(book: Path, path: Path) -> Corrections:
    return read_corrections(book, path.name) if book.exists() else {}


def _taken(work: Work, prompt: Prompt, corrections: Corrections) -> Intake:
    prefix = _prefix(prompt)
    secret, _ = office_secret()
    return taken_in(Path(work[f"{prefix}.file"]), studied(work, prefix, secret).profile or "", secret, corrections)


def words_written(work: Work) -> dict[str, str]:
    """Return the words of the report as its Word file has them now, by the key of their section.

    A figure that is still missing is named by its label: 【缺：规章 / 本年制发件数】.

    Raises:
        UnreadableError: the file cannot be read, or no heading of the form is in it.
    """
    report = library.read(work.report)
    words = _words(work, report)
    names = {binding: name for name, binding in _missing(words.values(), report).items()}
    return {key: _replaced(text, names) for key, text in words.items()}


def write_words(work: Work, words: Mapping[str, str]) -> None:
    """Write the words of sections into the Word file; figures that are where they were are the table's again.

    Raises:
        UnreadableError: the file cannot be written.
    """
    report = library.read(work.report)
    before = _words(work, report)
    missing = _missing(before.values(), report)
    report, _ = take_back(report, {**before, **{key: _replaced(text, missing) for key, text in words.items()}})
    library.write(report, work.words)


def _words(work: Work, report: Report) -> dict[str, str]:
    found = read_words(work.words, report)
    return {section.key: found.get(section.key, "") for section in report.standard.text_sections}


def _missing(texts: Iterable[str], report: Report) -> dict[str, str]:
    """Return the figures that texts lack: by the name that is shown of each, the binding that is printed in its place."""
    named: dict[str, str] = {}
    for binding in dict.fromkeys(one for text in texts for one in _IN_BRACKETS.findall(text)):
        with suppress(GovDisclosureError, LookupError):
            cells = parse_binding(binding, report.standard).addresses
            labels = [report.standard.spot(cell).label for cell in cells]
            named[say("guide.missing_figure", labels=labels).zh] = binding
    return named


def _replaced(text: str, names: Mapping[str, str]) -> str:
    return _IN_BRACKETS.sub(lambda match: f"【{names.get(match[1], match[1])}】", text)


_IN_BRACKETS = re.compile(r"【([^【】]+)】")


def take_word_file(work: Work, content: bytes) -> None:
    """Take a Word file in which the words were written in place of the one that is there.

    Raises:
        UnreadableError: it is no such file: no heading of the form is in it; nothing is changed then.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder) / work.words.name
        place.write_bytes(content)
        read_words(place, library.read(work.report))
    write_whole(work.words, content)


def changes_since(work: Work, report: Report) -> tuple[str, Comparison] | None:
    """Return what changed since the last earlier day on which the tables were made: that day, and the comparison.

    None where they were never made before today.
    """
    days = sorted(one.stem for one in work.history.glob("*.json") if one.stem < work.day.isoformat())
    if not days:
        return None
    before = library.read(work.history / f"{days[-1]}.json")
    return days[-1], compare(before, evolve(report, signed=before.signed))
