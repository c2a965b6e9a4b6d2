"""The base of all records: a body, strict types, days in a possible order.

A record is a frozen attrs class. Its fields are scalar; the annotation gives a field's type, and its metadata how it is
called (:func:`label`). Both are read once a class (:func:`fields_of`) and serve the checks here, the expression language, the
sources and the reference pages alike.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, TypeAlias, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.exact.decimals import places, shortest
from govdisclosure.messages import Message, joined, say
from govdisclosure.records.vocabulary import Word
from govdisclosure.value_objects import FrozenDict, ValueObject
from govdisclosure.values import Period

EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
"""Days outside are slips of the pen (the year 0215), not data."""


class FieldType(Enum):
    """The type of a field (字段类型)."""

    ID = "id"
    DATE = "date"
    WORD = "word"
    NUMBER = "number"
    FLAG = "flag"
    MONEY = "money"
    TEXT = "text"
    PERIOD = "period"

    @property
    def zh(self) -> str:
        """What to enter, in Chinese."""
        return _WANTED[self][0]

    @property
    def en(self) -> str:
        """What to enter, in English."""
        return _WANTED[self][1]


_WANTED = {
    FieldType.ID: ("编号（非空文字）", "an id (text, not empty)"),
    FieldType.DATE: ("日期（不带时间），如 2015-03-31", "a date without time, such as 2015-03-31"),
    FieldType.WORD: ("词表中的词", "a word of the vocabulary"),
    FieldType.NUMBER: ("非负整数", "a whole number, 0 or more"),
    FieldType.FLAG: ("是或否（也可写 true、false、√、×）", "true or false (or yes, no, 是, 否)"),
    FieldType.MONEY: ("金额（元），最多两位小数", "an amount in yuan with at most two decimals"),
    FieldType.TEXT: ("文字", "text"),
    FieldType.PERIOD: ("统计期，如 2015 或 2024-H1", "a period, such as 2015 or 2024-H1"),
}


Vocabulary: TypeAlias = type[Word]
RecordClass: TypeAlias = "type[TypedRecord]"


@frozen(kw_only=True, cache_hash=True)
class Field(ValueObject):
    """A field of a kind of record (字段).

    Attributes:
        name: as in Python, in files and in conditions.
        type: what it holds.
        required: whether every record must have it.
        words: the vocabulary, for fields of words.
        parent_class: the class of the records whose id it holds, or None.
    """

    name: str
    type: FieldType
    required: bool
    zh: str
    en: str
    words: Vocabulary | None = None
    parent_class: RecordClass | None = None

    @property
    def parent(self) -> RecordKind | None:
        """The kind of record whose id it holds, or None.

        Raises:
            TypeError: the class of its parent is no kind of record yet.
        """
        if self.parent_class is None:
            return None
        kind = kind_of(self.parent_class)
        if kind is None:
            raise TypeError(f"{self.name}: {self.parent_class.__name__} is no kind of record; make its RecordKind first")
        return kind

    @property
    def python(self) -> Any:
        """The type of its values in Python."""
        if self.words is not None:
            return self.words
        return next((python for python, type_ in _PYTHON_TYPES.items() if type_ is self.type), str)


def label(
    zh: str, en: str, *, parent: RecordClass | Callable[[], RecordClass] | None = None, text: bool = False
) -> Mapping[str, object]:
    """Return the metadata of a field (字段名称).

    Args:
        zh: what it is called in Chinese.
        en: what it is called in English.
        parent: the class of the records whose id it holds; a function that returns it, where it is defined further down.
        text: whether it holds words rather than an id.

    Example:
        >>> dict(label("复印页数", "pages copied"))
        {'zh': '复印页数', 'en': 'pages copied', 'parent': None, 'text': False}
    """
    return {"zh": zh, "en": en, "parent": parent, "text": text}


@frozen(kw_only=True)
class TypedRecord(ValueObject):
    """A class whose values are validated against its annotations.

    Raises:
        InvalidRecordError: a value of the wrong type, or days in an order that cannot be; every fault is named.
    """

    order: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of days of which the first cannot come after the second."""
    needs: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of fields: the first is not known without the second."""
    __kind__: ClassVar[RecordKind]
    """The kind of record that the class is; set when its :class:`RecordKind` is made."""

    def __attrs_post_init__(self) -> None:
        """Check a record; a class whose first record this is has a check of its own from then on."""
        cls = type(self)
        check = _OWN_CHECKS.get(cls) or _own_check(cls)
        check(self)


@frozen(kw_only=True)
class Record(TypedRecord):
    """One recorded event (记录), at one body."""

    body: str = attrs.field(metadata=label("行政机关", "body"))


@frozen(kw_only=True)
class IdentifiedRecord(Record):
    """A record with an id (编号) that no other record of its kind and body bears."""

    id: str = attrs.field(metadata=label("编号", "id"))


@frozen(cache_hash=True)
class RecordKind(ValueObject):
    """A kind of record (记录种类): ``name`` as in files and standards, its class, and what it is called.

    Its class knows it from then on (``cls.__kind__``). Kinds of one name and class are equal, whatever they are called.

    Attributes:
        name: also the name of its file in a folder (``request.csv``).
        cls: a frozen attrs class.
        labels: its name in Chinese and in English.

    Raises:
        TypeError: the class is a kind of record of another name already.
    """

    name: str
    cls: type[TypedRecord]
    labels: tuple[str, str] = attrs.field(eq=False)

    def __attrs_post_init__(self) -> None:
        first = kind_of(self.cls)
        if first is None:
            with suppress(TypeError):  # a class that takes no attribute is refused where the kind is offered
                self.cls.__kind__ = self
        elif first.name != self.name:
            raise TypeError(f"{self.cls.__name__} is the kind of record {first.name!r} already, and cannot be {self.name!r}")

    @property
    def fields(self) -> Mapping[str, Field]:
        """Its fields by name."""
        return fields_of(self.cls)

    @property
    def owner(self) -> str:
        """The field that says at which body it happened: ``body``, and a body's own ``id``."""
        return "body" if "body" in self.fields else "id"

    @property
    def parents(self) -> tuple[RecordKind, ...]:
        """The kinds that its fields lead to, each once."""
        return tuple(dict.fromkeys(field.parent for field in self.fields.values() if field.parent is not None))

    def __str__(self) -> str:
        return self.name

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return self.labels[0]

    @property
    def en(self) -> str:
        """Its English name."""
        return self.labels[1]


