"""What tabulate and write do with a report (写出): documents where they are asked for, the report on the screen otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve

from govdisclosure import facade
from govdisclosure.cli import display
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.messages import asked_language, say
from govdisclosure.plugins import registry
from govdisclosure.report import Report
from govdisclosure.value_objects import FrozenDict


def dated(report: Report, signed: date | None) -> Report:
    """Return a report with the day under it, where one was named."""
    return report if signed is None else evolve(report, signed=signed)


def finish(
    report: Report,
    outputs: Sequence[Path],
    *,
    final: bool,
    forms: Sequence[str] = (),
    beside: Mapping[str, Any] = FrozenDict(),
) -> int:
    """Write the documents, or show the report where none are asked for; say what the check came to."""
    # a format that nobody knows is found before anything is written
    forms = forms or [registry().exporter_of(output.name).name for output in outputs]
    verdict = facade.check(report, previous=[one for one in beside.get("earlier", ()) if one.period.precedes(report.period)])
    if not outputs:
        display.show_report(report, verdict)
        display.show_verdict(verdict)
    unwritten = 0
    for output, form in zip(outputs, forms, strict=True):
        try:
            facade.write(report, output, format=form, final=final, language=asked_language() or "zh", verdict=verdict, **beside)
        except (PluginError, UnreadableError) as error:  # it costs its own document; the others are written
            display.remark(f"govdisclosure: {error}")
            unwritten += 1
        else:
            display.console().print(str(output), markup=False)
    if unwritten and unwritten == len(outputs):
        return 2
    if outputs:
        display.remark_findings(verdict)
    if outputs and verdict.verdict == "failed":
        display.remark(say("cli.draft"))
    display.say_what_did_not_run(verdict)
    return 2 if unwritten else int(verdict.verdict == "failed")
