"""Reports as text, however browsers, offices and converters leave their tables: every cell is right or named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from govdisclosure import library
from govdisclosure.report import Report
from govdisclosure.testing import soak
from govdisclosure.testing.flattening import LAYOUTS, TEXT_QUIRKS, WITH_SEPARATORS, Layout, TextQuirk, as_meant
from govdisclosure.testing.published import Print, any_report, judged, printed
from govdisclosure.testing.quirks import HOSTILE, Quirk
from govdisclosure.values import Period

FORMS = ("cn-2021", "cn-2019", "cn-hengyang-2015")


def paper(standard: str, random: Random, *done: Quirk) -> Print:
    made = printed(any_report(library.load_standard(standard), random), one_grid=random.random() < 0.6)
    for quirk in done:
        quirk(made, random)
    as_meant(made)
    return made


def read(text: str, folder: Path) -> Report:
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    return library.read_all(file)[0]


class TestFlattened:
    """Whatever became of its tables, a report in text is read whole."""

    @pytest.mark.parametrize("standard", FORMS)
    @pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
    def test_is_read_whole(self, layout: Layout, standard: str, tmp_path: Path) -> None:
        made = paper(standard, Random(f"{layout.__name__} {standard}"))
        report = read(layout(made), tmp_path)
        verdict = judged(made, report)
        assert (report.standard.id, report.body.name, report.period) == (standard, "清河县水务局", Period.year(2023))
        assert verdict.wrong == ()
        told_apart = layout in WITH_SEPARATORS or standard != "cn-hengyang-2015"  # whose labels are sentences, its values words
        assert verdict.reported == () or not told_apart

    @pytest.mark.parametrize("befalls", TEXT_QUIRKS, ids=lambda quirk: quirk.__name__)
    @pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
    def test_is_right_or_named_after(self, layout: Layout, befalls: TextQuirk, tmp_path: Path) -> None:
        random = Random(f"{layout.__name__} {befalls.__name__}")
        made = paper(random.choice(FORMS[:2]), random)
        assert judged(made, read(befalls(layout(made), random), tmp_path)).wrong == ()

    @pytest.mark.parametrize("quirk", HOSTILE, ids=lambda quirk: quirk.__name__)
    def test_that_misleads_is_right_or_named(self, quirk: Quirk, tmp_path: Path) -> None:
        for layout in LAYOUTS:
            random = Random(f"{layout.__name__} {quirk.__name__}")
            made = paper(random.choice(FORMS[:2]), random, quirk)
            assert judged(made, read(layout(made), tmp_path)).wrong == (), layout.__name__


class TestLabelsThatShareACell:
    """Two labels in one cell, the second row's figures in a line of their own: no row takes the other's in silence."""

    @pytest.mark.parametrize("seed", ["birch-1 910", "birch-1 1433"])
    def test_are_right_or_named(self, seed: str) -> None:
        made = soak.example("texts", seed)
        assert "labels_merged" in made.kinds
        assert judged(made.paper, soak.read(made.name, made.data)).wrong == ()


class TestSoak:
    """The examples of a soak come from their seeds, and of some dozens none is silently wrong."""

    @pytest.mark.parametrize("shape", ["grids", "texts"])
    def test_finds_nothing_silently_wrong(self, shape: soak.Shape) -> None:
        tally = soak.soak(shape, [f"in make test {number}" for number in range(24)])
        assert [(made.seed, made.kinds, verdict.wrong) for made, verdict in tally.wrong] == []
        assert tally.total["reports"] == 24
        assert tally.total["right"] + tally.total["doubted"] > 0.85 * tally.total["cells"]

    def test_makes_the_same_of_the_same_seed(self) -> None:
        first, second = soak.example("texts", "again"), soak.example("texts", "again")
        assert (first.data, first.kinds) == (second.data, second.kinds)

    def test_prints_a_line_a_kind_and_exits_with_zero_where_none_is_wrong(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert soak.main(["texts", "--count", "2", "--seeds", "printed"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split()[0] == "kind"
        assert lines[-1].startswith("with separators:")

    def test_keeps_what_was_read_wrongly(self, tmp_path: Path) -> None:
        made = soak.example("texts", "kept")
        tally = soak.SoakTally()
        tally.add(made, judged(made.paper, soak.read(made.name, made.data)))
        assert tally.total["reports"] == 1
        soak.save(tmp_path / "wrong", made)
        assert [one.read_bytes() for one in (tmp_path / "wrong").iterdir()] == [made.data]

    def test_says_what_a_rule_is_worth(self) -> None:
        heads_lie = next(one for one in HOSTILE if one.__name__ == "heads_lie")
        tally = soak.soak("grids", [f"lie {number}" for number in range(4)], only=heads_lie, ablation=True)
        assert tally.wrong == []
        assert tally.without["read.sum_differs"] > 20

    def test_counts_a_report_that_was_refused(self) -> None:
        made = soak.example("texts", "refused")
        tally = soak.SoakTally()
        tally.add(made, None)
        assert tally.total == Counter(cells=made.cells, reports=1, refused=made.cells)
        assert set(WITH_SEPARATORS) < set(LAYOUTS)
