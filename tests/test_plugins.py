"""What is installed: plugins are found by their entry points, asked once, and named; one that fails is left out, no more."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.command_line import Run, runner

from govdisclosure import library
from govdisclosure.errors import InvalidStandardError, UnknownFormatError, UnknownStandardError
from govdisclosure.exporters import Exporter
from govdisclosure.library import Library, default_library
from govdisclosure.plugins import DISABLE, GROUP
from govdisclosure.readers import Reader
from govdisclosure.testing.site import Site
from govdisclosure.version import VERSION

EXPORTER = """
import govdisclosure

class Titles:
    name = "titles"
    suffixes = (".title",)
    labels = ("标题", "titles")

    def write(self, publication, stream):
        stream.write(publication.title.encode())

@govdisclosure.hookimpl
def govdisclosure_exporters():
    return [Titles()]
"""
READER = """
import govdisclosure
from attrs import evolve

class Pointers:
    name = "pointers"
    labels = ("指向", "pointers")

    def accepts(self, source):
        return source.data.startswith(b"see ")

    def read(self, source):
        return govdisclosure.read(source.data.decode().removeprefix("see ").strip())

@govdisclosure.hookimpl
def govdisclosure_readers():
    return (Pointers(),)
"""
STANDARDS = """
from pathlib import Path
import govdisclosure

@govdisclosure.hookimpl
def govdisclosure_standards():
    return sorted(Path(__file__).parent.glob("*.toml"))
