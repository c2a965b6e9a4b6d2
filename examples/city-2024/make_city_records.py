"""Write the records of a made-up city, Yunling (云岭市), for 2023 and 2024: one CSV file for each kind of record.

Twelve bodies; the tourism commission is merged into the culture bureau on 1 July 2023, the hospital is a public institution.
The registers are shown as they stood on 27 January 2025. Everything follows from one seed, so that running this again writes
the same bytes: ``python make_city_records.py``.
"""

import csv
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHANCE = random.Random(2024)

Row = dict[str, Any]
FIELDS = {  # of each file, in the order of its columns
    "body": "id name kind parent reports_as established dissolved",
    "succession": "id body successor effective kind",
    "site_column": "id body channel kind area renewal_days",
    "item": "id body kind made attribute reviewed first_published request",
    "publication": "id body item channel column published",
    "submission": "id body channel arrived",
    "request": "id body submission channel applicant applicant_ref addressed_to handled_by forwarded_to arrived confirmed"
    " received correction_asked correction_received third_party_asked third_party_answered other_agency_asked"
    " other_agency_answered extended due fee_notice fee_paid closed outcome",
    "response": "id body request given outcome ground redecides",
    "remedy": "id body kind role path response instance case_number filed closed result",
    "document": "id body kind issued published repealed expires",
    "decision": "id body kind decided",
    "charge": "id body amount received",
    "request_fee": "id body request amount notified paid",
    "entry": "body period address value",
}

AS_OF = date(2025, 1, 27)  # what happened later is not in the registers
MERGED = date(2023, 7, 1)  # first day on which the culture bureau acts for the tourism commission
RECONSIDERED_FIRST = date(2024, 1, 1)  # refusals of this day or later go to reconsideration before the court
YEARS = (2023, 2024)
HOLIDAYS = (  # working days off, from November 2022; below, weekends worked instead
    "2023: 0102 0123-0127 0405 0501-0503 0622-0623 0929 1002-1006; 2025: 0101 0128-0204 0404 0501-0505;"
    " 2024: 0101 0212-0216 0404-0405 0501-0503 0610 0916-0917 1001-1004 1007"
)
WORKED = "2023: 0128-0129 0423 0506 0625 1007-1008; 2024: 0204 0218 0407 0428 0511 0914 0929 1012; 2025: 0126 0208 0427"

# Id, name, requests, items, licences, penalties, coercive measures, new documents: each for one year.
BODIES = """
office 云岭市人民政府办公室 34 40 0 0 0 3
civil-affairs 云岭市民政局 9 22 18 4 0 1
culture 云岭市文化广电和旅游局 14 26 25 12 0 1
development 云岭市发展和改革委员会 12 24 20 2 0 2
education 云岭市教育局 16 24 14 3 0 1
high-tech-zone 云岭高新技术产业开发区管理委员会 15 9 30 10 2 1
hospital 云岭市第一人民医院 2 10 0 0 0 0
housing 云岭市住房和城乡建设局 28 22 60 25 4 2
market 云岭市市场监督管理局 26 24 120 80 9 1
natural-resources 云岭市自然资源和规划局 36 24 70 20 3 2
public-security 云岭市公安局 18 20 90 110 12 1
tourism 云岭市旅游发展委员会 8 16 12 6 0 0
"""
PROFILES = {line.split()[0]: line.split()[1:] for line in BODIES.strip().splitlines()}
KINDS = {"hospital": "public_institution", "high-tech-zone": "dispatched_organ"}  # others: administrative organs

