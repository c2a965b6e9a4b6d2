"""What plugins offer (插件所提供的内容), held to its protocol when it is loaded: the first member that is wrong is named."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn, TypeGuard

from attrs import frozen

from govdisclosure.dialects import Dialect
from govdisclosure.messages import Message, say
from govdisclosure.records import FieldType
from govdisclosure.records.record import nearest


class OfferError(Exception):
    """An offer of a plugin is refused.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class _TextForm:
    """A member that is a text of a form."""

    form: re.Pattern[str]
    must: str

    def holds(self, value: object) -> bool:
        return isinstance(value, str) and self.form.fullmatch(value) is not None


_ANY_NAME = _TextForm(re.compile(r"(?s).+"), "plugin.must_text")
_FORMAT_NAME = _TextForm(re.compile(r"[a-z0-9][a-z0-9._-]*"), "plugin.must_name")
_SUFFIX = re.compile(r"(?:\.[a-z0-9_-]+)+")

_METHODS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Exporter": {"write": ("publication", "stream")},
    "Reader": {"accepts": ("source",), "read": ("source",)},
    "Check": {"check": ("report", "previous")},
}
"""The methods of what plugins offer, with their arguments, by the protocol's name: its module is loaded by whoever needs it."""


def must_be(protocol: str, thing: Any) -> None:
    """Refuse an exporter, reader or check that is not as its protocol requires.

    Raises:
        OfferError: the first member that is wrong, and what it must be.
    """
    if isinstance(thing, type):
        raise OfferError(say("plugin.is_class", name=thing.__name__, protocol=protocol))
    _must_be_named(protocol, thing)
    for member, arguments in _METHODS[protocol].items():
        _must_take(thing.name, protocol, member, getattr(thing, member, None), arguments)
    if protocol == "Check":
        return
    suffixes, labels = getattr(thing, "suffixes", ()), getattr(thing, "labels", None)
    if not are_texts(suffixes) or (protocol == "Exporter" and not all(_SUFFIX.fullmatch(one) for one in suffixes)):
        refuse_member(thing.name, protocol, "suffixes", say("plugin.must_texts"), suffixes)
    if not are_texts(labels) or len(labels) != 2:
        refuse_member(thing.name, protocol, "labels", say("plugin.must_labels"), labels)


def must_be_check_function(function: Callable[..., object]) -> None:
    """Refuse a function that cannot be called as a check.

    Raises:
        OfferError: it takes other arguments than a check's.
    """
    name = getattr(function, "__name__", type(function).__name__)
    _must_take(name, "Check", name, function, _METHODS["Check"]["check"])


def must_be_dialect(dialect: Dialect) -> None:
    """Refuse a dialect whose members are not as those that it is asked for.

    Raises:
        OfferError: the first member that is wrong, and what it must be; a name that is nearly a member's.
    """
    _must_be_named("Dialect", dialect)
    name, cls = dialect.name, type(dialect)
    for member in _DIALECT:
        usual, own = getattr(Dialect, member), getattr(dialect, member)
        if callable(usual):
            parameters = list(inspect.signature(usual).parameters.values())[1:]
            by_name = [one.name for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY]
            by_place = [one.name for one in parameters if one.name not in by_name]
            _must_take(name, "Dialect", member, own, by_place, by_name)
        elif not _is_alike(own, usual):
            example = "{FieldType.DATE: ('date',)}" if isinstance(usual, Mapping) else _shown(usual)
            refuse_member(name, "Dialect", member, say("plugin.must_like", example=example), own)
    if absent := [one.value for one in FieldType if one not in dialect.ddl]:
        refuse_member(name, "Dialect", "ddl", say("plugin.must_have", keys=absent), dialect.ddl)
    if not all(part in dialect.pages for part in ("{offset}", "{limit}")):
        refuse_member(name, "Dialect", "pages", say("plugin.must_have", keys=["{offset}", "{limit}"]), dialect.pages)
    for base in cls.__mro__[: cls.__mro__.index(Dialect)]:
        for member in vars(base):
            near = [] if member.startswith("_") or member in _DIALECT else [*nearest(member, _DIALECT)]
            if near and not any(hasattr(cls, one) and getattr(cls, one) is not getattr(Dialect, one) for one in near):
                raise OfferError(say("plugin.misspelt_member", name=name, found=member, known=near))


_DIALECT: Final = tuple(name for name in dir(Dialect) if not name.startswith("_"))


def _is_alike(own: object, usual: object) -> bool:
    """Whether a value is of the kind of another: a mapping's keys and values, too."""
    if isinstance(usual, Mapping):
        texts = isinstance(own, Mapping) and all(isinstance(one, FieldType) for one in own)
        values = own.values() if isinstance(own, Mapping) else ()
        return texts and all(isinstance(one, str) or are_texts(one) for one in values)
    return isinstance(own, type(usual)) and isinstance(own, bool) == isinstance(usual, bool)


def are_texts(value: object) -> TypeGuard[Sequence[str]]:
    """Whether a value is a list of texts."""
    return isinstance(value, tuple | list) and all(isinstance(one, str) for one in value)


def _must_be_named(protocol: str, thing: Any) -> None:
    name, form = getattr(thing, "name", None), _FORMAT_NAME if protocol == "Exporter" else _ANY_NAME
    if not form.holds(name):
        refuse_member(type(thing).__name__, protocol, "name", say(form.must), name)


def _must_take(
    name: str, protocol: str, member: str, method: object, by_place: Sequence[str], by_name: Sequence[str] = ()
) -> None:
    """Refuse a method that is none, that is not called at once, or that takes other arguments than it is given."""
    must = say("plugin.must_method", member=member, arguments=[*by_place, *(f"{one}=" for one in by_name)])
    if not callable(method) or inspect.iscoroutinefunction(method):
        refuse_member(name, protocol, member, must, method)
    with suppress(ValueError):  # native code that does not say what it takes
        signature = inspect.signature(method)
        try:
            signature.bind(*by_place, **dict.fromkeys(by_name))
        except TypeError:
            found = Message.literal(f"{member}{signature}")
            raise _wrong_member(name, protocol, member, must, found) from None


def refuse_member(name: str, protocol: str, member: str, must: Message, value: object) -> NoReturn:
    """Refuse an offer of which one member is not as it must be.

    Raises:
        OfferError: always.
    """
    found = say("plugin.is_absent") if value is None else Message.literal(_shown(value))
    raise _wrong_member(name, protocol, member, must, found)


def _shown(value: object) -> str:
    return f"async def {value.__name__}" if inspect.iscoroutinefunction(value) else repr(value)[:60]


def _wrong_member(name: str, protocol: str, member: str, must: Message, found: Message) -> OfferError:
    facts = {"member": member, "must": must, "found": found}
    return OfferError(say("plugin.wrong_member", name=name, protocol=protocol, **facts))