"""
STANDARD = """
id = "acme"
edition = "1"
title = "{body}"
authority = "acme"
sections = [{ key = "part", tables = ["table"] }]
[[tables]]
key = "table"
rows = [{ key = "cases", label = "办件量", unit = "件", entered = "count" }]
"""
BROKEN: dict[str, tuple[str, str]] = {  # what a plugin may get wrong, and what is said about it
    "raises on import": ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
    "is no Python": ("def", "SyntaxError"),
    "wants what is not there": (
        "import acme_nowhere",
        "it needs the module acme_nowhere, which is not installed",
    ),
    "misspells its hook": (
        EXPORTER.replace("def govdisclosure_exporters", "def govdisclosure_exporter"),
        "it has govdisclosure_exporter, which is not a hook; did you mean govdisclosure_exporters",
    ),
    "asks for more than a hook gives": (EXPORTER.replace("exporters()", "exporters(report)"), "report"),
    "has no hook": ("x = 1", "govdisclosure_exporters, govdisclosure_readers, govdisclosure_standards, govdisclosure_checks"),
    "forgot to mark its hook": (EXPORTER.replace("@govdisclosure.hookimpl", ""), "@govdisclosure.hookimpl"),
    "returns one thing": (
        EXPORTER.replace("return [Titles()]", "return Titles()"),
        "govdisclosure_exporters must return a list of what it offers; it returned Titles, no list",
    ),
    "raises in its hook": (EXPORTER.replace("return [Titles()]", "raise KeyError('x')"), "govdisclosure_exporters: KeyError"),
    "returns nothing": (EXPORTER.replace("return [Titles()]", "pass"), "it returned NoneType, no list"),
    "offers what has no name": (
        EXPORTER.replace("return [Titles()]", "return [1]"),
        "int is no Exporter and was not taken: name must be a name of small letters",
    ),
    "has a hook with an argument that hooks are not given": (
        EXPORTER.replace("def govdisclosure_exporters()", "def govdisclosure_exporters(option)"),
        "govdisclosure_exporters has the argument option, which hooks are not given",
    ),
    "offers what cannot write": (
        EXPORTER.replace("def write", "def print"),
        "titles is no Exporter and was not taken: write must be a method write(publication, stream); it is absent",
    ),
    "takes too little": (
        EXPORTER.replace("def write(self, publication, stream)", "def write(self, publication)"),
        "write must be a method write(publication, stream); it is write(publication)",
    ),
    "offers a class": (
        EXPORTER.replace("[Titles()]", "[Titles]"),
        "Titles is a class and no Exporter: offer an object of it, Titles()",
    ),
    "has text for a method": (
        EXPORTER.replace("    def write", "    write = 'x'\n    def print"),
        "write must be a method write(publication, stream); it is 'x'",
    ),
    "has one label": (EXPORTER.replace(', "titles")', ",)"), "labels must be a tuple of two texts, Chinese and English"),
    "lacks a module of its own": ("import acme_broken.nowhere", "its own module acme_broken.nowhere is not there"),
    "wants a module that another version has": ("import click.nowhere", "the installed version of click does not have"),
    "offers suffixes that are one text": (EXPORTER.replace('(".title",)', '".title"'), "titles is no Exporter"),
    "offers labels that are no text": (EXPORTER.replace('("标题", "titles")', "(1, 2)"), "titles is no Exporter"),
    "offers what cannot read": (READER.replace("def read", "def load"), "pointers is no Reader"),
    "offers what raises when looked at": (
        EXPORTER.replace('labels = ("标题", "titles")', "@property\n    def labels(self): raise OSError('no file')"),
        "no file",
    ),
}


def reasons(found: Library) -> list[tuple[str, str, str]]:
    """The refused plugins: entry point, distribution, reason."""
    return [(one.plugin, one.distribution, one.reason.en) for one in found.refused]


class TestBuiltIn:
    """Our own exporters, readers and standards come through the same hooks as everything else."""

    def test_are_there_without_any_plugin(self) -> None:
        found = Library([])
        assert list(found.exporters) == ["json", "csv", "xlsx", "docx"]
        assert list(found.readers) == ["json", "docx", "sheets", "html", "pdf", "csv", "text"]
        assert {"cn-2014", "cn-2019", "cn-2021", "cn-hengyang-2015"} <= set(found.standards)
        assert [one.name for one in found.plugins] == ["govdisclosure"]
        assert found.refused == ()

    def test_are_what_their_protocols_want(self) -> None:
        found = Library([])
        assert all(isinstance(one, Exporter) for one in found.exporters.values())
        assert all(isinstance(one, Reader) for one in found.readers.values())

    def test_name_formats_in_both_languages(self) -> None:
        found = Library([])
        labels = [one.labels for one in found.exporters.values()] + [one.labels for one in found.readers.values()]
        assert all(all(label) for label in labels)

    def test_cannot_be_changed_by_who_asks(self) -> None:
        exporters = Library([]).exporters
        with pytest.raises(TypeError):
            exporters["json"] = exporters["csv"]  # type: ignore[index]

    def test_are_loaded_once(self) -> None:
        assert default_library() is default_library()


class TestPlugin:
    """A plugin is a distribution with an entry point; what it offers is used like our own."""

    def test_is_listed_with_what_it_offers(self, site: Site) -> None:
        site.install("acme-titles", EXPORTER, version="2.5")
        found = Library(site.found())
        (plugin,) = found.plugins[1:]
        assert (plugin.name, plugin.distribution, plugin.version) == ("acme_titles", "acme-titles", "2.5")
        assert plugin.hooks == ("govdisclosure_exporters",)
        assert plugin.offers == ("exporters titles",)
        assert found.exporter(".title").name == "titles"
        assert found.exporter("TITLES").name == "titles"

    def test_writes_a_report(self, site: Site, tmp_path: Path) -> None:
        site.install("acme-titles", EXPORTER)
        report = library.read(page(tmp_path))
        library.write(report, tmp_path / "report.title")
        assert (tmp_path / "report.title").read_text(encoding="utf-8") == "某市某局2015年政府信息公开工作年度报告"

    def test_reads_a_report_before_it_is_tried_as_text(self, site: Site, tmp_path: Path) -> None:
        site.install("acme-pointers", READER)
        pointer = tmp_path / "pointer.txt"
        pointer.write_text(f"see {page(tmp_path)}", encoding="utf-8")
        assert library.read(pointer).body.name == "某市某局"

    def test_brings_a_standard_under_its_file_name(self, site: Site) -> None:
        site.install("acme-standards", STANDARDS)
        site.add("acme_standards", "acme.toml", STANDARD)
        assert "acme" in library.available_standards()
        assert library.load_standard("acme").id == "acme"
        assert library.load_standard("cn-2021").id == "cn-2021"

    def test_may_have_several_hooks(self, site: Site) -> None:
        site.install("acme-all", EXPORTER + READER + STANDARDS)
        site.add("acme_all", "acme.toml", STANDARD)
        assert Library(site.found()).plugins[1].offers == ("exporters titles", "readers pointers", "standards acme")

    def test_may_call_the_function_of_a_hook_as_it_likes(self, site: Site) -> None:
        named = EXPORTER.replace("@govdisclosure.hookimpl", '@govdisclosure.hookimpl(specname="govdisclosure_exporters")')
        site.install("acme-named", named.replace("def govdisclosure_exporters()", "def formats()"))
        found = Library(site.found())
        assert found.plugins[1].hooks == ("govdisclosure_exporters",)
        assert "titles" in found.exporters
        assert found.refused == ()

    def test_may_be_an_object(self, site: Site) -> None:
        site.install("acme-object", EXPORTER.replace("def govdisclosure_exporters()", "def old()") + OBJECT)
        point = EntryPoint("acme", "acme_object:plugin", GROUP)
        found = Library([point])
        assert found.exporter("titles").name == "titles"
        assert [one.distribution for one in found.plugins[1:]] == ["acme_object:plugin"]

    def test_may_bear_the_name_that_anothers_entry_point_has(self, site: Site) -> None:
        site.install("acme-titles", EXPORTER, name="plugin")
        site.install("acme-pointers", READER, name="plugin")
        found = Library(site.found())
        assert sorted(one.distribution for one in found.plugins[1:]) == ["acme-pointers", "acme-titles"]
        assert found.refused == ()

    @pytest.mark.parametrize("order", [1, -1])
    def test_comes_in_the_same_order_however_it_is_found(self, site: Site, order: int) -> None:
        site.install("acme-a", EXPORTER)
        site.install("acme-b", READER)
        found = Library(site.found()[::order])
        assert [one.name for one in found.plugins] == ["govdisclosure", "acme_a", "acme_b"]


OBJECT = """
class Plugin:
    @govdisclosure.hookimpl
    def govdisclosure_exporters(self):
        return [Titles()]

