"""Decoding of bytes (字符编码): a declared encoding is trusted only where the bytes bear it out."""

from __future__ import annotations

import codecs
import re
from typing import Final

_GB18030_MARK: Final = b"\x84\x31\x95\x33"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (_GB18030_MARK, "gb18030"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""")
_BELIEVED: Final = {"big5", "big5hkscs", "cp950", "hz", "euc_jp", "shift_jis", "euc_kr"}
_CONTROLS: Final = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_PEEK: Final = 4096


def decoded(data: bytes) -> str | None:
    """Return the text of bytes; None where they are no text.

    In this order: a byte order mark; UTF-8 and UTF-16 where the bytes are such; another East Asian encoding that is
    declared and fits; GB18030, of which GB2312 and GBK are parts. Damaged bytes become ``\ufffd``; a few of them don't
    make UTF-8 another encoding.
    """
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :].decode(coding, "replace"))
    if wide := _wide(data[:_PEEK]):
        return _text(data.decode(wide, "replace"))
    text = data.decode("utf-8", "replace")
    if _is_mostly(text, data):
        return _text(text)
    if declared := _declared(data):
        try:
            return _text(data.decode(declared))
        except UnicodeDecodeError:
            pass
    return _text(data.decode("gb18030", "replace"))


def strictly_decoded(data: bytes) -> str | None:
    """Return the text of bytes that are strictly UTF-8, UTF-16 with a mark, or GB18030; None for any others.

    A few damaged bytes don't make UTF-8 another encoding.
    """
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return _undamaged(data[len(mark) :], coding)
    text = _undamaged(data, "utf-8")
    if text is None and not _is_mostly(data.decode("utf-8", "replace"), data):
        text = _undamaged(data, "gb18030")
    return text


def _undamaged(data: bytes, coding: str) -> str | None:
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _is_mostly(text: str, data: bytes) -> bool:
    """Whether bytes are UTF-8 with a few damaged ones: text of another encoding has hardly a good one."""
    bad = text.count("\ufffd")
    return not bad or len(text) - len(data.decode("ascii", "ignore")) - bad >= 4 * bad


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_PEEK])
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else ""
    except LookupError:
        return None
    return name if name in _BELIEVED else None


def _wide(start: bytes) -> str | None:
    """Return which UTF-16 the bytes are: one byte of each ASCII character is zero."""
    pairs = len(start) // 2
    if pairs < 4 or b"\0" not in start:
        return None
    low, high = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if max(low, high) * 5 < pairs or min(low, high) * 4 > max(low, high):  # 开 is 5F00, and has one in the other place
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _text(text: str) -> str | None:
    odd = len(_CONTROLS.findall(text[:_PEEK])) + text[:_PEEK].count("\ufffd")
    if odd * 10 > len(text[:_PEEK]):
        return None
    return text.replace("\0", "")
