"""The year (年度): from three registers of unlike shape to a final report, through the desk's pages alone."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from govdisclosure_desk.figures import LiveFigures
from govdisclosure_desk.jobs import Job
from httpx2 import Response
from tests.desk_office import LICENCES, Clerk, Forms, alert, clerk_of
from tests.open_desk import OpenDesk, opened_desk

from govdisclosure import accept, check, folders, read, read_folder
from govdisclosure.guide import Prompt, Task, Work, accept_finding, acceptances, answer, current, explainable, perform
from govdisclosure.messages import speaking
from govdisclosure.progress import WorkStopped
from govdisclosure.values import Severity

COUNTED_BY_HAND = {
    "requests.received/natural_person": "4",
    "requests.received/business": "1",
    "requests.results.granted/total": "3",
    "requests.results.refused.internal_affairs/total": "1",
    "requests.carried_out/total": "1",
    "decisions.licences/decided": "6",
    "decisions.penalties/decided": "0",
    "remedies.cases/reconsideration_upheld": "1",
    "remedies.cases/reconsideration_open": "1",
    "fees.charged/amount": "12.5",
    "documents.rules/in_force": "0",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, for the office's secret and what is remembered."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenDesk]:
    """The desk of a folder that is not there yet."""
    with opened_desk(tmp_path / "年报工作") as made:
        yield made


@pytest.fixture
def clerk(office: OpenDesk, tmp_path: Path) -> Clerk:
    """A clerk who has not begun."""
    return clerk_of(office, tmp_path)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything is taken in and checked, and the words are to be written."""
    place = tmp_path_factory.mktemp("counted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(place / "home"))
        with opened_desk(place / "年报工作") as desk:
            clerk_of(desk, place).go(until="words:written")
    return place / "年报工作"


@pytest.fixture
def shown(counted: Path, office: OpenDesk) -> OpenDesk:
    """The desk of such a folder."""
    shutil.copytree(counted, office.folder, dirs_exist_ok=True)
    return office


@pytest.fixture
def asked(shown: OpenDesk, tmp_path: Path) -> OpenDesk:
    """The desk of such a folder, beside a report of the year before with the same figures."""
    last = tmp_path / "上年.json"
    last.write_text((shown.folder / "report.json").read_text(encoding="utf-8").replace("2024", "2023"), encoding="utf-8")
    Work.load(shown.folder).keep({"findings:previous": str(last)})
    return shown


def cancelled(job: Job, what: str, done: int, of: int) -> None:
    """Cancel a job as soon as it says how far it is."""
    raise WorkStopped(job, what, done, of)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def checked_again(asked: OpenDesk) -> tuple[Work, Task]:
    """The work with its check still to be done, and that task."""
    work = Work.load(asked.folder)
    work.forget([key for key in work.journal if key.startswith("words:") or key in ("findings:check!", "findings:seen")])
    with speaking("zh"):
        following = current(work)
    assert following is not None
    assert isinstance(following[1], Task)
    return work, following[1]


class TestTheYear:
    """Three registers of unlike shape become a final report; the figures are those of a count by hand."""

    def test_becomes_a_final_report(self, clerk: Clerk, office: OpenDesk) -> None:
        pages = []
        while True:
            page = clerk.page
            with opened_desk(office.folder) as another:  # the desk was killed, and another one shows the same page
                another.browser.post("/year/take", data={"take": "yes"})
                again = another.browser.get("/year").text
            assert again == page
            pages.append(page)
            if not clerk.step(page):
                break
        assert "全部做完" in clerk.page
        report = read(office.folder / "report.json")
        assert {one: str(report[one]) for one in COUNTED_BY_HAND} == COUNTED_BY_HAND
        assert read(office.folder / "2024年度报告.docx").status == "final"
        assert "可以定稿了" in office.browser.get("/year/fit").text
        for file in sorted(office.folder.glob("2024年度报告.*")):
            assert file.name in office.browser.get("/year/documents").text
            preview = office.browser.get(f"/year/documents/{file.name}/preview").text
            if file.suffix in (".html", ".pdf"):
                raw = office.browser.get(f"/year/documents/{file.name}/shown")
                assert raw.content == file.read_bytes()
                assert "script-src" not in raw.headers["content-security-policy"]
            else:
                assert "某某区水务局2024年政府信息公开工作年度报告" in preview
            saved = office.browser.get(f"/year/documents/{file.name}")
            assert saved.content == file.read_bytes()
            assert saved.headers["content-disposition"].startswith("attachment")
        assert all("govdisclosure guide --folder" in page for page in pages)  # every step says its command

    def test_says_once_what_was_done(self, clerk: Clerk) -> None:
        clerk.go(until="blocks:request.1.aside.1")
        assert clerk.page.count("读到5行 = 采集4 + 待核1 + 排除0") == 1
        clerk.step()
        assert clerk.page.count("读到5行 = 采集5 + 待核0 + 排除0") == 1
        assert "采集4" not in clerk.page

    def test_goes_on_in_a_terminal(self, shown: OpenDesk) -> None:
        """The steps are the same ones, and so is the folder."""
        work = Work.load(shown.folder)
        with speaking("zh"):
            typed = {"words:written.1": "s", "documents:signed": "2025-1-20"}
            while (following := current(work)) is not None:
                _, item = following
                if isinstance(item, Task):
                    if item.key == "documents:write!":
                        break
                    perform(work, item)
                else:
                    answer(work, item, typed[item.key])
        page = shown.browser.get("/year").text
        assert "第6步" in page
        assert "/year/go" in page

    def test_goes_on_where_a_terminal_stopped(self, office: OpenDesk, tmp_path: Path) -> None:
        work = Work.load(office.folder)
        with speaking("zh"):
            for typed in ("某局", "2024"):
                _, item = current(work) or (None, None)
                assert isinstance(item, Prompt)
                answer(work, item, typed)
        clerk = clerk_of(office, tmp_path)
        assert clerk.question == "office:standard"
        assert "某局" in clerk.page
        clerk.go(until="blocks:")
        assert "第2步" in clerk.page


class TestAnswers:
    """What is wrong is said beside its question, and nothing is typed twice."""

    def test_that_are_wrong_are_asked_again(self, clerk: Clerk) -> None:
        data = Forms(clerk.page).of("/year/answer").data() | {"office:name": "某局", "office:year": "24"}
        page = clerk.desk.browser.post("/year/answer", data=data)
        assert page.status_code == 422
        assert "四位数的年份" in page.text
        form = Forms(page.text).of("/year/answer")
        assert form.data()["office:year"] == "24"
        assert 'aria-invalid="true"' in page.text
        assert "office:name" in Work.load(clerk.desk.folder)  # what was right is kept

    def test_of_files_name_no_place_of_the_machine(self, clerk: Clerk, tmp_path: Path) -> None:
        clerk.go(until=".file")
        data = Forms(clerk.page).of("/year/answer").data()
        (tmp_path / "secret.txt").write_text("a", encoding="utf-8")
        sent = clerk.desk.browser.post("/year/answer", data=data | {"chosen": "/etc/passwd", data["page"]: "/etc/passwd"})
        assert sent.status_code == 422
        assert "请选择文件" in sent.text

    def test_of_other_files_are_refused(self, clerk: Clerk) -> None:
        clerk.go(until=".file")
        data = Forms(clerk.page).of("/year/answer").data()
        sent = clerk.desk.browser.post("/year/answer", data=data, files={"file": ("../../a.exe", b"MZ")})
        assert sent.status_code == 422
        assert "不能读取“a.exe”" in sent.text
        assert not list(clerk.desk.folder.rglob("*.exe"))

    def test_of_another_kind_of_register_are_asked_about(self, clerk: Clerk) -> None:
        """The register of applications was given for documents: it can be taken in for its own kind, or put aside."""
        registers = dict(clerk.registers)
        clerk.registers = {"document": registers["request"]}
        clerk.go(until=".other")
        page = clerk.page
        assert "这是“政府信息公开申请”台账，不是“规章和规范性文件”台账" in unescape(page)
        clerk.send(blocks__document__1__other="2")
        assert clerk.question == "blocks:document.2.how"

    def test_of_no_register_are_refused(self, clerk: Clerk) -> None:
        clerk.registers = {"document": lambda _: {"file": ("来访.csv", "日期,来访人,事由\n2024-1-2,甲,乙\n".encode())}}
        clerk.go(until=".refused")
        assert "不像年度报告" in clerk.page
        assert "请换一个文件" in clerk.page
        clerk.send()
        assert clerk.question == "blocks:document.2.how"

    def test_choose_from_what_a_register_says(self, clerk: Clerk) -> None:
        clerk.go(until="blocks:request.1.ask.")
        page = clerk.page
        assert "已经自动认出" in page  # what is certain can be looked at, and changed
        names = [one.name for one in Forms(page).of("/year/answer").fields if ".ask." in one.name]
        assert len(names) > 5

    def test_are_proposed_the_next_year(self, clerk: Clerk, tmp_path: Path) -> None:
        clerk.go(until="blocks:request.2.how")
        with opened_desk(tmp_path / "明年") as later:
            again = clerk_of(later, tmp_path)
            again.go(until="blocks:request.1.ask.")
            assert "上次是这样回答的" in again.page


class TestFiles:
    """A register is handed over, or chosen among those that are there; none is kept twice."""

    def test_are_chosen_among_those_that_are_there(self, clerk: Clerk) -> None:
        clerk.go(until="blocks:decision.1.file")
        shown_ = Forms(clerk.page).of("/year/answer").fields
        (path,) = (one for part in shown_ if part.name == "chosen" for one in part.choices if one.endswith("登记簿.xlsx"))
        assert clerk.send(chosen=path).status_code == 200
        assert Work.load(clerk.desk.folder)["blocks:decision.1.file"] == path

    def test_are_kept_once(self, clerk: Clerk) -> None:
        clerk.go(until="blocks:decision.1.file")
        for _ in range(2):
            data = Forms(clerk.page).of("/year/answer").data()
            sent = clerk.desk.browser.post("/year/answer", data=data, files={"file": ("许可.csv", LICENCES)})
            assert sent.status_code == 200
            assert [one.name for one in (clerk.desk.folder / "given").iterdir()] == ["许可.csv"]
            clerk.send("/year/back")

    def test_of_words_are_taken_from_word(self, shown: OpenDesk) -> None:
        clerk = Clerk(shown, {})
        written = (shown.folder / "报告文字.docx").read_bytes()
        data = Forms(clerk.page).of("/year/answer").data()
        sent = shown.browser.post("/year/answer", data=data, files={"word": ("文字.docx", written)})
        assert sent.status_code == 200
        assert "words:written.1" in Work.load(shown.folder)

    def test_that_are_no_documents_of_the_work_are_not_shown(self, shown: OpenDesk) -> None:
        for rest in ("", "/preview", "/shown"):
            assert shown.browser.get(f"/year/documents/guide.json{rest}").url.path == "/year/documents"


class TestNothingIsLost:
    """An old page, a second window, the back button and a full disk change nothing in silence."""

    def test_an_old_page_is_refused_and_shows_what_was_typed(self, clerk: Clerk) -> None:
        old = Forms(clerk.page).of("/year/answer").data() | {"office:name": "另一个局", "office:year": "2023"}
        clerk.go(until="office:standard")
        before = (clerk.desk.folder / "guide.json").read_bytes()
        for action in ("/year/answer", "/year/go", "/year/back", "/year/reopen"):
            answer_ = clerk.desk.browser.post(action, data=old)
            assert answer_.status_code == 409
            assert "这一页已经不是最新的" in answer_.text
            assert "另一个局" in alert(answer_.text)
            assert Forms(answer_.text).of("/year/answer").data()["page"] == "office:standard"  # to go on here
        assert (clerk.desk.folder / "guide.json").read_bytes() == before

    def test_of_two_windows_one_writes(self, clerk: Clerk) -> None:
        with opened_desk(clerk.desk.folder) as second:
            page = second.browser.get("/year").text
            clerk.go(until="office:standard")
            data = Forms(page).of("/year/answer").data() | {"office:name": "乙局", "office:year": "2024"}
            assert second.browser.post("/year/answer", data=data).status_code == 409
            assert (
                second.browser.get("/year/revision").json()["state"].partition(" ")[0] == Work.load(clerk.desk.folder).revision
            )
        assert Work.load(clerk.desk.folder)["office:name"] == "某某区水务局"

    def test_pages_that_are_only_looked_at_change_nothing(self, shown: OpenDesk) -> None:
        before = {path: path.read_bytes() for path in shown.folder.rglob("*") if path.is_file()}
        for page in ("", "/table", "/findings", "/before", "/changes", "/words", "/fit", "/documents"):
            assert shown.browser.get(f"/year{page}").status_code == 200
        assert {path: path.read_bytes() for path in shown.folder.rglob("*") if path.is_file()} == before

    def test_a_full_disk_is_said(self, clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
        clerk.go(until="office:standard")
        before = (clerk.desk.folder / "guide.json").read_bytes()

        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(folders, "_write_part", full)
        sent = clerk.send()
        assert sent.status_code == 409
        assert "guide.json" in alert(sent.text)
        assert (clerk.desk.folder / "guide.json").read_bytes() == before

    def test_undoing_takes_a_register_out_of_the_figures(self, shown: OpenDesk) -> None:
        def licences() -> str:
            found = re.search(r"cell=decisions.licences/decided[^>]*>([^<]*)<", shown.browser.get("/year/table").text)
            return found[1] if found else "?"

        assert licences() == "6"
        revision = Forms(shown.browser.get("/year").text).of("/year/reopen").data()["revision"]
        page = shown.browser.post("/year/reopen", data={"revision": revision, "block": "decision"})
        assert Forms(page.text).of("/year/answer").data()["page"] == "blocks:decision.1.how"
        assert licences() == "缺"
        assert "水务局" in page.text  # and nothing else is to be said again

    def test_a_task_that_is_cancelled_has_done_nothing(self, clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
        clerk.go(until="blocks:request.1.ask.")
        with monkeypatch.context() as patched:
            patched.setattr(Job, "progress_inside", cancelled)
            clerk.step()
        assert not (clerk.desk.folder / "records/request.csv").exists()
        page = clerk.page
        assert "/year/go" in page  # and can be done later
        clerk.step()
        assert (clerk.desk.folder / "records/request.csv").exists()

    def test_undoing_goes_back_by_pages(self, clerk: Clerk) -> None:
        clerk.go(until="blocks:charge.1.total")
        assert Forms(clerk.send("/year/back").text).of("/year/answer").data()["page"] == "blocks:charge.1.how"


MANY = 130
"""So many distinct faults, more than are shown at once."""


def faulty(_: dict[str, str]) -> dict[str, tuple[str, bytes]]:
    """A register in which many days cannot be."""
    heads = "登记号,收件日期,怎么来的,申请人身份,答复日期,处理情况"
    right = [f"申{n},2024-1-2,网页提交,公民,2024-1-20,予以公开" for n in range(2 * MANY)]
    wrong = [f"申9{n},2024-13-{n},网页提交,公民,2024-3-1,予以公开" for n in range(MANY)]
    return {"file": ("依申请公开登记簿.csv", "\n".join([heads, *right, *wrong]).encode())}


class TestWhatTakesLong:
    """It is worked out in the background, in pieces, once for each state of the folder."""

    def test_is_shown_in_pieces(self, clerk: Clerk) -> None:
        clerk.registers = {"request": faulty}
        clerk.go(until=".aside.")

        def names(page: str) -> list[str]:
            return [one.name for one in Forms(page).of("/year/answer").fields if one.name.startswith("fault.")]

        first = clerk.page
        assert len(names(first)) == 100
        assert re.findall("现在.*种", first) == ["现在列出第1到第100种，共130种"]
        assert 'href="/year?from=100"' in first
        last = clerk.desk.browser.get("/year?from=100").text
        assert len(names(last)) == 30
        assert not set(names(first)) & set(names(last))
        for nonsense in ("-1", "x", "9" * 30, "130", "%00", "１"):
            assert names(clerk.desk.browser.get("/year", params={"from": nonsense}).text) == names(first)
        data = Forms(last).of("/year/answer").data()
        refused = clerk.desk.browser.post("/year/answer", data=data)
        assert refused.status_code == 422
        assert names(refused.text) == names(last)  # nobody is sent back to the first piece
        sent = clerk.desk.browser.post("/year/answer", data=data | {names(last)[0]: "2024年2月6日"})
        assert sent.status_code == 200
        assert "共129种" in sent.text
        assert read_folder(clerk.desk.folder / "records").counts["request"] == 2 * MANY + 1

    def test_is_worked_out_once(self, shown: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        for page in ("", "/table"):
            shown.browser.get(f"/year{page}")

        def again(*_: object, **__: object) -> None:
            raise AssertionError("what is kept was worked out again")

        monkeypatch.setattr("govdisclosure_desk.year.current_page", again)
        monkeypatch.setattr("govdisclosure_desk.figures._figures", again)
        for page in ("", "/table", "/findings", "/words", ""):
            assert shown.browser.get(f"/year{page}").status_code == 200

    def test_is_worked_out_again_when_a_file_changes(self, shown: OpenDesk) -> None:
        address = "/year/cell?cell=requests.received/natural_person"
        assert "共4条" in shown.browser.get(address).text
        place = shown.folder / "records" / "request.csv"
        place.write_text(place.read_text(encoding="utf-8").replace("natural_person", "business", 1), encoding="utf-8")
        assert "共3条" in shown.browser.get(address).text

    def test_shows_how_far_it_is_and_can_be_cancelled(self, shown: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        with (shown.folder / "records" / "request.csv").open("ab") as file:
            file.write(b"\n")  # so that it is to be worked out again
        with monkeypatch.context() as patched:
            patched.setattr(Job, "progress_inside", cancelled)
            page = shown.browser.get("/year/table")
        assert page.url.path.startswith("/jobs/")
        assert "已经取消" in page.text
        assert 'href="/year/table"' in page.text
        assert "<table" in shown.browser.get("/year/table").text

    @pytest.mark.parametrize("place", ["records/request.csv", "report.json"])
    def test_that_cannot_be_read_is_said_on_its_page(self, shown: OpenDesk, place: str) -> None:
        (shown.folder / place).write_bytes(b"\xff\x00")
        assert 'role="alert"' in shown.browser.get("/year").text


class TestExplaining:
    """What may be right is explained once, with who says so, and asked again when a figure changes."""

    @staticmethod
    def explain(desk: OpenDesk, **more: str) -> Response:
        form = Forms(desk.browser.get("/year/findings").text).of("/year/accept")
        return desk.browser.post(form.action, data=form.data() | {"who": "统计岗", "reason": "两年确实相同"} | more)

    def test_is_kept_where_a_terminal_finds_it(self, asked: OpenDesk) -> None:
        waiting = asked.browser.get("/year/findings").text.count('action="/year/accept"')
        page = self.explain(asked, reason=" 两年\r\n“确实”相同\x7f<b> ")
        assert page.url.path == "/year/findings"
        assert re.search(r"已核实：统计岗，[-\d]{10}，两年 “确实”相同&lt;b&gt;", page.text)
        assert page.text.count('action="/year/accept"') == waiting - 1  # it is not asked again
        assert "--accept" in page.text
        (kept,) = acceptances(Work.load(asked.folder))
        report = read(asked.folder / "report.json")
        verdict = check(report, previous=[read(Path(Work.load(asked.folder)["findings:previous"]))])
        assert accept(verdict, [kept]).accepted == {kept.fingerprint: kept}
        work, task = checked_again(asked)
        assert task.command[-2:] == ("--accept", str(work.accepted))
        with speaking("zh"):
            lines = perform(work, task).lines
        assert any("[需说明，已核实：统计岗" in line.zh for line in lines)

    def test_is_undone_by_a_button(self, asked: OpenDesk) -> None:
        undo = Forms(self.explain(asked).text).of("/year/withdraw")
        data = {one.name: one.value for one in undo.fields}
        page = asked.browser.post(undo.action, data=data)
        assert page.url.path == "/year/findings"
        assert "已核实" not in page.text
        assert "/year/accept" in page.text
        assert not (asked.folder / "accepted.toml").exists()
        assert asked.browser.post(undo.action, data=data).status_code == 200  # pressed twice

    @pytest.mark.parametrize("more", [{"reason": " \u200b"}, {"who": ""}, {"reason": "长" * 501}])
    def test_needs_a_reason_and_who_says_so(self, asked: OpenDesk, more: dict[str, str]) -> None:
        page = self.explain(asked, **more)
        assert page.status_code == 422
        assert "理由和由谁核实都要填写" in page.text
        typed = Forms(page.text).of("/year/accept").data()
        wanted = {"who": "统计岗", "reason": "两年确实相同"} | more
        assert {name: typed.get(name, "") for name in wanted} == wanted
        assert not (asked.folder / "accepted.toml").exists()

    def test_of_an_old_page_is_refused(self, asked: OpenDesk) -> None:
        for more in ({"revision": "0"}, {"finding": "0" * 16}):
            page = self.explain(asked, **more)
            assert page.status_code == 409
            assert "两年确实相同" in alert(page.text)
        undo = asked.browser.post("/year/withdraw", data={"revision": "0", "finding": "0" * 16})
        assert undo.status_code == 409
        assert not (asked.folder / "accepted.toml").exists()

    @pytest.mark.parametrize(
        ("change", "said"),
        [({}, "但数字已经改变，核实不再有效；请重新说明"), ({"cells": ()}, "现在已不出现；请在下面撤销")],
    )
    def test_lapses_when_a_figure_changes(self, asked: OpenDesk, change: dict[str, Any], said: str) -> None:
        work = Work.load(asked.folder)
        figures = LiveFigures().of(work)
        assert figures is not None
        (waiting, *_) = explainable(figures.verdict)
        before = evolve(waiting, fingerprint="0123456789abcdef", **change)  # as it was with other figures
        accept_finding(work, figures.verdict, before, who="统计岗", reason="机构改革")
        page = asked.browser.get("/year/findings").text
        assert "有一处曾由统计岗于" in page
        assert said in page
        assert "/year/withdraw" in page

    def test_is_none_of_an_error(self, shown: OpenDesk) -> None:
        with (shown.folder / "records/entry.csv").open("a", encoding="utf-8") as file:
            file.write("office,2024,requests.results.total/total,9\n")
        verdict = LiveFigures().of(Work.load(shown.folder))
        assert verdict is not None
        (wrong, *_) = (one for one in verdict.verdict.findings if one.severity is Severity.ERROR)
        data = {"revision": Work.load(shown.folder).revision, "finding": wrong.fingerprint, "who": "岗", "reason": "对"}
        assert shown.browser.post("/year/accept", data=data).status_code == 409
        work = Work.load(shown.folder)
        accept_finding(work, verdict.verdict, wrong, who="岗", reason="对")  # as somebody writes it into the file
        assert "错误" in shown.browser.get("/year/fit").text

    def test_says_what_is_wrong_with_a_file_that_was_edited(self, asked: OpenDesk) -> None:
        (asked.folder / "accepted.toml").write_text("[[accepted]]\n", encoding="utf-8")
        page = asked.browser.get("/year/findings")
        assert page.status_code == 400
        assert "accepted.toml" in page.text
        assert "accepted.toml" in alert(asked.browser.get("/year").text)

    def test_of_another_window_stays(self, asked: OpenDesk) -> None:
        """Two windows explain two findings: both reasons are kept."""
        work = Work.load(asked.folder)
        figures = LiveFigures().of(work)
        assert figures is not None
        other = evolve(figures.verdict.findings[0], fingerprint="0123456789abcdef")
        accept_finding(work, figures.verdict, other, who="信息科", reason="另一处")
        self.explain(asked)
        assert [one.reason for one in acceptances(work)] == ["另一处", "两年确实相同"]


class TestFitToPublish:
    """What is open is listed, each with the way to where it is mended."""

    def test_leads_to_the_words_and_the_date(self, shown: OpenDesk) -> None:
        clerk = Clerk(shown, {})
        clerk.send(later="yes")
        clerk.send()  # without a date
        assert "各步都已做完，还没有定稿" in clerk.page
        page = shown.browser.get("/year/fit").text
        assert "请在“生成文件”一步填写成文日期" in page
        for part, question in (("words", "words:written.1"), ("documents", "documents:signed")):
            revision = Work.load(shown.folder).revision
            shown.browser.post("/year/reopen", data={"revision": revision, "block": part})
            while "/year/go" in clerk.page:
                clerk.step()
            assert clerk.question == question
            clerk.send(later="yes")


class TestTheReport:
    """The table as printed, live: what a figure is made of, what is missing, wrong, likely wrong, and what changed."""

    def test_explains_a_figure_down_to_its_records(self, shown: OpenDesk) -> None:
        table = shown.browser.get("/year/table").text
        assert "/year/cell?cell=requests.received/natural_person" in table
        page = text_of(shown.browser.get("/year/cell?cell=requests.received/natural_person").text)
        assert "背后的记录：政府信息公开申请，共4条" in page
        assert "2024-02-09" in page
        assert "公民" not in page  # words of the vocabulary, as they were counted
        assert "govdisclosure explain" in page
        assert shown.browser.get("/year/cell?cell=nothing").status_code == 400

    def test_marks_what_is_missing(self, shown: OpenDesk) -> None:
        (shown.folder / "records/remedy.csv").unlink()
        page = shown.browser.get("/year/table").text
        assert page.count("mark missing") > 10
        assert "还缺的数" in shown.browser.get("/year/findings").text

    def test_marks_what_is_wrong(self, shown: OpenDesk) -> None:
        """A total that was typed beside a register that says otherwise."""
        with (shown.folder / "records/entry.csv").open("a", encoding="utf-8") as file:
            file.write("office,2024,requests.results.total/total,9\n")
        assert 'class="number mark wrong"' in shown.browser.get("/year/table").text
        found = shown.browser.get("/year/findings").text
        assert "审核不通过" in found
        assert "填报为 9" in found

    def test_marks_what_is_likely_wrong_with_the_value_that_would_agree(self, shown: OpenDesk) -> None:
        """Figures that were typed, one of which does not agree with the others."""
        report = read(shown.folder / "report.json")
        (shown.folder / "records/request.csv").unlink()
        counted = {one for one, spot in report.standard.spots.items() if not spot.measure.parts}
        typed = {one: report[one] for one in counted if one.startswith("requests.")} | {"requests.received/natural_person": 14}
        with (shown.folder / "records/entry.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"office,2024,{one},{value}\n" for one, value in typed.items())
        page = shown.browser.get("/year/table").text
        marked = dict(re.findall(r'mark likely"><a[^>]*cell=([^"&]*)" title="([^"]*)"', page))
        assert marked["requests.received/natural_person"] == "应为4"
        assert len(marked) <= 5  # the relations leave open which of few it is
        assert "很可能错在这里" in shown.browser.get("/year/findings").text

    def test_is_not_set_beside_a_report_that_nobody_gave(self, shown: OpenDesk) -> None:
        assert "还没有提供上年的报告" in shown.browser.get("/year/before").text

    def test_is_set_beside_last_year_s(self, asked: OpenDesk) -> None:
        assert "2023年" in asked.browser.get("/year/before").text
        assert "上年4" in asked.browser.get("/year/table?beside=1").text

    def test_names_what_has_to_be_explained(self, asked: OpenDesk) -> None:
        """Every figure is last year's: it may be right, and somebody has to say why."""
        assert "需说明：" in asked.browser.get("/year/findings").text
        with speaking("zh"):
            perform(*checked_again(asked))
        assert "需说明：" in asked.browser.get("/year").text
        asked.browser.post("/language/en", data={"back": "/year"})
        assert "to be explained: " in asked.browser.get("/year/findings").text

    def test_says_what_changed_since_another_day(self, shown: OpenDesk) -> None:
        assert "没有可比的数字" in shown.browser.get("/year/changes").text
        (kept,) = (shown.folder / "history").iterdir()
        earlier = kept.with_name("2025-01-02.json")
        kept.rename(earlier)
        assert "没有变化" in shown.browser.get("/year/changes").text
        (shown.folder / "records/remedy.csv").unlink()
        assert "与2025-01-02相比" in shown.browser.get("/year/changes").text

    def test_underlines_numbers_that_disagree(self, shown: OpenDesk) -> None:
        clerk = Clerk(shown, {})
        form = Forms(clerk.page).of("/year/answer")
        data = form.data()
        section = next(name for name in data if name.startswith("words."))
        data[section] = f"本年共收到政府信息公开申请7件。{data[section]}"
        assert shown.browser.post("/year/answer", data=data).status_code == 200
        page = shown.browser.get("/year/words").text
        wrong = re.findall(r'class="said-(?:wrong|look)"[^>]*>(?:<a[^>]*>)?([^<]*)<', page)
        assert any("7" in one for one in wrong)
        assert 'class="said-bound"' in page
        assert 'class="said-hole"' in page

    def test_is_in_english(self, shown: OpenDesk) -> None:
        shown.browser.post("/language/en", data={"back": "/year"})
        for page, words in (
            ("", "Step 5 of 6"),
            ("/table", "Open a figure"),
            ("/findings", "The check"),
            ("/fit", "things are open"),
        ):
            assert words in shown.browser.get(f"/year{page}").text

    def test_is_not_there_before_it_is_known_whose_it_is(self, office: OpenDesk) -> None:
        for page in ("/table", "/findings", "/before", "/changes", "/words", "/fit", "/documents", "/cell?cell=a"):
            assert "从第一步开始" in office.browser.get(f"/year{page}").text
