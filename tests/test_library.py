"""A library is the one object that finds things by name: several of them live beside each other, each with its own."""

from __future__ import annotations

import builtins
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import pytest
from attrs import evolve, field, frozen

import govdisclosure
from govdisclosure import (
    Blank,
    Finding,
    Library,
    Period,
    PluginError,
    Report,
    Request,
    Severity,
    TabulationError,
    UnknownFormatError,
    UnknownStandardError,
    Verdict,
    default_library,
    hookimpl,
    using,
)
from govdisclosure.dialects import Dialect
from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import say
from govdisclosure.records import RECORD_KINDS, IdentifiedRecord, RecordKind, label
from govdisclosure.testing.site import Site

Y2024 = Period.year(2024)
STANDARD = """
id = "visits"
edition = "1"
title = "{{body}}{{year}}年走访统计"
authority = "https://example.org/notice"
sections = [{{ key = "visits", heading = "一、走访", tables = ["visits"] }}]
[[tables]]
key = "visits"
records = "office_visit"
unit = "次"
rows = [{{ key = "visits.held", label = "走访", count = "{condition}" }}]
"""


@frozen(kw_only=True)
class HomeVisit(IdentifiedRecord):
    """A visit as one office knows it."""

    held: date = field(metadata=label("日期", "day held"))


@frozen(kw_only=True)
class SiteVisit(IdentifiedRecord):
    """A visit as another office knows it: with the request that it came from, and the day it was announced."""

    request: str | None = field(default=None, metadata=label("申请", "request", parent=Request))
    announced: date | None = field(default=None, metadata=label("通知日期", "day announced"))
    held: date = field(metadata=label("日期", "day held"))


HOME = RecordKind("office_visit", HomeVisit, ("走访", "visit"))
SITE = RecordKind("office_visit", SiteVisit, ("现场走访", "site visit"))