def kind_of(cls: type) -> RecordKind | None:
    """Return the kind of record that a class is (记录种类); None for any other class, and for one derived from such a class.

    Args:
        cls: the class.

    Example:
        >>> kind_of(Request).name, kind_of(str)
        ('request', None)
    """
    kind: RecordKind | None = cls.__dict__.get("__kind__")
    return kind


def fields_of(cls: type) -> Mapping[str, Field]:
    """Return the fields of a record class by name, in the order of its constructor, ``id`` first.

    Raises:
        TypeError: a field's annotation is none that records may have.
    """
    known = _FIELDS.get(cls)
    if known is None:
        hints = get_type_hints(cls)
        own = {field.name: _field(cls, field, hints[field.name]) for field in attrs.fields(cls)}
        first = {name: own[name] for name in ("id", "body") if name in own}
        known = _FIELDS[cls] = FrozenDict({**first, **own})
    return known


_FIELDS: dict[type, Mapping[str, Field]] = {}


def _field(cls: type, attribute: attrs.Attribute[Any], hint: Any) -> Field:
    optional = get_origin(hint) is UnionType or NoneType in get_args(hint)
    base = next(one for one in get_args(hint) if one is not NoneType) if optional else hint
    meta = attribute.metadata
    kind = FieldType.WORD if isinstance(base, type) and issubclass(base, Word) else _PYTHON_TYPES.get(base)
    if kind is None:
        held = ", ".join([*(one.__name__ for one in _PYTHON_TYPES), "a Word"])
        raise TypeError(f"{cls.__name__}.{attribute.name}: a record's field cannot hold {hint}; use one of {held}")
    if not {"zh", "en"} <= meta.keys():
        raise TypeError(f"{cls.__name__}.{attribute.name} has no labels; write field(metadata=label('中文', 'English'))")
    if kind is FieldType.ID and meta["text"]:
        kind = FieldType.TEXT
    return Field(
        name=attribute.name,
        type=kind,
        required=attribute.default is attrs.NOTHING,
        zh=meta["zh"],
        en=meta["en"],
        words=base if kind is FieldType.WORD else None,
        parent_class=_class_of(attribute.name, meta["parent"]),
    )


def _class_of(name: str, parent: object) -> RecordClass | None:
    found = parent if isinstance(parent, type) or not callable(parent) else parent()
    if found is not None and not (isinstance(found, type) and issubclass(found, TypedRecord)):
        raise TypeError(f"{name}: its parent is {found!r}; give the class of the records, not their name")
    return found


_PYTHON_TYPES: dict[type, FieldType] = {
    str: FieldType.ID,
    date: FieldType.DATE,
    int: FieldType.NUMBER,
    bool: FieldType.FLAG,
    Decimal: FieldType.MONEY,
    Period: FieldType.PERIOD,
}


