"""Write the records of one office for 2015, as its registers might be exported: one CSV file for each kind of record.

The office and its published figures are real; the records are made up so that they add up to those figures. Everything
else follows from one seed, so that running this again writes the same bytes: ``python make_records.py``.
"""

import csv
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BODY = "hengyang-health"
CHANCE = random.Random(2015)

Row = dict[str, Any]
FIELDS = {  # of each file, in the order of its columns
    "body": "id name kind parent established dissolved",
    "item": "id body kind made changed attribute reviewed first_published withdrawn request",
    "site_column": "id body channel kind area renewal_days",
    "publication": "id body item channel column published",
    "engagement": "id body kind channel received replied planned plan_handed_in held attendances",
    "upward_submission": "id body target item submitted adopted",
    "inspection": "id body inspected by verdict",
    "service_item": "id body kind secret own_system catalogue_updated handled_on_platform connected valid_from valid_until",
    "service_case": "id body service_item accepted closed",
    # Nobody asked and nobody complained: these two files hold their header and nothing else.
    "request": "id body channel applicant received extended due closed outcome",
    "remedy": "id body kind role filed result closed",
    "entry": "body period address value",
}

NEW_YEAR, YEAR_END = date(2015, 1, 1), date(2015, 12, 31)
BEFORE, AFTER = date(2014, 12, 31), date(2016, 1, 1)  # one day outside: in the files, but in no figure of 2015
HOLIDAYS = {(1, 1), (1, 2), (2, 18), (2, 19), (2, 20), (2, 23), (2, 24), (4, 6), (5, 1), (6, 22), (9, 3), (9, 4)}
HOLIDAYS |= {(10, day) for day in range(1, 8)}  # month and day; weekends worked instead are left out
DAYS = [date(2014, 10, 8) + timedelta(days=number) for number in range(550)]
WORKDAYS = [day for day in DAYS if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS]

# Items first published in 2015, by kind: 711 in all. LATE of them came more than 20 working days after they were made.
ITEMS = {"news": 380, "notice": 140, "other_document": 45, "decision": 40, "interpretation": 30, "statistics": 24}
ITEMS |= {"personnel": 21, "normative_document": 15, "plan": 12, "budget": 4}
LATE = 27

# Columns of the two websites: channel, kind, key area, days until it must be renewed.
COLUMNS = {
    "portal-directory": ("city_portal", "other", "", 30),
    "portal-family-planning": ("city_portal", "key_area", "family-planning", 90),
    "portal-food-safety": ("city_portal", "key_area", "food-safety", 90),
    "portal-medical-reform": ("city_portal", "key_area", "medical-reform", 90),
    "portal-news": ("city_portal", "department_news", "", 7),
    "portal-notices": ("city_portal", "other", "", 30),
    "portal-procurement": ("city_portal", "key_area", "procurement", 90),  # empty all year: the report owns up to it
    "site-directory": ("own_site", "other", "", 30),
    "site-news": ("own_site", "department_news", "", 7),  # news too, but the city's portal is another channel
}
DOCUMENTS = "other_document normative_document plan interpretation notice"
# Publications in 2015 of the items of 2015: channel, column, kinds of item that fit (none: any), how many.
PLACES = (
    ("city_portal", "portal-news", "news", 172),
    ("city_portal", "portal-medical-reform", DOCUMENTS, 6),
    ("city_portal", "portal-food-safety", DOCUMENTS, 5),
    ("city_portal", "portal-family-planning", DOCUMENTS, 5),
    ("city_portal", "portal-directory", "", 600),
    ("city_portal", "portal-notices", "notice", 120),
    ("city_portal", "", "", 37),
    ("own_site", "site-directory", "", 711),  # every item stands in the directory
    ("own_site", "site-news", "news", 283),
    ("media", "", "news notice interpretation", 94),
)
MOVED = 6  # items of 2014, taken over into the directory of the merged office's site

