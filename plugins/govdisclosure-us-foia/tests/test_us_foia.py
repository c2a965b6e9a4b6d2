"""The plugin as its users meet it: the form, the calendar, and reports read from the exchange format and checked."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring
from zipfile import ZipFile

import pytest
from attrs import evolve
from govdisclosure_us_foia import AnnualReportReader

from govdisclosure import Blank, Cell, Library, Period, Report, Severity, locate
from govdisclosure.cli.main import main
from govdisclosure.errors import UnreadableError
from govdisclosure.library import default_library, using
from govdisclosure.readers import Source
from govdisclosure.standards import Standard
from govdisclosure.testing import StandardContract

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "national-tide-board-2023.xml"
ROOT = Path(__file__).resolve().parents[3]
NOWHERE = '<nc:OrganizationReference s:ref="" />'
MOON = '<nc:OrganizationReference s:ref="ORG2" />'


@pytest.fixture(scope="module")
def standard() -> Standard:
    return default_library().load_standard("us-foia")


@pytest.fixture(scope="module")
def sample() -> str:
    """The file of an agency that there is not, with two components; its total of dispositions is that of the last component."""
    return SAMPLE.read_text(encoding="utf-8")


def read_all(text: str | bytes, name: str = "ntb-2023.xml") -> tuple[Report, ...]:
    """Read a file as the library does."""
    data = text.encode() if isinstance(text, str) else text
    reader = AnnualReportReader()
    source = Source(name=name, data=data, find_standard=default_library().load_standard)
    assert reader.accepts(source)
    return reader.read_all(source)


def replaced(text: str, old: str, new: str, times: int = 1) -> str:
    """Replace a part of the sample that is there."""
    assert old in text
    return text.replace(old, new, times)


def within(text: str, section: str, old: str, new: str) -> str:
    """Replace a part of one section of the sample."""
    before, _, rest = text.partition(f"<foia:{section}>")
    inside, end, behind = rest.partition(f"</foia:{section}>")
    assert end
    return f"{before}<foia:{section}>{replaced(inside, old, new)}{end}{behind}"


def without_row(text: str, section: str, row: str) -> str:
    """Leave a data row of the sample out, and its link."""
    root = fromstring(text)  # noqa: S314 - it is ours
    [found] = [one for one in root if one.tag.endswith(f"}}{section}")]
    for child in [one for one in found if _attribute(one, "id") == row or row in _refs(one)]:
        found.remove(child)
    return tostring(root, encoding="unicode")


def _row_of(text: str, section: str, organization: str) -> str:
    """Return the id of the row that is linked to an organisation."""
    [found] = [one for one in fromstring(text) if one.tag.endswith(f"}}{section}")]  # noqa: S314 - it is ours
    return next(refs[0] for one in found if organization in (refs := _refs(one)))


def errors(report: Report, *parts: Report) -> list[str]:
    """Return the rules that a report breaks."""
    verdict = default_library().check(report, parts=parts)
    return sorted({one.rule for one in verdict.findings if one.severity is Severity.ERROR})


def notes(report: Report, rule: str) -> list[str]:
    return [one.message.en for one in report.notes if one.rule == rule]


class TestForm(StandardContract):
    """The form keeps what every standard must."""

    standard = "us-foia"


class TestCalendar:
    """Working days are those of the federal government."""

    @pytest.mark.parametrize(
        ("start", "end", "days"),
        [
            (date(2023, 7, 3), date(2023, 7, 5), 1),  # Independence Day is between
            (date(2021, 12, 23), date(2021, 12, 27), 1),  # Christmas Day, a Saturday, is observed on the Friday
            (date(2022, 6, 17), date(2022, 6, 21), 1),  # Juneteenth, a Sunday, on the Monday
            (date(2020, 6, 18), date(2020, 6, 22), 2),  # and is none before 2021
            (date(2024, 11, 27), date(2024, 11, 29), 1),  # Thanksgiving; the Friday after it is worked
            (date(2031, 1, 2), date(2031, 1, 6), None),  # a year that the file does not settle
        ],
    )
    def test_counts_the_days_that_are_worked(self, standard: Standard, start: date, end: date, days: int | None) -> None:
        assert standard.calendar.workdays_between(start, end) == days

    def test_the_fiscal_year_begins_in_october(self, standard: Standard) -> None:
        assert standard.period_of(2023) == Period(date(2022, 10, 1), date(2023, 9, 30))


class TestReading:
    """One report for the agency, one for each component; every figure with its element."""

    def test_the_agency_comes_first_and_includes_its_components(self, sample: str) -> None:
        agency, harbors, moon = read_all(sample)
        assert (agency.body.id, agency.body.name, agency.scope) == ("NTB", "National Tide Board", "area")
        assert agency.includes == ("NTB.HO", "NTB.MO")
        assert [one.body.name for one in (harbors, moon)] == ["Harbors Office", "Moon & Stars Office"]
        assert {one.period for one in (agency, harbors, moon)} == {Period(date(2022, 10, 1), date(2023, 9, 30))}

    @pytest.mark.parametrize(
        ("address", "value"),
        [
            ("requests.pending_start", 20),
            ("dispositions.no_records", 15),
            ("dispositions.fee_related", 0),  # the format lists only the reasons that there were
            ("exemptions.ex3", 3),
            ("exemptions.ex7c", 0),
            ("time.median/simple", Decimal("8")),
            ("time.low/simple", Decimal("0.001")),  # less than a day
            ("simple.d21", 10),
            ("complex.d301", 0),
            ("pending.number/complex", 8),
            ("pending.median/expedited", Blank.NOT_APPLICABLE),
            ("oldest_requests.r01/date", date(2022, 6, 1)),
            ("oldest_requests.r02/days", Decimal("186")),
            ("oldest_requests.r03/days", Blank.NOT_APPLICABLE),
            ("other_reasons.list", "Requester could not be reached; 4"),
            ("statutes.list", "16 U.S.C. 470hh; Places of wrecks; N/A; 3"),
            ("statutes.times", 3),
            ("resources.staff", Decimal("2.50")),
            ("fees.percent", Decimal("0.7500")),
            ("postings.program", 100),
            ("backlog_comparison.last", 9),
            ("appeal_backlog_comparison.now", 1),
        ],
    )
    def test_a_component_has_its_own_figures(self, sample: str, address: str, value: object) -> None:
        assert read_all(sample)[1][address] == value

    def test_a_figure_names_its_element(self, sample: str) -> None:
        cells = read_all(sample)[0].cells
        assert cells["dispositions.total"].origin.address == "RequestDispositionSection/RD0/RequestDispositionTotalQuantity"
        assert cells["dispositions.other"].origin.address == "RequestDispositionSection/RD0/NonExemptionDenial[Other]"
        low = "ProcessedResponseTimeSection/PRT0/SimpleResponseTime/ResponseTimeLowestDaysCode"
        assert cells["time.low/simple"].origin.address == low
        assert cells["time.low/simple"].printed == "<1"

    def test_a_section_without_a_row_for_a_component_does_not_apply_to_it(self, sample: str) -> None:
        moon = read_all(sample)[2]
        assert {"appeals", "appeal_time", "appeal_comparison"} <= moon.absent_tables
        assert default_library().check(moon).verdict == "passed"

    def test_days_as_the_export_writes_not_applicable(self, sample: str) -> None:
        moon = read_all(sample)[2]
        assert moon["time.median/expedited"] is Blank.NOT_APPLICABLE
        assert notes(moon, "read.zero_days")

    def test_a_zero_that_was_typed_is_a_zero(self, sample: str) -> None:
        text = replaced(sample, "ResponseTimeMedianDaysValue>4<", "ResponseTimeMedianDaysValue>0<")
        assert read_all(text)[2]["time.median/simple"] == 0

    def test_footnotes_are_kept(self, sample: str) -> None:
        assert "new register" in notes(read_all(sample)[0], "read.footnote")[0]

    def test_the_namespace_of_the_year_before_is_the_same_format(self, sample: str) -> None:
        old = sample.replace("/1.03", "/1.02")
        assert [dict(one) for one in read_all(old)] == [dict(one) for one in read_all(sample)]

    def test_section_xi_may_be_absent_as_it_was_before_2016(self, sample: str) -> None:
        before, _, rest = sample.partition("<foia:SubsectionUsedSection>")
        agency, *parts = read_all(before + rest.partition("</foia:SubsectionPostSection>")[2])
        assert {"exclusions", "postings"} <= agency.absent_tables
        assert default_library().check(agency, parts=parts).missing == ()

    def test_an_agency_without_components_is_its_own_only_part(self, sample: str) -> None:
        root = fromstring(sample)  # noqa: S314 - it is ours
        for section in root:
            links = {one: set(_refs(one)) for one in section if _refs(one)}
            of_agency = {one for row in links.values() if "ORG0" in row for one in row}
            for child in list(section):
                is_other_s = child.tag.endswith("OrganizationSubUnit") or (child in links and "ORG0" not in links[child])
                if is_other_s or (_attribute(child, "id") and links and _attribute(child, "id") not in of_agency):
                    section.remove(child)
        [agency] = read_all(tostring(root))
        assert (agency.scope, agency.includes) == ("area", ("NTB",))
        verdict = default_library().check(evolve(agency, cells={**agency.cells, "dispositions.total": Cell(value=132)}))
        assert verdict.verdict == "passed"


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def _refs(element: Element) -> list[str]:
    """Return what an association links."""
    return [ref for child in element if (ref := _attribute(child, "ref"))]


class TestDoubtfulRows:
    """Rows are kept under their own id: what belongs to nobody, or to one twice, is named and never merged."""

    def test_a_row_that_points_nowhere_is_a_report_of_its_own(self, sample: str) -> None:
        agency, _, moon, nowhere = read_all(within(sample, "ProcessedRequestSection", MOON, NOWHERE))
        assert nowhere.body.id == "NTB.unlinked-1"
        assert nowhere["requests.received"] == 40
        assert moon["requests.received"] is Blank.MISSING
        assert "PS2" in notes(nowhere, "read.unlinked")[0]
        assert agency.includes == ("NTB.HO", "NTB.MO", "NTB.unlinked-1")

    def test_the_agency_is_still_the_sum_of_all_rows(self, sample: str) -> None:
        agency, *parts = read_all(within(sample, "ProcessedRequestSection", MOON, NOWHERE))
        assert "requests.components" not in errors(agency, *parts)

    def test_rows_between_the_same_components_are_together(self, sample: str) -> None:
        reports = read_all(sample.replace(MOON, NOWHERE))
        assert [one.body.id for one in reports] == ["NTB", "NTB.HO", "NTB.unlinked-1"]
        assert errors(reports[2]) == []
        assert "no section has a row" in notes(reports[0], "read.no_rows")[0]

    def test_no_relation_takes_what_was_not_read_for_nothing(self, sample: str) -> None:
        nowhere = read_all(within(sample, "BacklogSection", MOON, NOWHERE))[-1]
        assert errors(evolve(nowhere, cells={**nowhere.cells, "backlog.appeals": 7})) == []

    def test_a_component_without_a_row_in_v_a_breaks_no_rule_by_it(self, sample: str) -> None:
        """More requests are in VII.C than none at all; that no row is there is no 0 to hold them against."""
        reports = read_all(without_row(sample, "ProcessedRequestSection", "PS2"))
        moon = reports[2]
        assert moon["complex.total"] == 11
        assert moon["requests.processed"] is Blank.MISSING
        assert "sections V.A have no row for Moon & Stars Office" in notes(moon, "read.no_row")[0]
        verdict = default_library().check(moon)
        assert [one.rule for one in verdict.findings if one.severity is Severity.ERROR] == []
        assert "increments.processed" in {one.instance.relation.key for one in verdict.noted if one.state.value == "not_run"}
        assert locate(moon) == ()

    @pytest.mark.parametrize(
        ("section", "rule", "changes"),
        [
            ("ProcessedAppealSection", "backlog.appeals_pending", {"backlog.appeals": 9, "appeal_backlog_comparison.now": 9}),
            ("OldestPendingAppealSection", "oldest_appeals.some", {}),
            ("OldestPendingConsultationSection", "oldest_consultations.some", {}),
        ],
    )
    def test_a_row_that_may_be_a_component_s_is_no_missing_one(
        self, sample: str, section: str, rule: str, changes: dict[str, int]
    ) -> None:
        """Without its row the component breaks a rule; where a row is nobody's, it may be the one, and the doubt is named."""
        row = _row_of(sample, section, "ORG1")
        absent, doubtful = (
            evolve(report, cells={**report.cells, **changes})
            for report in (
                read_all(without_row(sample, section, row))[1],
                read_all(within(sample, section, 's:ref="ORG1"', 's:ref=""'))[1],
            )
        )
        assert errors(absent) == [rule]
        assert errors(doubtful) == []
        assert "one of those may be its row" in notes(doubtful, "read.doubtful_row")[0]

    def test_two_rows_of_one_component_are_both_kept_and_neither_counts(self, sample: str) -> None:
        reports = read_all(within(sample, "ProcessedRequestSection", MOON, MOON.replace("ORG2", "ORG1")))
        harbors, rows = reports[1], reports[-2:]
        assert harbors["requests.received"] is Blank.MISSING
        assert [one["requests.received"] for one in rows] == [100, 40]
        assert [one.body.id for one in rows] == ["NTB.HO.PS1", "NTB.HO.PS2"]
        assert "PS1" in notes(harbors, "read.twice")[0]

    def test_two_rows_that_say_the_same_count_once(self, sample: str) -> None:
        figure = "<foia:TimesUsedQuantity>0</foia:TimesUsedQuantity>"
        link = '<foia:ComponentDataReference s:ref="SU9" /><nc:OrganizationReference s:ref="ORG1" />'
        row = f'<foia:SubsectionUsed s:id="SU9">{figure}</foia:SubsectionUsed>'
        name = "SubsectionUsedOrganizationAssociation"
        text = replaced(
            sample, "</foia:SubsectionUsedSection>", f"{row}<foia:{name}>{link}</foia:{name}></foia:SubsectionUsedSection>"
        )
        assert read_all(text)[1]["exclusions.used"] == 0
        assert "SU9" in notes(read_all(text)[1], "read.twice_same")[0]
        assert len(read_all(text)) == 3

    def test_a_component_that_the_file_does_not_name_is_nowhere(self, sample: str) -> None:
        reports = read_all(within(sample, "ProcessedRequestSection", MOON, MOON.replace("ORG2", "ORG77")))
        assert reports[-1].body.id == "NTB.unlinked-1"

    def test_statutes_of_nobody_are_named(self, sample: str) -> None:
        text = within(sample, "Exemption3StatuteSection", 's:ref="ORG1"', 's:ref=""')
        assert "ES1" in notes(read_all(text)[0], "read.unlinked")[0]

    def test_components_of_one_abbreviation_are_two_bodies(self, sample: str) -> None:
        reports = read_all(replaced(sample, "Text>MO<", "Text>HO<"))
        assert [one.body.id for one in reports] == ["NTB", "NTB.HO", "NTB.HO.ORG2"]


