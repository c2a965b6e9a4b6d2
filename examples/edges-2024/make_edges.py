"""Add records to ``records`` until they notice every small change of a shipped standard's conditions.

``python make_edges.py [STANDARD …]``; without a name, for all that are installed. What ``standards mutate`` names as not
noticed comes with a record that would notice: it gets a body of its own and is put among the others, and all changes are
tried again.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from govdisclosure import Period, available_standards, read_folder
from govdisclosure.diagnosis import ConditionMutant, Fate, mutate
from govdisclosure.diagnosis.condition_mutants import as_row, kind_name
from govdisclosure.library import default_library
from govdisclosure.records import Body
from govdisclosure.sources import Records, gather
from govdisclosure.standards import Standard
from govdisclosure.standards.checked_file import parsed_file
from govdisclosure.standards.loader import load_data

RECORDS = Path(__file__).parent / "records"
CITY = Path(__file__).parents[1] / "city-2024" / "records"
YEAR = Period.year(2024)


def mutants(name: str, records: Records) -> Iterator[ConditionMutant]:
    """Yield the small changes of an installed standard's conditions, and what these records make of them."""
    library, number = default_library(), count()
    text = library.standards[name].read_text(encoding="utf-8")

    def load(data: Mapping[str, Any]) -> Standard:
        return load_data(data, text=f"{text}\n# {next(number)}", name=name, kinds=library.kinds)

    return mutate(parsed_file(text, name), records, load, periods=[YEAR])


def with_the_city() -> Records:
    """Return the records beside those of the example city, which notice what happens within a year."""
    read = [read_folder(folder) for folder in (CITY, RECORDS)]
    return gather([record for one in read for found in one.by_kind.values() for record in found])


def main() -> None:
    for name in sys.argv[1:] or available_standards():
        while alive := [one for one in mutants(name, with_the_city()) if one.fate is Fate.ALIVE]:
            add(name, alive)


def add(name: str, alive: list[ConditionMutant]) -> None:
    """Put the records that come with changes among the others, those of each change under a body of its own."""
    added: dict[str, list[dict[str, str]]] = {}
    bodies = {one.id for one in read_folder(RECORDS).of(Body)}
    told: set[str] = set()
    for one in alive:
        rows = [(kind_name(record), as_row(record)) for record in one.records]
        content = str([(kind, {key: value for key, value in row.items() if key != "id"}) for kind, row in rows])
        if content in told:  # one record may notice several changes
            continue
        told.add(content)
        body = next(key for key in (f"{name}-{number}" for number in count(1)) if key not in bodies)
        bodies.add(body)
        added.setdefault("body", []).append({"id": body, "name": body})
        ids = {row["id"]: f"{body}-{kind}" for kind, row in rows}
        for kind, row in rows:
            renamed = {key: ids.get(value, value) for key, value in row.items()}
            added.setdefault(kind, []).append({**renamed, "body": body})
    for kind, rows_added in added.items():
        file = RECORDS / f"{kind}.csv"
        kept = list(csv.DictReader(file.open(encoding="utf-8", newline=""))) if file.exists() else []
        together = [*kept, *rows_added]
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in together for key in row)), lineterminator="\n")
            writer.writeheader()
            writer.writerows(together)


if __name__ == "__main__":
    main()
