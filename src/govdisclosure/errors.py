"""One tree of errors (错误); each also derives from a built-in exception, so that ordinary ``except`` clauses work.

::

    GovDisclosureError
    ├── InvalidRecordError    ValueError    a record that cannot be (it names every fault at once)
    ├── InvalidPeriodError    ValueError    a period that is none
    ├── ExpressionError       ValueError    a condition or rule that cannot be understood
    ├── InvalidStandardError  ValueError    a standard's file with faults (all of them)
    ├── UnknownStandardError  LookupError   no standard of that name
    ├── UnknownIndicatorError KeyError      no such cell in the standard
    ├── UnknownRecordError    LookupError   no such record among those given
    ├── UnknownFormatError    LookupError   no exporter or reader for that format
    ├── TabulationError       ValueError    records that cannot be tabulated as asked
    ├── UnreadableError       ValueError    input that cannot be read at all
    ├── NotFinalError         RuntimeError  a report that is not fit to publish was to be written as final
    ├── MissingExtraError     ImportError   an optional dependency is not installed
    └── PluginError           RuntimeError  plugins that contradict each other

Bad *data* is a finding, not an error; see ``report.Finding``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from attrs import frozen

from govdisclosure.messages import Language, Message, say
from govdisclosure.value_objects import ValueObject


class GovDisclosureError(Exception):
    """Base of all errors that this package raises on purpose.

    Attributes:
        key: the message's key in the catalogue.
        facts: what was found, by name, as the message uses it.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        self.key = key
        self.facts = facts
        super().__init__(key)

    @property
    def sentence(self) -> Message:
        """The message in both languages: what went wrong, where, and what to do."""
        return say(self.key, **self.facts)

    def __str__(self) -> str:
        return str(self.sentence)

    def in_language(self, lang: Language) -> str:
        """Return the message in one language."""
        return self.sentence.in_language(lang)


@frozen(kw_only=True)
class Fault(ValueObject):
    """One thing wrong with an input (差错): where it is, which field, and what to do.

    Attributes:
        where: the place, such as ``request.csv line 17`` or a record's kind and id; empty where there is none.
        field: the field or key at fault; empty where the fault is the whole's.
        sentence: what is wrong and what to do.
    """

    where: str = ""
    field: str = ""
    sentence: Message

    @property
    def zh(self) -> str:
        """The fault in Chinese, its place first."""
        place = ":".join(part for part in (self.where, self.field) if part)
        return f"{place}：{self.sentence.zh}" if place else self.sentence.zh

    @property
    def en(self) -> str:
        """The fault in English, its place first."""
        return ": ".join(part for part in (self.where, self.field, self.sentence.en) if part)


class _FaultyError(GovDisclosureError):
    """An error with every fault of an input, so that all can be corrected at once."""

    _single: ClassVar[str] = "faults.one"
    _several: ClassVar[str] = "faults.several"

    def __init__(self, faults: Sequence[Fault], /, **facts: object) -> None:
        self.faults = tuple(faults)
        key = self._single if len(self.faults) == 1 else self._several
        super().__init__(key, count=len(self.faults), faults=_Lines(self.faults), **facts)


@frozen
class _Lines:
    faults: tuple[Fault, ...]

    @property
    def zh(self) -> str:
        return "\n".join(fault.zh for fault in self.faults)

    @property
    def en(self) -> str:
        return "\n".join(fault.en for fault in self.faults)


class InvalidRecordError(_FaultyError, ValueError):
    """A record that cannot be: a wrong type, an impossible order of days, an outcome without a day."""


class InvalidStandardError(_FaultyError, ValueError):
    """A standard's file that cannot be used; ``faults`` name file, row, column and the nearest right spelling."""

    _single = "standard.fault"
    _several = "standard.faults"


class UnreadableError(_FaultyError, ValueError):
    """Input that cannot be read; nothing of it was used."""


def refused(where: str, key: str, /, **facts: object) -> UnreadableError:
    """Return the error for input with one fault: the place, such as a file's name, and the sentence of ``key``."""
    return UnreadableError([Fault(where=where, sentence=say(key, **facts))])


class InvalidPeriodError(GovDisclosureError, ValueError):
    """A period that is none: it ends before it begins, or its text is not understood."""


class ExpressionError(GovDisclosureError, ValueError):
    """A condition or rule of a standard that cannot be understood or does not fit the records' fields."""


class UnknownStandardError(GovDisclosureError, LookupError):
    """No standard of that id is installed, and no file of that path exists."""


class UnknownIndicatorError(GovDisclosureError, KeyError):
    """The standard has no cell of that address."""


class UnknownRecordError(GovDisclosureError, LookupError):
    """There is no record of that kind and id among those given, at that body."""


class UnknownFormatError(GovDisclosureError, LookupError):
    """No exporter or reader knows that format."""


class TabulationError(GovDisclosureError, ValueError):
    """Records that cannot be tabulated as asked: several bodies and none named, two different entries for one cell."""


class NotFinalError(GovDisclosureError, RuntimeError):
    """A report that is not fit to publish was to be written as final (不符合定稿条件); the message says why not."""


class MissingExtraError(GovDisclosureError, ImportError):
    """An optional dependency is needed and not installed; the message names the extra."""


def why(error: OSError) -> Message:
    """Say why a file or folder could not be opened or written."""
    for kind, key in (
        (FileNotFoundError, "os.absent"),
        (PermissionError, "os.forbidden"),
        (IsADirectoryError, "os.folder"),
        (NotADirectoryError, "os.no_folder"),
    ):
        if isinstance(error, kind):
            return say(key)
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return Message.literal(reason)


@contextmanager
def importing(extra: str = "") -> Iterator[None]:
    """Import a module of an optional dependency at the moment it is used.

    Args:
        extra: the extra to install, where one is known.

    Raises:
        MissingExtraError: a package is not installed, or cannot run on this machine.
    """
    try:
        yield
    except MissingExtraError:
        raise
    except ImportError as error:
        package = (error.name or str(error)).partition(".")[0]
        if extra:
            raise MissingExtraError("extra.missing", package=package, extra=extra) from None
        raise MissingExtraError("extra.absent", package=package) from None


class PluginError(GovDisclosureError, RuntimeError):
    """Two plugins offer the same name, or a plugin offers what it must not."""
