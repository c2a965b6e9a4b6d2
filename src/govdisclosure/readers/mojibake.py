"""Repair of damaged text (修复受损文本), with a list of every change by line.

Copies of official pages (政府网站) are damaged in three ways, often all at once:

- Simplified characters were turned into traditional ones, some with their pronunciation (读音) in brackets:
  領(lǐng)導(dǎo) is 领导.
- A paragraph lost half of its indent 　, so that its double-byte characters were read one byte off (错位):
  ``?。ㄒ唬╊I`` is ``　（一）領``. Pairs of bytes that mean nothing when read so were dropped altogether.
- Characters of the numbering (①②③) were replaced by ``?``.

:func:`repair` undoes what follows from the text itself, reports every change, and never guesses a lost ①②③. One thing
it cannot see: a dropped pair that no number, date or other place of the text betrays. Two characters then read as one
wrong one (全年 as 汝), so a ``shifted`` piece of prose deserves a look.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias

from attrs import frozen


class RepairKind(Enum):
    """The kind of a repair, or of damage found and left (修复种类)."""

    PRONUNCIATION = "pronunciation"  # 去掉读音,繁体转简体
    SHIFTED = "shifted"  # 错位一个字节,已还原
    GUESSED = "guessed"  # 丢失的字节,据上下文补回
    LOST_CHARACTER = "lost_character"  # 问号代替的①②③,不猜
    UNREPAIRED = "unrepaired"  # 无法修复,原样保留
    MARKUP = "markup"  # 残留的网页标记、水印字母


@frozen(kw_only=True)
class Repair:
    """One change to one line, or one thing that had to be left as it is.

    Attributes:
        line: number of the line, counted from 1.
        kind: what was done.
        before: what was printed: the whole line for ``pronunciation``, otherwise the piece concerned.
        after: what is there now; for ``guessed`` only the words put back into that piece, for ``lost_character``
            and ``unrepaired`` the same as ``before``.
    """

    line: int
    kind: RepairKind
    before: str
    after: str


@frozen(kw_only=True)
class RepairedText:
    """A text after :func:`repair`.

    Attributes:
        lines: the lines without their line breaks, as many as the input has and in the same order.
        repairs: what was done and what was left, by line.
        needs_opencc: the text needs conversion to simplified characters (繁转简), and OpenCC, the extra ``repair``, is
            not installed. Its traditional characters and their pronunciation were then left alone.
    """

    lines: tuple[str, ...]
    repairs: tuple[Repair, ...]
    needs_opencc: bool


def repair(text: str) -> RepairedText:
    r"""Undo the damage of a whole text (修复全文); never raises, and leaves sound text exactly as it is.

    Give it the whole text: whether traditional characters are damage is judged by all of it, not line by line.
    Repairing the result again changes nothing. A line ends at ``\n``, ``\r\n`` or ``\r``; a break at the end opens no
    further line.

    >>> repair("?。ㄒ唬╊I").lines[0].strip()
    '（一）領'
    """
    lines = _LINE_BREAK.split(text)
    if not lines[-1]:
        lines.pop()
    repairs: list[Repair] = []
    # One repair can bring another to light, so we repeat until a pass finds nothing; a second call then finds nothing
    # either. It ends: every pass that changes something makes the text shorter or takes a ? from the head of a line.
    while True:
        made, needs_opencc = _pass(lines)
        if not made:
            break
        repairs += made
    repairs += _left(lines)
    repairs.sort(key=lambda each: each.line)
    return RepairedText(lines=tuple(lines), repairs=tuple(repairs), needs_opencc=needs_opencc)


_LINE_BREAK: Final = re.compile(r"\r\n?|\n")


def _pass(lines: list[str]) -> tuple[list[Repair], bool]:
    """Repair ``lines`` in place, once; return what changed, and whether OpenCC is missing."""
    made = [*_remove(_TAG_END, lines)]
    # What was read one byte off is traditional text: converted first, its characters would have other bytes.
    shifted = [*_realign(lines)]
    made += shifted
    pronounced = _is_pronounced(lines, is_beyond_gb2312)
    if pronounced or shifted:
        made += _remove(_WATERMARK, lines)
    if not pronounced:
        return made, False
    simplify = _opencc()
    if simplify is None:
        return made, True
    # Rare simplified characters (镕) are outside GB2312 too, and a clean text may well explain them: look again.
    if _is_pronounced(lines, lambda char: simplify(char) != char):
        made += _simplify(lines, simplify)
    return made, False


# --- double-byte text read one byte off (错位) ----------------------------------------------------------------------

# It is a paragraph's indent 　 (A1 A1) that lost its first byte; a ? further on in a line may be a question.
_HEAD: Final = re.compile(r"\s*\?")
_UNREADABLE: Final = "\ufffd"
_DAY_AT_END: Final = re.compile(r"月[０-９]{1,2}$")

_Words: TypeAlias = Mapping[str, set[str]]


@frozen(kw_only=True)
class _ShiftedRun:
    """A stretch that was read one byte off: ``printed`` should read ``reading``, where ``put_back`` was guessed."""

    printed: str
    reading: str
    put_back: tuple[str, ...]


def _realign(lines: list[str]) -> Iterator[Repair]:
    words: _Words = {}
    for n, line in enumerate(lines):
        head = _HEAD.match(line)
        run = _read_in_step(line[head.end() :]) if head else None
        if head is None or run is None:
            continue
        rest = line[head.end() + len(run.printed) :]
        words = words or _words(lines)
        reading, put_back = _put_back_words(run.reading, rest, words)
        lines[n] = line[: head.end() - 1] + reading + rest
        printed = "?" + run.printed
        yield Repair(line=n + 1, kind=RepairKind.SHIFTED, before=printed, after=reading)
        for guess in run.put_back + put_back:
            yield Repair(line=n + 1, kind=RepairKind.GUESSED, before=printed, after=guess)


def _read_in_step(tail: str) -> _ShiftedRun | None:
    """Read what follows the ``?`` of a line from the lost byte A1 on; None if it is no run, or reads no better then."""
    data, printed, in_step = b"", 0, False
    for char in tail:
        code = _gbk(char)
        if len(code) == 2:
            data += code
            printed += 1
            in_step = code[1] < 0x80  # an ASCII letter had been swallowed as a second byte, and is free again
        elif len(code) == 1 and _gbk_text(data[-1:] + code):
            data += code  # the other way round: the letter is the second byte of a traditional character
            printed += 1
            in_step = True
        else:
            break
        if in_step:
            break
    put_back: list[str] = []
    lost = next((lost for lost in _HEADINGS if data.startswith(lost)), b"")
    if lost:
        heading = _HEADINGS[lost]
        if heading is None:  # several numbers look like this: a wrong one is worse than none
            return None
        data = heading.encode("gbk")[1:] + data[len(lost) :]
        put_back.append(heading.strip("　"))
    data = b"\xa1" + data
    reading = _gbk_text(data if in_step else data[:-1])
    if not reading.startswith("　"):
        return None
    if not in_step:
        # The second byte of the last character went together with the < of a tag or the like; ? stands for the two.
        printed += tail[printed : printed + 1] == "?"
        if _DAY_AT_END.search(reading) and data.endswith("日".encode("gbk")[:1]):
            reading += "日"
            put_back.append("日")
        else:
            reading += _UNREADABLE
    # A closing sign as the first of a line is odd already: it betrays a date, whose characters may all be common.
    if _oddities(reading) >= _oddities(tail[:printed]) + bool(_MISREAD.match("?" + tail)):
        return None
    return _ShiftedRun(printed=tail[:printed], reading=reading, put_back=tuple(put_back))


def _oddities(text: str) -> int:
    """Count what running text hardly has and misread text is full of: ㄒ ╊ ψ ズ, and characters as rare as 澹.

    GB2312 keeps such characters in its rows 2 and 4 to 9, and rarer characters from row 56 on, sorted apart from the 3755
    common ones. Characters outside GB2312 prove nothing: the text may be traditional.
    """
    odd = 0
    for char in text:
        try:
            row = char.encode("gb2312")[0] - 0xA0
        except UnicodeEncodeError:
            odd += char == _UNREADABLE
        else:
            odd += row == 2 or 4 <= row <= 9 or row >= 56
    return odd


def _gbk(char: str) -> bytes:
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _gbk_text(data: bytes) -> str:
    try:
        return data.decode("gbk")
    except UnicodeDecodeError:
        return ""


# --- bytes that were dropped (丢失的字节) ---------------------------------------------------------------------------


def _lost_headings() -> dict[bytes, str | None]:
    """Map what misreading leaves of each paragraph number that loses bytes by it to that number.

    The damage is done here once more, to compare with what is printed: 二 is B6FE, and with the bracket after it FE
    makes FEA3, which is no character: A1A3 A8B6 A9 is left of （二）. The same befalls 三, 六 and 十. What two numbers
    leave alike maps to None: （十）, （十二） and others. Numbers end at 19: （二十） leaves what （二） does, and no
    report has so many chapters.
    """
    digits = "一二三四五六七八九"
    headings: dict[bytes, str | None] = {}
    for number in [*digits, "十", *("十" + digit for digit in digits)]:
        for heading in (f"　（{number}）", f"　　（{number}）", f"　{number}、", f"　　{number}、"):
            code = heading.encode("gbk")
            pairs = [code[i : i + 2] for i in range(1, len(code) - 1, 2)]
            left = [pair for pair in pairs if _gbk_text(pair)]
            if left != pairs:
                lost = b"".join(left) + code[-1:]
                headings[lost] = None if lost in headings else heading
    return headings


_HEADINGS: Final = _lost_headings()


def _words(lines: Sequence[str]) -> _Words:
    """Map every two Han characters of the text to the pairs of characters that are before them somewhere."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        for stretch in _HAN.findall(_PRONUNCIATION.sub("", line)):
            for i in range(len(stretch) - 3):
                words[stretch[i + 2 : i + 4]].add(stretch[i : i + 2])
    return words


