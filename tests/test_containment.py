"""Plugins cannot spoil what is not theirs (插件隔离): what they raise is named, what they print is no output of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from govdisclosure import Library, PluginError, check, load_standard, read_folder, tabulate, write
from govdisclosure.consistency import ExpectedChecks, check as own_check
from govdisclosure.library import default_library
from govdisclosure.plugins import Plugin, SlowPluginWarning, containment
from govdisclosure.plugins.containment import contained
from govdisclosure.report import Report
from govdisclosure.testing.site import Site
from govdisclosure.values import Period

RECORDS = Path(__file__).parents[1] / "examples" / "city-2024" / "records"
CHECKS = """
import os
import govdisclosure
LOAD

@govdisclosure.hookimpl
def govdisclosure_checks():
    OFFER
    return [quiet]

def quiet(report, previous):
    CALL
    return []
"""
ACME = Plugin(name="acme", distribution="acme-plugin", version="1")


def plugin(load: str = "", offer: str = "", call: str = "") -> str:
    return CHECKS.replace("LOAD", load).replace("OFFER", offer or "pass").replace("CALL", call or "pass")


def report() -> Report:
    return tabulate(read_folder(RECORDS), load_standard("cn-2021"), period=Period.year(2024), body="education")


class TestContained:
    """Inside the block anything may happen; one error comes out of it, and the user's own interruption."""

    @pytest.mark.parametrize("error", [SystemExit(0), SystemExit("text"), KeyboardInterrupt(), ValueError("x")])
    def test_makes_one_error_of_whatever_is_raised(self, error: BaseException) -> None:
        with pytest.raises(PluginError, match="acme-plugin") as caught, contained(ACME, "thing"):
            raise error
        assert caught.value.__cause__ is error

    def test_leaves_our_own_errors_as_they_are(self) -> None:
        own = PluginError("plugin.no_hook", known=["a"])
        with pytest.raises(PluginError) as caught, contained(ACME, "thing"):
            raise own
        assert caught.value is own

    @pytest.mark.usefixtures("interruptible")
    def test_passes_the_users_interruption_on(self) -> None:
        def interrupted() -> None:
            with contained(ACME, "thing"):
                signal.raise_signal(signal.SIGINT)

        with pytest.raises(KeyboardInterrupt):
            interrupted()

    def test_puts_the_handler_of_interruptions_back(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        with contained(ACME, "thing"):
            pass
        assert signal.getsignal(signal.SIGINT) is before


LOADINGS = {
    "a missing package": plugin(load="import package_that_is_not_there"),
    "an exception": plugin(load="1 / 0"),
    "the end of the program": plugin(load="raise SystemExit(0)"),
    "a panic": plugin(load="raise type('Panic', (BaseException,), {})('native')"),
    "an interruption of its own": plugin(load="raise KeyboardInterrupt"),
    "a hook that raises": plugin(offer="raise SystemExit(3)"),
}


class TestAPluginThatIsNotThere:
    """Its checks were expected: a report is not passed without them, and every command says which plugin was left out."""

    @pytest.mark.parametrize("text", LOADINGS.values(), ids=LOADINGS)
    def test_keeps_a_report_from_passing(self, site: Site, text: str) -> None:
        site.install("acme-doubt", text)
        given = report()
        assert own_check(given).verdict == "passed"
        verdict = check(given)
        assert verdict.verdict == "incomplete"
        assert [(one.kind, one.name) for one in verdict.not_run] == [(ExpectedChecks.PLUGIN, "acme-doubt")]
        assert json.loads(verdict.to_json())["not_run"][0]["name"] == "acme-doubt"

    def test_is_not_missed_where_the_user_switched_it_off(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        site.install("acme-doubt", LOADINGS["an exception"])
        monkeypatch.setenv("GOVDISCLOSURE_DISABLE_PLUGINS", "acme-doubt")
        assert check(report()).verdict == "passed"

    def test_that_offers_no_check_does_not_matter_to_a_check(self, site: Site) -> None:
        text = "import govdisclosure\n@govdisclosure.hookimpl\ndef govdisclosure_exporters():\n    return [7]\n"
        site.install("acme-thing", text)
        assert len(default_library().refused) == 1
        assert check(report()).verdict == "passed"

    def test_is_named_where_its_list_of_entry_points_cannot_be_read(self, site: Site) -> None:
        site.install("acme-doubt", plugin())
        (site.folder / "acme_doubt-1.0.dist-info" / "entry_points.txt").write_text("[govdisclosure]\nno equals sign\n")
        refused = Library().refused
        assert [one.distribution for one in refused] == ["acme-doubt"]
        assert "entry points" in refused[0].reason.en


def command(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site.folder), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "GOVDISCLOSURE_LANG": "en"}
    line = [sys.executable, "-m", "govdisclosure", *arguments]
    return subprocess.run(line, capture_output=True, text=True, env=environment, check=False)


NOISE = "print('noise'); os.write(1, b'noise'); os.system('echo noise')"


class TestCommands:
    """Standard output is ours alone; what was left out is said on standard error; ``plugins --strict`` ends with 1."""

    @pytest.fixture
    def made(self, tmp_path: Path) -> str:
        write(report(), tmp_path / "r.json")
        return str(tmp_path / "r.json")

    @pytest.mark.parametrize(
        "text", [plugin(load=NOISE), plugin(offer=NOISE), plugin(call=NOISE)], ids=["load", "offer", "call"]
    )
    def test_print_nothing_of_a_plugins(self, site: Site, made: str, text: str) -> None:
        site.install("acme-doubt", text)
        done = command(site, "check", made, "--json")
        assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "passed")
        assert done.stderr.count("noise") == 3

    def test_say_what_was_left_out(self, site: Site, made: str, tmp_path: Path) -> None:
        site.install("acme-doubt", LOADINGS["an exception"])
        for line in (["check", made], ["write", made, "-o", str(tmp_path / "x.csv")], ["audit", str(tmp_path)]):
            done = command(site, *line)
            assert "acme-doubt" in done.stderr, line
            assert "Traceback" not in done.stderr

    def test_end_with_1_where_that_is_asked_for(self, site: Site, made: str) -> None:
        site.install("acme-doubt", LOADINGS["an exception"])
        assert command(site, "check", made).returncode == 0
        assert command(site, "check", made, "--strict").returncode == 1
        assert command(site, "plugins").returncode == 0
        assert command(site, "plugins", "--strict").returncode == 1


