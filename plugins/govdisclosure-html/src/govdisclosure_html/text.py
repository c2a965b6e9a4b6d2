"""The words of a report (文字部分): paragraphs in which a figure that stands for one cell opens its explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from attrs import evolve

from govdisclosure.errors import GovDisclosureError
from govdisclosure.exporters import PublishedReport
from govdisclosure.standards import Section, Standard
from govdisclosure.text_bindings import bindings, parse_binding
from govdisclosure_html.markup import Child
from govdisclosure_html.tables import opening

_OPEN, _BETWEEN, _CLOSE = "\ue0f0", "\ue0f1", "\ue0f2"  # of the signs that nobody may expect in a text
_MARKED = re.compile(f"{_OPEN}([^{_BETWEEN}]*){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


def paragraphs_of(publication: PublishedReport, section: Section, anchors: Mapping[str, str]) -> Iterator[list[Child]]:
    """Yield the paragraphs of a text section, figures filled in."""
    report = publication.report
    text = re.sub(f"[{_OPEN}{_BETWEEN}{_CLOSE}]", "", report.text.get(section.key, ""))
    for binding in dict.fromkeys(bindings(text)):
        target = anchors.get(_cell(binding, report.standard) or "")
        if target is not None:
            alone = rf"(?<!\{{)\{{{re.escape(binding)}\}}(?!\}})"
            text = re.sub(alone, rf"{_OPEN}{target}{_BETWEEN}\g<0>{_CLOSE}", text)  # an anchor is a plain word
    marked = evolve(publication, report=evolve(report, text={section.key: text}))
    for paragraph in marked.paragraphs(section):
        pieces = _MARKED.split(paragraph)  # words, then a target and a figure, and so on
        pairs = zip(pieces[1::3], pieces[2::3], strict=True)
        opened = (opening(figure, target, is_reached=False) for target, figure in pairs)  # each is in a table, too
        yield [one for pair in zip_longest(pieces[::3], opened, fillvalue="") for one in pair]


def _cell(binding: str, standard: Standard) -> str | None:
    """Return the cell that a binding stands for, where it is one alone."""
    try:
        return parse_binding(binding, standard).only
    except (GovDisclosureError, LookupError):
        return None
