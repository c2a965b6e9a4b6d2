"""Marked originals (标注原件): findings drawn on the published report at their figures."""

from govdisclosure.marking.finding_marks import FindingMark, MarkedFigure, marks_of
from govdisclosure.marking.originals import MarkedOriginal, Picture, mark

__all__ = ["FindingMark", "MarkedFigure", "MarkedOriginal", "Picture", "mark", "marks_of"]