def test_entry_points_of_another_class_are_entry_points_too(site: Site) -> None:
    """A host that imports the distribution ``importlib_metadata`` gets entry points of that distribution's class."""

    class EntryPoint:
        name, value, group, dist, module = "other", "acme_doubt", "govdisclosure", None, "acme_doubt"

        def load(self) -> object:
            return __import__("acme_doubt")

        def __eq__(self, other: object) -> bool:
            raise AttributeError("_key")

        __hash__ = None  # type: ignore[assignment]

    site.install("acme-doubt", plugin())
    found = Library([EntryPoint()])
    assert (found.refused, [one.name for one in found.plugins[1:]]) == ((), ["other"])


def test_the_clock_of_the_processor_is_asked_once_for_many_short_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seconds are the test's own; no clock is looked at."""
    asked: list[float] = []
    elapsed = [0.0]

    def computed() -> float:
        asked.append(elapsed[0])
        return elapsed[0]

    monkeypatch.setattr(containment, "_CLOCK", containment.CpuClock(computed, lambda: elapsed[0]))
    for _ in range(1000):
        with contained(ACME, "quick"):
            elapsed[0] += 0.001
    assert 9 <= len(asked) <= 11
    with pytest.warns(SlowPluginWarning, match="slow of acme-plugin took 7 seconds"), contained(ACME, "slow"):
        elapsed[0] += 7


@pytest.mark.filterwarnings("error")
def test_a_call_that_waits_long_and_computes_little_is_not_remarked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    elapsed = [0.0]
    monkeypatch.setattr(containment, "_CLOCK", containment.CpuClock(lambda: 0.0, lambda: elapsed[0]))
    with contained(ACME, "patient"):
        elapsed[0] += 60
