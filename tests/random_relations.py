"""Relations of every shape over a few cells, for tests that hold one judge to another."""

from __future__ import annotations

import random
from collections.abc import Sequence


def random_relations(chance: random.Random, cells: str, factors: Sequence[str], count: int = 6) -> str:
    """Return relations as a standard's file lists them: compared sides, conditions, blanks, tolerances, scopes, severities."""
    rules = []
    for number in range(count):
        sides = [" + ".join(chance.choice(factors) + cell for cell in chance.sample(cells, 2)) for _ in "lr"]
        rule = f"{sides[0]} {chance.choice(['==', '<=', '>=', '<', '>'])} {sides[1]}"
        more = [f'key = "r{number}"', f'rule = "{rule}"']
        if chance.random() < 0.5:
            first, second, third = chance.sample(cells, 3)
            more.append(f'when = "{first} > {second} {chance.choice(["and", "or"])} {third} == {chance.randint(0, 2)}"')
        if chance.random() < 0.5:
            more.append(f'blanks = "{chance.choice(["skip", "zero"])}"')
        if chance.random() < 0.5:
            more.append(f"tolerance = {chance.choice(['1', '0.5', chr(34) + '25%' + chr(34)])}")
        if chance.random() < 0.2:
            more.append(f'scope = "{chance.choice(["own", "area"])}"')
        if chance.random() < 0.2:
            more.append('severity = "explain"')
        rules.append(f"{{ {', '.join(more)} }}")
    return ",".join(rules)
