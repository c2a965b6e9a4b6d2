"""A good repair where a proof would take too long (求解器): by HiGHS, where the extra ``locate`` is installed, or step by step.

HiGHS computes in floating point, so its results are never trusted: the cells it names are verified exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from govdisclosure.exact.integers import StepLimitError, Steps, point
from govdisclosure.exact.simplex import Tableau, bits

ROUNDS = 3
"""How often HiGHS is asked."""
TRIAL = 2_000
"""How many steps it may take to see whether some cells mend everything."""


def good_answer(
    stands: Tableau, root: Tableau, values: Sequence[int], weights: Sequence[int], totals: int
) -> tuple[int, Tableau] | None:
    """Return an irreducible set of cells whose change repairs everything; ``None`` where none is found.

    Args:
        stands: the rows while every cell is fixed.
        root: the same while all that is free may move.
        values: the value of each cell.
        weights: what it costs to move each.
        totals: the cells that are totals, as bits: where nobody updated them, all of them are wrong and nothing else.
    """
    tried = {totals}
    for favoured in (0, totals):
        tried.update(_step_by_step(root, values, weights, favoured))
    tried.add(sum(1 << cell for cell in bits(root.rises | root.falls | root.outside) if not root.moving >> cell & 1))  # all
    if has_solver():
        for favoured in (0, totals):
            tried.update(_by_highs(stands, root, values, weights, favoured))

    def cost(cells: int) -> int:
        return sum(weights[cell] for cell in bits(cells))

    best: tuple[int, Tableau] | None = None
    for cells in sorted(tried, key=lambda one: (cost(one), one)):
        if best is not None and cost(cells) > 2 * cost(best[0]):  # nothing nearly as cheap is left
            break
        kept = _without_spare(root, cells, values)
        if kept is not None and (best is None or cost(kept[0]) < cost(best[0])):
            best = kept
    return best


def has_solver() -> bool:
    """Whether HiGHS is installed; without it, an answer may be far from the least."""
    return find_spec("scipy") is not None


def mended(root: Tableau, cells: int, values: Sequence[int]) -> Tableau | None:
    """Return the tableau in which these cells move, if it is consistent."""
    node = _moved(root, bits(cells), values).copy()
    return node if _is_consistent(node) else None


def _moved(node: Tableau, cells: Sequence[int], values: Sequence[int]) -> Tableau:
    for cell in cells:
        node = node.moved(cell, values[cell])
    return node


def _is_consistent(node: Tableau) -> bool:
    try:
        return not node.conflicts() and (not node.fractions() or point(node, Steps(TRIAL)) is not None)
    except StepLimitError:
        return False


def _step_by_step(root: Tableau, values: Sequence[int], weights: Sequence[int], favoured: int) -> list[int]:
    """Greedily move the cell that helps in most contradictions, favoured ones first."""
    node, chosen = root.copy(), 0
    while sets := node.conflicts() or _without_whole(node):
        counts: dict[int, int] = {}
        for found in sets:
            for cell in bits(found & favoured or found):
                counts[cell] = counts.get(cell, 0) + 1
        if not all(sets):
            return []
        best = min(counts, key=lambda cell: (-counts[cell] / weights[cell], cell))
        node, chosen = node.moved(best, values[best]).copy(), chosen | 1 << best
    return [chosen]


def _without_whole(node: Tableau) -> list[int]:
    """Return what stands where nothing contradicts but no whole numbers are seen to satisfy all; nothing where some do."""
    try:
        return [node.standing()] if node.fractions() and point(node, Steps(TRIAL)) is None else []
    except StepLimitError:
        return [node.standing()]


def _without_spare(root: Tableau, cells: int, values: Sequence[int]) -> tuple[int, Tableau] | None:
    """Return the cells without those that need not move, left out one after the other; ``None`` where they mend nothing."""
    if mended(root, cells, values) is None:
        return None
    kept = sum(1 << cell for cell in _needed(root, bits(cells), values))
    node = mended(root, kept, values)
    return None if node is None else (kept, node)


def _needed(node: Tableau, cells: Sequence[int], values: Sequence[int]) -> list[int]:
    """Return which of some cells are needed beside all that moves, as trying them one after the other would find.

    By halves, so that the many cells of a half are made to move once for all of the other.
    """
    node = node.copy()
    if not cells or _is_consistent(node):  # which leaves its bases where the next are near their bounds
        return []
    if len(cells) == 1:
        return [*cells]
    first, second = cells[: len(cells) // 2], cells[len(cells) // 2 :]
    before = _needed(_moved(node, second, values), first, values)
    return before + _needed(_moved(node, before, values), second, values)


def _by_highs(stands: Tableau, root: Tableau, values: Sequence[int], weights: Sequence[int], favoured: int) -> list[int]:
    """Ask HiGHS for the least sum of steps, several times, each time dearer for the cells that took small steps.

    The least sum of steps is taken by few cells, and what it costs to move a cell comes ever nearer to the same for any step.
    """
    import numpy
    from scipy.optimize import linprog
    from scipy.sparse import lil_array

    unknowns = sorted({unknown for row in stands.rows for unknown in row.factors})
    cells = [unknown for unknown in unknowns if not root.moving >> unknown & 1]
    count = len(unknowns)
    places = {unknown: place for place, unknown in enumerate(unknowns)}
    system = lil_array((len(stands.rows), 2 * count))  # each unknown's step up, and its step down
    for number, row in enumerate(stands.rows):
        for unknown, factor in row.factors.items():
            system[number, places[unknown]] = factor
            system[number, count + places[unknown]] = -factor
    most: list[tuple[float, float | None]] = [(0, None)] * (2 * count)
    for unknown, place in places.items():
        at = 0 if root.moving >> unknown & 1 else values[unknown]
        below, above = stands.bounds.low[unknown], stands.bounds.high[unknown]
        if above is not None and above >= at:
            most[place] = (0, above - at)
        if below is not None and below <= at:
            most[count + place] = (0, at - below)
    price = numpy.zeros(count)
    price[[places[cell] for cell in cells]] = [weights[cell] for cell in cells]
    dearer, found = numpy.ones(count), []
    dearer[[places[cell] for cell in cells if favoured >> cell & 1]] = 0.001
    rest = [float(row.rest) for row in stands.rows]
    for _ in range(ROUNDS):
        cost = price * dearer
        result = linprog(numpy.concatenate([cost, cost]), A_eq=system.tocsr(), b_eq=rest, bounds=most, method="highs")
        if result.x is None:
            break
        steps = abs(result.x[:count] - result.x[count:])
        found.append(sum(1 << cell for cell in cells if steps[places[cell]] > 0.5))
        dearer = 1 / (steps + 0.5)
    return found
