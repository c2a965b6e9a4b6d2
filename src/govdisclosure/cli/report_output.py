"""Output of ``tabulate`` and ``write`` (写出): the requested documents, or else the report on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict

from attrs import evolve

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.exporters.method_note import check_suffix, write_method_note
from govdisclosure.folders import one_step
from govdisclosure.library import default_library
from govdisclosure.messages import asked_language, say
from govdisclosure.report import Report
from govdisclosure.report.earlier_reports import is_earlier
from govdisclosure.sources import RecordSource


def dated(report: Report, signed: date | None) -> Report:
    """Return a report with its day of signature, where one was given."""
    return report if signed is None else evolve(report, signed=signed)


class Supplements(TypedDict, total=False):
    """Additional reports that some formats show: see :func:`govdisclosure.write`."""

    previous: Sequence[Report]
    parts: Mapping[str, Report]
    records: RecordSource | None


def finish(
    report: Report,
    outputs: Sequence[Path],
    *,
    final: bool,
    forms: Sequence[str] = (),
    beside: Supplements | None = None,
    method_note: Path | None = None,
    theme: str | None = None,
    parts: Sequence[Report] = (),
) -> int:
    """Write the documents, or show the report where none are requested; print the verdict on it, with its ``parts`` at hand."""
    # a format that nobody knows is found before anything is written
    if method_note is not None:
        check_suffix(method_note)
    forms = forms or [default_library().exporter_of(output.name).name for output in outputs]
    with_it: Supplements = beside or {}
    before = [one for one in with_it.get("previous", ()) if is_earlier(one, report)]
    verdict = library.check(report, previous=before, parts=parts)
    worded = report.in_words
    shown = verdict if worded is report else library.check(worded, previous=[one.in_words for one in before], parts=parts)
    if not outputs:
        display.show_report(report, verdict)
        display.show_verdict(shown)
    language, laid_out = asked_language(), default_library().theme(theme, standard=report.standard)
    try:
        with one_step():  # all of them, or none: a new document beside an old one would be taken for its match
            for output, form in zip(outputs, forms, strict=True):
                library.write(
                    report, output, format=form, final=final, language=language, theme=laid_out, verdict=verdict, **with_it
                )
            if method_note is not None and not write_method_note(report, method_note, language=language, theme=laid_out):
                display.remark(say("write.no_method_note"))
                method_note = None
    except (PluginError, UnreadableError) as error:
        display.remark(f"govdisclosure: {error}")
        if len(outputs) > 1:
            display.remark(say("cli.none_written", count=len(outputs)))
        return 2
    for output in (*outputs, *([method_note] if method_note else [])):
        display.line(output)
    if outputs:
        display.remark_findings(shown)
    if outputs and verdict.verdict == "failed":
        display.remark(say("cli.draft"))
    display.say_what_did_not_run(verdict)
    return int(verdict.verdict == "failed")
