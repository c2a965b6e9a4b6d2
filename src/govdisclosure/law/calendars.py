"""Working days (工作日): Monday to Friday, less the holidays, plus the make-up days of the yearly notices."""

from __future__ import annotations

from datetime import date, timedelta


def workdays_between(start: date, end: date) -> int | None:
    """Count the working days after ``start`` up to and including ``end``; negative where ``end`` lies before ``start``.

    Returns:
        The number, or None where a day lies outside the years whose holidays are known: never a guess by weekdays.
    """
    from chinese_calendar import is_workday  # imported on use: its tables are large

    if end < start:
        back = workdays_between(end, start)
        return None if back is None else -back
    try:
        return sum(bool(is_workday(start + timedelta(days=day))) for day in range(1, (end - start).days + 1))
    except NotImplementedError:  # the package's word for a year that it does not know
        return None
