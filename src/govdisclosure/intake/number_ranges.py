"""Numbers that stand for several records in one cell (编号区间): 11-13号, 5、6号, 001-003."""

from __future__ import annotations

import re

_MOST = 99  # more in one cell is no range
_SEVERAL = re.compile(r"(?P<before>.*?(?<!\d))(?P<numbers>\d{1,6}(?:号?(?:[-—~～至到、,和及]|--)第?\d{1,6})+)(?P<after>号.*)")
_PLAIN = re.compile(r"(?P<before>.*?(?<!\d))(?P<numbers>\d{3,6}(?:[-—~～至到])\d{3,6})(?P<after>)")
_BETWEEN = re.compile(r"号?(?:[-—~～至到]|--)第?")
_AMONG = re.compile(r"号?[、,和及]第?")


def numbers_of(text: str) -> tuple[str, ...]:
    """Return the several numbers that an office's number (编号) stands for; none where it is one number.

    >>> numbers_of("依申请〔2024〕11-13号")
    ('依申请〔2024〕11号', '依申请〔2024〕12号', '依申请〔2024〕13号')
    >>> numbers_of("依申请2024-1号"), numbers_of("2024-001")
    ((), ())
    """
    match = _SEVERAL.fullmatch(text)
    if match is None:
        match = _PLAIN.fullmatch(text)
        if match is None or len({len(one) for one in re.findall(r"\d+", match["numbers"])}) > 1:
            return ()
        if re.match(r"(19|20)\d\d[-—~～至到](19|20)\d\d$", match["numbers"]):  # years
            return ()
    numbers: list[str] = []
    for part in _AMONG.split(match["numbers"]):
        ends = _BETWEEN.split(part)
        if len(ends) > 2:
            return ()
        first, last = int(ends[0]), int(ends[-1])
        if not first <= last <= first + _MOST or (len(ends) == 2 and first == last):
            return ()
        numbers += [str(one).zfill(len(ends[0])) if ends[0].startswith("0") else str(one) for one in range(first, last + 1)]
    if len(numbers) < 2 or len(set(numbers)) < len(numbers):
        return ()
    return tuple(f"{match['before']}{one}{match['after']}" for one in numbers)
