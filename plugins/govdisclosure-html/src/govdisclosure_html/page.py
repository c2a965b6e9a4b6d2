"""The page (公开网页): everything a report says, in the standard's order, in one file without any script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files

from attrs import asdict, frozen

from govdisclosure.consistency import RelationState
from govdisclosure.exporters import PublishedReport, Theme
from govdisclosure.messages import Language, Message, languages
from govdisclosure.report import Finding
from govdisclosure.standards import Section
from govdisclosure.standards.table_grid import TableGrid
from govdisclosure.values import Severity
from govdisclosure_html.comparison import Comparison, compared
from govdisclosure_html.downloads import downloads
from govdisclosure_html.explanations import Dialogs, Explainer, explainer, named
from govdisclosure_html.figures import Figures
from govdisclosure_html.markup import Child, Children, Element, Markup, h, serialized
from govdisclosure_html.tables import Sheet, opening
from govdisclosure_html.text import paragraphs_of
from govdisclosure_html.words import Voice, bare, html_language, words


def page(publication: PublishedReport) -> str:
    """Return the page: of a standard in Chinese in both languages, of which the reader chooses one, else in one.

    The language of the publication is shown first.
    """
    both = publication.report.standard.language == "zh"
    return Page(publication, Voice() if both else Voice((publication.language,))).document()


def paper(publication: PublishedReport) -> str:
    """Return the page as it is printed, in the publication's language: without what is only of use on a screen."""
    return Page(publication, Voice((publication.language,)), on_screen=False).document()


