"""The numbers in a report's words, held against its tables (文表一致性): contradictions, and what is to be looked at."""

from govdisclosure.consistency.narration.comparison import Candidate, Judged, Judgement
from govdisclosure.consistency.narration.findings import narration, read_numbers
from govdisclosure.consistency.narration.meaning import How, Meaning

__all__ = ["Candidate", "How", "Judged", "Judgement", "Meaning", "narration", "read_numbers"]