class TestPrinted:
    """What is no figure, no date or no element of the format is named, and nothing is guessed."""

    @pytest.mark.parametrize("text", ["N/A", "NA", "N.A", "N\\A", "0N/A", "N/A "])
    def test_ways_of_writing_not_applicable(self, sample: str, text: str) -> None:
        printed = replaced(sample, "ResponseTimeMedianDaysValue>4<", f"ResponseTimeMedianDaysValue>{text}<")
        assert read_all(printed)[2]["time.median/simple"] is Blank.NOT_APPLICABLE

    @pytest.mark.parametrize(
        ("text", "value"),
        [("21\u00a0", "21"), (".92", "0.92"), ("151.", "151"), ("1,157", "1157"), ("13.4248466257669", "13.4248466257669")],
    )
    def test_ways_of_writing_a_figure(self, sample: str, text: str, value: str) -> None:
        printed = replaced(sample, "ResponseTimeMedianDaysValue>4<", f"ResponseTimeMedianDaysValue>{text}<")
        assert read_all(printed)[2]["time.median/simple"] == Decimal(value)

    def test_words_in_the_place_of_a_figure(self, sample: str) -> None:
        report = read_all(within(sample, "ProcessedRequestSection", "Quantity>100<", "Quantity>about 100<"))[1]
        assert report["requests.received"] is Blank.MISSING
        assert "about 100" in notes(report, "read.not_figure")[0]
        assert "requests.stock" not in errors(report)

    def test_half_a_request_is_no_count(self, sample: str) -> None:
        report = read_all(within(sample, "ProcessedRequestSection", "Quantity>100<", "Quantity>100.5<"))[1]
        assert report["requests.received"] is Blank.MISSING

    def test_a_negative_count_is_an_error(self, sample: str) -> None:
        report = read_all(within(sample, "SubsectionUsedSection", "Quantity>0<", "Quantity>-2<"))[1]
        assert errors(report) == ["cell.negative"]

    @pytest.mark.parametrize("text", ["Invalid date entered", "2022-02-30", "6/1/2022"])
    def test_a_date_that_is_none(self, sample: str, text: str) -> None:
        report = read_all(replaced(sample, ">2022-06-01<", f">{text}<"))[1]
        assert report["oldest_requests.r01/date"] is Blank.MISSING
        assert text in notes(report, "read.not_day")[0]

    def test_an_unknown_code(self, sample: str) -> None:
        report = read_all(replaced(sample, ">Withdrawn<", ">Lost<"))[1]
        assert "Lost" in notes(report, "read.unknown_code")[0]

    def test_an_unknown_element(self, sample: str) -> None:
        old, new = (f"<foia:{one}>1</foia:{one}>" for one in ("BackloggedAppealQuantity", "New"))
        report = read_all(within(sample, "BacklogSection", old, new))[1]
        assert "BacklogSection/BK1/New" in notes(report, "read.unknown_element")[0]
        assert report["backlog.appeals"] is Blank.MISSING

    def test_an_unknown_element_within_another(self, sample: str) -> None:
        old, new = ("ResponseTimeMedianDaysValue>8<", "ResponseTimeModeDaysValue>8<")
        text = replaced(sample, f"<foia:{old}/foia:{old.partition('>')[0]}>", f"<foia:{new}/foia:{new.partition('>')[0]}>")
        assert "SimpleResponseTime/ResponseTimeModeDaysValue" in notes(read_all(text)[1], "read.unknown_element")[0]

    def test_an_eleventh_oldest_item(self, sample: str) -> None:
        item = (
            "<foia:OldItem><foia:OldItemReceiptDate>2023-09-01</foia:OldItemReceiptDate>"
            "<foia:OldItemPendingDaysQuantity>5</foia:OldItemPendingDaysQuantity></foia:OldItem>"
        )
        end = "</foia:OldestPendingItems>"
        report = read_all(within(sample, "OldestPendingRequestSection", end, item * 9 + end))[1]
        assert "OldItem[11]" in notes(report, "read.unknown_element")[0]


