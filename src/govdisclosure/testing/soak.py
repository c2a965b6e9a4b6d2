"""Thousands of published reports read and judged (读入压力测试): ``python -m govdisclosure.testing.soak texts --count 2000``.

Every report comes from its seed alone: standard, figures, quirks of print, format or layout. A measurement that counts
is made with ``--seeds`` that no reader was ever tuned on. The exit code is 1 where a figure was silently wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

from attrs import define, evolve, field, frozen

from govdisclosure import library
from govdisclosure.errors import UnreadableError
from govdisclosure.report import Report
from govdisclosure.testing.flattening import LAYOUTS, TEXT_QUIRKS, WITH_SEPARATORS, as_meant, hidden_left_out
from govdisclosure.testing.print_files import RENDERERS
from govdisclosure.testing.published import Print, ReadingScore, any_report, judged, printed
from govdisclosure.testing.quirks import EVERY, FIGURES, HOSTILE, LABELS, STRUCTURE, Quirk

Shape: TypeAlias = Literal["grids", "texts"]
Reads: TypeAlias = Callable[[str, bytes], Report]

STANDARDS = (
    "cn-2021",
    "cn-2019",
    "cn-2021+cn-2019:requests",
    "cn-2021",
    "cn-2019",
    "cn-2014",
    "cn-hengyang-2015",
)
"""What reports follow: the two forms in use oftener than the others."""


@frozen(kw_only=True)
class Example:
    """One report in print and the file made of it.

    Attributes:
        seed: what it came from.
        paper: the report in print.
        name: the file's name.
        data: its bytes.
        kinds: the format or layout, and each quirk, by name.
    """

    seed: str
    paper: Print
    name: str
    data: bytes
    kinds: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many cells the report prints."""
        return sum(spot.table.printed for spot in self.paper.made.standard.spots.values())


def example(shape: Shape, seed: str, *, only: Quirk | None = None) -> Example:
    """Return the example of a seed: up to three quirks, or one alone."""
    random = Random(f"{shape} {seed}")
    made = printed(any_report(library.load_standard(random.choice(STANDARDS)), random), one_grid=random.random() < 0.6)
    kinds = random.sample((FIGURES, LABELS, STRUCTURE, HOSTILE), random.choice((0, 1, 2, 3)))
    quirks = [only] if only is not None else [random.choice(kind) for kind in kinds]
    for quirk in quirks:
        quirk(made, random)
    names = [quirk.__name__ for quirk in quirks]
    if shape == "grids":
        suffix = random.choice(tuple(RENDERERS))
        return Example(
            seed=seed,
            paper=made,
            name=f"report.{suffix}",
            data=RENDERERS[suffix](made, random),
            kinds=(suffix, *names),
        )
    layout = random.choice(LAYOUTS)
    hidden_left_out(made)
    as_meant(made)
    text = layout(made)
    if only is None and random.random() < 0.25:
        befalls = random.choice(TEXT_QUIRKS)
        text, names = befalls(text, random), [*names, befalls.__name__]
    return Example(seed=seed, paper=made, name="report.txt", data=text.encode(), kinds=(layout.__name__, *names))


