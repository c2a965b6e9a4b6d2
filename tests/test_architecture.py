"""How the package is built: imports run one way, third-party packages have a home, and what is public is listed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import grimp
import pytest

import govdisclosure
from govdisclosure import errors
from govdisclosure.records import Body
from govdisclosure.version import VERSION

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "govdisclosure"

# Every part of the package, the lowest first: a part imports only what stands above it here. A new part gets its place.
ORDER = (
    "lazy_names",
    "version",
    "exact",
    "value_objects",
    "messages",
    "activity_log",
    "result_schemas",
    "quotation",
    "errors",
    "output_guard",
    "tracebacks",
    "plugin_selection",
    "cycle_collector",
    "progress",
    "files",
    "folders",
    "values",
    "formats",
    "records",
    "law",
    "expressions",
    "standards",
    "dialects",
    "report",
    "text_bindings",
    "serialization",
    "sources",
    "tabulation",
    "consistency",
    "explanation",
    "reconciliation",
    "comparison",
    "diagnosis",
    "areas",
    "readers",
    "exporters",
    "worklist",
    "forms",
    "drafting",
    "auditing",
    "marking",
    "intake",
    "hookspecs",
    "builtins",
    "plugins",
    "library",
    "guide",
    "testing",
    "cli",
    "__main__",
)
HOMES = {  # a third-party package, and the only parts that may import it
    "cattrs": {"serialization"},
    "pluggy": {"hookspecs", "plugins"},
    "click": {"cli"},
    "rich": {"cli"},
    "hypothesis": {"testing"},
    "pytest": {"testing"},
    "olefile": {"formats"},
    "openpyxl": {"auditing", "worklist", "exporters", "forms", "intake", "testing"},
    "docx": {"auditing", "drafting", "exporters", "readers", "forms", "intake", "marking"},
    "chinese_calendar": {"law", "testing"},
    "cn2an": {"consistency"},
    "opencc": {"readers"},
    "pdfminer": {"formats"},
    "pdfplumber": {"formats"},
    "pypdfium2": {"marking"},
    "PIL": {"marking"},
    "rapidfuzz": {"consistency", "readers", "forms"},
    "xlrd": {"formats"},
    "polars": {"exporters", "report", "sources", "tabulation", "testing"},
    "duckdb": {"sources"},
    "psycopg": {"sources"},
    "pymysql": {"sources"},
    "numpy": {"consistency", "exact"},
    "scipy": {"exact"},
}


LAZY = sorted(path for path in SOURCE.rglob("__init__.py") if "lazily(" in path.read_text(encoding="utf-8"))
"""The packages that import their names on use."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "govdisclosure", include_external_packages=True, exclude_type_checking_imports=False, cache_dir=None
    )


