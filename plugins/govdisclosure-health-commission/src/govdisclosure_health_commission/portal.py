"""The upload format of the city's portal (门户网站上传格式): CSV with a fixed header, in GB18030.

The portal takes every character of GB18030 that can be printed. It cannot take halves of surrogate pairs, which have no code
there, nor control characters; each is named with its cell, so that it can be corrected before the upload fails.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, BinaryIO

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import Message
from govdisclosure.values import Blank, plain

if TYPE_CHECKING:
    from govdisclosure.exporters import PublishedReport

HEADER = ("单位名称", "统计期", "指标代码", "指标名称", "计量单位", "数值", "备注")
_REMARKS = {Blank.MISSING: "缺报", Blank.NOT_APPLICABLE: "不适用"}


class PortalExporter:
    """Writes every printed cell as a line.

    数值 is a plain number, 是 or 否, or words; 备注 says why it is empty, and 草稿 of a draft.
    """

    name = "health-portal"
    suffixes = (".portal",)
    labels = ("门户上传表", "portal upload")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the upload.

        Raises:
            UnreadableError: a text has characters that the portal cannot take; all of them are named, each with its cell.
        """
        lines = list(_lines(publication))
        faults = [fault for line in lines for fault in _faults(line)]
        if faults:
            raise UnreadableError(faults)
        text = StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows([HEADER, *lines])
        stream.write(text.getvalue().encode("gb18030"))


def _lines(publication: PublishedReport) -> Iterator[tuple[str, ...]]:
    from govdisclosure.exporters.csv import neutralised  # on use, as everything that only writing needs

    report = publication.report
    printed = report.printed_tables
    for address, spot in report.standard.spots.items():
        if spot.table not in printed:
            continue
        value = report[address]
        if isinstance(value, Blank):
            figure, remark = "", _REMARKS[value]
        elif isinstance(value, bool | str):
            figure, remark = neutralised(publication.printed(address)), ""
        else:  # 0 is a figure here, whatever the table prints for it
            figure, remark = plain(value), ""
        remark = ";".join(filter(None, (publication.mark, remark)))
        texts = (report.body_name, str(report.period), address, spot.label, spot.unit)
        yield (*map(neutralised, texts), figure, remark)


def _faults(line: tuple[str, ...]) -> Iterator[Fault]:
    for name, text in zip(HEADER, line, strict=True):
        wrong = sorted({sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n"})
        if wrong:
            codes = ", ".join(f"U+{ord(sign):04X}" for sign in wrong)
            sentence = Message.literal(
                zh=f"含有门户网站不能接收的字符 {codes},请删去或改写",
                en=f"it has characters that the portal cannot take ({codes}): remove or replace them",
            )
            yield Fault(where=line[2], field=name, sentence=sentence)
