"""Every open duty on a day, nearest first; days counted by hand from the holiday notices (holidays.md)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from openpyxl import load_workbook

from govdisclosure.areas import load_notice
from govdisclosure.cli.main import cli
from govdisclosure.records import Body, Item, Publication, Remedy, Request, Response
from govdisclosure.records.vocabulary import (
    Applicant,
    Attribute,
    ItemKind,
    Outcome,
    PublicationChannel,
    RemedyKind,
    RemedyResult,
    RemedyRole,
    ReportsAs,
    RequestChannel,
)
from govdisclosure.sources.record_set import gather
from govdisclosure.worklist import Duty, duties, write_calendar


def request(**more: object) -> Request:
    told: dict[str, object] = {
        "id": "R-1",
        "body": "office",
        "channel": RequestChannel.IN_PERSON,
        "applicant": Applicant.NATURAL_PERSON,
        "received": date(2024, 1, 15),
    }
    return Request(**{**told, **more})  # type: ignore[arg-type]


def item(**more: object) -> Item:
    told = {"id": "I-1", "body": "office", "kind": ItemKind.NOTICE, "attribute": Attribute.PROACTIVE}
    return Item(**{**told, **more})  # type: ignore[arg-type]


def listed(*records: object, on: date, notice: str | None = None) -> dict[str, date | None]:
    found = duties(gather(records), on, notice=load_notice(notice) if notice else None)
    return {one.key: one.due for one in found}


class TestRequests:
    """Regulation of 2019: correction 7 (art. 30), consultation 15 (art. 32, 34), answer 20 + 20 (art. 33) working days.

    Spring Festival 2024: 10 to 17 February off, 4 and 18 February worked.
    """

    def test_run_over_spring_festival(self) -> None:
        # 15 January is day 0. 16-19: 4, 22-26: 9, 29 January-2 February: 14, Sunday 4 February: 15, 5-9 February: 20.
        # Correction: 16-19 January: 4, 22-24: 7.
        assert listed(request(), on=date(2024, 1, 20)) == {
            "correct": date(2024, 1, 24),
            "reply": date(2024, 2, 9),
            "extend": date(2024, 2, 9),
            "report": date(2024, 1, 31),
        }

    def test_run_over_years_end(self) -> None:
        # 25 December 2023 is day 0. 26-29: 4; 1 January off; 2-5: 8; 8-12: 13; 15-19: 18; 22, 23 January: 20.
        found = listed(request(received=date(2023, 12, 25)), on=date(2024, 1, 10))
        assert (found["reply"], "correct" in found) == (date(2024, 1, 23), False)

    def test_are_not_extended_twice(self) -> None:
        # The first term ends on 9 February; 18-23 February: 6, 26 February-1 March: 11, 4-8: 16, 11-14 March: 20.
        found = listed(request(extended=date(2024, 2, 1)), on=date(2024, 2, 2))
        assert (found["reply"], "extend" in found) == (date(2024, 3, 14), False)

    def test_that_wait_for_others_show_when_those_must_answer(self) -> None:
        # 22 January is day 0: 23-26: 4, 29 January-2 February: 9, 4 February: 10, 5-9 February: 15.
        found = listed(request(third_party_asked=date(2024, 1, 22), other_agency_asked=date(2024, 1, 22)), on=date(2024, 1, 26))
        assert (found["third_party"], found["other_agency"]) == (date(2024, 2, 9), date(2024, 2, 9))
        assert "reply" not in found

    def test_run_again_when_the_third_party_was_silent(self) -> None:
        # Its 15 working days end on 9 February; 16 of the 20 are left: 18-23 February: 6, 26 February-1 March: 11, 4-8: 16.
        asked = request(third_party_asked=date(2024, 1, 22))
        assert "reply" not in listed(asked, on=date(2024, 2, 9))
        found = listed(asked, on=date(2024, 2, 10))
        assert (found["reply"], "third_party" in found) == (date(2024, 3, 8), False)

    def test_that_wait_for_a_correction_show_the_day_of_the_notice(self) -> None:
        asked = request(correction_asked=date(2024, 1, 19))
        assert listed(asked, on=date(2024, 1, 26))["corrected"] is None
        until = evolve(asked, correction_due=date(2024, 2, 2))
        found = listed(until, on=date(2024, 1, 26))
        assert (found["corrected"], "correct" in found, "reply" in found) == (date(2024, 2, 2), False, False)
        assert "corrected" not in listed(evolve(until, correction_received=date(2024, 1, 25)), on=date(2024, 1, 26))

    def test_with_a_fee_wait_twenty_working_days(self) -> None:
        assert listed(request(fee_notice=date(2024, 1, 15)), on=date(2024, 1, 26))["fee"] == date(2024, 2, 9)

    def test_that_ended_or_are_still_to_come_ask_for_nothing(self) -> None:
        closed = request(closed=date(2024, 1, 18), outcome=Outcome.GRANTED)
        assert listed(closed, on=date(2024, 1, 18)).keys() == {"report"}
        assert "reply" in listed(closed, on=date(2024, 1, 17))  # as was known on the day
        assert listed(request(), on=date(2024, 1, 12)).keys() == {"report"}
        old = request(received=date(2007, 1, 4))
        assert listed(old, on=date(2007, 1, 5)).keys() == {"report"}

    def test_that_nobody_confirmed_are_undated(self) -> None:
        found = listed(request(channel=RequestChannel.FAX, received=None, arrived=date(2024, 1, 15)), on=date(2024, 1, 20))
        assert found["confirm"] is None
        assert "reply" not in found

    def test_overdue_have_days_below_zero(self) -> None:
        found = duties(gather([request()]), date(2024, 2, 19))
        assert [(one.key, one.days) for one in found if one.key == "reply"] == [("reply", -10)]


class TestOthers:
    """Publication: 20 working days from making or change (art. 26). Annual report: art. 49."""

    def test_items_are_published_after_making_or_change(self) -> None:
        assert listed(item(made=date(2024, 1, 15)), on=date(2024, 1, 20))["publish"] == date(2024, 2, 9)
        shown = item(made=date(2024, 1, 2), first_published=date(2024, 1, 3), changed=date(2024, 1, 15))
        assert listed(shown, on=date(2024, 1, 20))["publish"] == date(2024, 2, 9)
        again = Publication(id="P", body="office", item="I-1", channel=PublicationChannel.OWN_SITE, published=date(2024, 1, 16))
        assert "publish" not in listed(shown, again, on=date(2024, 1, 20))
        for silent in (item(), item(made=date(2024, 1, 15), attribute=Attribute.WITHHELD)):
            assert "publish" not in listed(silent, on=date(2024, 1, 20))

    def test_remedies_are_answered_and_answers_given_anew(self) -> None:
        told = {"id": "M", "body": "office", "role": RemedyRole.RESPONDENT, "filed": date(2024, 1, 15)}
        case = Remedy(kind=RemedyKind.RECONSIDERATION, **told)  # type: ignore[arg-type]
        court = Remedy(kind=RemedyKind.LAWSUIT, **told)  # type: ignore[arg-type]
        assert listed(case, on=date(2024, 1, 20))["reconsideration"] == date(2024, 1, 29)  # 16-19: 4, 22-26: 9, 29: 10
        assert listed(case, on=date(2024, 1, 20))["reconsideration_simplified"] == date(2024, 1, 22)
        assert listed(court, on=date(2024, 1, 20))["lawsuit"] == date(2024, 1, 30)
        assert listed(case, on=date(2024, 1, 12)).keys() == {"report"}
        lost = Remedy(
            kind=RemedyKind.LAWSUIT,
            result=RemedyResult.CORRECTED,
            closed=date(2024, 3, 1),
            response="A",
            **told,  # type: ignore[arg-type]
        )
        assert listed(lost, on=date(2024, 3, 2))["anew"] is None
        answer = Response(id="B", body="office", request="R-1", given=date(2024, 3, 5), redecides="A")
        other = Response(id="C", body="office", request="R-1", given=date(2024, 3, 5))
        unnamed = evolve(lost, response=None)
        assert "anew" in listed(unnamed, other, request(closed=date(2024, 1, 16)), on=date(2024, 3, 6))
        assert "anew" not in listed(lost, answer, request(closed=date(2024, 1, 16)), on=date(2024, 3, 6))

    @pytest.mark.parametrize(
        ("told", "day"),
        [
            ({"reports_as": ReportsAs.GOVERNMENT, "name": "清河县人民政府"}, date(2024, 3, 31)),
            ({"reports_as": ReportsAs.GOVERNMENT, "name": "清河镇人民政府"}, date(2024, 1, 31)),
            ({"reports_as": ReportsAs.GOVERNMENT, "name": "清河市城关街道办事处"}, date(2024, 1, 31)),
            ({"reports_as": ReportsAs.TOWNSHIP}, date(2024, 1, 31)),
            ({"name": "清河市人民政府"}, date(2024, 3, 31)),
            ({"name": "清河市人民政府办公室"}, date(2024, 1, 31)),
            ({"name": "清河县河东乡人民政府"}, date(2024, 1, 31)),
            ({"reports_as": ReportsAs.GOVERNMENT}, date(2024, 3, 31)),
            ({"name": "镇平县人民政府", "reports_as": ReportsAs.GOVERNMENT}, date(2024, 3, 31)),
        ],
    )
    def test_towns_and_streets_report_with_the_departments(self, told: dict[str, object], day: date) -> None:
        body = Body(id="office", **told)  # type: ignore[arg-type]
        assert listed(body, item(), on=date(2024, 1, 20))["report"] == day
        hand_in = listed(body, item(), on=date(2024, 1, 20), notice="cn-2019").get("local_publish")
        assert hand_in == day

    def test_reports_follow_the_law_and_the_local_notice(self) -> None:
        found = listed(item(), on=date(2024, 1, 20), notice="example-city")
        assert found == {"report": date(2024, 1, 31), "hand_in": date(2024, 1, 26), "local_publish": date(2024, 1, 28)}
        assert listed(item(), on=date(2024, 2, 1)) == {"report": date(2025, 1, 31)}

    def test_ids_that_look_like_persons_are_left_out(self) -> None:
        found = duties(gather([request(id="13912345678")]), date(2024, 1, 20))
        assert {one.record for one in found if one.key == "reply"} == {"request …"}


class TestCommand:
    """``govdisclosure due`` prints a table, and writes a workbook and a calendar."""

    def test_writes_all_three(self, tmp_path: Path) -> None:
        text = "id,body,channel,applicant,received\nR-1,office,in_person,natural_person,2024-01-15\n"
        (tmp_path / "request.csv").write_text(text, encoding="utf-8")
        told = ["--lang", "zh", "due", str(tmp_path), "--on", "2024-01-20"]
        shown = CliRunner().invoke(cli, told, standalone_mode=False)
        assert "2024-02-09\t20\t答复申请人\t政府信息公开申请 R-1\toffice" in shown.output
        outputs = [tmp_path / "due.xlsx", tmp_path / "due.ics"]
        CliRunner().invoke(cli, [*told, "-o", str(outputs[0]), "-o", str(outputs[1])], standalone_mode=False)
        assert [row[0] for row in load_workbook(outputs[0]).worksheets[0].iter_rows(values_only=True)][1] == "2024-01-24"
        about = load_workbook(outputs[0]).properties  # no clock: the same duties give the same bytes
        assert (about.creator, about.title) == ("govdisclosure", "待办事项")
        assert about.created == about.modified == datetime(2000, 1, 1)
        lines = outputs[1].read_bytes().split(b"\r\n")
        assert b"DTSTART;VALUE=DATE:20240209" in lines
        assert max(map(len, lines)) <= 75
        assert CliRunner().invoke(cli, [*told, "-o", "due.pdf"], standalone_mode=False).exception is not None
        (tmp_path / "intake.json").write_text('{"registers": {"a": {"set_aside": 2}}}', encoding="utf-8")
        assert CliRunner().invoke(cli, told, standalone_mode=False).exit_code == 0

    def test_shows_office_numbers_and_keeps_each_duty_of_a_calendar_apart(self, tmp_path: Path) -> None:
        ids = ("自然资依申〔2024〕1号", "卫公开〔2024〕001号", "张三", "李四")
        found = duties(gather([request(id=one, received=date(2024, 1, 15)) for one in ids]), date(2024, 1, 20))
        replies = [one for one in found if one.key == "reply"]
        assert {one.record for one in replies} == {f"request {one}" for one in (*ids[:2], "…")}
        write_calendar(found, date(2024, 1, 20), tmp_path / "due.ics")
        text = (tmp_path / "due.ics").read_text(encoding="utf-8")
        unique = [line for line in text.splitlines() if line.startswith("UID:")]
        assert len(unique) == len(set(unique)) == len([one for one in found if one.due is not None])
        assert "张三" not in text

    def test_says_what_is_provisional(self) -> None:
        duty = Duty(key="reply", record="request R", body="b", due=date(2099, 1, 1), article="", days=1, provisional=True)
        assert "暂定" in duty.sentence.zh
