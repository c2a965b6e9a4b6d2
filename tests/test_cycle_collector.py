"""The collector of reference cycles (循环垃圾回收) walks neither over what is being loaded, nor over it again afterwards."""

from __future__ import annotations

import gc

from govdisclosure.cycle_collector import _MUCH, collector_paused


def test_much_that_was_loaded_counts_as_old() -> None:
    with collector_paused():
        held = [[number] for number in range(_MUCH + 1)]
    assert gc.get_count()[0] < len(held)
    assert gc.isenabled()


def test_little_is_looked_at_like_anything_else() -> None:
    gc.collect()
    with collector_paused():
        held = [[number] for number in range(300)]
    assert gc.get_count()[0] >= len(held)


def test_what_others_have_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        with collector_paused():
            held = [[number] for number in range(_MUCH + 1)]
        assert gc.get_freeze_count() > 0
        assert len(held) > _MUCH
    finally:
        gc.unfreeze()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