@frozen(slots=False)
class Page:
    """A report on its way to a page, part by part.

    Attributes:
        on_screen: whether figures open their explanation, and there is something to choose, to follow and to save.
    """

    publication: PublishedReport
    voice: Voice
    on_screen: bool = True

    # ------------------------------------------------------------------------------------------------------- the whole

    def document(self) -> str:
        """Return the whole file."""
        style = h("style", _style(self.publication))
        digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        title = self.publication.title
        if self.publication.mark:
            title = f"{self.publication.mark} {title}"
        head = h(
            "head",
            h("meta", charset="utf-8"),
            h("meta", http_equiv="Content-Security-Policy", content=policy),
            h("meta", name="viewport", content="width=device-width, initial-scale=1"),
            h("meta", name="color-scheme", content="light"),
            h("title", title),
            h("meta", name="author", content=self.publication.report.body_name),
            [h("meta", name=name, content=fact) for name, fact in self.publication.identity.items()],
            style,
        )
        main = h("main", self._main(), id="main", tabindex="-1")
        beside = [self._head(), self._contents()] if self.on_screen else [self._head()]
        skip = h("a", self.voice.text("skip"), href="#main", class_="skip") if self.on_screen else None
        body = h(
            "body", skip, beside, main, self.foot(), self._dialogs(), class_="draft" if self.publication.is_draft else None
        )
        return "<!DOCTYPE html>\n" + serialized(
            h("html", head, body, lang=html_language(self._further or self.voice.languages[0]))
        )

    @property
    def _further(self) -> Language:
        """The language of the labels where it is none that the page itself speaks; empty elsewhere."""
        own = self.publication.report.standard.language
        return "" if own in languages() else own

    def _languages(self) -> Element:
        choices: list[Child] = [h("legend", self.voice.text("language"), class_="unseen")]
        for name, label, lang in (("zh", "中文", "zh-CN"), ("en", "English", "en")):
            choices.append(
                h("input", type="radio", name="language", id=f"in-{name}", checked=name == self.publication.language)
            )
            choices.append(h("label", label, for_=f"in-{name}", lang=lang))
        return h("fieldset", choices, class_="languages")

    def _head(self) -> Element:
        publication, report = self.publication, self.publication.report
        scope = words(f"about.scope.{report.scope}", count=len(report.includes))
        verdict = words(f"check.{publication.verdict.verdict}")
        facts = [
            ("about.body", Message.literal(zh=f"{report.body_name}({scope.zh})", en=f"{report.body_name} ({scope.en})")),
            ("about.period", Message.of(report.period)),
            *([("about.signed", Message.literal(zh=publication.signed, en=str(report.signed)))] if report.signed else []),
            ("about.standard", Message.literal(report.standard.authority)),
            ("about.verdict", verdict),
        ]
        items = [h("div", h("dt", self.voice.text(key)), h("dd", self.voice.say(fact))) for key, fact in facts]
        draft = None
        if publication.mark and not publication.is_draft:
            draft = h("div", h("strong", publication.mark, class_="mark"), class_="draft-note")
        if publication.is_draft:
            errors = sum(one.severity is Severity.ERROR for one in publication.verdict.findings)
            mark = h("strong", self.voice.text("draft"), class_="mark")
            draft = h("div", mark, h("p", self.voice.text("draft.why", count=errors)), class_="draft-note")
        kicker = h("p", self.voice.text("kicker"), class_="kicker")
        languages = self._languages() if self.on_screen and len(self.voice.languages) > 1 else None
        return h(
            "header",
            languages,
            kicker,
            h("h1", self._title(), data_govdisclosure=_REPORT),
            draft,
            h("dl", items, class_="about"),
            id="top",
        )

    def _title(self) -> tuple[Child, ...]:
        """Return the title as printed; in English what the report is."""
        report = self.publication.report
        english = words("title", body=report.body_name, period=report.period).en
        if len(self.voice.languages) == 1:
            is_own = self._further or self.voice.languages == (report.standard.language,)
            return (self.publication.title if is_own else english,)
        return (
            h("span", self.publication.title, lang=self._further or "zh-CN"),
            h("span", english, class_="en", lang="en", hidden=True, data_govdisclosure="beside"),
        )

    def _contents(self) -> Element:
        items = [h("li", h("a", name, href=f"#{target}")) for target, name in self._headings()]
        title = h("p", self.voice.text("contents"), class_="contents-title", id="contents")
        return h("nav", title, h("ol", items), aria_labelledby="contents", class_="contents")

    def _headings(self) -> Iterator[tuple[str, tuple[Child, ...]]]:
        for part in (one for one in self._parts if one.tag == "section"):
            (first, *_) = part.children
            assert isinstance(first, Element)  # noqa: S101 - each part begins with its heading
            yield part.get("id") or "", first.children

    def _main(self) -> Iterator[Element]:
        yield from self.figures.main(self.comparison)
        if self.on_screen:
            yield h("p", self.voice.text("hint"), class_="hint")
        yield from self._parts

    def content(self) -> Iterator[Element]:
        """Yield the head and all parts, for what is no page of its own."""
        yield self._head()
        yield from self._parts

    def foot(self) -> Element | None:
        """Lead back to the top; a page on paper ends with what it says."""
        return h("footer", h("p", h("a", self.voice.text("top"), href="#top"))) if self.on_screen else None

    # ------------------------------------------------------------------------------------------------------- the parts

    @cached_property
    def comparison(self) -> Comparison:
        """The report beside its predecessor."""
        return compared(self.publication)

    @cached_property
    def explainer(self) -> Explainer | None:
        """What opens at a figure; on paper nothing does."""
        return explainer(self.publication, self.comparison) if self.on_screen else None

    @cached_property
    def anchors(self) -> dict[str, str]:
        """What the explanation of each cell is called."""
        return {address: f"x{place}" for place, address in enumerate(self.explainer.found)} if self.explainer else {}

    @cached_property
    def figures(self) -> Figures:
        """The charts, and the tables that go with them."""
        return Figures(self.publication, self.voice, self.anchors)

    @cached_property
    def _parts(self) -> tuple[Element, ...]:
        sections = self.publication.report.standard.sections
        body = [part for section in sections if not section.attachment for part in self._section(section)]
        attached = [part for section in sections if section.attachment for part in self._section(section)]
        return (*body, self._signature(), *attached, *self._years(), *self._bodies(), self._check(), *self._rest())

    def _part(self, name: str, heading: Children, *children: Children, is_told: bool = False) -> Element:
        """Return a part of the page; ``is_told`` where its heading is the report's own."""
        return h(
            "section", h("h2", heading, id=f"{name}-name", data_govdisclosure=_REPORT if is_told else None), children, id=name
        )

    def _section(self, section: Section) -> Iterator[Element]:
        publication = self.publication
        grids = publication.grids(section)
        heading = publication.heading(section.attachment or section.heading or (grids[0].heading if grids else ""))
        paragraphs = [
            h("p", text, class_="text", data_govdisclosure=_REPORT)
            for text in paragraphs_of(publication, section, self.anchors)
        ]
        if not grids and not paragraphs:
            return
        shown: list[Child] = [*paragraphs]
        for grid in grids:
            sheet = self._sheet(grid, heading)
            charts = [one for block in grid.blocks for one in self.figures.of_table(block.table)]
            shown += [one for one in (sheet.element(), sheet.listed(), *charts, sheet.compared()) if one is not None]
        named = self.voice.label(heading) if heading else self.voice.text("part.text")
        yield self._part(f"s-{section.key}", named, shown, is_told=bool(heading))

    def _sheet(self, grid: TableGrid, heading: str) -> Sheet:
        caption = self.publication.heading(grid.heading) or heading
        number = [one.key for one in self.publication.report.standard.tables].index(grid.blocks[0].table.key) + 1
        told = caption == heading
        return Sheet(self.publication, grid, number, caption, self.voice, self.comparison, self.anchors, is_told=told)

    def _signature(self) -> Element:
        """Return name and date, which are after the text and before what is attached."""
        report = self.publication.report
        day = h("p", self.publication.signed) if report.signed else None
        marked = _REPORT if day else None  # a name without a date would be one more paragraph to a reader
        return h("div", h("p", report.body_name), day, class_="signature", data_govdisclosure=marked)

    def _years(self) -> Iterator[Element]:
        left_out = [h("p", self.voice.say(one), class_="note") for one in self.comparison.left_out]
        shown = self.figures.years()
        if shown or left_out:
            yield self._part("years", self.voice.text("years.title"), shown, left_out)

    def _bodies(self) -> Iterator[Element]:
        shown = self.figures.bodies()
        if shown:
            yield self._part("bodies", self.voice.text("bodies.title"), shown)

    def _check(self) -> Element:
        verdict = self.publication.verdict
        counts: dict[str, object] = {state.value: verdict.count(state) for state in RelationState}
        shown: list[Child] = [
            h("p", h("strong", self.voice.text(f"check.{verdict.verdict}")), class_=f"verdict {verdict.verdict}"),
            h("p", self.voice.say(words("check.relations", **counts))),
        ]
        if verdict.findings:
            shown.append(h("ol", [self._finding(one) for one in verdict.findings], class_="findings"))
        else:
            shown.append(h("p", self.voice.text("check.nothing")))
        return self._part("check", self.voice.text("check.title"), shown)

    def _finding(self, finding: Finding) -> Element:
        severity = Message.of(finding.severity)
        mark = h("strong", self.voice.say(severity), class_=f"severity {finding.severity.value}")
        words = Message.literal(zh=self.publication.finding(finding, "zh"), en=self.publication.finding(finding, "en"))
        said = self.voice.say(named(self.publication.report.standard, words))
        return h("li", mark, " ", said, self._concerned(finding), class_="finding")

    def _concerned(self, finding: Finding) -> Element | None:
        """Lead from a finding to the figures that it is about; on paper it says all itself."""
        if finding.severity is Severity.INFO:  # such as all the cells without a figure
            return None
        items = []
        for address in finding.cells[:_MOST_CELLS]:
            if address in self.anchors:
                spot = self.publication.report.standard.spot(address)
                printed = self.publication.printed(address).strip()
                items.append(h("li", opening(f"{bare(spot.row.label)} {printed}".strip(), self.anchors[address])))
        return h("ul", items, class_="concerned", aria_label=self.voice.plain(words("check.cells"))) if items else None

    def _rest(self) -> Iterator[Element]:
        if self.publication.method_note:
            lines = h("ul", [h("li", line) for line in self.publication.method_note])
            yield self._part("method", self.voice.text("method.title"), lines, is_told=True)
        if self.on_screen:
            intro = h("p", self.voice.text("downloads.intro"))
            yield self._part("downloads", self.voice.text("downloads.title"), intro, downloads(self.publication, self.voice))

    def _dialogs(self) -> Element | None:
        if self.explainer is None:
            return None
        found, made = self.explainer, Dialogs(self.voice)
        told = [made.dialog(found.told(one), found.found[one].label, name) for one, name in self.anchors.items()]
        return h("div", Markup("".join(told)), class_="explanations")


