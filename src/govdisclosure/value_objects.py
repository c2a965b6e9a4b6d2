"""Bases of public value objects: :class:`FrozenDict`, an immutable mapping; :class:`ValueObject`, with a short repr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import partial
from reprlib import Repr
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar, cast

import attrs

K = TypeVar("K")
V = TypeVar("V")

LONGEST_REPR = 200
"""The most characters of a public object's repr: one or two lines of a terminal."""


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed (不可变映射): it hashes by its entries, pickles, and stays frozen in a copy.

    >>> FrozenDict(a=1) == {"a": 1}
    True
    >>> len({FrozenDict(a=1), FrozenDict({"a": 1})})
    1
    """

    __slots__ = ("_hash",)
    _hash: int

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(frozenset(self.items()))
            return self._hash

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)

    def __reduce_ex__(self, _: object) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return self.__reduce__()

    def copy(self) -> FrozenDict[K, V]:
        """Return the mapping itself: it cannot change."""
        return self

    __copy__ = copy

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be changed: make a new one, such as FrozenDict({{**old, key: value}})")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def frozen_dict(entries: Mapping[Any, Any]) -> FrozenDict[Any, Any]:
    """Return a mapping that cannot change; the converter of every mapping that a public object holds."""
    return entries if isinstance(entries, FrozenDict) else FrozenDict(entries)


def json_text(data: object) -> str:
    """Return plain data as JSON: UTF-8 kept, two spaces of indent, a line break at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


class _Pretty:
    """Prints an object for IPython and for Hypothesis; a class itself has no such method, and is printed as any class is."""

    def __get__(self, thing: Any, owner: type) -> Callable[[Any, bool], None]:
        if thing is None:
            raise AttributeError("_repr_pretty_")
        return partial(_print, thing)


def _print(thing: Any, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - the protocol's signature
    """Print the one line; for Hypothesis every field that is not None, so that an example can be made again."""
    if cycle or not thing.made_by_fields or not hasattr(printer, "known_object_printers"):
        printer.text(repr(thing))
        return
    with printer.group(4, f"{type(thing).__name__}(", ")"):
        given = [(one.alias, getattr(thing, one.name)) for one in attrs.fields(type(thing)) if one.init]
        for number, (name, value) in enumerate((name, value) for name, value in given if value is not None):
            if number:
                printer.text(",")
                printer.breakable()
            printer.text(f"{name}=")
            printer.pretty(value)


class ValueObject:
    """Base of public classes made by attrs: their repr is one line of at most 200 characters, without fields that are None.

    What a class shows is :meth:`_shown`; by default its fields in order. Hypothesis prints an example whole, in the form that
    makes it again.
    """

    __slots__ = ()

    made_by_fields: ClassVar[bool] = True
    """Whether somebody would write it out field by field; what a file makes shows its one line in examples too."""

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        """Replace the repr that attrs writes into each class."""
        cls.__repr__ = ValueObject.__repr__  # type: ignore[method-assign]

    def _shown(self) -> Iterator[tuple[str, object]]:
        """Yield what the repr shows: names with values."""
        for one in attrs.fields(cast("type[attrs.AttrsInstance]", type(self))):
            if one.repr:
                yield one.name, getattr(self, one.name)

    def __repr__(self) -> str:
        opening = f"{type(self).__name__}("
        text, comma = opening, ""
        for name, value in self._shown():
            if value is None:
                continue
            part = f"{comma}{name}={_BRIEF.repr(value)}"
            if len(text) + len(part) > LONGEST_REPR - len(", …)"):
                return f"{text}{comma}…)"
            text, comma = text + part, ", "
        return f"{text})"

    _repr_pretty_ = _Pretty()


class _Brief(Repr):
    """Short reprs of what a field holds: containers by their first members, long words by their beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.maxtuple = self.maxlist = self.maxset = self.maxfrozenset = 3
        self.maxdict = 2
        self.maxlevel = 2
        self.maxstring = self.maxother = 60

    def repr1(self, x: object, level: int) -> str:
        if isinstance(x, Enum):
            return f"{type(x).__name__}.{x.name}"
        if isinstance(x, str):
            return self.repr_str(x, level)
        if isinstance(x, dict):
            return self.repr_dict(x, level)
        return super().repr1(x, level)

    def repr_str(self, x: str, level: int) -> str:  # noqa: ARG002 - the protocol's signature
        shown = x if len(x) <= self.maxstring else f"{x[: self.maxstring - 1]}…"
        return repr(str(shown))

    def repr_instance(self, x: object, level: int) -> str:  # noqa: ARG002 - the protocol's signature
        shown = repr(x)
        return shown if len(shown) <= self.maxother else f"{shown[: self.maxother - 1]}…"


_BRIEF = _Brief()


class Deferred(ValueObject):
    """Base of value objects that :meth:`later` makes without some of their fields: these are worked out when one is first read.

    Nothing else tells such an object from one made at once: it compares, hashes, copies and pickles by all its fields.
    """

    __slots__ = ("_rest",)
    _rest: Callable[[], Mapping[str, object]] | None

    @classmethod
    def later(cls, rest: Callable[[], Mapping[str, object]], **given: object) -> Self:
        """Make an object of some fields and of a function that returns all the others by name."""
        made = cls.__new__(cls)
        for name, value in given.items():
            object.__setattr__(made, name, value)
        object.__setattr__(made, "_rest", rest)
        return made

    if not TYPE_CHECKING:  # a type checker knows the fields

        def __getattr__(self, name: str) -> object:
            """Work out the fields that are not there yet, and return one of them."""
            if name not in attrs.fields_dict(type(self)):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            if (rest := self._rest) is not None:  # else another thread has been quicker
                for field, value in rest().items():
                    object.__setattr__(self, field, value)
                object.__setattr__(self, "_rest", None)
            return object.__getattribute__(self, name)
