"""Notes made while a report is read (读入提示), and what could not be placed."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from govdisclosure.formats.document import PlacedCell
from govdisclosure.messages import Message, say
from govdisclosure.quotation import quoted_cell
from govdisclosure.readers.token_stream import Token
from govdisclosure.report import Finding, Unread, fingerprint
from govdisclosure.values import Severity

_PRINTED = ("printed", "unit", "text", "head")  # facts that hold what a document prints


def _quotable(message: Message) -> Message:
    """Return a message in which printed text is reduced to what may be quoted."""
    facts = message.facts
    printed = {name: _quoted(facts[name]) for name in _PRINTED if message.key and name in facts}
    return say(message.key, **{**facts, **printed}) if printed else message


def _quoted(fact: object) -> object:
    if isinstance(fact, list | tuple):
        return [_quoted(one) for one in fact]
    return quoted_cell(fact) if isinstance(fact, str) else fact


@define
class Diagnostics:
    """What is noticed while a report is read, and what could not be placed."""

    findings: list[Finding] = field(factory=list)
    unread: list[Unread] = field(factory=list)

    def about(
        self, rule: str, severity: Severity, cell: str, where: Sequence[str | None], key: str | None = None, /, **facts: object
    ) -> None:
        """Note something about one cell or row."""
        self.add(rule, severity, (cell,), [one for one in where if one], say(key or rule, cell=cell, **facts))

    def add(self, rule: str, severity: Severity, cells: Sequence[str], where: Sequence[str], message: Message) -> None:
        """Note something; of what is printed there only what may be quoted is said."""
        message = _quotable(message)
        mark = fingerprint(rule, *cells, *where, message.mark)
        if all(one.fingerprint != mark for one in self.findings):
            made = Finding(
                rule=rule,
                severity=severity,
                cells=tuple(cells),
                where=tuple(where),
                message=message,
                fingerprint=mark,
            )
            self.findings.append(made)

    def left(self, cell: PlacedCell | Token) -> None:
        """Keep a cell that could not be placed."""
        self.unread.append(Unread(where=cell.where, text=cell.text.strip()))