CHANNELS = {"in_person": 14, "oral": 1, "registered_post": 22, "ordinary_post": 4, "fax": 1, "online": 50, "email": 8}
CONFIRMED = {"ordinary_post", "fax", "online", "email"}  # received on the day both sides confirm it (article 31)
APPLICANTS = {"natural_person": 72, "business": 12, "research": 2, "public_welfare": 3, "legal_service": 4, "lawyer": 5}
APPLICANTS |= {"other": 2}
COURSES = {"plain": 68, "extended": 8, "third_party": 6, "other_agency": 3, "correction": 5, "not_corrected": 2, "fee": 2}
COURSES |= {"fee_not_paid": 1, "withdrawn": 3, "late": 2}
OUTCOMES = {"granted": 34, "already_public": 14, "granted_in_part": 7, "does_not_exist": 9, "not_ours": 8, "not_ready_made": 4}
OUTCOMES |= {"state_secret": 1, "forbidden_by_law": 1, "public_security": 1, "internal_affairs": 3, "process_information": 5}
OUTCOMES |= {"enforcement_file": 4, "administrative_query": 3, "petition": 4, "repeated": 3, "public_print": 1, "excessive": 1}
OUTCOMES |= {"confirmation": 1, "other_way": 2, "not_government_information": 2, "other": 1}
THIRD_PARTY = {"granted": 3, "granted_in_part": 3, "trade_secret": 3, "personal_privacy": 3, "third_party_rights": 1}
REFUSED = {"state_secret", "forbidden_by_law", "public_security", "trade_secret", "personal_privacy", "third_party_rights"}
REFUSED |= {"internal_affairs", "process_information", "enforcement_file"}  # articles 14 to 16
DISPUTED = REFUSED | {"granted_in_part", "does_not_exist", "not_ours", "not_ready_made", "petition", "repeated"}
ITEM_KINDS = {"news": 9, "notice": 6, "other_document": 3, "decision": 2, "interpretation": 1, "plan": 1, "budget": 1}


def main() -> None:
    columns = list(make_site_columns())
    requests, submissions, fees = make_requests()
    responses = list(make_responses(requests))
    remedies = numbered("case", make_remedies(responses, requests))
    items = numbered("item", make_items(requests))
    write("body", make_bodies())
    merger = {"id": "reform-2023", "body": "tourism", "successor": "culture", "effective": MERGED, "kind": "merged"}
    write("succession", [merger])
    write("site_column", columns)
    write("item", items)
    write("publication", numbered("pub", make_publications(items, columns)))
    write("submission", submissions)
    write("request", requests)
    write("response", sorted(responses, key=lambda row: str(row["id"])))
    write("remedy", remedies)
    write("document", numbered("doc", make_documents()))
    write("decision", numbered("dec", make_decisions()))
    write("charge", numbered("charge", make_charges()))
    write("request_fee", numbered("fee", fees))
    write("entry", make_entries())


def make_bodies() -> Iterator[Row]:
    for body, (name, *_) in PROFILES.items():
        row: Row = {"id": body, "name": name, "kind": KINDS.get(body, "administrative_organ"), "reports_as": "department"}
        row |= {"parent": "" if body == "office" else "office"}
        row |= {"established": date(2019, 1, 1), "dissolved": MERGED - timedelta(1)} if body == "tourism" else {}
        yield row


def make_site_columns() -> Iterator[Row]:
    for body in PROFILES:
        yield {"id": f"{body}-news", "body": body, "channel": "own_site", "kind": "department_news", "renewal_days": 14}
        yield {"id": f"{body}-notices", "body": body, "channel": "own_site", "kind": "other", "renewal_days": 90}
    for body, area in (("civil-affairs", "social-relief"), ("education", "enrolment"), ("housing", "housing-security")):
        row = {"body": body, "channel": "city_portal", "kind": "key_area", "area": area, "renewal_days": 90}
        yield {"id": f"{body}-{area}", **row}  # nobody has put anything into that of the housing bureau


# ------------------------------------------------------------------------------------------------------------ on request


