"""The small expression language of the standards: what it takes, what it refuses and how, what its conditions say in words."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure.errors import ExpressionError
from govdisclosure.expressions import (
    ALWAYS,
    NEVER,
    OWN_PERIOD,
    And,
    Arithmetic,
    ArithmeticOperator,
    Comparator,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    Flag,
    IsNone,
    Literal,
    Membership,
    Negation,
    Or,
    OtherPeriod,
    PeriodDay,
    Span,
    SwitchChoice,
    WithinPeriod,
    all_of,
    conjuncts,
    in_words,
    over,
    parse_condition,
    parse_field,
    parse_number,
    parse_ordered,
    refs,
    spans,
)
from govdisclosure.law import remedy_rules
from govdisclosure.messages import Message, catalogue_keys
from govdisclosure.records import RECORD_KINDS, FieldType, SiteColumn
from govdisclosure.records.vocabulary import ColumnKind, Outcome, RequestChannel

POLICIES = {"late": SwitchChoice("counted", ("counted", "left_out"))}


def request(text: str) -> Condition:
    return parse_condition(text, RECORD_KINDS["request"], POLICIES)


def publication(text: str) -> Condition:
    return parse_condition(text, RECORD_KINDS["publication"])


def service_item(text: str) -> Condition:
    return parse_condition(text, RECORD_KINDS["service_item"])


def engagement(text: str) -> Condition:
    return parse_condition(text, RECORD_KINDS["engagement"])


def ref(name: str, kind: str = "request") -> FieldRef:
    return parse_field(name, RECORD_KINDS[kind])


class TestReading:
    """A condition is a subset of Python's expressions, typed against the record's fields."""

    def test_takes_a_word_for_the_member_of_its_vocabulary(self) -> None:
        assert request("outcome == 'granted'") == Compare(Comparator.EQUAL, ref("outcome"), Literal(Outcome.GRANTED))
        assert request("'fax' != channel") == Compare(Comparator.NOT_EQUAL, Literal(RequestChannel.FAX), ref("channel"))

    def test_takes_a_text_beside_a_day_for_a_day(self) -> None:
        assert request("closed < '2015-01-31'") == Compare(Comparator.BELOW, ref("closed"), Literal(date(2015, 1, 31)))
        assert request("'2015-01-31' >= period.start") == Compare(
            Comparator.AT_LEAST, Literal(date(2015, 1, 31)), PeriodDay("start")
        )
        assert request("days('2015-01-31', closed) > 3") == Compare(
            Comparator.ABOVE,
            DaysBetween(working=False, start=Literal(date(2015, 1, 31)), end=ref("closed")),
            Literal(3),
        )

    def test_takes_a_dot_for_a_parents_field(self) -> None:
        found = publication("column.kind == 'key_area'")
        assert isinstance(found, Compare)
        (of_parent,) = refs(found)
        assert (of_parent.name, of_parent.field.type, of_parent.nullable) == ("column.kind", FieldType.WORD, True)
        assert of_parent.parent is not None
        assert of_parent.parent.parent is SiteColumn.__kind__
        assert found.right == Literal(ColumnKind.KEY_AREA)

    def test_tells_what_can_be_missing(self) -> None:
        assert [one.nullable for one in refs(request("channel == 'fax' and closed in period"))] == [False, True]

    @pytest.mark.parametrize("comparator", Comparator)
    def test_compares_days_and_numbers_in_every_way(self, comparator: Comparator) -> None:
        for text in (f"closed {comparator.value} due", f"days(received, closed) {comparator.value} 20"):
            found = request(text)
            assert isinstance(found, Compare)
            assert found.operator is comparator

    def test_takes_as_many_characters_as_it_says(self) -> None:
        assert request("closed in period".ljust(5000)) == request("closed in period")

    def test_takes_chains_apart(self) -> None:
        assert request("received < closed <= due") == request("received < closed and closed <= due")

    @pytest.mark.parametrize("container", ["('fax', 'online', 'fax')", "['fax', 'online']", "{'fax', 'online'}"])
    def test_takes_any_brackets_for_a_set(self, container: str) -> None:
        values = (Literal(RequestChannel.FAX), Literal(RequestChannel.ONLINE))
        assert request(f"channel in {container}") == Membership(ref("channel"), values)
        assert request(f"channel not in {container}") == Membership(ref("channel"), values, negated=True)

    def test_has_the_period_for_a_set_of_days(self) -> None:
        assert request("closed in period") == WithinPeriod(ref("closed"))
        assert request("closed not in period") == WithinPeriod(ref("closed"), negated=True)

    def test_asks_whether_a_field_is_missing(self) -> None:
        assert request("due is None") == IsNone(ref("due"))
        assert request("due is not None") == IsNone(ref("due"), negated=True)

    def test_takes_a_yes_no_field_as_it_stands(self) -> None:
        secret = Flag(ref("secret", "service_item"))
        assert service_item("secret") == secret
        assert service_item("not secret") == Negation(secret)

    def test_adds_and_subtracts_whole_numbers(self) -> None:
        found = parse_number("attendances - (1 + -2)", RECORD_KINDS["engagement"])
        added = Arithmetic(ArithmeticOperator.PLUS, Literal(1), Literal(-2))
        assert found == Arithmetic(ArithmeticOperator.MINUS, ref("attendances", "engagement"), added)

    def test_sums_numbers_money_and_days(self) -> None:
        for text, kind in (("attendances", "engagement"), ("amount", "charge"), ("workdays(received, closed)", "request")):
            assert refs(parse_number(text, RECORD_KINDS[kind]))

    def test_settles_the_switches_of_the_standard(self) -> None:
        assert request("policy.late == 'counted'") == ALWAYS
        assert request("policy.late == 'left_out'") == NEVER
        assert request("policy.late != 'left_out'") == ALWAYS
        assert request("closed in period and (closed <= due or policy.late == 'counted')") == request("closed in period")
        assert request("closed in period and (closed <= due or policy.late != 'counted')") == request(
            "closed in period and closed <= due"
        )
        assert request("closed in period and not policy.late == 'counted'") == NEVER

    def test_joins_alternatives_of_one_field_to_a_set(self) -> None:
        assert request("outcome == 'granted' or outcome in ('other', 'petition')") == request(
            "outcome in ('granted', 'other', 'petition')"
        )
        assert request("outcome == 'granted' or outcome == 'granted'") == request("outcome == 'granted'")
        assert request("outcome == 'other' or closed is None") == Or((request("closed is None"), request("outcome == 'other'")))
        assert request("outcome != 'other' or outcome not in ('granted',)") != request("outcome in ('other', 'granted')")

    def test_reads_what_stands_over_several_lines(self) -> None:
        assert request("\n  (closed in period\n   and outcome is None)\n") == request("closed in period and outcome is None")


REFUSED = [  # condition, message, what it names
    ("closed in period and", "language.end", "closed in period and"),
    ("", "language.end", ""),
    ("closed = due", "language.operator", "write == for ="),
    ("closed => due", "language.operator", "write >= for =>"),
    ("closed ≤ due", "language.operator", "write <= for ≤"),
    ("（closed in period）", "language.operator", "write ( for （"),
    ("channel == “online”", "language.operator", "write ' for “"),
    ("outcome == '=>' like", "language.syntax", "from 'like' on"),
    ("closed in period\n  between", "language.syntax", "from 'between' on"),
    ("import os", "language.syntax", "from 'import os' on"),
    ("x" * 5001, "language.too_long", "5001"),
    (" " * 5000 + "x", "language.too_long", "5001"),
    ("not " * 60 + "closed in period", "language.too_deep", "40"),
    (" + ".join(["days(received, closed)"] * 50) + " > 3", "language.too_deep", "40"),
    ("outcme == 'granted'", "language.unknown_field", "outcome"),
    ("xyz == 'granted'", "language.unknown_field", "applicant_ref"),
    ("closed.year == 2015", "language.no_parent", "closed.year"),
    ("submission.chanel == 'fax'", "language.unknown_field", "channel"),
    ("submission.channel.value == 'fax'", "language.one_dot", "submission.channel.value"),
    ("outcome == 'grantd'", "language.unknown_word", "granted"),
    ("outcome in ('granted', 'xyz')", "language.unknown_word", "already_public"),
    ("closed < '2015-02-30'", "language.no_date", "'2015-02-30'"),
    ("closed < 'yesterday'", "language.no_date", "yesterday"),
    ("closed", "language.no_truth", "day closed"),
    ("outcome and closed in period", "language.no_truth", "outcome"),
    ("submission.channel", "language.no_truth", "submission.channel"),
    ("3", "language.no_condition", "3"),
    ("closed + 1", "language.no_condition", "closed + 1"),
    ("days(received, closed)", "language.no_condition", "days(received, closed)"),
    ("__import__('os')", "language.no_condition", "__import__('os')"),
    ("lambda: 1", "language.no_condition", "lambda"),
    ("[closed for closed in period]", "language.no_condition", "for"),
    ("True", "language.no_condition", "True"),
    ("closed is due", "language.is_none", "due"),
    ("closed is not 3", "language.is_none", "3"),
    ("closed == None", "language.compared_with_none", "is None"),
    ("None != closed", "language.compared_with_none", "is not None"),
    ("1 < 2", "language.no_field_compared", "1"),
    ("'a' == 'b'", "language.no_field_compared", "'a'"),
    ("closed < 3", "language.types", "a date without time"),
    ("outcome == channel", "language.types", "outcome"),
    ("outcome == 3", "language.types", "a word of the vocabulary"),
    ("closed == outcome", "language.types", "closed"),
    ("handled_by == closed", "language.types", "handled_by"),
    ("closed in (3, 4)", "language.types", "3"),
    ("handled_by in (3,)", "language.types", "3"),
    ("outcome < 'granted'", "language.no_order", "a word of the vocabulary"),
    ("handled_by > 'a'", "language.no_order", "an id"),
    ("outcome in period", "language.period_of_days", "outcome"),
    ("closed in due", "language.no_set", "due"),
    ("closed in ()", "language.no_set", "()"),
    ("outcome in ('granted')", "language.no_set", "'granted'"),
    ("outcome in (channel,)", "language.no_literal", "channel"),
    ("closed > 1.5", "language.not_understood", "1.5"),
    ("closed > due * 2", "language.not_understood", "due * 2"),
    ("closed > abs(3)", "language.not_understood", "abs(3)"),
    ("days(received) > 1", "language.not_understood", "days(received)"),
    ("days(received, closed, due) > 1", "language.not_understood", "days(received, closed, due)"),
    ("days(start=received, end=closed) > 1", "language.not_understood", "start=received"),
    ("closed > -due", "language.not_understood", "-due"),
    ("closed > period.middle", "language.unknown_field", "period"),
    ("period in ('2015-01-01',)", "language.unknown_field", "period"),
    ("closed + 1 > due", "language.no_arithmetic", "days(a, b)"),
    ("days(received, closed) - outcome > 1", "language.no_arithmetic", "outcome"),
    ("days(received, outcome) > 1", "language.no_day", "outcome"),
    ("workdays(3, closed) > 1", "language.no_day", "3"),
    ("days('2015', closed) > 1", "language.no_date", "'2015'"),
    ("closed == True", "language.flag_compared", "True"),
    ("policy.lat == 'counted'", "language.unknown_policy", "late"),
    ("policy.late == 'maybe'", "language.unknown_choice", "left_out"),
    ("policy.late", "language.unknown_field", "policy"),
    ("closed in period if due else closed", "language.no_condition", "if"),
    ("closed == (due := received)", "language.not_understood", "due := received"),
    ("reconsideration_first(channel, closed)", "language.no_decision", "reconsideration_first(channel, closed)"),
    ("reconsideration_first(outcome, channel)", "language.no_decision", "reconsideration_first(outcome, channel)"),
    ("days(received, closed) > -True", "language.not_understood", "-True"),
    ("f'{closed}' == '2015-01-01'", "language.not_understood", "f'{closed}'"),
]


class TestRefusing:
    """What is not of the language is refused, with the part at fault and what to write instead, in both languages."""

    @pytest.mark.parametrize(("text", "key", "named"), REFUSED, ids=[f"{text[:40]}" for text, _, _ in REFUSED])
    def test_says_what_is_wrong(self, text: str, key: str, named: str) -> None:
        with pytest.raises(ExpressionError) as refused:
            request(text)
        assert refused.value.key == key
        assert named in refused.value.in_language("en")
        assert refused.value.in_language("zh")

    @pytest.mark.parametrize("text", ["secret == own_system", "secret == 'true'", "connected == True", "secret in ('a',)"])
    def test_compares_no_yes_no_fields(self, text: str) -> None:
        with pytest.raises(ExpressionError, match=r"yes/no field|true or false") as refused:
            service_item(text)
        assert refused.value.key == ("language.types" if " in " in text else "language.flag_compared")

    @pytest.mark.parametrize("text", ["attendances", "attendances + 1 and held in period", "attendances in period"])
    def test_takes_no_number_for_a_truth_or_a_day(self, text: str) -> None:
        with pytest.raises(ExpressionError):
            engagement(text)

    @pytest.mark.parametrize("text", ["outcome", "closed", "id", "'a'", "'2015-01-01'", "closed in period", "xyz"])
    def test_sums_no_words_and_no_days(self, text: str) -> None:
        with pytest.raises(ExpressionError):
            parse_number(text, RECORD_KINDS["request"])

    def test_puts_records_in_order_by_days_and_numbers_alone(self) -> None:
        kind = RECORD_KINDS["request"]
        assert parse_ordered("closed", kind) == ref("closed")
        assert parse_ordered("days(received, closed)", kind) == parse_number("days(received, closed)", kind)
        for text in ("channel", "period.start", "'fax'", "closed in period"):
            with pytest.raises(ExpressionError):
                parse_ordered(text, kind)

    def test_names_the_part_at_fault_and_the_whole(self) -> None:
        with pytest.raises(ExpressionError) as refused:
            request("closed in period and xyz == 'granted'")
        assert refused.value.facts["part"] == "xyz"
        assert refused.value.facts["text"] == "closed in period and xyz == 'granted'"

    @pytest.mark.parametrize("text", ["'fax'", "3", "days(received, closed)", "period.start", "closed in period", "xyz"])
    def test_takes_nothing_but_a_field_for_a_field(self, text: str) -> None:
        with pytest.raises(ExpressionError):
            parse_field(text, RECORD_KINDS["request"])

    @given(
        st.text(max_size=60)
        | st.lists(
            st.sampled_from(
                PIECES := [
                    *(
                        "closed",
                        "outcome",
                        "submission",
                        ".",
                        "channel",
                        "period",
                        "start",
                        "==",
                        "<",
                        "in",
                        "not",
                        "is",
                        "None",
                        "and",
                        "or",
                    ),
                    *(
                        "(",
                        ")",
                        ",",
                        "'granted'",
                        "'2015-01-01'",
                        "3",
                        "-",
                        "+",
                        "days",
                        "workdays",
                        "policy",
                        "late",
                        "[",
                        "]",
                        "*",
                        "lambda",
                        ":",
                    ),
                ]
            ),
            max_size=14,
        ).map(" ".join)
    )
    def test_fails_in_no_other_way(self, text: str) -> None:
        said: Message | None = None
        with suppress(ExpressionError):
            said = in_words(request(text))
        assert said is None or (said.zh and said.en)

    @pytest.mark.parametrize(
        "opening", ["(", "[", "not ", "-", "days(", "closed == ", "closed < ", "1 + ", "submission.", "{", "lambda: "]
    )
    def test_bears_any_nesting(self, opening: str) -> None:
        for times in (50, 150, 400, 1200):
            with pytest.raises(ExpressionError):
                request(opening * times + "xyz")


class TestDecisions:
    """``reconsideration_first`` is the law's table, written out."""

    def test_go_to_reconsideration_first_by_the_rule_of_their_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rules in a row that name the same outcomes are one stretch of days; the last has no end."""
        secret, both = frozenset({Outcome.TRADE_SECRET}), frozenset({Outcome.TRADE_SECRET, Outcome.STATE_SECRET})
        years = {2020: secret, 2021: secret, 2024: both}
        rules = [evolve(remedy_rules()[0], since=date(year, 7, 1), first=first) for year, first in years.items()]
        monkeypatch.setattr("govdisclosure.law.remedy_rules", lambda: rules)
        assert request("reconsideration_first(outcome, closed)") == request(
            "(closed >= '2020-07-01' and closed < '2024-07-01' and outcome in ('trade_secret',))"
            " or (closed >= '2024-07-01' and outcome in ('state_secret', 'trade_secret'))"
        )


class TestDaysOfTheReport:
    """What a condition asks of the period can be asked of another one; nothing else of it changes."""

    OTHER = Span(OtherPeriod.LAST_YEAR)

    @pytest.mark.parametrize(
        ("text", "asks"),
        [
            ("closed in period", True),
            ("closed < period.start", True),
            ("period.end >= closed", True),
            ("days(period.start, closed) > 3", True),
            ("3 < days(closed, period.end) + 1", True),
            ("closed is None or closed in period", True),
            ("outcome == 'granted' and not (closed in period)", True),
            ("closed is None and channel in ('fax', 'oral')", False),
            ("not (days(received, closed) - 1 > 3)", False),
        ],
    )
    def test_are_those_of_another_period(self, text: str, asks: bool) -> None:
        own = request(text)
        moved = over(own, self.OTHER)
        assert spans(own) == {*[OWN_PERIOD] * asks}
        assert spans(moved) == {*[self.OTHER] * asks}
        assert (moved == own) is not asks
        assert over(moved, Span(OtherPeriod.BEFORE)) == moved
        assert spans(And((own, moved))) == spans(own) | spans(moved)
        assert refs(moved) == refs(own)


class TestParts:
    """Parts that must all hold are taken out and put together again."""

    def test_are_flattened(self) -> None:
        parts = conjuncts(request("closed in period and (outcome is None and (due is None or due > closed))"))
        assert parts == (request("closed in period"), request("outcome is None"), request("due is None or due > closed"))

    def test_are_none_of_what_always_holds(self) -> None:
        assert conjuncts(ALWAYS) == ()

    def test_are_joined_each_once(self) -> None:
        one, other = request("closed in period"), request("outcome is None")
        assert all_of(one, And((other, one)), one) == And((one, other))
        assert all_of(one, ALWAYS) == one
        assert all_of() == ALWAYS

    def test_read_each_field_once_in_order(self) -> None:
        found = request(
            "not (closed in period or due is None) and received < closed and outcome in ('other',) "
            "and days(arrived, confirmed) + 3 > workdays(period.start, due)"
        )
        assert [one.name for one in refs(found)] == ["closed", "due", "received", "outcome", "arrived", "confirmed"]
        assert [one.name for one in refs(service_item("secret"))] == ["secret"]
        assert refs(Literal(3)) == refs(PeriodDay("end")) == ()


class TestWords:
    """A condition is put in words made from the labels of fields and vocabulary."""

    @pytest.mark.parametrize(
        ("text", "zh", "en"),
        [
            ("closed in period", "办结日期在统计期内", "day closed is within the period"),
            ("closed not in period", "办结日期已填且不在统计期内", "day closed is given and is outside the period"),
            ("outcome == 'granted'", "办理结果为“予以公开”", "outcome is 'disclosed'"),
            ("outcome != 'granted'", "办理结果已填且不是“予以公开”", "outcome is given and not 'disclosed'"),
            (
                "channel in ('fax', 'oral')",
                "申请渠道为“传真”、“当面（口头）”之一",
                "channel is one of 'fax', 'in person, orally'",
            ),
            (
                "channel not in ('fax', 'oral')",
                "申请渠道已填且不是“传真”、“当面（口头）”中的任何一个",
                "channel is given and none of 'fax', 'in person, orally'",
            ),
            ("due is None", "没有答复期限", "last day of the term is not given"),
            ("due is not None", "有答复期限", "last day of the term is given"),
            ("closed <= due", "办结日期不晚于答复期限", "day closed is not after last day of the term"),
            ("closed < '2015-03-01'", "办结日期早于2015-03-01", "day closed is before 2015-03-01"),
            ("closed == due", "办结日期即答复期限", "day closed is last day of the term"),
            ("closed != due", "办结日期已填且不是答复期限", "day closed is given and not last day of the term"),
            ("closed >= period.start", "办结日期不早于统计期首日", "day closed is not before the first day of the period"),
            ("closed > period.end", "办结日期晚于统计期末日", "day closed is after the last day of the period"),
            (
                "workdays(received, closed) > 20",
                "收到申请之日至办结日期的工作日数多于20",
                "working days from day of receipt to day closed is more than 20",
            ),
            (
                "days(received, closed) - 3 <= 7",
                "收到申请之日至办结日期的天数减3不多于7",
                "days from day of receipt to day closed minus 3 is at most 7",
            ),
            (
                "days(received, closed) + 1 == 7",
                "收到申请之日至办结日期的天数加1为7",
                "days from day of receipt to day closed plus 1 is 7",
            ),
            ("submission.channel == 'fax'", "来件的申请渠道为“传真”", "channel of the submission is 'fax'"),
            ("handled_by == 'b'", "办理机关为b", "handled by is b"),
            (
                "closed in period and (due is None or closed > due)",
                "办结日期在统计期内，且（没有答复期限，或办结日期晚于答复期限）",
                (
                    "day closed is within the period, and (last day of the term is not given, "
                    "or day closed is after last day of the term)"
                ),
            ),
            (
                "(closed in period and due is None) or extended is None",
                "（办结日期在统计期内，且没有答复期限），或没有延期告知日期",
                (
                    "(day closed is within the period, and last day of the term is not given), "
                    "or day of the extension notice is not given"
                ),
            ),
            ("not (closed in period)", "不是：办结日期在统计期内", "not: day closed is within the period"),
            (
                "not (closed in period or due is None) and extended is None",
                "不是：（办结日期在统计期内，或没有答复期限），且没有延期告知日期",
                (
                    "not: (day closed is within the period, or last day of the term is not given), "
                    "and day of the extension notice is not given"
                ),
            ),
        ],
    )
    def test_say_what_the_condition_means(self, text: str, zh: str, en: str) -> None:
        said = in_words(request(text))
        assert (said.zh, said.en) == (zh, en)

    def test_say_of_a_yes_no_field_that_it_is_yes(self) -> None:
        said = in_words(service_item("not secret"))
        assert (said.zh, said.en) == ("不是：涉密为是", "not: classified: yes")

    def test_say_of_numbers_which_is_more(self) -> None:
        assert in_words(engagement("attendances >= 30")).zh == "人次不少于30"
        assert in_words(engagement("attendances < 30")).zh == "人次少于30"
        assert in_words(engagement("attendances != 30")).zh == "人次已填且不是30"

    def test_say_everything_and_nothing(self) -> None:
        assert (in_words(ALWAYS).zh, in_words(NEVER).zh) == ("全部记录", "没有记录")
        assert (in_words(ALWAYS).en, in_words(NEVER).en) == ("every record", "no record")


class TestComparators:
    """Every member, in whatever reads it, against what Python makes of its symbol."""

    PAIRS = tuple((left, right) for left in (1, 2, 3) for right in (1, 2, 3))

    @pytest.mark.parametrize("comparator", Comparator)
    def test_compare_as_python_does(self, comparator: Comparator) -> None:
        for left, right in self.PAIRS:
            assert comparator.compare(left, right) is eval(f"{left} {comparator.value} {right}")  # noqa: S307 - two digits

    @pytest.mark.parametrize("comparator", Comparator)
    def test_are_denied_by_their_negation(self, comparator: Comparator) -> None:
        assert comparator.negation.negation is comparator
        for left, right in self.PAIRS:
            assert comparator.negation.compare(left, right) is not comparator.compare(left, right)

    @pytest.mark.parametrize("comparator", Comparator)
    def test_have_words_for_numbers_and_for_days(self, comparator: Comparator) -> None:
        assert {f"words.compare.{comparator.word}", f"words.day.{comparator.word}"} <= set(catalogue_keys())