# Replied to in 2015: kind, channel, at most so many working days after receipt, how many.
REPLIES = (
    ("public_opinion_response", "own_site", 5, 29),
    ("public_opinion_response", "city_portal", 5, 18),
    ("enquiry", "counter", 0, 171),
    ("enquiry", "phone", 0, 236),
    ("enquiry", "own_site", 3, 57),
    ("petition", "hotline", 9, 345),
    ("petition", "leader_mailbox", 9, 10),
    ("petition", "city_portal", 9, 14),
)
# Kind, day planned for, whether it was held.
EVENTS = (
    ("interview", date(2014, 11, 20), True),
    ("interview", date(2015, 6, 18), True),
    ("solicitation", date(2015, 4, 13), True),
    ("solicitation", date(2015, 8, 17), False),
    ("solicitation", date(2015, 10, 19), True),
    ("solicitation", date(2016, 1, 11), True),
)
# In the order of the columns of service_item.csv, without the body.
SERVICE_ITEMS = """
svc-01 licence false false true true - 2013-05-01 -
svc-02 licence false false true true - 2013-05-01 -
svc-03 licence false true true - true 2013-05-01 -
svc-04 licence false true true - true 2014-09-01 -
svc-05 management false false true true - 2014-09-01 -
svc-06 management false true true - true 2014-09-01 -
svc-07 management false false true true - 2015-07-01 -
svc-08 management true false false false - 2013-05-01 -
svc-09 licence false false false false - 2010-01-01 2015-06-30
svc-10 licence false true false - false 2016-01-01 -
"""  # svc-08 is secret, svc-09 was abolished in the year, svc-10 starts after it: their false must not count


def main() -> None:
    items = numbered("item", make_items())
    publications = numbered("pub", make_publications(items))
    write("body", [{"id": BODY, "name": "衡阳市卫生和计划生育委员会", "kind": "administrative_organ"}])
    write("item", items)
    write("site_column", table("site_column", ((key, *COLUMNS[key]) for key in COLUMNS)))
    write("publication", publications)
    write("engagement", numbered("eng", make_engagements()))
    write("upward_submission", numbered("up", make_upward_submissions(items, publications)))
    write("inspection", table("inspection", [("insp-1", date(2015, 9, 18), "city", "commended")]))
    write("service_item", table("service_item", (line.split() for line in SERVICE_ITEMS.strip().splitlines())))
    write("service_case", numbered("case", make_service_cases()))
    write("request", [])
    write("remedy", [])
    write("entry", make_entries())


def make_items() -> Iterable[Row]:
    kinds = [kind for kind, count in ITEMS.items() for _ in range(count)]
    CHANCE.shuffle(kinds)
    late = CHANCE.sample(range(len(kinds)), LATE)
    for number, (kind, day) in enumerate(zip(kinds, days_of_2015(len(kinds)), strict=True)):
        yield make_item(kind, day, CHANCE.randint(26, 50) if number in late else CHANCE.randint(0, 14))
    for day in (BEFORE, *CHANCE.choices(workdays(date(2014, 12, 1), BEFORE), k=11)):
        yield make_item("notice", day, CHANCE.randint(0, 14))
    for day in (AFTER, *CHANCE.choices(workdays(AFTER, date(2016, 1, 29)), k=7)):
        yield make_item("news", day, CHANCE.randint(0, 5))
    for attribute in ["on_request"] * 6 + ["withheld"] * 3 + ["proactive"] * 2:  # the last two wait for their day
        made = CHANCE.choice(workdays(date(2015, 12, 14), YEAR_END))
        yield {"kind": "other_document", "made": made, "attribute": attribute, "reviewed": later(made, 3)}


def make_item(kind: str, published: date, waited: int) -> Row:
    reviewed = earlier(published, CHANCE.randint(0, waited))
    return {
        "kind": kind,
        "made": earlier(published, waited),
        "changed": reviewed if CHANCE.random() < 0.02 else None,
        "attribute": "proactive",
        "reviewed": reviewed,
        "first_published": published,
        "withdrawn": later(published, 30) if CHANCE.random() < 0.005 else None,
    }


def make_publications(items: list[Row]) -> Iterable[Row]:
    published = [item for item in items if "first_published" in item]
    current = [item for item in published if NEW_YEAR <= item["first_published"] <= YEAR_END]
    places = defaultdict(list)  # by the id of the item
    for channel, column, kinds, count in PLACES:
        fitting = [item["id"] for item in current if not kinds or item["kind"] in kinds.split()]
        for item_id in CHANCE.sample(fitting, count):  # drawn without repetition: an item stands in a place once
            places[item_id].append((channel, column))
    for item in published:
        found = places[item["id"]] or [("city_portal", "portal-directory")]  # those of other years
        CHANCE.shuffle(found)
        day = item["first_published"]
        for channel, column in found:
            yield {"item": item["id"], "channel": channel, "column": column, "published": day}
            day = min(later(item["first_published"], CHANCE.randint(0, 8)), YEAR_END)
    for item in [item for item in published if item["first_published"] < NEW_YEAR][:MOVED]:
        yield {"item": item["id"], "channel": "own_site", "column": "site-directory", "published": date(2015, 3, 16)}
    for item in CHANCE.sample(current, 4):  # once more in the next year, which is the next report's
        yield {"item": item["id"], "channel": "media", "published": date(2016, 1, 12)}


