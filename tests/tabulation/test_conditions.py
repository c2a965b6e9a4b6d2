"""Conditions mean the same in the engine as in the plain interpreter that the tests bring: two-valued everywhere.

The interpreter (``govdisclosure.testing.interpreter``) walks Python's own tree of the text; the engine compiles the library's
tree into one loop. Nothing but the text is common to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from govdisclosure.expressions import conjuncts, parse_condition
from govdisclosure.law import national, term_of
from govdisclosure.records import (
    RECORD_KINDS,
    Body,
    Engagement,
    Item,
    Publication,
    Request,
    ServiceItem,
    SiteColumn,
    TypedRecord,
)
from govdisclosure.records.vocabulary import (
    Applicant,
    ColumnKind,
    EngagementKind,
    ItemKind,
    Outcome,
    PublicationChannel,
    RequestChannel,
    ServiceKind,
)
from govdisclosure.sources import gather
from govdisclosure.standards import Guard
from govdisclosure.tabulation import tabulate
from govdisclosure.tabulation.memory import run
from govdisclosure.tabulation.plan import GuardWatch, Scan
from govdisclosure.testing import interpreter
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import conditions, periods, records
from govdisclosure.values import Period, Severity

Y2015 = Period.year(2015)
EDGES = (2003, 2014, 2015, 2016, 2027)  # 2003 and 2027: years whose holidays are not known
ANY_CONDITIONS = {name: conditions(kind) for name, kind in RECORD_KINDS.items()}
COUNTED = [name for name, kind in RECORD_KINDS.items() if "id" in kind.fields]
thorough = settings(max_examples=3 * settings().max_examples)


def met(
    kind: str, texts: Sequence[str], found: Iterable[object], period: Period, parents: Mapping[str, Mapping[str, object]]
) -> list[list[str]]:
    """Return the ids of the records that meet each condition, as the engine has it, all in one scan."""
    watches = []
    for number, text in enumerate(texts):
        condition = parse_condition(text, RECORD_KINDS[kind])
        guard = Guard(
            key=f"{number}", records=RECORD_KINDS[kind], where=condition, label="", label_en="", severity=Severity.INFO
        )
        watches.append(GuardWatch(guard, frozenset(conjuncts(condition))))
    counts = run(Scan(watches=tuple(watches)), found, period, parents, national())
    return [counts.caught[watch] for watch in watches]


def as_counted(found: Iterable[object]) -> Mapping[str, Sequence[TypedRecord]]:
    """The records as they are counted: the law says when an answer is due where the register does not."""
    gathered = gather(found)
    requests = [
        evolve(one, due=term.last) if one.due is None and one.received and (term := term_of(one)) else one
        for one in gathered.of(Request)
    ]
    return {**gathered.by_kind, "request": requests}


class TestAgreement:
    """For any conditions over any records of any kind, and their parents, engine and interpreter agree on every record."""

    @thorough
    @given(
        st.sampled_from(COUNTED).flatmap(
            lambda name: st.tuples(st.just(name), st.lists(ANY_CONDITIONS[name], min_size=1, max_size=5))
        ),
        records(years=EDGES),
        periods(),
    )
    def test_holds_on_every_record(self, asked: tuple[str, list[str]], found: list[TypedRecord], period: Period) -> None:
        kind, texts = asked
        gathered = gather(found)
        own = gathered.by_kind.get(kind, ())
        expected = [
            [getattr(one, "id", "") for one in own if interpreter.holds(text, one, period, gathered.parents)] for text in texts
        ]
        assert met(kind, texts, own, period, gathered.parents) == expected

    @thorough
    @given(
        st.lists(ANY_CONDITIONS["request"], min_size=3, max_size=3),
        st.lists(ANY_CONDITIONS["request"], min_size=2, max_size=2),
        st.booleans(),
        records(most=6, kinds={name: RECORD_KINDS[name] for name in ("body", "submission", "request")}),
        periods(),
    )
    def test_holds_in_tables(
        self, rows: list[str], columns: list[str], shared: bool, found: list[TypedRecord], period: Period
    ) -> None:
        """A cell counts the records that meet its row's condition, its row's measure and its column's condition."""
        where = f', where = "{rows[0]}"' if shared else ""
        standard = one_table(
            ",".join(f'{{ key = "r{one}", label = "r", count = "{rows[one]}"{where} }}' for one in range(3)),
            columns=",".join(f'{{ key = "c{one}", label = "c", where = "{columns[one]}" }}' for one in range(2)),
        )
        report = tabulate(every_kind_kept(found), standard, period=period, body="b")
        gathered = gather(found)

        def holds(text: str, one: TypedRecord) -> bool:
            return interpreter.holds(text, one, period, gathered.parents)

        for row, own in enumerate(rows):
            for column, condition in enumerate(columns):
                wanted = [own, condition, *(rows[:1] if shared else [])]
                counted = [one for one in as_counted(found)["request"] if all(holds(text, one) for text in wanted)]
                assert report[f"r{row}/c{column}"] == len(counted)

    @thorough
    @given(
        st.lists(st.tuples(st.sampled_from(["outcome", "applicant", "channel"]), st.data()), min_size=1, max_size=4),
        st.lists(ANY_CONDITIONS["request"], max_size=2),
        records(most=6, kinds={name: RECORD_KINDS[name] for name in ("body", "submission", "request")}),
    )
    def test_holds_where_fields_of_words_are_grouped(
        self, chosen: list[tuple[str, st.DataObject]], others: list[str], found: list[TypedRecord]
    ) -> None:
        texts = []
        for name, data in chosen:
            words = list(RECORD_KINDS["request"].fields[name].words or ())
            wanted = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
            values = tuple(word.value for word in wanted)
            texts.append(f"{name} == '{values[0]}'" if len(values) == 1 else f"{name} in {values}")
        whole = " and ".join([*texts, *(f"({one})" for one in others)])
        standard = one_table(
            f'{{ key = "one", label = "", count = "{whole}" }}, {{ key = "two", label = "", count = "{texts[0]}" }}'
        )
        report = tabulate(every_kind_kept(found), standard, period=Y2015, body="b")
        gathered = gather(found)
        requests = as_counted(found)["request"]
        assert report["one"] == sum(interpreter.holds(whole, one, Y2015, gathered.parents) for one in requests)
        assert report["two"] == sum(interpreter.holds(texts[0], one, Y2015, gathered.parents) for one in requests)