def part(module: str) -> str:
    """The part of the package that a module belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def ours(graph: grimp.ImportGraph) -> list[str]:
    return sorted(module for module in graph.modules if module.split(".")[0] == "govdisclosure" and part(module))


def imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    for module in ours(graph):
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            yield module, imported


class TestImports:
    """A module imports only from parts above its own; nothing imports the package itself."""

    def test_come_from_parts_that_are_in_the_order(self, graph: grimp.ImportGraph) -> None:
        assert {part(module) for module in ours(graph)} <= set(ORDER)
        assert len(ORDER) == len(set(ORDER))

    def test_run_one_way(self, graph: grimp.ImportGraph) -> None:
        assert [
            f"{module} imports {imported}"
            for module, imported in imports(graph)
            if imported.split(".")[0] == "govdisclosure"
            and part(module) != part(imported)
            and (part(imported) not in ORDER or ORDER.index(part(imported)) >= ORDER.index(part(module)))
        ] == []

    def test_run_in_no_circle(self, graph: grimp.ImportGraph) -> None:
        modules: dict[str, set[str]] = {module: set() for module in ours(graph)}
        for module, imported in imports(graph):
            if imported in modules:
                modules[module].add(imported)
        assert list(TopologicalSorter(modules).static_order())

    def test_are_all_seen(self) -> None:
        """A module that is named by a string is one that no graph of imports shows: only lists of public names do that.

        A file that a user names as a plugin is no module of ours.
        """
        found = [
            f"{path.relative_to(SOURCE)}:{node.lineno}"
            for path in sorted(SOURCE.rglob("*.py"))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Name | ast.Attribute | ast.alias) and _named(node) in DYNAMIC
        ]
        assert {place.partition(":")[0] for place in found} <= {
            "lazy_names.py",
            "plugins/plugin_files.py",
        }, found

    @pytest.mark.parametrize("path", LAZY, ids=lambda path: path.parent.name)
    def test_on_use_are_those_that_type_checkers_see(self, path: Path) -> None:
        home = ".".join(path.parent.relative_to(SOURCE.parent).parts)
        places = next(
            ast.literal_eval(node.args[1])
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lazily"
        )
        listed = {name: f"{home}.{place}" for place, names in places.items() for name in names}
        assert {name: module for module, name in _under_type_checking(path)} == listed
        package = sys.modules[home]
        assert package.__all__ == sorted(listed)
        assert all(getattr(package, name) is not None for name in listed)
        modules = {one.stem for one in path.parent.iterdir()}
        assert modules.isdisjoint(listed), "an import of the module would hide the name"

    @pytest.mark.parametrize("package", HOMES)
    def test_of_a_third_party_stand_in_its_home(self, graph: grimp.ImportGraph, package: str) -> None:
        assert {part(module) for module, imported in imports(graph) if imported == package} <= HOMES[package]

    def test_of_a_third_party_are_known(self, graph: grimp.ImportGraph) -> None:
        outside = {imported.split(".")[0] for _, imported in imports(graph)} - {"govdisclosure"}
        assert outside - set(sys.stdlib_module_names) - {"attr", "attrs", "lxml"} <= set(HOMES)

    def test_keep_records_and_law_free_of_formats_and_hooks(self, graph: grimp.ImportGraph) -> None:
        for low in ("values", "records", "law", "expressions", "standards", "report"):
            reached = graph.find_upstream_modules(f"govdisclosure.{low}", as_package=True)
            assert reached.isdisjoint({"cattrs", "pluggy", "openpyxl", "docx", "click", "rich"})


DYNAMIC = ("import_module", "__import__", "imported", "spec_from_file_location", "resolve_name")
"""By what a module could be imported without an import statement."""


def _named(node: ast.Name | ast.Attribute | ast.alias) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else node.name


def _under_type_checking(path: Path) -> list[tuple[str, str]]:
    """The module and name of everything that a module imports for type checkers alone."""
    (block,) = (node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.If))
    lines = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return [(str(line.module), alias.asname or alias.name) for line in lines for alias in line.names]


def fresh(code: str) -> Any:
    """Run code in a new interpreter and return what it prints as JSON."""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return json.loads(printed)


LOADED = """
import json, sys
before = set(sys.modules)
import govdisclosure
{touch}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


class TestImportingThePackage:
    """``import govdisclosure`` loads no dependency but attrs, cattrs and pluggy, no plugin and no file format."""

    @pytest.mark.parametrize(
        "touch", ["", "govdisclosure.Item, govdisclosure.Period, govdisclosure.tabulate, govdisclosure.check"]
    )
    def test_loads_few_dependencies(self, touch: str) -> None:
        loaded = fresh(LOADED.format(touch=touch))
        outside = {module.split(".")[0] for module in loaded} - set(sys.stdlib_module_names) - {"govdisclosure"}
        needed = fresh(LOADED.format(touch="import attrs, cattrs, pluggy"))
        assert outside <= {module.split(".")[0] for module in needed}
        assert outside <= {"attr", "attrs", "cattrs", "pluggy", "typing_extensions"}

    def test_loads_no_module_of_its_own(self) -> None:
        loaded = fresh(LOADED.format(touch=""))
        assert [module for module in loaded if module.startswith("govdisclosure.")] == ["govdisclosure.lazy_names"]

    def test_loads_formats_only_when_they_are_used(self) -> None:
        loaded = fresh(LOADED.format(touch="govdisclosure.Library([])"))
        assert set(loaded).isdisjoint({"openpyxl", "docx", "opencc", "click", "rich", "lxml"})
        assert [one for one in loaded if one.startswith("govdisclosure.exporters.")] == []

    def test_loads_nothing_but_what_finds_names(self) -> None:
        loaded = set(fresh(LOADED.format(touch=""))) - {"govdisclosure", "govdisclosure.lazy_names"}
        finding = set(fresh(LOADED.format(touch="").replace("import govdisclosure", "import importlib, typing")))
        assert loaded <= finding


