"""Themes (版式): paper, type, page numbers, signature, fonts and colours of documents, as data: ``NAME.theme.toml``.

A theme may begin with another (``base``) and say only what differs. Lengths of the page are millimetres, those of type points.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

import attrs
from attrs import field, frozen

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.messages import Language, say
from govdisclosure.records.record import nearest
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict

SUFFIX: Final = ".theme.toml"
OFFICIAL: Final = "gb9704"
"""The theme of standards in Chinese that name none: official documents."""
PLAIN: Final = "letter"
"""The theme of standards in other languages that name none."""

PAPERS: Final = FrozenDict(
    {
        "a3": (297.0, 420.0, 8),
        "a4": (210.0, 297.0, 9),
        "letter": (215.9, 279.4, 1),
        "legal": (215.9, 355.6, 5),
        "tabloid": (279.4, 431.8, 3),
    }
)
"""Width and height in millimetres, and the number that spreadsheets have for it."""
LARGER: Final = FrozenDict({"a3": "a3", "a4": "a3", "letter": "tabloid", "legal": "tabloid", "tabloid": "tabloid"})
"""The paper of tables that are too wide for the theme's."""
_TWIPS = 1440 / 25.4
Colour: TypeAlias = str
_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_ROLES = ("latin", "text", "title", "heading", "subheading", "plain")


@frozen(kw_only=True)
class ThemePaper(ValueObject):
    """The page (纸张、页边距), in millimetres; ``header`` and ``footer`` are from its edges."""

    size: str
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float


@frozen(kw_only=True)
class ThemeText(ValueObject):
    """The type (字号、行距), in points.

    Attributes:
        squeeze: width of characters in per cent.
        indent: of a paragraph's first line, in characters.
        gap: between paragraphs.
        table: the largest type of tables.
        letters: the sizes of letters, each with its line, the largest first.
    """

    size: float
    line: float
    title: float
    title_line: float
    table: float
    letters: Sequence[Sequence[float]]
    squeeze: float = 100
    indent: float = 0
    gap: float = 0


@frozen(kw_only=True)
class ThemeNumber(ValueObject):
    """The page number (页码): ``{page}`` and ``{pages}`` in a text; ``below`` the text, in millimetres."""

    form: str
    place: str
    size: float
    below: float


@frozen(kw_only=True)
class ThemeSignature(ValueObject):
    """Name and date (落款): at the right, centred over each other and some characters from the edge, or at the left."""

    place: str
    indent: float = 0


@frozen(kw_only=True)
class ThemeFont(ValueObject):
    """A font (字体).

    Attributes:
        name: as documents name it.
        others: what stands in for it on a machine without it, with commas.
        family, charset: its kind, as Word has them.
        search: the fonts that a PDF is set in, the first that there is.
        bold: whether it is set bold.
    """

    name: str
    others: str
    family: str
    charset: str
    search: Sequence[str] = ()
    bold: bool = False


@frozen(kw_only=True)
class ThemeSheet(ValueObject):
    """The type of workbooks (工作簿字体): faces of cells and of words, the sizes of cells and of titles in points."""

    plain: str
    words: str
    size: float = 11
    title: float = 16


@frozen(kw_only=True)
class ThemeScreen(ValueObject):
    """The faces of the web page on a screen (网页字体), with commas: where none is given, the fonts of documents."""

    text: str = ""
    title: str = ""


@frozen(kw_only=True)
class ThemeColours(ValueObject):
    """The colours (颜色) of the web page and of workbooks, as ``RRGGBB``; other documents are black on white.

    Attributes:
        heading: of titles and headings.
        accent: of the lines that set the page off.
        shade: behind the heads of tables.
    """

    heading: Colour = "123C68"
    accent: Colour = "A6171C"
    shade: Colour = "D9E2F3"