def request(**values: Any) -> Request:
    return Request(id="r", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, **values)


BARE = request()
FULL = request(
    received=date(2015, 1, 1),
    due=date(2015, 1, 23),
    closed=date(2015, 12, 31),
    outcome=Outcome.GRANTED,
    handled_by="b",
)


def meets(
    text: str, record: TypedRecord, kind: str = "request", parents: Mapping[str, Mapping[str, object]] | None = None
) -> bool:
    """Whether the engine counts a record, and the interpreter agrees."""
    (ids,) = met(kind, [text], [record], Y2015, parents or {})
    assert bool(ids) == interpreter.holds(text, record, Y2015, parents or {})
    return bool(ids)


class TestMissing:
    """With x missing, x == 'a', x != 'a', x in …, x not in …, x < 3, x in period and a bare yes/no field are all false."""

    FALSE = (
        *("outcome == 'granted'", "outcome != 'granted'", "outcome in ('granted',)", "outcome not in ('granted',)"),
        *("closed < due", "closed <= '2015-06-01'", "closed > '2015-06-01'", "closed == due", "closed != due"),
        *("closed in period", "closed not in period", "period.start <= closed", "period.start <= closed <= period.end"),
        *("handled_by == 'b'", "handled_by != 'b'", "handled_by in ('b',)", "handled_by not in ('b',)"),
        *("days(received, closed) > 3", "days(received, closed) <= 3", "days(received, closed) != 3"),
        *("workdays(closed, '2015-06-01') < 1000", "days(closed, period.end) + 1 > -1000", "3 - days(closed, due) < 1000"),
        *("submission.channel == 'fax'", "submission.channel != 'fax'", "submission.arrived not in period"),
        *("closed < due or closed >= due", "outcome == 'granted' or outcome != 'granted'"),
    )

    @pytest.mark.parametrize("text", FALSE)
    def test_makes_every_comparison_false(self, text: str) -> None:
        assert not meets(text, BARE)

    @pytest.mark.parametrize("text", FALSE)
    def test_makes_not_of_it_true(self, text: str) -> None:
        assert meets(f"not ({text})", BARE)
        assert not meets(f"not (not ({text}))", BARE)

    @pytest.mark.parametrize(
        "text", ["closed is None", "submission is None", "submission.channel is None", "not (closed is not None)"]
    )
    def test_is_seen_by_is_none(self, text: str) -> None:
        assert meets(text, BARE)
        assert not meets(f"not ({text})", BARE)

    def test_is_what_an_unknown_parents_fields_are(self) -> None:
        lost = Publication(id="p", body="b", item="i", channel=PublicationChannel.MEDIA, column="c", published=date(2015, 1, 1))
        column = SiteColumn(id="c", body="b", channel=PublicationChannel.CITY_PORTAL, kind=ColumnKind.KEY_AREA)
        for text in ("column.kind == 'key_area'", "column.kind != 'other'", "column.channel in ('city_portal',)"):
            assert not meets(text, lost, "publication")
            assert meets(text, lost, "publication", {"site_column": {"c": column}})
        assert meets("column is not None and column.kind is None", lost, "publication")

    def test_is_not_false_for_a_yes_no_field(self) -> None:
        def item(connected: bool | None) -> ServiceItem:
            return ServiceItem(id="s", body="b", kind=ServiceKind.LICENCE, secret=False, own_system=True, connected=connected)

        for connected, yes in ((True, True), (False, False), (None, False)):
            assert meets("connected", item(connected), "service_item") is yes
            assert meets("not connected", item(connected), "service_item") is not yes
            assert meets("connected is None", item(connected), "service_item") is (connected is None)

    def test_is_empty_text_too(self) -> None:
        parent, child = Body(id="b", name=""), Body(id="c", parent="b")
        assert meets("name is None", parent, "body")
        assert meets("parent.name is None and parent is not None", child, "body", {"body": {"b": parent}})
        assert not meets("name is None", Body(id="b", name="某局"), "body")