CHECK_LOADS = 110
"""As many modules of the package a check of a report may load: a new one is waited for by everybody who checks."""


def _an_agreeing_report() -> str:
    from govdisclosure import Cell, Period, Report, load_standard

    standard = load_standard("cn-2021")
    cells = {address: Cell(value=0) for address in standard.spots}
    return Report(standard=standard, body=Body(id="water"), period=Period.year(2024), cells=cells).to_json()


class TestStarting:
    """A command imports what it uses: nobody waits for what another one needs."""

    RUN = "from govdisclosure.cli.main import main\nwith contextlib.suppress(SystemExit): main({arguments})"

    def loaded(self, *arguments: str) -> set[str]:
        code = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    {touch}\n"
        run = self.RUN.format(arguments=list(arguments)).replace("\n", "; ", 1).replace("; with", "\n    with")
        return set(fresh(LOADED.replace("{touch}", code.replace("{touch}", run))))

    @pytest.mark.parametrize("option", ["--version", "--help"])
    def test_without_a_command_loads_none_and_nothing_that_they_use(self, option: str) -> None:
        loaded = self.loaded(option)
        ours = {one.removeprefix("govdisclosure.") for one in loaded if one.startswith("govdisclosure.")}
        assert {part.split(".")[0] for part in ours} <= {
            "cli",
            "errors",
            "lazy_names",
            "messages",
            "output_guard",
            "plugin_selection",
            "tracebacks",
            "value_objects",
            "version",
        }
        assert loaded.isdisjoint({"rich", "cattrs", "pluggy", "polars", "openpyxl", "lxml", "cn2an"})

    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_needs_little_more_than_click(self, lang: str) -> None:
        """A click program that does nothing is what a start is held against: ``benchmarks/goals.py`` measures both."""
        idle = "import click, contextlib, io\nwith contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): "
        alone = set(fresh(LOADED.replace("{touch}", f"{idle}click.command()(lambda: None)(['--help'])")))
        more = self.loaded("--lang", lang, "--help") - alone
        others = {module.split(".")[0].strip("_") for module in more} - {"govdisclosure"}
        assert others <= {"contextvars", "decimal", "importlib", "numbers", "pkgutil", "string", "tomllib"}

    @pytest.mark.parametrize(
        "words",
        [
            ("deadline", "--received", "2024-03-04"),
            ("fee", "--items", "35"),
            ("standards", "show", "cn-2021"),
            ("plugins", "-p", "no:all"),  # it reads the files that plugins offer, and imports their commands
        ],
        ids=lambda words: words[0],
    )
    def test_a_command_imports_what_it_uses(self, words: tuple[str, ...]) -> None:
        loaded = self.loaded(*words)
        assert loaded.isdisjoint({"openpyxl", "docx", "lxml", "cn2an", "polars", "numpy", "duckdb", "rapidfuzz", "hypothesis"})
        assert loaded.isdisjoint({f"govdisclosure.{part}" for part in ("auditing", "forms", "intake", "areas", "testing")})

    def test_a_check_of_report_json_loads_what_a_check_needs(self, tmp_path: Path) -> None:
        """An agreeing report is read and judged: it is not localized, quoted, written, tabulated or shown on a terminal."""
        (tmp_path / "report.json").write_text(_an_agreeing_report(), encoding="utf-8")
        loaded = self.loaded("check", "-p", "no:all", str(tmp_path / "report.json"))
        assert {"govdisclosure.report.parsing", "govdisclosure.consistency.verdict"} <= loaded
        outside = {module.split(".")[0] for module in loaded} - set(sys.stdlib_module_names)
        assert outside <= {"govdisclosure", "attr", "attrs", "chinese_calendar", "click", "pluggy"}
        own = {module for module in loaded if module.split(".")[0] == "govdisclosure" and part(module)}
        unneeded = {"areas", "auditing", "diagnosis", "forms", "intake", "quotation", "serialization", "tabulation"}
        assert {part(module) for module in own}.isdisjoint(unneeded)
        assert {one for one in loaded if one.startswith(("govdisclosure.exact.", "govdisclosure.sources."))} == {
            "govdisclosure.exact.decimals",
            "govdisclosure.exact.intervals",
        }
        assert {one for one in loaded if one.startswith("govdisclosure.consistency.")} == {
            f"govdisclosure.consistency.{one}"
            for one in ("against", "checks", "compiled", "derived", "plausibility", "relations", "verdict")
        }
        assert len(own) <= CHECK_LOADS


