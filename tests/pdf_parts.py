"""What a PDF holds, for tests of what writes them: the words of its pages, and the elements of its structure tree."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf


def pages(data: bytes) -> list[str]:
    """Return what stands on each page; a PDF may spell 一 as the radical ⼀."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        return [unicodedata.normalize("NFKC", page.extract_text()) for page in pdf.pages]


def elements(node: Any) -> Iterator[Any]:
    """Yield every element of a structure tree."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from elements(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)
