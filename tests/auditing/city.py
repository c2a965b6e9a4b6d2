"""A city of forty bodies with planted faults (四十个机关的市): missing, late, handed in twice, wrong, unreadable."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from attrs import evolve, field, frozen

from govdisclosure import Blank, Cell, Period, Report, load_standard, write
from govdisclosure.records import Body
from govdisclosure.testing.planting import a_year
from govdisclosure.values import Value

STANDARD = load_standard("cn-2021")
DUE = date(2025, 1, 20)
NAMES = (
    *("办公室", "发展和改革委员会", "教育局", "科学技术局", "工业和信息化局", "民族宗教事务局", "公安局", "民政局"),
    *("司法局", "财政局", "人力资源和社会保障局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局"),
    *("农业农村局", "商务局", "文化和旅游局", "卫生健康委员会", "退役军人事务局", "应急管理局", "审计局", "体育局"),
    *("国有资产监督管理委员会", "市场监督管理局", "统计局", "医疗保障局", "信访局", "林业局", "城市管理局", "行政审批局"),
    *("大数据管理局", "地方金融监督管理局", "东城区", "西城区", "高新区", "清河镇", "沙河镇", "柳林镇"),
)
PERSON, COMPANY = "natural_person", "business"


REFUSED = "requests.results.refused.state_secret/{}"


def cell(row: str, column: str = "total") -> str:
    return f"requests.{row}/{column}"


@frozen
class PlantedFault:
    """What was done to a body's report: cells that were changed by so much, and how many errors a person would count."""

    changes: Mapping[str, int] = field(factory=dict)
    errors: int = 0
    words: str = ""
    blank_totals: bool = False


FAULTS: Mapping[str, PlantedFault] = {
    "教育局": PlantedFault({cell("received"): 30}, 1),
    "公安局": PlantedFault({cell("results.granted", PERSON): 9}, 1),
    "民政局": PlantedFault({cell("results.granted", PERSON): 2, cell("received", COMPANY): 40}, 2),
    "财政局": PlantedFault({"remedies.cases/reconsideration_total": 3}, 1),
    "水利局": PlantedFault(
        {cell("received", PERSON): 7}, 1, words="{year}年，新收政府信息公开申请{received}件。", blank_totals=True
    ),
    "商务局": PlantedFault({cell("results.total"): -4}, 1),
    "统计局": PlantedFault({REFUSED.format(PERSON): 1, REFUSED.format(COMPANY): -1}, 2),
    "林业局": PlantedFault({cell("carried_out", PERSON): 5}, 1),
    "体育局": PlantedFault({"remedies.cases/direct_total": -1, cell("results.granted", PERSON): 6}, 2),
}
MISSING, LISTED_WITHOUT_FILE, UNREADABLE = "信访局", "审计局", "司法局"
LATE = {"住房和城乡建设局": 28, "交通运输局": 3}
TWICE, TWINS = "卫生健康委员会", "应急管理局"
PUBLISHED_AND_WRONG = {"教育局", "财政局"}
NO_REPORTS = {"Thumbs.db": b"\0\1", "说明.txt": "请查收".encode(), "扫描件.pdf": b"%PDF-1.4 broken"}


def full(name: str) -> str:
    return f"清河市{name}" if not name.endswith("镇") else name


def make_city(folder: Path) -> None:
    """Write the reports of 2024 into ``2024`` and those of 2023 into ``2023``, with the list of days."""
    chance = random.Random(40)
    for year in ("2023", "2024"):
        (folder / year).mkdir(parents=True)
    days = ["body,handed_in,published"]
    for name in NAMES:
        before = a_year(STANDARD, chance)
        now = a_year(STANDARD, chance, before)
        write(_report(name, 2023, before), folder / "2023" / f"{full(name)}.json")
        handed_in = DUE + timedelta(LATE.get(name, -chance.randint(0, 9)))
        published = handed_in + timedelta(3) if name in PUBLISHED_AND_WRONG or name not in FAULTS else ""
        days.append(f"{full(name)},," if name == MISSING else f"{full(name)},{handed_in},{published}")
        if name == UNREADABLE:
            (folder / "2024" / f"{full(name)}.docx").write_bytes(b"PK\x03\x04 damaged")
        elif name not in (MISSING, LISTED_WITHOUT_FILE):
            _hand_in(folder / "2024", name, now)
    (folder / "2024" / "handed_in.csv").write_text("\n".join(days) + "\n", encoding="utf-8")
    for file, content in NO_REPORTS.items():
        (folder / "2024" / file).write_bytes(content)


def _hand_in(folder: Path, name: str, values: Mapping[str, int | Decimal]) -> None:
    fault = FAULTS.get(name, PlantedFault())
    wrong: dict[str, Value] = {**values, **{key: int(values[key]) + by for key, by in fault.changes.items()}}
    text = {"overview": fault.words.format(year=2024, received=values[cell("received")])} if fault.words else {}
    if fault.blank_totals:
        wrong |= {key: Blank.MISSING for key, spot in STANDARD.spots.items() if spot.parts and key.startswith("requests.")}
    made = evolve(_report(name, 2024, wrong), text=text)
    write(made, folder / f"{full(name)}.json")
    if name == TWICE:
        second = evolve(made, revision=2, cells={**made.cells, "decisions.licences/decided": Cell(value=999)})
        write(second, folder / f"{full(name)}第二稿.json")
    if name == TWINS:
        other = evolve(made, cells={**made.cells, "decisions.licences/decided": Cell(value=998)})
        write(other, folder / f"{full(name)}（1）.json")


def _report(name: str, year: int, values: Mapping[str, Value]) -> Report:
    cells = {key: Cell(value=0 if key.startswith("documents.rules") else value) for key, value in values.items()}
    body = Body(id=f"b{NAMES.index(name)}", name=full(name))
    return Report(standard=STANDARD, body=body, period=Period.year(year), cells=cells)