def make_requests() -> tuple[list[Row], list[Row], list[Row]]:
    """Return the requests, the letters they came in, and the fee notices."""
    letters: list[tuple[Row, list[Row]]] = []
    for body, (_, count, *_) in PROFILES.items():
        for first, last, share in (("2022-12-05", "2022-12-30", 0.08), ("2025-01-02", "2025-01-20", 0.05)):
            days = days_between(date.fromisoformat(first), date.fromisoformat(last), max(1, round(int(count) * share)))
            letters += [make_letter(body, day) for day in days if body != "tourism"]
        for year in YEARS:
            days = days_between(date(year, 1, 3), date(year, 12, 31), int(count) - (0 if year == 2024 else 4))
            letters += [make_letter(body, day) for day in days if alive(body, day)]
    letters += [make_letter("tourism", date(2023, 6, day)) for day in (20, 26, 28)]  # open on the day of the merger
    letters += [make_bundle("natural-resources", date(2024, 5, day)) for day in (8, 20)]
    unconfirmed = {"body": "office", "channel": "online", "applicant": "business", "arrived": date(2024, 12, 30)}
    letters.append(({"body": "office", "channel": "online", "arrived": date(2024, 12, 30)}, [unconfirmed]))
    letters.sort(key=lambda letter: (letter[0]["arrived"], letter[0]["body"]))
    requests: list[Row] = []
    submissions = []
    for number, (submission, inside) in enumerate(letters, start=1):
        submissions.append({"id": f"sub-{number:04}", **submission})
        for row in inside:
            requests.append({"id": f"req-{len(requests) + 1:04}", "submission": f"sub-{number:04}", **row})
    paged = [row for row in requests if "fee_notice" in row and row.get("applicant_ref") != "ref-bundle"]
    fees = [fee_of(row, CHANCE.choice((100, 800, 2740))) for row in paged]  # 40, 105 and 201 pages
    bundle = next(row for row in requests if row.get("applicant_ref") == "ref-bundle")
    return requests, submissions, [*fees, {**fee_of(bundle, 400), "request": ""}]  # 14 in one month: 4 above the tenth


def make_letter(body: str, received: date) -> tuple[Row, list[Row]]:
    channel, applicant = drawn(CHANNELS), drawn(APPLICANTS)
    confirmed = channel in CONFIRMED
    arrived = earlier(received, CHANCE.randint(0, 3)) if confirmed else received
    shared = {"channel": channel, "applicant": applicant, "arrived": arrived, "received": received}
    shared |= {"confirmed": received} if confirmed else {}
    several = CHANCE.random() < 0.06  # one letter, several matters: each is a request
    shared |= {"applicant_ref": f"ref-{CHANCE.randrange(16**4):04x}"} if several else {}
    inside = [make_request(body, shared) for _ in range(CHANCE.randint(2, 3) if several else 1)]
    return {"body": body, "channel": channel, "arrived": arrived}, inside


def make_request(body: str, shared: Row) -> Row:
    course, received = drawn(COURSES), shared["received"]
    ends = {"withdrawn": "withdrawn", "not_corrected": "not_corrected", "fee_not_paid": "fee_not_paid"}
    outcome = ends.get(course) or drawn(THIRD_PARTY if course == "third_party" else OUTCOMES)
    if course == "correction" and CHANCE.random() < 0.2:
        outcome = "still_unclear"
    days = {name: day for name, day in days_of(course, received).items() if day <= AS_OF}
    # The registers give the last day where it is plain; where the clock stopped or began anew, the law has to be asked.
    if course in ("plain", "extended", "withdrawn", "late"):
        days["due"] = later(received, 40 if "extended" in days else 20)
    row = {**shared, **days, "body": holder(body, days.get("closed", AS_OF))}
    row |= {"outcome": outcome} if "closed" in days else {}
    row |= {"addressed_to": body, "handled_by": row["body"]} if row["body"] != body else {}  # taken over on the way
    row |= {"forwarded_to": CHANCE.choice(["civil-affairs", "housing"])} if row.get("outcome") == "not_ours" else {}
    return row


