"""Two desks (两个工作台), each a process of its own, over one folder: one writes at a time, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.desk_office import Forms, alert
from tests.open_desk import OpenDesk, opened_desk

from govdisclosure import folders
from govdisclosure.guide import Work

OTHER = """
import sys
from pathlib import Path

from tests.desk_office import Forms
from tests.open_desk import opened_desk

from govdisclosure.folders import one_step

folder = Path(sys.argv[1])


def step(said):
    print(said, flush=True)
    return sys.stdin.readline().strip()


with opened_desk(folder) as desk:
    data = Forms(desk.browser.get("/year").text).of("/year/answer").data()
    while True:
        match step("ready"):
            case "hold":
                with one_step() as held:
                    held.hold(folder)
                    step("held")
            case "answer":
                answer = desk.browser.post("/year/answer", data=data | {"office:name": "乙局", "office:year": "2024"})
                print(answer.status_code, flush=True)
            case _:
                break
"""
"""A desk that does what it is told, line by line; it shows the page that was there when it began."""


@contextmanager
def other_desk(folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield what has a desk in a process of its own do something; it returns what that desk says."""
    command = [sys.executable, "-X", "utf8", "-c", OTHER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, said = process.stdin, process.stdout
        assert said.readline() == "ready\n"

        def told(order: str) -> str:
            given.write(f"{order}\n")
            given.flush()
            return said.readline().strip()

        yield told
        told("end")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenDesk]:
    """The desk of a folder in which nothing was answered yet."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = Path(__file__).parents[3]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*(one for one in sys.path if one), str(root)]))
    (tmp_path / "年报工作").mkdir()
    with opened_desk(tmp_path / "年报工作") as made:
        yield made


def answered(office: OpenDesk, data: dict[str, str], name: str) -> tuple[int, str]:
    sent = office.browser.post("/year/answer", data=data | {"office:name": name, "office:year": "2024"})
    return sent.status_code, sent.text


class TestTwoDesks:
    """Whoever comes second is told so in a sentence, and sees what was typed."""

    def test_write_one_at_a_time(self, office: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(folders, "WAIT", 0.0)
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        with other_desk(office.folder) as told:
            assert told("hold") == "held"
            status, said = answered(office, data, "甲局")
            assert status == 409
            assert "另一个 govdisclosure 正在修改这个文件夹；请等它结束后再试" in alert(said)
            assert 'value="甲局"' in said  # to be sent again
            assert office.browser.get("/year").status_code == 200  # it can be looked at meanwhile
            assert not (office.folder / "guide.json").exists()
            assert told("release") == "ready"
            assert answered(office, data, "甲局")[0] == 200

    def test_refuse_what_the_other_has_overtaken(self, office: OpenDesk) -> None:
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        with other_desk(office.folder) as told:
            assert told("answer") == "200"
        status, said = answered(office, data, "甲局")
        assert status == 409
        assert "甲局" in alert(said)  # what was typed is not lost
        assert Work.load(office.folder)["office:name"] == "乙局"

    def test_are_refused_when_this_one_was_first(self, office: OpenDesk) -> None:
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        with other_desk(office.folder) as told:
            assert answered(office, data, "甲局")[0] == 200
            assert told("answer") == "409"
        assert Work.load(office.folder)["office:name"] == "甲局"
