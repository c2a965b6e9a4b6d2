"""Reports as offices publish them, with every difference of print: each cell is right or reported, none is wrong in silence."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from tests.shared import CORPUS, needs

from govdisclosure import library
from govdisclosure.cli import main
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.testing import quirks
from govdisclosure.testing.print_files import RENDERERS
from govdisclosure.testing.published import Print, any_report, judged, printed
from govdisclosure.testing.quirks import EVERY, FIGURES, HOSTILE, LABELS, STRUCTURE, Quirk
from govdisclosure.values import Blank, Period

FILES = Path(__file__).parent / "files" / "published"
FORMS = ("cn-2021", "cn-2019", "cn-2021+cn-2019:requests")
STANDARDS = (*FORMS, "cn-2014", "cn-hengyang-2015")
LEAVES_DOUBT = {
    quirks.notes_on_figures,  # what a sign of a note or a second figure means is nobody's to guess
    quirks.cell_missing,
    quirks.cell_twice,
    quirks.cases_in_two,
    quirks.no_heads,
    quirks.picture_instead,
    quirks.year_before,  # the years may stand on another sheet than the tables
    quirks.units_changed,
    quirks.shortened_labels,
    *HOSTILE,
}
"""Differences after which a cell may be missing in what was read; after all others every figure is there."""


def paper(standard: str, random: Random, *done: Quirk) -> Print:
    made = printed(any_report(library.load_standard(standard), random), one_grid=random.random() < 0.6)
    for quirk in done:
        quirk(made, random)
    return made


def read(made: Print, folder: Path, suffix: str, random: Random) -> Report:
    file = folder / f"report.{suffix}"
    file.write_bytes(RENDERERS[suffix](made, random))
    return library.read_all(file)[0]


@pytest.mark.parametrize("suffix", RENDERERS)
class TestPublished:
    """Whatever the format, a report in print is read whole, and after each difference right or with a doubt."""

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_is_read_whole(self, standard: str, suffix: str, tmp_path: Path) -> None:
        random = Random(standard)
        made = paper(standard, random)
        report = read(made, tmp_path, suffix, random)
        verdict = judged(made, report)
        assert (report.standard.id, report.body.name, report.period) == (standard, "清河县水务局", Period.year(2023))
        assert (verdict.wrong, verdict.reported) == ((), ())
        assert len(verdict.doubted) <= 2  # the form of hengyang itself prints a unit that does not fit, twice

    @pytest.mark.parametrize("quirk", EVERY, ids=lambda quirk: quirk.__name__)
    def test_is_right_or_reported_after(self, quirk: Quirk, suffix: str, tmp_path: Path) -> None:
        random = Random(f"{suffix} {quirk.__name__}")
        made = paper(random.choice(("cn-2021", "cn-2019")), random, quirk)
        verdict = judged(made, read(made, tmp_path, suffix, random))
        assert verdict.wrong == ()
        assert verdict.reported == () or quirk in LEAVES_DOUBT

    def test_is_right_or_reported_after_three_together(self, suffix: str, tmp_path: Path) -> None:
        count: Counter[str] = Counter()
        refused: list[list[Quirk]] = []
        for seed in range(40):
            random = Random(f"{seed} {suffix}")
            done = [random.choice(kind) for kind in (FIGURES, LABELS, STRUCTURE)]
            made = paper(random.choice(STANDARDS), random, *done)
            try:
                verdict = judged(made, read(made, tmp_path, suffix, random))
            except UnreadableError:
                refused.append(done)
                continue
            assert verdict.wrong == (), (seed, [one.__name__ for one in done])
            if LEAVES_DOUBT.isdisjoint(done):
                count.update(kept=len(verdict.right) + len(verdict.doubted), reported=len(verdict.reported))
        assert all(quirks.picture_instead in done for done in refused)
        assert count["kept"] > 100 * count["reported"]

    @needs(CORPUS)
    @pytest.mark.parametrize(
        ("name", "standard"),
        [("suqian-city-2023", "cn-2021"), ("jinhu-county-2023", "cn-2021"), ("shanghai-general-office-2019", "cn-2019")],
    )
    def test_with_real_figures_is_read_as_published(self, name: str, standard: str, suffix: str, tmp_path: Path) -> None:
        data = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
        form = library.load_standard(standard)
        order = [key for key, spot in form.spots.items() if spot.table.printed]
        texts = dict(zip(order, data["cells"].values(), strict=True))
        body, period = Body(id=data["agency"], name=data["agency"]), Period.year(int(data["year"]))
        made = printed(
            Report(standard=form, body=body, period=period, cells={key: Cell(value=text) for key, text in texts.items()})
        )
        report = read(made, tmp_path, suffix, Random(name))
        assert {key: cell.printed for key, cell in report.cells.items()} == texts
        assert all(isinstance(report[key], Blank) == (not text) for key, text in texts.items())
        assert (report.standard.id, report.body.name, report.period) == (standard, data["agency"], period)


class TestPdf:
    """Reports that LibreOffice and a browser printed as PDF, tables divided by pages: right or reported."""

    @pytest.mark.parametrize("name", sorted(one.stem for one in FILES.glob("*.pdf")))
    def test_is_right_or_reported(self, name: str) -> None:
        truth = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
        report = library.read(FILES / f"{name}.pdf")
        named = {cell.partition("/")[0] for note in report.notes for cell in note.cells}
        wrong = {
            key: text
            for key, text in truth["cells"].items()
            if key.partition("/")[0] not in named
            and (key not in report.cells or (report.cells[key].printed or "").strip() != text.strip())
        }
        assert wrong == {}
        assert (report.standard.id, report.period) == (truth["standard"], Period.year(2023))
        kept = [
            key
            for key, text in truth["cells"].items()
            if key in report.cells and (report.cells[key].printed or "").strip() == text.strip()
        ]
        assert len(kept) >= 0.9 * len(truth["cells"])


class TestSeveralReports:
    """Of two reports in one file each is read as if it stood alone."""

    @pytest.mark.parametrize("suffix", ["docx", "html"])
    def test_are_told_apart(self, suffix: str, tmp_path: Path) -> None:
        random = Random(suffix)
        first, second = paper("cn-2021", random), paper("cn-2019", random)
        name = Body(id="清河县教育局", name="清河县教育局")
        second = printed(evolve(second.made, body=name))
        both = Print(first.made, [*first.blocks, *second.blocks])
        file = tmp_path / f"both.{suffix}"
        file.write_bytes(RENDERERS[suffix](both, random))
        found = library.read_all(file)
        assert [one.body.name for one in found] == ["清河县水务局", "清河县教育局"]
        assert [judged(made, one).wrong for made, one in zip((first, second), found, strict=True)] == [(), ()]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HOPELESS = {
    "report.doc": OLE + "WordDocument".encode("utf-16-le") + bytes(3000),
    "report.wps": OLE + "WordDocument".encode("utf-16-le") + bytes(3000),
    "locked.docx": OLE + "EncryptedPackage".encode("utf-16-le") + bytes(3000),
    "locked.xlsx": OLE + "EncryptionInfo".encode("utf-16-le") + bytes(3000),
    "scan.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "scan.jpg": b"\xff\xd8\xff\xe0" + bytes(200),
    "renamed.docx": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "empty.pdf": b"",
    "broken.pdf": b"%PDF-1.4\n" + bytes(range(1, 200)) * 9,
    "words.xlsx": "只是一些文字,没有表。2023年".encode(),
    "page.html": "<html><body><p>没有表</p></body></html>".encode(),
}


def run(command: str, file: Path, language: str) -> tuple[int, str, str]:
    """Run the command on a file; return its exit code, and what it says on both streams."""
    out, errors = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(errors), pytest.raises(SystemExit) as end:
        main(["--lang", language, command, str(file)])
    return int(str(end.value.code)), out.getvalue(), errors.getvalue()


@pytest.mark.parametrize("command", ["read", "check"])
@pytest.mark.parametrize("language", ["zh", "en"])
class TestHopelessFiles:
    """A file that cannot be read gets exit code 2 and one line that says what to do."""

    @pytest.mark.parametrize("name", HOPELESS)
    def test_get_one_line(self, name: str, language: str, command: str, tmp_path: Path) -> None:
        (tmp_path / name).write_bytes(HOPELESS[name])
        code, out, errors = run(command, tmp_path / name, language)
        assert (code, out) == (2, "")
        (line,) = errors.splitlines()
        assert name in line
        assert str(tmp_path) not in line

    @pytest.mark.parametrize("suffix", ["docx", "xlsx"])
    def test_truncated_get_one_line(self, suffix: str, language: str, command: str, tmp_path: Path) -> None:
        whole = RENDERERS[suffix](paper("cn-2021", Random(1)), Random(1))
        (tmp_path / f"half.{suffix}").write_bytes(whole[: len(whole) // 2])
        code, out, errors = run(command, tmp_path / f"half.{suffix}", language)
        assert (code, out, len(errors.splitlines())) == (2, "", 1)
