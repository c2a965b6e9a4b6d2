"""Whether the figures agree (审核), and which cell is wrong where they don't (差错定位)."""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.consistency.acceptance import (
        Acceptance as Acceptance,
        accept as accept,
        acceptances_of as acceptances_of,
        read_accepted as read_accepted,
    )
    from govdisclosure.consistency.batch import BatchVerdict as BatchVerdict, check_batch as check_batch
    from govdisclosure.consistency.checks import (
        Check as Check,
        CheckFunction as CheckFunction,
        ExpectedChecks as ExpectedChecks,
        IncompleteCheckError as IncompleteCheckError,
        NotRun as NotRun,
    )
    from govdisclosure.consistency.error_localization import (
        Answer as Answer,
        Change as Change,
        Conflict as Conflict,
        locate as locate,
    )
    from govdisclosure.consistency.relations import (
        RelationOutcome as RelationOutcome,
        RelationState as RelationState,
        judge as judge,
    )
    from govdisclosure.consistency.rule_quality import Health as Health, examine as examine, name_of as name_of
    from govdisclosure.consistency.verdict import Accepted as Accepted, Checker as Checker, Verdict as Verdict, check as check
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "acceptance": ("Acceptance", "accept", "acceptances_of", "read_accepted"),
            "batch": ("BatchVerdict", "check_batch"),
            "checks": ("Check", "CheckFunction", "ExpectedChecks", "IncompleteCheckError", "NotRun"),
            "error_localization": ("Answer", "Change", "Conflict", "locate"),
            "relations": ("RelationOutcome", "RelationState", "judge"),
            "rule_quality": ("Health", "examine", "name_of"),
            "verdict": ("Accepted", "Checker", "Verdict", "check"),
        },
    )
