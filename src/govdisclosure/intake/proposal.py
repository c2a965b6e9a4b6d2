"""A draft of a profile for a register (方案草稿): the ready profile that fits best, with what it is unsure of marked."""

from __future__ import annotations

from pathlib import Path

from govdisclosure.intake.profiles import load_profile, ready_profiles
from govdisclosure.intake.taking import Intake, take_in
from govdisclosure.messages import say


def propose(path: Path, *, key: bytes) -> str:
    """Return the text of a profile to complete by hand; cells are named by their place, never quoted.

    Raises:
        UnreadableError: the register cannot be read.
    """
    tried = {name: take_in(path, load_profile(name), key=key) for name in ready_profiles()}
    best = max(tried, key=lambda name: (tried[name].taken, -tried[name].open))
    return "".join(f"# {line}\n" for line in _unsure(best, tried[best])) + ready_profiles()[best]


def _unsure(name: str, found: Intake) -> list[str]:
    yielded = str(say("intake.propose.base", profile=name, lines=found.lines, taken=found.taken))
    lines = [yielded, str(say("intake.propose.body"))]
    for one in found.asides:
        place = f"{one.sheet}!{one.column}{one.row}" if one.sheet else f"{one.column}{one.row}"
        lines.append(f"? {place} {one.heading or (one.value if not one.is_line else '')}: {one.reason}")
    return [" ".join(line.split()) for line in dict.fromkeys(lines)]
