"""Draft paragraphs (拟稿) required by the standard, every figure bound to its cell.

The paragraphs are data of the standard (``draft`` of a section). There is no praise in them, and what has no figure in the
table is left open: ``【请填写：…】``, which ``check`` does not let pass.
"""

from __future__ import annotations

from attrs import evolve

from govdisclosure.errors import GovDisclosureError
from govdisclosure.quotation import QuotableWords, quotation
from govdisclosure.report import Report
from govdisclosure.standards import Section
from govdisclosure.text_bindings import bindings, filled_in, parse_binding
from govdisclosure.values import in_digits


def draft(report: Report) -> Report:
    """Return the report with the standard's paragraphs in each text section that has no words yet (起草文字).

    Words that are there are never touched; :func:`unnamed` returns what they leave out.

    Example:
        >>> bare = tabulate(records, "cn-2021", period=2015)
        >>> list(bare.text), list(draft(bare).text)
        (['overview'], ['overview', 'problems', 'other'])
    """
    made = dict(report.text)
    for section in report.standard.text_sections:
        if not made.get(section.key, "").strip() and section.draft:
            made[section.key] = "\n".join(proposed(report, section))
    return evolve(report, text=made)


def proposed(report: Report, section: Section) -> tuple[str, ...]:
    """Return the paragraphs proposed for a section, in order: bindings in braces, the period in words."""
    return tuple(one.replace("{period}", report.period.zh) for one in section.draft)


def unnamed(report: Report) -> tuple[tuple[Section, str], ...]:
    """Return the proposed paragraphs whose cells the words of their section do not name (遗漏内容): what the office left out.

    A paragraph counts as written when half of its cells or more are named: an office may have fewer things to tell apart.

    Example:
        >>> [section.key for section, paragraph in unnamed(tabulate(records, "cn-2021", period=2015))][:2]
        ['overview', 'overview']
    """
    found = []
    for section in report.standard.text_sections:
        text = report.text.get(section.key, "")
        named = _cells(report, text)
        for paragraph in proposed(report, section):
            cells = _cells(report, paragraph)
            if cells and 2 * len(cells & named) < len(cells):
                found.append((section, paragraph))
    return tuple(found)


def shown(text: str, report: Report) -> str:
    """Return words with their figures filled in (填入数字), as in a document: zero is ``0``, a cell without a value ``【…】``.

    Args:
        text: the words, with bindings.
        report: where the figures are.

    Example:
        >>> shown("主动公开{disclosure.proactive}条。", report)
        '主动公开946条。'
    """

    def show(address: str) -> str:
        return in_digits(report.as_printed(address), yes=report.standard.style.yes, no=report.standard.style.no)

    return filled_in(text, report, show)


def quoted(text: str, report: Report) -> str:
    """Return what of words may be shown outside a document: the words of the forms, figures filled in."""
    words = QuotableWords.of(spot.label for spot in report.standard.spots.values())
    return "\n".join(quotation(line, words=words) for line in shown(text, report).splitlines())


def _cells(report: Report, text: str) -> set[str]:
    found: set[str] = set()
    for one in bindings(text):
        try:
            found |= set(parse_binding(one, report.standard).addresses)
        except GovDisclosureError:  # ``check`` says so
            continue
    return found
