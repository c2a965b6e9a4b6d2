"""Whether the figures agree (审核): relations, narrative, cells, and the verdict on them."""

from govdisclosure.consistency.relations import Outcome, State, judge
from govdisclosure.consistency.verdict import Verdict, check

__all__ = ["Outcome", "State", "Verdict", "check", "judge"]
