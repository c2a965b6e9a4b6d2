"""What the numbers of a paragraph may mean (文中数字所指): cells, sums, shares, changes from the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from itertools import pairwise, product, takewhile

from attrs import define, evolve, field, frozen

from govdisclosure.consistency.narration.clauses import (
    Clause,
    end_of,
    has,
    narrow,
    only,
    says_together,
    whole_clause,
    with_years,
    without,
)
from govdisclosure.consistency.narration.matters import Lexicon, Matter, Sum
from govdisclosure.consistency.narration.mentions import Mention, Sentence, mentions
from govdisclosure.consistency.narration.names import Name, joined, names
from govdisclosure.consistency.narration.vocabulary import either, words


class How(Enum):
    """What a number says of the figures it is about (数字的用法)."""

    VALUE = "value"
    PREVIOUS = "previous"  # 上年的数
    SHARE = "share"  # 占比
    CHANGE = "change"  # 同比增减


@frozen(kw_only=True)
class Meaning:
    """A number of a text and what it may mean.

    Attributes:
        mention, sentence: the number, and the sentence it stands in.
        how: what it says of them.
        sums: the figures that it may mean, each a sum of cells; any of them may agree.
        wholes: of a share, what it may be a share of.
        up: of a change, whether it says more; None where it says neither.
        sure: whether nothing says that it is over another area, office, time or part.
        ambiguous: whether several of the figures may be meant and the words do not say which.
        of: of a share or change, the number whose meaning it takes.
        within: after 其中, what the number it is a part of means.
    """

    mention: Mention
    sentence: Sentence
    how: How = How.VALUE
    sums: tuple[Sum, ...]
    wholes: tuple[Sum, ...] = ()
    up: bool | None = None
    sure: bool = True
    ambiguous: bool = False
    of: Mention | None = None
    within: Meaning | None = None


@frozen(kw_only=True)
class Setting:
    """What is known beside the text: the year, whether the report speaks for an area, the name of the body."""

    year: int | None
    area: bool
    body: str = ""


@define
class _SoFar:
    """What the numbers of a sentence have said so far.

    Attributes:
        used: up to where the text is taken by the numbers before.
        last, named: the figure named last, and by which names.
        subject: the figure named last, or changed last: what a change is of.
        values: all figures named.
        waiting: names whose numbers follow in turn.
        turns: figures whose changes or shares follow in turn.
        listed, in_turn: how many numbers follow one another from here, and whether this one is of a figure in its turn.
        elsewhere: whether the numbers are about something that no table counts.
        base, changed, up: whether the last number was last year's, or a change from it, and whether that was more.
    """

    used: int = 0
    last: Meaning | None = None
    subject: Meaning | None = None
    named: list[Name] = field(factory=list)
    values: list[Meaning] = field(factory=list)
    waiting: list[list[Name]] = field(factory=list)
    turns: list[Meaning] = field(factory=list)
    listed: int = 1
    in_turn: bool = False
    elsewhere: bool = False
    base: bool = False
    changed: bool = False
    up: bool | None = None


def meanings(text: Sequence[Sentence], known: Lexicon, setting: Setting) -> Iterator[Meaning]:
    """Yield what the numbers of a paragraph may mean; numbers that name no matter are left out."""
    reader = _Reader(known=known, setting=setting)
    for sentence in text:
        yield from reader.sentence(sentence)


@frozen(kw_only=True)
class _Reader:
    """Reads a paragraph, sentence by sentence, and keeps in mind what was named."""

    known: Lexicon
    setting: Setting
    named: list[Name] = field(factory=list)
    before: list[str] = field(factory=list)

    def sentence(self, sentence: Sentence) -> Iterator[Meaning]:
        """Yield what the numbers of a sentence may mean."""
        sentence = evolve(sentence, text=with_years(sentence.text, self.setting.year))
        text = sentence.text
        found = names(text, self.known, "".join(self.before[-_KEPT:]))
        numbers = [one for one in mentions(text) if not (one.zero and _is_named(one, found))]
        so_far = _SoFar()
        for place, mention in enumerate(numbers):
            following = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
            so_far.listed = _listed(numbers[place:], text)
            if mention.zero:
                yield from self._zero(sentence, mention, found, following)
                so_far.used = mention.end
            elif mention.unit in words()["units"]["other"] and mention.unit != "倍":
                so_far.used = mention.end
            else:
                yield from self._number(sentence, mention, found, following, so_far)
        self.named[:] = [*self.named, *found][-_KEPT * 10 :]
        self.before.append(text)

    def _number(
        self, sentence: Sentence, mention: Mention, found: list[Name], following: int, so_far: _SoFar
    ) -> Iterator[Meaning]:
        """Yield what a number may mean, and keep in mind what it named."""
        text = sentence.text
        clause = narrow(text, so_far.used, mention, following)
        own = _inside(found, clause)
        if not own:
            clause = whole_clause(text, so_far.used, mention, following)
            own = _inside(found, clause)
        first = [one for one in own if one.start < mention.start]
        chosen = first or own
        begun = so_far.used
        so_far.used = max([mention.end, *(one.end for one in own if not first)])
        before = text[clause.start : mention.start]
        if not chosen and so_far.waiting:  # 分别为3件、4件
            chosen = _beside(so_far.waiting.pop(0), mention)
        elif "分别" in before:
            chosen, so_far.waiting = _in_turn(chosen, text)
            chosen = _beside(chosen, mention) if so_far.waiting else chosen
        elif not chosen and mention.unit == "元" and before and only("amount").fullmatch(before):  # 2件,总金额160元
            chosen = so_far.named
        seen = [one for one in found if one.start < mention.start]
        if not chosen and "分别" in before:  # 较上年分别增加2件、3件
            so_far.turns = so_far.values[-max(2, so_far.listed) :]
        so_far.in_turn = not chosen and bool(so_far.turns)
        if so_far.in_turn:
            so_far.subject = so_far.turns.pop(0)
            so_far.last = so_far.subject if mention.unit == "%" else so_far.last
        if not chosen and so_far.values and says_together(before) and mention.unit != "%":
            made = _together(sentence, mention, so_far.values)
        else:
            made = list(self._meanings(sentence, mention, Clause(clause.start, clause.end, begun), chosen, seen, so_far))
        yield from made
        against = made and so_far.last is not None and {so_far.last.how, made[-1].how} == {How.PREVIOUS, How.VALUE}
        so_far.base = bool(made) and (bool(against) or _BASE.search(before) is not None or before.endswith(("由", "从")))
        so_far.changed = bool(made) and made[-1].how is How.CHANGE
        so_far.up = made[-1].up if made else None
        if made and made[-1].how is not How.SHARE:
            so_far.subject = made[-1]
        if made and made[-1].how in (How.VALUE, How.PREVIOUS):
            so_far.last, so_far.named = made[-1], chosen
            if made[-1].how is How.VALUE:
                so_far.values.append(made[-1])

    def _meanings(
        self, sentence: Sentence, mention: Mention, clause: Clause, chosen: list[Name], seen: list[Name], so_far: _SoFar
    ) -> Iterator[Meaning]:
        text, last = sentence.text, so_far.last
        near = text[clause.start : mention.start]
        since = text[clause.begun : mention.start]
        compared = has(since, "changes", "than") or so_far.changed or so_far.base
        if mention.level:
            if has(near, "changes", "than") or _PREVIOUS.search(near):
                yield from self._change(sentence, mention, clause, chosen, so_far.subject)
            return
        if _BASE.search(near) or (compared and near.endswith(("由", "从"))):  # 较上年的40件
            yield from self._as_before(sentence, mention, chosen, seen, last, How.PREVIOUS)
            return
        if not chosen and last is not None and (year := _YEAR.fullmatch(near)):  # 本年为46件
            how = How.VALUE if year[1] == "本年" else How.PREVIOUS
            yield from self._as_before(sentence, mention, chosen, seen, last, how)
            return
        if chosen and near.endswith(("由", "从")) and text.startswith(tuple(words()["changes"]["to"]), mention.end):
            made = self._as_before(sentence, mention, chosen, seen, last, How.PREVIOUS)  # 由40件增加到46件
            yield from (evolve(one, sure=False) for one in made)
            return
        if has(near, "changes", "to"):
            if mention.unit in ("%", "倍"):
                return
            yield from self._as_before(sentence, mention, chosen, seen, last, How.VALUE)
            return
        if compared and (has(near, "changes", "up") or has(near, "changes", "down")):
            yield from self._change(sentence, mention, clause, chosen, so_far.subject)
            return
        if so_far.in_turn and so_far.changed and so_far.subject is not None:
            yield evolve(so_far.subject, mention=mention, how=How.CHANGE, up=so_far.up, of=so_far.subject.mention)
            return
        if mention.unit in ("%", "倍"):
            if mention.unit == "%":
                yield from self._share(sentence, mention, clause, chosen, seen, so_far)
            return
        if self._is_elsewhere(text, clause, chosen) or _is_of_others(text, mention, chosen):
            so_far.elsewhere = True
            return
        if so_far.elsewhere and all(one.matter is None or one.matter.needs or one.matter.weak for one in chosen):
            return  # 受理投诉12件,办结11件
        so_far.elsewhere = so_far.elsewhere and not chosen
        spoken = Meaning(mention=mention, sentence=sentence, sums=(), sure=self._is_sure(text, mention, clause, chosen))
        if last is not None and "其中" in since:
            spoken = evolve(spoken, within=last)
        if not _is_plain(text, mention, clause, chosen, last):
            spoken = evolve(spoken, sure=False)
        if _PREVIOUS.search(without(text, clause.start, mention.start, chosen)):
            spoken = evolve(spoken, how=How.PREVIOUS)
        for sums, clear in self._sums(text, mention, chosen, seen):
            yield evolve(spoken, sums=sums, ambiguous=not clear)

    def _as_before(
        self, sentence: Sentence, mention: Mention, chosen: list[Name], seen: list[Name], last: Meaning | None, how: How
    ) -> Iterator[Meaning]:
        """Yield the figure of this year or the last: of what the clause names, else of the number before it."""
        if not chosen and last is not None:
            yield evolve(last, mention=mention, how=how, of=None)
            return
        if not chosen:
            chosen = [one for one in seen if one.matter and not one.matter.weak][-1:]
        for sums, clear in self._sums(sentence.text, mention, chosen, seen):
            yield Meaning(mention=mention, sentence=sentence, how=how, sums=sums, ambiguous=not clear)

    def _sums(
        self, text: str, mention: Mention, chosen: Sequence[Name], seen: Sequence[Name]
    ) -> Iterator[tuple[tuple[Sum, ...], bool]]:
        """Yield the figures that the names stand for; several where the number is said of each."""
        matters = _nearest(chosen, mention)
        aspects = [one for one in chosen if one.aspect and all(one.spans != other.spans for other in matters)]
        if all(one.matter is None or one.matter.weak for one in matters):
            near = [one for one in aspects if _is_at(text, one, mention)]
            if aspects and not near:
                return
            aspects = joined(near[-1], aspects, text) if near else []
        if all(
            one.matter and one.matter.hint and not any(it.aspect in one.matter.aspects for it in aspects) for one in matters
        ):
            matters = []
        if not matters and not aspects:
            return
        if not matters:
            sums, clear = self._inherited(aspects, seen)
            first = min(one.start for one in aspects)
            lead = re.split(r"[,;:()、]|[\d一二三四五六七八九十][件起宗例]", text[:first])[-1] if first < mention.start else ""
            yield sums, clear and only("lead").fullmatch(lead) is not None
            return
        group = joined(matters[-1], [one for one in chosen if one.matter and not one.matter.weak], text)
        places = list(dict.fromkeys(one.spans for one in group))
        many = [[one.matter for one in (*matters, *group) if one.matter and one.spans == place] for place in places]
        columns = joined(aspects[-1], aspects, text) if aspects else []
        each = [_figures(alike, aspects, columns) for alike in many]
        if len(each) == 1 or not all(sums for sums, _ in each):
            yield each[-1]
        elif re.search(r"[各均都]\s*[为有是]?$", text[: mention.start]):
            yield from each
        else:
            sums = tuple(tuple(cell for one in parts for cell in one) for parts in product(*(sums for sums, _ in each)))
            yield sums, all(sure for _, sure in each)

    def _inherited(self, aspects: Sequence[Name], seen: Sequence[Name]) -> tuple[tuple[Sum, ...], bool]:
        """Return what an aspect means of the matters named before it: in the sentence, else in the paragraph."""
        for earlier, one_aspect in product((seen, self.named), reversed(aspects)):
            aspect = one_aspect.aspect
            having = [one.matter for one in earlier if one.matter and aspect in one.matter.aspects]
            strong = [one for one in having if not one.weak] or having
            if strong:
                sums = tuple(dict.fromkeys(total for matter in strong for total in matter.aspects[aspect]))
                alone = len({id(matter) for matter in strong}) == 1
                if alone:
                    return sums, True
                several = [one for one in self.known.matters if one.weak and aspect in one.aspects]
                more = tuple(total for matter in several for total in matter.aspects[aspect])
                nearest = strong[-1].aspects[aspect]
                return tuple(dict.fromkeys((*nearest, *sums, *more))), False
        return self._only(aspects[-1].aspect)

    def _only(self, aspect: str) -> tuple[tuple[Sum, ...], bool]:
        """Return what an aspect means where no matter was named: that of any request; elsewhere it means nothing."""
        several = [one for one in self.known.matters if one.weak and aspect in one.aspects]
        return tuple(dict.fromkeys(total for one in several for total in one.aspects[aspect])), True

    def _zero(self, sentence: Sentence, mention: Mention, found: Sequence[Name], following: int) -> Iterator[Meaning]:
        text = sentence.text
        end = end_of(text, mention.subject, following, "[,;。:()]")
        subject = text[mention.subject : end]
        doubtful = any(word in subject for word in words()["zero"]["unless"])
        own = [one for one in found if mention.subject <= one.start and one.end <= end]
        if doubtful or not own or self._is_elsewhere(text, Clause(mention.subject, end), own):
            return
        sure = self._is_sure(text, mention, Clause(mention.subject, end), own)
        if all(one.matter is None or one.matter.weak for one in own) and not _is_linking(
            without(text, mention.subject, end, own)
        ):
            sure = False
        strong = [one for one in own if one.matter and not one.matter.weak] or [one for one in own if one.matter]
        if strong:
            places = {one.spans for one in joined(max(strong, key=lambda one: one.end), strong, text)}
            strong = [one for one in strong if one.spans in places]
        aspects = [one for one in own if one.aspect and all(one.spans != other.spans for other in strong)]
        spoken = Meaning(mention=mention, sentence=sentence, sums=(), sure=sure)
        if not strong and aspects:
            sums, clear = self._inherited(aspects, [one for one in found if one.start < mention.start])
            yield evolve(spoken, sums=sums, ambiguous=not clear)
        for place in dict.fromkeys(one.spans for one in strong):
            sums, clear = _figures([one.matter for one in strong if one.matter and one.spans == place], aspects)
            yield evolve(spoken, sums=sums, ambiguous=not clear)

    def _change(
        self, sentence: Sentence, mention: Mention, clause: Clause, chosen: list[Name], last: Meaning | None
    ) -> Iterator[Meaning]:
        """Yield a change from the year before: of what the clause names, else of the number before it."""
        words_before = sentence.text[clause.start : mention.start]
        places = {up: max((words_before.rfind(word) for word in words()["changes"][name]), default=-1) for up, name in _WAYS}
        up = None if mention.level or places[True] == places[False] else places[True] > places[False]
        if up is None and not mention.level:
            return
        subject = [one for one in chosen if one.matter and one.end <= mention.start]
        if subject:
            sure = self._is_sure(sentence.text, mention, clause, subject)
            spoken = Meaning(mention=mention, sentence=sentence, how=How.CHANGE, sums=(), up=up, sure=sure)
            found = list(self._sums(sentence.text, mention, subject, ()))
            for sums, clear in found or [(subject[-1].matter.sums if subject[-1].matter else (), False)]:
                yield evolve(spoken, sums=sums, ambiguous=not clear)
        elif last is not None:
            yield evolve(last, mention=mention, how=How.CHANGE, up=up, of=last.mention)

    def _share(
        self, sentence: Sentence, mention: Mention, clause: Clause, chosen: list[Name], seen: list[Name], so_far: _SoFar
    ) -> Iterator[Meaning]:
        """Yield a share: of what the clause names before 占, else of the number before it, of what is named after 占."""
        text, last = sentence.text, so_far.last
        at = max((text.rfind(word, clause.start, mention.start) for word in words()["shares"]["of"]), default=-1)
        bracket = last is not None and re.fullmatch(r"\(约?", text[last.mention.end : mention.start])
        if at < 0 and not bracket and not so_far.in_turn:
            return
        subject = [one for one in chosen if one.end <= at]
        whole = [one for one in chosen if one.matter and one.start >= at >= 0 and one.end <= mention.start]
        named = [total for one in whole if one.matter for total in one.matter.sums]
        above = [total for one in (*self.named, *seen) if one.matter for total in one.matter.sums]
        said = [total for one in so_far.values for total in one.sums]
        wholes = tuple(dict.fromkeys(named)) or tuple(dict.fromkeys((*self.known.wholes, *above, *said)))
        plain = bool(bracket) or at < 0 or bool(named) or bool(only("whole").fullmatch(text[at : mention.start]))
        if subject:
            for sums, sure in self._sums(text, evolve(mention, start=at), subject, seen):
                yield Meaning(mention=mention, sentence=sentence, how=How.SHARE, sums=sums, wholes=wholes, sure=sure and plain)
        elif at >= 0 and so_far.values and says_together(text[clause.start : at]):
            for one in _together(sentence, mention, so_far.values):
                yield evolve(one, how=How.SHARE, wholes=wholes, sure=plain and one.sure)
        elif last is not None and last.how is How.VALUE:
            summed = () if so_far.in_turn else _together(sentence, mention, so_far.values[-2:])
            sums = (*last.sums, *(total for one in summed for total in one.sums))
            sure = last.sure and plain
            yield evolve(last, mention=mention, how=How.SHARE, sums=sums, wholes=wholes, sure=sure, of=last.mention)

    def _is_elsewhere(self, text: str, clause: Clause, chosen: Sequence[Name]) -> bool:
        """Whether the words around a number say that it is about something no table counts, or about a plan."""
        topic = text[: clause.start].rpartition(":")[0].rpartition("。")[2][-_TOPIC:]
        around = f"{topic}|{without(text, clause.start, clause.end, chosen)}"
        return any(word in around for word in (*words()["elsewhere"]["words"], *words()["doubt"]["plan"]))

    def _is_sure(self, text: str, mention: Mention, clause: Clause, chosen: Sequence[Name]) -> bool:
        """Whether nothing says that the number is over another area, office or time than the tables, or of a part only."""
        doubt = words()["doubt"]
        above = without(text, 0, clause.end, chosen)
        near = without(text, clause.start, clause.end, chosen)
        if any(word in text for word in doubt["kind"]):
            return False
        scope = doubt["office"] if self.setting.area else doubt["area"]
        above = re.sub(either(*doubt["whole"]), "", above)
        if any(text[one.end :].startswith("等") for one in chosen):
            return False
        if any(word in above for word in (*scope, *doubt["below"], *doubt["time"])) or any(
            word in near for word in doubt["part"]
        ):
            return False
        if _other_office().search(above.replace(self.setting.body, "") if self.setting.body else above):
            return False
        for one in chosen:
            beside = without(text, clause.start, clause.end, [one])
            if one.matter and any(word in beside for word in one.matter.doubt):
                return False
        for earlier in mentions(text[: mention.start]):
            if earlier.unit == "年" and earlier.number > 1900 and earlier.number != self.setting.year:
                return False
            if earlier.unit == "月" and earlier.number not in (1, 12):
                return False
        return True


_TOPIC = 12  # signs before a colon that may say what the numbers after it are about
_KEPT = 5  # sentences; what was named earlier in a paragraph is forgotten
_WAYS = ((True, "up"), (False, "down"))
_BASE = re.compile(r"(?:较|比|由|从|与)(?:上年|去年|上一年)(?:度|同期)?(?:的|为)?$")
_YEAR = re.compile(r"[,;]?(上年|本年)度?(?:共|则|仅|全年)*(?:收到|受理|办理|新收)?[为有是达]?到?")
_PREVIOUS = re.compile(r"上年|去年|上一年")


@cache
def _other_office() -> re.Pattern[str]:
    """Return a pattern for the name of an office, such as 县公安局."""
    return re.compile(rf"[省市县区州旗盟][^,;:。()、]{{2,10}}(?:{either(*words()['doubt']['offices'])})(?![面势部])")


def _is_named(zero: Mention, found: Sequence[Name]) -> bool:
    """Whether a word for none is part of a name, such as 未经复议直接起诉 or 无法提供: then it says nothing of none."""
    return any(start <= zero.start < end for one in found for start, end in one.spans)


def _is_of_others(text: str, mention: Mention, chosen: Sequence[Name]) -> bool:
    """Whether a verb that needs 申请 has another object: 受理企业登记申请12件."""
    nearest = _nearest(chosen, mention)
    return any(
        one.matter is not None
        and one.matter.needs
        and one.end <= mention.start
        and not only("at").fullmatch(text[one.end : mention.start])
        for one in nearest
        if not any(other.aspect and other.start >= one.end and _is_at(text, other, mention) for other in chosen)
    )


def _is_at(text: str, aspect: Name, mention: Mention) -> bool:
    """Whether an aspect stands at its number: 企业登记类20件 is not about 企业."""
    if aspect.start < mention.start:
        return only("at").fullmatch(text[aspect.end : mention.start]) is not None
    rest = text[aspect.end : end_of(text, aspect.end, len(text), "[,;。:()、]")]
    return only("from").fullmatch(text[mention.end : aspect.start]) is not None and only("at").fullmatch(rest) is not None


def _is_plain(text: str, mention: Mention, clause: Clause, chosen: Sequence[Name], last: Meaning | None) -> bool:
    """Whether only linking words stand between a name and its number: 行政复议调解15件 is not about all of 行政复议.

    A verb that needs 申请 has none but such words before it either, and means what the number before it was about.
    """
    before = [one for one in chosen if one.end <= mention.start]
    if not before:
        return True
    end = max(one.end for one in before)
    linking = words()["linking"]
    between = re.sub(either(*linking["between"]), "", text[end : mention.start])
    if not only("at").fullmatch(between) and not any(end <= one.start < mention.start for one in mentions(text)):
        return False
    matters = [one.matter for one in chosen if one.matter]
    places = {one.spans for one in chosen if one.matter}
    first = min((place[0][0] for place in places), default=0)
    columns = [one for one in before if one.aspect and one.end <= first and text[one.start : one.end] not in linking["between"]]
    if matters and any(all(one.aspect not in matter.aspects for matter in matters) for one in columns):  # 撤销行政许可
        return False
    strong = [one for one in before if one.matter and not one.matter.weak]
    if not strong or not all(one.matter and one.matter.needs for one in strong):
        return True
    if last is not None and all("申请" not in text[one.start : one.end] for one in strong):
        tables = {
            one.partition(".")[0]
            for figure in (*last.sums[:1], *_nearest(strong, mention)[0].matter.sums[:1])
            for one in figure
        }
        if not last.sure or len(tables) > 1:
            return False
    return _is_linking(without(text, clause.start, end, before))


def _is_linking(parts: str) -> bool:
    """Whether parts of a text hold nothing but linking words."""
    rest = re.sub(either(*words()["linking"]["filler"], *words()["gaps"]["words"]), "", parts)
    return all(only("lead").fullmatch(one) or only("at").fullmatch(one) for one in rest.split("|"))


def _together(sentence: Sentence, mention: Mention, values: Sequence[Meaning]) -> list[Meaning]:
    """Return the sum of the figures named before: of all, and of the last two."""
    if len(values) < 2:
        return []
    many = dict.fromkeys((tuple(values), tuple(values[-2:])))
    sums = [tuple(cell for one in parts for cell in one) for each in many for parts in product(*(one.sums[:2] for one in each))]
    sure = len(values) == 2 and all(one.sure for one in values)
    return [Meaning(mention=mention, sentence=sentence, sums=tuple(dict.fromkeys(sums)), sure=sure)]


def _listed(numbers: Sequence[Mention], text: str) -> int:
    """Return how many numbers follow one another with nothing but 、 or 和 between them."""
    gaps = takewhile(lambda pair: _AND.fullmatch(text[pair[0].end : pair[1].start]), pairwise(numbers))
    return 1 + sum(1 for _ in gaps)


_AND = re.compile(r"[、,]?(?:和|与|及|以及)?")


def _inside(found: Sequence[Name], clause: Clause) -> list[Name]:
    return [one for one in found if clause.start <= one.start and one.end <= clause.end]


def _nearest(chosen: Sequence[Name], mention: Mention) -> list[Name]:
    """Return the matter nearest to a number, and what else the same words may mean; those that stand before it go first."""
    matters = [one for one in chosen if one.matter]
    strong = [one for one in matters if one.matter and not one.matter.weak] or matters
    before = [one for one in strong if one.end <= mention.start]
    if before:
        place = max(before, key=lambda one: one.end).spans
    elif strong:
        place = min(strong, key=lambda one: one.start).spans
    else:
        return []
    verbs = [one for one in strong if one.spans == place and one.matter and one.matter.needs]
    results = [one for one in before if one.matter and not one.matter.needs and 0 <= place[0][0] - one.end <= 1]
    if verbs and results:  # 不予公开答复9件
        place = results[-1].spans
    return [one for one in strong if one.spans == place]


def _in_turn(chosen: Sequence[Name], text: str) -> tuple[list[Name], list[list[Name]]]:
    """Return the first of the names that numbers follow in turn, and the rest, each with the matter that all are of."""
    matters = sorted((one for one in chosen if one.matter and not one.matter.hint), key=lambda one: one.start)
    aspects = [one for one in chosen if one.aspect]
    split = text.find("分别", chosen[0].start) if chosen else -1
    named = [one for one in aspects if one.end <= split]
    columns = joined(named[-1], named[:-1], text) if named else []
    if len(columns) > 1:  # 自然人、商业企业分别申请3件、4件
        rest = [one for one in chosen if one.matter and all(one.spans != other.spans for other in columns)]
        first, *others = [[*rest, one] for one in columns]
        return first, others
    if not matters:
        return list(chosen), []
    group = joined(matters[-1], matters[:-1], text)
    return [group[0]], [[one] for one in group[1:]]


def _beside(names_in_turn: Sequence[Name], mention: Mention) -> list[Name]:
    """Return names with their columns put before the number whose turn it is."""
    place = ((mention.start - 1, mention.start),)
    return [evolve(one, spans=place) if one.aspect else one for one in names_in_turn]


def _figures(alike: Sequence[Matter], aspects: Sequence[Name], columns: Sequence[Name] = ()) -> tuple[tuple[Sum, ...], bool]:
    """Return what matters of one name mean, in the nearest aspect that they have; and whether that is all it can mean."""
    sums: list[Sum] = []
    sure = True
    for matter in alike:
        several = [matter.aspects[one.aspect] for one in columns if one.aspect in matter.aspects]
        if len(several) > 1:  # 自然人和企业的申请
            sums.extend(tuple(cell for one in parts for cell in one) for parts in product(*several))
            continue
        aspect = next((one.aspect for one in reversed(aspects) if one.aspect in matter.aspects), None)
        if aspect is not None:
            sums.extend(matter.aspects[aspect])
        elif matter.sums:
            sums.extend(matter.sums)
        else:
            sums.extend(total for many in matter.aspects.values() for total in many)
            sure = False
    return tuple(dict.fromkeys(sums)), sure
