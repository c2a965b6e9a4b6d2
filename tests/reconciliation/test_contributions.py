"""What records add to the cells comes to the figures; records that are alike count alike, however they are changed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, example, given, settings, strategies as st

from govdisclosure import load_standard
from govdisclosure.errors import InvalidRecordError
from govdisclosure.reconciliation.contributions import CellShare, Contributions, with_totals
from govdisclosure.records import Charge, Request, ServiceItem, TypedRecord
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.standards import Distinct, Standard
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import periods, records, service_items
from govdisclosure.values import Period

FORMS = ("cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015")
Y2024 = Period.year(2024)
few = settings(max_examples=max(6, settings().max_examples // 4), suppress_health_check=list(HealthCheck), deadline=None)


class TestContributions:
    """Each record adds 1 to a count, an amount to a sum, a value to a distinct count."""

    @few
    @given(found=records(years=(2014, 2015, 2016), most=4), period=periods(), name=st.sampled_from(FORMS))
    @example([Charge(id="c", body="b", amount=Decimal("0.01"), received=date(2014, 12, 31))], Period.year(2014), "cn-2021")
    def test_of_all_records_come_to_the_figures(self, found: list[TypedRecord], period: Period, name: str) -> None:
        standard, gathered = load_standard(name), every_kind_kept(found)
        report = tabulate(gathered, standard, period=period, body="b")
        numbers: Counter[str] = Counter()
        values: dict[str, set[object]] = {}
        cells = [spot for spot in standard.spots.values() if spot.measure.adds is not None]
        for kind in dict.fromkeys(addend.counted for spot in cells for addend in spot.addends):  # some cells add two kinds
            counted = Contributions(standard, kind, period, gathered.parents)
            for share in counted.of(gathered.by_kind.get(kind.name, ())):
                numbers.update(share.numbers)
                for address, value in share.values.items():
                    values.setdefault(address, set()).add(value)
        for spot in cells:
            if isinstance(spot.measure, Distinct):
                assert report[spot.address] == len(values.get(spot.address, ()))
            else:
                assert Fraction(report[spot.address]) == numbers[spot.address]  # type: ignore[arg-type]

    def test_of_a_part_go_into_every_total_above_it(self) -> None:
        form = load_standard("cn-2021")
        assert with_totals(form, {"requests.results.granted/business": Fraction(1)}) == {
            "requests.results.granted/business": 1,
            "requests.results.granted/total": 1,
            "requests.results.total/business": 1,
            "requests.results.total/total": 1,
        }

    def test_of_a_part_of_two_parts_count_twice(self) -> None:
        standard = one_table(
            """{ key = "a", label = "a", count = "closed in period" }, { key = "b", label = "b", total = ["a"] },
               { key = "t", label = "t", total = ["a", "b"] }"""
        )
        assert with_totals(standard, {"a": Fraction(2)}) == {"a": 2, "b": 2, "t": 4}
        assert with_totals(standard, {"a": Fraction(0)}) == {}


DAYS = [date(2023, 6, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 11, 1), date(2025, 2, 1)]


@st.composite
def asked(draw: st.DrawFn, number: int) -> Request:
    received = draw(st.sampled_from(DAYS))
    closed = draw(st.sampled_from([None, *(day for day in DAYS if day >= received)]))
    outcome = None if closed is None else draw(st.sampled_from([None, Outcome.GRANTED, Outcome.PETITION]))
    return Request(
        id=f"r{number}",
        body="b",
        channel=RequestChannel.FAX,
        applicant=draw(st.sampled_from([Applicant.BUSINESS, Applicant.LAWYER])),
        received=received,
        closed=closed,
        outcome=outcome,
    )


STANDARDS = [
    load_standard("cn-2021"),
    one_table('{ key = "a", label = "a", count = "closed in period and days(received, closed) > 20" }'),
    one_table('{ key = "a", label = "a", count = "closed in period and closed <= due" }'),
    one_table('{ key = "a", label = "a", count = "received < closed and closed >= \'2024-03-01\' or received is None" }'),
]


class TestSignature:
    """Records alike in what decides where they count, count alike, however one of them may have been taken."""

    @few
    @given(found=st.tuples(*(asked(number) for number in range(8))), standard=st.sampled_from(STANDARDS), data=st.data())
    def test_stands_for_all_that_bear_it(self, found: tuple[Request, ...], standard: Standard, data: st.DataObject) -> None:
        counted = Contributions(standard, Request.__kind__, Y2024, {})
        groups: dict[tuple[object, ...], list[Request]] = {}
        for one, signature in zip(found, counted.signatures(found, {}), strict=True):
            groups.setdefault(signature, []).append(one)
        changes: list[dict[str, Any]] = [{"applicant": word} for word in (Applicant.BUSINESS, Applicant.OTHER)]
        changes += [{"outcome": word} for word in (None, Outcome.REPEATED)]
        changes += [{name: day} for name in ("received", "closed") for day in (date(2023, 12, 31), date(2024, 12, 31))]
        change = data.draw(st.sampled_from([{}, *changes]))
        for alike in groups.values():
            shares = [counted.of([taken])[0] for one in alike if (taken := changed(one, change)) is not None]
            assert all(one == shares[0] for one in shares)

    @few
    @given(one=service_items())
    def test_tells_no_from_nothing(self, one: ServiceItem) -> None:
        """A flag that is off and one that is not given are two things to ``is None``."""
        standard = one_table('{ key = "a", label = "a", count = "catalogue_updated is None" }', records="service_item")
        counted = Contributions(standard, ServiceItem.__kind__, Y2024, {})
        both = [evolve(one, catalogue_updated=value) for value in (False, None)]
        assert len(set(counted.signatures(both, {}))) == 2
        assert [bool(share.numbers) for share in counted.of(both)] == [False, True]

    def test_of_a_distinct_count_tells_the_only_holder_of_a_value(self) -> None:
        standard = one_table('{ key = "a", label = "a", distinct = "applicant_ref", where = "closed in period" }')
        counted = Contributions(standard, Request.__kind__, Y2024, {})
        one = Request(
            id="r", body="b", channel=RequestChannel.FAX, applicant=Applicant.BUSINESS, received=DAYS[1], closed=DAYS[2]
        )
        several = [evolve(one, applicant_ref=name) for name in ("x", "y", "y")]
        holders: dict[str, Counter[object]] = {"a": Counter(["x", "y", "y"])}
        first, second, third = counted.signatures(several, holders)
        assert first != second == third
        assert counted.of(several)[0] == CellShare({}, {"a": "x"})


def changed(record: Request, change: dict[str, Any]) -> Request | None:
    try:
        return evolve(record, **change)
    except InvalidRecordError:
        return None
