"""Write the reports of Yunling's bodies for 2023 and 2024 as they handed them in, and the days on which they did.

Each is what the records come to, but for two bodies in 2024: the market bureau's has a wrong digit in a total, and the
housing bureau's came late. As in what is published, there are no digests and no notes: ``python make_reports.py``.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve

from govdisclosure import Period, Report, load_standard, read_folder, tabulate_by_body

HERE = Path(__file__).parent
CHANCE = random.Random(2025)
BROKEN, CELL, SLIP = "market", "requests.received/total", 2  # so much too large
LATE = "housing"


def main() -> None:
    records, standard = read_folder(HERE / "records"), load_standard("cn-2021")
    for year in (2023, 2024):
        period, folder = Period.year(year), HERE / "reports" / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        made = tabulate_by_body(records, standard, period=period)
        reports = {body: report for body, report in made.items() if report.body.exists_in(period)}
        for body, report in reports.items():
            published = evolve(report, status="final", made_by=None, notes=())
            if (body, year) == (BROKEN, 2024):
                published = slipped(published)
            (folder / f"{body}.json").write_text(published.to_json(), encoding="utf-8", newline="\n")
        if year == 2024:
            write_deliveries(folder / "handed_in.csv", reports)


def slipped(report: Report) -> Report:
    """Return the report with one wrong digit in its column 总计: what was received is counted right beside it."""
    wrong = int(str(report[CELL])) + SLIP
    return evolve(report, cells={**report.cells, CELL: evolve(report.cells[CELL], value=wrong)})


def write_deliveries(path: Path, reports: dict[str, Report]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["body", "handed_in", "published"])
        for body, report in reports.items():
            handed_in = date(2025, 2, 17) if body == LATE else soon_after(report.signed or report.period.end)
            writer.writerow([body, handed_in, soon_after(handed_in)])


def soon_after(day: date) -> date:
    """Return a day of the same week or the next, no weekend."""
    day += timedelta(CHANCE.randint(0, 3))
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


if __name__ == "__main__":
    main()