def _faults(record: TypedRecord) -> list[Fault]:
    """Return the faults of an invalid record."""
    cls = type(record)
    faults = [fault for name, check in _checks(cls) if (fault := check(getattr(record, name))) is not None]
    if faults:  # days of a wrong type cannot be compared
        return [attrs.evolve(fault, where=place_of(record)) for fault in faults]
    for earlier, later in cls.order:
        first, then = getattr(record, earlier), getattr(record, later)
        if first is not None and then is not None and then < first:
            faults.append(_order_fault(record, earlier, later))
    for name, needed in cls.needs:
        if getattr(record, name) is not None and getattr(record, needed) is None:
            sentence = say("record.needs", field=fields_of(cls)[name], needed=fields_of(cls)[needed], name=needed)
            faults.append(Fault(where=place_of(record), field=name, sentence=sentence))
    return faults


def _order_fault(record: TypedRecord, earlier: str, later: str) -> Fault:
    fields = fields_of(type(record))
    sentence = say(
        "record.order",
        earlier=fields[earlier],
        later=fields[later],
        first=getattr(record, earlier),
        then=getattr(record, later),
    )
    return Fault(where=place_of(record), field=later, sentence=sentence)


def place_of(record: TypedRecord) -> str:
    """Return where a fault is: the record's class, and its id where that cannot be about a person."""
    # An id is the office's own number; one that does not look like an id may be a person's name and is not repeated.
    identity = getattr(record, "id", None)
    name = type(record).__name__
    return f"{name} {identity}" if isinstance(identity, str) and safe_id(identity) else name


_PERSONAL = r"\d{11}|(?<!\d)(?:1[3-9]\d-?\d{4}-?\d{4}|0(?:10|2\d|[3-9]\d\d)-?\d{7,8})(?!\d)"
_HAN = r"[\u4e00-\u9fff]{1,16}"
_NUMBER_WORDS = "第号补字年月日度依申请公开受理登记信访热线工单公文编收一二三四五六七八九十"
_YEAR = r"[〔\[(（【](?:19|20)\d\d[〕\])）】]"
OFFICIAL_ID = re.compile(
    rf"(?!.*(?:{_PERSONAL}))(?=.{{1,40}}$)(?:"
    r"[0-9A-Za-z_.:/\[\]()-]+"  # 2024-001
    rf"|(?=.*\d)[0-9A-Za-z_.:/〔〕【】\[\]()（）{_NUMBER_WORDS}-]+"  # 依申请2024-1
    rf"|[0-9A-Za-z]{{0,10}}{_HAN}{_YEAR}(?:字?第)?[0-9A-Za-z-]{{1,12}}号?(?:-\d{{1,3}})?"  # 自然资依申〔2024〕1号
    rf"|{_YEAR}[0-9\u4e00-\u9fff]{{1,16}}?[0-9]{{1,6}}号(?:-\d{{1,3}})?"  # (2024)湘01行初55号
    rf"|{_HAN}第\d{{1,6}}号(?:-\d{{1,3}})?"  # 公开字第3号
    r")",
    re.ASCII,
)
"""What an office's own number may look like (编号): the one definition of what may be taken in, and shown.

A short text of Latin letters, digits and punctuation; digits and the words of such numbers; or an office code with a year in
brackets or with 第…号. Nothing that could be a telephone or an identity number, and no Chinese words alone, as names are.
"""


def safe_id(text: str) -> bool:
    """Whether an id may be shown: it looks like an office's own number, as :data:`OFFICIAL_ID` has it.

    >>> safe_id("自然资依申〔2024〕1号"), safe_id("张三")
    (True, False)
    """
    return OFFICIAL_ID.fullmatch(text) is not None


def shown_id(identity: str) -> str:
    """Return an id, or an opaque value, that may be shown; one that could be about a person is not repeated."""
    return identity if safe_id(identity) else "…"


def _checks(cls: type) -> tuple[tuple[str, Callable[[Any], Fault | None]], ...]:
    known = _CHECKS.get(cls)
    if known is None:
        known = _CHECKS[cls] = tuple((field.name, _check(field)) for field in fields_of(cls).values())
    return known


_CHECKS: dict[type, tuple[tuple[str, Callable[[Any], Fault | None]], ...]] = {}


def _check(field: Field) -> Callable[[Any], Fault | None]:
    test = fits(field)

    def check(value: object) -> Fault | None:
        if value is None and not field.required:
            return None
        return None if test(value) else Fault(field=field.name, sentence=unfit(field, value))

    return check