plugin = Plugin()
"""


def page(folder: Path) -> Path:
    """A report of the seed's form as text."""
    rows = library.load_standard("cn-hengyang-2015").tables[0].rows
    lines = [f"{row.label} | {row.unit} | 无 |" for row in rows]
    path = folder / "page.txt"
    path.write_text("\n".join(["2015年总结", "某市某局", "2016年3月11日", *lines]), encoding="utf-8")
    return path


class TestRefusal:
    """A plugin that fails is named with its reason and switched off; the rest goes on."""

    @pytest.mark.parametrize("fault", BROKEN)
    def test_names_the_plugin_that(self, site: Site, fault: str) -> None:
        source, reason = BROKEN[fault]
        site.install("acme-broken", source)
        site.install("acme-titles2", EXPORTER.replace('"titles"', '"titles2"', 1))
        found = Library(site.found())
        (refused,) = reasons(found)
        assert refused[:2] == ("acme_broken", "acme-broken")
        assert reason in refused[2]
        assert found.refused[0].reason.zh not in ("", refused[2])
        assert "titles" not in found.exporters
        assert {"json", "csv", "xlsx", "docx", "titles2"} <= set(found.exporters)

    @pytest.mark.parametrize("fault", BROKEN)
    def test_says_how_to_switch_it_off(self, site: Site, fault: str) -> None:
        site.install("acme-broken", BROKEN[fault][0])
        (refused,) = Library(site.found()).refused
        assert f"{DISABLE}=acme_broken" in refused.reason.en
        assert f"{DISABLE}=acme_broken" in refused.reason.zh

    def test_names_an_entry_point_that_leads_nowhere(self) -> None:
        found = Library([EntryPoint("lost", "acme_lost:plugin", GROUP)])
        assert [(name, origin) for name, origin, _ in reasons(found)] == [("lost", "acme_lost:plugin")]

    def test_keeps_the_other_hooks_of_a_plugin(self, site: Site) -> None:
        site.install("acme-half", READER + BROKEN["raises in its hook"][0])
        found = Library(site.found())
        assert "pointers" in found.readers
        assert len(found.refused) == 1
        assert found.plugins[1].offers == ("readers pointers",)

    def test_names_a_hook_that_is_not_marked_beside_one_that_is(self, site: Site) -> None:
        site.install("acme-half", READER + EXPORTER.replace("@govdisclosure.hookimpl", ""))
        found = Library(site.found())
        assert "pointers" in found.readers
        assert "titles" not in found.exporters
        (refused,) = reasons(found)
        assert refused[2].startswith("govdisclosure_exporters is not marked with @govdisclosure.hookimpl")

    def test_names_both_who_offer_one_name(self, site: Site) -> None:
        site.install("acme-titles", EXPORTER)
        site.install("beta-titles", EXPORTER)
        found = Library(site.found())
        (refused,) = reasons(found)
        assert refused[1] == "beta-titles"
        assert "acme-titles" in refused[2]
        assert "beta-titles" in refused[2]
        assert f"{DISABLE}=beta_titles" in refused[2]
        assert type(found.exporters["titles"]).__module__ == "acme_titles"

    @pytest.mark.parametrize(("source", "name"), [(EXPORTER, "json"), (READER, "text")])
    def test_lets_nobody_take_a_name_of_ours(self, site: Site, source: str, name: str) -> None:
        site.install("acme-taker", source.replace('name = "titles"', f'name = "{name}"').replace('"pointers"', f'"{name}"', 1))
        found = Library(site.found())
        (refused,) = reasons(found)
        assert "offered by govdisclosure already" in refused[2]
        assert type({**found.exporters, **found.readers}[name]).__module__ == "govdisclosure.builtins"

    def test_keeps_a_standard_from_changing_one_of_ours(self, site: Site) -> None:
        site.install("acme-standards", STANDARDS)
        site.add("acme_standards", "cn-2021.toml", STANDARD)
        assert library.load_standard("cn-2021").id == "cn-2021"
        assert len(default_library().refused) == 1

    def test_asks_an_entry_point_listed_twice_once(self, site: Site) -> None:
        site.install("acme-titles", EXPORTER)
        found = Library(site.found() * 2)
        assert len(found.plugins) == 2
        assert len(found.refused) == 1


