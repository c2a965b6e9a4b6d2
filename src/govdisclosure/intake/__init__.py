"""An office's own register (台账) becomes records, by an intake profile; what the profile does not know is set aside."""

from govdisclosure.intake.profiles import Profile, load_profile
from govdisclosure.intake.register_workbook import RegisterSheet, read_sheets
from govdisclosure.intake.store import StoreChanges, store
from govdisclosure.intake.taking import Intake, SetAsideLine, take_in

__all__ = [
    "Intake",
    "Profile",
    "RegisterSheet",
    "SetAsideLine",
    "StoreChanges",
    "load_profile",
    "read_sheets",
    "store",
    "take_in",
]