@cache
def fits(field: Field) -> Callable[[Any], bool]:
    """Return a predicate that tells whether a value fits a field."""
    condition = _FITS[field.type].format(v="v", words="words")
    test: Callable[[Any], bool] = made("fits", ["def fits(v):", f"    return bool({condition})"], {"words": field.words})
    return test


LARGEST_NUMBER = 10**10  # telephone numbers have eleven digits, identity numbers eighteen; no sum must show one
LARGEST_MONEY = 10**15  # yuan; what is more is a slip of the pen, and in fen it must fit into 64 bits in every engine


def is_money(value: object) -> bool:
    """Whether a value can be an amount in yuan: fen are whole, and nothing is owed."""
    return (
        type(value) is Decimal
        and value.is_finite()
        and 0 <= value < LARGEST_MONEY
        and (places(value) <= 2 or places(shortest(value)) <= 2)  # fen are whole: 0.005 yuan cannot be counted
    )


_FITS: Mapping[FieldType, str] = {
    FieldType.ID: "type({v}) is str and {v}.strip()",
    FieldType.TEXT: "type({v}) is str",
    FieldType.WORD: "type({v}) is {words}",
    FieldType.DATE: "type({v}) is date and EARLIEST <= {v} <= LATEST",
    FieldType.NUMBER: "type({v}) is int and 0 <= {v} < LARGEST_NUMBER",
    FieldType.FLAG: "type({v}) is bool",
    FieldType.MONEY: "is_money({v})",
    FieldType.PERIOD: "type({v}) is Period",
}
"""What a value ``v`` must be, for each type of field: source text, for it becomes part of functions that are made."""


def made(name: str, lines: Iterable[str], names: Mapping[str, Any]) -> Any:
    """Compile a function from source lines, which are made from fields, never from data; constants are passed by name."""
    space = {**_NAMES, **names}
    exec(compile("\n".join(lines), f"<{name}>", "exec"), space)  # noqa: S102
    return space[name]


_NAMES: Mapping[str, Any] = {
    "date": date,
    "EARLIEST": EARLIEST,
    "LATEST": LATEST,
    "LARGEST_NUMBER": LARGEST_NUMBER,
    "is_money": is_money,
    "Period": Period,
}


def sound(cls: type[TypedRecord]) -> Callable[[Any], bool]:
    """Return a fast predicate that tells whether a record satisfies its class's annotations, ``order`` and ``needs``."""
    tests, words = _tests(cls, "return False")
    is_sound: Callable[[Any], bool] = made("is_sound", ["def is_sound(record):", *tests, "    return True"], words)
    return is_sound


def _own_check(cls: type[TypedRecord]) -> Callable[[Any], None]:
    """Return what refuses a record of a class that is not sound, and let the class do that itself: a call less for each."""
    tests, words = _tests(cls, "raise InvalidRecordError(faults(record))")
    other = "    if type(record) is not cls: return inherited(record)"  # of a class derived from it, which has more fields
    names = {
        "cls": cls,
        "inherited": TypedRecord.__attrs_post_init__,
        "faults": _faults,
        "InvalidRecordError": InvalidRecordError,
    }
    check: Callable[[Any], None] = made("check", ["def check(record):", other, *tests], words | names)
    if cls.__attrs_post_init__ is TypedRecord.__attrs_post_init__:
        cls.__attrs_post_init__ = check  # type: ignore[assignment,method-assign]
    return _OWN_CHECKS.setdefault(cls, check)


_OWN_CHECKS: dict[type, Callable[[Any], None]] = {}


def is_checked_by_fields(cls: type[TypedRecord]) -> bool:
    """Whether records of a class are held to its annotations, ``order`` and ``needs`` alone, and to no check of its own."""
    return cls.__attrs_post_init__ in (TypedRecord.__attrs_post_init__, *_OWN_CHECKS.values())


def _tests(cls: type[TypedRecord], otherwise: str) -> tuple[list[str], dict[str, Any]]:
    """Return the lines that test a record of a class, with what is done where it is not sound; and the constants in them."""
    lines: list[str] = []
    words: dict[str, Any] = {}
    places = {name: f"field_{name}" for pair in (*cls.order, *cls.needs) for name in pair}
    for number, one in enumerate(fields_of(cls).values()):
        words[f"words{number}"] = one.words
        v = places.get(one.name, "v")
        wrong = f"not ({_FITS[one.type].format(v=v, words=f'words{number}')})"
        if one.required:
            lines += [f"    {v} = record.{one.name}", f"    if {wrong}: {otherwise}"]
        elif one.name in places:
            lines += [f"    {v} = record.{one.name}", f"    if {v} is not None and {wrong}: {otherwise}"]
        else:  # most are missing
            lines += [
                f"    if record.{one.name} is not None:",
                f"        v = record.{one.name}",
                f"        if {wrong}: {otherwise}",
            ]
    return [*lines, *(f"    if {broken}: {otherwise}" for broken in broken_relations(cls, places))], words