class TestFiles:
    """What is no report is refused in one sentence; an archive is as many reports as it has files."""

    def test_an_error_page_is_refused(self) -> None:
        page = b"<!DOCTYPE html>\n<html><head><title>Technical Difficulties</title></head><body><h3>Sorry</h3></body></html>"
        with pytest.raises(UnreadableError) as caught:
            read_all(page, "lsc-2011.xml")
        assert "error page" in caught.value.in_language("en")
        assert "错误页面" in caught.value.in_language("zh")

    @pytest.mark.parametrize(
        "before", [b"\n \r\n", b"\xef\xbb\xbf", b"<!--" + b"x" * 9000 + b"-->"], ids=["blanks", "mark", "comment"]
    )
    def test_what_is_before_the_outermost_element_does_not_matter(self, sample: str, before: bytes) -> None:
        text = sample.partition("?>")[2].lstrip().encode() if b"<!--" in before else sample.encode()
        assert read_all(before + text) == read_all(sample)

    @pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
    def test_the_declared_encoding_is_read(self, sample: str, encoding: str) -> None:
        declared = f'<?xml version="1.0" encoding="{encoding}"?>' + sample.partition("?>")[2]
        assert read_all(declared.encode(encoding, "xmlcharrefreplace")) == read_all(sample)

    def test_an_error_page_behind_a_long_comment_is_refused(self) -> None:
        with pytest.raises(UnreadableError, match="error page"):
            read_all(b"<!DOCTYPE html>\n<!--" + b"x" * 9000 + b"--><html><body>Sorry</body></html>", "lsc-2011.xml")

    def test_another_document_of_the_name_is_refused(self, sample: str) -> None:
        with pytest.raises(UnreadableError, match="Wrapper"):
            read_all("<Wrapper><FoiaAnnualReport/></Wrapper>")

    def test_a_report_without_agency_is_refused(self) -> None:
        with pytest.raises(UnreadableError, match="Organization"):
            read_all("<FoiaAnnualReport/>")

    def test_a_damaged_file_is_refused(self, sample: str) -> None:
        with pytest.raises(UnreadableError):
            read_all(sample[:-200])

    def test_the_year_may_be_in_another_element(self, sample: str) -> None:
        moved = replaced(
            sample,
            "<foia:DocumentFiscalYearDate>2023</foia:DocumentFiscalYearDate>",
            "<nc:DocumentFiscalYearDate><nc:YearDate>2010</nc:YearDate></nc:DocumentFiscalYearDate>",
        )
        assert read_all(moved)[0].period.end == date(2010, 9, 30)

    def test_without_a_year_the_name_of_the_file_says_it(self, sample: str) -> None:
        without = replaced(sample, "<foia:DocumentFiscalYearDate>2023</foia:DocumentFiscalYearDate>", "")
        report = read_all(without, "ntb-2010.xml")[0]
        assert report.period.end == date(2010, 9, 30)
        assert "2010" in notes(report, "read.year")[0]
        with pytest.raises(UnreadableError, match="--year"):
            read_all(without, "ntb.xml")

    def test_an_archive_holds_many(self, sample: str) -> None:
        other = sample.replace(">NTB<", ">OTB<")
        files = {
            "2023/otb-2023.xml": other,
            "2023/ntb-2023.xml": sample,
            "2023/lsc-2023.xml": "<html><body>Sorry</body></html>",
            "__MACOSX/2023/._ntb-2023.xml": "junk",
            "2023/.DS_Store.xml": "junk",
        }
        reports = read_all(zipped(files), "2023.zip")
        assert [one.body.id for one in reports if one.scope == "area"] == ["NTB", "OTB"]
        assert "lsc-2023.xml" in notes(reports[0], "read.left_out")[0]

    def test_an_archive_without_a_report_is_refused(self) -> None:
        with pytest.raises(UnreadableError, match="no FOIA annual report"):
            read_all(zipped({"a.xml": "<html></html>"}), "2023.zip")

    def test_documents_of_office_suites_are_left_to_others(self) -> None:
        source = Source(
            name="a.docx",
            data=zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
            find_standard=default_library().load_standard,
        )
        assert not AnnualReportReader().accepts(source)

    def test_one_component_is_read_by_its_id(self, sample: str) -> None:
        source = Source(name="a.xml", data=sample.encode(), body="NTB.MO", find_standard=default_library().load_standard)
        assert AnnualReportReader().read(source).body.name == "Moon & Stars Office"

    def test_a_year_that_is_given_stands_for_the_printed_one(self, sample: str, standard: Standard) -> None:
        period = standard.period_of(2019)
        source = Source(name="a.xml", data=sample.encode(), period=period, find_standard=default_library().load_standard)
        assert AnnualReportReader().read(source).period == period