class Office:
    """A plugin made of an object: one standard, one kind of record, one check and one format, named alike in every office."""

    name = "office"

    def __init__(self, kind: RecordKind, condition: str, mark: str, folder: Path) -> None:
        self.kind, self.mark = kind, mark
        folder.mkdir()
        self.file = folder / "visits.toml"
        self.file.write_text(STANDARD.format(condition=condition), encoding="utf-8")
        self.seen: list[Library] = []

    @hookimpl
    def govdisclosure_standards(self) -> Iterable[object]:
        """Offer the standard and the kind that it counts."""
        return (self.file, self.kind)

    @hookimpl
    def govdisclosure_checks(self) -> Iterable[object]:
        """Offer a check that finds the office's mark in every report."""

        def marked(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
            self.seen.append(default_library())
            yield Finding(rule=self.mark, severity=Severity.WARNING, message=say("value.type", type=self.mark))

        return (marked,)

    @hookimpl
    def govdisclosure_exporters(self) -> Iterable[object]:
        """Offer a format that is the office's mark."""
        return (Marking(self),)


class Marking:
    """Writes an office's mark."""

    name, suffixes, labels = "mark", (".mark",), ("标记", "mark")

    def __init__(self, office: Office) -> None:
        self.office = office

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the mark, and note which library is in use meanwhile."""
        self.office.seen.append(default_library())
        stream.write(self.office.mark.encode())


@pytest.fixture
def home(tmp_path: Path) -> Office:
    """An office that counts visits by the day on which they were held."""
    return Office(HOME, "held in period", "home", tmp_path / "home")


@pytest.fixture
def site_office(tmp_path: Path) -> Office:
    """An office that counts visits only where they were announced."""
    return Office(SITE, "held in period and announced is not None", "site", tmp_path / "site_office")


HOME_VISITS = [HomeVisit(id=f"h{number}", body="b", held=date(2024, 3, number)) for number in (1, 2, 3)]
SITE_VISITS = [
    SiteVisit(id="s1", body="b", held=date(2024, 3, 1), announced=date(2024, 2, 1)),
    SiteVisit(id="s2", body="b", held=date(2024, 3, 2)),
]


def rules(verdict: Verdict) -> list[str]:
    """The rules of what plugins found in a report."""
    return [one.rule for one in verdict.findings if one.rule.startswith("office.")]


class TestTwoLibraries:
    """Two libraries with plugins that name their things alike give each its own answer, and do not see each other."""

    def test_count_their_own_records_by_their_own_standards(self, home: Office, site_office: Office) -> None:
        one, other = Library([home]), Library([site_office])
        assert one.tabulate(HOME_VISITS, "visits", period=Y2024)["visits.held"] == 3
        assert other.tabulate(SITE_VISITS, "visits", period=Y2024)["visits.held"] == 1
        assert (one.kinds["office_visit"], other.kinds["office_visit"]) == (HOME, SITE)
        assert one.load_standard("visits") != other.load_standard("visits")

    def test_check_and_write_each_in_its_own_way(self, home: Office, site_office: Office, tmp_path: Path) -> None:
        libraries: list[tuple[Library, Sequence[IdentifiedRecord], str]] = [
            (Library([home]), HOME_VISITS, "home"),
            (Library([site_office]), SITE_VISITS, "site"),
        ]
        for library, records, mark in libraries:
            report = library.tabulate(records, "visits", period=Y2024)
            assert rules(library.check(report)) == [f"office.{mark}"]
            assert rules(library.write(report, tmp_path / f"{mark}.mark")) == [f"office.{mark}"]
            assert (tmp_path / f"{mark}.mark").read_text() == mark

    def test_are_seen_by_the_code_of_their_plugins_only(self, home: Office, site_office: Office, tmp_path: Path) -> None:
        one, other = Library([home]), Library([site_office])
        one.write(one.tabulate(HOME_VISITS, "visits", period=Y2024), tmp_path / "one.mark")
        other.check(other.tabulate(SITE_VISITS, "visits", period=Y2024))
        assert home.seen == [one, one]
        assert site_office.seen == [other]
        assert default_library() not in (one, other)

    def test_read_folders_by_their_own_kinds(self, home: Office, site_office: Office, tmp_path: Path) -> None:
        (tmp_path / "office_visit.csv").write_text("id,body,held\nv,b,2024-05-06\n", encoding="utf-8")
        one, other = Library([home]), Library([site_office])
        assert one.read_folder(tmp_path).of(HomeVisit) == (HomeVisit(id="v", body="b", held=date(2024, 5, 6)),)
        assert other.read_folder(tmp_path).of(SiteVisit) == (SiteVisit(id="v", body="b", held=date(2024, 5, 6)),)

    def test_never_take_the_records_of_one_for_those_of_the_other(self, home: Office, site_office: Office) -> None:
        one = Library([home])
        with pytest.raises(TabulationError, match="office_visit"):
            one.tabulate(SITE_VISITS, "visits", period=Y2024)
        with pytest.raises(govdisclosure.InvalidRecordError, match="office_visit"):
            one.tabulate([*HOME_VISITS, *SITE_VISITS], "visits", period=Y2024)

    def test_never_take_the_rows_of_one_for_those_of_the_other(self, home: Office, site_office: Office) -> None:
        frames = pytest.importorskip("polars")
        rows = frames.DataFrame({"id": ["v"], "body": ["b"], "held": [date(2024, 1, 1)], "announced": [date(2024, 1, 1)]})
        one, other = Library([home]), Library([site_office])
        with pytest.raises(TabulationError, match="office_visit"):
            one.tabulate(other.take_frames({"office_visit": rows}), "visits", period=Y2024)
        assert other.tabulate(other.take_frames({"office_visit": rows}), "visits", period=Y2024)["visits.held"] == 1

    def test_leave_a_bare_one_bare(self, home: Office) -> None:
        Library([home])
        bare = Library([])
        assert "visits" not in bare.available_standards()
        assert (bare.checks, bare.kinds) == ({}, RECORD_KINDS)
        with pytest.raises(UnknownStandardError, match="visits"):
            bare.load_standard("visits")
        with pytest.raises(UnknownFormatError, match=r"\.mark"):
            bare.exporter_of("x.mark")

    def test_find_the_standard_of_a_report_that_is_read_from_json(self, home: Office, site_office: Office) -> None:
        made = []
        for office, records in ((home, HOME_VISITS), (site_office, SITE_VISITS)):
            with using(library := Library([office])):
                report = library.tabulate(records, "visits", period=Y2024)
                assert Report.from_json(report.to_json()) == report
                made.append(report)
        assert made[0].standard != made[1].standard
        with pytest.raises(UnknownStandardError, match="visits"):
            Report.from_json(made[0].to_json())
        assert Report.from_json(made[0].to_json(), standard=made[0].standard) == made[0]

    def test_keep_apart_in_threads(self, home: Office, site_office: Office, tmp_path: Path) -> None:
        cases: list[tuple[Library, Sequence[IdentifiedRecord], int, str]] = [
            (Library([home]), HOME_VISITS, 3, "home"),
            (Library([site_office]), SITE_VISITS, 1, "site"),
        ] * 8

        def answer(number: int) -> tuple[object, list[str], str]:
            library, records, _, _ = cases[number]
            with using(library):  # the module's functions, as well as the library's own
                report = govdisclosure.tabulate(records, "visits", period=Y2024)
                path = tmp_path / f"{number}.mark"
                verdict = govdisclosure.write(report, path)
            return report["visits.held"], rules(verdict), path.read_text()

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(answer, range(len(cases))))
        assert found == [(count, [f"office.{mark}"], mark) for _, _, count, mark in cases]


class TestDefault:
    """The functions of the package use the library in use: what is installed, or another within a ``with`` block."""

    def test_is_built_once_however_many_threads_ask(self, site: Site) -> None:
        site.install(
            "acme-counting",
            "import govdisclosure\nasked = []\n@govdisclosure.hookimpl\n"
            "def govdisclosure_checks():\n    asked.append(1)\n    return []\n",
        )
        start = threading.Barrier(4)

        def asked(_: int) -> tuple[Library, object]:
            start.wait(600)
            return default_library(), default_library().kinds

        with ThreadPoolExecutor(4) as pool:
            contexts = [copy_context() for _ in range(4)]  # threads begin with what is installed, not with this test's site
            found = list(pool.map(lambda number: contexts[number].run(asked, number), range(4)))
        assert len({id(one) for one, _ in found}) == len({id(kinds) for _, kinds in found}) == 1
        assert sys.modules["acme_counting"].asked == [1]

    def test_loads_no_plugin_before_a_name_is_asked_for(self, site: Site) -> None:
        site.install("acme-late", DIALECT)
        standard = Library([]).load_standard("cn-2021")
        govdisclosure.tabulate([], standard, period=Y2024, body="b")
        assert "acme_late" not in sys.modules
        assert "acme" in default_library().dialects
        assert "acme_late" in sys.modules

    @pytest.mark.usefixtures("interruptible")
    def test_begins_anew_where_loading_was_broken_off(self, site: Site) -> None:
        once = "if not hasattr(builtins, 'again'):\n    builtins.again = True\n    signal.raise_signal(signal.SIGINT)\n"
        site.install("acme-long", "import builtins, signal\n" + once + DIALECT)
        library = Library(site.found())
        with pytest.raises(KeyboardInterrupt):
            library.available_standards()
        assert "acme" in library.dialects
        del vars(builtins)["again"]

    def test_functions_can_be_sent_to_another_process(self) -> None:
        assert pickle.loads(pickle.dumps(govdisclosure.read)) is govdisclosure.read  # noqa: S301 - our own bytes

    def test_is_replaced_within_a_block(self, home: Office) -> None:
        before, library = default_library(), Library([home])
        with using(library):
            assert default_library() is library
            assert "visits" in govdisclosure.available_standards()
        assert default_library() is before
        assert "visits" not in govdisclosure.available_standards()

    def test_looks_anew_within_an_empty_block(self, site: Site) -> None:
        assert "acme" not in default_library().dialects
        site.install("acme-dialect", DIALECT)
        assert "acme" not in default_library().dialects
        with using():
            assert "acme" in default_library().dialects

    def test_is_seen_by_a_plugin_that_is_being_loaded(self, site: Site) -> None:
        site.install("acme-early", "import govdisclosure\nknown = govdisclosure.available_standards()\n" + DIALECT)
        assert "acme" in default_library().dialects
        assert sys.modules["acme_early"].known == Library([]).available_standards()

    @pytest.mark.parametrize("name", ["read", "tabulate", "write", "load_standard"])
    def test_functions_say_what_they_take(self, name: str) -> None:
        function, method = getattr(govdisclosure, name), getattr(Library, name)
        assert function.__doc__ == method.__doc__
        assert (function.__name__, function.__qualname__, function.__module__) == (name, name, "govdisclosure.library")


DIALECT = """
import govdisclosure
from govdisclosure.dialects import Dialect

class Acme(Dialect):
    name = "acme"

@govdisclosure.hookimpl
def govdisclosure_standards():
    return [Acme]
"""


class TestPlugins:
    """A library has exactly the plugins that it is given: modules, objects, entry points, or installed ones by name."""

    def test_are_taken_as_modules(self) -> None:
        module = ModuleType("acme_module")
        exec(DIALECT, vars(module))  # noqa: S102 - a plugin as a file would hold it
        assert Library([module]).dialects["acme"].name == "acme"

    def test_keep_the_name_of_their_entry_point(self, site: Site) -> None:
        site.install("acme-dialect", DIALECT, name="dialect")
        (point,) = site.found()
        by_module, by_point, by_name = Library([point.load()]), Library([point]), Library(["dialect"])
        assert by_module.plugins[1:] == by_point.plugins[1:] == by_name.plugins[1:]
        assert by_module.plugins[1].name == "dialect"

    def test_are_refused_where_none_of_that_name_is_installed(self, site: Site) -> None:
        site.install("acme-dialect", DIALECT)
        with pytest.raises(PluginError, match="acme_dialect"):
            Library(["acme-dialects"])

    def test_are_left_out_by_name(self, home: Office, site: Site) -> None:
        site.install("acme-dialect", DIALECT)
        assert "visits" not in Library([home], disabled=["office"]).standards
        assert "acme" not in Library(disabled=["acme-dialect"]).dialects
        assert "acme" in Library().dialects

    def test_that_are_no_plugins_are_refused(self) -> None:
        library = Library([ModuleType("nothing"), 7])
        assert [one.plugin for one in library.refused] == ["nothing", "int"]
        assert len(library.plugins) == 1


class Unlikely:
    """A check that is an object."""

    name = "unlikely"

    def check(self, report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
        """Find something in every report."""
        yield Finding(rule="always", severity=Severity.INFO, message=say("value.type", type="x"))


class NeverReading:
    """A reader that reads nothing."""

    name, labels = "never", ("从不", "never")

    def accepts(self, source: object) -> bool:
        """Accept nothing."""
        return False

    def read(self, source: object) -> Report:
        """Read nothing."""
        raise AssertionError


class Ours(Dialect):
    """A dialect."""

    name = "ours"


class TestRegister:
    """One thing is added to a library, as carefully as a plugin's; what cannot be taken is an error that says why."""

    def test_adds_a_kind_and_a_standard_that_counts_it(self, home: Office) -> None:
        library = Library([])
        library.register(evolve(HOME, labels=("家访", "home visit")))
        library.register(str(home.file))
        assert library.tabulate(HOME_VISITS, "visits", period=Y2024)["visits.held"] == 3

    @pytest.mark.parametrize(
        ("thing", "place", "name"),
        [
            (Unlikely(), "checks", "unlikely"),
            (NeverReading(), "readers", "never"),
            (Ours, "dialects", "ours"),
            (Ours(), "dialects", "ours"),
            (HOME, "kinds", "office_visit"),
        ],
        ids=lambda one: one if isinstance(one, str) else type(one).__name__,
    )
    def test_tells_things_by_what_they_are(self, thing: object, place: str, name: str) -> None:
        library = Library([])
        library.register(thing)
        assert name in getattr(library, place)
        assert name not in getattr(Library([]), place)
        assert library.plugins[-1].name == "local"

    def test_adds_a_check_that_is_a_function(self) -> None:
        def always(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
            yield Finding(rule="always", severity=Severity.INFO, message=say("value.type", type="x"))

        library = Library([])
        library.register(always)
        report = Report(standard=library.load_standard("cn-2021"), body=govdisclosure.Body(id="b"), period=Y2024, cells={})
        assert [one.rule for one in library.check(report).findings if one.rule.startswith("local.")] == ["local.always"]

    def test_adds_a_plugin(self, home: Office) -> None:
        library = Library([])
        library.register(home)
        assert library.plugins[-1].offers == (
            "exporters mark",
            "standards visits",
            "records office_visit",
            "checks marked",
        )

    def test_adds_a_profile_and_a_crosswalk(self, home: Office, tmp_path: Path) -> None:
        library = Library([home])
        (tmp_path / "log.profile.toml").write_text(
            'kind = "office_visit"\nbody = "b"\n[fields.id]\nheadings = ["编号"]\n'
            '[fields.held]\nheadings = ["日期"]\nforms = ["2024-3-5"]\n',
            encoding="utf-8",
        )
        library.register(tmp_path / "log.profile.toml")
        assert library.load_profile("log").kind is HOME
        (tmp_path / "x.crosswalk.toml").write_text('from = "visits"\nto = "nowhere"\n', encoding="utf-8")
        library.register(tmp_path / "x.crosswalk.toml")
        assert "x" not in library.crosswalks  # its standard is none of this library's
        assert "x.crosswalk.toml" in library.refused[-1].reason.en
        assert library.crosswalks.keys() == Library([]).crosswalks.keys()

    @pytest.mark.parametrize(
        ("thing", "reason"),
        [
            (7, "int is no .toml file"),
            (object(), "object is no .toml file"),
            (Marking, "Marking is a class and no Exporter"),
            ("gone.toml", "there is no file gone.toml"),
            (__file__, "is no .toml file"),
            (RecordKind("request", type("Other", (IdentifiedRecord,), {}), ("甲", "a")), "request is offered by govdisclosure"),
            (RecordKind("no name", type("Unnamed", (IdentifiedRecord,), {}), ("甲", "a")), "must be an identifier"),
        ],
        ids=["number", "object", "class", "no file", "other file", "taken", "no identifier"],
    )
    def test_refuses_what_cannot_be_taken(self, thing: object, reason: str) -> None:
        library = Library([])
        with pytest.raises(PluginError, match=reason):
            library.register(thing)
        assert (library.standards, library.kinds) == (Library([]).standards, RECORD_KINDS)

    def test_takes_nothing_twice(self) -> None:
        library = Library([])
        library.register(Unlikely())
        with pytest.raises(PluginError, match="unlikely is offered by local already"):
            library.register(Unlikely())

    def test_leaves_what_was_asked_for_before(self) -> None:
        library = Library([])
        before = library.kinds
        library.register(HOME)
        assert "office_visit" not in before
        assert "office_visit" in library.kinds


class TestKinds:
    """A class knows what kind of record it is."""

    def test_know_no_second_name(self) -> None:
        with pytest.raises(TypeError, match="'office_visit' already"):
            RecordKind("office_call", HomeVisit, ("来访", "call"))

    def test_are_not_inherited(self) -> None:
        derived = type("Derived", (HomeVisit,), {})
        with pytest.raises(govdisclosure.InvalidRecordError, match="Derived"):
            Library([]).tabulate([derived(id="d", body="b", held=date(2024, 1, 1))], "cn-2021", period=Y2024)

    def test_of_a_parent_are_known_to_its_field(self) -> None:
        parent = SITE.fields["request"].parent
        assert parent is RECORD_KINDS["request"]
        assert HOME.fields["held"].parent is None
        assert SITE.parents == (parent,)


BLOCKED = """
import json, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {extras}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Block())
import inspect
import govdisclosure
there = {{name: hasattr(govdisclosure, name) for name in govdisclosure.__all__}}
names = {{}}
exec("from govdisclosure import *", names)
members = dict(inspect.getmembers(govdisclosure))
errors = {{}}
for call in ("take_frames({{}})", "scan_folder('.')", "open_tables('duckdb:///x')"):
    try:
        eval("govdisclosure." + call)
    except Exception as error:
        errors[call] = [type(error).__name__, str(error)]
print(json.dumps([there, sorted(names.keys() & there.keys()), sorted(members.keys() & there.keys()), errors]))
"""
EXTRAS = ("polars", "duckdb", "psycopg", "numpy", "scipy", "pdfplumber", "pdfminer", "opencc", "hypothesis", "pytest")


@pytest.fixture(scope="module")
def base_install(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a process without any extra sees."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "x").write_bytes(b"DUCK")
    (folder / "request.csv").write_text("id\n")
    code = BLOCKED.format(extras=EXTRAS)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestBaseInstall:
    """On a base install every public name can be had; what needs an extra says so when it is called."""

    def test_has_every_name(self, base_install: Any) -> None:
        there, imported, members, _ = base_install
        assert set(there) == set(govdisclosure.__all__)
        assert all(there.values())
        assert imported == members == sorted(there)

    def test_names_the_extra_when_it_is_called(self, base_install: Any) -> None:
        *_, errors = base_install
        assert {name for name, _ in errors.values()} == {"MissingExtraError"}
        assert "govdisclosure[tables]" in errors["take_frames({})"][1]
        assert "govdisclosure[sql]" in errors["open_tables('duckdb:///x')"][1]


class TestPureCheck:
    """``consistency.check`` asks no plugin; what else is to be checked is handed to it."""

    def test_makes_no_checks_of_plugins(self, home: Office) -> None:
        from govdisclosure.consistency import check

        library = Library([home])
        report = library.tabulate(HOME_VISITS, "visits", period=Y2024)
        with using(library):
            assert rules(check(report)) == []
        assert rules(check(report, checks=library.checks.values())) == ["office.home"]

    def test_says_nothing_of_blanks_that_are_none(self, home: Office) -> None:
        library = Library([home])
        assert library.tabulate([], "visits", period=Y2024)["visits.held"] in (0, Blank.MISSING)
