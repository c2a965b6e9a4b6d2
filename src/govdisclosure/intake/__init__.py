"""An office's own register (台账) becomes records, by an intake profile; what the profile does not know is set aside."""

from govdisclosure.intake.conversation import draft, study
from govdisclosure.intake.profiles import Profile, load_profile
from govdisclosure.intake.questions import Answers, Choice, Question, Study
from govdisclosure.intake.register_workbook import RegisterSheet, read_sheets
from govdisclosure.intake.store import StoreChanges, store
from govdisclosure.intake.taking import Intake, SetAsideLine, take_in

__all__ = [
    "Answers",
    "Choice",
    "Intake",
    "Profile",
    "Question",
    "RegisterSheet",
    "SetAsideLine",
    "StoreChanges",
    "Study",
    "draft",
    "load_profile",
    "read_sheets",
    "store",
    "study",
    "take_in",
]
