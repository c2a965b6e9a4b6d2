"""The law of disclosure (法律): Regulations, the day of receipt, time limits, fees, remedies, working days.

What is from memory is marked so in the data and shown with ``(待核实)``; see ``cn-2019.regulation.toml``, ``fees.toml`` and
``remedies.toml``.
"""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.law.calendar_files import (
        NATIONAL as NATIONAL,
        Calendars as Calendars,
        load_calendar as load_calendar,
        national as national,
        national_calendars as national_calendars,
        workdays_between as workdays_between,
    )
    from govdisclosure.law.calendars import Calendar as Calendar, WorkingDays as WorkingDays
    from govdisclosure.law.clock import ClockStep as ClockStep, TimeLimit as TimeLimit
    from govdisclosure.law.fees import (
        Fee as Fee,
        FeeSlice as FeeSlice,
        MonthlyFee as MonthlyFee,
        fee_by_items as fee_by_items,
        fee_by_pages as fee_by_pages,
        fee_source as fee_source,
        fees_of as fees_of,
        fees_since as fees_since,
        payment_term as payment_term,
    )
    from govdisclosure.law.receipt import Receipt as Receipt, receipt_date as receipt_date, receipt_of as receipt_of
    from govdisclosure.law.regulation_files import (
        Mark as Mark,
        Provision as Provision,
        ReceiptRule as ReceiptRule,
        Regulation as Regulation,
        regulation_on as regulation_on,
        regulations as regulations,
    )
    from govdisclosure.law.remedy_paths import (
        FirstRemedy as FirstRemedy,
        RemedyAnswer as RemedyAnswer,
        RemedyRule as RemedyRule,
        reconsideration_first as reconsideration_first,
        remedy_answers as remedy_answers,
        remedy_rules as remedy_rules,
    )
    from govdisclosure.law.request_status import Progress as Progress, RequestState as RequestState, state_on as state_on
    from govdisclosure.law.terms import term as term, term_of as term_of, term_to_data as term_to_data
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "calendar_files": ("NATIONAL", "Calendars", "load_calendar", "national", "national_calendars", "workdays_between"),
            "calendars": ("Calendar", "WorkingDays"),
            "clock": ("ClockStep", "TimeLimit"),
            "fees": (
                "Fee",
                "FeeSlice",
                "MonthlyFee",
                "fee_by_items",
                "fee_by_pages",
                "fee_source",
                "fees_of",
                "fees_since",
                "payment_term",
            ),
            "receipt": ("Receipt", "receipt_date", "receipt_of"),
            "regulation_files": ("Mark", "Provision", "ReceiptRule", "Regulation", "regulation_on", "regulations"),
            "remedy_paths": (
                "FirstRemedy",
                "RemedyAnswer",
                "RemedyRule",
                "reconsideration_first",
                "remedy_answers",
                "remedy_rules",
            ),
            "request_status": ("Progress", "RequestState", "state_on"),
            "terms": ("term", "term_of", "term_to_data"),
        },
    )
