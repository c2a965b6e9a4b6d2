"""Documents in traditional characters (繁体字): turned into simplified ones, which the labels of standards are printed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from govdisclosure.formats.document import Block, OpenedDocument, PlacedCell, Words
from govdisclosure.readers import mojibake

_SHARE = 0.03
"""So many of its characters at least are traditional ones; a report in simplified characters has none, rare names apart."""
_LEAST = 5
_LOOKED_AT = 20_000
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def is_traditional(document: OpenedDocument) -> bool:
    """Whether a document is in traditional characters, which GB 2312 does not have."""
    chinese = "".join(_CHINESE.findall("".join(_texts(document.blocks))[:_LOOKED_AT]))
    beyond = sum(map(mojibake.is_beyond_gb2312, chinese))
    return beyond >= _LEAST and beyond >= _SHARE * len(chinese)


def simplified(document: OpenedDocument) -> OpenedDocument | None:
    """Return a document in simplified characters; None where OpenCC, the extra ``repair``, is not installed."""
    convert = mojibake.converter()
    if convert is None:
        return None
    made: dict[int, PlacedCell] = {}

    def turned(text: str) -> str:
        return _CHINESE.sub(lambda match: convert(match[0]), text)

    def cell(printed: PlacedCell | None) -> PlacedCell | None:
        if printed is None:
            return None
        if id(printed) not in made:
            made[id(printed)] = evolve(printed, text=turned(printed.text))
        return made[id(printed)]

    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Words):
            blocks.append(evolve(block, text=turned(block.text)))
        else:
            rows = tuple(tuple(map(cell, row)) for row in block.rows)
            blocks.append(evolve(block, rows=rows, caption=turned(block.caption)))
    return evolve(document, blocks=tuple(blocks), titles=tuple(map(turned, document.titles)))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Words):
            yield block.text
        else:
            yield from {id(one): one.text for row in block.rows for one in row if one is not None}.values()