def stem(path: Path) -> str:
    """The name of a module, and of a package that of its folder."""
    return path.parent.name if path.name == "__init__.py" else path.stem


SMALL = {  # modules under 100 lines that one module imports, and why they are not merged with it
    "areas.gathering": "reading a folder of reports, apart from what is said of them; it alone opens files",
    "auditing.letter_tables": "tables beside the letters, imported when letters are written",
    "cli": "a module a command, or two that belong together",
    "exporters": "a module a format, imported when the format is used",
    "readers.report_json": "a format, imported when it is used",
    "records": "kinds of record by the part of the Regulations they are about",
    "formats.pdf_device": "subclasses of an optional package, imported when a PDF is opened",
    "formats.pdf_streams": "streams within limits, apart from how a page is laid out",
    "report.report_frame": "needs an optional package, imported when it is used",
    "marking": "each format of a published file is marked by its own module",
    "consistency.checks": "what a plugin's check is, apart from the verdict that runs them",
    "consistency.plausibility": "what is unlikely, apart from what must hold",
    "diagnosis.picture": "charts, apart from the figures that they show",
    "drafting.sentences": "what must be said, apart from how edited words are taken back",
    "drafting.text_entries": "words as records, apart from words as documents",
    "forms.label_lookup": "finding cells by label, the exception to finding them by key",
    "guide.accepting": "what somebody explained, apart from the steps: no answer that is taken back takes it along",
    "intake.aside_workbook": "the workbook of what was set aside, apart from the import",
    "law.remedy_paths": "remedies, apart from terms and fees",
    "law.request_status": "the status of a request, apart from how its term is computed",
    "plugins.checking": "whether an offer is what it must be, apart from the asking",
    "plugins.plugin_files": "plugins that are files, apart from those that are installed; it alone runs a file by its path",
    "result_schemas": "the schemas of results for programs, apart from the command that prints them",
    "sources.plain_objects": "what a program has already, apart from files and tables",
    "plugins.scaffold": "files of a new plugin, apart from the plugins there are",
    "readers.stated_figures": "reports without tables, apart from those with",
    "readers.traditional": "traditional characters need an optional package, imported when they occur",
    "plugins.contained_dialects": "how members of a dialect are called, apart from how plugins are loaded",
    "sources.collations": "what a server is asked of its text, apart from what tables hold",
    "sources.ddl": "the tables of a new database, for their owners",
    "sources.opening": "which source an address or a folder is, apart from each of them",
    "standards.shipped": "the standards of the package, without a library",
    "tabulation.numbered_ids": "how ids are written and proved, apart from how rows are counted",
}


class TestModules:
    """A concept is one module: what is small and has one importer is part of it, or has a reason not to be."""

    def test_that_are_small_and_have_one_importer_have_a_reason(self, graph: grimp.ImportGraph) -> None:
        small = set()
        for module in ours(graph):
            path = SOURCE.joinpath(*module.split(".")[1:]).with_suffix(".py")
            if part(module) in ("testing", "__main__") or not path.is_file() or len(path.read_text().splitlines()) >= 100:
                continue
            importers = {one for one in graph.find_modules_that_directly_import(module) if not is_package(one)}
            if len(importers) == 1 or (not importers and len(module.split(".")) > 2):
                small.add(module.partition(".")[2])
        assert {one for one in small if one not in SMALL and one.partition(".")[0] not in SMALL} == set()


