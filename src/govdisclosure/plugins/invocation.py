"""Calling exporters and readers (调用插件): one that fails or is slow loses only its own result, and is named."""

from __future__ import annotations

from contextlib import nullcontext
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve

from govdisclosure.errors import GovDisclosureError, PluginError, refused
from govdisclosure.formats.refusals import refusal
from govdisclosure.plugins.containment import contained
from govdisclosure.plugins.registry import Plugin, Registry
from govdisclosure.readers import OpeningReader, Reader, Source
from govdisclosure.report import Finding, Report
from govdisclosure.values import Severity

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter, PublishedReport
    from govdisclosure.formats.document import OpenedDocument

OWN = "govdisclosure"


def write_by(known: Registry, exporter: Exporter, publication: PublishedReport, stream: BinaryIO) -> None:
    """Let an exporter write; what a plugin's wrote reaches the stream whole or not at all.

    Raises:
        PluginError: a plugin's exporter failed; its distribution is named.
    """
    plugin = known.owners.get(("exporters", exporter.name))
    if plugin is None or plugin.distribution == OWN:
        exporter.write(publication, stream)
        return
    written = BytesIO()
    with contained(plugin, exporter.name):
        exporter.write(publication, written)
        if not written.getvalue():
            raise ValueError("nothing was written")
    stream.write(written.getvalue())


def read_by(known: Registry, source: Source, *, every: bool = False) -> tuple[Report, ...]:
    """Let the first reader read that accepts the source: its one report, or ``every`` report in it; none where none does.

    Readers of plugins come first, by name: what one of them reads is never refused. Ours follow, in the order of the table of
    formats; text, which nearly everything could be, is its last row.
    A plugin's reader that fails is passed over: the reports say so in a note.

    Raises:
        UnreadableError: it is of a kind that cannot be read, or its reader found no report.
        PluginError: a plugin's reader failed, and no other can read it.
    """
    failed: list[PluginError] = []
    refused_as = refusal(source.data, source.name)
    for reader in _in_order(known):
        stranger = _stranger(known, reader)
        try:
            if stranger is None and refused_as is not None:
                raise refused_as
            reports = _read(reader, source, stranger, every=every)
        except PluginError as error:
            failed.append(error)
            continue
        except GovDisclosureError:
            if failed:
                raise failed[0] from None
            raise
        if reports:
            notes = tuple(map(_note, failed))
            return tuple(evolve(one, notes=(*one.notes, *notes)) for one in reports) if failed else reports
    if failed:
        raise failed[0]
    return ()


def _in_order(known: Registry) -> list[Reader]:
    strangers = sorted((one for one in known.readers.values() if _stranger(known, one)), key=lambda one: one.name)
    return [*strangers, *(one for one in known.readers.values() if _stranger(known, one) is None)]


def open_by(known: Registry, source: Source) -> tuple[Report, OpenedDocument]:
    """Let the first reader that accepts the source and can show it read its one report, and return the document, too.

    Raises:
        UnreadableError: no such reader knows it, or it found no report or several.
        PluginError: a plugin's reader failed.
    """
    refused_as = refusal(source.data, source.name)
    for reader in _in_order(known):
        stranger = _stranger(known, reader)
        if stranger is None and refused_as is not None:
            raise refused_as
        with contained(stranger, reader.name, patient=_takes_time(reader)) if stranger else nullcontext():
            if reader.accepts(source):
                if not isinstance(reader, OpeningReader):
                    break
                document = reader.open(source)
                from govdisclosure.readers.format_reader import only  # on use: it loads what recognises tables

                return only(source, reader.read_opened(source, document)), document
    raise refused(source.name, "mark.no_document")


def _stranger(known: Registry, reader: Reader) -> Plugin | None:
    """Return the plugin that offers a reader; None for the package's own."""
    plugin = known.owners.get(("readers", reader.name))
    return None if plugin is None or plugin.distribution == OWN else plugin


def _read(reader: Reader, source: Source, stranger: Plugin | None, *, every: bool) -> tuple[Report, ...]:
    if stranger is None:
        return _reports(reader, source, every=every)
    with contained(stranger, reader.name, patient=_takes_time(reader)):
        reports = _reports(reader, source, every=every)
        for report in reports:
            if not isinstance(report, Report):
                raise TypeError(f"{type(report).__name__} is no Report")
        return reports


def _takes_time(reader: Reader) -> bool:
    return getattr(reader, "takes_time", False) is True


def _reports(reader: Reader, source: Source, *, every: bool) -> tuple[Report, ...]:
    if not reader.accepts(source):
        return ()
    read_all = getattr(reader, "read_all", None) if every else None  # a plugin's reader need not have it
    return (reader.read(source),) if read_all is None else tuple(read_all(source))


def _note(error: PluginError) -> Finding:
    return Finding(rule="read.plugin", severity=Severity.WARNING, message=error.sentence)
