"""What plugins offer is used where ours is, and costs only its own result where it fails: seen through distributions."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from govdisclosure import available_annexes, check, load_standard, open_tables, read, read_folder, tabulate, write
from govdisclosure.consistency import ExpectedChecks
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.library import Library, default_library, load_profile
from govdisclosure.plugins import SlowPluginWarning
from govdisclosure.plugins.checking import MOST_FINDINGS
from govdisclosure.report import Report
from govdisclosure.sources import create_tables
from govdisclosure.testing.site import Site
from govdisclosure.values import Period, Severity

EXPORTER = """
import time
import govdisclosure
from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import Message

class Thing:
    name = "thing"
    suffixes = (".thing",)
    labels = ("物", "thing")

    def write(self, publication, stream):
        stream.write(b"half")
        DO

@govdisclosure.hookimpl
def govdisclosure_exporters():
    return [Thing()]
"""
READER = """
import govdisclosure

class Thing:
    name = "thing"
    labels = ("物", "thing")

    def accepts(self, source):
        ACCEPT

    def read(self, source):
        READ

@govdisclosure.hookimpl
def govdisclosure_readers():
    return [Thing()]
"""
CHECK = """
import time
import govdisclosure
from govdisclosure import Finding, Severity
from govdisclosure.messages import Message

def found(rule):
    message = Message.literal(zh="疑", en="doubt")
    return Finding(rule=rule, severity=Severity.WARNING, cells=("services.cases",), message=message)

def few_cases(report, previous):
    DO

@govdisclosure.hookimpl
def govdisclosure_checks():
    return [few_cases]
"""
KIND = """
from datetime import date
from pathlib import Path
import govdisclosure
from attrs import field, frozen
from govdisclosure.dialects import Dialect
from govdisclosure.records import TypedRecord, IdentifiedRecord, RecordKind, Request, label

@frozen(kw_only=True)
class Visit(IdentifiedRecord):
    request: str | None = field(default=None, metadata=label("申请", "request", parent=Request))
    held: date = field(metadata=label("日期", "day held"))

class Acme(Dialect):
    name = "acme"

@govdisclosure.hookimpl
def govdisclosure_standards():
    return [RecordKind("acme_visits_visit", Visit, ("走访", "visit")), Acme, *sorted(Path(__file__).parent.glob("*.toml"))]
