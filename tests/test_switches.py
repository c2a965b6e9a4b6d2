"""What a switch of a standard changes, terms worked out where the register has none, what is likely across years."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from govdisclosure import Body, Cell, Period, Remedy, Report, Request, Response, check, load_standard, tabulate
from govdisclosure.cli.main import cli
from govdisclosure.exporters import PublishedReport
from govdisclosure.records.vocabulary import (
    Applicant,
    Outcome,
    RemedyInstance,
    RemedyKind,
    RemedyPath,
    RemedyRole,
    RequestChannel,
)
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.values import Value

Y2024 = Period.year(2024)


def request(identity: str, **fields: object) -> Request:
    given = {"channel": RequestChannel.FAX, "applicant": Applicant.BUSINESS, "received": date(2024, 3, 1), **fields}
    return Request(id=identity, body="b", **given)  # type: ignore[arg-type]


class TestLawyers:
    """律师以本人名义提出的申请: natural persons by default, legal service organisations if so chosen."""

    @pytest.mark.parametrize(
        ("standard", "column"), [("cn-2021", "natural_person"), ("cn-2021?lawyers=legal_service", "legal_service")]
    )
    def test_stand_in_the_column_chosen_and_in_no_other(self, standard: str, column: str) -> None:
        made = tabulate([request("r", applicant=Applicant.LAWYER)], load_standard(standard), period=Y2024)
        row = {cell.partition("/")[2]: made[cell] for cell in made.cells if cell.startswith("requests.received/")}
        assert {key for key, value in row.items() if value} == {column, "total"}


class TestInstances:
    """同一案件的一审、二审: each counts by default, only the first if so chosen."""

    @pytest.mark.parametrize(("standard", "cases"), [("cn-2021", 2), ("cn-2021?instances=first", 1)])
    def test_count_as_chosen(self, standard: str, cases: int) -> None:
        made = tabulate(
            [
                Remedy(
                    id=instance.value,
                    body="b",
                    kind=RemedyKind.LAWSUIT,
                    role=RemedyRole.RESPONDENT,
                    path=RemedyPath.DIRECT,
                    instance=instance,
                    filed=date(2024, 5, 1),
                )
                for instance in (RemedyInstance.FIRST, RemedyInstance.SECOND)
            ],
            load_standard(standard),
            period=Y2024,
        )
        assert made["remedies.cases/direct_open"] == cases


class TestLaterResponses:
    """The first final response counts; those given anew after a remedy, and those that differ, are listed by default."""

    RECORDS = (
        request("r"),
        Response(id="a", body="b", request="r", given=date(2024, 3, 10), outcome=Outcome.STATE_SECRET),
        Response(id="b", body="b", request="r", given=date(2024, 6, 1), outcome=Outcome.GRANTED, redecides="a"),
        Response(id="c", body="b", request="r", given=date(2024, 4, 1), outcome=Outcome.GRANTED),
    )

    def test_are_counted_once_and_listed(self) -> None:
        made = tabulate(every_kind_kept(self.RECORDS), load_standard("cn-2021"), period=Y2024)
        assert made["requests.results.refused.state_secret/total"] == 1
        assert made["requests.results.granted/total"] == 0
        listed = {note.rule: note.where for note in made.notes}
        assert listed == {"response.given_anew": ("response b",), "response.differs": ("response c",)}

    def test_are_not_listed_where_that_is_chosen(self) -> None:
        silent = load_standard("cn-2021?second_responses=silent&mixed_outcomes=silent")
        assert not tabulate(every_kind_kept(self.RECORDS), silent, period=Y2024).notes

    def test_are_told_of_in_the_method_note_with_every_other_switch(self) -> None:
        made = tabulate(every_kind_kept(self.RECORDS), load_standard("cn-2021?instances=first"), period=Y2024)
        note = PublishedReport(report=made, verdict=check(made)).method_note
        assert len(note) == 7
        assert any("只计一审" in line for line in note)


class TestTermsNotInTheRegister:
    """A request without ``due`` gets the term of the law; what was worked out is said."""

    YEAR = Period.year(2015)

    def closed(self, identity: str, day: date, **fields: object) -> Request:
        received = date(2015, 3, 2)  # a Monday; 15 working days end on Monday 23 March (Regulation of 2007, art. 24)
        return request(identity, received=received, closed=day, outcome=Outcome.GRANTED, **fields)

    def test_decides_what_is_on_time(self) -> None:
        records = [self.closed("early", date(2015, 3, 23)), self.closed("late", date(2015, 3, 24))]
        made = tabulate(every_kind_kept(records), load_standard("cn-hengyang-2015"), period=self.YEAR)
        assert made["disclosure.on_request.completed.on_time"] == 1
        notes = {note.rule: note.where for note in made.notes}
        assert notes["request.closed_late"] == ("request late",)
        assert notes["request.due_computed"] == ("request early", "request late")

    def test_leaves_a_term_of_the_register_alone(self) -> None:
        records = [self.closed("kept", date(2015, 3, 24), due=date(2015, 3, 24))]
        made = tabulate(every_kind_kept(records), load_standard("cn-hengyang-2015"), period=self.YEAR)
        assert made["disclosure.on_request.completed.on_time"] == 1
        assert not made.notes

    def test_that_cannot_be_worked_out_stay_unknown(self) -> None:
        before_the_law = request("old", received=date(2007, 3, 1), closed=date(2015, 3, 2), outcome=Outcome.GRANTED)
        made = tabulate(every_kind_kept([before_the_law]), load_standard("cn-hengyang-2015"), period=self.YEAR)
        assert [note.rule for note in made.notes] == ["request.closed_without_due"]

    def test_past_the_known_holidays_is_called_provisional(self) -> None:
        late = request("r", received=date(2027, 3, 1))
        made = tabulate(every_kind_kept([late]), load_standard("cn-hengyang-2015"), period=Period.year(2027))
        assert [note.rule for note in made.notes] == ["request.due_provisional"]


def report(year: int, scope: str = "own", body: str = "b", **values: Value) -> Report:
    cells = {name.replace("___", "/").replace("__", "."): Cell(value=value) for name, value in values.items()}
    return Report(standard=load_standard("cn-2021"), body=Body(id=body), period=Period.year(year), scope=scope, cells=cells)


class TestLikelihood:
    """Swings, figures fallen to nothing and figures copied from last year ask for an explanation, where years compare."""

    @pytest.mark.parametrize(
        ("before", "now", "rules"),
        [
            (20, 61, ["requests.received.swing"]),
            (20, 60, []),
            (61, 20, ["requests.received.swing"]),
            (5, 19, []),
            (10, 0, ["requests.received.to_zero"]),
            (9, 0, []),
            (0, 100, []),
        ],
    )
    def test_asks_from_the_size_on_that_the_standard_states(self, before: int, now: int, rules: list[str]) -> None:
        verdict = check(
            report(2024, requests__received___total=now), previous=[report(2023, requests__received___total=before)]
        )
        asked = [one for one in verdict.findings if one.rule.startswith("requests.received.")]
        assert [one.rule for one in asked] == rules
        assert all(
            one.severity.value == "explain" and str(now) in one.message.zh and str(before) in one.message.zh for one in asked
        )

    def copied(self, year: int, total: int = 4) -> Report:
        rows = ("received", "results__granted", "results__granted_in_part", "results__total")
        cells: dict[str, Value] = {f"requests__{row}___total": total for row in rows}
        return report(year, "own", "b", **cells)

    def test_asks_whether_last_year_was_copied(self) -> None:
        verdict = check(self.copied(2024), previous=[self.copied(2023)])
        assert "requests.copied" in [one.rule for one in verdict.findings]
        assert "requests.copied" not in [one.rule for one in check(self.copied(2024, 5), previous=[self.copied(2023)]).findings]
        assert "requests.copied" not in [
            one.rule for one in check(self.copied(2024, 0), previous=[self.copied(2023, 0)]).findings
        ]

    @pytest.mark.parametrize("other", [{"scope": "area"}, {"body": "c"}])
    def test_asks_nothing_where_the_years_do_not_compare(self, other: dict[str, str]) -> None:
        before = report(2023, requests__received___total=100, **other)
        verdict = check(report(2024, requests__received___total=0), previous=[before])
        assert not [one for one in verdict.findings if one.rule.startswith("requests.received.")]

    def test_adds_up_what_several_predecessors_carried_out(self) -> None:
        parts = [report(2023, body=name, requests__carried_out___total=number) for name, number in (("c", 2), ("d", 3))]
        for carried_in, violated in ((5, False), (4, True)):
            verdict = check(report(2024, requests__carried_in___total=carried_in), previous=parts)
            assert ("requests.carry" in [one.rule for one in verdict.findings]) is violated

    def test_of_another_scope_is_left_out_and_said(self) -> None:
        area = report(2023, scope="area", requests__carried_out___total=9)
        verdict = check(report(2024, requests__carried_in___total=1), previous=[area])
        assert "check.previous" in [one.rule for one in verdict.findings]
        assert "requests.carry" not in [one.rule for one in verdict.findings]


class TestDeadline:
    """``govdisclosure deadline`` prints a term with its working, in either language, or as JSON."""

    def run(self, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["--lang", "zh", "deadline", *arguments], standalone_mode=False)
        return (result.return_value if result.exception is None else 2), result.output + str(result.exception or "")

    def test_of_15_january_2024_is_new_years_eve(self) -> None:
        code, output = self.run("--received", "2024-01-15", "--channel", "in_person")
        assert code == 0
        assert "2024-02-09" in output  # the worked term of the calendars: 20 working days
        assert "2024-02-04" in output  # the Sunday worked

    def test_as_json_has_the_promised_shape(self) -> None:
        import json

        code, output = self.run("--received", "2024-01-15", "--extended", "--json")
        data = json.loads(output)
        assert code == 0
        assert list(data)[:5] == ["starts", "due", "extended_due", "provisional", "steps"]
        assert (data["due"], data["extended_due"]) == ("2024-02-09", "2024-03-14")
        assert list(data["steps"][0]) == ["from", "to", "workdays", "skipped", "why", "article"]

    def test_runs_from_the_day_of_confirmation_where_the_channel_needs_one(self) -> None:
        _, output = self.run("--received", "2024-01-12", "--confirmed", "2024-01-15", "--channel", "online", "--json")
        assert '"starts": "2024-01-15"' in output

    def test_restarts_after_a_correction_and_stops_for_a_third_party(self) -> None:
        _, plain = self.run("--received", "2024-05-06", "--json")
        _, corrected = self.run(
            "--received", "2024-04-01", "--correction-asked", "2024-04-03", "--correction-received", "2024-05-06", "--json"
        )
        assert '"due": "2024-05-31"' in plain  # Saturday 11 May is worked
        assert '"due": "2024-05-31"' in corrected
        _, stopped = self.run("--received", "2024-05-06", "--third-party", "2024-05-13..2024-05-17", "--json")
        assert '"due": "2024-06-07"' in stopped  # five working days later

    @pytest.mark.parametrize(
        "arguments",
        [(), ("--received", "x"), ("--received", "2024-01-15", "--third-party", "2024-01-16"), ("--law", "cn-1999")],
    )
    def test_says_what_is_missing_or_wrong(self, arguments: tuple[str, ...]) -> None:
        code, output = self.run(*arguments)
        assert code == 2
        assert output

    def test_takes_a_year_from_a_calendar_file(self, tmp_path: object) -> None:
        from pathlib import Path

        file = Path(str(tmp_path)) / "2027.toml"
        file.write_text(
            'source = "notice"\nyears = [2027]\nworkdays = []\n'
            'holidays = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-11"]\n'
        )
        _, without = self.run("--received", "2027-01-04", "--json")
        _, given = self.run("--received", "2027-01-04", "--calendar", str(file), "--json")
        assert '"provisional": true' in without
        assert '"provisional": false' in given
