"""The fewest changes that add up to given differences: exactly, all of them, as trying everything finds them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given, strategies as st

from govdisclosure.exact.subset_sums import Solution, Vector, fewest, vector

CELLS = ("a", "b", "c", "d")
VECTORS = st.dictionaries(st.sampled_from(CELLS), st.sampled_from([-2, -1, 1, 2]), min_size=1, max_size=3)


def made(numbers: dict[str, int]) -> Vector:
    return vector({address: Fraction(number) for address, number in numbers.items()})


def added(solution: Solution, differences: dict[str, Fraction]) -> dict[str, Fraction]:
    """What a solution comes to; a cell that is put right by itself comes to whatever it should."""
    total: dict[str, Fraction] = {}
    for one in solution.vectors:
        for address, number in one:
            total[address] = total.get(address, Fraction(0)) + number
    for address in solution.slips:
        total[address] = differences.get(address, Fraction(0))
    return {address: number for address, number in total.items() if number}


def everything(differences: dict[str, Fraction], vectors: Sequence[Vector], changes: int, slips: bool) -> Iterator[Solution]:
    """Every way to explain differences in so many changes."""
    for corrected in range(changes + 1 if slips else 1):
        for some in combinations_with_replacement(sorted(vectors), changes - corrected):
            for cells in combinations(CELLS, corrected):
                solution = Solution(tuple(some), cells)
                if added(solution, differences) == differences:
                    yield solution


class TestFewest:
    """The smallest change of records that would explain it."""

    @given(
        vectors=st.lists(VECTORS.map(made), min_size=1, max_size=6, unique=True),
        differences=st.dictionaries(st.sampled_from(CELLS), st.integers(-3, 3), min_size=1),
        slips=st.booleans(),
    )
    def test_are_what_trying_everything_finds(self, vectors: list[Vector], differences: dict[str, int], slips: bool) -> None:
        wanted = {address: Fraction(number) for address, number in differences.items() if number}
        found = fewest(wanted, vectors, most_changes=3, slips=slips)
        for changes in range(4):
            expected = set(everything(wanted, vectors, changes, slips))
            if expected:
                assert set(found.solutions) == expected
                assert found.proved
                return
        assert found.solutions == ()

    @given(
        vectors=st.lists(VECTORS.map(made), min_size=1, max_size=8, unique=True),
        chosen=st.lists(st.integers(0, 7), min_size=1, max_size=3),
    )
    def test_need_no_more_than_were_made(self, vectors: list[Vector], chosen: list[int]) -> None:
        done = [vectors[number % len(vectors)] for number in chosen]
        wanted = added(Solution(tuple(done), ()), {})
        found = fewest(wanted, vectors, slips=False)
        assert found.solutions
        assert len(found.solutions[0].vectors) <= len(done)
        assert all(added(one, wanted) == wanted for one in found.solutions)

    def test_of_nothing_are_none(self) -> None:
        found = fewest({"a": Fraction(0)}, [])
        assert (found.solutions, found.proved) == ((Solution((), ()),), True)

    def test_put_those_with_fewer_slips_first(self) -> None:
        found = fewest({"a": Fraction(1)}, [made({"a": 1})])
        assert found.solutions == (Solution((made({"a": 1}),), ()), Solution((), ("a",)))

    def test_say_that_a_limit_stopped_the_search(self) -> None:
        many = [made({"a": 1, "b": number}) for number in range(1, 40)]
        found = fewest({"a": Fraction(3), "b": Fraction(1000)}, many, slips=False, most_steps=50)
        assert (found.solutions, found.proved) == ((), False)

    def test_that_would_be_too_many_are_no_explanation(self) -> None:
        found = fewest({"a": Fraction(9)}, [made({"a": 1})], slips=False)
        assert (found.solutions, found.proved) == ((), False)

    def test_are_all_of_them_in_many_small_cases(self) -> None:
        """Fixed cases, so that a changed step of the search shows in every run."""
        chance = random.Random(16)
        sizes = set()
        for _ in range(250):
            vectors = {
                vector(
                    {cell: Fraction(chance.choice([-2, -1, 1, 2]), 4) for cell in chance.sample(CELLS, chance.randint(1, 3))}
                )
                for _ in range(chance.randint(1, 5))
            }
            differences = {cell: Fraction(chance.choice([-3, -2, -1, 1, 2, 3]), 4) for cell in chance.sample(CELLS, 2)}
            for slips in (False, True):
                found = fewest(differences, vectors, most_changes=3, slips=slips)
                each = (set(everything(differences, sorted(vectors), changes, slips)) for changes in range(1, 4))
                expected = next(filter(None, each), set[Solution]())
                assert set(found.solutions) == expected
                assert found.proved is bool(expected)
                order = [(len(one.slips), one.vectors, one.slips) for one in found.solutions]
                assert order == sorted(order)
                sizes |= {len(one.vectors) + len(one.slips) for one in expected}
        assert sizes == {1, 2, 3}

    @pytest.mark.parametrize(("changes", "found"), [(1, True), (4, True), (5, False)])
    def test_are_four_at_most_where_nothing_is_said(self, changes: int, found: bool) -> None:
        result = fewest({"a": changes}, [made({"a": 1})], slips=False)
        assert result.proved is found
        assert result.solutions == ((Solution((made({"a": 1}),) * changes, ()),) if found else ())

    @pytest.mark.parametrize(("steps", "proved"), [(5, False), (6, True)])
    def test_are_looked_for_in_so_many_steps(self, steps: int, proved: bool) -> None:
        # one step for one change; one and one below for two; one, one and one below for three
        result = fewest({"a": 3}, [made({"a": 1})], slips=False, most_steps=steps)
        assert result.proved is proved
        assert len(result.solutions) == proved

    @pytest.mark.parametrize("most", [1, 3, 4])
    def test_are_so_many_at_most_and_the_first_of_all(self, most: int) -> None:
        vectors = [made({"a": 1, "b": number}) for number in range(1, 5)] + [
            made({"a": 1, "b": -number}) for number in range(1, 5)
        ]
        every = fewest({"a": Fraction(2)}, vectors, slips=False)
        assert (len(every.solutions), every.proved) == (4, True)
        some = fewest({"a": Fraction(2)}, vectors, slips=False, most=most)
        assert len(some.solutions) == most
        assert set(some.solutions) <= set(every.solutions)
        assert some.proved is (most == 4)

    def test_use_no_empty_change(self) -> None:
        found = fewest({"a": 1, "b": 0}, [(), made({"a": 1})])
        assert found.solutions == (Solution((made({"a": 1}),), ()), Solution((), ("a",)))

    def test_leave_what_is_put_right_by_itself_to_any_change(self) -> None:
        both = made({"a": 1, "b": 5})
        found = fewest({"a": 1, "b": 2, "c": 1}, [both, made({"c": 1})], most_changes=3)
        assert Solution((both, made({"c": 1})), ("b",)) in found.solutions
        assert all(len(one.vectors) + len(one.slips) == 3 for one in found.solutions)
