"""``govdisclosure standards check``: whether the relations of a standard contradict, repeat, protect, tell apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import JSON
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.consistency import Health, examine, name_of
from govdisclosure.messages import Message, say
from govdisclosure.standards import RelationInstance, Standard
from govdisclosure.values import plain

_MOST_NAMED = 12


@click.command("check")
@click.argument("file")
@JSON
def check_standard_command(file: str, as_json: bool) -> int:
    """Examine the relations of a standard: contradictions, repetitions, cells without protection. 勾稽关系体检。"""
    standard = library.load_standard(file)
    health = examine(standard)
    if as_json:
        echo_json(json.dumps(_data(health, standard), ensure_ascii=False, indent=2))
    else:
        for sentence in _sentences(health, standard):
            display.console().print(str(sentence), markup=False)
    return int(not health.sound)


def _sentences(health: Health, standard: Standard) -> list[Message]:
    found = [say("health.contradiction", relations=_named(one, standard)) for one in health.contradictions]
    for forced in health.forced:
        cells = [f"{cell} = {plain(value)}" for cell, value in forced.cells.items()]
        found.append(say("health.forced", cells=_some(cells), relations=_named(forced.by, standard)))
    if health.sound:
        found.append(say("health.sound", count=len(standard.relations)))
    for implied in health.implied:
        relation = name_of(implied.instance, standard)
        if implied.by:
            by = _named(implied.by, standard)
            found.append(say("health.implied", relation=relation, count=len(implied.by), relations=by))
        else:
            found.append(say("health.empty", relation=relation))
    if health.unprotected:
        found.append(say("health.unprotected", count=len(health.unprotected), cells=_some(health.unprotected)))
    if health.bounded:
        found.append(say("health.bounded", count=len(health.bounded), cells=_some(health.bounded)))
    found += [say("health.alike", count=len(group), cells=_some(group)) for group in health.alike]
    found.append(health.coverage)
    return found


def _named(instances: Sequence[RelationInstance], standard: Standard) -> list[object]:
    return _some([name_of(one, standard) for one in instances])


def _some(names: Sequence[str]) -> list[object]:
    more = len(names) - _MOST_NAMED
    return [*names[:_MOST_NAMED], say("health.more", count=more)] if more > 0 else [*names]


def _data(health: Health, standard: Standard) -> dict[str, Any]:
    def names(instances: Sequence[RelationInstance]) -> list[str]:
        return [name_of(one, standard) for one in instances]

    return {
        "sound": health.sound,
        "contradictions": [names(one) for one in health.contradictions],
        "forced": [
            {
                "cells": {cell: value if isinstance(value, int) else plain(value) for cell, value in one.cells.items()},
                "by": names(one.by),
            }
            for one in health.forced
        ],
        "implied": [{"relation": name_of(one.instance, standard), "by": names(one.by)} for one in health.implied],
        "unprotected": list(health.unprotected),
        "bounded": list(health.bounded),
        "alike": [list(group) for group in health.alike],
        "coverage": {"cells": health.cells, "seen": health.seen, "located": health.located},
    }
