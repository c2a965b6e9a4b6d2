"""Calls of what plugins offer (调用插件): one that fails or is slow costs only its own result, and is named."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from time import monotonic
from typing import BinaryIO

from attrs import evolve

from govdisclosure.errors import GovDisclosureError, PluginError
from govdisclosure.exporters import Exporter, Publication
from govdisclosure.messages import say
from govdisclosure.plugins import installation
from govdisclosure.plugins.installation import DISABLE, Plugin, Registry
from govdisclosure.readers import Reader, Source
from govdisclosure.report import Finding, Report
from govdisclosure.values import Severity

OWN = "govdisclosure"


class SlowPluginWarning(UserWarning):
    """A plugin took long for one call; it cannot be stopped from outside, so it is named."""


def write_by(known: Registry, exporter: Exporter, publication: Publication, stream: BinaryIO) -> None:
    """Let an exporter write; what a plugin's wrote reaches the stream whole or not at all.

    Raises:
        PluginError: a plugin's exporter failed; its distribution is named.
    """
    plugin = known.owners.get(("exporters", exporter.name))
    if plugin is None or plugin.distribution == OWN:
        exporter.write(publication, stream)
        return
    written = BytesIO()
    with _named(plugin, exporter.name):
        exporter.write(publication, written)
    stream.write(written.getvalue())


def read_by(known: Registry, source: Source) -> Report | None:
    """Let the first reader read that accepts the source; None where none does.

    A plugin's reader that fails is passed over: the report says so in a note.

    Raises:
        PluginError: a plugin's reader failed, and no other can read it.
    """
    failed: list[PluginError] = []
    readers = sorted(known.readers.values(), key=lambda one: one.name == "text")  # nearly everything could be text
    for reader in readers:
        try:
            report = _read(known, reader, source)
        except PluginError as error:
            failed.append(error)
            continue
        except GovDisclosureError:
            if failed:
                raise failed[0] from None
            raise
        if report is not None:
            return evolve(report, notes=(*report.notes, *map(_note, failed))) if failed else report
    if failed:
        raise failed[0]
    return None


def _read(known: Registry, reader: Reader, source: Source) -> Report | None:
    plugin = known.owners.get(("readers", reader.name))
    if plugin is None or plugin.distribution == OWN:
        return reader.read(source) if reader.accepts(source) else None
    with _named(plugin, reader.name):
        report = reader.read(source) if reader.accepts(source) else None
        if report is not None and not isinstance(report, Report):
            raise TypeError(f"{type(report).__name__} is no Report")
        return report


def _note(error: PluginError) -> Finding:
    return Finding(rule="read.plugin", severity=Severity.WARNING, message=error.sentence)


@contextmanager
def _named(plugin: Plugin, thing: str) -> Iterator[None]:
    """Name the plugin where its call fails or is slow; an error that it raises on purpose is left as it is."""
    facts: Mapping[str, str] = {"thing": thing, "distribution": plugin.distribution, "variable": DISABLE, "name": plugin.name}
    start = monotonic()
    try:
        yield
    except GovDisclosureError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".strip(": ")
        raise PluginError("plugin.call_failed", reason=reason, **facts) from error
    taken = monotonic() - start
    if taken > installation.SLOW:
        warnings.warn(str(say("plugin.call_slow", seconds=f"{taken:.0f}", **facts)), SlowPluginWarning, stacklevel=4)
