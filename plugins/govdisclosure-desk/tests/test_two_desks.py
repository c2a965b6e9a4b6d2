"""Two desks (两个工作台), each a process of its own, over one folder: one writes at a time, and nothing is lost."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from govdisclosure_desk.editing import CLAIM, Claim
from tests.desk_office import Forms, alert
from tests.open_desk import ORIGIN, OpenDesk, opened_desk

from govdisclosure import folders
from govdisclosure.guide import Work

OTHER = """
import os
import signal
import sys
from pathlib import Path

from tests.desk_office import Forms
from tests.open_desk import opened_desk

from govdisclosure.folders import one_step

folder = Path(sys.argv[1])


def step(said):
    print(said, flush=True)
    return sys.stdin.readline().strip()


with opened_desk(folder, person="张三") as desk:
    data = Forms(desk.browser.get("/year").text).of("/year/answer").data()
    said = "ready"
    while True:
        match step(said):
            case "hold":
                with one_step() as held:
                    held.hold(folder)
                    step("held")
                said = "ready"
            case "answer":
                answer = desk.browser.post("/year/answer", data=data | {"office:name": "乙局", "office:year": "2024"})
                said = str(answer.status_code)
            case "take":
                data = Forms(desk.browser.post("/year/take", data={"take": "yes"}).text).of("/year/answer").data()
                said = "taken"
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
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
            line = said.readline().strip()
            if not line:
                process.wait()
            return line

        yield told
        if process.poll() is None:
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


HELD = "本窗口只能查看，不能改动。这份年报正由张三在另一个窗口里办理（电脑PC-3，从2025年1月6日09:05起）。"


def held(page: str) -> str:
    """Return what a page says of who else works on the year; empty where it can be worked on here."""
    found = re.search(r'id="held">(.*?)<form', page, re.DOTALL)
    return re.sub(r"<[^>]*>|\s", "", found[1]) if found else ""


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if "desk" in one.name)


class TestTwoDesks:
    """One writes at a time, the other says who does, and can take over; nothing that was typed is lost."""

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

    def test_second_is_read_only_and_says_who_works_since_when(self, office: OpenDesk) -> None:
        with other_desk(office.folder) as told:
            assert told("take") == "taken"
            for path in ("", "/table", "/findings", "/words", "/fit", "/documents"):
                page = office.browser.get(f"/year{path}")
                assert page.status_code == 200
                assert held(page.text) == HELD
                assert page.text.count('<fieldset class="bare"') == page.text.count('<fieldset class="bare" disabled>')
            data = Forms(office.browser.get("/year").text).of("/year/answer").data()
            for action in ("answer", "go", "back", "reopen", "accept", "withdraw"):
                refused = office.browser.post(f"/year/{action}", data=data | {"office:name": "甲局"})
                assert refused.status_code == 409
                assert "没有改动任何内容" in alert(refused.text)
                assert "甲局" in alert(refused.text)  # what was typed can be copied
            assert not (office.folder / "guide.json").exists()
        assert held(office.browser.get("/year").text) == ""  # the other one has ended

    def test_first_is_read_only_once_the_second_took_over(self, office: OpenDesk) -> None:
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        assert held(office.browser.get("/year").text) == ""
        shown = office.browser.get("/year/revision").json()["state"]
        with other_desk(office.folder) as told:
            assert told("answer") == "409"
            assert told("take") == "taken"
            now = office.browser.get("/year/revision").json()  # the page that is open says so by itself
            assert now["state"] != shown
            assert now["said"] in HELD
            status, said = answered(office, data, "甲局")
            assert status == 409
            assert "甲局" in alert(said)
            assert held(said) == HELD
            assert told("answer") == "200"
            back = office.browser.post("/year/take", data={"take": "yes"})
            assert held(back.text) == ""
            assert "乙局" in office.browser.get("/year").text  # it goes on where the other one stopped
            assert told("answer") == "409"
        assert Work.load(office.folder)["office:name"] == "乙局"

    def test_what_was_killed_holds_nothing(self, office: OpenDesk) -> None:
        with other_desk(office.folder) as told:
            assert told("take") == "taken"
            assert held(office.browser.get("/year").text) == HELD
            assert told("die") == ""
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        assert answered(office, data, "甲局")[0] == 200
        assert len(left(office.folder)) == 2  # its own claim and lock: what the dead one left is swept

    def test_refuse_what_the_other_has_overtaken(self, office: OpenDesk) -> None:
        data = Forms(office.browser.get("/year").text).of("/year/answer").data()
        with other_desk(office.folder) as told:
            assert told("take") == "taken"
            assert told("answer") == "200"
        status, said = answered(office, data, "甲局")
        assert status == 409
        assert "甲局" in alert(said)  # what was typed is not lost
        assert Work.load(office.folder)["office:name"] == "乙局"

    def test_leave_nothing_behind(self, tmp_path: Path) -> None:
        with opened_desk(tmp_path):
            assert len(left(tmp_path)) == 2
        assert left(tmp_path) == []


class TestTwoBrowsers:
    """Two browsers at one desk are two windows as well."""

    def test_one_writes_and_the_other_can_take_over(self, office: OpenDesk) -> None:
        second = office.stranger()
        second.headers["origin"] = ORIGIN
        assert held(office.browser.get("/year").text) == ""
        assert "李四" in held(second.get(office.access.opening_address()).text)
        data = Forms(second.get("/year").text).of("/year/answer").data()
        assert second.post("/year/answer", data=data | {"office:name": "乙局", "office:year": "2024"}).status_code == 409
        second.post("/year/take", data={"take": "yes"})
        assert second.post("/year/answer", data=data | {"office:name": "乙局", "office:year": "2024"}).status_code == 200
        assert "李四" in held(office.browser.get("/year").text)


class TestClaims:
    """What a folder holds of a claim is not trusted."""

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"{",
            b'{"desk": 1, "window": "", "person": "", "machine": "", "since": "2025-01-06T09:05"}',
            b'{"desk": "../../x", "window": "", "person": "", "machine": "", "since": "2025-01-06T09:05"}',
            b'{"desk": "0123456789abcdef", "window": "", "person": "", "machine": "", "since": "yesterday"}',
            b'{"desk": "0123456789abcdef", "window": "", "person": "", "machine": "", "since": "2025-01-06T09:05"}',
        ],
    )
    def test_of_nobody_who_runs_is_none(self, office: OpenDesk, content: bytes) -> None:
        (office.folder / CLAIM).write_bytes(content)
        assert held(office.browser.get("/year").text) == ""

    def test_a_folder_that_takes_nothing_is_shown(self, office: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with other_desk(office.folder) as told:
            assert told("take") == "taken"
            monkeypatch.setattr(folders, "_write_part", full)
            refused = office.browser.post("/year/take", data={"take": "yes"})
            assert refused.status_code == 400
            assert "No space left" in refused.text
        assert office.browser.get("/year").status_code == 200

    def test_a_person_without_a_name_is_somebody(self) -> None:
        made = Claim(desk="0" * 16, window="", person="", machine="PC-3", since=datetime(2025, 12, 31, 17, 0))
        assert made.in_words.zh == "这份年报正由另一位使用者在另一个窗口里办理（电脑PC-3，从2025年12月31日17:00起）。"
        assert made.in_words.en == (
            "Somebody is working on this report in another window (computer PC-3, since 31 December 2025, 17:00)."
        )