def zipped(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


class TestRules:
    """Each rule of the form is a relation: one figure changed in a report that agrees, and that rule alone is broken."""

    @pytest.mark.parametrize(
        ("rule", "body", "changes"),
        [
            (2, 1, {"requests.processed": 91, "requests.pending_end": 29, "request_comparison.processed": 91}),
            (3, 1, {"simple.d1": 60, "simple.total": 70}),
            (4, 1, {"other_reasons.total": 3}),
            (5, 1, {"dispositions.full_denials": 25, "dispositions.full_grants": 20}),
            (6, 1, {"appeal_dispositions.affirmed": 3, "appeal_dispositions.total": 6}),
            (7, 1, {"oldest_appeals.r01/days": Blank.NOT_APPLICABLE, "oldest_appeals.r02/days": Blank.NOT_APPLICABLE}),
            (8, 1, {"appeal_other.total": 1}),
            (9, 0, {"appeal_dispositions.other": 2, "appeal_dispositions.affirmed": 1}),
            (10, 1, {"time.high/complex": Decimal(20)}),
            (11, 0, {"time.median/simple": Decimal(9)}),
            (12, 1, {"oldest_requests.r02/days": Decimal(400)}),
            (13, 1, {"pending.number/simple": 25}),
            (14, 0, {"pending.number/simple": 20}),
            (15, 0, {"expedition.within_ten": 4}),
            (16, 1, {"resources.full_time": Decimal(0), "resources.equivalent": Decimal(0), "resources.staff": Decimal(0)}),
            (17, 1, {"backlog.requests": 29, "backlog_comparison.now": 29}),
            (18, 2, {"backlog.appeals": 1}),
            (19, 1, {"oldest_consultations.r01/days": Blank.NOT_APPLICABLE}),
            (20, 1, {"request_comparison.received": 99}),
            (21, 1, {"backlog_comparison.now": 13}),
            (22, 1, {"appeal_comparison.received": 7}),
            (23, 1, {"appeal_backlog_comparison.now": 0}),
        ],
    )
    def test_a_broken_rule_is_found(self, sample: str, rule: int, body: int, changes: dict[str, object]) -> None:
        reports = read_all(sample)
        agency = evolve(reports[0], cells={**reports[0].cells, "dispositions.total": 132})
        assert errors(agency, *reports[1:]) == []
        right = (agency, *reports[1:])[body]
        wrong = evolve(right, cells={**right.cells, **changes})  # type: ignore[dict-item]
        verdict = default_library().check(wrong, parts=reports[1:])
        sources = {one.instance.relation.source for one in verdict.noted if one.state.value == "failed"}
        assert f"rule {rule}" in {one.partition(":")[0] for one in sources}, sources

    def test_an_opening_that_is_not_last_year_s_closing_is_to_be_explained(self, sample: str, standard: Standard) -> None:
        harbors = read_all(sample)[1]
        before = evolve(harbors, period=standard.period_of(2022))
        found = {one.rule: one.severity for one in default_library().check(harbors, previous=before).findings}
        assert found["requests.opening"] is Severity.EXPLAIN

    def test_the_wrong_total_is_named_alone_with_the_right_figure(self, sample: str) -> None:
        agency, *parts = read_all(sample)
        [conflict] = locate(agency, parts=parts)
        [answer] = conflict.answers
        assert {address: change.should_be for address, change in answer.cells.items()} == {"dispositions.total": 132}


class TestCommandLine:
    """What an agency's officer or an auditor types."""

    def test_audit_names_the_wrong_total_with_its_element(
        self, tmp_path: Path, sample: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "2023"
        folder.mkdir()
        (folder / "ntb-2023.xml").write_text(sample, encoding="utf-8")
        with pytest.raises(SystemExit, match="1"):
            main(["--lang", "en", "audit", str(folder)])
        first = capsys.readouterr().out.splitlines()[0]
        assert first.startswith("National Tide Board")
        assert "row 'TOTAL' is 42; 132 would agree" in first
        assert "[RequestDispositionSection/RD0/RequestDispositionTotalQuantity]" in first

    def test_audit_names_wrong_totals_first_and_the_file_of_each(
        self, tmp_path: Path, sample: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One report has more errors than the other, but only the other one a wrong total."""
        many = replaced(sample, ">NTB<", ">NDB<").replace("National Tide Board", "National Dune Board")
        before, agency, behind = many.partition('s:id="RD0"')
        many = before + agency + replaced(behind, "DispositionTotalQuantity>42<", "DispositionTotalQuantity>132<")
        many = within(many, "SubsectionUsedSection", "Quantity>0<", "Quantity>-2<")
        many = within(many, "BackloggedRequestComparisonSection", "CurrentYearQuantity>", "CurrentYearQuantity>9")
        (tmp_path / "ndb-2023.xml").write_text(many, encoding="utf-8")
        (tmp_path / "ntb-2023.xml").write_text(sample, encoding="utf-8")
        (tmp_path / "lsc-2023.xml").write_text("<html><body>Technical Difficulties</body></html>", encoding="utf-8")
        with pytest.raises(SystemExit, match="1"):
            main(["--lang", "en", "audit", str(tmp_path)])
        first, second, *_, page = capsys.readouterr().out.splitlines()
        assert first.startswith("National Tide Board (ntb-2023.xml)")
        assert "(ndb-2023.xml)" in second
        assert page.startswith("lsc-2023.xml")
        assert "error page" in page

    def test_a_library_of_the_plugin_alone_reads_it(self) -> None:
        import govdisclosure_us_foia

        library = Library(plugins=[govdisclosure_us_foia])
        assert library.refused == ()
        with using(library):
            assert library.read(SAMPLE).body.id == "NTB"