def is_package(module: str) -> bool:
    return SOURCE.joinpath(*module.split(".")[1:], "__init__.py").is_file()


VAGUE = """Told Asked Said Found Known Noticed Behind Beside Both Either Every Some Off Adds Look How Opened Named Printed
Written Spoken Entered Implied Forced Judged Filled Worded Tallied Rebound"""


CHINESE = {"records.requests", "records.remedies", "records.disclosure", "records.administration", "records.services"}
CHINESE |= {"records.engagements", "records.vocabulary"}
NEUTRAL = {"Word"}
NAMING = {  # what still names a kind of record or a vocabulary of China's; it may become fewer
    "cli.deadline": "the channel of an application decides when its term begins",
    "cli.law_commands": "a fee and a remedy follow from an application and its outcome",
    "areas.body_history": "kinds of bodies and their names",
    "areas.returns": "what a report to the level above is called",
    "diagnosis.measurement": "what is measured of items and of columns of a website",
    "diagnosis.results": "what is measured of items and of columns of a website",
    "expressions": "the term of an answer is read from the outcome of an application",
    "sources.kept": "publications are of items",
    "sources.record_set": "of several answers the first final one counts",
    "tabulation.engines": "terms are worked out beside the scan of applications",
    "tabulation.frame_engine": "terms are worked out beside the scan of applications",
    "tabulation.plan": "terms are worked out beside the scan of applications",
    "tabulation.row_checks": "what an application says twice is compared",
    "tabulation.sql": "terms are worked out beside the scan of applications",
    "tabulation.statutory_deadlines": "the terms themselves",
    "worklist": "the duties of an office",
}


def test_only_listed_modules_name_a_kind_of_record_or_a_vocabulary_of_chinas() -> None:
    """Outside records, law and the standards everything holds for any country; an exception that is gone leaves the list."""
    homes = {
        name
        for module in sorted((SOURCE / "records").glob("*.py"))
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and f"records.{module.stem}" in CHINESE
        for name in [node.name]
    } - NEUTRAL
    naming = set()
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        if name.split(".")[0] in ("__init__", "records", "law", "standards", "testing"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("govdisclosure.records"):
                of_china = (node.module or "").removeprefix("govdisclosure.") in CHINESE
                if any(one.name in homes or (of_china and one.name not in NEUTRAL) for one in node.names):
                    naming.add(name)
    assert naming == set(NAMING)


class TestNames:
    """One name, one meaning in the whole package: of classes, and of modules and packages."""

    def test_of_classes_are_each_used_once(self) -> None:
        """A leading underscore makes no other name of it."""
        places: dict[str, list[str]] = {}
        for path in sorted(SOURCE.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name.lstrip("_"), []).append(f"{path.relative_to(SOURCE)}:{node.lineno}")
        assert len(places) > 300
        assert {name: many for name, many in places.items() if len(many) > 1} == {}

    def test_of_modules_are_each_used_once_outside_the_formats(self) -> None:
        """A file format has one module that opens it and one that writes it, both of the format's name."""
        places: dict[str, list[str]] = {}
        for path in sorted(SOURCE.rglob("*.py")):
            if path.parent != SOURCE / "formats":
                places.setdefault(stem(path), []).append(str(path.relative_to(SOURCE)))
        assert len(places) > 200
        assert {name: many for name, many in places.items() if len(many) > 1} == {}

    def test_of_classes_are_nouns_that_one_can_look_up(self) -> None:
        """Participles and pronouns say nothing to a reader who meets them in an import."""
        vague = set(VAGUE.split())
        names = {
            node.name.lstrip("_")
            for folder in (SOURCE, *(ROOT / "plugins").glob("*/src"))
            for path in folder.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef)
        }
        assert names & vague == set()


