"""How pictures are known (图片格式识别): by their first bytes, before anything that takes them apart is loaded."""

from __future__ import annotations

from typing import Final

PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8", b"RIFF")
"""The first bytes of pictures."""


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a picture."""
    return data.startswith(PICTURES) and (data[:4] != b"RIFF" or data[8:12] == b"WEBP")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, whatever is before its header."""
    return b"%PDF-" in data[:1024] and not data.startswith(PICTURES)
