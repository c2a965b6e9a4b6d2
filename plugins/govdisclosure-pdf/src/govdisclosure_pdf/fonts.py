"""The fonts that documents are set in (字体): those of the system, and those of a folder that an office names."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import Message

if TYPE_CHECKING:
    import typst

FOLDER = "GOVDISCLOSURE_FONTS"
"""The environment variable that names a folder with further fonts (字体文件夹)."""
ALONE = "GOVDISCLOSURE_FONTS_ALONE"
"""The environment variable that, where it is set, leaves out the fonts of the system (只用该文件夹的字体)."""
_INSTALL = Message.literal(
    zh="请安装中文字体（Debian、Ubuntu：apt-get install fonts-noto-cjk），"
    f"或把字体文件放进一个文件夹，用环境变量 {FOLDER} 指明",
    en="install a Chinese font (on Debian and Ubuntu: apt-get install fonts-noto-cjk),"
    f" or put font files into a folder and name it in the environment variable {FOLDER}",
)


class MissingFontError(UnreadableError):
    """No font has a character of a report: a document would show boxes instead (缺少字体).

    Attributes:
        characters: the characters; empty where there is no font at all.
    """

    def __init__(self, characters: str = "") -> None:
        self.characters = characters
        shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in characters[:5])
        more = f" … ({len(characters)})" if len(characters) > 5 else ""
        if characters:
            sentence = Message.literal(
                zh=f"没有一种字体有这些字：{shown}{more}。{_INSTALL.zh}，或改掉这些字",
                en=f"no font has these characters: {shown}{more}; {_INSTALL.en}, or write them otherwise",
            )
        else:
            sentence = Message.literal(zh=f"系统没有安装任何字体。{_INSTALL.zh}", en=f"no fonts are installed; {_INSTALL.en}")
        super().__init__([Fault(where="pdf", sentence=sentence)])


def fonts() -> typst.Fonts:
    """Return all fonts there are; looking for them takes a tenth of a second, once.

    Raises:
        MissingFontError: there are none.
    """
    found = _found(os.environ.get(FOLDER, ""), of_system=not os.environ.get(ALONE))
    if not found.families():  # without any, text would be left out in silence
        raise MissingFontError
    return found


@lru_cache(maxsize=4)
def _found(folder: str, *, of_system: bool) -> typst.Fonts:
    import typst  # on use: it is large

    return typst.Fonts(include_system_fonts=of_system, include_embedded_fonts=False, font_paths=[folder] if folder else [])
