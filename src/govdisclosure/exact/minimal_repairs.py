"""All sets of least weight whose change resolves every contradiction (最小修改集): exact, a hitting-set search.

Where relations contradict, the tableau names sets of cells of which at least one must move. The search takes the shortest,
tries each of its cells in turn and, when it comes to the next, leaves out those before: so every answer is found once. It goes
one cell deeper at a time, so the first answers are the least. Sets without a common cell each cost a cell of their own: where
they cost more than is left, nothing is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import countOf

from attrs import define, field, frozen

from govdisclosure.exact.integers import StepLimitError, Steps, point
from govdisclosure.exact.simplex import Tableau, bits

FIRST_ESTIMATE, FAR_BEYOND = 1_000, 100
"""After how many steps the pace of a search is first estimated, and how many times the steps that are left it may seem to take.

Of several hundred spoilt reports none that was solved seemed to take more than 28 times as many at any time; with twenty wrong
cells or more, nearly all seem to take thousands of times as many after the first thousand steps.
"""

EACH_CELL = 3
"""How many times as many steps a search takes at least for each cell more that must change.

Reports that were solved had five cells at most between what was proved to be needed after 500 steps and a good answer; with 80
wrong cells there are eight to eleven.
"""


@frozen
class SearchOutcome:
    """The result of a search.

    Attributes:
        weight: the least weight.
        answers: the sets of that weight, as bits, with the tableau in which they move.
        complete: whether these are all.
    """

    weight: int
    answers: tuple[tuple[int, Tableau], ...]
    complete: bool


@define
class RepairSearch:
    """A search with a limit on its steps, so that it ends on any report.

    Attributes:
        values: the value of each cell.
        weights: what it costs to move each; whole and above 0.
        steps: how many steps it may still take, each a tableau made or a case of whole numbers.
        good: returns what a good answer costs that was found in another way, where there is one; requested once it takes long.
    """

    values: Sequence[int]
    weights: Sequence[int]
    steps: Steps
    good: Callable[[], int | None] = lambda: None
    least: int = field(init=False)
    alike: bool = field(init=False)
    budget: int = field(init=False, default=0)
    beyond: int = field(init=False, default=0)
    taken: int = field(init=False, default=0)
    milestone: int = field(init=False, default=FIRST_ESTIMATE // 2)
    done: float = field(init=False, default=0.0)
    done_before: float = field(init=False, default=0.0)
    unfound: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        self.least = min(self.weights, default=1)
        self.alike = all(weight == self.least for weight in self.weights)

    def minimum(self, root: Tableau, excluded: int, most: int) -> SearchOutcome | None:
        """Return the answers of least weight, at most so many; ``None`` where moving all that may move mends nothing.

        Raises:
            StepLimitError: the steps were used up, or would be used up many times.
        """
        budget = self.bound(root.conflicts(), excluded)
        while True:
            self.budget, self.beyond, self.taken, self.milestone = budget, -1, 0, FIRST_ESTIMATE // 2
            self.done, self.done_before, self.unfound = 0.0, 0.0, True
            found = []
            for answer in self.within(root, budget, excluded):
                found.append(answer)
                if len(found) > most:
                    return SearchOutcome(budget, tuple(found[:most]), complete=False)
            self.unfound = False
            if found:
                return SearchOutcome(budget, tuple(found), complete=True)
            if self.beyond < 0:
                return None
            budget = self.beyond

    def within(
        self, node: Tableau, budget: int, excluded: int, chosen: int = 0, spent: int = 0, share: float = 1.0
    ) -> Iterator[tuple[int, Tableau]]:
        """Yield every set that mends all and costs no more than the budget, which is no more than the least."""
        sets = [found & ~excluded for found in node.conflicts()]
        if not sets:
            if not node.fractions() or point(node, self.steps) is not None:
                self.done += share
                self.unfound = False
                yield chosen, node
                return
            sets = [node.standing() & ~excluded]  # no single combination shows it: any cell may be the one
        if not all(sets):
            self.done += share
            return
        least = self.bound(sets, 0)
        if spent + least <= budget and len(sets) > 2:
            least = max(least, self.bound(_by_ties(sets), 0, ordered=True))
        if spent + least > budget:
            self.done += share
            self._look_beyond(spent + least)
            return
        candidates = min(sets, key=int.bit_count)
        last = spent + 2 * self.least > budget
        if last:
            common = candidates
            for found in sets:
                common &= found
            if common != candidates:
                self._look_beyond(spent + 2 * self.least)
            candidates = common
        share /= max(1, candidates.bit_count())
        for cell in bits(candidates):
            cost = spent + self.weights[cell]
            if cost > budget:
                self.done += share
                self._look_beyond(cost)
                continue
            if last and not node.single_move(cell, self.values[cell]):
                self.done += share
                self._look_beyond(cost + self.least)
            else:
                self._take()
                child = node.moved(cell, self.values[cell])
                yield from self.within(child, budget, excluded, chosen | 1 << cell, cost, share)
            excluded |= 1 << cell

    def _take(self) -> None:
        """Take a step; give up where the search would take many times the steps that are left.

        That is found whenever twice as many steps were taken, in two ways: by the pace of late, where what is done is a share
        of the tree (the children of a node have equal shares of its own), and by how many cells fewer than in a good answer
        were tried so far. Where there is an answer of least weight, the others are looked for with all steps.
        """
        self.steps.take()
        self.taken += 1
        if self.taken < self.milestone:
            return
        gained, self.done_before = self.done - self.done_before, self.done
        pace, is_first = 2 * gained / self.taken, self.taken < FIRST_ESTIMATE
        self.milestone *= 2
        reach = FAR_BEYOND * self.steps.left
        if self.unfound and (
            (not is_first and pace * reach < 1 - self.done) or self.taken * EACH_CELL ** self._cells_missing() > reach
        ):
            raise StepLimitError

    def _cells_missing(self) -> int:
        """Return how many cells more than are tried now a good answer changes at least."""
        good = self.good()
        return 0 if good is None else max(0, good - self.budget) // max(self.weights)

    def bound(self, sets: Sequence[int], excluded: int, *, ordered: bool = False) -> int:
        """Return what sets without a common cell cost at least; short ones are taken first, or those given first."""
        used = total = 0
        taken = [one & ~excluded for one in sets]
        for found in taken if ordered else sorted(taken, key=int.bit_count):
            if not found & used:
                used |= found
                total += self.least if self.alike else min((self.weights[cell] for cell in bits(found)), default=0)
        return total

    def _look_beyond(self, budget: int) -> None:
        if self.beyond < 0 or budget < self.beyond:
            self.beyond = budget


def _by_ties(sets: Sequence[int]) -> list[int]:
    """Return sets, those first that share cells with the fewest others."""
    apart = [-countOf(map(one.__and__, sets), 0) for one in sets]
    return [one for _, one in sorted(zip(apart, sets, strict=True))]
