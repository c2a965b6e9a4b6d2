"""How long Hypothesis takes to draw records: ``python benchmarks/strategies.py [EXAMPLES]``.

CPU time of the process, so that a busy machine changes little. The first draw is measured in a process that has loaded the
strategies and nothing else: it is what the health check of a fresh test file sees.
"""

from __future__ import annotations

import sys
from time import process_time
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from govdisclosure.testing import records


def seconds(strategy: st.SearchStrategy[Any], examples: int) -> float:
    """Return the CPU seconds that so many examples take."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def look(_: object) -> None:
        pass

    begun = process_time()
    look()
    return process_time() - begun


def main() -> None:
    """Print how long a draw takes."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    begun = process_time()
    plain, of_standard = records(), records("cn-2021")
    print(f"made the strategies in {1000 * (process_time() - begun):.0f} ms")
    print(f"first example        {1000 * seconds(plain, 1):.1f} ms")
    for name, strategy in (("records()", plain), ('records("cn-2021")', of_standard), ("records(most=8)", records(most=8))):
        print(f"{name:20} {1000 * seconds(strategy, examples) / examples:.2f} ms an example")


if __name__ == "__main__":
    main()
