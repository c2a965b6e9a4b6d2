"""Which decisions go to reconsideration first, by when remedies are answered, and that a further Regulation is a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.copies import copied, run

from govdisclosure.cli.main import cli
from govdisclosure.law import Mark, reconsideration_first, remedy_answers, term, term_of
from govdisclosure.records.vocabulary import Outcome, RequestChannel
from govdisclosure.testing.examples import request


class TestReconsiderationFirst:
    """Law of 2023, article 23; 法释〔2025〕8号; from 2026-07-01 the implementing regulations, at second hand."""

    @pytest.mark.parametrize(
        ("outcome", "decided", "required", "mark"),
        [
            (Outcome.STATE_SECRET, "2023-12-31", False, Mark.CONFIRMED),
            (Outcome.STATE_SECRET, "2024-01-01", True, Mark.CONFIRMED),
            (Outcome.ENFORCEMENT_FILE, "2024-01-01", True, Mark.CONFIRMED),
            (Outcome.DOES_NOT_EXIST, "2024-01-01", False, Mark.CONFIRMED),
            (Outcome.ADMINISTRATIVE_QUERY, "2024-01-01", None, Mark.MEMORY),
            (Outcome.ADMINISTRATIVE_QUERY, "2025-06-01", False, Mark.CONFIRMED),
            (Outcome.GRANTED_IN_PART, "2026-06-30", None, Mark.MEMORY),
            (Outcome.GRANTED_IN_PART, "2026-07-01", True, Mark.SECOND_HAND),
            (None, "2026-06-30", None, Mark.MEMORY),
            (None, "2026-07-01", True, Mark.SECOND_HAND),
            (None, "2023-12-31", False, Mark.CONFIRMED),
        ],
    )
    def test_is_by_the_day_of_the_decision(
        self, outcome: Outcome | None, decided: str, required: bool | None, mark: Mark
    ) -> None:
        found = reconsideration_first(outcome, date.fromisoformat(decided))
        assert (found.required, found.mark) == (required, mark)
        assert ("据二手材料，待核实" in found.sentence.zh) is (mark is Mark.SECOND_HAND)

    def test_has_a_command(self) -> None:
        words = ["--lang", "en", "remedy", "--outcome", "state_secret", "--decided", "2024-03-01"]
        shown = CliRunner().invoke(cli, words, standalone_mode=False)
        assert "reconsideration comes first, then the lawsuit" in shown.output
        data = json.loads(CliRunner().invoke(cli, [*words[2:-1], "2026-07-01", "--json"], standalone_mode=False).output)
        assert (data["required"], data["mark"]) == (True, "S")
        silent = CliRunner().invoke(cli, ["remedy", "--outcome", "silence", "--decided", "2026-07-01"], standalone_mode=False)
        assert silent.return_value == 0


def test_a_reconsideration_is_answered_in_five_or_ten_working_days() -> None:
    found = [(one.remedy.value, one.procedure, one.workdays, one.days) for one in remedy_answers()]
    assert found == [
        ("reconsideration", "simplified", 5, None),
        ("reconsideration", "ordinary", 10, None),
        ("lawsuit", "ordinary", None, 15),
    ]


class TestFees:
    """``govdisclosure fee``: law.md works 35 items, 105 and 201 pages out."""

    @pytest.mark.parametrize(
        ("words", "yuan"), [(("--items", "35"), "3000"), (("--pages", "105"), "800"), (("--pages", "201"), "2740")]
    )
    def test_are_worked_out(self, words: tuple[str, ...], yuan: str) -> None:
        shown = CliRunner().invoke(cli, ["--lang", "en", "fee", *words], standalone_mode=False)
        assert f": {yuan} yuan (国办函〔2020〕109号)" in shown.output
        data = json.loads(CliRunner().invoke(cli, ["fee", *words, "--json"], standalone_mode=False).output)
        assert data["yuan"] == yuan

    def test_of_records_are_by_applicant_and_month(self, tmp_path: Path) -> None:
        lines = [f"r{number},b,in_person,natural_person,a,2024-03-04" for number in range(12)]
        lines += ["x1,b,in_person,natural_person,,2024-03-04", "x2,b,in_person,natural_person,a,"]
        text = "\n".join(["id,body,channel,applicant,applicant_ref,received", *lines, ""])
        (tmp_path / "request.csv").write_text(text, encoding="utf-8")
        shown = CliRunner().invoke(cli, ["--lang", "en", "fee", str(tmp_path)], standalone_mode=False)
        assert "b\ta\t2024-03\t12\t200" in shown.output
        assert "2 requests are left out" in shown.stderr
        (row,) = json.loads(CliRunner().invoke(cli, ["fee", str(tmp_path), "--json"], standalone_mode=False).stdout)
        assert (row["applicant_ref"], row["month"], row["yuan"], len(row["requests"])) == ("a", "2024-03", "200", 12)

    @pytest.mark.parametrize("words", [(), ("--items", "1", "--pages", "1"), ("--items", "-1")])
    def test_are_asked_for_in_one_way(self, words: tuple[str, ...]) -> None:
        assert CliRunner().invoke(cli, ["fee", *words], standalone_mode=False).exception is not None


class TestSilence:
    """A third party that is silent lapses after 15 working days, and the clock runs again (art. 32); so other agencies (34)."""

    def test_stops_the_clock_until_its_time_is_over(self) -> None:
        # 22 January is day 0 of the letter: 23-26: 4, 29 January-2 February: 9, 4 February: 10, 5-9 February: 15.
        asked = (date(2024, 1, 22), None)
        for who in ("third_party", "other_agencies"):
            open_still = term(date(2024, 1, 15), on=date(2024, 2, 9), **{who: asked})  # type: ignore[arg-type]
            assert (open_still.due, open_still.waiting) == (None, True)
            lapsed = term(date(2024, 1, 15), on=date(2024, 2, 10), **{who: asked})  # type: ignore[arg-type]
            answered = term(date(2024, 1, 15), **{who: (date(2024, 1, 22), date(2024, 2, 9))})  # type: ignore[arg-type]
            assert lapsed.due == answered.due == date(2024, 3, 8)
            assert "silent" in lapsed.steps[1].why.en
            assert "逾期未提出意见" in lapsed.steps[1].why.zh

    def test_has_no_end_where_the_regulation_sets_none(self) -> None:
        assert term(date(2018, 3, 1), third_party=(date(2018, 3, 5), None), on=date(2020, 1, 1)).due is None

    def test_counts_for_requests_too(self) -> None:
        asked = request(received=date(2024, 1, 15), closed=None, outcome=None, third_party_asked=date(2024, 1, 22))
        before, after = (term_of(asked, on=day) for day in (None, date.max))
        assert before is not None
        assert after is not None
        assert (before.last, after.last) == (None, date(2024, 3, 8))


PROGRAM = """
from datetime import date
from govdisclosure.law import receipt_of, regulation_on, regulations, term
from govdisclosure.records.vocabulary import RequestChannel

