"""Reads annual reports in the exchange format (读入年度报告): the file's reader, without what takes it apart."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from govdisclosure.formats.safe_zip import part_names
from govdisclosure.readers import Source
from govdisclosure.report import Report

ROOT: Final = "FoiaAnnualReport"
"""The outermost element of a report."""
_LOOK: Final = 1 << 16
"""Bytes at the start of a file in which its outermost element is: comments may be before it."""
_OFFICE: Final = ("[Content_Types].xml", "META-INF/manifest.xml", "OFD.xml")


class AnnualReportReader:
    """Reads the reports of an agency from its XML file, or those of all agencies from an archive of such files."""

    name = "us-foia"
    labels = ("美国《信息自由法》年度报告XML", "FOIA annual report XML")

    def accepts(self, source: Source) -> bool:
        """Whether it is such a file, an archive of XML files, or a web page that was saved under the name of one."""
        return _is_report(source.data) or is_page(source) or bool(_members(source.data))

    def read(self, source: Source) -> Report:
        """Read the agency's report, or that of the component that the source names.

        Raises:
            UnreadableError: it is no such report.
        """
        reports = self.read_all(source)
        return next((one for one in reports if source.body in (one.body.id, one.body.name)), reports[0])

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read the agency's report, which comes first, and those of its components.

        Raises:
            UnreadableError: it is no such report; of an archive, no file of it is one.
        """
        from govdisclosure_us_foia.annual_report import reports_in  # on use: what takes the form apart is large

        return reports_in(source, _members(source.data))


def _is_report(data: bytes) -> bool:
    start = data[:_LOOK]
    return any(ROOT.encode(one) in start for one in ("utf-8", "utf-16-le", "utf-16-be"))


def is_page(source: Source) -> bool:
    """Whether it is a web page under the name of an XML file, such as an error page that was saved in a report's place."""
    return source.name.lower().endswith(".xml") and b"<html" in source.data[:_LOOK].lower()


def _members(data: bytes) -> list[str]:
    names = part_names(data)
    return [] if any(one in names for one in _OFFICE) else sorted(one for one in names if _is_wanted(one))


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ".xml" and not any(one.startswith((".", "__MACOSX")) for one in path.parts)