class TestPresent:
    """With both sides given, a comparison is what it is in Python."""

    @pytest.mark.parametrize(
        "text",
        [
            *("outcome == 'granted'", "outcome != 'other'", "outcome in ('other', 'granted')", "outcome not in ('other',)"),
            *("'granted' == outcome", "channel == channel", "handled_by == 'b'", "handled_by == body"),
            *("received in period", "closed in period", "received == period.start", "closed == period.end"),
            *("received <= '2015-01-01' < due < closed", "not (due in ('2015-01-22',))", "due in ('2015-01-22', '2015-01-23')"),
            *("days(received, closed) == 364", "days(closed, received) == -364", "days(received, received) == 0"),
            *(
                "days(received, closed) - days(received, due) == 342",
                "2 - 3 < days(received, closed)",
                "1 + 363 == days(received, closed)",
            ),
            *("closed is not None and closed > due", "closed is None or closed > due", "due is None or not (closed <= due)"),
            "outcome == 'granted' and (channel == 'fax' or closed is None) and not (due is None)",
        ],
    )
    def test_holds(self, text: str) -> None:
        assert meets(text, FULL)
        assert not meets(f"not ({text})", FULL)

    @pytest.mark.parametrize(
        "text",
        [
            *("outcome == 'other'", "received not in period", "closed < due", "days(received, closed) < 364", "closed is None"),
            *("outcome in ('granted',) and channel == 'oral'", "outcome == 'other' or due is None"),
        ],
    )
    def test_does_not_hold(self, text: str) -> None:
        assert not meets(text, FULL)
        assert meets(f"not ({text})", FULL)

    @pytest.mark.parametrize(("attendances", "holds"), [(0, False), (2, False), (3, True), (4, True), (None, False)])
    def test_compares_whole_numbers(self, attendances: int | None, holds: bool) -> None:
        held = Engagement(id="e", body="b", kind=EngagementKind.INTERVIEW, attendances=attendances)
        assert meets("attendances + 1 >= 4", held, "engagement") is holds
        assert meets("4 <= 1 + attendances", held, "engagement") is holds
        assert meets("attendances not in (0, 1, 2)", held, "engagement") is holds


