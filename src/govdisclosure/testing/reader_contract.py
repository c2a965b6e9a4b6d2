"""The contract of a reader (读入契约): inherit it, name the reader, and say how a document of its format is made.

::

    class TestPortalReader(ReaderContract):
        reader = PortalReader()
        exporter = PortalExporter()              # or override ``document`` where nothing writes the format
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure.errors import UnreadableError
from govdisclosure.exporters import Exporter
from govdisclosure.readers import Reader
from govdisclosure.report import Report
from govdisclosure.testing.first_test import stop_behind
from govdisclosure.testing.roundtrip import Journey, source_of, with_value, written
from govdisclosure.testing.samples import sample_report, sample_reports
from govdisclosure.testing.surroundings import PERSON, another_day, no_network
from govdisclosure.testing.tracers import traced
from govdisclosure.values import Blank

STRANGE = (
    b"",
    b"\0",
    b"\xff\xfe\xfa",
    b"{}",
    b"{" * 5000,
    b"<html><table><tr><td>",
    b"PK\x03\x04" + b"\0" * 40,
    b"%PDF-1.7\n",
    "只有一句话。".encode("gb18030"),
    b"a,b\r\n" * 50,
)
"""Bytes that are no report in any format."""

_few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


class ReaderContract(Journey):
    """What every reader must keep; inherit it with ``reader`` and either ``exporter`` or ``document``."""

    reader: ClassVar[Reader]
    exporter: ClassVar[Exporter | None] = None
    standards: ClassVar[Sequence[str]] = ()
    """The references of the standards whose reports the format is for; all that are installed where empty."""

    # ------------------------------------------------------------------------------------------------------- what is asked

    def samples(self) -> tuple[Report, ...]:
        """Return the reports to read."""
        return tuple(map(sample_report, self.standards)) if self.standards else sample_reports()

    def document(self, report: Report) -> bytes:
        """Return a report as a document of the format."""
        assert self.exporter is not None, "name an exporter, or override document()"
        return written(self.exporter, report)

    def read_or_refuse(self, data: bytes) -> Report | UnreadableError | None:
        """Read bytes that may be no report: a report, a refusal in words, or None where they are not accepted."""
        source = source_of(data)
        if not self.reader.accepts(source):
            return None
        try:
            return self.reader.read(source)
        except UnreadableError as error:
            return error

    @pytest.fixture(autouse=True)
    def _first_test_first(self, request: pytest.FixtureRequest) -> None:
        stop_behind("test_reads_a_plain_report", request, self.test_reads_a_plain_report)

    # --------------------------------------------------------------------------------------------------------------- tests

    def test_reads_a_plain_report(self) -> None:
        report = self.samples()[0]
        assert isinstance(self.reader.read(source_of(self.document(report))), Report)

    def test_is_a_reader_with_a_name_and_labels_in_two_languages(self) -> None:
        assert isinstance(self.reader, Reader)
        assert self.reader.name.strip()
        zh, en = self.reader.labels
        assert zh.strip()
        assert en.strip()

    def test_reads_what_is_written(self) -> None:
        for report in self.samples():
            self.arrives(self.reader, self.document(report), report)

    def test_reads_each_figure_into_its_own_cell(self) -> None:
        for report in self.samples():
            unlike = evolve(report, cells=traced(report).report.cells)
            self.arrives(self.reader, self.document(unlike), unlike)

    def test_reads_blanks_as_blanks(self) -> None:
        for report in self.samples():
            number = next(
                address for address, spot in report.standard.spots.items() if spot.table.printed and spot.kind.is_figure
            )
            for value in (Blank.MISSING, Blank.NOT_APPLICABLE):
                self.arrives(self.reader, self.document(blank := with_value(report, number, value)), blank)

    def test_knows_its_format_whatever_the_file_is_called(self) -> None:
        for report in self.samples():
            data = self.document(report)
            for name in ("report", "report.doc", "年报.xyz", ""):
                assert self.reader.accepts(source_of(data, name)), f"a file called {name!r} is not accepted"

    def test_reads_the_same_again(self) -> None:
        for report in self.samples():
            data = self.document(report)
            first = self.reader.read(source_of(data))
            with another_day(self.reader):
                again = self.reader.read(source_of(data))
            assert (dict(again.cells), again.text, again.period) == (dict(first.cells), first.text, first.period)

    def test_believes_a_caller_who_knows_the_standard(self) -> None:
        for report in self.samples():
            found = self.reader.read(source_of(self.document(report), standard=report.standard))
            assert found.standard is report.standard

    @pytest.mark.parametrize("data", STRANGE, ids=range(len(STRANGE)))
    def test_refuses_in_words_what_is_no_report(self, data: bytes) -> None:
        found = self.read_or_refuse(data)
        if isinstance(found, UnreadableError):
            assert all(fault.sentence.zh and fault.sentence.en for fault in found.faults)

    @_few
    @given(at=st.floats(0, 1), data=st.binary(max_size=20), cut=st.booleans())
    def test_survives_damage(self, at: float, data: bytes, cut: bool) -> None:  # noqa: FBT001 - drawn
        whole = self.document(self.samples()[0])
        place = int(at * len(whole))
        self.read_or_refuse(whole[:place] + data + (b"" if cut else whole[place + len(data) :]))

    def test_opens_no_connection(self) -> None:
        for report in self.samples():
            data = self.document(report)
            with no_network() as tried:
                self.reader.read(source_of(data))
            assert tried == []

    def test_touches_no_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for report in self.samples():
            self.reader.read(source_of(self.document(report)))
        assert list(tmp_path.iterdir()) == [], "a reader writes no files"

    def test_repeats_nothing_personal_in_its_messages(self) -> None:
        whole = self.document(self.samples()[0])
        for data in (PERSON.encode() + whole[: len(whole) // 2], whole[: len(whole) // 3] + PERSON.encode(), PERSON.encode()):
            found = self.read_or_refuse(data)
            said = found.sentence if isinstance(found, UnreadableError) else None
            notes = [note.message for note in found.notes] if isinstance(found, Report) else []
            for sentence in filter(None, (said, *notes)):
                assert not any(word in sentence.zh + sentence.en for word in PERSON.split()), "a message quotes a person"
