"""The reports that a report is checked against (对照报告): the preceding one, its parts, those beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from govdisclosure import library
from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import asked_language, language
from govdisclosure.report import Report


class Others(TypedDict):
    """Reports as ``check``, ``locate`` and ``explain`` take them."""

    previous: Sequence[Report]
    parts: Sequence[Report]
    beside: Sequence[Report]


def in_words(report: Report) -> Report:
    """Return a report with the labels that its findings name: those of the language chosen, where its standard has any.

    Raises:
        UnknownStandardError: a language was chosen in which the standard has no labels, and the package no messages.
    """
    return report.in_language(asked_language() or language())


def others_of(previous: Sequence[Path], parts: Sequence[Path], beside: Sequence[Path], standard: str | None) -> Others:
    """Read the other reports that are given; of a folder every report in it.

    Raises:
        UnreadableError: a file is no report.
    """
    return {
        "previous": [library.read(one, standard=standard).in_words for one in previous],
        "parts": [report.in_words for part in parts for report in reports_in(part, standard)],
        "beside": [report.in_words for one in beside for report in reports_in(one, None)],
    }


def reports_in(path: Path, standard: str | None) -> Sequence[Report]:
    """Return the reports of a file, or of every file of a folder.

    Raises:
        UnreadableError: a file is no report.
    """
    if not path.is_dir():
        return library.read_all(path, standard=standard)
    from govdisclosure.areas import gather_reports  # on use: one report by itself needs no others

    submissions = gather_reports(path, lambda file: library.read_all(file, standard=standard))
    if faults := [Fault(where=one.file, sentence=one.message) for one in submissions.issues]:
        raise UnreadableError(faults)
    return [one.report for one in submissions.submitted]
