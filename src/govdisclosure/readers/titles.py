"""What one line by itself may be (标题、落款): a report's title, the name of a body, a date, a period, a page's footer."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from govdisclosure.errors import InvalidPeriodError
from govdisclosure.messages import say
from govdisclosure.readers.labels import numbering
from govdisclosure.values import Period, Severity

_TITLE = re.compile(r"(年度报告|工作(?:情况)?的?报告|工作总结|总结|年报)(\([^()]*\))?$")
_WHOLE_TITLE = re.compile(
    r"^(?:关于)?(?P<before>.*?)(?:关于)?(?P<year>20\d{2})年(?:度)?(?P<after>.*?)"
    r"(?:政府信息公开|政务公开|信息公开|法治政府).*(?:年度报告|工作(?:情况)?的?报告|总结|年报)"
)
ATTACHMENT = re.compile(r"(?:附件|Attachments?)\s*\d*\s*[:：]\s*(.+)")
"""A line that names an attachment."""
SENTENCE = re.compile(r"[。；;!！?？]")
"""What ends a sentence, as no title and no heading does."""
FOOTER = re.compile(
    r"(?:版权所有|主办单位|主办[:：]|承办单位|承办[:：]|备案|公网安备|ICP|网站标识码|网站地图|扫一扫|分享到|打印本页|关闭窗口|"
    r"上一篇|下一篇|责任编辑|信息来源|发布时间|发布日期|浏览次数|字号|字体[:：【\[]|联系我们|技术支持|您当前的位置|当前位置)"
)
"""What websites print around a report."""


def is_title(text: str) -> bool:
    """Whether a line may be the title of a report."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return len(plain) <= 80 and _TITLE.search(plain) is not None and not SENTENCE.search(plain) and not FOOTER.search(plain)


def is_whole_title(text: str) -> bool:
    """Whether a line is the title of a report by itself, with the year and the subject."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return is_title(text) and _WHOLE_TITLE.search(plain) is not None and not numbering(text) and not ATTACHMENT.match(plain)


def body_of_title(text: str) -> str | None:
    """Return the body that a title names, before the year or after it."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = _WHOLE_TITLE.search(plain)
    if match is None:
        return None
    name = match["before"] or match["after"]
    name = re.sub(r"^(?:关于|印发|公布|发布)+|(?:关于|的|工作)+$", "", name)
    return name if len(name) >= 3 and looks_like_a_body(name) else None


def filled_template(template: str, text: str) -> tuple[str, int] | None:
    """Return the body and the year that a line fills in the title of a standard with; None for any other line.

    A title that does not name both is no sign of a report.
    """
    if not ("{body}" in template and "{year}" in template):
        return None
    pattern = r"\s*".join(re.escape(" ".join(template.split())).split(r"\ "))
    pattern = pattern.replace(r"\{body\}", "(?P<body>.+?)", 1).replace(r"\{year\}", r"(?P<year>(?:19|20)\d\d)", 1)
    match = re.fullmatch(pattern, " ".join(text.split()))
    return (match["body"], int(match["year"])) if match else None


_BODY = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,34}(?:政府|委员会|管委会|办公室|办事处|办|委|局|厅|院|部|署|处|中心|街道|所|站|大队|支队|总队|队|校|学院|大学|馆|库|社|"
    r"公司|集团|银行|协会|联合会|学会|妇联|法院|检察院|指挥部|管理区|开发区|新区)"
)
_IN_WORDS = (
    re.compile(r"由(?P<body>[^，,。；;：:、由]{3,34}?)(?:负责)?(?:编制|编写|编撰|起草)"),
    re.compile(
        r"现(?:将|予以?|向社会)?(?:公布|发布|公开)?(?P<body>[^，,。；;：:]{3,34}?)(?:关于)?20\d{2}年(?:度)?(?:政府信息公开|政务公开)"
    ),
    re.compile(
        r"(?:^|[，,。；;])(?P<body>[^，,。；;：:]{3,34}?)(?:组织)?编制(?:了|完成|并公布|形成)?(?:本年?度?报告|20\d{2}年)"
    ),
)
"""Where the words of a report say who made it: 由……编制, 现公布……, ……编制本报告."""


def is_body(text: str) -> bool:
    """Whether a text is the name of a body by how it ends."""
    return _BODY.fullmatch(re.sub(r"\s+", "", text)) is not None and looks_like_a_body(text.strip())


def body_in_words(text: str) -> str | None:
    """Return the body that a paragraph says has made the report; None where it says nothing."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for pattern in _IN_WORDS:
        for match in pattern.finditer(plain):
            name = re.sub(r"^(?:将|公布|发布|公开|予以|本报告)+", "", match["body"])
            if is_body(name) and not re.match(r"(?:本|我|各|其|该|有关|相关|根据|按照|依据)", name):
                return name
    return None


def looks_like_a_body(text: str) -> bool:
    """Whether a line may be the name of a body: short, and no sentence."""
    return 0 < len(text) <= 40 and re.search(r"[,，。;；、:：]", text) is None and not is_title(text)


def day_of(text: str) -> date | None:
    """Read the date under a report; its last character may be lost in damaged text."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("()")
    match = re.match(r"(20\d{2})年(\d{1,2})月(\d{1,2})(?:日|\D{0,3}$)", plain)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match and len(plain) <= 16 else None
    except ValueError:
        return None


@cache
def our_words(key: str) -> frozenset[str]:
    """Return what our own exporters print for a message of the catalogue, in Chinese and in English."""
    return frozenset((say(key).zh, say(key).en))


@cache
def our_finding() -> re.Pattern[str]:
    """Return what the line of a finding begins with that our own exporters print under a draft."""
    severities = "|".join(re.escape(word) for one in Severity for word in (one.zh, one.en))
    return re.compile(rf"\d+\.\s?({severities})[:：]")


def printed_period(text: str) -> Period | None:
    """Read a period as our own exporters print it; what is in brackets behind its name decides."""
    if inside := re.search(r"[（(]([^（()）]+)[)）]\s*$", text):
        return printed_period(inside[1])
    plain = re.sub(r"(20\d\d)年", r"\1", text)
    if match := re.fullmatch(r"(20\d\d)年?", text):
        return Period.year(int(match[1]))
    if match := re.fullmatch(r"(20\d\d)([上下])半年", plain):
        return Period.half(int(match[1]), 1 if match[2] == "上" else 2)
    if match := re.fullmatch(r"(20\d\d)第([1-4])季度", plain):
        return Period.quarter(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(20\d\d)(\d{1,2})月", plain):
        return Period.month(int(match[1]), int(match[2])) if 1 <= int(match[2]) <= 12 else None
    both = [day_of(one) for one in text.split("至")]
    if len(both) == 2 and both[0] and both[1] and both[0] <= both[1]:
        return Period(both[0], both[1])
    try:
        return Period.parse(text)
    except InvalidPeriodError:
        return None
