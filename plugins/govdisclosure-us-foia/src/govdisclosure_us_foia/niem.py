"""An annual report in the exchange format taken apart (交换格式解析): organisations, and the rows of each section.

What a row says is kept under the row's own id, never under the organisation that it is linked to: a link may be empty, and two
rows may bear the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from attrs import define, field, frozen

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.formats import advice
from govdisclosure.formats.safe_zip import parse
from govdisclosure_us_foia.messages import say
from govdisclosure_us_foia.reader import ROOT

_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@frozen
class Organization:
    """An agency or a component: the id within the file, abbreviation and name."""

    id: str
    abbreviation: str
    name: str


@frozen
class Row:
    """One data row of a section.

    Attributes:
        element: the row.
        organization: the id of the organisation that it is linked to; empty where it is linked to none.
        neighbours: the organisations of the linked rows before and after it, and how many rows without a link are between it
            and the one before.
    """

    id: str
    element: Element
    organization: str
    neighbours: tuple[str, str, int] = ("", "", 0)


@define
class SectionRows:
    """What is in one section: its rows, its footnotes, and for statutes how often each organisation relied on each."""

    rows: list[Row] = field(factory=list)
    footnotes: list[str] = field(factory=list)
    times: list[tuple[str, str, str]] = field(factory=list)


@frozen
class Document:
    """A report taken apart.

    Attributes:
        agency: the agency; its components follow in ``components``.
        year: the fiscal year; None where the file does not print it.
        sections: what is in each section, by the section's element.
    """

    agency: Organization
    components: tuple[Organization, ...]
    year: int | None
    sections: Mapping[str, SectionRows]


def taken_apart(data: bytes, name: str) -> Document:
    """Take a report apart.

    Raises:
        UnreadableError: it is no well-formed XML, no such report, or names no agency.
    """
    # a server that prints blank lines before its pages prints them before files, too
    root = parse(data.lstrip(b" \t\r\n"), name, advice.XML)
    if root.tag != ROOT:
        raise _refused(name, "refused.no_report", root=root.tag)
    agency = root.find("Organization")
    if agency is None:
        raise _refused(name, "refused.no_agency")
    own = _organization(agency)
    components = tuple(_organization(one) for one in agency.iter("OrganizationSubUnit"))
    known = {own.id, *(one.id for one in components)}
    sections: dict[str, SectionRows] = {}
    for child in root:
        if child.tag.endswith("Section"):
            _add(sections.setdefault(child.tag, SectionRows()), child, known)
    return Document(own, components, _year(root), sections)


def _refused(name: str, key: str, /, **facts: object) -> UnreadableError:
    return UnreadableError([Fault(where=name, sentence=say(key, **facts))])


def _organization(element: Element) -> Organization:
    short, name = (_text(element.find(f"Organization{one}")) for one in ("AbbreviationText", "Name"))
    return Organization(element.get("id", ""), short or name, name or short)


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _year(root: Element) -> int | None:
    """Return the fiscal year: of the element in its place, else of any that is called so."""
    for one in root.iter():
        if "FiscalYear" in one.tag and (match := _YEAR.search(_text(one))):
            return int(match[0])
    return None


def _add(section: SectionRows, element: Element, known: set[str]) -> None:
    links: dict[str, str] = {}
    data: list[Element] = []
    for child in element:
        if child.tag == "FootnoteText":
            if text := _text(child):
                section.footnotes.append(text)
        elif child.tag.endswith("OrganizationAssociation"):
            row, organization, times = _link(child)
            links[row] = organization if organization in known else ""
            if times is not None:
                section.times.append((row, links[row], times))
        elif child.get("id") is not None:
            data.append(child)
    rows = [Row(one.get("id", ""), one, links.get(one.get("id", ""), "")) for one in data]
    section.rows += _with_neighbours(rows) if any(not one.organization for one in rows) else rows


def _link(element: Element) -> tuple[str, str, str | None]:
    row = organization = ""
    times = None
    for child in element:
        if child.tag == "ComponentDataReference":
            row = child.get("ref", "")
        elif child.tag == "OrganizationReference":
            organization = child.get("ref", "")
        elif child.tag == "ReliedUponStatuteQuantity":
            times = _text(child)
    return row, organization, times


def _with_neighbours(rows: Sequence[Row]) -> Iterator[Row]:
    after = [next((one.organization for one in rows[place:] if one.organization), "") for place in range(len(rows))]
    before, between = "", 0
    for place, one in enumerate(rows):
        if one.organization:
            before, between = one.organization, 0
            yield one
        else:
            yield Row(one.id, one.element, "", (before, after[place], between))
            between += 1