def _put_back_words(reading: str, rest: str, words: _Words) -> tuple[str, tuple[str, ...]]:
    """Split each character of ``reading`` that is made of two halves, where the text elsewhere has the whole words.

    With F8C1 dropped, 著(D6F8)力(C1A6)抓好 reads 枝(D6A6)抓好: a word that looks sound and is wrong. We put the pair
    back only if the text has 著力抓好 at another place, and 枝抓好 at none.
    """
    put_back: list[str] = []
    line = _PRONUNCIATION.sub("", reading + rest)
    behind = len(line) - len(reading)
    for i in range(len(reading) - 1, -1, -1):
        char, after = line[i], line[i + 1 : i + 3]
        seen = words.get(after, set())
        wholes = {pair for pair in seen if _is_torn(pair, char)}
        if len(wholes) == 1 and not any(pair.endswith(char) for pair in seen):
            (whole,) = wholes
            line = line[:i] + whole + line[i + 1 :]
            put_back.insert(0, whole + after)
    return line[: len(line) - behind], tuple(put_back)


def _is_torn(pair: str, char: str) -> bool:
    """Whether the two characters ``pair`` become ``char`` when the two bytes between their ends are dropped."""
    first, second = _gbk(pair[0]), _gbk(pair[1])
    dropped = first[1:] + second[:1]
    if len(dropped) < 2 or dropped[0] < 0x80:  # a byte below 80 is a letter, and letters are not dropped
        return False
    return first[:1] + second[1:] == _gbk(char) and not _gbk_text(dropped)