class TestWorkdays:
    """workdays(a, b) counts the working days after a up to and including b, by the national calendar; outside it is missing."""

    @pytest.mark.parametrize(
        ("start", "end", "number"),
        [
            (date(2015, 9, 30), date(2015, 10, 8), 1),  # National Day: the 1st to the 7th off
            (date(2015, 10, 8), date(2015, 10, 10), 2),  # Saturday the 10th was worked
            (date(2015, 2, 17), date(2015, 2, 25), 1),  # Spring Festival: the 18th to the 24th off
            (date(2015, 2, 13), date(2015, 2, 15), 1),  # Sunday the 15th was worked
            (date(2015, 6, 5), date(2015, 6, 7), 0),  # an ordinary weekend
            (date(2015, 6, 5), date(2015, 6, 5), 0),
            (date(2015, 6, 8), date(2015, 6, 5), -1),
            (date(2014, 12, 31), date(2015, 1, 4), 1),  # New Year: the 1st to the 3rd off, Sunday the 4th worked
        ],
    )
    def test_is_by_the_notice_of_the_year(self, start: date, end: date, number: int) -> None:
        asked = Item(id="i", body="b", kind=ItemKind.NEWS, made=start if start <= end else None, first_published=end)
        assert interpreter.workdays(start, end) == number
        if start <= end:
            assert meets(f"workdays(made, first_published) == {number}", asked, "item")
        assert meets(f"workdays('{start}', first_published) == {number}", asked, "item")

    def test_is_missing_where_no_notice_is_known(self) -> None:
        asked = Item(id="i", body="b", kind=ItemKind.NEWS, made=date(2003, 12, 1), first_published=date(2015, 1, 1))
        assert not meets("workdays(made, first_published) > -100000", asked, "item")
        assert not meets("workdays(made, first_published) + 1 < 100000", asked, "item")
        assert meets("not (workdays(made, first_published) > 3)", asked, "item")

    @given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(0, 90))
    def test_counts_day_by_day(self, start: date, length: int) -> None:
        days = [start + timedelta(days=number) for number in range(1, length + 1)]
        worked = sum(chinese_calendar.is_workday(day) or day == date(2005, 12, 31) for day in days)
        assert interpreter.workdays(start, start + timedelta(days=length)) == worked
        asked = Item(id="i", body="b", kind=ItemKind.NEWS, made=start, first_published=start + timedelta(days=length))
        assert meets(f"workdays(made, first_published) == {worked}", asked, "item")


class TestDepth:
    """What the language takes, the engine takes: no condition is too deep or too long for the loop that is made of it."""

    @pytest.mark.parametrize(
        "text",
        [
            "not " * 36 + "(closed in period)",
            "received in period and (closed is None or " * 18 + "outcome == 'granted'" + ")" * 18,
            "not (closed in period and not (outcome == 'granted' or " * 9 + "due is None" + "))" * 9,
            "days(received, closed) + " * 36 + "1 > 3",
            "1 + (" * 36 + "days(received, closed)" + ")" * 36 + " > 3",
            " and ".join(f"handled_by != 'x{number}'" for number in range(200)),
            " or ".join(f"handled_by == 'x{number}'" for number in range(200)),
            " and ".join(f"days(received, closed) != {number}" for number in range(150)),
        ],
    )
    def test_is_no_obstacle(self, text: str) -> None:
        for record in (BARE, FULL):
            meets(text, record)

    def test_is_none_where_many_conditions_share_parts(self) -> None:
        rows = []
        for number in range(1, 60):
            shared = " and ".join(f"handled_by != 'x{one}'" for one in range(number))
            rows.append(f'{{ key = "r{number}", label = "", count = "{shared}" }}')
        report = tabulate([FULL, evolve(BARE, id="bare")], one_table(",".join(rows)), period=Y2015, body="b")
        assert {report[f"r{number}"] for number in range(1, 60)} == {1}


def test_the_interpreter_takes_nothing_else() -> None:
    with pytest.raises(TypeError, match="is not part of the language"):
        interpreter.holds("len(closed) > 3", FULL, Y2015, {})
    assert interpreter.number("days(received, closed) + 1", FULL, Y2015, {}) == 365
    assert interpreter.number("days(received, closed) + 1", BARE, Y2015, {}) is None
