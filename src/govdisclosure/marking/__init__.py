"""Marked originals (标注原件): what was found in a published report, drawn where the report prints it."""

from govdisclosure.marking.finding_marks import FindingMark, MarkedFigure, marks_of
from govdisclosure.marking.originals import MarkedOriginal, Picture, mark

__all__ = ["FindingMark", "MarkedFigure", "MarkedOriginal", "Picture", "mark", "marks_of"]