# --- pronunciation in brackets, and traditional characters (读音与繁体) ---------------------------------------------

_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
# Only with a tone mark: 公頃(ha) and 長(m) are units, and neutral tones have not been seen in damaged text.
_PRONUNCIATION: Final = re.compile(
    r"(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])"
    r"(?:\((?:[zcs]h|[bpmfdtnlgɡkhjqxryzcsw])?[aɑeiouü]{0,2}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][aeiou]?(?:n[gɡ]?|r)?\))+"
)
_LEAST: Final = 3  # one or two may explain a rare name
_SHARE: Final = 20  # damage marks about every third traditional character; a long text from Hong Kong, far fewer
_OTHERS: Final = 10  # a language course also marks characters that are the same in both scripts


def _is_pronounced(lines: Sequence[str], traditional: Callable[[str], bool]) -> bool:
    """Whether pronunciation is systematically behind the text's traditional characters.

    It is decided for the text, not by line: 無 and 條 in a table's cells bear no mark and are damaged all the same.
    A text without it is never converted: it may be from Taiwan, or be simplified already, and 乾 may be meant.
    """
    marked = [match.string[match.start() - 1] for line in lines for match in _PRONUNCIATION.finditer(line)]
    count = sum(map(traditional, marked))
    others = len(marked) - count
    if count < _LEAST or others * _OTHERS > count:
        return False
    # Every single character has to be looked at, so this comes last.
    whole = sum(traditional(char) for line in lines for stretch in _HAN.findall(line) for char in stretch)
    return count * _SHARE >= whole