class TestExporterOf:
    """The longest suffix that a file's name ends with decides; a variant of a format is called after it."""

    @pytest.fixture
    def known(self, site: Site) -> Library:
        more = EXPORTER.replace('"titles"', '"titles-fragment"').replace('".title"', '".fragment.title"')
        site.install("acme-titles", EXPORTER)
        site.install("acme-more", more)
        return default_library()

    @pytest.mark.parametrize(
        ("name", "wanted"),
        [
            ("a.title", "titles"),
            ("a.fragment.title", "titles-fragment"),
            ("A.FRAGMENT.TITLE", "titles-fragment"),
            ("b.csv", "csv"),
        ],
    )
    def test_goes_by_the_longest_suffix(self, known: Library, name: str, wanted: str) -> None:
        assert known.exporter_of(name).name == wanted

    def test_finds_the_variant_of_a_format(self, known: Library) -> None:
        assert known.exporter_of("a.title", variant="fragment").name == "titles-fragment"

    def test_says_so_where_a_format_has_no_such_variant(self, known: Library) -> None:
        with pytest.raises(UnknownFormatError, match="csv-fragment"):
            known.exporter_of("a.csv", variant="fragment")

    @pytest.mark.parametrize("name", [".title", "title", "a.nothing"])
    def test_wants_a_name_before_the_suffix(self, known: Library, name: str) -> None:
        with pytest.raises(UnknownFormatError):
            known.exporter_of(name)


