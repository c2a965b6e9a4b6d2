"""Explanations of figures (说明): definitions of rows, columns and cells; drill-down to records; a record's cells."""

from govdisclosure.explanation.binding_relations import BindingRelation
from govdisclosure.explanation.cells import Explanation, explain, explain_all, find_cell
from govdisclosure.explanation.placement import CellPlacement, Placement, Reason, trace
from govdisclosure.explanation.wording import cell_in_words, column_in_words, row_in_words
from govdisclosure.report.operands import Operand

__all__ = [
    "BindingRelation",
    "CellPlacement",
    "Explanation",
    "Operand",
    "Placement",
    "Reason",
    "cell_in_words",
    "column_in_words",
    "explain",
    "explain_all",
    "find_cell",
    "row_in_words",
    "trace",
]