def is_beyond_gb2312(char: str) -> bool:
    """Whether a character is outside GB2312, as traditional ones do."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def converter() -> Callable[[str], str] | None:
    """Return what turns traditional characters into simplified ones; None where OpenCC, the extra ``repair``, is missing."""
    return _opencc()


def _opencc() -> Callable[[str], str] | None:
    try:
        from opencc import OpenCC
    except ImportError:
        return None
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _simplify(lines: list[str], simplify: Callable[[str], str]) -> Iterator[Repair]:
    def unmark(match: re.Match[str]) -> str:
        char = match.string[match.start() - 1]
        return match[0] if simplify(char) == char else ""  # 衡(héng)阳 may be meant: only the damage adds it to 領

    for n, line in enumerate(lines):
        # Only Han characters are handed over: OpenCC raises on a lone surrogate.
        simplified = _HAN.sub(lambda match: simplify(match[0]), _PRONUNCIATION.sub(unmark, line))
        if simplified != line:
            lines[n] = simplified
            yield Repair(line=n + 1, kind=RepairKind.PRONUNCIATION, before=line, after=simplified)


# --- what does not belong to the text, and what is left (残留与遗留) ------------------------------------------------

# A tag loses its < to the character before it, whose second byte was cut off; whole tags may be meant.
_TAG_END: Final = re.compile(r"(?<![\x00-\x3e\x40-\x7f])(?:/(?:span|strong|font|div|table|tr|td|p|h[1-6])>)+")
# HtT: letters that the site scatters to find copies. No word is spelt so; iOS is, so only a damaged text loses them.
_WATERMARK: Final = re.compile(r"(?<=[。！？；])(?=[A-Za-z]{2,6}$)[A-Za-z]*[a-z][A-Z][A-Za-z]*")
_LOST: Final = re.compile(r"(?:^|\|)\s*(\?+)(?=[、（《“\u3400-\u9fff])")
_MISREAD: Final = re.compile(r"\s*\?[。，；：！·…—〗》」』】〕’”]")  # a paragraph that begins with such a sign


def _remove(pattern: re.Pattern[str], lines: list[str]) -> Iterator[Repair]:
    for n, line in enumerate(lines):
        for match in pattern.finditer(line):
            yield Repair(line=n + 1, kind=RepairKind.MARKUP, before=match[0], after="")
        lines[n] = pattern.sub("", line)


def _left(lines: Sequence[str]) -> Iterator[Repair]:
    """Report what is damaged still: lost characters, bytes without a partner, lines that nothing helps."""
    for n, line in enumerate(lines):
        for match in _LOST.finditer(line):
            yield Repair(line=n + 1, kind=RepairKind.LOST_CHARACTER, before=match[1], after=match[1])
        left = line if _MISREAD.match(line) else _UNREADABLE if _UNREADABLE in line else ""
        if left:
            yield Repair(line=n + 1, kind=RepairKind.UNREPAIRED, before=left, after=left)
