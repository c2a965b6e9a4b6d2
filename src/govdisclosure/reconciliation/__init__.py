"""Reconciliation of a published report with the records (核对): differences, and the least change of records behind them."""

from govdisclosure.reconciliation.accounts import Account, CandidateExplanation, ExplanationStep, FigureSlip
from govdisclosure.reconciliation.changes import ChangeKind, RecordChange
from govdisclosure.reconciliation.recomputation import MOST_RECORDS, Difference, Reconciliation, reconcile

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
