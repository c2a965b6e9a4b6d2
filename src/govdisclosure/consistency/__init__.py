"""Whether the figures agree (审核), and which cell is wrong where they don't (差错定位)."""

from govdisclosure.consistency.acceptance import Acceptance, accept, acceptances_of, read_accepted
from govdisclosure.consistency.batch import BatchVerdict, check_batch
from govdisclosure.consistency.checks import Check, CheckFunction, ExpectedChecks, IncompleteCheckError, NotRun
from govdisclosure.consistency.error_localization import Answer, Change, Conflict, locate
from govdisclosure.consistency.relations import RelationOutcome, RelationState, judge
from govdisclosure.consistency.rule_quality import Health, examine, name_of
from govdisclosure.consistency.verdict import Accepted, Checker, Verdict, check

__all__ = [
    "Acceptance",
    "Accepted",
    "Answer",
    "BatchVerdict",
    "Change",
    "Check",
    "CheckFunction",
    "Checker",
    "Conflict",
    "ExpectedChecks",
    "Health",
    "IncompleteCheckError",
    "NotRun",
    "RelationOutcome",
    "RelationState",
    "Verdict",
    "accept",
    "acceptances_of",
    "check",
    "check_batch",
    "examine",
    "judge",
    "locate",
    "name_of",
    "read_accepted",
]
