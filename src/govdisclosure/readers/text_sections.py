"""What the words around the tables are (文字部分): title, sections by their headings, who signed and when; the rest is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, field, frozen
from rapidfuzz.distance import Indel

from govdisclosure.messages import say
from govdisclosure.readers.labels import Label, normalised, numbering
from govdisclosure.readers.titles import (
    ATTACHMENT,
    FOOTER,
    SENTENCE,
    body_of_title,
    day_of,
    filled_template,
    is_body,
    is_title,
    is_whole_title,
    looks_like_a_body,
    our_finding,
    our_words,
    printed_period,
)
from govdisclosure.standards import Section, Standard
from govdisclosure.values import Period

_ATTACHMENT_MARK = re.compile(r"(?:附件|Attachment)\s*\d{0,2}\s*[:：]?")
_SIGNED = re.compile(r"(?P<body>[^\d,，。；、:：]{3,40}?)\s*(?P<day>20\d{2}\s*年\s*\d{1,2}\s*[月⽉]\s*\d{1,2}\s*[日⽇])")
"""Name and date in one line."""
_OUR_DAY = re.compile(r"(20\d{2})-(\d{1,2})-(\d{1,2})")
_MADE_BY_OURS = re.compile(r"Body:\s*(?P<body>.+?)\s{2,}Period:\s*(?P<period>.+?)\s*$")
_MADE_BY = re.compile(
    r"(?:填报单位|填报机关|编制单位|报送单位)[:：]\s*(?P<body>.+?)(?=\s*(?:统计期|填报日期|报告期|单位[:：])|\s{2,}|$)"
)
_PERIOD = re.compile(r"统计期[:：]\s*(?P<period>[^（(\s]+(?:[（(][^）)]*[）)])?)")
_METHOD = "统计口径说明"
_HIGHEST = 40
"""More characters has no heading."""


@frozen
class PlacedParagraph:
    """A paragraph with its address and its place: block, and row within a grid; ``caption`` is the name of a sheet or grid."""

    text: str
    where: str
    at: tuple[int, int]
    caption: bool = False


@define
class Passages:
    """The words of one report, shared out."""

    title: PlacedParagraph | None = None
    body: str | None = None
    signer: str | None = None
    signed: date | None = None
    signed_where: str | None = None
    period: Period | None = None
    attachment: str | None = None
    table_title: str | None = None
    paragraphs: dict[str, list[PlacedParagraph]] = field(factory=dict)
    method: list[PlacedParagraph] = field(factory=list)
    left_over: list[PlacedParagraph] = field(factory=list)
    captions: list[PlacedParagraph] = field(factory=list)
    headings: dict[str, PlacedParagraph] = field(factory=dict)

    @property
    def sections(self) -> dict[str, str]:
        """The words of each text section."""
        return {key: "\n".join(one.text for one in own) for key, own in self.paragraphs.items()}

    @property
    def texts(self) -> list[str]:
        """The paragraphs of all sections."""
        return [one.text for own in self.paragraphs.values() for one in own]


def share_out(
    paras: Sequence[PlacedParagraph], standard: Standard, tables: Sequence[tuple[tuple[int, int], str]], ours: str | None = None
) -> Passages:
    """Share out the words of one report.

    Args:
        paras: its paragraphs.
        standard: the standard it follows.
        tables: places and keys of its tables, in order.
        ours: the body's name where our own exporters wrote the document, whose words need no guessing.
    """
    return _Sharing(standard, list(paras), list(tables), ours).passages()


@define
class _Sharing:
    standard: Standard
    paras: list[PlacedParagraph]
    tables: list[tuple[tuple[int, int], str]]
    ours: str | None = None
    found: Passages = field(factory=Passages)
    mode: str = "text"

    def passages(self) -> Passages:
        found, standard = self.found, self.standard
        first = next((one for one in standard.sections if one.text and not one.heading), None)
        self.find_title()
        if self.ours is not None:
            self.join_our_headings()
        current: Section | None = first
        preface: list[PlacedParagraph] = []
        pending = list(self.tables)
        over = False  # a signed report has nothing more to say but attachments
        running = self.running()
        for number, para in enumerate(self.paras):
            while pending and pending[0][0] < para.at:
                own = self.section_of(pending.pop(0)[1])
                if own is not None and not over:
                    current = own
                self.mode = "text"
            text = para.text.strip()
            if para is found.title:
                current, over, self.mode = first, False, "text"
                found.left_over += preface  # what is over the title is none of the report's words
                preface = []
            elif self.is_of_ours(para, text):
                continue
            elif _undated(text) in running and not self.is_caption(text):
                found.left_over.append(para)
            elif (heading := self.heading(text)) is not None:
                current, over = heading, False
                found.headings[heading.key] = para
                self.mode = "text"
            elif (match := ATTACHMENT.match(text)) and found.attachment is None and self.may_be_attached(match[1]):
                found.attachment = match[1].strip("《》")
            elif pending and self.is_table_title(number, pending[0][0]):
                found.table_title = self.whole_table_title(para)
            elif para.caption or self.is_caption(text) or ((over or self.ours is None) and _ATTACHMENT_MARK.fullmatch(text)):
                found.captions.append(para)
            elif (match := _MADE_BY.search(text) or (_MADE_BY_OURS.search(text) if self.ours else None)) is not None:
                self.made_by(match["body"], text)
            elif self.is_signature(number, para, current):
                self.sign(para, current)
                over = True
            elif over or (self.ours is None and len(text) < 120 and "。" not in text and FOOTER.search(text[:60])):
                found.left_over.append(para)
            elif current is None:
                preface.append(para)
            elif current.text:
                found.paragraphs.setdefault(current.key, []).append(para)
            else:
                found.left_over.append(para)
        self.place(preface)
        found.left_over.sort(key=lambda para: para.at)
        return found

    # ---------------------------------------------------------------------------------------------------------- pieces

    def running(self) -> set[str]:
        """Return the lines at the head and foot of pages: the same on several, page numbers and times apart."""
        by_page: dict[str, list[str]] = {}
        for para in self.paras:
            if para.where.startswith("page "):
                by_page.setdefault(para.where.partition(",")[0], []).append(para.text.strip())
        pages: dict[str, set[str]] = {}
        for page, texts in by_page.items():
            for text in (*texts[:2], *texts[-2:]):
                if len(text) >= 4 and not text.endswith("。") and self.heading(text) is None and text != self.ours:
                    pages.setdefault(_undated(text), set()).add(page)
        return {text for text, on in pages.items() if len(on) > 1}

    def find_title(self) -> None:
        """Find the title: a line with year and subject, else the first line if it ends like one."""
        found = self.found
        first_table = self.tables[0][0] if self.tables else (1 << 30, 0)
        whole = [para for para in self.paras if not para.caption and is_whole_title(para.text)]
        above = [para for para in whole if para.at < first_table]
        # behind a table a list of other reports may be: there only one that is alone is this one's
        if above or len({para.text for para in whole}) == 1:
            found.title = (above or whole)[0]
            found.body = body_of_title(found.title.text)
        if found.title is None and self.paras and is_title(self.paras[0].text) and len(self.paras[0].text) <= 60:
            found.title = self.paras[0]
        for para in self.paras if found.title is None else ():
            filled = filled_template(self.standard.title, para.text) if para.at < first_table else None
            if filled is not None:
                found.title, found.body = para, filled[0]
                break
        if self.ours is not None:
            self.find_our_title()
        elif found.title is not None and found.body is None:
            self.find_body_beside(found.title)

    def find_body_beside(self, title: PlacedParagraph) -> None:
        """Find the body's name on the line before a title that has none, or behind it; the title may come again there."""
        places = [at for at, para in enumerate(self.paras) if para is title or para.text.strip() == title.text.strip()]
        for at in places:
            before = self.paras[at - 1] if at else None
            if before is not None and re.match(r"20\d\d年", title.text) and _is_name(before.text):
                self.found.body = before.text.strip()
                self.paras.remove(before)
                return
        following = self.paras[places[0] + 1] if places and places[0] + 1 < len(self.paras) else None
        if following is not None and is_body(following.text):
            self.found.body = following.text.strip()
            self.paras.remove(following)

    def find_our_title(self) -> None:
        """Find the title that our own exporters print: the standard's, with this body and any year."""
        words = re.escape(normalised(self.standard.title)).replace(r"\{body\}", re.escape(normalised(self.ours or "")))
        pattern = re.compile(words.replace(r"\{year\}", r"\d{1,4}"))
        for place, para in enumerate(self.paras):
            if para.caption:
                continue
            following = self.paras[place + 1] if place + 1 < len(self.paras) else None
            if pattern.fullmatch(normalised(para.text)):
                self.found.title, self.found.body = para, self.ours
                return
            if following is not None and pattern.fullmatch(normalised(para.text + following.text)):
                whole = PlacedParagraph(para.text + following.text, para.where, para.at)
                self.paras[place : place + 2] = [whole]
                self.found.title, self.found.body = whole, self.ours
                return

    def join_our_headings(self) -> None:
        """Join the headings that our own exporters print over several lines of a page that is too narrow for them."""
        every = {normalised(one) for one in _printed(self.standard) if "{" not in one}
        every |= {normalised(one.heading) for one in self.standard.sections if one.heading}
        for place in range(len(self.paras) - 2, -1, -1):
            first = self.paras[place]
            for lines in (2, 3):
                own = self.paras[place : place + lines]
                text = " ".join(one.text.strip() for one in own)
                is_printed_here = all(one.where.startswith("page ") and normalised(one.text) not in every for one in own)
                if len(own) == lines and is_printed_here and normalised(text) in every:
                    self.paras[place : place + lines] = [PlacedParagraph(text, first.where, first.at)]
                    break

    def whole_table_title(self, para: PlacedParagraph) -> str:
        """Return the title over a table; a long one is broken behind the body's name."""
        left = self.found.left_over
        if self.found.attachment and left and normalised(left[-1].text + para.text) == normalised(self.found.attachment):
            return left.pop().text + para.text
        return para.text.strip()

    def section_of(self, table: str) -> Section | None:
        return next((one for one in self.standard.sections if table in one.tables), None)

    def heading(self, text: str) -> Section | None:
        """Return the section that a line is the heading of: by its words, or by its number and half its words."""
        if self.ours is not None:
            own_words = re.sub(r"\s+", "", text)
            return next(
                (one for one in self.standard.sections if one.heading and own_words == re.sub(r"\s+", "", one.heading)), None
            )
        if not 2 <= len(text) <= _HIGHEST or SENTENCE.search(text[:-1]) or text.endswith(("。", "；")):
            return None
        label, number = Label.of(text), numbering(text)
        best: tuple[float, Section] | None = None
        for section in self.standard.sections:
            if not section.heading or section.attachment:
                continue
            own = Label.of(section.heading)
            likeness = label.likeness(own)
            if not likeness and number and number == numbering(section.heading):
                likeness = Indel.normalized_similarity(label.text, own.text)
                likeness = likeness if likeness >= 0.5 else 0.0
            elif likeness < 1 and not number:
                likeness = likeness if likeness >= 0.9 else 0.0
            if likeness and (best is None or likeness > best[0]):
                best = (likeness, section)
        return best[1] if best else None

    def is_caption(self, text: str) -> bool:
        """Whether a line is printed by the form: the heading of a table or of an attachment, or a unit over it."""
        if self.ours is None and re.fullmatch(
            r"表[一二三四五六\d]|[(（]?续表\s*\d*[)）]?|[—\-\s]*\d{1,3}[—\-\s]*|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?", text
        ):
            return True
        words = normalised(text)
        return any(_pattern(one).fullmatch(words) for one in _printed(self.standard))

    def is_of_ours(self, para: PlacedParagraph, text: str) -> bool:
        """Take what our own exporters print under a report: how was counted, and what the check found."""
        is_findings = text in our_words("document.findings")
        is_chinese = text in (_METHOD, say("document.findings").zh, say("document.draft").zh)
        if is_chinese or (self.ours is not None and (is_findings or text in our_words("document.draft"))):
            self.mode = "method" if text == _METHOD else "findings" if is_findings else self.mode
            return True
        if self.mode == "method" and not is_whole_title(text):
            (self.found.method if self.standard.policies else self.found.left_over).append(para)
            return True
        if self.mode == "findings":
            if not our_finding().match(text):
                self.found.left_over.append(para)
            return True
        return False

    def may_be_attached(self, name: str) -> bool:
        """Whether a line names an attachment; where we wrote it, that is one of the standard's."""
        attached = (one.attachment for one in self.standard.sections if one.attachment)
        words = normalised(name)
        return self.ours is None or any(_pattern(one).fullmatch(words) for one in attached)

    def made_by(self, body: str, text: str) -> None:
        self.found.signer = self.found.signer or body.strip()
        match = _PERIOD.search(text) or (self.ours is not None and _MADE_BY_OURS.search(text))
        self.found.period = self.found.period or (printed_period(match["period"]) if match else None)

    def is_signature(self, number: int, para: PlacedParagraph, current: Section | None) -> bool:
        """Whether a line is the date under the report: under a name, or near the end of the words."""
        both = _SIGNED.fullmatch(para.text.strip())
        is_unsigned = para.text.strip() in our_words("document.day_unknown")
        if not is_unsigned and self.day(para.text) is None and both is None:
            return False
        if both is not None and (self.ours is not None or not _is_name(both["body"]) or not self.is_near_the_end(number)):
            return False
        if both is not None:
            return self.found.signed is None
        if self.found.signed is not None:
            return False
        before = self.last(current)
        if self.ours is not None:
            return before is not None and normalised(before.text) == normalised(self.ours)
        if before is not None and _is_name(before.text):
            return True
        return self.is_near_the_end(number)

    def day(self, text: str) -> date | None:
        """Return the day that a line is; 2024-1-31 where our own exporters wrote it: elsewhere such a day is a page's."""
        match = _OUR_DAY.fullmatch(text.strip()) if self.ours is not None else None
        return day_of("{}年{}月{}日".format(*match.groups()) if match else text)

    def is_near_the_end(self, number: int) -> bool:
        """Whether at most two paragraphs follow before the next table; the foot of a page is none."""
        para, running = self.paras[number], self.running()
        after = [one for one in self.paras[number + 1 :] if not any(para.at < at < one.at for at, _ in self.tables)]
        return sum(_undated(one.text.strip()) not in running and not FOOTER.search(one.text[:60]) for one in after) < 3

    def sign(self, para: PlacedParagraph, current: Section | None) -> None:
        found = self.found
        found.signed, found.signed_where = self.day(para.text), para.where
        if (both := _SIGNED.fullmatch(para.text.strip())) is not None and found.signed is None:
            found.signed, found.signer = day_of(both["day"]), both["body"].strip()
            return
        before = self.last(current)
        if before is not None and current is not None and (self.ours is not None or looks_like_a_body(before.text)):
            found.signer = before.text.strip()
            own = found.paragraphs.get(current.key, [])
            if before in own:
                own.remove(before)
                if not own:
                    del found.paragraphs[current.key]
            elif before in found.left_over:
                found.left_over.remove(before)

    def last(self, current: Section | None) -> PlacedParagraph | None:
        """Return the last paragraph that was placed in the section."""
        if current is None:
            return None
        own = self.found.paragraphs.get(current.key, []) if current.text else self.found.left_over
        return own[-1] if own else None

    def is_table_title(self, number: int, table: tuple[int, int]) -> bool:
        """Whether a line is the last before a table and calls itself a table."""
        text = self.paras[number].text
        if "表" not in text or len(text) > 60 or SENTENCE.search(text) or not self.may_be_table(text):
            return False
        following = self.paras[number + 1] if number + 1 < len(self.paras) else None
        return following is None or following.at > table

    def may_be_table(self, text: str) -> bool:
        """Whether we may have printed a line over a table: a title too long for one line is broken behind the name."""
        words = {normalised(text), normalised((self.ours or "") + text)}
        return self.ours is None or any(_pattern(one).fullmatch(each) for one in _printed(self.standard) for each in words)

    def place(self, preface: Sequence[PlacedParagraph]) -> None:
        """Place the words over the first heading: sentences are the first section's, the rest is a page's and kept apart."""
        sections = self.standard.text_sections
        for para in preface:
            if sections and len(para.text) >= 12 and SENTENCE.search(para.text):
                own = self.found.paragraphs.get(sections[0].key, [])
                place = sum(one.at < para.at for one in own)
                own.insert(place, para)
                self.found.paragraphs = {sections[0].key: own, **self.found.paragraphs}
            else:
                self.found.left_over.append(para)


def _undated(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _is_name(text: str) -> bool:
    return len(text.strip()) >= 3 and looks_like_a_body(text.strip())


def _printed(standard: Standard) -> Iterator[str]:
    for table in standard.tables:
        yield table.heading
        if not table.columns and table.row_head:
            yield table.row_head
    for section in standard.sections:
        if section.attachment:
            yield section.attachment


def _pattern(template: str) -> re.Pattern[str]:
    """Return what a heading with ``{body}`` and ``{year}`` looks like in print."""
    words = re.escape(normalised(template)).replace(r"\{body\}", ".*").replace(r"\{year\}", r"\d{4}")
    return re.compile(words or r"(?!)")
