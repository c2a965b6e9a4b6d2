"""The law of disclosure (法律): working days."""

from govdisclosure.law.calendars import workdays_between

__all__ = ["workdays_between"]
