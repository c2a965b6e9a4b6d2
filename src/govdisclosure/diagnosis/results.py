"""A diagnosis (诊断): its figures, findings, sentences for the report, and a chart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from govdisclosure.diagnosis.figures import UNEVEN_BELOW, AreaFigures, BodyFigures, ColumnFigures, Spread, Timeliness
from govdisclosure.diagnosis.measurement import areas, body_figures, columns, compared, judged_by_body, spread, timeliness
from govdisclosure.diagnosis.picture import Bar, chart
from govdisclosure.law import Calendar, national
from govdisclosure.messages import Language, Message, say
from govdisclosure.records import Body, BodyLike, Item, SiteColumn
from govdisclosure.records.record import safe_id
from govdisclosure.records.vocabulary import BodyKind, ColumnKind
from govdisclosure.report import Finding, fingerprint
from govdisclosure.sources import RecordSource, gathered as gathered_of
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Period, PeriodLike, Severity

_SHOWN = 20


@frozen(kw_only=True)
class Diagnosis(ValueObject):
    """Usual problems of disclosure, measured over one period.

    Attributes:
        body: the body whose own figures these are; None: all bodies in the records except public institutions.
        areas: every key area, sorted (重点领域公开数量少).
        columns_without_area: ids of the key-area columns that name no area, sorted; their publications are in none.
        timeliness: of the items (公开不及时).
        columns: every column, sorted (栏目更新不及时).
        bodies: the bodies compared, sorted (进展不平衡): those under ``body``.
        spread: how far those are apart; None for fewer than two.
        names: the name of each body.
    """

    period: Period
    body: str | None
    areas: tuple[AreaFigures, ...]
    columns_without_area: tuple[str, ...]
    timeliness: Timeliness
    columns: tuple[ColumnFigures, ...]
    bodies: tuple[BodyFigures, ...]
    spread: Spread | None
    names: Mapping[str, str] = field(repr=False, converter=frozen_dict)

    @property
    def thin_areas(self) -> tuple[AreaFigures, ...]:
        """The areas below their minimum or last year's number."""
        return tuple(area for area in self.areas if area.is_thin)

    @property
    def worst(self) -> tuple[str, ...]:
        """The ids of the first twenty late items, the longest delay first."""
        return tuple(one.item for one in self.timeliness.late[:_SHOWN])

    @property
    def idle_columns(self) -> tuple[ColumnFigures, ...]:
        """The columns left longer than their interval, the longest first."""
        return tuple(sorted((column for column in self.columns if column.is_idle), key=lambda one: (-one.gap, one.column)))

    @property
    def empty_columns(self) -> tuple[ColumnFigures, ...]:
        """The columns without any publication in the period, the longest without first."""
        return tuple(sorted((column for column in self.columns if column.is_empty), key=lambda one: (-one.gap, one.column)))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, warnings first; ``where`` has up to twenty ids, the worst first."""
        found = [*self._about_areas(), *self._about_items(), *self._about_columns(), *self._about_bodies()]
        return tuple(sorted(found, key=lambda one: one.severity is not Severity.WARNING))

    def paragraphs(self, lang: Language) -> tuple[str, ...]:
        """Return sentences for the report's section on problems (存在的主要问题), one paragraph a problem; figures only."""
        found = (self._areas_said(), self._items_said(), self._columns_said(), self._bodies_said())
        return tuple(
            ("" if lang == "zh" else " ").join(sentence.in_language(lang) for sentence in sentences)
            for sentences in found
            if sentences
        )

    def picture(self, lang: Language = "zh") -> str:
        """Return a bar chart as SVG, of the bodies compared, or else of the key areas; empty where neither are several."""
        if len(self.bodies) > 1:
            title = say("diagnosis.picture.bodies", period=self.period).in_language(lang)
            bars = [
                Bar(
                    label=self._label(body).in_language(lang),
                    value=body.items,
                    remark=say("diagnosis.picture.body", share=_share(body)).in_language(lang),
                )
                for body in self.bodies
            ]
        else:
            title = say("diagnosis.picture.areas", period=self.period).in_language(lang)
            bars = [
                Bar(label=_shown(area.area), value=area.publications, remark=_compared(area, lang), mark=area.minimum)
                for area in self.areas
            ]
        bars.sort(key=lambda bar: -bar.value)  # equal ones stay in the order of their ids
        signs = ("；", "：") if lang == "zh" else ("; ", ": ")
        description = signs[0].join(f"{bar.label}{signs[1]}{bar.value}{bar.remark}" for bar in bars)
        return chart(title, description, bars)

    def _about_areas(self) -> Iterator[Finding]:
        for area in self.thin_areas:
            if area.below_minimum and area.minimum is not None:
                yield self._area_finding("below_minimum", Severity.WARNING, area, area.minimum)
            if area.below_last_year and area.last_year is not None:
                yield self._area_finding("below_last_year", Severity.EXPLAIN, area, area.last_year)
        lost = self.columns_without_area
        if lost:
            message = say("diagnosis.column.no_area", count=len(lost))
            yield self._finding("diagnosis.column.no_area", Severity.EXPLAIN, "site_column", lost, message)

    def _area_finding(self, name: str, severity: Severity, one: AreaFigures, bound: int) -> Finding:
        rule = f"diagnosis.area.{name}"
        return Finding(
            rule=rule,
            severity=severity,
            left=str(one.publications),
            right=str(bound),
            difference=str(one.publications - bound),
            where=_places("site_column", one.columns),
            message=say(rule, area=_shown(one.area), period=self.period, publications=one.publications, bound=bound),
            fingerprint=fingerprint(rule, self.body, self.period, one.area, one.publications, bound),
        )

    def _about_items(self) -> Iterator[Finding]:
        found = self.timeliness
        if found.late:
            figures = [f"{one.item} {one.workdays}" for one in found.late]
            ids = [one.item for one in found.late]
            yield self._finding("diagnosis.item.late", Severity.WARNING, "item", ids, self._late(), figures)
        if found.unmeasurable:
            rule = "diagnosis.item.unmeasurable"
            yield self._finding(rule, Severity.EXPLAIN, "item", found.unmeasurable, self._unmeasurable())
        if found.provisional:
            rule = "diagnosis.item.provisional"
            message = say(rule, count=found.provisional, late=found.late_provisional)
            ids = [one.item for one in found.late if one.provisional]
            yield self._finding(rule, Severity.EXPLAIN, "item", ids, message, [str(found.provisional), *ids])

    def _about_columns(self) -> Iterator[Finding]:
        for name, found, message in (("idle", self.idle_columns, self._idle), ("empty", self.empty_columns, self._empty)):
            if found:
                figures = [f"{one.column} {one.gap}/{one.renewal_days}" for one in found]
                ids = [one.column for one in found]
                yield self._finding(f"diagnosis.column.{name}", Severity.WARNING, "site_column", ids, message(), figures)

    def _about_bodies(self) -> Iterator[Finding]:
        if self.spread is not None and self.spread.lagging:
            items = {one.body: one.items for one in self.bodies}
            figures = [f"{body} {number}" for body, number in sorted(items.items())]
            rule = "diagnosis.bodies.uneven"
            yield self._finding(rule, Severity.EXPLAIN, "body", self.spread.lagging, self._uneven(self.spread), figures)

    def _finding(
        self,
        rule: str,
        severity: Severity,
        kind: str,
        ids: Iterable[str],
        message: Message,
        figures: Iterable[str] | None = None,
    ) -> Finding:
        found = list(ids)
        return Finding(
            rule=rule,
            severity=severity,
            where=_places(kind, found),
            message=message,
            fingerprint=fingerprint(rule, self.body, self.period, *(found if figures is None else figures)),
        )

    def _areas_said(self) -> list[Message]:
        thin = [self._area_said(area) for area in self.thin_areas]
        return [say("diagnosis.area.thin", period=self.period, count=len(thin), areas=thin)] if thin else []

    def _area_said(self, one: AreaFigures) -> Message:
        known = {name: number for name, number in _bounds(one) if number is not None}
        name = "both" if len(known) > 1 else "".join(known)
        facts = {"area": _shown(one.area), "publications": one.publications}
        return say(f"diagnosis.area.figures.{name}", **facts, **known)

    def _items_said(self) -> list[Message]:
        said = [self._late()] if self.timeliness.late else []
        if self.timeliness.late_provisional:
            said.append(say("diagnosis.item.late_provisional", count=self.timeliness.late_provisional))
        return [*said, self._unmeasurable()] if self.timeliness.unmeasurable else said

    def _late(self) -> Message:
        found = self.timeliness
        return say(
            "diagnosis.item.late",
            period=self.period,
            measured=found.measured,
            late=len(found.late),
            share=found.late_share,
            terms=[say("diagnosis.item.term", workdays=days, source=source) for days, source in found.terms],
            median=found.median,
            longest=found.longest,
        )

    def _unmeasurable(self) -> Message:
        return say("diagnosis.item.unmeasurable", count=len(self.timeliness.unmeasurable), items=self.timeliness.items)

    def _columns_said(self) -> list[Message]:
        said = [self._idle()] if self.idle_columns else []
        return [*said, self._empty()] if self.empty_columns else said

    def _idle(self) -> Message:
        found = self.idle_columns
        known = sum(column.renewal_days is not None for column in self.columns)
        longest = found[0]
        days, allowed = longest.gap, longest.renewal_days
        return say("diagnosis.column.idle", period=self.period, known=known, count=len(found), days=days, allowed=allowed)

    def _empty(self) -> Message:
        return say("diagnosis.column.empty", period=self.period, all=len(self.columns), count=len(self.empty_columns))

    def _bodies_said(self) -> list[Message]:
        said = [self._uneven(self.spread)] if self.spread is not None and self.spread.lagging else []
        late = [body for body in self.bodies if body.timeliness.late]
        if late:
            named = [self._with(one, "diagnosis.bodies.late_one") for one in late]
            said.append(say("diagnosis.bodies.late", count=len(late), bodies=named))
        idle = [one for one in self.bodies if one.idle_columns]
        if idle:
            named = [self._with(one, "diagnosis.bodies.idle_one") for one in idle]
            said.append(say("diagnosis.bodies.idle", count=len(idle), bodies=named))
        return said

    def _uneven(self, found: Spread) -> Message:
        labels = {body.body: self._label(body) for body in self.bodies}
        return say(
            "diagnosis.bodies.uneven",
            period=self.period,
            count=sum(one.whole_period for one in self.bodies),
            institutions=sum(one.whole_period and one.public_institution for one in self.bodies),
            least=found.least,
            least_bodies=[labels[one] for one in found.least_bodies],
            median=found.median,
            most=found.most,
            most_bodies=[labels[one] for one in found.most_bodies],
            ratio=found.ratio,
            lagging=len(found.lagging),
            below=UNEVEN_BELOW,
        )

    def _with(self, one: BodyFigures, key: str) -> Message:
        late, idle = len(one.timeliness.late), len(one.idle_columns)
        return say(key, body=self._label(one), late=late, share=one.timeliness.late_share, idle=idle)

    def _label(self, one: BodyFigures) -> Message:
        name = _shown(self.names[one.body])
        marked = "diagnosis.body.institution" if one.public_institution else "diagnosis.body.organ"
        whole = Message.literal("") if one.whole_period else say("diagnosis.body.in_part")
        return say(marked, name=name, whole=whole)