def read(name: str, data: bytes) -> Report:
    """Read the first report of a file.

    Raises:
        UnreadableError: none is found.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        return library.read_all(file)[0]


@define
class SoakTally:
    """What came of many examples (汇总).

    Attributes:
        total: cells right, doubted, reported, wrong, refused with the whole report.
        kinds: the same by kind.
        wrong: the examples with cells that were silently wrong.
        without: by rule the cells that would be silently wrong without it, where that was requested.
    """

    total: Counter[str] = field(factory=Counter)
    kinds: dict[str, Counter[str]] = field(factory=dict)
    wrong: list[tuple[Example, ReadingScore]] = field(factory=list)
    without: Counter[str] = field(factory=Counter)

    def ablate(self, made: Example, report: Report) -> None:
        """Count for each rule the cells that would be silently wrong if it said nothing: what a rule is worth."""
        for rule in {note.rule for note in report.notes}:
            silent = evolve(report, notes=tuple(note for note in report.notes if note.rule != rule))
            self.without[rule] += len(judged(made.paper, silent).wrong)

    def add(self, made: Example, verdict: ReadingScore | None) -> None:
        """Count one example; None where it was refused."""
        count = Counter(cells=made.cells, reports=1)
        if verdict is None:
            count.update(refused=made.cells)
        else:
            count.update(
                right=len(verdict.right),
                doubted=len(verdict.doubted),
                reported=len(verdict.reported),
                wrong=len(verdict.wrong),
            )
            if verdict.wrong:
                self.wrong.append((made, verdict))
        for kind in made.kinds:
            self.kinds.setdefault(kind, Counter()).update(count)
        self.total.update(count)

    def lines(self) -> Iterator[str]:
        """Yield the table."""
        yield f"{'kind':34}{'reports':>8}{'taken':>8}{'doubted':>9}{'reported':>9}{'refused':>9}{'wrong':>7}"
        rows = sorted(self.kinds.items(), key=lambda one: (-one[1]["wrong"], _taken(one[1])))
        for kind, count in [*rows, ("all", self.total)]:
            cells = count["cells"] or 1
            shares = [f"{count[key] / cells:9.1%}" for key in ("doubted", "reported", "refused")]
            yield f"{kind:34}{count['reports']:8}{_taken(count):8.1%}{''.join(shares)}{count['wrong']:7}"


def _taken(count: Counter[str]) -> float:
    return (count["right"] + count["doubted"]) / (count["cells"] or 1)


def soak(
    shape: Shape, seeds: Sequence[str], reads: Reads = read, *, only: Quirk | None = None, ablation: bool = False
) -> SoakTally:
    """Read the examples of seeds, and judge what was read.

    Args:
        shape: grids or texts.
        seeds: a seed for each example.
        reads: the reader.
        only: this quirk alone.
        ablation: whether each rule is left out in turn.
    """
    tally = SoakTally()
    for seed in seeds:
        made = example(shape, seed, only=only)
        try:
            report = reads(made.name, made.data)
        except UnreadableError:
            tally.add(made, None)
        else:
            tally.add(made, judged(made.paper, report))
            if ablation:
                tally.ablate(made, report)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m govdisclosure.testing.soak", description=__doc__)
    parser.add_argument("shape", choices=("grids", "texts"))
    parser.add_argument("--count", type=int, default=1000, help="how many reports")
    parser.add_argument("--seeds", default="soak", help="a word that the seeds begin with")
    parser.add_argument("--quirk", choices=sorted(one.__name__ for one in EVERY), help="this quirk alone")
    parser.add_argument("--ablation", action="store_true", help="say what each rule of the reader is worth")
    parser.add_argument("--save", metavar="FOLDER", help="keep the files that were read wrongly")
    given = parser.parse_args(arguments)
    only = next((one for one in EVERY if one.__name__ == given.quirk), None)
    tally = soak(given.shape, [f"{given.seeds} {number}" for number in range(given.count)], only=only, ablation=given.ablation)
    for line in tally.lines():
        print(line)
    for made, verdict in tally.wrong:
        print(f"wrong: seed {made.seed!r} {made.paper.made.standard.id} {', '.join(made.kinds)}: {verdict.wrong[:4]}")
        if given.save:
            save(Path(given.save), made)
    for rule, count in tally.without.most_common():
        print(f"without {rule}: {count} cells silently wrong")
    if given.shape == "texts":
        apart = [tally.kinds[one.__name__] for one in WITH_SEPARATORS if one.__name__ in tally.kinds]
        every: Counter[str] = sum(apart, Counter())
        print(f"with separators: {_taken(every):.1%} taken")
    return 1 if tally.wrong else 0


def save(folder: Path, made: Example) -> None:
    """Keep the file of an example."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{made.seed.replace(' ', '-')}-{made.name}").write_bytes(made.data)


if __name__ == "__main__":
    sys.exit(main())