_REPORT = "report"
"""What a part of the report itself is marked with, so that a reader knows it from what the page adds."""
_MOST_CELLS = 8
"""The most figures that a finding leads to."""


def _style(publication: PublishedReport) -> str:
    """Return the style: the theme's colours and faces, its page and type on paper, and a draft's mark in its language."""
    theme, mark = publication.theme, _quoted(publication.label("document.draft"))
    fonts, screen, text = theme.fonts, theme.screen, theme.text
    on_paper = {role: _family(",".join((font.name, font.others, *font.search))) for role, font in fonts.items()}
    on_screen = on_paper | ({"text": _family(screen.text), "plain": _family(screen.text)} if screen.text else {})
    if screen.text:
        on_screen |= dict.fromkeys(("heading", "subheading"), on_screen["text"])
    if screen.title:
        on_screen["title"] = _family(screen.title)
    colours = "".join(f"--{name}: #{colour}; " for name, colour in asdict(theme.colours).items())
    sizes = f"--size: {text.size:g}pt; --line: {text.line:g}pt; --title: {text.title:g}pt; "
    sizes += f"--table: {min(8.5, text.table):g}pt; --wide: {min(7, text.table):g}pt; "
    indent = f"--indent: {text.indent:g}em; --gap: {text.gap:g}pt; "
    return "\n".join(
        (
            f":root {{ {colours}--draft: {mark}; {indent}{_faces(on_screen)}}}",
            (files(__package__) / "style.css").read_text(encoding="utf-8"),
            f"@media print {{ :root {{ {sizes}{_faces(on_paper)}}} }}",
            _paper(theme),
        )
    )


