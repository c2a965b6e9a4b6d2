"""The fragment (网页片段): text and tables with inline styles only, for editors that strip everything else.

No script, no style sheet, no SVG, no id and no class; every figure, every explanation and the verdict are there as text. What
a chart shows is in a table anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from attrs import asdict

from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import Language
from govdisclosure_html.explanations import explainer, in_line
from govdisclosure_html.markup import Child, Element, changed, h, serialized
from govdisclosure_html.page import Page
from govdisclosure_html.words import Voice, html_language

_KEPT = {"scope", "rowspan", "colspan"}
_PLAIN = {"section", "header", "footer", "span", "div"}
_INK = "color:#1c2430"
_CELL = "border:1px solid #8a97a6;padding:5px 8px"
_STYLES = {
    "table": "border-collapse:collapse;width:100%;margin:0 0 16px;font-size:14px;line-height:1.5",
    "caption": "text-align:left;font-weight:bold;padding:4px 0",
    "th": f"{_CELL};background-color:#{{shade}};font-weight:bold;text-align:center",
    "td": f"{_CELL};text-align:center",
    "h1": "text-align:center;font-size:24px;line-height:1.4;color:#{heading};margin:16px 0",
    "h2": "font-size:19px;line-height:1.5;color:#{heading};margin:28px 0 10px",
    "p": f"line-height:1.8;margin:0 0 10px;{_INK}",
    "li": f"line-height:1.7;margin:0 0 6px;{_INK}",
}
_BY_CLASS = {
    "label": f"{_CELL};text-align:left;font-weight:normal",
    "figure": f"{_CELL};text-align:right",
    "words": f"{_CELL};text-align:left",
    "text": f"line-height:1.9;margin:0 0 10px;text-indent:2em;{_INK}",
    "mark": "color:#a6171c;font-size:20px",
    "severity": "color:#a6171c",
    "signature": "text-align:right",
    "draft-note": "border:2px solid #a6171c;padding:8px 12px;margin:0 0 16px",
}


def fragment(publication: PublishedReport, language: Language = "zh") -> str:
    """Return the content of a page as text and tables, in one language."""
    voice = Voice((language,))
    made = Page(publication, voice, on_screen=False)
    explained = explainer(publication, made.comparison)
    listed = [in_line(explained.told(one), found.label, voice) for one, found in explained.found.items()]
    about = h("section", h("h2", voice.text("explain.title")), h("p", voice.text("explain.intro")), h("ul", listed))
    colon = "：" if language == "zh" else ": "
    content = changed(
        h("div", made.content(), about), partial(_stripped, colon=colon, colours=asdict(publication.theme.colours))
    )
    return serialized(h("div", content, lang=html_language(language)))


def _stripped(element: Element, colon: str, colours: Mapping[str, str]) -> Iterator[Child]:
    """Yield what an editor leaves of an element, with its look written into it."""
    names = (element.get("class") or "").split()
    kept = tuple((name, value) for name, value in element.attributes if name in _KEPT)
    if element.tag == "figure":
        return
    look = _look(element.tag, names).format_map(colours)
    if element.tag in _PLAIN and not look:
        yield from element.children
        return
    if element.tag in ("dl", "dt", "dd"):  # editors know them less than paragraphs
        yield from _as_text(element, colon)
        return
    style = (("style", look),) if look else ()
    yield Element("p" if element.tag == "h3" else element.tag, (*kept, *style), element.children)


def _as_text(element: Element, colon: str) -> Iterator[Child]:
    if element.tag == "dl":
        yield h("p", element.children, style=_STYLES["p"])
    elif element.tag == "dt":
        yield from (*element.children, colon)
    else:
        yield from (*element.children, h("br"))


def _look(tag: str, names: list[str]) -> str:
    found = [_BY_CLASS[name] for name in names if name in _BY_CLASS]
    return found[-1] if found else _STYLES.get(tag, "")
