"""What an exporter is given (待发布报告): a report, the verdict on it, and how its values are printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from govdisclosure.consistency import Verdict
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.messages import Catalogue, Language, Message, say
from govdisclosure.readers.embedded_metadata import identity_facts
from govdisclosure.report import Finding, Report
from govdisclosure.report.printing import printed
from govdisclosure.standards import Section, Table
from govdisclosure.standards.table_grid import GridCell, TableGrid, grids_of
from govdisclosure.text_bindings import filled_in
from govdisclosure.values import Severity

if TYPE_CHECKING:
    from govdisclosure.sources import RecordSource


def _latest_first(reports: Iterable[Report]) -> tuple[Report, ...]:
    return tuple(sorted(reports, key=lambda one: one.period.end, reverse=True))


@frozen(kw_only=True)
class PublishedReport:
    """A report on its way out (待发布的报告), the same for every format.

    Attributes:
        report: the report; its ``status`` is ``final`` only where that was requested and nothing forbids it.
        verdict: what the check came to.
        earlier: reports of earlier periods to set beside it, the latest first, by its own standard or by others.
        parts: the reports of the bodies that it gathers, by body.
        records: what it was made from, for formats that explain each figure; None where that is not available.
        language: the language of what the package adds (草稿, 审核结果, heads); the report's own words stay as they are.
        theme: paper, type, page numbers and fonts; by default the usual ones of the standard's language.

    Example:
        >>> publication = PublishedReport(report=report, verdict=check(report))
        >>> publication.title, publication.printed("services.cases"), publication.is_draft
        ('衡阳市卫生和计划生育委员会2015年政府信息公开工作年度报告', '31', False)
    """

    report: Report
    verdict: Verdict
    earlier: tuple[Report, ...] = field(default=(), converter=_latest_first)
    parts: Mapping[str, Report] = field(factory=dict)
    records: RecordSource | None = field(default=None, repr=False, eq=False)
    language: Language = "zh"
    theme: Theme = field(repr=False)

    @theme.default
    def _usual(self) -> Theme:
        return usual_theme(self.report.standard.language)

    def label(self, key: str, /, **facts: object) -> str:
        """Return a label of the document, a key of the catalogue, in its language."""
        return say(key, **facts).in_language(self.language)

    @property
    def is_draft(self) -> bool:
        """Whether the report has errors that nobody accepted: every page bears 草稿, and the findings follow."""
        return self.verdict.verdict == "failed"

    @property
    def mark(self) -> str:
        """What every page bears above its text: 草稿 for errors, 暂定 while lines of a register are set aside, else nothing."""
        used = self.report.made_by.records if self.report.made_by else None
        if self.is_draft:
            return self.label("document.draft")
        return self.label("document.provisional") if used and used.set_aside else ""

    @property
    def state(self) -> str:
        """What the document's properties say of it: 草稿, 暂定, 定稿, or nothing."""
        return self.mark or (self.label("document.final") if self.report.status == "final" else "")

    @property
    def title(self) -> str:
        """The report's title."""
        return self.report.fill_in(self.report.standard.title)

    def title_lines(self, title: str) -> tuple[str, ...]:
        """Return the two lines of a title too long for one, broken after the body's name; the sign behind it stays with it."""
        name = self.report.body_name
        if not title.startswith(name) or title == name:
            return (title,)
        rest = title.removeprefix(name)
        sign = rest[:1] if rest[:1] in tuple(":,;：，；") else ""
        return f"{name}{sign}", rest[len(sign) :].lstrip()

    @property
    def signed(self) -> str:
        """The date under the report; a line to fill in by hand where none is known."""
        day: date | None = self.report.signed
        if day is None:
            return self.label("document.day_unknown")
        return self.label("document.day", year=day.year, month=day.month, day=day.day)

    def printed(self, address: str) -> str:
        """Return a cell as the standard prints it; words that was where a number belongs are kept."""
        return self.report.printed(address)

    def heading(self, template: str) -> str:
        """Return a heading of the standard with body and year filled in."""
        return self.report.fill_in(template)

    def paragraphs(self, section: Section) -> tuple[str, ...]:
        """Return the paragraphs of a text section, figures filled in."""
        text = filled_in(self.report.text.get(section.key, ""), self.report, self.printed_in_words)
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def printed_in_words(self, address: str) -> str:
        """Return a cell as the words of a report print it: 共0件, where the table prints a dash."""
        return printed(self.report.as_printed(address), self.report.standard.style.in_text, self.report.cells.get(address))

    @property
    def identity(self) -> Mapping[str, str]:
        """What a document says of itself out of sight (隐藏标识), so that it is known again when it is read back."""
        return identity_facts(self.report)

    @cached_property
    def report_data(self) -> str:
        """The report's JSON as a document carries it (内附数据): without what was noticed, or not placed, while it was made."""
        return evolve(self.report, notes=(), unread=()).to_json()

    def source(self, text: str) -> str:
        """Return what a document gives as the source of a figure: what of it is settled, or the standard's authority."""
        return settled(text, self.report.standard.authority)

    def finding(self, finding: Finding, language: Language | None = None) -> str:
        """Return a finding as a document gives it: see :func:`as_published`."""
        advice = finding.severity is Severity.ERROR  # of a draft its office is given what to correct
        message = as_published(finding.message, advice=advice, authority=self.report.standard.authority)
        return message.in_language(language or self.language).strip()

    @property
    def method_note(self) -> tuple[str, ...]:
        """What was chosen where no official text settles how to count (统计口径说明), one line a switch of the standard."""
        policies = self.report.standard.policies
        return tuple(self.label("document.policy", question=policy, answer=policy.chosen) for policy in policies)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The report's parts, without attachments of which the report has neither a table nor words."""
        sections = self.report.standard.sections
        return tuple(one for one in sections if not one.attachment or any(self.tables(one)) or self.paragraphs(one))

    def tables(self, section: Section) -> Iterator[Table]:
        """Yield the printed tables of a section, in the section's order."""
        tables = {table.key: table for table in self.report.printed_tables}
        yield from (tables[key] for key in section.tables if key in tables)

    def grids(self, section: Section) -> tuple[TableGrid, ...]:
        """Return the printed tables of a section as grids of cells, in the section's order."""
        return grids_of(self.report.standard, section, without=self.report.absent_tables)

    def cell_text(self, cell: GridCell) -> str:
        """Return what a cell of a grid prints: the value of a figure, a label with body and year filled in."""
        return self.heading(cell.text) if cell.address is None else self.printed(cell.address)


