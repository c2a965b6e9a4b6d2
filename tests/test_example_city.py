"""The second example, ``examples/city-2024``: a city of twelve bodies over two years, rolled up and checked."""

import csv
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from govdisclosure import Period, Records, Report, Severity, check, load_standard, read, read_folder, tabulate_by_body
from govdisclosure.areas import Bodies, combine, completeness, load_notice, preceding, tabulate_area, timeliness
from govdisclosure.law import receipt_date, reconsideration_first, term_of
from govdisclosure.records import Remedy, Request, RequestFee, Response
from govdisclosure.records.vocabulary import Applicant, Outcome, RemedyInstance, RemedyPath, RemedyRole

CITY = Path(__file__).parents[1] / "examples" / "city-2024"
YEARS = (2023, 2024)
COLUMNS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other", "total")
BROKEN, LATE, ENDED, SUCCESSOR, INSTITUTION = "market", "housing", "tourism", "culture", "hospital"


@cache
def records() -> Records:
    return read_folder(CITY / "records")


@cache
def bodies() -> Bodies:
    return Bodies.of(records())


@cache
def tabulated(year: int) -> Mapping[str, Report]:
    return tabulate_by_body(records(), load_standard("cn-2021"), period=Period.year(year))


@cache
def published(year: int) -> Mapping[str, Report]:
    return {path.stem: read(path) for path in sorted((CITY / "reports" / str(year)).glob("*.json"))}