def diagnose(
    records: RecordSource,
    *,
    period: PeriodLike,
    body: BodyLike | None = None,
    previous_records: RecordSource | None = None,
    minimums: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Diagnosis:
    """Measure thin areas, late publication, idle columns and uneven progress over a period (诊断).

    Args:
        records: records of any kinds in any order, or what ``sources`` return.
        period: both days included.
        body: the body whose own figures are required, with those under it compared. None: the figures of all bodies but public
            institutions (art. 55), with all compared that are under another (or all, where none does).
        previous_records: records of the year before, for the numbers of its key areas in the same days and the last publication
            in each column; they may be the same records.
        minimums: how many publications each key area should have, by the area.
        calendar: which days are worked; the national ones unless given.

    Raises:
        InvalidRecordError: something is no record, or two records of a kind bear one id.
        InvalidPeriodError: the period is none.

    Example:
        >>> len(diagnose(records, period=2015).timeliness.late)
        27
    """
    gathered, period = gathered_of(records), Period.of(period)
    before = None if previous_records is None else gathered_of(previous_records)
    own = None if body is None else Body.of(body).id
    institutions = {one.id for one in gathered.of(Body) if one.kind is BodyKind.PUBLIC_INSTITUTION}

    def covers(identity: str) -> bool:
        return identity not in institutions if own is None else identity == own

    judged = judged_by_body(gathered.of(Item), period, calendar if calendar is not None else national())
    found = columns(gathered, before, period)
    others = tuple(compared(gathered, own, period))
    figures = tuple(body_figures(other, period, judged.get(other.id, ()), found.values()) for other in others)
    return Diagnosis(
        period=period,
        body=own,
        areas=tuple(areas(gathered, before, period, covers, minimums or {})),
        columns_without_area=tuple(
            sorted(
                one.id
                for one in gathered.of(SiteColumn)
                if one.kind is ColumnKind.KEY_AREA and one.area is None and covers(one.body)
            )
        ),
        timeliness=timeliness([one for identity, several in judged.items() if covers(identity) for one in several]),
        columns=tuple(one for one in found.values() if covers(one.body)),
        bodies=figures,
        spread=spread(figures),
        names={one.id: one.name or one.id for one in others},
    )


def _places(kind: str, ids: Sequence[str]) -> tuple[str, ...]:
    shown = [f"{kind} {identity}" if safe_id(identity) else kind for identity in ids[:_SHOWN]]
    return (*shown, *([f"… +{len(ids) - _SHOWN}"] if len(ids) > _SHOWN else []))


def _shown(name: str) -> str:
    """Return the name of an area or a body; a long run of digits in it may be a person's number and is not repeated."""
    return re.sub(r"\d{7,}", "…", name)


def _share(one: BodyFigures) -> Message:
    share = one.timeliness.late_share
    return say("diagnosis.picture.no_share") if share is None else say("diagnosis.picture.share", share=share)


def _bounds(one: AreaFigures) -> Iterator[tuple[str, int | None]]:
    yield "minimum", one.minimum
    yield "last_year", one.last_year


def _compared(one: AreaFigures, lang: Language) -> str:
    found = [say(f"diagnosis.picture.{name}", number=number) for name, number in _bounds(one) if number is not None]
    return "".join(sentence.in_language(lang) for sentence in [say("diagnosis.picture.area"), *found])