def as_published(message: Message, *, advice: bool, authority: str) -> Message:
    """Return what a finding says as others may read it: of its source what is settled, and an auditor's request if asked for.

    Args:
        message: what the finding says.
        advice: whether it may say what its office is to do.
        authority: the standard's, given where nothing of a source is settled.
    """
    changed: dict[str, object] = {}
    for name, fact in message.facts.items():
        if name == "advice" and not advice:
            changed[name] = ""
        elif name == "source" and isinstance(fact, str):
            changed[name] = settled(fact, authority)
        elif isinstance(fact, Message):
            changed[name] = as_published(fact, advice=advice, authority=authority)
    return Catalogue(message.package).say(message.key, **{**message.facts, **changed}) if changed and message.key else message


DOUBTS = ("据记忆", "待核实", "本库的理解", "未见正式规定", "from memory", "to be verified", "our reading")
"""What a standard's file marks with, in a source, as a reading of its author's own or not yet verified."""

_PART = re.compile(r"(?:[^;；(（)）]|[(（][^()（）]*[)）])+")


@lru_cache(maxsize=1024)
def settled(source: str, authority: str = "") -> str:
    """Return what of a source is settled: the parts between semicolons without a mark of doubt; where none is, the authority's.

    The marks are for the people who keep the standard, use ``explain`` and ``check``; a published document gives sources only.
    """
    kept = (one.strip() for one in _PART.findall(source) if not any(mark in one for mark in DOUBTS))
    return ";".join(part for part in kept if part) or (settled(authority) if authority else "")