class TestDisabling:
    """GOVDISCLOSURE_DISABLE_PLUGINS switches plugins off: by entry point, by distribution, or all; ours stay."""

    @pytest.mark.parametrize(
        ("disabled", "left"),
        [
            ("", {"titles", "pointers"}),
            ("other", {"titles", "pointers"}),
            ("acme_titles", {"pointers"}),
            ("acme-titles", {"pointers"}),
            (" acme-titles , acme_pointers,,", set()),
            ("all", set()),
        ],
    )
    def test_leaves_what_it_does_not_name(self, site: Site, disabled: str, left: set[str]) -> None:
        site.install("acme-titles", EXPORTER)
        site.install("acme-pointers", READER)
        found = Library(site.found(), disabled=disabled)
        assert {*found.exporters, *found.readers} - {*Library([]).exporters, *Library([]).readers} == left
        assert len(found.refused) == 2 - len(left)
        assert all(DISABLE in one.reason.zh and DISABLE in one.reason.en for one in found.refused)

    def test_does_not_import_what_is_off(self, site: Site) -> None:
        site.install("acme-broken", "raise SystemExit('imported')")
        Library(site.found(), disabled="all")
        assert "acme_broken" not in sys.modules

    def test_is_read_from_the_environment(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        site.install("acme-titles", EXPORTER)
        monkeypatch.setenv(DISABLE, "acme-titles")
        assert "titles" not in default_library().exporters


class TestRegistry:
    """What is asked for and not there is an error that names what is."""

    def test_names_the_formats(self) -> None:
        with pytest.raises(
            UnknownFormatError, match=r"\.pdf.*\.json, \.csv, \.xlsx, \.docx|\.pdf.*\.json、\.csv、\.xlsx、\.docx"
        ):
            Library([]).exporter(".pdf")

    def test_names_a_format_without_suffix_by_its_name(self, site: Site) -> None:
        site.install("acme-titles", EXPORTER.replace('(".title",)', "()"))
        with pytest.raises(UnknownFormatError, match="titles"):
            Library(site.found()).exporter(".pdf")

    def test_names_the_standards(self) -> None:
        with pytest.raises(UnknownStandardError, match="cn-2021"):
            Library([]).standard("cn-2022")

    @pytest.mark.parametrize("content", ["id = ", "\ufeff", b"\xff\xfe", None], ids=["no toml", "empty", "no text", "no file"])
    def test_names_a_standard_of_a_plugin_that_cannot_be_read(self, site: Site, content: str | bytes | None) -> None:
        site.install("acme-standards", STANDARDS)
        path = site.add("acme_standards", "acme.toml", content or "")
        found = Library(site.found())
        assert "acme" in found.standards
        if content is None:
            path.unlink()
        with pytest.raises(InvalidStandardError, match=r"acme\.toml"):
            found.standard("acme")

    def test_loads_a_standard_once_for_each_choice_of_switches(self) -> None:
        found = Library([])
        assert found.standard("cn-2021") is found.standard("cn-2021")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


class TestCommand:
    """``govdisclosure plugins`` lists what is installed, and what was refused and why."""

    def test_lists_what_each_distribution_offers(self, site: Site, run: Run) -> None:
        site.install("acme-titles", EXPORTER, version="2.5")
        code, out, err = run("plugins")
        assert (code, err) == (0, "")
        assert out.startswith(f"govdisclosure\t{VERSION}\texporters json exporters csv")
        assert "acme-titles\t2.5\texporters titles\tgovdisclosure_exporters" in out.splitlines()

    def test_says_why_a_plugin_was_refused(self, site: Site, run: Run) -> None:
        site.install("acme-broken", BROKEN["raises on import"][0])
        code, out, err = run("plugins")
        assert code == 0
        assert err.startswith("acme-broken (acme_broken): it cannot be used: RuntimeError: no licence; set ")
        assert "acme" not in out

    def test_gives_the_same_as_json(self, site: Site, run: Run) -> None:
        site.install("acme-titles", EXPORTER)
        site.install("acme-broken", BROKEN["raises on import"][0])
        data = json.loads(run("plugins", "--json")[1])
        assert {
            "name": "acme_titles",
            "distribution": "acme-titles",
            "version": "1.0",
            "hooks": ["govdisclosure_exporters"],
            "offers": ["exporters titles"],
            "options": [],
            "api": None,
        } in data["plugins"]
        (refused,) = data["refused"]
        assert (refused["name"], refused["distribution"]) == ("acme_broken", "acme-broken")
        assert set(refused["reason"]) == {"zh", "en"}

    def test_writes_with_a_plugin_while_another_is_broken(self, site: Site, run: Run, tmp_path: Path) -> None:
        site.install("acme-titles", EXPORTER)
        site.install("acme-broken", BROKEN["misspells its hook"][0])
        code, out, _ = run("write", str(page(tmp_path)), "-o", str(tmp_path / "x.title"))
        assert (code, out) == (0, f"{tmp_path / 'x.title'}\n")
        assert (tmp_path / "x.title").stat().st_size > 0

    def test_reads_while_a_plugins_standard_is_broken_and_names_it(self, site: Site, run: Run, tmp_path: Path) -> None:
        site.install("acme-standards", STANDARDS)
        site.add("acme_standards", "acme.toml", "id = ")
        assert run("read", str(page(tmp_path)), "-o", str(tmp_path / "x.json"))[0] == 0
        code, out, err = run("standards")
        assert code == 0
        assert "cn-2021" in out
        assert "acme.toml" in err


ANNEX = """
id = "{name}"
edition = "1"
annex_of = ["acme"]
authority = "acme"
sections = [{{ key = "{name}", tables = ["{name}"] }}]
[[tables]]
key = "{name}"
rows = [{{ key = "{name}.more", {what} = "More", unit = "", entered = "count" }}]
"""
FAULTY: dict[str, tuple[str, str]] = {  # the name of a file, a text with a fault in it
    "profile": ("broken.profile.toml", 'name = "x"\nnonsense = true\n'),
    "profile that is no TOML": ("broken.profile.toml", "name = "),
    "standard": ("broken.toml", STANDARD.replace('"acme"', '"broken"').replace("title =", "tytle =")),
    "standard that is no TOML": ("broken.toml", "id = "),
    "standard in another encoding": ("broken.toml", "id = '\ud800'"),
    "annex": ("broken.annex.toml", ANNEX.format(name="broken", what="labl")),
    "annex that is no TOML": ("broken.annex.toml", "id = "),
    "annex to nothing": ("broken.annex.toml", 'id = "broken"\n'),
    "labels": ("acme.fr.toml", 'labels_of = "acme"\n[rows]\nnowhere = "Nulle part"\n'),
    "labels of a standard of ours": ("cn-2021.fr.toml", "labels_of = "),
    "crosswalk": ("broken.crosswalk.toml", "nonsense = true\n"),
    "calendar": ("broken.calendar.toml", "nonsense = true\n"),
    "theme": ("broken.theme.toml", "nonsense = true\n"),
    "layout": ("broken.layout.toml", "nonsense = true\n"),
}


class TestFiles:
    """A file with faults is listed as refused, with the faults; ``--strict`` ends with 1, and what is sound is listed."""

    @pytest.fixture
    def standards(self, site: Site) -> Site:
        site.install("acme-standards", STANDARDS)
        site.add("acme_standards", "acme.toml", STANDARD)
        site.add("acme_standards", "sound.annex.toml", ANNEX.format(name="sound", what="label"))
        return site

    @pytest.mark.parametrize("kind", FAULTY)
    def test_with_faults_are_refused(self, standards: Site, run: Run, kind: str) -> None:
        name, text = FAULTY[kind]
        standards.add("acme_standards", name, text.encode("utf-8", errors="surrogatepass"))
        code, out, err = run("plugins", "--strict", "-p", "acme-standards")
        (line,) = [one for one in out.splitlines() if one.startswith("acme-standards")]
        assert code == 1
        assert line.split("\t")[2].split() == ["standards", "acme", "annexes", "sound"]
        listed = json.loads(run("plugins", "--json")[1])["refused"]
        (refused,) = [one for one in listed if one["distribution"] == "acme-standards"]
        assert f"{DISABLE}=acme_standards" in refused["reason"]["en"]
        assert name in refused["reason"]["zh"] or name.partition(".")[0] in refused["reason"]["zh"]
        assert "acme-standards (acme_standards): it cannot be used: " in err

    def test_that_are_sound_are_listed(self, standards: Site, run: Run) -> None:
        code, out, err = run("plugins", "--strict", "-p", "acme-standards")
        assert code == 0
        assert "annexes sound" in out
        assert "cannot be used" not in err

    def test_of_a_folder_of_plugins_are_looked_at_too(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "ours").mkdir()
        (tmp_path / "ours" / "forms.py").write_text(STANDARDS, encoding="utf-8")
        (tmp_path / "ours" / "broken.profile.toml").write_text("nonsense = true\n", encoding="utf-8")
        code, out, err = run("plugins", "--strict", "--plugins-from", str(tmp_path / "ours"), "-p", "forms")
        assert code == 1
        assert "profiles broken" not in out
        assert "forms.py (forms): it cannot be used: broken: " in err