def make_engagements() -> Iterable[Row]:
    for kind, channel, waited, count in REPLIES:
        shared = {"kind": kind, "channel": channel, "attendances": 1 if kind == "enquiry" else None}
        for replied in (BEFORE, *days_of_2015(count), date(2016, 1, 4)):
            yield {**shared, "received": earlier(replied, CHANCE.randint(0, waited)), "replied": replied}
        yield {**shared, "received": YEAR_END}  # no reply yet
    for kind, planned, held in EVENTS:
        days = {"planned": planned, "plan_handed_in": earlier(planned, 20), "held": planned if held else None}
        yield {"kind": kind, "channel": "city_portal", **days}


def make_upward_submissions(items: list[Row], publications: list[Row]) -> Iterable[Row]:
    made = {item["id"]: item["made"] for item in items}
    for row in publications:  # the portal took 172 + 16: they stand in its columns for news and key areas
        if row["channel"] == "city_portal" and row["column"] in COLUMNS and COLUMNS[row["column"]][1] != "other":
            day = max(earlier(row["published"], CHANCE.randint(0, 2)), made[row["item"]], NEW_YEAR)
            yield {"target": "city_portal", "item": row["item"], "submitted": day, "adopted": row["published"]}
    for target, count, adopted in (("city_portal", 105, 0), ("provincial_department", 142, 51)):
        for number, day in enumerate(days_of_2015(count)):
            taken = min(later(day, CHANCE.randint(1, 8)), YEAR_END) if number < adopted else None
            yield {"target": target, "submitted": day, "adopted": taken}
        yield {"target": target, "submitted": BEFORE, "adopted": BEFORE}
        yield {"target": target, "submitted": date(2016, 1, 4)}


def make_service_cases() -> Iterable[Row]:
    for closed in (BEFORE, *days_of_2015(31), date(2016, 1, 4)):
        service = f"svc-0{CHANCE.randint(1, 6)}"
        yield {"service_item": service, "accepted": earlier(closed, CHANCE.randint(1, 15)), "closed": closed}
    yield {"service_item": "svc-07", "accepted": date(2015, 12, 28)}  # open


def make_entries() -> Iterable[Row]:
    entered = {
        "website.management.unified_platform": "false",
        "website.management.organisation": "具体体现在小结中",
        "disclosure.annual_report": "true",
        "text.overview": (HERE / "texts" / "overview.txt").read_text(encoding="utf-8").strip(),
        "text.outlook": (HERE / "texts" / "outlook.txt").read_text(encoding="utf-8").strip(),
        "report.signed": "2016-03-14",
    }
    for address, value in entered.items():
        yield {"period": "2015", "address": address, "value": value}


def workdays(first: date, last: date) -> list[date]:
    return [day for day in WORKDAYS if first <= day <= last]


def days_of_2015(count: int) -> list[date]:
    """Return the first day of the year, the last, and others between them on which the office worked."""
    return [NEW_YEAR, YEAR_END, *CHANCE.choices(workdays(NEW_YEAR, YEAR_END), k=count - 2)]


def earlier(day: date, steps: int) -> date:
    """Return the day so many working days before; 0 is the day itself."""
    return WORKDAYS[bisect_left(WORKDAYS, day) - steps] if steps else day


def later(day: date, steps: int) -> date:
    """Return the day so many working days after; 0 is the day itself."""
    return WORKDAYS[bisect_right(WORKDAYS, day) + steps - 1] if steps else day


def table(kind: str, rows: Iterable[Sequence[object]]) -> list[Row]:
    """Return rows from values in the order of the columns, without the body; ``-`` stands for an empty field."""
    columns = [name for name in FIELDS[kind].split() if name != "body"]
    return [dict(zip(columns, ("" if value == "-" else value for value in row), strict=True)) for row in rows]


def numbered(prefix: str, rows: Iterable[Row]) -> list[Row]:
    """Return the rows by day, each with an id that counts on."""
    by_day = sorted(rows, key=lambda row: min(value for value in row.values() if isinstance(value, date)))
    return [{"id": f"{prefix}-{number:04}", **row} for number, row in enumerate(by_day, start=1)]


def write(kind: str, rows: Iterable[Row]) -> None:
    fields = FIELDS[kind].split()
    path = HERE / "records" / f"{kind}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"body": BODY, **row} if "body" in fields else row for row in rows)


if __name__ == "__main__":
    main()
