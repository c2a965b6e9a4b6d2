"""A published report held against the records (核对): what differs, and the least change of records that accounts for it."""

from govdisclosure.reconciliation.accounts import Account, Answer, Slip, Step
from govdisclosure.reconciliation.changes import Change, How
from govdisclosure.reconciliation.differences import Difference, Reconciliation, reconcile
from govdisclosure.reconciliation.reading import MOST_RECORDS

__all__ = [
    "MOST_RECORDS",
    "Account",
    "Answer",
    "Change",
    "Difference",
    "How",
    "Reconciliation",
    "Slip",
    "Step",
    "reconcile",
]
