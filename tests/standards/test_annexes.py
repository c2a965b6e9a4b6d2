"""Annexes (附表): rows and relations added to a standard that is named, under the annex's own prefix."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from govdisclosure import Body, Cell, Period, Report, available_annexes, check, load_standard
from govdisclosure.cli.main import main
from govdisclosure.errors import InvalidStandardError, UnknownStandardError
from govdisclosure.standards import json_schema
from govdisclosure.testing.site import Site

ANNEX = """
id = "acme-desk"
annex_of = ["cn-hengyang-2015"]
edition = "1"
sections = [{ key = "acme_desk", heading = "服务台", tables = ["acme_desk"] }]
[[tables]]
key = "acme_desk"
unit = "件"
rows = [
  { key = "acme_desk.head", label = "服务台" },
  { key = "acme_desk.calls", label = "来电", total = ["acme_desk.calls.answered", "acme_desk.calls.lost"] },
  { key = "acme_desk.calls.answered", label = "已接", entered = "count" },
  { key = "acme_desk.calls.lost", label = "未接", entered = "count" },
]
relations = [{ key = "acme_desk.within", rule = "services.cases <= acme_desk.calls", source = "约定" }]
"""
BASE = "cn-hengyang-2015"


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    return written(tmp_path, ANNEX)


def written(folder: Path, text: str) -> Path:
    path = folder / "acme-desk.annex.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, base: str = BASE) -> list[str]:
    """The faults of an annex, in English."""
    with pytest.raises(InvalidStandardError) as caught:
        load_standard(f"{base}+{path}")
    return [fault.en for fault in caught.value.faults]


class TestAnnex:
    """``STANDARD+ANNEX`` is the standard with the annex behind it."""

    def test_adds_its_parts_behind_the_standards(self, annex: Path) -> None:
        standard, base = load_standard(f"{BASE}+{annex}"), load_standard(BASE)
        assert standard.id == "cn-hengyang-2015+acme-desk"
        assert standard.annexes == ("acme-desk",)
        assert standard.keys() == (*base.keys(), "acme_desk.calls", "acme_desk.calls.answered", "acme_desk.calls.lost")
        assert [one.key for one in standard.sections] == [*(one.key for one in base.sections), "acme_desk"]
        assert len(standard.relations) == len(base.relations) + 2

    def test_changes_nothing_of_the_standard(self, annex: Path) -> None:
        standard, base = load_standard(f"{BASE}+{annex}"), load_standard(BASE)
        assert standard.tables[: len(base.tables)] == base.tables
        assert standard.relations[: len(base.relations)] == base.relations
        assert (base.annexes, base.id) == ((), BASE)
        assert standard.digest not in ("", base.digest)

    def test_prints_headings_as_the_standard_does(self, annex: Path) -> None:
        head = load_standard(f"{BASE}+{annex}").rows["acme_desk.head"]
        assert (head.unit, head.printed) == ("—", "——")

    def test_relates_its_cells_to_the_standards(self, annex: Path) -> None:
        standard = load_standard(f"{BASE}+{annex}")
        cells = {one: Cell(value=0) for one in standard.spots if standard.spot(one).kind.is_number}
        cells |= {"services.cases": Cell(value=31), "acme_desk.calls": Cell(value=30), "acme_desk.calls.lost": Cell(value=30)}
        report = Report(standard=standard, body=Body(id="b"), period=Period.year(2015), cells=cells)
        (found,) = [one for one in check(report).findings if one.rule == "acme_desk.within"]
        assert (found.left, found.right, found.difference) == ("31", "30", "1")

    def test_joins_a_standard_with_switches_and_other_parts(self, annex: Path) -> None:
        text = ANNEX.replace('["cn-hengyang-2015"]', '["cn-2021"]').replace("services.cases", "acme_desk.calls.lost")
        path = written(annex.parent, text)
        assert load_standard(f"cn-2021+cn-2019:requests+{path}").id == "cn-2021+cn-2019:requests+acme-desk"

    def test_is_described_by_a_schema(self) -> None:
        schema = json_schema("annex")
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "annex_of" in schema["required"]
        assert "title" not in schema["properties"]


class TestRefusal:
    """What is wrong with an annex is named with what to do."""

    def test_of_an_annex_by_itself(self, annex: Path) -> None:
        with pytest.raises(InvalidStandardError, match=r"write STANDARD\+acme-desk|请写 标准\+acme-desk"):
            load_standard(annex)

    def test_of_an_annex_to_another_standard(self, annex: Path) -> None:
        (fault,) = refused(annex, "cn-2021")
        assert "cannot be added to cn-2021, only to cn-hengyang-2015" in fault

    def test_of_a_standard_in_the_place_of_an_annex(self, tmp_path: Path) -> None:
        (fault,) = refused(written(tmp_path, ANNEX.replace("annex_of", "title")))
        assert "is no annex to cn-hengyang-2015" in fault
        with pytest.raises(UnknownStandardError) as caught:
            load_standard(f"{BASE}+cn-2021")
        assert caught.value.key == "standard.no_table_named"

    def test_of_an_annex_that_is_not_installed(self) -> None:
        with pytest.raises(UnknownStandardError, match="acme-desc"):
            load_standard(f"{BASE}+acme-desc")

    def test_of_an_annex_named_twice(self, annex: Path) -> None:
        with pytest.raises(UnknownStandardError, match="acme-desk"):
            load_standard(f"{BASE}+{annex}+{annex}")

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ('key = "acme_desk.calls.lost"', 'key = "services.lost"'),
            ('{ key = "acme_desk", heading', '{ key = "statistics", heading'),
            ('[[tables]]\nkey = "acme_desk"', '[[tables]]\nkey = "acme_desks"'),
            ('key = "acme_desk.within"', 'key = "within"'),
        ],
    )
    def test_of_keys_that_could_be_anothers(self, tmp_path: Path, right: str, wrong: str) -> None:
        assert right in ANNEX
        assert any("must begin with acme_desk." in one for one in refused(written(tmp_path, ANNEX.replace(right, wrong))))

    def test_of_a_relation_with_a_cell_that_nobody_has(self, tmp_path: Path) -> None:
        (fault,) = refused(written(tmp_path, ANNEX.replace("services.cases", "services.case")))
        assert "services.cases" in fault  # the nearest right spelling, which the standard has

    def test_of_a_key_that_annexes_do_not_have(self, tmp_path: Path) -> None:
        assert any("regulation" in one for one in refused(written(tmp_path, f'regulation = "cn-2007"\n{ANNEX}')))


class TestCommand:
    """Annexes on the command line."""

    def run(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", *arguments])
        assert end.value.code == 0
        return capsys.readouterr().out

    def test_prints_the_schema_of_an_annex(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert json.loads(self.run(capsys, "standards", "schema", "--annex")) == json_schema("annex")

    def test_lists_a_standard_with_each_annex_to_it(self, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
        source = "from pathlib import Path\nimport govdisclosure\n\n@govdisclosure.hookimpl\n"
        source += "def govdisclosure_standards():\n    return list(Path(__file__).parent.glob('*.toml'))\n"
        site.install("acme-desk", source)
        site.add("acme_desk", "acme-desk.annex.toml", ANNEX)
        assert f"{BASE}+acme-desk\t45\t35\t" in self.run(capsys, "standards")
        assert available_annexes("cn-2021").count("acme-desk") == 0