class TestPublicNames:
    """What is public stands in ``govdisclosure.__all__``, and nothing else."""

    def test_are_sorted_and_stand_there_once(self) -> None:
        assert govdisclosure.__all__ == sorted(set(govdisclosure.__all__))

    @pytest.mark.parametrize("name", govdisclosure.__all__)
    def test_can_be_had(self, name: str) -> None:
        assert getattr(govdisclosure, name) is not None

    def test_come_from_where_type_checkers_see_them(self) -> None:
        assert sorted(name for _, name in _under_type_checking(SOURCE / "__init__.py")) == govdisclosure.__all__

    def test_are_listed_by_dir(self) -> None:
        assert set(govdisclosure.__all__) <= set(dir(govdisclosure))
        assert dir(govdisclosure) == sorted(dir(govdisclosure))

    def test_can_all_be_imported_by_a_star(self) -> None:
        names: dict[str, object] = {}
        exec("from govdisclosure import *", names)  # noqa: S102 - this is what is tested
        assert set(govdisclosure.__all__) <= set(names)

    def test_that_do_not_exist_are_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            getattr(govdisclosure, "nothing")  # noqa: B009 - type checkers see that there is none
        assert not hasattr(govdisclosure, "consistencies")

    def test_have_every_error_among_them(self) -> None:
        ours = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}
        assert {name for name in ours if not name.startswith("_")} <= set(govdisclosure.__all__)

    def test_have_a_docstring_where_they_are_ours(self) -> None:
        values = [getattr(govdisclosure, name) for name in govdisclosure.__all__]
        assert all(value.__doc__ for value in values if getattr(value, "__module__", "").startswith("govdisclosure"))


class TestDistribution:
    """What is published says one version, is typed, and names no registry."""

    def test_has_the_version_that_the_package_has(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert project["version"] == VERSION == govdisclosure.__version__

    def test_is_typed(self) -> None:
        assert (SOURCE / "py.typed").exists()

    def test_needs_what_it_imports(self, graph: grimp.ImportGraph) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        named = {"docx": "python-docx", "chinese_calendar": "chinesecalendar", "attr": "attrs"}
        named |= {"pdfminer": "pdfminer.six", "PIL": "pillow", "psycopg": "psycopg[binary]", "pymysql": "pymysql[rsa]"}
        core = {one.partition(">")[0] for one in project["dependencies"]}
        extra = {one.partition(">")[0] for many in project["optional-dependencies"].values() for one in many}
        outside = {imported for _, imported in imports(graph) if imported.split(".")[0] != "govdisclosure"}
        wanted = {named.get(one, one) for one in outside - set(sys.stdlib_module_names)}
        assert wanted - {"lxml", "pytest"} <= core | extra
        assert core <= wanted

    def test_names_no_registry(self) -> None:
        hosts = [
            "pypi" + ".org",
            "python" + "hosted.org",
            "npmjs" + ".org",
            "index" + "-url",
            "/simple" + "/",
            "pypi" + ".tuna",
        ]
        folders = ("src", "plugins", "docs", "tests", "examples", "benchmarks", ".ci")
        files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
        files += [path for path in ROOT.iterdir() if path.is_file()]
        files = [path for path in files if path.suffix != ".pyc"]
        assert len(files) > 50
        texts = {file: file.read_bytes().decode("utf-8", "replace") for file in files}
        assert [(file.name, host) for file, text in texts.items() for host in hosts if host in text] == []


class TestFilesWithoutAClock:
    """Office files are saved in one place each, which keeps the clock out: the same content gives the same bytes."""

    def test_are_saved_in_one_place(self) -> None:
        saving = {
            path.relative_to(SOURCE).as_posix()
            for path in SOURCE.rglob("*.py")
            if path.parent.name != "testing" and re.search(r"openpyxl|docx", text := path.read_text(encoding="utf-8"))
            if re.search(r"\b(?:book|document|workbook)\.save\b|ExcelWriter\(", text)
        }
        assert saving == {"exporters/sheets.py", "exporters/docx_base.py"}
