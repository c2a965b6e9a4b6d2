"""The law of disclosure (法律): Regulations, the day of receipt, time limits, fees, remedies, working days.

What is from memory is marked so in the data and shown with ``(待核实)``; see ``cn-2019.regulation.toml``, ``fees.toml`` and
``remedies.toml``.
"""

from govdisclosure.law.calendar_files import (
    NATIONAL,
    Calendars,
    load_calendar,
    national,
    national_calendars,
    workdays_between,
)
from govdisclosure.law.calendars import Calendar, WorkingDays
from govdisclosure.law.clock import ClockStep, TimeLimit
from govdisclosure.law.fees import (
    Fee,
    FeeSlice,
    MonthlyFee,
    fee_by_items,
    fee_by_pages,
    fee_source,
    fees_of,
    fees_since,
    payment_term,
)
from govdisclosure.law.receipt import Receipt, receipt_date, receipt_of
from govdisclosure.law.regulations import Mark, Provision, ReceiptRule, Regulation, regulation_on, regulations
from govdisclosure.law.remedy_paths import (
    FirstRemedy,
    RemedyAnswer,
    RemedyRule,
    reconsideration_first,
    remedy_answers,
    remedy_rules,
)
from govdisclosure.law.request_status import Progress, RequestState, state_on
from govdisclosure.law.terms import term, term_of, term_to_data

__all__ = [
    "NATIONAL",
    "Calendar",
    "Calendars",
    "ClockStep",
    "Fee",
    "FeeSlice",
    "FirstRemedy",
    "Mark",
    "MonthlyFee",
    "Progress",
    "Provision",
    "Receipt",
    "ReceiptRule",
    "Regulation",
    "RemedyAnswer",
    "RemedyRule",
    "RequestState",
    "TimeLimit",
    "WorkingDays",
    "fee_by_items",
    "fee_by_pages",
    "fee_source",
    "fees_of",
    "fees_since",
    "load_calendar",
    "national",
    "national_calendars",
    "payment_term",
    "receipt_date",
    "receipt_of",
    "reconsideration_first",
    "regulation_on",
    "regulations",
    "remedy_answers",
    "remedy_rules",
    "state_on",
    "term",
    "term_of",
    "term_to_data",
    "workdays_between",
]