@frozen(kw_only=True)
class Theme(ValueObject):
    """A theme of documents (版式)."""

    name: str
    source: str
    paper: ThemePaper
    text: ThemeText
    number: ThemeNumber
    signature: ThemeSignature
    fonts: Mapping[str, ThemeFont] = field(converter=frozen_dict)
    sheet: ThemeSheet
    screen: ThemeScreen = ThemeScreen()
    colours: ThemeColours = ThemeColours()

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the page, in millimetres."""
        return PAPERS[self.paper.size][:2]

    @property
    def area(self) -> tuple[float, float]:
        """Width and height of the page's text, in millimetres."""
        (width, height), paper = self.page, self.paper
        return width - paper.left - paper.right, height - paper.top - paper.bottom

    @property
    def width(self) -> int:
        """The width of a line in twips: that of the page without its margins, each rounded."""
        return twips(self.page[0]) - twips(self.paper.left) - twips(self.paper.right)

    @property
    def height(self) -> int:
        """The height of a page's text in twips."""
        return twips(self.page[1]) - twips(self.paper.top) - twips(self.paper.bottom)

    @property
    def line(self) -> int:
        """The height of a line in twips."""
        return int(self.text.line * 20)

    @property
    def character(self) -> int:
        """The width of a Chinese character in twips."""
        return int(self.text.size * 20 * self.text.squeeze // 100)

    @property
    def letters(self) -> tuple[tuple[int, int], ...]:
        """The sizes of type in letters, in half points, each with its line in twips."""
        return tuple((round(size * 2), int(line * 20)) for size, line in self.text.letters)


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point, as Word has it."""
    return round(millimetres * _TWIPS)


Themes: TypeAlias = Mapping[str, str]
"""The text of themes by name."""


@cache
def shipped_themes() -> Themes:
    """Return the themes of the package."""
    found = (one for one in (files(__package__) / "themes").iterdir() if one.name.endswith(SUFFIX))
    return FrozenDict({one.name.removesuffix(SUFFIX): one.read_text(encoding="utf-8") for one in found})


def usual_theme(language: Language) -> Theme:
    """Return the theme of documents in a language where none is named: that of official documents for Chinese."""
    return theme_of(OFFICIAL if language == "zh" else PLAIN)


def theme_of(name: str, themes: Themes | None = None) -> Theme:
    """Return a theme by its name.

    Args:
        name: its name.
        themes: those that there are; those of the package by default.

    Raises:
        UnreadableError: there is none of that name, or its file has faults; all of them are named.
    """
    known = shipped_themes() if themes is None else themes
    if name not in known:
        raise refused("", "theme.unknown", found=name, known=list(nearest(name, known) or known))
    return load_theme(known[name], f"{name}{SUFFIX}", FrozenDict(known))


@lru_cache(maxsize=64)
def load_theme(text: str, file: str, themes: Themes) -> Theme:
    """Return the theme of a file's text; ``themes`` are those that it may begin with.

    Raises:
        UnreadableError: it has faults; all of them are named.
    """
    data = _merged(text, file, themes, ())
    faults: list[Fault] = []
    reading = _ThemeReading(file, faults)
    made: Theme | None = reading.part(Theme, {"name": file.removesuffix(SUFFIX), **data}, "")
    if made is not None:
        reading.check(made)
    if faults or made is None:
        raise UnreadableError(faults)
    return made


def _merged(text: str, file: str, themes: Themes, within: tuple[str, ...]) -> dict[str, Any]:
    """Return the data of a file over those of the theme that it begins with."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refused(file, "theme.no_toml", reason=str(error)) from None
    base = data.pop("base", None)
    if base is None:
        return data
    if base not in themes or base in within:
        raise refused(file, "theme.unknown" if base not in within else "theme.circular", found=str(base), known=list(themes))
    below = _merged(themes[base], f"{base}{SUFFIX}", themes, (*within, base))
    return {
        key: {**below[key], **data[key]}
        if isinstance(below.get(key), dict) and isinstance(data.get(key), dict)
        else data.get(key, below.get(key))
        for key in {**below, **data}
    }


_FAMILIES: Final = ("roman", "swiss", "modern", "script", "decorative", "auto")
"""The families of fonts, as Word has them (ISO/IEC 29500-1, 17.18.30)."""
_PARTS: Final = {
    "ThemePaper": ThemePaper,
    "ThemeText": ThemeText,
    "ThemeNumber": ThemeNumber,
    "ThemeSignature": ThemeSignature,
    "ThemeSheet": ThemeSheet,
    "ThemeScreen": ThemeScreen,
    "ThemeColours": ThemeColours,
}


@frozen
class _ThemeReading:
    """Reads the tables of a file into their classes, and collects what is wrong."""

    file: str
    faults: list[Fault]

    def part(self, cls: Any, data: object, place: str) -> Any:
        if not isinstance(data, dict):
            self.fault(place, "theme.table")
            return None
        known = attrs.fields_dict(cls)
        for key in data.keys() - known.keys():
            self.fault(f"{place}{key}", "theme.unknown_key", known=list(nearest(key, known) or known))
        values = {}
        for name, one in known.items():
            if name in data:
                values[name] = self.value(one.type, data[name], f"{place}{name}")
            elif one.default is attrs.NOTHING:
                self.fault(f"{place}{name}", "theme.required")
        return None if self.faults else cls(**values)

    def value(self, kind: Any, value: Any, place: str) -> Any:
        if kind in _PARTS:
            return self.part(_PARTS[kind], value, f"{place}.")
        if kind == "Mapping[str, ThemeFont]":
            fonts = value if isinstance(value, dict) else {}
            for role in [one for one in _ROLES if one not in fonts]:
                self.fault(f"{place}.{role}", "theme.required")
            for role in fonts.keys() - set(_ROLES):
                self.fault(f"{place}.{role}", "theme.unknown_key", known=list(_ROLES))
            return {role: self.part(ThemeFont, font, f"{place}.{role}.") for role, font in fonts.items()}
        fits = {
            "str": isinstance(value, str),
            "bool": isinstance(value, bool),
            "Colour": isinstance(value, str) and _COLOUR.fullmatch(value) is not None,
            "float": _is_length(value),
            "Sequence[str]": isinstance(value, list) and all(isinstance(one, str) for one in value),
            "Sequence[Sequence[float]]": isinstance(value, list)
            and bool(value)
            and all(isinstance(one, list) and len(one) == 2 and all(map(_is_length, one)) for one in value),
        }[kind]
        if not fits:
            named = {"str": "theme.text", "bool": "theme.flag", "float": "theme.number", "Colour": "theme.colour"}
            self.fault(place, named.get(kind, "theme.list"))
        return (
            tuple(map(tuple, value))
            if kind == "Sequence[Sequence[float]]" and fits
            else tuple(value)
            if fits and isinstance(value, list)
            else value
        )

    def check(self, made: Theme) -> None:
        """See that a page has room for text, and that words are of those there are."""
        for place, found, known in (
            ("paper.size", made.paper.size, tuple(PAPERS)),
            ("number.place", made.number.place, ("outer", "center", "right")),
            ("signature.place", made.signature.place, ("right", "left")),
        ):
            if found not in known:
                self.fault(place, "standard.choice", found=found, known=list(known))
        for role, font in made.fonts.items():
            if font.family not in _FAMILIES:
                self.fault(f"fonts.{role}.family", "standard.choice", found=font.family, known=list(_FAMILIES))
            if not re.fullmatch("[0-9A-Fa-f]{2}", font.charset):
                self.fault(f"fonts.{role}.charset", "theme.charset", found=font.charset)
        if "{page}" not in made.number.form:
            self.fault("number.form", "theme.page")
        if not self.faults and min(made.area) < 50:
            self.fault("paper", "theme.no_room")

    def fault(self, place: str, key: str, /, **facts: object) -> None:
        self.faults.append(Fault(where=self.file, field=place, sentence=say(key, **facts)))


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1000