def broken_relations(cls: type[TypedRecord], places: Mapping[str, str]) -> list[str]:
    """Return the conditions under which two fields of a record contradict each other.

    Args:
        cls: the class.
        places: the variable that holds each field; a field that is not there is missing.
    """
    after: dict[str, list[str]] = {}
    lacking: dict[str, list[str]] = {}
    for earlier, later in cls.order:
        if earlier in places and later in places:
            first, then = places[earlier], places[later]
            after.setdefault(first, []).append(f"{then} is not None and {then} < {first}")
    for name, needed in cls.needs:
        if name in places:
            lacking.setdefault(str(places.get(needed)), []).append(f"{places[name]} is not None")
    conditions = [f"{first} is not None and ({' or '.join(tests)})" for first, tests in after.items()]
    conditions += [f"{needed} is None and ({' or '.join(tests)})" for needed, tests in lacking.items()]
    return conditions


def unfit(field: Field, value: object) -> Message:
    """Return the fault for a value that does not fit its field, quoting it only where it cannot be about a person."""
    if isinstance(value, datetime):
        return say("record.timestamp", field=field)
    if isinstance(value, date) and field.type is FieldType.DATE:
        return say("record.date_range", field=field, value=value, earliest=EARLIEST, latest=LATEST)
    if value is None or value == "":
        return say("record.required", field=field, wanted=field.type)
    if field.words and isinstance(value, str):
        member = next((word for word in field.words if word.value == value), None)
        if member is not None:  # the text of a word; files hold it, Python wants the word itself
            return say("record.text_for_word", field=field, member=f"{field.words.__name__}.{member.name}")
    spelt = [spelling for word in field.words or () for spelling in (word.value, word.zh)]
    similar = nearest(value, spelt) if isinstance(value, str) else ()
    if similar:
        return say("record.similar", field=field, found=quoted(field, value), similar=[f"{one}" for one in similar])
    if field.words:
        known = labelled(field.words)
        return say("record.unknown_word", field=field, found=quoted(field, value), known=known)
    return say("record.unfit", field=field, found=quoted(field, value), wanted=field.type)


def labelled(spelt: Iterable[Field | Word]) -> list[Message]:
    """Return the names of fields or the words of a vocabulary as files hold them, in Chinese with their labels."""
    named = [(one.name if isinstance(one, Field) else one.value, one.zh) for one in spelt]
    return [Message.literal(zh=f"{zh}（{name}）", en=name) for name, zh in named]


def quoted(field: Field, value: object) -> Message:
    """Return a value for a message: itself where it is a date, number or vocabulary word and looks like one, else its shape.

    A column that slipped by one can hold a name or an identity number under any heading, so nothing else is repeated.
    """
    text = value if isinstance(value, str) else str(value)
    if _looks_right(field, text):
        return say("join.quotes", inner=text)
    if not isinstance(value, str):
        return say("value.type", type=type(value).__name__)
    return shape_of(text)


def shape_of(text: str) -> Message:
    """Return a text's length and kinds of characters, and nothing of its content."""
    return say("value.shape", length=len(text), shape=_shape(text))


def _looks_right(field: Field, text: str) -> bool:
    if field.type in (FieldType.DATE, FieldType.PERIOD):
        return re.fullmatch(r"\d{1,4}[-./年]\d{1,2}([-./月]\d{1,2}日?)?|\d{4}年?", text, re.ASCII) is not None
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        return re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,4})?", text, re.ASCII) is not None
    if field.words is not None:
        return bool(nearest(text, [word.value for word in field.words]))
    return False


def _shape(text: str) -> Message:
    classes = [
        say(f"shape.{name}")
        for name, pattern in (
            ("digits", r"\d"),
            ("letters", r"[A-Za-z]"),
            ("han", r"[\u3400-\u9fff]"),
            ("signs", r"[^\w]"),
        )
        if re.search(pattern, text)
    ]
    return joined(classes, "list")


def nearest(found: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known spellings most like ``found``, best first, at most two; empty where none is near."""
    return tuple(difflib.get_close_matches(found, list(known), n=2, cutoff=0.72))
