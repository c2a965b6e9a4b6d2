"""What a standard gives as its sources (依据), and what of it is settled and may be published."""

from __future__ import annotations

import re

DOUBTS = ("据记忆", "待核实", "本库的理解", "未见正式规定", "from memory", "to be verified", "our reading")
"""What a standard's file marks with, in a source, as a reading of its author's own or not yet verified."""

_PART = re.compile(r"(?:[^;；(（)）]|[(（][^()（）]*[)）])+")


def settled(source: str) -> str:
    """Return what of a source is settled: the parts between semicolons that bear no mark of doubt; empty where none does.

    The marks are for the people who keep the standard, use ``explain`` and ``check``; a published document gives sources only.
    """
    return ";".join(part for one in _PART.findall(source) if (part := one.strip()) and not any(mark in part for mark in DOUBTS))
