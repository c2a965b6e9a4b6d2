"""Cues that a number may not be about the tables (存疑情形): another area, office, time, part or matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from govdisclosure.consistency.narration.clauses import Clause, end_of, only, without
from govdisclosure.consistency.narration.meaning import Meaning, Setting
from govdisclosure.consistency.narration.named_figures import nearest
from govdisclosure.consistency.narration.names import Name
from govdisclosure.consistency.narration.number_mentions import Mention, mentions
from govdisclosure.consistency.narration.phrases import either, words

_TOPIC = 12  # characters before a colon that may say what the numbers after it are about


def is_elsewhere(text: str, clause: Clause, chosen: Sequence[Name]) -> bool:
    """Whether the words around a number show that it is about something no table counts, or about a plan."""
    topic = text[: clause.start].rpartition(":")[0].rpartition("。")[2][-_TOPIC:]
    around = f"{topic}|{without(text, clause.start, clause.end, chosen)}"
    return any(word in around for word in (*words()["elsewhere"]["words"], *words()["doubt"]["plan"]))


def alone(text: str, clause: Clause) -> Clause:
    """Return a clause without what a list names before and behind that no table counts: 没有投诉、行政复议或举报."""
    others, link = either(*words()["elsewhere"]["words"]), "(?:、|以及|或者|或|和|与|及)"
    part = text[clause.start : clause.end]
    before = max((one.end() for one in re.finditer(rf"(?:{others}){link}", part)), default=0)
    behind = re.search(rf"{link}(?:{others})", part[before:])
    return Clause(clause.start + before, clause.start + before + behind.start() if behind else clause.end, clause.begun)


def is_sure(
    text: str, mention: Mention, clause: Clause, chosen: Sequence[Name], setting: Setting, others: Sequence[Name] = ()
) -> bool:
    """Whether no cue suggests another area, office or time than the tables', or only a part.

    ``others`` are further names of the clause, whose words are no cues: 部分公开 is no part.
    """
    doubt = words()["doubt"]
    above = without(text, 0, clause.end, [*chosen, *others])
    near = without(text, clause.start, clause.end, [*chosen, *others])
    if any(word in text for word in doubt["kind"]):
        return False
    scope = (*doubt["office"], *_other_wholes(setting)) if setting.area else doubt["area"]
    above = _own_names(setting.body).sub("", re.sub(either(*doubt["whole"]), "", above))
    if not mention.zero and any(text[one.end :].startswith("等") for one in chosen):
        return False
    near = _EVERY_WAY.sub("", near)
    if any(word in above for word in (*scope, *doubt["below"], *doubt["time"])) or any(word in near for word in doubt["part"]):
        return False
    if _other_office().search(above) or _other_place().search(above):
        return False
    against = any(word in near for word in doubt["against"])  # 收到针对我局的行政复议: no other body's
    for one in chosen:
        beside = without(text, clause.start, clause.end, [one])
        if one.matter and not against and any(word in beside for word in one.matter.doubt):
            return False
    for earlier in mentions(text[: mention.start]):
        if earlier.unit == "年" and earlier.number > 1900 and earlier.number != setting.year:
            return False
        if earlier.unit == "月" and earlier.number not in (1, 12):
            return False
    return True


_EVERY_WAY = re.compile(r"通过[^,;。|]{0,30}等[^,;。|]{0,4}(?:渠道|方式|途径|形式)")
"""Ways that are listed with 等 are all of them."""


@cache
def _own_names(body: str) -> re.Pattern[str]:
    """Return a pattern for the report's own body: 青山街道办事处, 青山街道, 本街道, 街道, and 全镇 of a town."""
    places = words()["doubt"]["places"]
    stem = re.sub("(?:办事处|人民政府|政府|管理?委员会|管委会)$", "", body)
    level = next((place for place in sorted(places, key=len, reverse=True) if stem.endswith(place)), "")
    short = re.fullmatch(r"[^\W\d]{1,12}?((?:[省市县区州旗])([^\W\d]{3,}))", body)  # 青山县教育局: 县教育局, 教育局
    names = [re.escape(one) for one in (body, stem, *(short.groups() if short else ())) if one] + (
        [rf"(?<![^\W\d])全?{level}"] if level else []
    )
    own = rf"(?:{either(*words()['doubt']['own'])})(?:{either(*places)})"
    return re.compile(rf"(?:{'|'.join([own, *names])})(?:办事处|人民政府|政府)?")


def _other_wholes(setting: Setting) -> list[str]:
    """Return the words for areas that are not the report's: 全市 in a county's."""
    level = re.sub("(?:人民)?政府$", "", setting.body)[-1:]
    wholes = [word for word in words()["doubt"]["area"] if len(word) == 2 and word.startswith("全")]
    return [word for word in wholes if not word.endswith(level)] if any(word.endswith(level) for word in wholes) else []


@cache
def _other_place() -> re.Pattern[str]:
    """Return a pattern for a street, town or village as the subject of a clause, such as 柳荫镇收到."""
    doubt = words()["doubt"]
    return re.compile(
        rf"(?:^|[,;:。()、|]|年|其中|由|来自)[^\W\d]{{0,6}}?(?:{either(*doubt['places'])})(?:人民政府|政府)?"
        rf"(?=[共全本新收受办答等(|]|累计|接收|接到|$)"
    )


@cache
def _other_office() -> re.Pattern[str]:
    """Return a pattern for the name of an office, such as 县公安局."""
    return re.compile(rf"[省市县区州旗盟][^,;:。()、]{{2,10}}(?:{either(*words()['doubt']['offices'])})(?![面势部])")


def is_of_others(text: str, mention: Mention, chosen: Sequence[Name]) -> bool:
    """Whether a verb that needs 申请 has another object: 受理企业登记申请12件."""
    named = nearest(chosen, mention)
    weak = [one for one in chosen if one.matter and one.matter.weak]
    return any(
        one.matter is not None
        and one.matter.needs
        and one.end <= mention.start
        and not all(only("at").fullmatch(part) for part in without(text, one.end, mention.start, weak).split("|"))
        for one in named
        if not any(other.aspect and other.start >= one.end and is_at(text, other, mention) for other in chosen)
    )


def is_at(text: str, aspect: Name, mention: Mention) -> bool:
    """Whether an aspect is at its number: 企业登记类20件 is not about 企业."""
    if aspect.start < mention.start:
        return only("at").fullmatch(text[aspect.end : mention.start]) is not None
    rest = text[aspect.end : end_of(text, aspect.end, len(text), "[,;。:()、]")]
    return only("from").fullmatch(text[mention.end : aspect.start]) is not None and only("at").fullmatch(rest) is not None


def is_plain(
    text: str, mention: Mention, clause: Clause, chosen: Sequence[Name], last: Meaning | None, setting: Setting
) -> bool:
    """Whether only linking words are between a name and its number: 行政复议调解15件 is not about all of 行政复议.

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
        figures = [*last.sums[:1], *(one.matter.sums[0] for one in strong if one.matter and one.matter.sums)]
        tables = {cell.partition(".")[0] for figure in figures for cell in figure}
        if not last.sure or len(tables) > 1:
            return False
    return is_linking(_own_names(setting.body).sub("", without(text, clause.start, end, before)))


def is_linking(parts: str) -> bool:
    """Whether parts of a text hold nothing but linking words."""
    rest = re.sub(either(*words()["linking"]["filler"], *words()["gaps"]["words"]), "", parts)
    return all(only("lead").fullmatch(one) or only("at").fullmatch(one) for one in rest.split("|"))
