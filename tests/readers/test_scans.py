"""What was recognised in a scan keeps how surely: it is doubted, it weighs in locating, it is final by a person's word."""

from __future__ import annotations

import json
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from attrs import evolve

from govdisclosure import Library, Report, check, dumps, hookimpl, load_standard, locate
from govdisclosure.cli import main
from govdisclosure.consistency.readiness import blockers, checked_by_eye
from govdisclosure.errors import TabulationError, UnreadableError
from govdisclosure.formats import docx
from govdisclosure.formats.document import Grid, OpenedDocument, ScanReading
from govdisclosure.plugins import SlowPluginWarning
from govdisclosure.readers import Reader, Source
from govdisclosure.readers.format_reader import DocumentReader
from govdisclosure.records import Body
from govdisclosure.report import Cell, Origin, OriginKind
from govdisclosure.values import Kind, Period

TOTAL, PART = "requests.received/total", "requests.received/business"


def published(**figures: int) -> Report:
    standard = load_standard("cn-2021")
    cells = {key: Cell(value=0) for key, spot in standard.spots.items() if spot.kind is Kind.COUNT}
    cells |= {key: Cell(value=value) for key, value in figures.items()}
    return Report(standard=standard, body=Body(id="b", name="某市某局"), period=Period.year(2023), cells=cells)


def scanned(report: Report, **readings: ScanReading) -> Report:
    """Read a report as if a scan of it had been recognised: surely, but for these cells."""
    document = docx.document(dumps(report, "docx"), "a.docx")
    cells = {cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row if cell}
    own = {cell.where: ScanReading(confidence=0.999) for cell in cells}
    plain = reader(document).read(source())
    own |= {str(plain.cells[key].origin.address): reading for key, reading in readings.items()}
    return reader(evolve(document, readings=own)).read(source())


def reader(document: OpenedDocument) -> DocumentReader:
    return DocumentReader(name="scan", labels=("扫描件", "scan"), opens=lambda data, name: document, knows=lambda data: True)


def source() -> Source:
    return Source(name="a.png", data=b"", find_standard=load_standard, known_standards=("cn-2021",))


UNSURE = ScanReading(confidence=0.41, alternatives=("3", "9"))


class TestWhatWasRecognised:
    """Every figure keeps how surely it was recognised, and what it may be besides."""

    def test_is_doubted_where_it_is_unsure(self) -> None:
        report = scanned(published(**{PART: 8, TOTAL: 8}), **{PART: UNSURE})
        assert report.cells[PART].origin.confidence == 41
        assert report.cells[PART].origin.alternatives == ("3", "9")
        assert report.cells[TOTAL].origin.confidence == 99
        (doubt,) = [one for one in report.notes if one.rule == "read.scan_unsure"]
        assert doubt.cells == (PART,)
        assert "41 %" in doubt.message.en
        assert "3, 9" in doubt.message.en

    def test_is_kept_in_json(self) -> None:
        report = scanned(published(), **{PART: UNSURE})
        again = Report.from_json(report.to_json(), standard=load_standard)
        assert again.cells[PART].origin == report.cells[PART].origin
        assert [one.rule for one in again.notes] == [one.rule for one in report.notes]

    @pytest.mark.parametrize("wrong", [{"confidence": 101}, {"confidence": "a"}, {"alternatives": [1]}])
    def test_in_json_is_per_cent_and_texts(self, wrong: dict[str, object]) -> None:
        data = published().to_dict()
        data["cells"][PART]["origin"] |= wrong
        with pytest.raises(UnreadableError, match=next(iter(wrong))):
            Report.from_json(json.dumps(data), standard=load_standard)

    def test_of_words_is_no_doubt(self) -> None:
        assert [one.rule for one in scanned(published()).notes if one.rule.startswith("read.scan")] == ["read.scanned"]


class TestLocating:
    """What was recognised surely is doubted last, and what the scan may show besides explains a figure best."""

    def test_names_the_cell_that_is_unsure(self) -> None:
        figures = {"natural_person": 5, "business": 3, "total": 8}
        rows = ("requests.received", "requests.carried_out")
        report = published(**({f"{row}/{column}": value for row in rows for column, value in figures.items()} | {PART: 8}))
        sure, unsure = (Origin(OriginKind.READ, "page 1", percent) for percent in (99, 40))
        cells = {key: evolve(cell, origin=sure) for key, cell in report.cells.items()}
        cells[PART] = evolve(cells[PART], origin=evolve(unsure, alternatives=("3",)))
        answers = [answer for conflict in locate(evolve(report, cells=cells)) for answer in conflict.answers]
        assert [answer.cells[PART].should_be for answer in answers if PART in answer.cells] == [3]
        assert "misread" in next(answer.why.en for answer in answers if PART in answer.cells)

    def test_weighs_as_the_caller_says(self) -> None:
        report = published(**{TOTAL: 8})
        cells = {key: evolve(cell, origin=Origin(OriginKind.READ, "page 1", 99)) for key, cell in report.cells.items()}
        found = {
            address
            for conflict in locate(evolve(report, cells=cells), weights={TOTAL: 50})
            for answer in conflict.answers
            for address in answer.cells
        }
        assert TOTAL not in found


class TestFinal:
    """A report from a scan is final only when a person has compared it."""

    def test_needs_a_persons_word(self) -> None:
        report = scanned(published())
        assert "final.scanned" in {one.rule for one in blockers(check(report))}
        checked = checked_by_eye(report, "办公室审核岗")
        assert "final.scanned" not in {one.rule for one in blockers(check(checked))}
        (note,) = [one for one in checked.notes if one.rule == "read.scan_checked"]
        assert "办公室审核岗" in note.message.zh

    def test_of_another_report_is_no_word_to_give(self) -> None:
        with pytest.raises(TabulationError, match="not recognised from a scan"):
            checked_by_eye(published(), "a")

    def test_is_given_on_the_command_line(self, tmp_path: Path) -> None:
        file, out = tmp_path / "a.json", tmp_path / "b.json"
        file.write_text(scanned(published()).to_json(), encoding="utf-8")
        for command in (("write", file, "-o", out), ("read", file, "-o", out)):
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()), pytest.raises(SystemExit):
                main([*map(str, command), "--checked-by-eye", "审核岗"])
            rules = {one.rule for one in Report.from_json(out.read_bytes(), standard=load_standard).notes}
            assert rules & {"read.scanned", "read.scan_checked"} == {"read.scan_checked"}
            out.unlink()


class TestRecognition:
    """Takes time by its nature: a reader that says so is not remarked on."""

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("takes_time", [True, False])
    def test_that_says_so_is_waited_for(self, monkeypatch: pytest.MonkeyPatch, *, takes_time: bool) -> None:
        document = docx.document(dumps(published(), "docx"), "a.docx")
        own = DocumentReader(
            name="slow", labels=("慢", "slow"), opens=lambda *_: document, knows=lambda _: True, takes_time=takes_time
        )

        class SlowReaders:
            @hookimpl
            def govdisclosure_readers(self) -> list[Reader]:
                return [own]

        library = Library(plugins=[SlowReaders()])
        assert "slow" in library.readers
        monkeypatch.setattr("govdisclosure.plugins.containment.SLOW", -1.0)  # every call takes longer
        remarks = nullcontext() if takes_time else pytest.warns(SlowPluginWarning)
        with remarks:
            assert library.read(b"a picture").body_name == "某市某局"
