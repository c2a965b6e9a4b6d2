"""An office's own register (台账) becomes records, by an intake profile; what the profile does not know is set aside."""

from govdisclosure.intake.profiles import Profile, load_profile
from govdisclosure.intake.store import Changes, store
from govdisclosure.intake.taking import Aside, Intake, take_in
from govdisclosure.intake.workbook import Sheet, read_sheets

__all__ = [
    "Aside",
    "Changes",
    "Intake",
    "Profile",
    "Sheet",
    "load_profile",
    "read_sheets",
    "store",
    "take_in",
]
