"""Findings that someone has looked into and accepted (已核实的审核结果): who, when, and why, as a small TOML file.

::

    [[accepted]]
    fingerprint = "3f1c0a9be2d45877"                   # of the finding; it lapses when a figure changes
    rule = "requests.carry"                            # what it was about: so one with other figures is known from one gone
    cells = ["requests.carried_in/total"]
    body = "hengyang-health"
    period = "2015"
    who = "办公室统计岗"                                 # a post rather than a name
    when = 2016-03-01
    reason = "上年结转的1件为机构改革划入"

An accepted finding stays visible and no longer fails the report. One whose figures have changed since, and one that no longer
occurs, are findings themselves.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen

from govdisclosure.consistency.verdict import Verdict, by_severity
from govdisclosure.errors import Fault, InvalidPeriodError, UnreadableError, refused
from govdisclosure.files import File, opened
from govdisclosure.messages import say
from govdisclosure.records.record import nearest
from govdisclosure.report import Finding, fingerprint
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period, Severity

_KEYS = ("fingerprint", "rule", "cells", "body", "period", "who", "when", "reason")
_LARGEST = 1_000_000


@frozen(kw_only=True)
class Acceptance(ValueObject):
    """One accepted finding (已核实).

    Attributes:
        fingerprint: of the finding, with its figures.
        rule, cells: what it is about.
        body, period: of which report; entries about other reports are left alone.
        who, when, reason: who accepted it, on which day, and why.
    """

    fingerprint: str
    rule: str
    cells: tuple[str, ...]
    body: str
    period: Period
    who: str
    when: date
    reason: str


def accept(verdict: Verdict, acceptances: Sequence[Acceptance]) -> Verdict:
    """Return the verdict with accepted findings (已核实) marked; a lapsed or obsolete entry becomes a finding of its own.

    Args:
        verdict: what the check came to.
        acceptances: the accepted findings, as :func:`read_accepted` returns them.

    Example:
        >>> verdict = check(report)
        >>> [finding.rule for finding in verdict.findings]
        ['services.one_or_the_other']
        >>> (found,) = verdict.findings
        >>> known = Acceptance(
        ...     fingerprint=found.fingerprint, rule=found.rule, cells=found.cells, body=report.body.id, period=report.period,
        ...     who="张三", when=date(2016, 1, 8), reason="已核对台账",
        ... )
        >>> accept(verdict, [known]).accepted[found.fingerprint].reason
        '已核对台账'
    """
    report = verdict.report
    ours = [
        acceptance for acceptance in acceptances if acceptance.body == report.body.id and acceptance.period == report.period
    ]
    found = {finding.fingerprint for finding in verdict.findings}
    about = {(finding.rule, frozenset(finding.cells)) for finding in verdict.findings}
    lapsed = []
    for one in ours:
        if one.fingerprint not in found:
            changed = (one.rule, frozenset(one.cells)) in about
            lapsed.append(_lapsed(one, "accepted.changed" if changed else "accepted.gone"))
    return evolve(
        verdict,
        findings=by_severity([*verdict.findings, *lapsed]),
        accepted={one.fingerprint: one for one in ours if one.fingerprint in found},
    )


def _lapsed(one: Acceptance, key: str) -> Finding:
    return Finding(
        rule=key,
        severity=Severity.WARNING,
        cells=one.cells,
        message=say(key, rule=one.rule, who=one.who, when=one.when, reason=one.reason),
        fingerprint=fingerprint(key, one.fingerprint),
    )


def acceptances_of(verdict: Verdict) -> str:
    """Return a TOML file with an entry for each finding that could be accepted (已核实清单); who, when, why are to fill in.

    Args:
        verdict: what the check came to.

    Example:
        >>> [line for line in acceptances_of(check(report)).splitlines() if line.startswith("rule")]
        ['rule = "services.one_or_the_other"']
    """
    report = verdict.report
    entries = []
    for finding in verdict.findings:
        if not finding.severity.calls_for_action or not finding.fingerprint or finding.fingerprint in verdict.accepted:
            continue
        if finding.rule in ("accepted.changed", "accepted.gone"):
            continue
        words = str(finding.message).splitlines()
        comments = ["# " + "".join(sign if sign.isprintable() else " " for sign in line) for line in words]
        facts = {"fingerprint": finding.fingerprint, "rule": finding.rule, "cells": list(finding.cells)}
        facts |= {"body": report.body.id, "period": str(report.period), "who": "", "when": "", "reason": ""}
        entries.append("\n".join([*comments, _entry(facts)]))
    return "\n".join(entries)


def accepted_toml(acceptances: Sequence[Acceptance]) -> str:
    """Return a file of accepted findings, as :func:`read_accepted` takes it."""
    facts = (
        {
            **{key: getattr(one, key) for key in _KEYS},
            "cells": list(one.cells),
            "period": str(one.period),
            "when": str(one.when),
        }
        for one in acceptances
    )
    return "\n".join(_entry(one) for one in facts)


def _entry(facts: Mapping[str, object]) -> str:
    lines = (f"{key} = {json.dumps(fact, ensure_ascii=False)}" for key, fact in facts.items())
    return "\n".join(["[[accepted]]", *lines]) + "\n"


def read_accepted(file: File) -> tuple[Acceptance, ...]:
    """Read a file of accepted findings (已核实), given by its path, as bytes or as an open binary file.

    Args:
        file: its path, its bytes, or an open binary file.

    Raises:
        UnreadableError: the file cannot be read, or an entry has faults; all of them are named.

    Example:
        >>> text = '''
        ... [[accepted]]
        ... fingerprint = "6c1c6d9fd0ba1e3c"
        ... rule = "services.one_or_the_other"
        ... cells = ["services.own_system"]
        ... body = "hengyang-health"
        ... period = "2015"
        ... who = "张三"
        ... when = "2016-01-08"
        ... reason = "已核对台账"
        ... '''
        >>> read_accepted(text.encode())[0].who
        '张三'
    """
    try:
        given = opened(file)
    except UnreadableError as error:
        raise refused(error.faults[0].where, "accepted.unreadable", reason=error.faults[0].sentence) from None
    try:
        if len(given.data) > _LARGEST:
            raise refused(given.name, "accepted.too_large", most=_LARGEST)
        data = tomllib.loads(given.data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        sentence = say("accepted.unreadable", reason=type(error).__name__)
        raise UnreadableError([Fault(where=given.name, sentence=sentence)]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else type(error).__name__
        raise refused(given.name, "accepted.no_toml", reason=reason) from None
    entries = data.get("accepted", [])
    unknown = sorted(data.keys() - {"accepted"})
    if unknown or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UnreadableError([Fault(where=given.name, field=", ".join(unknown), sentence=say("accepted.tables"))])
    read = [_AcceptedEntry(given.name, number, entry) for number, entry in enumerate(entries, 1)]
    faults = [fault for one in read for fault in one.faults()]
    if faults:
        raise UnreadableError(faults)
    return tuple(one.acceptance() for one in read)


@frozen
class _AcceptedEntry:
    """One entry as it is in the file."""

    file: str
    number: int
    data: Mapping[str, Any]

    def faults(self) -> Iterator[Fault]:
        for key in sorted(self.data.keys() - set(_KEYS)):
            yield self._fault(key, "accepted.unknown_key", known=list(nearest(key, _KEYS) or _KEYS))
        for key in ("rule", "body", "who", "reason"):
            if not isinstance(self.data.get(key), str) or not self.data[key].strip():
                yield self._fault(key, "accepted.text")
        if not re.fullmatch(r"[0-9a-f]{16}", str(self.data.get("fingerprint"))):
            yield self._fault("fingerprint", "accepted.fingerprint")
        cells = self.data.get("cells")
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
            yield self._fault("cells", "accepted.cells")
        if self._day() is None:
            yield self._fault("when", "accepted.day")
        if self._period() is None:
            yield self._fault("period", "accepted.period")

    def acceptance(self) -> Acceptance:
        when, period = self._day(), self._period()
        assert when is not None and period is not None  # its faults were looked for  # noqa: S101, PT018
        texts = {key: self.data[key].strip() for key in ("fingerprint", "rule", "body", "who", "reason")}
        return Acceptance(cells=tuple(self.data["cells"]), when=when, period=period, **texts)

    def _day(self) -> date | None:
        day = self.data.get("when")
        if isinstance(day, str):
            try:
                return date.fromisoformat(day)
            except ValueError:
                return None
        return day if isinstance(day, date) and not isinstance(day, datetime) else None

    def _period(self) -> Period | None:
        try:
            return Period.parse(str(self.data.get("period", "")))
        except InvalidPeriodError:
            return None

    def _fault(self, key: str, message: str, /, **facts: object) -> Fault:
        return Fault(where=f"{self.file} [[accepted]] {self.number}", field=key, sentence=say(message, **facts))
