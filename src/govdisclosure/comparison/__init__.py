"""Comparison of two versions of a report (两版比对): cell by cell, paragraph by paragraph."""

from govdisclosure.comparison.differences import CellDifference, Comparison, DifferenceKind, HeadDifference, TextDifference
from govdisclosure.comparison.versions import compare, compare_cells

__all__ = [
    "CellDifference",
    "Comparison",
    "DifferenceKind",
    "HeadDifference",
    "TextDifference",
    "compare",
    "compare_cells",
]