def rows(kind: str) -> Iterator[dict[str, str]]:
    with (CITY / "records" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


REPORTS = [(body, year) for year in YEARS for body in published(year)]


class TestGenerators:
    """Running them again writes the same bytes."""

    def test_reproduce_every_committed_file(self, tmp_path: Path) -> None:
        for script in ("make_city_records.py", "make_reports.py"):
            shutil.copy(CITY / script, tmp_path)
        shutil.copytree(CITY / "texts", tmp_path / "texts")
        for script in ("make_city_records.py", "make_reports.py"):
            subprocess.run([sys.executable, tmp_path / script], check=True)
        made, committed = (
            {
                str(path.relative_to(top)): path.read_bytes()
                for name in ("records", "reports")
                for path in (top / name).rglob("*.*")
            }
            for top in (tmp_path, CITY)
        )
        assert made == committed

    def test_folder_stays_small(self) -> None:
        assert sum(path.stat().st_size for path in CITY.rglob("*.*")) < 1_500_000


class TestRecords:
    """They are valid, agree with the law, and show what the example is for."""

    def test_nothing_is_noticed_while_they_are_gathered(self) -> None:
        assert records().findings == ()
        assert len(bodies()) == 12
        assert bodies().findings == ()

    def test_requests_are_received_on_the_day_the_law_says(self) -> None:
        for one in records().of(Request):
            assert one.received == receipt_date(one.channel, one.arrived, one.confirmed), one.id

    def test_terms_in_the_register_are_those_of_the_law(self) -> None:
        given = [one for one in records().of(Request) if one.due is not None]
        for one in given:
            found = term_of(evolve(one, due=None))
            assert found is not None
            assert one.due == found.last, one.id
        assert 200 < len(given) < len(records().of(Request))

    def test_lawsuits_without_reconsideration_are_those_the_law_admits(self) -> None:
        answers = {one.id: one for one in records().of(Response)}
        direct = [one for one in records().of(Remedy) if one.path is RemedyPath.DIRECT]
        refused = 0
        for one in direct:
            answer = answers[one.response or ""]
            assert answer.outcome is not None
            assert reconsideration_first(answer.outcome, answer.given).required is not True, one.id
            refused += reconsideration_first(answer.outcome, date(2024, 1, 1)).required is True
        assert refused > 0, "a refusal of 2023 went straight to court"

    def test_every_special_case_is_there(self) -> None:
        requests, remedies = records().of(Request), records().of(Remedy)
        fields = (
            "extended",
            "correction_received",
            "third_party_answered",
            "other_agency_answered",
            "fee_paid",
            "forwarded_to",
        )
        assert [name for name in fields if not any(getattr(one, name) for one in requests)] == []
        wanted = {Outcome.WITHDRAWN, Outcome.NOT_CORRECTED, Outcome.FEE_NOT_PAID}
        assert wanted <= {one.outcome for one in requests}
        assert Applicant.LAWYER in {one.applicant for one in requests}
        assert any(one.redecides for one in records().of(Response))
        assert any(one.role is RemedyRole.CO_DEFENDANT for one in remedies)
        assert any(one.instance is RemedyInstance.SECOND for one in remedies)
        assert any(one.addressed_to == ENDED and one.body == SUCCESSOR for one in requests)
        assert any(one.request is None and one.amount == 400 for one in records().of(RequestFee))


class TestReports:
    """Every body's reports hold, but for the one that was broken on purpose."""

    @pytest.mark.parametrize(("body", "year"), REPORTS)
    def test_tabulated_ones_have_no_error(self, body: str, year: int) -> None:
        report = tabulated(year)[body]
        earlier, refused = preceding(report, tabulated(year - 1).values(), bodies().successions)
        assert refused == ()
        verdict = check(report, previous=earlier)
        assert verdict.verdict == "passed"
        assert [one.rule for one in verdict.findings if one.severity is Severity.EXPLAIN and "carry" in one.rule] == []

    @pytest.mark.parametrize(("body", "year"), [one for one in REPORTS if one != (BROKEN, 2024)])
    def test_published_ones_say_what_the_records_say(self, body: str, year: int) -> None:
        report, ours = published(year)[body], tabulated(year)[body]
        assert check(report).verdict == "passed"
        assert {address: report[address] for address in report.spots()} == {address: ours[address] for address in ours.spots()}
        assert report.text == ours.text

    def test_the_broken_one_is_named_with_relation_and_cells(self) -> None:
        verdict = check(published(2024)[BROKEN], previous=[published(2023)[BROKEN]])
        errors = {one.rule: one for one in verdict.findings if one.severity is Severity.ERROR}
        assert set(errors) == {"requests.received.across", "requests.balance"}
        assert errors["requests.received.across"].cells == (
            "requests.received/total",
            *(f"requests.received/{column}" for column in COLUMNS[:-1]),
        )
        assert errors["requests.balance"].cells[0] == "requests.received/total"
        assert {one.difference for one in errors.values()} == {"2"}
        assert (published(2024)[BROKEN]["requests.received/total"], tabulated(2024)[BROKEN]["requests.received/total"]) == (
            28,
            26,
        )

    @pytest.mark.parametrize("column", COLUMNS)
    @pytest.mark.parametrize("body", sorted(published(2024)))
    def test_what_is_carried_in_was_carried_out(self, body: str, column: str) -> None:
        before = [body, ENDED] if body == SUCCESSOR else [body]
        carried = [tabulated(2023)[one][f"requests.carried_out/{column}"] for one in before]
        assert tabulated(2024)[body][f"requests.carried_in/{column}"] == sum(
            value for value in carried if isinstance(value, int)
        )

    def test_something_is_carried_over(self) -> None:
        assert sum(int(str(report["requests.carried_out/total"])) for report in tabulated(2023).values()) > 5

    def test_the_expired_document_is_asked_about(self) -> None:
        verdict = check(published(2024)["development"], previous=[published(2023)["development"]])
        assert [one.rule for one in verdict.findings if one.severity is Severity.WARNING] == ["documents.stock"]


@pytest.mark.parametrize("year", YEARS)
class TestArea:
    """The city's figures are those of its bodies, counted here a second time, from the files and without this library."""

    def counted(self, year: int) -> Iterator[tuple[str, int | Decimal]]:
        first, last = f"{year}-01-01", f"{year}-12-31"
        requests = [row for row in rows("request") if row["body"] != INSTITUTION and row["received"]]
        for column in COLUMNS:
            own = [row for row in requests if column in ("total", row["applicant"].replace("lawyer", "natural_person"))]
            closed = [row for row in own if first <= row["closed"] <= last]
            yield f"requests.received/{column}", sum(first <= row["received"] <= last for row in own)
            before = [row for row in own if row["received"] < first and (not row["closed"] or row["closed"] >= first)]
            yield f"requests.carried_in/{column}", len(before)
            yield f"requests.results.total/{column}", len(closed)
            after = [row for row in own if row["received"] <= last and (not row["closed"] or row["closed"] > last)]
            yield f"requests.carried_out/{column}", len(after)
            outcomes = Counter(row["outcome"] for row in closed)
            yield f"requests.results.granted/{column}", outcomes["granted"] + outcomes["already_public"]
            yield f"requests.results.granted_in_part/{column}", outcomes["granted_in_part"]
            private = outcomes["trade_secret"] + outcomes["personal_privacy"] + outcomes["third_party_rights"]
            yield f"requests.results.refused.third_party_rights/{column}", private
            yield f"requests.results.unavailable.not_held/{column}", outcomes["does_not_exist"] + outcomes["not_ours"]
            yield f"requests.results.other.fee_not_paid/{column}", outcomes["fee_not_paid"]
        cases = [row for row in rows("remedy") if row["role"] == "respondent"]
        for kind, path, name in (
            ("reconsideration", "", "reconsideration"),
            ("lawsuit", "direct", "direct"),
            ("lawsuit", "after_reconsideration", "after"),
        ):
            own = [row for row in cases if (row["kind"], row["path"]) == (kind, path)]
            results = Counter(row["result"] for row in own if first <= row["closed"] <= last)
            unfinished = sum(row["filed"] <= last and (not row["closed"] or row["closed"] > last) for row in own)
            yield f"remedies.cases/{name}_upheld", results["upheld"]
            yield f"remedies.cases/{name}_corrected", results["corrected"]
            yield f"remedies.cases/{name}_open", unfinished
            yield f"remedies.cases/{name}_total", sum(results.values()) + unfinished
        decided = Counter(row["kind"] for row in rows("decision") if row["decided"].startswith(str(year)))
        yield "decisions.licences/decided", decided["licence"]
        yield "decisions.penalties/decided", decided["penalty"]
        yield "decisions.coercion/decided", decided["coercion"]
        charged = sum((Decimal(row["amount"]) for row in rows("charge") if row["received"].startswith(str(year))), Decimal(0))
        charged += sum((Decimal(row["amount"]) for row in rows("request_fee") if row["paid"].startswith(str(year))), Decimal(0))
        yield "fees.charged/amount", charged / 10000
        documents = Counter(row["kind"] for row in rows("document") if row["issued"].startswith(str(year)))
        yield "documents.rules/made", documents["government_rules"]
        yield "documents.normative/made", documents["normative_document"]
        notices = [row for row in rows("request_fee") if row["notified"].startswith(str(year))]
        yield "processing_fees.notices", len(notices)
        yield "processing_fees.charged", sum(int(row["amount"]) for row in notices)

    def test_totals_equal_an_independent_count(self, year: int) -> None:
        area = combine(tabulated(year).values(), "office", bodies=bodies())
        wanted = dict(self.counted(year))
        assert {address: area[address] for address in wanted} == wanted
        assert check(area).verdict == "passed"
        again = tabulate_area(records(), load_standard("cn-2021"), period=Period.year(year), body="office")
        assert {address: again[address] for address in wanted} == wanted

    def test_the_public_institution_is_left_out_and_named(self, year: int) -> None:
        area = combine(published(year).values(), "office", bodies=bodies())
        assert INSTITUTION not in area.includes
        assert [one.where for one in area.notes if one.rule == "combine.not_covered"] == [(INSTITUTION,)]
        assert (ENDED in area.includes) == (year == 2023)

    def test_nobody_is_missing(self, year: int) -> None:
        found = completeness(published(year).values(), bodies(), Period.year(year))
        assert [one.rule for one in found] == ["completeness.unexpected"]
        without = [report for body, report in published(year).items() if body != LATE]
        missing = [one.where for one in completeness(without, bodies(), Period.year(year)) if one.severity is Severity.WARNING]
        assert missing == [(LATE,)]


class TestRollUp:
    """What is wrong below stays visible above."""

    def test_the_slip_is_found_in_the_area_too(self) -> None:
        area = combine(published(2024).values(), "office", bodies=bodies())
        errors = {one.rule: one.difference for one in check(area).findings if one.severity is Severity.ERROR}
        assert errors == {"requests.received.across": "2", "requests.balance": "2"}

    @pytest.mark.parametrize("notice", ["cn-2019", "example-city"])
    def test_the_late_body_is_named(self, notice: str) -> None:
        with (CITY / "reports" / "2024" / "handed_in.csv").open(encoding="utf-8", newline="") as file:
            days = {
                row["body"]: (date.fromisoformat(row["handed_in"]), date.fromisoformat(row["published"]))
                for row in csv.DictReader(file)
            }
        assert set(days) == set(published(2024))
        found = timeliness(days, load_notice(notice), period=Period.year(2024), bodies=bodies())
        assert {(one.rule, one.where) for one in found} == {
            ("timeliness.handed_in", (LATE,)),
            ("timeliness.published", (LATE,)),
        }


class TestReadme:
    """Its Python runs as printed and says what the text says."""

    def test_snippet_runs(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(CITY.parents[1])
        snippet = re.search(r"```python\n(.*?)```", (CITY / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        assert snippet is not None
        exec(snippet[1], {})  # noqa: S102 - our own page
        printed = capsys.readouterr().out
        assert "云岭市第一人民医院 is a public institution" in printed
        assert "requests.received.across" in printed
        assert "17 days after 2025-01-31" in printed
