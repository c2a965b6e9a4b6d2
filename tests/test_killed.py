"""Killed at any point, intake, write and collect leave what was there before or all of what they make, never a part of it.

Each command is killed at its file operations one after the other, in process by :mod:`tests.dying`, and at a few of them by a
real SIGKILL of a process of its own. Then the folder is read as users read it, and the command is run again. Hundreds of real
kills are ``make soak-kills``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from tests.dying import killed_at
from tests.kills import SCENARIOS, Scenario, collected, hidden, intake, kills, register, run, written_apart

from govdisclosure import Period, Report
from govdisclosure.errors import UnreadableError
from govdisclosure.folders import JOURNAL, one_step
from govdisclosure.intake import store, take_in
from govdisclosure.library import load_profile

MOST = 200
DOCUMENTS = [make for command, made in SCENARIOS.items() if command != "intake" for make in made]


def every_state(scenario: Scenario, monkeypatch: pytest.MonkeyPatch, *, step: int) -> list[object]:
    """Return what the folder holds after a kill at each call, or every few; each time the next run mends it."""
    scenario.begin()
    old = scenario.state
    scenario.run()
    new = scenario.state
    assert old != new
    states = []
    for call in range(0, MOST, step):
        scenario.begin()
        died = killed_at(call, scenario.run, monkeypatch)
        states.append(scenario.state)
        assert states[-1] in (old, new)
        scenario.run()
        assert (scenario.state, hidden(scenario.folder)) == (new, [])
        if not died:
            break
    else:
        raise AssertionError("it never ended")
    assert states[0] == old
    assert states[-1] == new
    assert states == sorted(states, key=(old, new).index)  # once it is new it stays new
    return states


class TestIntake:
    """Records, what is set aside, and which register gave which record change together."""

    @pytest.fixture
    def office(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Scenario:
        return intake(tmp_path)

    def test_killed_at_every_call(self, office: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
        states = every_state(office, monkeypatch, step=1)
        assert states[0] == (["A-1", "A-2", "B-1"], 1, [(1, 0, ["B-1"]), (3, 1, ["A-1", "A-2"])])
        assert states[-1] == (["A-1", "A-3", "B-1"], 2, [(1, 0, ["B-1"]), (4, 2, ["A-1", "A-3"])])

    def test_is_refused_while_another_one_writes(self, office: Scenario) -> None:
        office.begin()
        old, folder = office.state, office.folder / "records"
        profile = load_profile(office.folder.parent / "p.toml")
        taken = take_in(office.folder.parent / "2024.csv", profile, key=b"0123456789abcdef")
        with one_step() as step:
            step.hold(folder)
            inside = _Elsewhere(lambda: store(taken, folder, wait=0))
            assert isinstance(inside.error, UnreadableError)
            assert "another run of govdisclosure is changing this folder" in str(inside.error)
        assert office.state == old

    def test_of_two_registers_at_once_loses_neither(self, office: Scenario) -> None:
        place = office.folder.parent
        profile = load_profile(place / "p.toml")
        names = [f"2024-{number}.csv" for number in range(8)]
        for number, name in enumerate(names):
            register(place, name, f"C-{number},咨询,3月5日,")
        taken = [take_in(place / name, profile, key=b"0123456789abcdef") for name in names]
        records = place / "registers/records"
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: store(one, records, wait=600), taken))
        ids = [line.split(",")[0] for line in (records / "engagement.csv").read_text(encoding="utf-8").splitlines()]
        assert ids == ["id", *(f"C-{number}" for number in range(8))]


class _Elsewhere:
    """What comes of work done by another thread, which shares no step with this one."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.error: Exception | None = None

        def run() -> None:
            try:
                work()
            except Exception as error:
                self.error = error

        thread = Thread(target=run)
        thread.start()
        thread.join()


class TestDocuments:
    """Several documents of one report, of each body, and forms collected: all old or all new, in one folder or several."""

    @pytest.mark.parametrize("make", DOCUMENTS)
    def test_killed(
        self,
        make: Callable[[Path], Scenario],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        every_state(make(tmp_path), monkeypatch, step=9)  # tests/test_folders.py tries every call

    def test_are_finished_before_they_are_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scenario = written_apart(tmp_path)
        last = scenario.folder / "b/b.json"
        scenario.begin()
        old = scenario.state

        def is_new(call: int) -> bool:
            scenario.begin()
            killed_at(call, scenario.run, monkeypatch)
            return scenario.state != old

        moment = bisect_left(range(MOST), True, key=is_new)  # from here on all files are new
        scenario.begin()
        killed_at(moment, scenario.run, monkeypatch)
        assert (scenario.folder / "a" / JOURNAL).exists()
        assert period_of(last) == Period.year(2023)
        run("check", last)
        assert period_of(last) == Period.year(2024)
        settled = scenario.state
        scenario.run()
        assert scenario.state == settled


def period_of(file: Path) -> Period:
    return Report.from_json(file.read_text(encoding="utf-8")).period


@pytest.mark.parametrize("make", [intake, collected])
def test_killed_by_the_system(make: Callable[[Path], Scenario], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(kills(make(tmp_path), 4)) <= {"old", "new"}