def days_of(course: str, received: date) -> dict[str, date]:
    """Return what happens to a request, by the field, from receipt to its end."""
    among = CHANCE.randint
    match course:
        case "extended":
            return {"extended": later(received, among(14, 19)), "closed": later(received, among(22, 39))}
        case "third_party" | "other_agency":
            asked = later(received, among(2, 6))
            answered = later(asked, among(4, 14))
            return {f"{course}_asked": asked, f"{course}_answered": answered, "closed": later(answered, among(2, 12))}
        case "correction" | "not_corrected":
            asked = later(received, among(2, 6))
            if course == "not_corrected":
                return {"correction_asked": asked, "closed": later(asked, among(16, 22))}
            corrected = later(asked, among(2, 10))
            return {"correction_asked": asked, "correction_received": corrected, "closed": later(corrected, among(3, 18))}
        case "fee" | "fee_not_paid":
            notice = later(received, among(3, 9))
            if course == "fee_not_paid":
                return {"fee_notice": notice, "closed": later(notice, among(21, 24))}
            paid = later(notice, among(1, 12))
            return {"fee_notice": notice, "fee_paid": paid, "closed": later(paid, among(2, 15))}
        case "late":
            return {"closed": later(received, among(21, 27))}
        case _:
            return {"closed": later(received, among(2, 20))}


def make_bundle(body: str, received: date) -> tuple[Row, list[Row]]:
    """Make one of two letters with seven requests each, by one person in one month: fees are due by the number of items."""
    shared = {"body": body, "channel": "registered_post", "arrived": received}
    row = {**shared, "applicant": "natural_person", "applicant_ref": "ref-bundle", "received": received}
    row |= {"fee_notice": date(2024, 5, 27), "fee_paid": date(2024, 6, 3), "closed": date(2024, 6, 21)}
    return shared, [{**row, "outcome": outcome} for outcome in CHANCE.choices(("granted", "does_not_exist"), k=7)]


def fee_of(request: Row, amount: int) -> Row:
    row = {"request": request["id"], "body": request["body"], "amount": amount, "notified": request["fee_notice"]}
    return row | ({"paid": request["fee_paid"]} if "fee_paid" in request else {})


def make_responses(requests: list[Row]) -> Iterator[Row]:
    for row in requests:
        answer = {"body": row["body"], "request": row["id"]}
        for name, day in (("correction", row.get("correction_asked")), ("extension", row.get("extended"))):
            if day:
                yield {"id": f"{row['id']}-{name}", **answer, "given": day}  # on the way: without an outcome
        if "closed" in row:
            ground = row["outcome"] if row["outcome"] in REFUSED else ""
            yield {"id": f"{row['id']}-final", **answer, "given": row["closed"], "outcome": row["outcome"], "ground": ground}


def make_remedies(responses: list[Row], requests: list[Row]) -> Iterator[Row]:
    """Yield the cases about answers; an answer that is corrected is given anew, and added to the responses."""
    first_bodies = {row["id"]: str(row.get("addressed_to") or row["body"]) for row in requests}
    for answer in [row for row in responses if row.get("outcome") in DISPUTED and row["body"] != "hospital"]:
        if CHANCE.random() >= 0.3:
            continue
        body = first_bodies[answer["request"]]
        if CHANCE.random() < 0.35 and not (answer["outcome"] in REFUSED and answer["given"] >= RECONSIDERED_FIRST):
            yield from make_lawsuit({**make_case(body, answer["id"], "lawsuit", answer["given"]), "path": "direct"}, body)
            continue
        case = make_case(body, answer["id"], "reconsideration", answer["given"])
        if case["filed"] <= AS_OF:
            yield case
        if case.get("result") == "corrected":
            again = {"id": f"{answer['request']}-again", "body": case["body"], "request": answer["request"]}
            again |= {"given": later(case["closed"], CHANCE.randint(4, 15)), "outcome": "granted", "redecides": answer["id"]}
            responses += [again] if again["given"] <= AS_OF else []
        if case.get("result") == "upheld" and CHANCE.random() < 0.5:
            lawsuit = make_case(body, answer["id"], "lawsuit", case["closed"])
            yield from make_lawsuit({**lawsuit, "path": "after_reconsideration"}, body)


def make_case(body: str, response: str, kind: str, since: date) -> Row:
    filed = since + timedelta(CHANCE.randint(5, 50 if kind == "reconsideration" else 14))
    closed = filed + timedelta(CHANCE.randint(30, 58) if kind == "reconsideration" else CHANCE.randint(60, 170))
    row = {"body": holder(body, min(closed, AS_OF)), "kind": kind, "role": "respondent", "response": response, "filed": filed}
    result = drawn({"upheld": 6, "corrected": 2, "other": 2})
    return row | ({"closed": closed, "result": result} if closed <= AS_OF else {})


