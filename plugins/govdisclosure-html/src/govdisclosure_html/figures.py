"""The pictures of a report (图): who applied, what became of it, how it went over the years, how bodies compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from govdisclosure.exporters import PublishedReport
from govdisclosure.expressions import Compare as Compared, Condition, Membership
from govdisclosure.messages import Message
from govdisclosure.report import Report
from govdisclosure.standards import Count, Table, Total, address
from govdisclosure_html.charts import Bar, bars
from govdisclosure_html.comparison import Comparison, headlines, years
from govdisclosure_html.markup import Child, Element, h
from govdisclosure_html.tables import opening
from govdisclosure_html.words import Voice, bare, words

_MOST_CHARTS = 4
_MANY, _MOST_BARS = 12, 20
"""With more bars than the first, those of zero are not drawn; more than the second are never drawn."""
_TOTALS = ("总计", "合计", "小计")
_OUTCOME, _APPLICANT = "outcome", "applicant"


@frozen
class Figures:
    """The charts of one report; each is beside the table that has all its figures."""

    publication: PublishedReport
    voice: Voice
    anchors: Mapping[str, str]

    @property
    def report(self) -> Report:
        """The report."""
        return self.publication.report

    def of_table(self, table: Table) -> list[Child]:
        """Return the charts of applicants and of outcomes that a table's figures make."""
        shown: list[Child] = []
        number = 10 * ([one.key for one in self.report.standard.tables].index(table.key) + 1)
        caption = self.publication.heading(table.heading) or self._section_of(table)
        for key, found in (("chart.applicants", self._applicants(table)), ("chart.outcomes", self._outcomes(table))):
            if sum(bar.value for bar in found) > 0 and len(found) > 1:
                number += 1
                shown.append(self._chart(number, words(key), found, words("chart.table", table=caption)))
        return [h("div", shown, class_="charts")] if shown else []

    def main(self, comparison: Comparison) -> Iterator[Element]:
        """Yield the main figures, as a list before everything else; nothing where the standard has none."""
        cells = list(headlines(self.report))[:_MOST_CHARTS]
        items = []
        for cell in cells:
            spot = self.report.standard.spot(cell)
            change = comparison.change(cell)
            since = None
            if change is not None and change.by:
                key = {"+": "main.more", "−": "main.less"}.get(change.by[0], "main.same")
                by = words(key, period=comparison.period, by=change.by[1:])
                since = h("span", self.voice.say(by), class_="since")
            shown = opening(self.publication.printed(cell), self.anchors.get(cell))
            figure = h("span", shown, h("small", spot.unit), class_="main-figure")
            label = h("span", self.voice.label(self._main_label(cell)), class_="main-label")
            items.append(h("li", label, figure, since))
        if items:
            yield h("ul", items, class_="main-figures", aria_label=self.voice.plain(words("main.title")))

    def years(self) -> list[Child]:
        """Return the main figures year by year: a table, and a chart for each; nothing where no year can be compared."""
        reports = years(self.publication)
        if len(reports) < 2:
            return []
        named = [(Message.of(one.period), one) for one in reports]
        return self._compared("years", "period", named, start=1000)

    def bodies(self) -> list[Child]:
        """Return the main figures body by body; nothing where no parts were given."""
        own = (self.report.standard.id, self.report.period)
        named, left_out = [], []
        for one in self.publication.parts.values():
            name = Message.literal(one.body_name)
            if (one.standard.id, one.period) == own:
                named.append((name, one))
            else:
                left_out.append(h("p", self.voice.text("bodies.left_out", body=name), class_="note"))
        return [*(self._compared("bodies", "body", named, start=2000) if named else []), *left_out]

    # -------------------------------------------------------------------------------------------------------- one chart

    def _chart(self, number: int, title: Message, found: Sequence[Bar], below: Message) -> Element:
        drawn = [bar for bar in found if bar.value] if len(found) > _MANY else list(found)
        if len(drawn) > _MOST_BARS:
            drawn = sorted(drawn, key=lambda bar: bar.value, reverse=True)[:_MOST_BARS]
        data = "、".join(f"{bar.label}{bar.value}" for bar in found)
        said = self.voice.plain(words("chart.data", data=data))
        caption: list[Child] = [h("p", self.voice.say(below))]
        if len(drawn) < len(found):
            key = "chart.largest" if len(drawn) == _MOST_BARS else "chart.rest"
            caption.append(
                h("p", self.voice.text(key, count=_MOST_BARS if key == "chart.largest" else len(found) - len(drawn)))
            )
        return h(
            "figure",
            h("h3", self.voice.say(title)),
            bars(number, self.voice.plain(title), said, drawn),
            h("figcaption", caption),
            class_="chart",
        )

    def _applicants(self, table: Table) -> list[Bar]:
        """Return what the columns of a table by kinds of applicants have in its first row that counts records."""
        columns = [column for column in table.columns if _field(column.where) == _APPLICANT]
        row = next((row for row in table.rows if isinstance(row.measure, Count)), None)
        if row is None:
            return []
        return list(self._bars((column.label, address(row.key, column.key)) for column in columns))

    def _outcomes(self, table: Table) -> list[Bar]:
        """Return what the rows have by which a table tells outcomes apart, in its total column."""
        rows = next((part.rows for part in table.partitions if part.ref.field.name == _OUTCOME), ())
        total = next((column for column in reversed(table.columns) if isinstance(column.measure, Total)), None)
        if not rows or (table.columns and total is None):
            return []
        labels = self.report.standard.rows
        return list(self._bars((labels[key].label, address(key, total.key if total else None)) for key in rows))

    def _bars(self, cells: Iterable[tuple[str, str]]) -> Iterator[Bar]:
        for label, place in cells:
            yield Bar(label, _whole(self.report, place))

    def _section_of(self, table: Table) -> str:
        section = next(one for one in self.report.standard.sections if table.key in one.tables)
        return self.publication.heading(section.heading)

    # ------------------------------------------------------------------------------------------------- several reports

    def _compared(self, name: str, about: str, reports: Sequence[tuple[Message, Report]], start: int) -> list[Child]:
        cells = list(headlines(self.report))
        if not cells:
            return []
        labels = [self._main_label(cell) for cell in cells]
        head = h(
            "tr",
            h("th", self.voice.text(f"{name}.{about}"), scope="col", class_="label"),
            [h("th", self.voice.label(label), scope="col") for label in labels],
        )
        rows = [
            h("tr", h("th", self.voice.say(named), scope="row", class_="label"), [self._cell(one, cell) for cell in cells])
            for named, one in reports
        ]
        caption = words(f"{name}.caption")
        title = h("caption", self.voice.say(caption), id=f"{name}-table")
        table = h("table", title, h("thead", head), h("tbody", rows), class_="figures compared")
        shown: list[Child] = [
            h("div", table, class_="frame", role="region", aria_labelledby=f"{name}-table", tabindex="0"),
        ]
        charts: list[Child] = []
        for number, (cell, label) in enumerate(zip(cells, labels, strict=True)):
            found = [Bar(self._named(named), _whole(one, cell)) for named, one in reports]
            if sum(bar.value for bar in found) > 0 and len(charts) < _MOST_CHARTS:
                below = words("chart.table", table=caption)
                charts.append(self._chart(start + number, words(f"chart.{name}", label=label), found, below))
        return [*shown, h("div", charts, class_="charts")] if charts else shown

    def _main_label(self, cell: str) -> str:
        """Return what a main figure is called where its table's headings are not available: of a total, also what it totals."""
        row = self.report.standard.spot(cell).row
        name, over = bare(row.label), self.report.standard.rows.get(row.key.rpartition(".")[0])
        return f"{bare(over.label)}{name}" if over is not None and name in _TOTALS else name

    def _named(self, named: Message) -> str:
        return named.in_language(self.voice.languages[0])

    def _cell(self, report: Report, cell: str) -> Element:
        return h("td", report.printed(cell), class_="figure")


def _whole(report: Report, cell: str) -> int:
    value = report[cell]
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _field(where: Condition | None) -> str:
    """Return the field by which alone a column tells its records apart."""
    ref = where.left if isinstance(where, Compared) else where.ref if isinstance(where, Membership) else None
    return getattr(getattr(ref, "field", None), "name", "")