def _paper(theme: Theme) -> str:
    """Return the rules of printed pages: paper, margins, and the page's number in its place."""
    (width, height), paper, number = theme.page, theme.paper, theme.number
    margins = " ".join(f"{side:g}mm" for side in (paper.top, paper.right, paper.bottom, paper.left))
    words = re.split(r"({pages?})", number.form)
    content = " ".join(f"counter({one[1:-1]})" if one in ("{page}", "{pages}") else _quoted(one) for one in words if one)
    shown = f"content: {content}; font-size: {number.size:g}pt;"
    rules = [f"@page {{ size: {width:g}mm {height:g}mm; margin: {margins}; }}"]
    places = {"center": (("", "center"),), "right": (("", "right"),), "outer": ((":right", "right"), (":left", "left"))}
    rules += [f"@page{side} {{ @bottom-{place} {{ {shown} }} }}" for side, place in places[number.place]]
    return "\n".join(rules)


def _faces(families: Mapping[str, str]) -> str:
    return "".join(f"--face-{role}: {family}; " for role, family in families.items())


def _family(names: str) -> str:
    """Return the names of fonts, which have commas between them, as CSS has a family."""
    known = dict.fromkeys(name.strip() for name in names.split(",") if name.strip())
    return ", ".join((*map(_quoted, known), "serif" if any("Serif" in one or "Song" in one for one in known) else "sans-serif"))


def _quoted(text: str) -> str:
    """Return a text as CSS quotes it, in a style element."""
    return '"' + re.sub(r'["\\<\n\r\f\0]', lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'
