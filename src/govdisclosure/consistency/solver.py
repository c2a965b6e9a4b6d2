"""A good answer where a proof would take too long (求解器): by HiGHS, where the extra ``locate`` is installed, or step by step.

HiGHS counts in floating point, so nothing that it says is believed: the cells that it names are tried exactly, like any others.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from govdisclosure.consistency.tableau import Tableau, bits
from govdisclosure.consistency.whole import CaseLimitError, point


def good_answer(stands: Tableau, root: Tableau, values: Sequence[int], weights: Sequence[int]) -> tuple[int, Tableau] | None:
    """Return cells that mend everything if they move, none of them to spare; ``None`` where none are found.

    Args:
        stands: the rows while every cell stands.
        root: the same while all that is free moves.
        values: where each cell stands.
        weights: what it costs to move each.
    """
    tried = [_step_by_step(root, values, weights)]
    if find_spec("scipy") is not None:
        tried.append(_by_highs(stands, root, values, weights))
    kept = [_without_spare(root, one, values) for one in tried if one is not None]
    found = [one for one in kept if one is not None]
    return min(found, key=lambda one: sum(weights[cell] for cell in bits(one[0])), default=None)


def mended(root: Tableau, cells: int, values: Sequence[int]) -> Tableau | None:
    """Return the tableau in which these cells move, if nothing contradicts in it."""
    node = root
    for cell in bits(cells):
        node = node.moved(cell, values[cell])
    node = node.copy()
    try:
        return node if not node.conflicts() and (not node.fractions() or point(node) is not None) else None
    except CaseLimitError:
        return None


def _step_by_step(root: Tableau, values: Sequence[int], weights: Sequence[int]) -> int | None:
    """Move, each time, the cell that helps in most of what contradicts."""
    node, chosen = root.copy(), 0
    while sets := node.conflicts():
        counts: dict[int, int] = {}
        for found in sets:
            for cell in bits(found):
                counts[cell] = counts.get(cell, 0) + 1
        if not all(sets):
            return None
        best = min(counts, key=lambda cell: (-counts[cell] / weights[cell], cell))
        node, chosen = node.moved(best, values[best]).copy(), chosen | 1 << best
    return chosen


def _without_spare(root: Tableau, cells: int, values: Sequence[int]) -> tuple[int, Tableau] | None:
    node = mended(root, cells, values)
    if node is None:
        return None
    for cell in bits(cells):
        fewer = mended(root, cells & ~(1 << cell), values)
        if fewer is not None:
            node, cells = fewer, cells & ~(1 << cell)
    return cells, node


def _by_highs(stands: Tableau, root: Tableau, values: Sequence[int], weights: Sequence[int]) -> int | None:
    """Ask HiGHS which cells to move: whole steps up and down, each cell's at most as large as anything in the report."""
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    free = root.moving
    unknowns = sorted({unknown for row in stands.rows for unknown in row.factors})
    cells = [unknown for unknown in unknowns if not free >> unknown & 1]
    places = {unknown: place for place, unknown in enumerate(unknowns)}
    largest = 1 + 2 * sum(abs(row.rest) for row in stands.rows) + 2 * max((abs(values[cell]) for cell in cells), default=0)
    width = len(unknowns) + len(cells)
    system = lil_array((len(stands.rows) + 2 * len(cells), width))
    least, most = numpy.zeros(system.shape[0]), numpy.zeros(system.shape[0])
    for number, row in enumerate(stands.rows):
        for unknown, factor in row.factors.items():
            system[number, places[unknown]] = factor
        least[number] = most[number] = row.rest
    for number, cell in enumerate(cells):  # -largest * chosen <= step <= largest * chosen
        for line, sign in ((len(stands.rows) + 2 * number, 1), (len(stands.rows) + 2 * number + 1, -1)):
            system[line, places[cell]] = sign
            system[line, len(unknowns) + number] = -largest
            least[line] = -numpy.inf
    low, high = numpy.full(width, -numpy.inf), numpy.full(width, numpy.inf)
    for unknown in unknowns:
        at = 0 if free >> unknown & 1 else values[unknown]
        below, above = stands.bounds.low[unknown], stands.bounds.high[unknown]
        low[places[unknown]] = -numpy.inf if below is None else below - at
        high[places[unknown]] = numpy.inf if above is None else above - at
    low[len(unknowns) :], high[len(unknowns) :] = 0, 1
    cost = numpy.concatenate([numpy.zeros(len(unknowns)), [float(weights[cell]) for cell in cells]])
    result = milp(
        cost,
        integrality=numpy.ones(width),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(system.tocsr(), least, most),
        options={"time_limit": 10},
    )
    if result.x is None:
        return None
    return sum(1 << cell for number, cell in enumerate(cells) if result.x[len(unknowns) + number] > 0.5)