assert list(regulations()) == ["cn-2007", "cn-2019", "cn-2027"]
assert regulation_on(date(2026, 12, 31)).id == "cn-2019" and regulation_on(date(2027, 1, 1)).id == "cn-2027"
assert receipt_of(RequestChannel.ONLINE, date(2027, 1, 4)).day == date(2027, 1, 4)
assert term(date(2025, 3, 3)).due == date(2025, 3, 31)
found = term(date(2027, 3, 1))
assert (found.regulation, found.steps[0].workdays) == ("cn-2027", 10)
assert "第88条" in found.steps[0].article
print(regulations()["cn-2027"].report_due(2027, department=True))
"""


def test_a_third_regulation_is_one_file(tmp_path: Path) -> None:
    """A toy: ten working days to answer, online applications received when they are sent, reports by 15 February."""
    file = copied(tmp_path, "law/cn-2019.regulation.toml", {}, {})
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ('id = "cn-2019"', 'id = "cn-2027"'),
        ("in_force = 2019-05-15", "in_force = 2027-01-01"),
        ('answer = { workdays = 20, article = "33"', 'answer = { workdays = 10, article = "88"'),
        ('online = { rule = "both_confirmed"', 'online = { rule = "in_system"'),
        ('department = { by = "01-31"', 'department = { by = "02-15"'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.with_name("cn-2027.regulation.toml").write_text(text, encoding="utf-8")
    done = run(tmp_path, "-c", PROGRAM)
    assert (done.stderr, done.stdout.strip()) == ("", "2028-02-15")


class TestDeadline:
    """``govdisclosure deadline``: an application that must be confirmed has no term before it is."""

    @pytest.mark.parametrize("channel", [one.value for one in RequestChannel])
    def test_needs_the_day_of_confirmation(self, channel: str) -> None:
        words = ["--lang", "en", "deadline", "--received", "2024-01-15", "--channel", channel]
        bare = CliRunner().invoke(cli, words, standalone_mode=False)
        confirmed = CliRunner().invoke(cli, [*words, "--confirmed", "2024-01-17"], standalone_mode=False)
        if channel in ("in_person", "oral", "registered_post"):
            assert "its last day is 2024-02-09" in bare.output
            assert "its last day is 2024-02-09" in confirmed.output
        else:
            assert "no term yet. Give the day with --confirmed" in str(bare.exception)
            assert "its last day is 2024-02-19" in confirmed.output  # 18 and 19 February are the next that are worked

    def test_takes_the_day_of_the_notice_of_extension_or_none(self) -> None:
        words = ["--lang", "en", "deadline", "--received", "2024-01-15", "--extended"]
        shown = {
            day: CliRunner().invoke(cli, [*words, *day.split()], standalone_mode=False).output
            for day in ("", "2024-02-09", "2024-02-10", "--on 2024-02-20")
        }
        assert all("with the extension 2024-03-14 at the latest" in one for one in shown.values())
        late = "the notice of extension (2024-02-10) came after the last day of the term (2024-02-09)"
        assert [day for day, one in shown.items() if late in one] == ["2024-02-10"]

    def test_is_as_on_a_day(self) -> None:
        words = ["--lang", "en", "deadline", "--received", "2024-01-15", "--third-party", "2024-01-22.."]
        assert "the clock is stopped" in CliRunner().invoke(cli, words, standalone_mode=False).output
        later = CliRunner().invoke(cli, [*words, "--on", "2024-02-20"], standalone_mode=False)
        assert "its last day is 2024-03-08" in later.output
