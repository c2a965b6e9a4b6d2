"""Who handed in or published late (报送期限), by dates that are data.

The dates are in ``notices/*.toml``: the Regulations set those of the country, a city's notice its own, for handing in and for
publishing apart. A local date may be earlier than the law's; one that is later does not move the law's, so hold reports against
both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import field, frozen

from govdisclosure.areas.body_history import BodiesLike, bodies_of, is_covered, note
from govdisclosure.areas.submissions import Delivery
from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.messages import Message, say
from govdisclosure.records import Body
from govdisclosure.records.vocabulary import ReportsAs
from govdisclosure.report import Finding
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Period, PeriodLike, Severity


@frozen(kw_only=True)
class Deadline(ValueObject):
    """Last days of the year after the period (报送和公布期限), as month and day; None where the notice sets none."""

    hand_in: tuple[int, int] | None = None
    publish: tuple[int, int] | None = None


@frozen(kw_only=True)
class Notice(ValueObject):
    """By when reports are handed in and published (报送通知).

    Attributes:
        id: its file's name.
        source: the document; ``[M]`` where that was not checked against the text.
        deadlines: for departments and for governments; a group without one is bound by no date.
    """

    id: str
    title: str
    source: str
    deadlines: Mapping[ReportsAs, Deadline] = field(factory=FrozenDict, converter=frozen_dict)

    def due(self, body: Body, period: Period) -> Delivery:
        """Return the last days for a body's report on a period: the year after the one in which the period ends."""
        year = period.end.year + 1
        deadline = self.deadlines.get(ReportsAs.TOWNSHIP) if body.is_township else None
        deadline = deadline or self.deadlines.get(body.bound_as, Deadline())
        hand_in, publish = (date(year, *day) if day else None for day in (deadline.hand_in, deadline.publish))
        return Delivery(hand_in, publish)


def timeliness(
    handed_in: Mapping[str, tuple[date | None, date | None]],
    notice: Notice,
    *,
    period: PeriodLike,
    bodies: BodiesLike = (),
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each report handed in or published late (逾期), by the body's id; the last day itself is in time.

    Args:
        handed_in: for each body the day of handing in and the day of publishing (:class:`Delivery`).
        notice: the dates.
        period: what the reports are on.
        bodies: the bodies that must report; one without a delivery counts as not handed in, one that ended within the period
            owes nothing. Bodies not listed are taken for departments, whose date is the earlier.
        today: a day not known is a finding once its date is past; None: always.

    Raises:
        InvalidPeriodError: the period is none.

    Source: Regulations of 2019, articles 49 and 50, through the notice.

    Example:
        >>> from govdisclosure.areas import Delivery, load_notice
        >>> days = {"culture": Delivery(handed_in=date(2025, 2, 20), published=date(2025, 2, 21))}
        >>> late = timeliness(days, load_notice("cn-2019"), period=2024, bodies=[Body(id="culture")])
        >>> [finding.rule for finding in late]
        ['timeliness.handed_in', 'timeliness.published']
    """
    listed, period = bodies_of(bodies), Period.of(period)
    owing = {one.id: one for one in listed.expected(period) if one.dissolved is None or one.dissolved >= period.end}
    known = {one: listed.get(one) or Body(id=one) for one in handed_in}
    found: list[Finding] = []
    for identity, body in sorted({**owing, **known}.items()):
        if not is_covered(body):
            continue
        due = notice.due(body, period)
        actual = Delivery(*handed_in.get(identity, (None, None)))
        for name, last, day in (
            ("handed_in", due.handed_in, actual.handed_in),
            ("published", due.published, actual.published),
        ):
            if last is None or (day is not None and day <= last) or (day is None and today is not None and today <= last):
                continue
            facts: dict[str, object] = {"body": body.name or identity, "due": last, "source": notice.source}
            message: Message
            if day is None:
                message = say(f"timeliness.{name}.absent", **facts)
            else:
                message = say(f"timeliness.{name}.late", day=day, days=(day - last).days, **facts)
            found.append(note(f"timeliness.{name}", Severity.WARNING, [identity], message))
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------- notices

_TOP = ("title", "source", *(word.value for word in ReportsAs))
_DAYS = ("hand_in", "publish")
_LARGEST = 1_000_000


def load_notice(found: str | Path) -> Notice:
    """Load a notice (报送通知): ``cn-2019`` and ``cn-2007`` (the Regulations), ``example-city``, or a TOML file of one's own.

    Args:
        found: the name of a notice that comes with the package, or the path of a file.

    Raises:
        UnreadableError: there is no such notice, or it has faults; all of them are named.

    Example:
        >>> load_notice("cn-2019").title
        '政府信息公开工作年度报告的期限(2019年条例)'
    """
    folder = files("govdisclosure") / "notices"
    known = sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    path = Path(found)
    if isinstance(found, str) and found in known:
        return _notice(found, (folder / f"{found}.toml").read_text(encoding="utf-8"))
    if not path.is_file():
        raise refused(path.name, "notice.unknown", found=path.name, known=known)
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        return _notice(path.stem, path.read_text(encoding="utf-8-sig"), name=path.name)
    except (OSError, ValueError, RecursionError) as error:  # a TOML fault and wrong bytes are ValueErrors
        if isinstance(error, UnreadableError):
            raise
        raise refused(path.name, "notice.unreadable", reason=str(error)) from None


def _notice(identity: str, text: str, *, name: str = "") -> Notice:
    data: dict[str, Any] = tomllib.loads(text)
    faults: list[Fault] = []
    where = name or f"{identity}.toml"

    def fault(place: str, key: str, **facts: object) -> None:
        faults.append(Fault(where=where, field=place, sentence=say(key, **facts)))

    for key in data.keys() - set(_TOP):
        fault(key, "notice.key", known=list(_TOP))
    for key in ("title", "source"):
        if not isinstance(data.get(key), str):
            fault(key, "notice.text")
    deadlines = {}
    for word in ReportsAs:
        group = data.get(word.value, {})
        days = dict.fromkeys(_DAYS, None) | group if isinstance(group, dict) else {"": None}
        for key in days.keys() - set(_DAYS):
            fault(f"{word.value}.{key}".removesuffix("."), "notice.key", known=list(_DAYS))
        read = {key: _month_and_day(days.get(key)) for key in _DAYS}
        for key in _DAYS:
            if days.get(key) is not None and read[key] is None:
                fault(f"{word.value}.{key}", "notice.day")
        if any(read.values()):
            deadlines[word] = Deadline(**read)
    if not deadlines and not faults:
        fault("", "notice.nobody")
    if faults:
        raise UnreadableError(sorted(faults, key=lambda one: one.field))
    return Notice(id=identity, title=data["title"], source=data["source"], deadlines=deadlines)


def _month_and_day(value: object) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d\d)-(\d\d)", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        return None
    month, day = int(match[1]), int(match[2])
    try:
        date(2023, month, day)  # no leap year: a date that exists in some years only is no date for every year
    except ValueError:
        return None
    return month, day
