"""The fewest changes that add up to given differences: exactly, all of them, as trying everything finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

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
        assert fewest({"a": Fraction(0)}, []).solutions == (Solution((), ()),)

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
