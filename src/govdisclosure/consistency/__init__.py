"""Whether the figures agree (审核), and which cell is wrong where they don't (差错定位)."""

from govdisclosure.consistency.batch import BatchVerdict, check_batch
from govdisclosure.consistency.health import Health, examine, name_of
from govdisclosure.consistency.location import Answer, Change, Conflict, locate
from govdisclosure.consistency.relations import Outcome, State, judge
from govdisclosure.consistency.verdict import Verdict, check

__all__ = [
    "Answer",
    "BatchVerdict",
    "Change",
    "Conflict",
    "Health",
    "Outcome",
    "State",
    "Verdict",
    "check",
    "check_batch",
    "examine",
    "judge",
    "locate",
    "name_of",
]