def make_lawsuit(case: Row, body: str) -> Iterator[Row]:
    if case["filed"] > AS_OF:
        return
    number = f"court-{case['response'][4:8]}"
    yield {**case, "instance": "first", "case_number": number}
    if case["path"] == "after_reconsideration" and case["body"] != "office":  # it counts where the act was reviewed
        yield {**case, "instance": "first", "case_number": number, "body": "office", "role": "co_defendant"}
    if case.get("result") == "upheld" and CHANCE.random() < 0.6:
        appeal = make_case(body, case["response"], "lawsuit", case["closed"])
        if appeal["filed"] <= AS_OF:
            yield {**appeal, "path": case["path"], "instance": "second", "case_number": number}


# ----------------------------------------------------------------------------------------------- of the body's own accord


def make_items(requests: list[Row]) -> Iterator[Row]:
    for body, (_, _, count, *_) in PROFILES.items():
        for year in YEARS:
            for published in days_between(date(year, 1, 3), date(year, 12, 31), int(count)):
                if alive(body, published):
                    waited = CHANCE.randint(21, 45) if CHANCE.random() < 0.05 else CHANCE.randint(0, 12)  # more than 20: late
                    made = earlier(published, waited)
                    days = {"made": made, "reviewed": later(made, waited // 2), "first_published": published}
                    yield {"body": body, "kind": drawn(ITEM_KINDS), "attribute": "proactive", **days}
    asked_for = [row for row in requests if row.get("outcome") == "granted" and row["closed"] < date(2024, 12, 1)]
    for row in CHANCE.sample(asked_for, 6):  # what one asked for is published for all (article 44)
        made, published = earlier(row["received"], 60), later(row["closed"], 5)
        shared = {"body": holder(row["body"], published), "kind": "other_document", "request": row["id"]}
        yield {**shared, "made": made, "attribute": "proactive", "reviewed": row["closed"], "first_published": published}


def make_publications(items: list[Row], columns: list[Row]) -> Iterator[Row]:
    areas = {row["body"]: row for row in columns if row.get("area") and row["body"] != "housing"}
    for item in items:
        body, day = item["body"], item["first_published"]
        column = f"{body}-news" if item["kind"] == "news" else f"{body}-notices"
        yield {"body": body, "item": item["id"], "channel": "own_site", "column": column, "published": day}
        if body in areas and item["kind"] in ("notice", "other_document", "interpretation"):
            place = {"channel": "city_portal", "column": areas[body]["id"]}
            yield {"body": body, "item": item["id"], **place, "published": later(day, CHANCE.randint(0, 3))}


def make_documents() -> Iterator[Row]:
    for body, (*_, count) in PROFILES.items():
        old = days_between(date(2022, 1, 4), date(2022, 12, 30), 4 * int(count))
        new = [day for year in YEARS for day in days_between(date(year, 1, 3), date(year, 12, 31), int(count))]
        for day in [*old, *new]:
            row = {"body": body, "kind": "normative_document", "issued": day, "published": later(day, CHANCE.randint(1, 10))}
            repealed = CHANCE.choice(workdays(date(2023, 2, 1), AS_OF)) if CHANCE.random() < 0.2 else None
            yield row | ({"repealed": repealed} if repealed and repealed > day else {})
    rules = {"body": "office", "kind": "government_rules"}  # the city government's, kept by its office
    for day in (date(2020, 6, 1), date(2021, 9, 13), date(2024, 8, 20)):
        yield {**rules, "issued": day, "published": later(day, 3)}
    # One runs out in 2024 without being repealed: the stock at the year's end does not follow, and a finding asks why.
    yield {"body": "development", "kind": "normative_document", "issued": date(2022, 7, 1), "expires": date(2024, 6, 30)}
    # The tourism commission repealed its last one before it ended; its others stand in the culture bureau's register.
    yield {"body": "tourism", "kind": "normative_document", "issued": date(2021, 3, 1), "repealed": date(2023, 6, 20)}


def make_decisions() -> Iterator[Row]:
    for body, (_, _, _, *counts, _) in PROFILES.items():
        for kind, count in zip(("licence", "penalty", "coercion"), counts, strict=True):
            for year in YEARS:
                some = round(int(count) * CHANCE.uniform(0.8, 1.1))
                days = days_between(date(year, 1, 3), date(year, 12, 31), some)
                yield from ({"body": body, "kind": kind, "decided": day} for day in days if alive(body, day))


def make_charges() -> Iterator[Row]:
    for body in ("education", "housing", "natural-resources", "public-security"):
        for month in range(24):
            first = date(2023 + month // 12, month % 12 + 1, 1)
            day = CHANCE.choice(workdays(first, first + timedelta(27)))
            yield {"body": body, "amount": f"{CHANCE.randint(200_000, 9_000_000) / 100:.2f}", "received": day}


def make_entries() -> Iterator[Row]:
    for body, (_, count, *_) in PROFILES.items():
        for year in YEARS:
            if not alive(body, date(year, 1, 1)):
                continue
            for section in ("overview", "problems", "other"):
                words = text(section) + (text("share") if section == "overview" and int(count) >= 12 else "")
                yield {"body": body, "period": year, "address": f"text.{section}", "value": words.replace("YEAR", str(year))}
            signed = CHANCE.choice(workdays(date(year + 1, 1, 6), date(year + 1, 1, 20)))
            yield {"body": body, "period": year, "address": "report.signed", "value": signed}


# --------------------------------------------------------------------------------------------------------- days and files


def listed(text: str) -> set[date]:
    """Return the days of a list such as ``2024: 0101 0212-0216``."""
    found = set()
    for part in text.split(";"):
        year, days = part.split(":")
        for stretch in days.split():
            first, last = (date.fromisoformat(f"{year.strip()}{day}") for day in (stretch[:4], stretch[-4:]))
            found |= {first + timedelta(number) for number in range((last - first).days + 1)}
    return found


EVERY_DAY = [date(2022, 1, 1) + timedelta(number) for number in range(1250)]
WORKDAYS = sorted({day for day in EVERY_DAY if day.weekday() < 5} - listed(HOLIDAYS) | listed(WORKED))


def workdays(first: date, last: date) -> list[date]:
    return WORKDAYS[bisect_left(WORKDAYS, first) : bisect_right(WORKDAYS, last)]


def days_between(first: date, last: date, count: int) -> list[date]:
    return CHANCE.choices(workdays(first, last), k=count)


def earlier(day: date, steps: int) -> date:
    """Return the day so many working days before; 0 is the day itself."""
    return WORKDAYS[bisect_left(WORKDAYS, day) - steps] if steps else day


def later(day: date, steps: int) -> date:
    """Return the day so many working days after; 0 is the day itself."""
    return WORKDAYS[bisect_right(WORKDAYS, day) + steps - 1] if steps else day


def text(name: str) -> str:
    return (HERE / "texts" / f"{name}.txt").read_text(encoding="utf-8").strip()


def alive(body: str, day: date) -> bool:
    return body != "tourism" or day < MERGED


def holder(body: str, day: date) -> str:
    """Return in whose register a matter stands that was ended, or is still open, on a day."""
    return body if alive(body, day) else "culture"


def drawn(weights: dict[str, int]) -> str:
    return CHANCE.choices(list(weights), list(weights.values()))[0]


def numbered(prefix: str, rows: Iterable[Row]) -> list[Row]:
    """Return the rows by day, each with an id that counts on."""
    by_day = sorted(rows, key=lambda row: (min(value for value in row.values() if isinstance(value, date)), row["body"]))
    return [{"id": f"{prefix}-{number:04}", **row} for number, row in enumerate(by_day, start=1)]


def write(kind: str, rows: Iterable[Row]) -> None:
    path = HERE / "records" / f"{kind}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS[kind].split(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
