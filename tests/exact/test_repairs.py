"""The least sets of figures whose change lets all equations hold, held to trying every figure."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy
import pytest
from tests.linear_systems import COUNT, System, mask, systems

from govdisclosure.exact.good_repairs import good_answer, mended
from govdisclosure.exact.integers import StepLimitError, Steps
from govdisclosure.exact.minimal_repairs import RepairSearch
from govdisclosure.exact.simplex import bits

STEPS = 10_000


def cost(cells: int, weights: Sequence[int]) -> int:
    return sum(weights[cell] for cell in bits(cells))


def least(system: System, weights: Sequence[int], spared: int = 0) -> set[int]:
    """The sets of least weight whose figures differ from those printed in some solution, without those that are spared."""
    changed = {mask(numpy.flatnonzero(line != system.printed)) for line in system.solutions()}
    possible = {one for one in changed if not one & spared}
    best = min((cost(one, weights) for one in possible), default=0)
    return {one for one in possible if cost(one, weights) == best}


class TestLeast:
    """All sets of least weight, each once; none where no figures satisfy all."""

    @pytest.mark.parametrize("seed", range(10))
    def test_are_those_that_trying_finds(self, seed: int) -> None:
        chance = random.Random(seed)
        sizes = set()
        for system in systems(500 + seed, 40, bounded=True):
            weights = [chance.choice([1, 1, 2, 3]) for _ in range(COUNT)] if seed % 2 else [1 + seed % 3] * COUNT
            spared = chance.choice([0, 0, 1, 0b0110])
            expected = least(system, weights, spared)
            found = RepairSearch(system.printed, weights, Steps(STEPS)).minimum(system.stands(), spared, 200)
            if not expected:
                assert found is None
                continue
            assert found is not None
            answers = [cells for cells, _ in found.answers]
            assert (set(answers), len(answers), found.complete) == (expected, len(expected), True)
            assert found.weight == max(cost(one, weights) for one in expected)
            assert all(tableau.moving == cells and not tableau.conflicts() for cells, tableau in found.answers)
            sizes |= {cells.bit_count() for cells in expected}
            few = RepairSearch(system.printed, weights, Steps(STEPS)).minimum(system.stands(), spared, 1)
            assert few is not None
            assert (len(few.answers), few.complete) == (1, len(expected) == 1)
        assert sizes >= {0, 1, 2}

    @pytest.mark.parametrize("weight", [1, 2])
    def test_may_take_more_than_sets_without_a_common_cell_show(self, weight: int) -> None:
        """A + b = b + c = a + c = 4 where each is 1: each two equations share a cell, and yet all three must move."""
        system = System([((1, 1, 0, 0), 4), ((0, 1, 1, 0), 4), ((1, 0, 1, 0), 4)], [1] * COUNT, [0] * COUNT, [5] * COUNT)
        found = RepairSearch(system.printed, [weight] * COUNT, Steps(STEPS)).minimum(system.stands(), 0, 200)
        assert found is not None
        assert ([cells for cells, _ in found.answers], found.weight) == ([0b0111], 3 * weight)

    def test_are_not_found_in_fewer_steps_than_they_take(self) -> None:
        """A = 2, b = 2, c = 2 where each is 1: three moves, one after the other, and there is one way to choose them."""
        rows = [(tuple(int(place == number) for place in range(COUNT)), 2) for number in range(3)]
        system = System(rows, [1] * COUNT, [0] * COUNT, [5] * COUNT)
        taken = Steps(STEPS)
        found = RepairSearch(system.printed, [1] * COUNT, taken).minimum(system.stands(), 0, 200)
        assert found is not None
        assert [cells for cells, _ in found.answers] == [0b0111]
        used = STEPS - taken.left
        RepairSearch(system.printed, [1] * COUNT, Steps(used)).minimum(system.stands(), 0, 200)
        with pytest.raises(StepLimitError):
            RepairSearch(system.printed, [1] * COUNT, Steps(used - 1)).minimum(system.stands(), 0, 200)
        assert used <= 3  # the last of three is looked at before it moves


class TestPace:
    """A search that would take a hundred times the steps that are left is given up; its pace is that of late."""

    @staticmethod
    def given_up(shares: Sequence[tuple[int, float]], *, left: int = 100_000, unfound: bool = True) -> int | None:
        """Return after which step a search is given up that does some share of it in each of so many steps."""
        search = RepairSearch([], [], Steps(left))
        search.unfound = unfound
        number = 0
        for count, share in shares:
            for _ in range(count):
                search.done += share
                number += 1
                try:
                    search._take()
                except StepLimitError:
                    return number
        return None

    @pytest.mark.parametrize(
        ("shares", "expected"),
        [
            # 99,000 are left after the first thousand: a hundred times as many would do 0.99, or 1.01, of what is left to do
            ([(1000, 1.00e-7)], 1000),
            ([(1000, 1.02e-7)], None),
            ([(2000, 1.02e-7)], 2000),  # and 0.9996 with the 98,000 that are left after two thousand
            ([(2000, 1.03e-7)], None),
            ([(999, 0)], None),
            ([(1500, 1e-6), (499, 0)], None),
            ([(500, 1e-3), (500, 0)], 1000),  # half is done, and nothing of late
            ([(500, 0), (500, 1.02e-7)], None),
            ([(500, 0), (500, 1.00e-7)], 1000),
            ([(1000, 1e-3), (1000, 0)], None),  # nothing is left to do
            ([(1000, 9e-4), (1000, 0)], 2000),
            ([(2000, 1e-4), (1999, 0)], None),
            ([(2000, 1e-4), (2000, 0)], 4000),
        ],
    )
    def test_is_looked_at_after_a_thousand_steps_and_twice_as_many_each_time(
        self, shares: Sequence[tuple[int, float]], expected: int | None
    ) -> None:
        assert self.given_up(shares) == expected

    def test_is_of_no_matter_where_an_answer_is_known(self) -> None:
        assert self.given_up([(5000, 0)], unfound=False) is None
        assert self.given_up([(5000, 0)], left=3000, unfound=False) == 3001

    @pytest.mark.parametrize("steps", [1, 5, 20])
    def test_is_held_to_the_share_of_the_tree_that_is_done(self, steps: int) -> None:
        """Rows that share no cell, each off by 1: whichever way the search went, in the end all of it is done."""
        rows = [((1, 1, 0, 0), 3), ((0, 0, 1, 1), 3)]
        system = System(rows, [1] * COUNT, [0] * COUNT, [2, 2, 1, 2 + steps])
        search = RepairSearch(system.printed, [1] * COUNT, Steps(STEPS))
        found = search.minimum(system.stands(), 0, 200)
        assert found is not None
        assert {cells for cells, _ in found.answers} == {0b1001, 0b1010}
        assert search.done == pytest.approx(1)


class TestBound:
    """What sets without a common cell cost at least."""

    @pytest.mark.parametrize(
        ("sets", "weights", "spared", "ordered", "expected"),
        [
            ([], (1, 1, 1, 1), 0, False, 0),
            ([0b0011, 0b1100], (1, 1, 1, 1), 0, False, 2),
            ([0b0111, 0b0001, 0b0010], (1, 1, 1, 1), 0, False, 2),  # the short ones first
            ([0b0111, 0b0001, 0b0010], (1, 1, 1, 1), 0, True, 1),
            ([0b0011, 0b1100], (2, 3, 4, 5), 0, False, 6),
            ([0b0011, 0b1100], (2, 3, 4, 5), 0b0101, False, 8),
            ([0b0011, 0b1100], (2, 2, 2, 2), 0b0101, False, 4),
        ],
    )
    def test_is_the_cheapest_cell_of_each(
        self, sets: list[int], weights: Sequence[int], spared: int, ordered: bool, expected: int
    ) -> None:
        assert RepairSearch([0] * COUNT, weights, Steps(0)).bound(sets, spared, ordered=ordered) == expected


class TestGood:
    """Without a proof: cells whose change lets all hold, none of which could be spared; mostly the cheapest ones."""

    @pytest.mark.parametrize(("solver", "count"), [(True, 25), (False, 80)])
    def test_answers_lack_no_cell_and_have_none_to_spare(
        self, solver: bool, count: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if not solver:
            monkeypatch.setattr("govdisclosure.exact.good_repairs.find_spec", lambda name: None)
        chance = random.Random(7)
        cheapest = solvable = 0
        for system in systems(600, count, bounded=True):
            weights = [chance.choice([1, 1, 2]) for _ in range(COUNT)]
            root = system.stands()
            found = good_answer(root, root, system.printed, weights, chance.choice([0, 1, 0b1000]))
            expected = least(system, weights)
            assert (found is None) is (not expected)
            if found is None:
                continue
            cells, tableau = found
            assert tableau.moving == cells
            assert not tableau.conflicts()
            assert mended(root, cells, system.printed) is not None
            assert all(mended(root, cells & ~(1 << cell), system.printed) is None for cell in bits(cells))
            solvable += 1
            cheapest += cost(cells, weights) == max(cost(one, weights) for one in expected)
        assert solvable > count / 2
        assert cheapest / solvable > 0.9
