"""A record is what its class says: strict types, days in an order that can be, nothing about a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given, strategies as st

from govdisclosure.errors import InvalidRecordError
from govdisclosure.records import RECORD_KINDS, Body, Entry, Field, FieldType, Record, Request, Succession, TypedRecord, label
from govdisclosure.records.record import fields_of, nearest, safe_id
from govdisclosure.records.vocabulary import Applicant, Attribute, InspectionResult, RequestChannel, Word
from govdisclosure.testing.strategies import record
from govdisclosure.values import Period

CLASSES: list[type[TypedRecord]] = [kind.cls for kind in RECORD_KINDS.values()]
EVERY_CLASS = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
FIELDS = [(cls, field) for cls in CLASSES for field in fields_of(cls).values()]
EVERY_FIELD = pytest.mark.parametrize(("cls", "field"), FIELDS, ids=[f"{cls.__name__}.{field.name}" for cls, field in FIELDS])

RIGHT: Mapping[FieldType, tuple[Any, ...]] = {
    FieldType.ID: ("r-1", "某号〔2015〕1号", "0"),
    FieldType.DATE: (date(2015, 6, 15), date(1949, 10, 1), date(2100, 12, 31)),
    FieldType.NUMBER: (30, 1),
    FieldType.FLAG: (True, False),
    FieldType.MONEY: tuple(map(Decimal, ("1.50", "0", "0.01", "1.5", "1E+3", "1.500", "999999999999999.99"))),
    FieldType.TEXT: ("words", "", "=1+1"),
    FieldType.PERIOD: (Period.year(2015),),
}
MIDDAY = datetime(2015, 6, 15, 12, tzinfo=UTC)
WRONG: Mapping[FieldType, tuple[Any, ...]] = {
    FieldType.ID: ("", "  ", "\t\n", 5, True, b"r-1", InspectionResult.COMMENDED),
    FieldType.DATE: (
        *(MIDDAY, datetime(2015, 6, 15), "2015-06-15", 20150615, True),
        *(date(1949, 9, 30), date(2101, 1, 1), date(215, 6, 15)),
    ),
    FieldType.WORD: ("no such word", "", 1, True, FieldType.ID),
    FieldType.NUMBER: (True, False, -1, 3.7, 3.0, "3", Decimal(3), 10**10, 10**17),
    FieldType.FLAG: (1, 0, "true", "是", 1.0),
    FieldType.MONEY: (
        *(1.5, 5, True, "1.50"),
        *map(Decimal, ("-0.01", "0.005", "NaN", "sNaN", "Infinity", "1E+15", "1E+40", "1E-40")),
    ),
    FieldType.TEXT: (5, None.__class__, b"words"),
    FieldType.PERIOD: ("2015", 2015, date(2015, 1, 1)),
}


def right(field: Field) -> Any:
    return next(iter(field.words)) if field.words else RIGHT[field.type][0]


def example(cls: type[TypedRecord], **values: Any) -> TypedRecord:
    """A record with its required fields only, and what else is asked for."""
    required = {name: right(field) for name, field in fields_of(cls).items() if field.required}
    return cls(**{**required, **OTHER_BODY.get(cls, {}), **values})


OTHER_BODY: dict[type[TypedRecord], dict[str, Any]] = {
    Succession: {"body": "one", "successor": "another"}
}  # no body succeeds itself


def refusal(cls: type[TypedRecord], **values: Any) -> InvalidRecordError:
    with pytest.raises(InvalidRecordError) as refused:
        example(cls, **values)
    return refused.value


def with_needs(cls: type[TypedRecord], **values: Any) -> dict[str, Any]:
    """The values, and right ones for what they need."""
    for _ in cls.needs:
        for name, needed in cls.needs:
            if values.get(name) is not None:
                values.setdefault(needed, values[name] if isinstance(values[name], date) else right(fields_of(cls)[needed]))
    return values


class TestTypes:
    """A field holds what its annotation says, and nothing that only looks like it: True is not 1, 3.7 is no number."""

    @EVERY_FIELD
    def test_are_kept(self, cls: type[TypedRecord], field: Field) -> None:
        days = [one.name for one in fields_of(cls).values() if one.type is FieldType.DATE]
        for value in field.words or RIGHT[field.type]:
            same = dict.fromkeys(days, value) if field.type is FieldType.DATE else {}  # so that the order can be
            made = example(cls, **with_needs(cls, **{**OTHER_BODY.get(cls, {}), **same, field.name: value}))
            assert getattr(made, field.name) is value

    @EVERY_FIELD
    def test_are_not_taken_for_one_another(self, cls: type[TypedRecord], field: Field) -> None:
        for value in (*WRONG[field.type], [], {}, object()):
            (fault,) = refusal(cls, **{field.name: value}).faults
            assert fault.field == field.name
            assert field.zh in fault.zh
            assert field.en in fault.en

    @EVERY_FIELD
    def test_may_be_missing_only_where_they_are_optional(self, cls: type[TypedRecord], field: Field) -> None:
        if not field.required:
            if None in (getattr(example(cls), field.name), attrs.fields_dict(cls)[field.name].default):
                assert getattr(example(cls, **{field.name: None}), field.name) is None
            return
        (fault,) = refusal(cls, **{field.name: None}).faults
        assert "没有填" in fault.zh
        assert "is missing; give" in fault.en
        with pytest.raises(TypeError, match=field.name):
            cls(**{name: right(one) for name, one in fields_of(cls).items() if name != field.name})

    @pytest.mark.parametrize("stamp", [MIDDAY, datetime(2015, 6, 15)])
    def test_have_no_time_of_day_and_say_how_to_drop_it(self, stamp: datetime) -> None:
        error = refusal(Request, received=stamp)
        assert error.in_language("en") == (
            "Request r-1: received: 'day of receipt' has a time of day; only dates are taken: "
            "use value.date() or CAST(… AS DATE)"
        )
        assert "value.date()" in error.in_language("zh")
        assert "收到申请之日" in error.in_language("zh")

    def test_have_years_that_can_be(self) -> None:
        error = refusal(Request, received=date(215, 3, 1))
        assert error.in_language("en").endswith(
            "'day of receipt' is 0215-03-01, not between 1949-10-01 and 2100-12-31; correct the year"
        )

    def test_name_the_word_to_write_for_its_text(self) -> None:
        assert refusal(Request, channel="fax").in_language("en").endswith("write RequestChannel.FAX")

    def test_name_the_nearest_word(self) -> None:
        error = refusal(Request, channel="registerd_post")
        assert error.in_language("en").endswith("'registerd_post' is not an allowed value; did you mean registered_post?")
        assert "“registerd_post”" in error.in_language("zh")
        assert refusal(Request, channel="网上平苔").in_language("zh").endswith("是否应为 网上平台？")

    def test_list_the_words_where_none_is_near(self) -> None:
        error = refusal(Request, applicant="企业")
        assert error.in_language("en").endswith(
            "2 characters: Chinese characters is not an allowed value; use one of " + ", ".join(one.value for one in Applicant)
        )
        assert "商业企业（business）、" in error.in_language("zh")

    def test_are_of_the_very_vocabulary(self) -> None:
        (fault,) = refusal(Request, channel=Attribute.PROACTIVE).faults
        assert fault.field == "channel"

    def test_are_reported_all_at_once(self) -> None:
        error = refusal(Request, received="soon", channel=3, handled_by="")
        assert [fault.field for fault in error.faults] == ["channel", "handled_by", "received"]
        assert {fault.where for fault in error.faults} == {"Request r-1"}
        assert str(len(error.faults)) in error.in_language("zh")


ORDERED = [(cls, earlier, later) for cls in CLASSES for earlier, later in cls.order]
NEEDING = [(cls, name, needed) for cls in CLASSES for name, needed in cls.needs]


class TestOrder:
    """Days stand in an order that can be: no answer before receipt, nothing withdrawn before it was published."""

    JUNE, MAY = date(2015, 6, 1), date(2015, 5, 31)

    @pytest.mark.parametrize(("cls", "earlier", "later"), ORDERED)
    def test_is_kept(self, cls: type[TypedRecord], earlier: str, later: str) -> None:
        values = with_needs(cls, **{earlier: self.JUNE, later: self.MAY})
        fields = fields_of(cls)
        faults = [one for one in refusal(cls, **values).faults if one.field == later]
        assert any(
            fields[earlier].zh in one.zh
            and fields[later].zh in one.zh
            and fields[earlier].en in one.en
            and fields[later].en in one.en
            for one in faults
        )
        assert all("2015-05-31" in one.en and "2015-06-01" in one.en for one in faults)

    @pytest.mark.parametrize(("cls", "earlier", "later"), ORDERED)
    def test_lets_both_fall_on_one_day(self, cls: type[TypedRecord], earlier: str, later: str) -> None:
        values = {name: self.JUNE for name, field in fields_of(cls).items() if field.type is FieldType.DATE}
        made = example(cls, **values)
        assert getattr(made, earlier) == getattr(made, later)

    @pytest.mark.parametrize(
        ("kind", "earlier", "later"),
        [
            ("item", "made", "first_published"),
            ("item", "first_published", "withdrawn"),
            ("request", "arrived", "received"),
            ("request", "received", "closed"),
            ("request", "received", "due"),
            ("request", "received", "extended"),
            ("request", "correction_asked", "correction_received"),
            ("request", "third_party_asked", "third_party_answered"),
            ("request", "fee_notice", "fee_paid"),
            ("remedy", "filed", "closed"),
            ("engagement", "received", "replied"),
            ("upward_submission", "submitted", "adopted"),
            ("service_item", "valid_from", "valid_until"),
            ("service_case", "accepted", "closed"),
            ("body", "established", "dissolved"),
        ],
    )
    def test_has_these_rules_at_least(self, kind: str, earlier: str, later: str) -> None:
        assert (earlier, later) in RECORD_KINDS[kind].cls.order

    @pytest.mark.parametrize(("cls", "earlier", "later"), ORDERED)
    def test_is_of_days_that_the_class_has(self, cls: type[TypedRecord], earlier: str, later: str) -> None:
        assert {fields_of(cls)[earlier].type, fields_of(cls)[later].type} == {FieldType.DATE}


class TestNeeds:
    """Some things are not known without others: no outcome without the day, no correction received that was not asked."""

    @pytest.mark.parametrize(("cls", "name", "needed"), NEEDING)
    def test_are_met(self, cls: type[TypedRecord], name: str, needed: str) -> None:
        fields = fields_of(cls)
        values = {**with_needs(cls, **{name: right(fields[name])}), needed: None}
        (fault,) = [one for one in refusal(cls, **values).faults if one.field == name]
        assert f"有“{fields[name].zh}”而没有“{fields[needed].zh}”，请补填 {needed}" in fault.zh
        assert f"'{fields[name].en}' is given without '{fields[needed].en}'; fill in {needed}" in fault.en

    @pytest.mark.parametrize(("cls", "name", "needed"), NEEDING)
    def test_are_of_fields_that_may_be_missing(self, cls: type[TypedRecord], name: str, needed: str) -> None:
        assert not fields_of(cls)[name].required
        assert not fields_of(cls)[needed].required

    def test_let_everything_be_open(self) -> None:
        assert isinstance(example(Request), Request)


class TestClasses:
    """A record is frozen, has slots and takes keywords only; to change is to evolve, and what is evolved is checked again."""

    @EVERY_CLASS
    def test_are_frozen(self, cls: type[TypedRecord]) -> None:
        made = example(cls)
        for name in fields_of(cls):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(made, name, getattr(made, name))
        assert not hasattr(made, "__dict__")

    @EVERY_CLASS
    def test_take_keywords_only(self, cls: type[TypedRecord]) -> None:
        assert all(one.kw_only for one in attrs.fields(cls))
        with pytest.raises(TypeError):
            cls("r-1")  # type: ignore[call-arg]

    @EVERY_CLASS
    def test_are_values(self, cls: type[TypedRecord]) -> None:
        assert example(cls) == example(cls)
        assert hash(example(cls)) == hash(example(cls))

    def test_are_checked_again_when_changed(self) -> None:
        made = Request(id="r", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, received=date(2015, 2, 1))
        assert attrs.evolve(made, closed=date(2015, 2, 1)).closed == date(2015, 2, 1)
        with pytest.raises(InvalidRecordError):
            attrs.evolve(made, closed=date(2015, 1, 31))

    def test_check_what_a_class_derived_from_them_adds(self) -> None:
        @frozen(kw_only=True)
        class Visit(Record):
            size: int = attrs.field(metadata=label("大小", "size"))

        @frozen(kw_only=True)
        class LongVisit(Visit):
            days: int = attrs.field(metadata=label("天数", "days"))

            def __attrs_post_init__(self) -> None:
                super().__attrs_post_init__()
                if self.days < 2:
                    raise ValueError(self.days)

        @frozen(kw_only=True)
        class GuidedVisit(Visit):
            guides: int = attrs.field(metadata=label("向导", "guides"))

        for _ in range(2):  # the first record of a class makes its check
            assert Visit(body="b", size=1).size == 1
            assert LongVisit(body="b", size=1, days=2).days == 2
            assert GuidedVisit(body="b", size=1, guides=2).guides == 2
            for size, other in ((-1, 2), (1, -1)):
                with pytest.raises(InvalidRecordError):
                    LongVisit(body="b", size=size, days=other)
                with pytest.raises(InvalidRecordError):
                    GuidedVisit(body="b", size=size, guides=other)
            with pytest.raises(ValueError, match="1"):
                LongVisit(body="b", size=1, days=1)

    @EVERY_CLASS
    def test_say_what_they_are(self, cls: type[TypedRecord]) -> None:
        assert cls.__doc__
        assert re.search(r"[\u3400-\u9fff]", cls.__doc__)

    @EVERY_FIELD
    def test_label_every_field_in_both_languages(self, cls: type[TypedRecord], field: Field) -> None:
        assert re.search(r"[\u3400-\u9fff]", field.zh)
        assert re.fullmatch(r"[A-Za-z0-9 ,×%'()-]+", field.en)

    @EVERY_CLASS
    def test_tell_no_two_fields_by_one_label(self, cls: type[TypedRecord]) -> None:
        fields = fields_of(cls).values()
        assert len({field.zh for field in fields}) == len(fields) == len({field.en for field in fields})

    @EVERY_FIELD
    def test_lead_to_kinds_that_exist(self, cls: type[TypedRecord], field: Field) -> None:
        assert field.parent is None or (field.parent in RECORD_KINDS.values() and field.type is FieldType.ID)

    @EVERY_CLASS
    def test_begin_with_id_and_body(self, cls: type[TypedRecord]) -> None:
        names = list(fields_of(cls))
        assert names[:2] == ["id", "body"] if {"id", "body"} <= set(names) else names[0] in ("id", "body")

    def test_hold_scalars_only(self) -> None:
        @frozen(kw_only=True)
        class Odd(TypedRecord):
            size: float = attrs.field(metadata=label("大小", "size"))

        with pytest.raises(TypeError, match=r"size: a record's field cannot hold .*float"):
            Odd(size=1.0)


class TestPrivacy:
    """No field holds a name, number, address, contact or request text; no message repeats what a slipped column brought."""

    PERSONAL = re.compile(
        r"(^|_)(name|phone|tel|mobile|address|contact|email|mail|person|identity|text|content|remark|note)s?($|_)"
    )
    PERSONAL_ZH = re.compile(r"姓名|名称|电话|手机|身份证|地址|住址|联系|邮箱|邮政|内容|备注|正文")
    NOT_OF_PERSONS = ((Body, "name"), (Entry, "address"))  # a body's official name; a cell's address
    PLANTED = (
        "430404199001011234",
        "13800138000",
        "张三",
        "张三13800138000",
        "Zhang Sansan",
        "１３８００１３８０００",
        "0734-8866123",
        "010-12345678",
        "138-0013-8000",
        "tel:0734-8866123",
    )

    @EVERY_FIELD
    def test_has_no_field_for_a_person(self, cls: type[TypedRecord], field: Field) -> None:
        if (cls, field.name) not in self.NOT_OF_PERSONS:
            assert not self.PERSONAL.search(field.name)
            assert not self.PERSONAL_ZH.search(field.zh)

    def test_has_two_fields_of_free_text_only(self) -> None:
        assert {(cls, field.name) for cls, field in FIELDS if field.type is FieldType.TEXT} == {
            (Body, "name"),
            (Entry, "value"),
        }

    @EVERY_FIELD
    def test_repeats_nothing_planted_in_a_field(self, cls: type[TypedRecord], field: Field) -> None:
        other = next(name for name in reversed(list(fields_of(cls))) if name != field.name)
        for planted in self.PLANTED:
            told = refusal(cls, **{other: object(), field.name: planted})
            words = set(re.findall(r"\w+", told.in_language("zh") + told.in_language("en")))
            assert not words & set(re.findall(r"\w{2,}", planted))

    @EVERY_FIELD
    def test_takes_no_telephone_or_identity_number_for_a_number(self, cls: type[TypedRecord], field: Field) -> None:
        for planted in (13800138000, 430404199001011234):
            told = refusal(cls, **{field.name: planted})
            assert str(planted) not in told.in_language("zh") + told.in_language("en")

    @pytest.mark.parametrize(("cls", "earlier", "later"), ORDERED)
    def test_repeats_no_id_that_does_not_look_like_one(self, cls: type[TypedRecord], earlier: str, later: str) -> None:
        values = with_needs(cls, **{earlier: date(2015, 6, 1), later: date(2015, 5, 31)})
        for planted in self.PLANTED:
            told = refusal(cls, **values, id=planted)
            assert planted not in told.in_language("zh") + told.in_language("en")

    @given(st.data())
    def test_repeats_no_words_at_all(self, data: st.DataObject) -> None:
        cls, field = data.draw(st.sampled_from(FIELDS))
        planted = data.draw(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=8))
        other = next(name for name in reversed(list(fields_of(cls))) if name != field.name)
        told = refusal(cls, **{other: object(), field.name: planted})
        told_of_another = refusal(cls, **{other: object(), field.name: "丂" * len(planted)})
        assert told.sentence == told_of_another.sentence

    @pytest.mark.parametrize(
        ("field", "value", "quoted"),
        [
            ("received", "2015-13-01", "'2015-13-01'"),
            ("received", "2015/3/1", "'2015/3/1'"),
            ("received", "2015年3月1日", "'2015年3月1日'"),
            ("received", "2015-03-01 张三", "13 characters: digits, Chinese characters, symbols"),
            ("received", "abc", "3 characters: letters"),
            ("received", 3.14159, "a value of type float"),
            ("applicant", "natural person", "'natural person'"),
        ],
    )
    def test_quotes_a_value_only_where_it_looks_right(self, field: str, value: object, quoted: str) -> None:
        assert quoted in refusal(Request, **{field: value}).in_language("en")

    def test_quotes_numbers_of_ordinary_length(self) -> None:
        cls = RECORD_KINDS["engagement"].cls
        assert "'3.7'" in refusal(cls, attendances=3.7).in_language("en")
        assert "'-1'" in refusal(cls, attendances=-1).in_language("en")
        assert "'120人'" not in refusal(cls, attendances="120人").in_language("en")

    @pytest.mark.parametrize("text", [
            "r-1", "2015-001", "2015-001-0001234", "HY/2015:17", "20150312-001", "1380013800", "自然资依申〔2024〕1号",
            "卫公开〔2024〕001号", "穗府办依申请公开[2024]第12号", "教依申（2024）3-1号", "公开字第3号",
            "依申请2024-001", "三月-17", "衡卫〔2015〕1号", "自然资依申〔2024〕1号-2",
        ],
    )  # fmt: skip
    def test_knows_an_id_when_it_sees_one(self, text: str) -> None:
        assert safe_id(text)

    @pytest.mark.parametrize(
        "text",
        [
            *PLANTED,
            "",
            "张三",
            "申公文",
            "张三2024",
            "x" * 41,
            "a b",
            "r-13800138000",
            "10000000001",
            "卫公开〔2024〕13800138000号",
        ],
    )
    def test_shows_no_id_that_might_be_a_person(self, text: str) -> None:
        assert not safe_id(text)


class TestNearest:
    """A fault names the nearest right spelling, best first; nothing where none is near."""

    def test_finds_at_most_two(self) -> None:
        assert nearest("grantd", ["granted", "grant", "grants", "other"]) == ("granted", "grant")

    def test_finds_nothing_far_away(self) -> None:
        assert nearest("张三", ["granted", "other"]) == ()


class TestAnyRecord:
    """Whatever is made from right values, in an order that can be, is taken as it is."""

    @EVERY_CLASS
    @given(data=st.data())
    def test_keeps_what_it_was_given(self, cls: type[TypedRecord], data: st.DataObject) -> None:
        made = data.draw(record(cls))
        values = {name: getattr(made, name) for name in fields_of(cls)}
        assert cls(**values) == made
        for earlier, later in cls.order:
            assert None in (values[earlier], values[later]) or values[earlier] <= values[later]
        for name, needed in cls.needs:
            assert values[name] is None or values[needed] is not None
        assert all(isinstance(values[field.name], Word | None) for field in fields_of(cls).values() if field.words)
