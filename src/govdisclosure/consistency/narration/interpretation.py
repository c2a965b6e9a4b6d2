"""What the numbers of a paragraph may mean (文中数字所指): cells, sums, shares, changes from the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

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
from govdisclosure.consistency.narration.lexicon import Lexicon, Sum
from govdisclosure.consistency.narration.meaning import Meaning, NumberUse, Setting
from govdisclosure.consistency.narration.named_figures import beside, figures, in_turn, listed, nearest, together
from govdisclosure.consistency.narration.names import Name, joined, names
from govdisclosure.consistency.narration.number_mentions import Mention, Sentence, mentions
from govdisclosure.consistency.narration.phrases import words
from govdisclosure.consistency.narration.scope_cues import (
    alone,
    is_at,
    is_elsewhere,
    is_linking,
    is_of_others,
    is_plain,
    is_sure,
)


@define
class _SentenceState:
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
    reader = _ParagraphReader(known=known, setting=setting)
    for sentence in text:
        yield from reader.sentence(sentence)


@frozen(kw_only=True)
class _ParagraphReader:
    """Reads a paragraph sentence by sentence and remembers what was named."""

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
        so_far = _SentenceState()
        for place, mention in enumerate(numbers):
            following = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
            so_far.listed = listed(numbers[place:], text)
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
        self, sentence: Sentence, mention: Mention, found: list[Name], following: int, so_far: _SentenceState
    ) -> Iterator[Meaning]:
        """Yield what a number may mean, and remember what it named."""
        text = sentence.text
        clause = narrow(text, so_far.used, mention, following)
        own = _inside(found, clause)
        if not own:
            clause = whole_clause(text, so_far.used, mention, following)
            own = _inside(found, clause)
        first = [one for one in own if one.start < mention.start]
        behind = [] if any(_leads(one) for one in first) else _noun_behind(own, text, mention)
        chosen = [*first, *behind] or own
        begun = so_far.used
        so_far.used = max([mention.end, *(one.end for one in own if not first or one in behind)])
        if behind and (rest := only("decided").match(text, so_far.used)):  # 作出3件行政处罚决定和
            so_far.used = rest.end()
        before = text[clause.start : mention.start]
        if not chosen and so_far.waiting:  # 分别为3件、4件
            chosen = beside(so_far.waiting.pop(0), mention)
        elif "分别" in before:
            chosen, so_far.waiting = in_turn(chosen, text)
            chosen = beside(chosen, mention, matters=True) if so_far.waiting else chosen
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
            made = together(sentence, mention, so_far.values)
        else:
            made = list(self._meanings(sentence, mention, Clause(clause.start, clause.end, begun), chosen, seen, so_far, own))
        yield from made
        against = made and so_far.last is not None and {so_far.last.how, made[-1].how} == {NumberUse.PREVIOUS, NumberUse.VALUE}
        so_far.base = bool(made) and (bool(against) or _BASE.search(before) is not None or before.endswith(("由", "从")))
        so_far.changed = bool(made) and made[-1].how is NumberUse.CHANGE
        so_far.up = made[-1].up if made else None
        if made and made[-1].how is not NumberUse.SHARE:
            so_far.subject = made[-1]
        if made and made[-1].how in (NumberUse.VALUE, NumberUse.PREVIOUS):
            so_far.last, so_far.named = made[-1], chosen
            if made[-1].how is NumberUse.VALUE:
                so_far.values.append(made[-1])

    def _meanings(
        self,
        sentence: Sentence,
        mention: Mention,
        clause: Clause,
        chosen: list[Name],
        seen: list[Name],
        so_far: _SentenceState,
        own: list[Name],
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
            yield from self._as_before(sentence, mention, chosen, seen, last, NumberUse.PREVIOUS)
            return
        if not chosen and last is not None and (year := _YEAR.fullmatch(near)):  # 本年为46件
            how = NumberUse.VALUE if year[1] == "本年" else NumberUse.PREVIOUS
            yield from self._as_before(sentence, mention, chosen, seen, last, how)
            return
        if chosen and near.endswith(("由", "从")) and text.startswith(tuple(words()["changes"]["to"]), mention.end):
            made = self._as_before(sentence, mention, chosen, seen, last, NumberUse.PREVIOUS)  # 由40件增加到46件
            yield from (evolve(one, sure=False) for one in made)
            return
        if has(near, "changes", "to") or (compared and mention.unit not in ("%", "倍") and _REACHED.search(near)):
            if mention.unit in ("%", "倍"):
                return
            yield from self._as_before(sentence, mention, chosen, seen, last, NumberUse.VALUE)
            return
        if compared and (has(near, "changes", "up") or has(near, "changes", "down")):
            yield from self._change(sentence, mention, clause, chosen, so_far.subject)
            return
        if so_far.in_turn and so_far.changed and so_far.subject is not None:
            yield evolve(so_far.subject, mention=mention, how=NumberUse.CHANGE, up=so_far.up, of=so_far.subject.mention)
            return
        if mention.unit in ("%", "倍"):
            if mention.unit == "%":
                yield from self._share(sentence, mention, clause, chosen, seen, so_far)
            return
        if is_elsewhere(text, clause, chosen) or is_of_others(text, mention, chosen):
            so_far.elsewhere = True
            return
        if so_far.elsewhere and all(one.matter is None or one.matter.needs or one.matter.weak for one in chosen):
            return  # 受理投诉12件,办结11件
        so_far.elsewhere = so_far.elsewhere and not chosen
        sure = is_sure(text, mention, clause, chosen, self.setting, own)
        spoken = Meaning(mention=mention, sentence=sentence, sums=(), sure=sure)
        if last is not None and "其中" in since:
            spoken = evolve(spoken, within=last)
        if not is_plain(text, mention, clause, chosen, last, self.setting):
            spoken = evolve(spoken, sure=False)
        if _PREVIOUS.search(without(text, clause.start, mention.start, chosen)):
            spoken = evolve(spoken, how=NumberUse.PREVIOUS)
        for sums, clear in self._sums(text, mention, chosen, seen):
            yield evolve(spoken, sums=sums, ambiguous=not clear)

    def _as_before(
        self, sentence: Sentence, mention: Mention, chosen: list[Name], seen: list[Name], last: Meaning | None, how: NumberUse
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
        matters = nearest(chosen, mention)
        aspects = [one for one in chosen if one.aspect and all(one.spans != other.spans for other in matters)]
        if all(one.matter is None or one.matter.weak for one in matters):
            near = [one for one in aspects if is_at(text, one, mention)]
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
            lead = (
                re.split(r"[,;:()、日]|年[底末]|[\d一二三四五六七八九十][件起宗例]", text[:first])[-1]
                if first < mention.start
                else ""
            )
            if only("lead").fullmatch(lead):  # a subject is carried only where the clause names none of its own
                yield sums, clear
            return
        group = joined(matters[-1], [one for one in chosen if one.matter and not one.matter.weak], text)
        places = list(dict.fromkeys(one.spans for one in group))
        many = [[one.matter for one in (*matters, *group) if one.matter and one.spans == place] for place in places]
        columns = joined(aspects[-1], aspects, text) if aspects else []
        each = [figures(alike, aspects, columns) for alike in many]
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
                closest = strong[-1].aspects[aspect]
                return tuple(dict.fromkeys((*closest, *sums, *more))), False
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
        own = [one for one in found if mention.subject <= one.spans[-1][0] and one.end <= end]  # 上年无结转, too
        if doubtful or not own or is_elsewhere(text, alone(text, Clause(mention.subject, end)), own):
            return
        sure = is_sure(text, mention, Clause(mention.subject, end), own, self.setting)
        if all(one.matter is None or one.matter.weak for one in own) and not is_linking(
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
            sums, clear = figures([one.matter for one in strong if one.matter and one.spans == place], aspects)
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
            sure = is_sure(sentence.text, mention, clause, subject, self.setting)
            spoken = Meaning(mention=mention, sentence=sentence, how=NumberUse.CHANGE, sums=(), up=up, sure=sure)
            found = list(self._sums(sentence.text, mention, subject, ()))
            for sums, clear in found or [(subject[-1].matter.sums if subject[-1].matter else (), False)]:
                yield evolve(spoken, sums=sums, ambiguous=not clear)
        elif last is not None:
            yield evolve(last, mention=mention, how=NumberUse.CHANGE, up=up, of=last.mention)

    def _share(
        self, sentence: Sentence, mention: Mention, clause: Clause, chosen: list[Name], seen: list[Name], so_far: _SentenceState
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
                yield Meaning(
                    mention=mention, sentence=sentence, how=NumberUse.SHARE, sums=sums, wholes=wholes, sure=sure and plain
                )
        elif at >= 0 and so_far.values and says_together(text[clause.start : at]):
            for one in together(sentence, mention, so_far.values):
                yield evolve(one, how=NumberUse.SHARE, wholes=wholes, sure=plain and one.sure)
        elif last is not None and last.how is NumberUse.VALUE:
            summed = () if so_far.in_turn else together(sentence, mention, so_far.values[-2:])
            sums = (*last.sums, *(total for one in summed for total in one.sums))
            sure = last.sure and plain
            yield evolve(last, mention=mention, how=NumberUse.SHARE, sums=sums, wholes=wholes, sure=sure, of=last.mention)


_KEPT = 5  # sentences; what was named earlier in a paragraph is forgotten
_WAYS = ((True, "up"), (False, "down"))
_BASE = re.compile(r"(?:较|比|由|从|与)(?:上年|去年|上一年)(?:度|同期)?(?:的|为)?$")
_YEAR = re.compile(r"[,;]?(上年|本年)度?(?:共|则|仅|全年)*(?:收到|受理|办理|新收)?[为有是达]?到?")
_REACHED = re.compile(r",共?(?:达到|达)$")
_PREVIOUS = re.compile(r"上年|去年|上一年")


def _is_named(zero: Mention, found: Sequence[Name]) -> bool:
    """Whether a word for none is part of a name, such as 未经复议直接起诉 or 无法提供: then it says nothing of none."""
    return any(start <= zero.start < end for one in found for start, end in one.spans)


def _leads(name: Name) -> bool:
    """Whether a number follows a name whatever comes behind: 行政许可5120件, but not 作出5120件行政许可."""
    return name.matter is not None and not name.matter.weak and not name.matter.needs


def _noun_behind(own: Sequence[Name], text: str, mention: Mention) -> list[Name]:
    """Return the matters that are right behind a number: 694宗行政许可."""
    matters = [one for one in own if _leads(one) and one.start >= mention.end]
    return [one for one in matters if only("from").fullmatch(text[mention.end : one.start])]


def _inside(found: Sequence[Name], clause: Clause) -> list[Name]:
    return [one for one in found if clause.start <= one.start and one.end <= clause.end]
