"""A published report held against the records (核对): what differs, and the least change of records that accounts for it."""

from govdisclosure.reconciliation.accounts import Account, CandidateExplanation, ExplanationStep, FigureSlip
from govdisclosure.reconciliation.changes import ChangeKind, RecordChange
from govdisclosure.reconciliation.differences import Difference, Reconciliation, reconcile
from govdisclosure.reconciliation.reading import MOST_RECORDS

__all__ = [
    "MOST_RECORDS",
    "Account",
    "CandidateExplanation",
    "ChangeKind",
    "Difference",
    "ExplanationStep",
    "FigureSlip",
    "Reconciliation",
    "RecordChange",
    "reconcile",
]
