"""How the documentation is built: ``make docs`` puts it into build/docs, with every warning an error and no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sphinx.search
from sphinx.search.en import SearchEnglish

from govdisclosure.version import VERSION

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "govdisclosure"
author = "The govdisclosure maintainers"
copyright = author  # noqa: A001 - the name that Sphinx reads
release = version = VERSION

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "sphinx_copybutton"]
exclude_patterns = ["_build"]
suppress_warnings = [
    "misc.highlighting_failure",  # a page may show three lines of a JSON file
    "ref.python",  # several classes have a field "kind"; a type in a docstring leads to the first
]

myst_heading_anchors = 6  # links name headings as GitHub does
myst_enable_extensions = ["deflist"]

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Source", "notes_style")]

copybutton_prompt_text = r">>> |\.\.\. "  # what is copied can be pasted: no prompts, no output
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = "govdisclosure 政府信息公开统计"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None  # the same sources, the same pages


class SearchPairs(SearchEnglish):
    """Search of pages in English and Chinese: English by word stems, Chinese by pairs of neighbouring characters.

    Chinese has no spaces between words: Sphinx takes all characters up to the next comma for one word, which nobody types.
    Pairs need no dictionary, so terms of the field are found as well.
    """

    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{Letter}\p{Number}_])+/gu) || []).flatMap((part) =>
    /^[\u3400-\u9fff]{3,}$/.test(part) ? Array.from(part.slice(1), (character, at) => part[at] + character) : [part]);
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        """Return the words of a text and the pairs of its Chinese."""
        parts = re.findall(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+", input)
        return [term for part in parts for term in (pairs(part) if "\u3400" <= part[0] <= "\u9fff" else [part])]


def pairs(characters: str) -> list[str]:
    """Return each two neighbouring characters; one alone is itself."""
    return [characters[at : at + 2] for at in range(max(len(characters) - 1, 1))]


sphinx.search.languages["zh-en"] = SearchPairs  # the settings know names only
html_search_language = "zh-en"


def language_of_page(_app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Name the language of a Chinese page, for screen readers, hyphenation and the choice of fonts."""
    if pagename.endswith(".zh-CN"):
        context["language"] = "zh-CN"


def setup(app: Sphinx) -> None:
    """Register what is not a setting."""
    app.connect("html-page-context", language_of_page)