"""
ANNEX = """
id = "visits"
annex_of = ["cn-hengyang-2015"]
edition = "1"
sections = [{ key = "visits", heading = "走访", tables = ["visits"] }]
[[tables]]
key = "visits"
records = "acme_visits_visit"
unit = "次"
rows = [
  { key = "visits.held", label = "走访", count = "held in period" },
  { key = "visits.online", label = "网上申请的走访", count = "held in period and request.channel == 'online'" },
]
"""
PROFILE = """
kind = "acme_visits_visit"
body = "b"
[fields.id]
headings = ["编号"]
[fields.held]
headings = ["日期"]
forms = ["2024-3-5"]
"""
VISITS = "id,body,request,held\nv1,b,,2015-03-01\nv2,b,r1,2015-04-01\nv3,b,,2014-12-31\n"
REQUESTS = "id,body,channel,applicant,received\nr1,b,online,natural_person,2015-03-01\n"


@pytest.fixture
def visits(site: Site) -> Site:
    """A distribution with a kind of record, a dialect, an annex and an intake profile."""
    site.install("acme-visits", KIND)
    site.add("acme_visits", "visits.annex.toml", ANNEX)
    site.add("acme_visits", "acme-log.profile.toml", PROFILE)
    return site


def report(tmp_path: Path) -> Report:
    """A report with one figure, as JSON on the disk and as an object."""
    data = {
        "format": "govdisclosure.report/1",
        "standard": "cn-hengyang-2015",
        "body": {"id": "b"},
        "period": {"start": "2015-01-01", "end": "2015-12-31"},
        "cells": {"services.cases": {"value": 31}},
    }
    (tmp_path / "r.json").write_text(json.dumps(data), encoding="utf-8")
    return read(tmp_path / "r.json")


class TestStandardsHook:
    """One hook offers all that reports are made by; what is offered is told apart by what it is."""

    def test_lists_each_thing_by_what_it_is(self, visits: Site) -> None:
        (plugin,) = Library(visits.found()).plugins[1:]
        assert plugin.hooks == ("govdisclosure_standards",)
        assert plugin.offers == ("records acme_visits_visit", "dialects acme", "profiles acme-log", "annexes visits")

    def test_counts_a_plugins_records_in_its_annex(self, visits: Site, tmp_path: Path) -> None:
        (tmp_path / "records").mkdir()
        (tmp_path / "records/acme_visits_visit.csv").write_text(VISITS, encoding="utf-8")
        (tmp_path / "records/request.csv").write_text(REQUESTS, encoding="utf-8")
        records = read_folder(tmp_path / "records")  # before anything else asked for plugins
        made = tabulate(records, load_standard("cn-hengyang-2015+visits"), period=Period.year(2015))
        assert (made["visits.held"], made["visits.online"]) == (2, 1)
        assert records.counts == {"request": 1, "acme_visits_visit": 3}
        assert "visits" in available_annexes("cn-hengyang-2015")
        assert "visits" not in available_annexes("cn-2021")

    def test_counts_records_made_by_hand(self, visits: Site) -> None:
        standard = load_standard("cn-hengyang-2015+visits")
        cls: Any = default_library().kinds["acme_visits_visit"].cls
        made = tabulate([cls(id="v", body="b", held=Period.year(2015).start)], standard, period=Period.year(2015))
        assert made["visits.held"] == 1

    def test_changes_no_standard_that_does_not_name_it(self, visits: Site) -> None:
        before = Library([]).standard("cn-hengyang-2015")
        after = default_library().standard("cn-hengyang-2015")
        assert (after.keys(), after.digest, after.relations) == (before.keys(), before.digest, before.relations)

    def test_offers_a_dialect_by_its_name(self, visits: Site) -> None:
        assert default_library().dialects["acme"].name == "acme"
        assert '"acme_visits_visit"' in create_tables(default_library().dialects["acme"], default_library().kinds)

    def test_offers_an_intake_profile_for_its_records(self, visits: Site) -> None:
        assert "acme-log" in default_library().profiles
        assert load_profile("acme-log").kind.name == "acme_visits_visit"

    @pytest.mark.parametrize(
        ("right", "wrong", "reason"),
        [
            ('"acme_visits_visit"', '"visit"', "must be an identifier that begins with acme_visits_"),
            ('"acme_visits_visit"', '"acme_visits_a b"', "must be an identifier that begins with acme_visits_"),
            ("parent=Request", 'parent="request"', "give the class of the records, not their name"),
            (
                "parent=Request",
                "parent=type('Visitor', (TypedRecord,), {})",
                "its field request leads to the unknown kind Visitor",
            ),
            ("Visit, (", "dict, (", "acme_visits_visit was not taken: dict is no class of records"),
            ("held: date", "held: list", "TypeError"),
            ("Acme, *", "object(), *", "object is no .toml file, RecordKind or Dialect"),
            ("Acme, *", 'Path("x.txt"), *', "x.txt is no .toml file"),
            ("Acme, *", 'Path("gone.profile.toml"), *', "there is no file gone.profile.toml"),
        ],
    )
    def test_refuses_one_thing_and_takes_the_others(self, site: Site, right: str, wrong: str, reason: str) -> None:
        assert right in KIND
        site.install("acme-visits", KIND.replace(right, wrong))
        site.add("acme_visits", "visits.annex.toml", ANNEX)
        found = Library(site.found())
        (refused,) = found.refused
        assert reason in refused.reason.en
        assert "visits" in found.annexes

    @pytest.mark.parametrize("name", ["cn-2021.annex.toml", "spark.toml"])
    def test_lets_an_annex_bear_no_standards_name(self, site: Site, name: str) -> None:
        site.install("acme-visits", KIND)
        site.add("acme_visits", name, ANNEX)
        assert len(Library(site.found()).refused) == (name == "cn-2021.annex.toml")


class TestChecksHook:
    """A plugin's check runs with ours; its findings bear the plugin's name."""

    def run(self, site: Site, tmp_path: Path, do: str) -> list[tuple[str, str]]:
        site.install("acme-doubt", CHECK.replace("DO", do))
        verdict = check(report(tmp_path))
        assert any(one.rule == "cell.missing" for one in verdict.findings)  # the rest of the check goes on
        assert verdict.verdict == "incomplete"
        return [(one.rule, one.message.en) for one in verdict.findings if one.rule.startswith("acme")]

    def test_finds_under_the_plugins_prefix(self, site: Site, tmp_path: Path) -> None:
        assert self.run(site, tmp_path, "yield found('few')") == [("acme_doubt.few", "doubt")]
        (plugin,) = [one for one in default_library().plugins if one.distribution == "acme-doubt"]
        assert plugin.offers == ("checks few_cases",)

    def test_gives_a_finding_a_fingerprint_of_its_figures(self, site: Site, tmp_path: Path) -> None:
        site.install("acme-doubt", CHECK.replace("DO", "return [found('few')]"))
        given = report(tmp_path)
        (found,) = [one for one in check(given).findings if one.rule == "acme_doubt.few"]
        assert len(found.fingerprint) == 16
        assert [one.fingerprint for one in check(given).findings if one.rule == "acme_doubt.few"] == [found.fingerprint]

    @pytest.mark.parametrize(
        ("do", "reason"),
        [
            ("raise KeyError('x')", "KeyError: 'x'"),
            ("yield found('few'); raise OSError('gone')", "OSError: gone"),
            ("return None", "TypeError"),
            ("return [1]", "int is no Finding"),
        ],
    )
    def test_that_fails_costs_only_its_own_result(self, site: Site, tmp_path: Path, do: str, reason: str) -> None:
        assert self.run(site, tmp_path, do) in ([], [("acme_doubt.few", "doubt")])
        (left_out,) = [one for one in check(report(tmp_path)).not_run if one.kind is ExpectedChecks.CHECK]
        assert left_out.name == "few_cases"
        assert reason in left_out.reason.en
        assert "GOVDISCLOSURE_DISABLE_PLUGINS=acme_doubt" in left_out.reason.en

    @pytest.mark.parametrize(
        "do",
        [
            "raise SystemExit",
            "raise SystemExit(0)",
            "raise KeyboardInterrupt",
            "raise type('Panic', (BaseException,), {})('native code')",
            "yield found('few'); raise SystemExit",
        ],
    )
    def test_cannot_end_the_program(self, site: Site, tmp_path: Path, do: str) -> None:
        self.run(site, tmp_path, do)
        assert [one.name for one in check(report(tmp_path)).not_run if one.kind is ExpectedChecks.CHECK] == ["few_cases"]

    def test_without_end_is_cut_short_by_their_number_and_said_not_to_have_run(self, site: Site, tmp_path: Path) -> None:
        do = "\n    ".join(["while True:", "    yield found('few')"])
        assert len(self.run(site, tmp_path, do)) == MOST_FINDINGS
        (left_out,) = [one for one in check(report(tmp_path)).not_run if one.kind is ExpectedChecks.CHECK]
        assert f"more than {MOST_FINDINGS} findings" in left_out.reason.en

    def test_that_takes_long_is_waited_for_and_decides_nothing(
        self, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.install("acme-doubt", CHECK.replace("DO", "return [found('few')]"))
        library, given = Library(site.found()), report(tmp_path)
        quick = library.check(given)
        monkeypatch.setattr("govdisclosure.plugins.containment.SLOW", -1.0)  # every call takes longer
        with pytest.warns(SlowPluginWarning, match="acme-doubt"):
            assert library.check(given) == quick

    def test_may_be_an_object(self, site: Site, tmp_path: Path) -> None:
        made = "type('Few', (), {'name': 'few', 'check': staticmethod(lambda report, previous: [found('few')])})()"
        site.install("acme-doubt", CHECK.replace("DO", "pass").replace("[few_cases]", f"[{made}]"))
        assert "acme_doubt.few" in [one.rule for one in check(report(tmp_path)).findings]

    def test_is_given_the_reports_of_the_year_before(self, site: Site, tmp_path: Path) -> None:
        site.install("acme-doubt", CHECK.replace("DO", "return [found(str(len(previous)))]"))
        given = report(tmp_path)
        assert "acme_doubt.0" in [one.rule for one in check(given, previous=[given]).findings]  # of the same year

    def test_that_is_none_is_refused(self, site: Site) -> None:
        site.install("acme-doubt", CHECK.replace("[few_cases]", "[few_cases, 7]"))
        found = Library(site.found())
        assert list(found.checks) == ["few_cases"]
        assert len(found.refused) == 1


class TestFailingExporter:
    """An exporter that fails leaves no file and names its distribution; the other formats are written."""

    @pytest.mark.parametrize("do", ["raise ValueError('no ink')", "return 1 / 0", "raise OSError(28, 'no space')"])
    def test_is_named(self, site: Site, tmp_path: Path, do: str) -> None:
        site.install("acme-thing", EXPORTER.replace("DO", do))
        given = report(tmp_path)
        with pytest.raises(PluginError, match=r"acme-thing.*GOVDISCLOSURE_DISABLE_PLUGINS=acme_thing"):
            write(given, tmp_path / "x.thing")
        assert not list(tmp_path.glob("*thing*"))
        write(given, tmp_path / "x.csv")
        assert (tmp_path / "x.csv").exists()

    def test_may_say_itself_what_is_wrong(self, site: Site, tmp_path: Path) -> None:
        do = "raise UnreadableError([Fault(where='x', sentence=Message.literal(zh='不行', en='no'))])"
        site.install("acme-thing", EXPORTER.replace("DO", do))
        with pytest.raises(UnreadableError, match="x"):
            write(report(tmp_path), tmp_path / "x.thing")

    def test_that_is_slow_is_named(self, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site.install("acme-thing", EXPORTER.replace("DO", "return"))
        library, given = Library(site.found()), report(tmp_path)
        assert library.refused == ()
        monkeypatch.setattr("govdisclosure.plugins.containment.SLOW", -1.0)  # every call takes longer
        with pytest.warns(SlowPluginWarning, match="acme-thing"):
            library.write(given, tmp_path / "x.thing")
        assert (tmp_path / "x.thing").read_bytes() == b"half"


class TestOrderOfReaders:
    """Readers of plugins are asked first, then what is refused, then our own, plain text last."""

    RTF = b"{\\rtf1 \\'b1\\'a8\\'b8\\'e6}"

    def test_a_plugin_reads_what_we_would_refuse(self, site: Site, tmp_path: Path) -> None:
        made = report(tmp_path)
        reads = f"return govdisclosure.read({str(tmp_path / 'r.json')!r})"
        site.install("acme-thing", READER.replace("ACCEPT", "return b'rtf1' in source.data[:9]").replace("READ", reads))
        (tmp_path / "x.rtf").write_bytes(self.RTF)
        assert Library(site.found()).read(tmp_path / "x.rtf").body == made.body

    def test_what_no_plugin_reads_is_refused_before_json_is_tried(self, tmp_path: Path) -> None:
        (tmp_path / "x.rtf").write_bytes(self.RTF)
        with pytest.raises(UnreadableError, match=r"save it as \.docx"):
            read(tmp_path / "x.rtf")


class TestFailingReader:
    """A reader that fails is passed over, and the report says so; where nothing else reads the file, it is named."""

    def test_leaves_other_files_to_other_readers(self, site: Site, tmp_path: Path) -> None:
        site.install("acme-thing", READER.replace("ACCEPT", "return 1 / 0"))
        rows = [f"{row.label} | {row.unit} | 31 |" for row in load_standard("cn-hengyang-2015").tables[0].rows]
        (tmp_path / "page.txt").write_text("\n".join(["2015年总结", "某局", "2016年3月11日", *rows]), encoding="utf-8")
        made = read(tmp_path / "page.txt")
        assert made["services.cases"] == 31
        (note,) = [one for one in made.notes if one.rule == "read.plugin"]
        assert "acme-thing" in note.message.en

    @pytest.mark.parametrize("do", ["raise KeyError('x')", "return 7"])
    def test_is_named_where_nothing_else_can_read(self, site: Site, tmp_path: Path, do: str) -> None:
        site.install("acme-thing", READER.replace("ACCEPT", "return source.data[:1] == b'\\0'").replace("READ", do))
        (tmp_path / "x.thing").write_bytes(b"\0\0\0")
        with pytest.raises(PluginError, match="acme-thing"):
            read(tmp_path / "x.thing")

    def test_may_say_itself_what_is_wrong(self, site: Site, tmp_path: Path) -> None:
        source = "from govdisclosure.errors import UnreadableError\n" + READER
        site.install("acme-thing", source.replace("ACCEPT", "return True").replace("READ", "raise UnreadableError([])"))
        (tmp_path / "x.thing").write_bytes(b"\0")
        with pytest.raises(UnreadableError):
            read(tmp_path / "x.thing")


def command(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with what is installed in a site."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site.folder), *sys.path]),
        "PYTHONUTF8": "1",
        "GOVDISCLOSURE_LANG": "en",
    }
    call = [sys.executable, "-m", "govdisclosure", *arguments]
    return subprocess.run(call, capture_output=True, env=env, encoding="utf-8", check=False)


class TestInAProcess:
    """As a user meets it: broken plugins are named on the screen, no traceback, and the rest works."""

    def test_every_broken_plugin_is_named_and_the_rest_works(self, site: Site, tmp_path: Path) -> None:
        good = EXPORTER.replace("DO", "pass")
        report(tmp_path)
        site.install("acme-good", good)
        site.install("acme-raising", good.replace("return [Thing()]", "raise KeyError('x')"))
        site.install("acme-misspelt", good.replace("def govdisclosure_exporters", "def govdisclosure_exporter"))
        site.install("acme-needy", "import acme_nowhere")
        site.install("acme-same", good)
        site.install("acme-none", "x = 1")
        site.install("acme-quitting", "raise SystemExit(3)")
        done = command(site, "plugins")
        assert done.returncode == 0
        lines = {line.split()[0]: line for line in done.stderr.splitlines()}
        assert set(lines) == {f"acme-{one}" for one in ("raising", "misspelt", "needy", "same", "none", "quitting")}
        assert "KeyError: 'x'" in lines["acme-raising"]
        assert "govdisclosure_exporter, which is not a hook" in lines["acme-misspelt"]
        assert "needs the module acme_nowhere, which is not installed" in lines["acme-needy"]
        assert "thing is offered by acme-good already" in lines["acme-same"]
        assert "implements no hook" in lines["acme-none"]
        assert "SystemExit: 3" in lines["acme-quitting"]
        wrote = command(site, "write", str(tmp_path / "r.json"), "-o", str(tmp_path / "x.thing"), "-o", str(tmp_path / "x.csv"))
        assert wrote.returncode == 0, wrote.stderr
        assert (tmp_path / "x.thing").read_bytes() == b"half"

    def test_a_failing_call_ends_with_one_line(self, site: Site, tmp_path: Path) -> None:
        report(tmp_path)
        site.install("acme-thing", EXPORTER.replace("DO", "raise ValueError('no ink')"))
        done = command(site, "write", str(tmp_path / "r.json"), "-o", str(tmp_path / "x.thing"))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "thing of acme-thing failed: ValueError: no ink" in done.stderr

    def test_a_failing_exporter_leaves_no_document_beside_an_old_one(self, site: Site, tmp_path: Path) -> None:
        report(tmp_path)
        site.install("acme-thing", EXPORTER.replace("DO", "raise ValueError('no ink')"))
        outputs = [part for name in ("x.csv", "x.thing", "y.csv") for part in ("-o", str(tmp_path / name))]
        done = command(site, "write", str(tmp_path / "r.json"), *outputs)
        assert done.returncode == 2
        assert "thing of acme-thing failed: ValueError: no ink" in done.stderr
        assert list(tmp_path.glob("[xy].*")) == []  # all of them are written, or none

    def test_a_check_is_made_once_for_all_documents(self, site: Site, tmp_path: Path) -> None:
        report(tmp_path)
        site.install("acme-doubt", CHECK.replace("DO", f"open({str(tmp_path / 'calls')!r}, 'a').write('x'); return []"))
        outputs = [part for name in ("x.csv", "x.json", "y.csv") for part in ("-o", str(tmp_path / name))]
        command(site, "write", str(tmp_path / "r.json"), *outputs)
        assert (tmp_path / "calls").read_text() == "x"

    def test_a_check_is_made_by_every_command_that_checks(self, site: Site, tmp_path: Path) -> None:
        folder = tmp_path / "reports"
        folder.mkdir()
        report(folder)
        site.install("acme-doubt", CHECK.replace("DO", "return [found('few')]").replace("疑", "五十步"))
        form = tmp_path / "forms" / "f.xlsx"
        form.parent.mkdir()
        done = command(site, "form", "cn-hengyang-2015", "--year", "2015", "--body", "b", "-o", str(form))
        assert done.returncode == 0, done.stderr
        for call in (["check", str(folder / "r.json")], ["audit", str(folder)], ["collect", str(form.parent)]):
            said = command(site, "--lang", "zh", *call)
            assert "五十步" in said.stdout + said.stderr, call

    def test_a_check_of_a_plugin_is_shown(self, site: Site, tmp_path: Path) -> None:
        report(tmp_path)
        site.install("acme-doubt", CHECK.replace("DO", "return [found('few')]"))
        data = json.loads(command(site, "check", str(tmp_path / "r.json"), "--json").stdout)
        assert "acme_doubt.few" in [one["rule"] for one in data["findings"]]

    def test_a_slow_plugin_is_warned_of_in_one_line(self, site: Site, tmp_path: Path) -> None:
        report(tmp_path)
        slow = "import govdisclosure.plugins.containment\ngovdisclosure.plugins.containment.SLOW = -1.0\n"
        site.install("acme-thing", slow + EXPORTER.replace("DO", "return"))
        done = command(site, "write", str(tmp_path / "r.json"), "-o", str(tmp_path / "x.thing"))
        assert done.returncode == 0
        assert "thing of acme-thing took 0 seconds" in done.stderr
        assert "SlowPluginWarning" not in done.stderr

    def test_records_of_a_plugin_are_listed_with_ours(self, visits: Site) -> None:
        assert "acme_visits_visit" in command(visits, "records").stdout
        assert 'create table "acme_visits_visit"' in command(visits, "records", "--sql", "acme").stdout
        assert "there is no SQL dialect nothing" in command(visits, "records", "--sql", "nothing").stderr


def test_a_plugin_that_takes_long_to_load_is_listed_as_slow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.install("acme-thing", EXPORTER)
    monkeypatch.setattr("govdisclosure.plugins.loading.SLOW", -1.0)
    monkeypatch.setattr("govdisclosure.plugins.containment.SLOW", float("inf"))
    found = Library(site.found())
    assert [one.distribution for one in found.slow] == ["acme-thing"]
    assert "thing" in found.exporters
    assert found.refused == ()


def test_checks_given_by_hand_need_no_plugin(tmp_path: Path) -> None:
    from govdisclosure.consistency import check as pure
    from govdisclosure.messages import Message
    from govdisclosure.report import Finding

    class Own:
        name = "own"

        def check(self, report: Report, previous: object) -> list[Finding]:
            return [Finding(rule="own", severity=Severity.INFO, message=Message.literal(zh="一", en="one"))]

    assert "own" in [one.rule for one in pure(report(tmp_path), checks=[Own()]).findings]


def test_the_group_of_plugin_commands_alone_shows_its_help_once(site: Site) -> None:
    done = command(site, "plugin")
    assert done.returncode == 2
    assert done.stderr.count("Usage:") == 1
    assert "Error:" not in done.stderr


class TestDialectsAndRecordsThatFail:
    """What a plugin's dialect or record class raises is an error that names it, or a fault of its line; the rest goes on."""

    DIALECT = 'class Acme(Dialect):\n    name = "acme"'
    CLASS = '    held: date = field(metadata=label("日期", "day held"))'
    HEADER = "id,body,held\n"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (DIALECT, "class Acme(Dialect):\n    def __init__(self):\n        raise SystemExit(0)\n    name = 'acme'"),
            (DIALECT, "class Acme(Dialect):\n    @property\n    def name(self):\n        raise RuntimeError('no name')"),
            (DIALECT, "class Acme(Dialect):\n    name = 'acme'\n    def identifier(self, name):\n        raise KeyError(name)"),
            (DIALECT, "class Acme(Dialect):\n    name = 5"),
            (DIALECT, f"{DIALECT}\n    @property\n    def most_columns(self):\n        raise RuntimeError('at once')"),
            (CLASS, CLASS + "\n    order = (('held', 'gone'),)"),
            (CLASS, CLASS + "\n    needs = 1"),
            ('("走访", "visit")', "5"),
        ],
    )
    def test_are_left_out_and_named_where_they_fail_at_once(self, site: Site, old: str, new: str) -> None:
        assert old in KIND
        site.install("acme-visits", KIND.replace(old, new))
        (refused,) = Library(site.found()).refused
        assert (refused.plugin, refused.hook) == ("acme_visits", "govdisclosure_standards")
        shown = command(site, "plugins")
        assert shown.returncode == 0
        assert "acme_visits" in shown.stdout + shown.stderr
        assert "Traceback" not in shown.stderr
        assert command(site, "plugins", "--strict").returncode == 1

    @pytest.mark.parametrize(
        "member",
        [
            "def day_text(self, column):\n        raise RuntimeError('later')",
            "def count(self, condition):\n        raise SystemExit(0)",
            "def count(self, condition):\n        return None",
            "def columns_of(self, table):\n        raise RuntimeError('later')",
        ],
    )
    def test_are_named_where_they_fail_later(self, site: Site, member: str) -> None:
        own = KIND.replace("import Dialect", "import SQLite as Dialect").replace(self.DIALECT, f"{self.DIALECT}\n    {member}")
        site.install("acme-visits", own)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("create table request (id text, body text, channel text, applicant text, received text)")
            connection.execute("insert into request values ('r', 'b', 'fax', 'business', '2015-03-04')")

            def counted() -> Report:
                return tabulate(
                    open_tables(connection, dialect="acme"), load_standard("cn-hengyang-2015"), period=Period.year(2015)
                )

            with pytest.raises(PluginError, match="acme-visits"):
                counted()

    def test_count_with_what_plain_sql_has_no_way_to_ask(self, site: Site) -> None:
        """Keys of a catalogue, an order of ids, the types of columns: a dialect may say None of them."""
        site.install("acme-visits", KIND)
        Library(site.found())
        standard = load_standard("cn-hengyang-2015")
        with duckdb.connect() as connection:
            connection.execute("create table request (id text, body text, channel text, applicant text, received date)")
            connection.execute("insert into request values ('r', 'b', 'fax', 'business', '2015-03-04')")
            source = open_tables(connection, dialect="acme")
            report = tabulate(source, standard, period=Period.year(2015), body="b")
        assert report["disclosure.on_request.received.fax"] == 1

    @pytest.mark.parametrize("error", ["RuntimeError('张三')", "SystemExit(0)", "ValueError('张三')", "KeyError('x')"])
    def test_are_faults_of_the_line_where_a_record_is_made(self, site: Site, tmp_path: Path, error: str) -> None:
        check = f"\n    def __attrs_post_init__(self):\n        raise {error}"
        site.install("acme-visits", KIND.replace(self.CLASS, self.CLASS + check))
        (tmp_path / "acme_visits_visit.csv").write_text(self.HEADER + "v,b,2015-03-04\n", encoding="utf-8")
        with pytest.raises(UnreadableError) as caught:
            read_folder(tmp_path)
        (fault,) = caught.value.faults
        assert fault.where == "acme_visits_visit.csv line 2"
        assert "acme_visits_visit" in fault.en
        assert "张三" not in fault.en
        done = command(site, "tabulate", str(tmp_path), "--standard", "cn-2021", "--year", "2015")
        assert done.returncode == 2
        assert "line 2" in done.stderr
        assert "Traceback" not in done.stderr
