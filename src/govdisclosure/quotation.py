"""Privacy-safe quotation (引用) of text that people wrote: the words of the forms, and nothing about a person.

Findings, letters, drafts of profiles and logs travel; a narrative, a register or a note may hold names, telephone and identity
numbers, addresses. One rule holds wherever they are repeated: a quotation is the clause around the figure in question, of it
only words that the forms, the Regulations and this package's own sentences use, and no long run of digits. Whatever else is
there is left out and shown as ``…``. A name is thus not recognised, it is simply no word of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from attrs import frozen

LEFT_OUT = "…"
"""What stands for words that are not quoted."""

_SOURCES = ("messages", "standards", "law", "notices", "consistency/narration", "intake")
_LONGEST = 60  # characters of a clause on either side of the figure
_SHORT = 4  # a clause with fewer before its figure says nothing: the one before belongs to it
_LONG_NUMBER, _LONGEST_FIGURE = 5, 9  # digits from which a number is left out; of one that counts something

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BORDER = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[，。；;：:！!？?（）()\n“”\"「」]")
_UNITS = "条件次个人份元万亿页篇部项户宗起名例家%％倍场期"
_FUNCTION = frozenset(
    "的了和与及共为在对由向至自中其等被把将以不未已均各每本我该此有无是于从并或就按经因所"
    "年月日号时上下内外前后第余约近多超逾含注见另仅只页一二三四五六七八九十百千两零〇" + _UNITS
)
_TOKEN = re.compile(
    rf"""
      (?P<contact>\b(?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)*)
    | (?P<day>(?<!\d)\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d))
    | (?P<phone>(?<!\d)\d{{3,4}}(?:[-\s－—·]\d{{3,4}}){{2,}}(?!\d) | (?<!\d)\d{{2,4}}[-－—]\d{{7,8}}(?!\d))
    | (?P<number>\d+(?:[,.]\d+)*[XxＸ]?)
    | (?P<han>[{_HAN}]+)
    | (?P<latin>[^\W\d_{_HAN}]+(?:['’-][^\W\d_{_HAN}]+)*)
    """,
    re.VERBOSE,
)
_ACTS = re.compile(
    "申请|反映|要求|提出|提起|提交|咨询|投诉|举报|来信|来电|来访|来函|询问|查询|起诉|诉|撤回|认为|不服|请求|确认|收到|领取|签收|向"
)
_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|司空|东方|端木|百里|南宫|西门|独孤|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤尚祝包宁关施成明安常康齐伍"
    "庄文时雍牛洪纪舒屈项颜温柳季俞章鲁葛管单华平云苗房路阮蓝闵席麦解应宗宣全班左连易乔翁古甘车党]"
)
_NAME_DOTS = "·•‧・"
_GAP = "\ue00f"  # while a quotation is made: not what the text itself prints
_BETWEEN = re.compile(rf"{_GAP}(?:[\W_]*{_GAP})*")


@frozen
class QuotableWords:
    """Words that may be quoted: pairs of neighbouring Han characters, and Latin words in small letters."""

    pairs: frozenset[str]
    latin: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> QuotableWords:
        """Return the words of texts such as the labels of a standard."""
        pairs: set[str] = set()
        latin: set[str] = set()
        for text in texts:
            for run in re.findall(rf"[{_HAN}]{{2,}}", text):
                pairs.update(map("".join, pairwise(run)))
            latin.update(one.lower() for one in re.findall(r"[^\W\d_]{2,}", text) if one.isascii())
        return cls(frozenset(pairs), frozenset(latin))


@cache
def form_words() -> QuotableWords:
    """Return the words of ``quotation.toml``, the shipped standards, the Regulations, notices, and our own sentences."""
    return QuotableWords.of([_form_text()])


@cache
def _form_text() -> str:
    root = files(__package__ or "govdisclosure")
    tables = [root.joinpath("quotation.toml"), *(one for name in _SOURCES for one in _tables(root.joinpath(name)))]
    return "\n".join(one.read_text(encoding="utf-8") for one in tables)


def _tables(folder: Traversable) -> Iterator[Traversable]:
    return (one for one in folder.iterdir() if one.name.endswith(".toml"))


_NO_WORDS = QuotableWords(frozenset(), frozenset())


def quotation(text: str, *, around: tuple[int, int] | None = None, words: QuotableWords = _NO_WORDS) -> str:
    """Return what may be quoted of a text (引用文字).

    Args:
        text: words that somebody wrote.
        around: where the figure in question is, by its first and last character; only the clause around it is quoted. The
            whole text by default.
        words: words that may be quoted besides those of the forms, such as the labels of a standard of the user's own.

    Example:
        >>> quotation("王小明申请公开预算信息")
        '…申请公开预算信息'
    """
    start, end = (0, len(text)) if around is None else _clause(text, *around)
    known = form_words()
    pairs, latin = (
        (known.pairs | words.pairs, known.latin | words.latin) if words is not _NO_WORDS else (known.pairs, known.latin)
    )
    parts = [_GAP] if around is not None and start > 0 and not _BORDER.match(text, start - 1) else []
    last = start
    for token in _TOKEN.finditer(text, start, end):
        parts += [text[last : token.start()], _shown(token, text, around, pairs, latin)]
        last = token.end()
    parts.append(text[last:end])
    return _BETWEEN.sub(LEFT_OUT, "".join(parts)).strip()


def quoted_cell(text: str, *, words: QuotableWords = _NO_WORDS) -> str:
    """Return what may be quoted of a table's cell: its figure, and the words of the forms beside it."""
    if _FIGURE.fullmatch(text.strip()):
        return text
    return quotation(text, around=(0, len(text)), words=words)


_FIGURE = re.compile(r"[-+−]?\s*(?:\d{1,9}|\d{1,3}(?:[,，]\d{3}){1,4})(?:[.．]\d{1,6})?\s*[%％‰]?|[-—–−/\s]*")


def is_quotable(text: str, *, words: QuotableWords = _NO_WORDS) -> bool:
    """Whether a text may be quoted as it is: nothing would be left out."""
    return quotation(text, words=words) == text.strip()


def _shown(
    token: re.Match[str], text: str, around: tuple[int, int] | None, pairs: frozenset[str], latin: frozenset[str]
) -> str:
    printed = token[0]
    match token.lastgroup:
        case "day":
            return printed
        case "number":
            return printed if _is_figure(token, text, around) else _GAP
        case "han":
            before, after = text[: token.start()][-1:], text[token.end() :][:1]
            return _han(printed, pairs, before=before, after=after)
        case "latin":
            return printed if printed.lower() in latin or not printed.isalpha() else _GAP
        case _:
            return _GAP


def _is_figure(token: re.Match[str], text: str, around: tuple[int, int] | None) -> bool:
    """Whether a number may be quoted: a short one; a longer one that counts something, or is the figure in question."""
    digits = sum(sign.isdigit() for sign in token[0])
    if digits < _LONG_NUMBER:
        return True
    at_hand = around is not None and token.start() < around[1] and around[0] < token.end()
    counts = text[token.end() : token.end() + 1] in set(_UNITS)
    return digits <= _LONGEST_FIGURE and (at_hand or counts or "," in token[0])


def _han(run: str, pairs: frozenset[str], *, before: str, after: str) -> str:
    """Return a run of Han characters, of which those that make a known word are kept, and those that link such words."""
    kept = [False] * len(run)
    for index, pair in enumerate(map("".join, pairwise(run))):
        if pair in pairs:
            kept[index] = kept[index + 1] = True
    named = [False] * len(run)
    for start, end in _names(run, pairs, before=before, after=after):
        named[start:end] = [True] * (end - start)
    kept = [keep and not name for keep, name in zip(kept, named, strict=True)]
    links = [not keep and not name and sign in _FUNCTION for sign, keep, name in zip(run, kept, named, strict=True)]
    for start, end in _runs_of(links):
        led = start == 0 or kept[start - 1]
        followed = end == len(run) or kept[end]
        if (led and followed) or (start == 0 and before.isdigit()):  # 三 of a name links nothing
            kept[start:end] = [True] * (end - start)
    return "".join(sign if keep else _GAP for sign, keep in zip(run, kept, strict=True))


def _names(run: str, pairs: frozenset[str], *, before: str, after: str) -> Iterator[tuple[int, int]]:
    """Yield where a run may name who acts: two to four characters before a verb such as 申请, the parts of a name with a dot.

    Characters of a name may happen to make words of the forms (高新华); no name is a word of the forms as a whole.
    """
    if before and before in _NAME_DOTS:
        act = _ACTS.search(run, 1)
        yield 0, act.start() if act else len(run)
    if after and after in _NAME_DOTS:
        yield max(0, len(run) - 6), len(run)
    for act in _ACTS.finditer(run, 1):
        for start in range(max(0, act.start() - 4), act.start()):
            name = run[start : act.start()]
            opens = start == 0 or run[start - 1 : start + 1] not in pairs
            surname = _SURNAMES.match(name)
            words = {name[:2], name[2:]} <= pairs or all(pair in pairs for pair in map("".join, pairwise(name)))
            if (
                opens
                and len(name) > 1
                and name[-1] not in "依的"
                and (surname or (start == 0 and not words))
                and name not in _form_text()
            ):
                yield start, act.start()
                break


def _runs_of(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Return where the runs of true flags begin and end."""
    edges = [index for index, (one, other) in enumerate(pairwise([False, *flags, False])) if one != other]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause around a place; a clause that hardly begins before it has the one before as well."""
    borders = [one.end() for one in _BORDER.finditer(text, 0, start)]
    begin = borders[-1] if borders else 0
    if start - begin < _SHORT and borders:
        begin = borders[-2] if len(borders) > 1 else 0
    after = _BORDER.search(text, end)
    stop = after.start() if after else len(text)
    return max(begin, start - _LONGEST), min(stop, end + _LONGEST)
