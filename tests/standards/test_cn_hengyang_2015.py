"""cn-hengyang-2015 has the 41 rows of the printed table, and no others.

The table is typed here as data, apart from the standard's file, and compared with the domain note where that is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from tests.shared import NOTE, needs

from govdisclosure.standards import AllOf, Count, EnteredMeasure, Reading, Term, Total, load_text
from govdisclosure.values import Kind, Severity

NAME = "cn-hengyang-2015.toml"
STANDARD = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)

TABLE = """\
website|一、政府网站|—|heading
website.inspection|(一)网站普查:|次|heading
website.inspection.state_council|1、被国办通报(曝光)情况|次|count
website.inspection.province|2、被省政府办公厅通报(曝光)情况|次|count
website.inspection.city|3、被市电子政务办通报(曝光)情况|次|count
website.management|(二)网站管理:|—|heading
website.management.unified_platform|1、是否统一平台建站。|件|yes/no
website.management.organisation|2、组织管理、工作制度、管理措施(工作落实、阅评简报、自查报告)。|有|text
website.interaction|(三)政民互动|—|heading
website.interaction.mailbox|1、市党政门户网站书记市长信箱办件情况|件|count
website.interaction.interviews|2、市党政门户网站嘉宾访谈保障情况(是否主动报送计划、是否按期完成)|次|count
website.interaction.solicitations|3、市党政门户网站征集调查保障情况|条|count
disclosure|二、政府信息公开|—|heading
disclosure.proactive|(一)主动公开情况|条|count
disclosure.proactive.items|1、主动公开政府信息数(不同渠道和方式公开相同信息计1条)|条|count
disclosure.proactive.department_news|2、市党政门户网站部门动态保障情况|条|count
disclosure.proactive.key_areas|3、市党政门户网站部门重点领域相关栏目信息保障数|条|count
disclosure.proactive.public_opinion|4、回应公众意见事件数|条|count
disclosure.on_request|(三)依申请公开情况|—|heading
disclosure.on_request.received|1、收到申请数|件|count
disclosure.on_request.received.in_person|①当面(书面)申请数|件|count
disclosure.on_request.received.fax|②传真申请数|件|count
disclosure.on_request.received.online|③网上申请数|件|count
disclosure.on_request.received.letter|④信函申请数|件|count
disclosure.on_request.completed|2、申请办结数|—|heading
disclosure.on_request.completed.on_time|①按时办结数|件|count
disclosure.on_request.completed.extended|②延期办结数|件|count
disclosure.on_request.completed.open|③未办结数|件|count
disclosure.on_request.replies|3、申请答复数|—|heading
disclosure.on_request.replies.granted|①同意公开答复数|件|count
disclosure.on_request.replies.granted_in_part|②同意部分公开答复数|件|count
disclosure.on_request.replies.refused|③不同意公开答复数|件|count
disclosure.on_request.reconsiderations|4、行政复议数量|件|count
disclosure.on_request.lawsuits|5、行政诉讼数量|件|count
disclosure.on_request.complaints|6、举报投诉数量|件|count
disclosure.annual_report|(四)部门2014年信息公开年度报告完成情况|是/否|yes/no
services|三、网上政务服务及电子监察|—|heading
services.catalogue_updated|(一)非涉密的行政许可和管理服务类事项,是否根据最新目录100%在系统中更新|是/否|yes/no
services.handled_on_platform|(二)未自建网上审批系统的部门是否100%通过本级网上政务服务和电子监察平台及时办理|是/否|yes/no
services.own_system_connected|(三)自建网上审批系统的非涉密事项是否与市网上政务服务及电子监察系统进行数据对接|是/否|yes/no
services.cases|(四)办件量|件|count
"""
"""Key, label with its printed number, unit, kind; headings print — for the unit."""

ROWS = [tuple(line.split("|")) for line in TABLE.splitlines()]
PROACTIVE = "disclosure.proactive"
RECEIVED = "disclosure.on_request.received"
COMPLETED = "disclosure.on_request.completed"


class TestRows:
    """The standard has exactly the 41 rows of the printed table, key for key, in its order."""

    def test_are_as_printed(self) -> None:
        (table,) = STANDARD.tables
        assert [(row.key, row.label, row.unit, row.kind.value) for row in table.rows] == ROWS
        assert len(ROWS) == 41

    @needs(NOTE)
    def test_are_those_of_the_domain_note(self) -> None:
        lines = [line.split("|")[1:-1] for line in NOTE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
        noted = [tuple(cell.strip() for cell in line) for line in lines[1:]]
        kinds = [re.split(r"[,( ]", kind)[0] for *_, kind in noted]  # "count, sum of its four children" is a count
        assert [
            (key, number + label, unit, kind) for (key, number, label, unit, *_), kind in zip(noted, kinds, strict=True)
        ] == ROWS

    def test_have_one_figure_each_save_the_headings(self) -> None:
        assert list(STANDARD.spots) == [key for key, _, _, kind in ROWS if kind != "heading"]
        assert not STANDARD.tables[0].columns

    def test_print_two_dashes_for_a_heading_and_nothing_for_the_inspections(self) -> None:
        headings = {key: row.printed for key, row in STANDARD.rows.items() if row.kind is Kind.HEADING}
        assert headings.pop("website.inspection") == ""
        assert set(headings.values()) == {"——"}

    def test_say_where_they_stand_in_the_form_or_what_was_read_into_it(self) -> None:
        assert all(row.source for row in STANDARD.rows.values() if row.kind is not Kind.HEADING)


class TestMeasures:
    """How the rows count is ours; the table prints no definitions (domain note)."""

    def test_are_two_totals_of_four(self) -> None:
        totals = {key: row.measure.parts for key, row in STANDARD.rows.items() if isinstance(row.measure, Total)}
        assert totals == {
            PROACTIVE: tuple(f"{PROACTIVE}.{part}" for part in ("items", "department_news", "key_areas", "public_opinion")),
            RECEIVED: tuple(f"{RECEIVED}.{part}" for part in ("in_person", "fax", "online", "letter")),
        }

    def test_are_entered_where_no_record_tells(self) -> None:
        assert [key for key, row in STANDARD.rows.items() if isinstance(row.measure, EnteredMeasure)] == [
            "website.management.unified_platform",
            "website.management.organisation",
            "disclosure.annual_report",
        ]

    def test_ask_of_every_service_whether_it_is_up_to_date_handled_and_connected(self) -> None:
        assert [key for key, row in STANDARD.rows.items() if isinstance(row.measure, AllOf)] == [
            "services.catalogue_updated",
            "services.handled_on_platform",
            "services.own_system_connected",
        ]

    def test_count_records_in_all_other_rows(self) -> None:
        kinds = {key: str(row.records) for key, row in STANDARD.rows.items() if isinstance(row.measure, Count)}
        assert len(kinds) == 32 - 2 - 3 - 3
        assert kinds[f"{PROACTIVE}.items"] == "item"
        assert kinds[f"{PROACTIVE}.department_news"] == "publication"
        assert kinds[f"{PROACTIVE}.public_opinion"] == "engagement"
        assert kinds["website.inspection.city"] == "inspection"
        assert kinds[f"{COMPLETED}.open"] == "request"
        assert kinds["disclosure.on_request.lawsuits"] == "remedy"
        assert kinds["services.cases"] == "service_case"


class TestRelations:
    """The two totals are relations of severity error; the others warn or ask for an explanation (domain note)."""

    def test_are_six_with_these_severities(self) -> None:
        assert {one.relation.key: one.relation.severity for one in STANDARD.relations} == {
            f"{PROACTIVE}.sum": Severity.ERROR,
            f"{RECEIVED}.sum": Severity.ERROR,
            "disclosure.on_request.replies.within_completed": Severity.WARNING,
            f"{RECEIVED}.within_handled": Severity.WARNING,
            "disclosure.on_request.balance": Severity.EXPLAIN,
            "services.one_or_the_other": Severity.EXPLAIN,
        }

    def test_compare_these_sums(self) -> None:
        def side(terms: Sequence[Term]) -> list[str]:
            return [f"{term.factor} {'previous ' if term.reading is Reading.PREVIOUS else ''}{term.address}" for term in terms]

        handled = [f"1 {COMPLETED}.{part}" for part in ("on_time", "extended", "open")]
        replies = [f"1 disclosure.on_request.replies.{part}" for part in ("granted", "granted_in_part", "refused")]
        assert {one.relation.key: (side(one.left), one.operator.symbol, side(one.right)) for one in STANDARD.relations[2:]} == {
            "disclosure.on_request.replies.within_completed": (replies, "<=", handled[:2]),
            f"{RECEIVED}.within_handled": ([f"1 {RECEIVED}"], "<=", handled),
            "disclosure.on_request.balance": ([f"1 {RECEIVED}", f"1 previous {COMPLETED}.open"], "==", handled),
            "services.one_or_the_other": (
                ["1 services.handled_on_platform", "1 services.own_system_connected"],
                "<=",
                ["1 None"],
            ),
        }

    def test_rest_on_a_source_each(self) -> None:
        assert all(one.relation.source for one in STANDARD.relations)


class TestPrinting:
    """无 is zero, a blank is missing, — does not apply: the three are not the same."""

    def test_keeps_the_three_apart(self) -> None:
        style = STANDARD.style
        assert (style.zero, style.missing, style.not_applicable) == ("无", "", "—")

    def test_has_an_overview_an_outlook_and_the_table_as_an_attachment(self) -> None:
        assert [(one.key, one.text, one.tables) for one in STANDARD.sections] == [
            ("overview", True, ()),
            ("outlook", True, ()),
            ("statistics", False, ("statistics",)),
        ]
        assert STANDARD.sections[-1].attachment == "{body}{year}年1-12月信息公开相关数据统计表"


class TestGuards:
    """What stands in no row, or cannot be judged, is reported with its ids: late, without term, receipt or outcome."""

    def test_are_four_and_warn(self) -> None:
        assert {guard.key: (guard.records.name, guard.severity) for guard in STANDARD.guards} == {
            f"request.{what}": ("request", Severity.WARNING)
            for what in ("closed_late", "closed_without_due", "not_received", "outcome_unknown")
        }

    def test_share_out_every_channel_of_a_request(self) -> None:
        (partition,) = STANDARD.tables[0].partitions
        assert partition.rows == tuple(f"{RECEIVED}.{part}" for part in ("in_person", "fax", "online", "letter"))
        assert partition.uncounted == ()
