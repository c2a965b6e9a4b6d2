"""Government information disclosure (政府信息公开): from records to the annual report's statistics, checked and explained.

A standard lists indicators; the value of an indicator follows from the records by one pure function; a report is those values
for one body and one period; everything else reads, checks, explains or writes reports::

    from govdisclosure import Period, check, load_standard, read_folder, tabulate, write

    records = read_folder("records")
    report = tabulate(records, load_standard("cn-hengyang-2015"), period=Period.year(2015))
    print(check(report).verdict)
    write(report, "report.docx")

Nothing is imported before it is used: importing this package loads no plugin and no file format.
"""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.areas import (
        Bodies as Bodies,
        completeness as completeness,
        preceding as preceding,
        timeliness as timeliness,
    )
    from govdisclosure.comparison import Comparison as Comparison, compare as compare
    from govdisclosure.consistency import (
        Acceptance as Acceptance,
        Answer as Answer,
        BatchVerdict as BatchVerdict,
        Change as Change,
        Conflict as Conflict,
        Verdict as Verdict,
        accept as accept,
        locate as locate,
        read_accepted as read_accepted,
    )
    from govdisclosure.diagnosis import Diagnosis as Diagnosis, diagnose as diagnose
    from govdisclosure.errors import (
        ExpressionError as ExpressionError,
        Fault as Fault,
        GovDisclosureError as GovDisclosureError,
        InvalidPeriodError as InvalidPeriodError,
        InvalidRecordError as InvalidRecordError,
        InvalidStandardError as InvalidStandardError,
        MissingExtraError as MissingExtraError,
        NotFinalError as NotFinalError,
        PluginError as PluginError,
        TabulationError as TabulationError,
        UnknownFormatError as UnknownFormatError,
        UnknownIndicatorError as UnknownIndicatorError,
        UnknownRecordError as UnknownRecordError,
        UnknownStandardError as UnknownStandardError,
        UnreadableError as UnreadableError,
    )
    from govdisclosure.explanation import Explanation as Explanation, Placement as Placement
    from govdisclosure.hookspecs import hookimpl as hookimpl
    from govdisclosure.library import (
        Library as Library,
        Report as Report,
        available_annexes as available_annexes,
        available_standards as available_standards,
        check as check,
        check_batch as check_batch,
        collect as collect,
        combine as combine,
        combine_periods as combine_periods,
        crosswalk as crosswalk,
        default_library as default_library,
        dumps as dumps,
        explain as explain,
        load_standard as load_standard,
        make_form as make_form,
        make_record as make_record,
        open_tables as open_tables,
        read as read,
        read_all as read_all,
        read_folder as read_folder,
        scan_folder as scan_folder,
        series as series,
        tabulate as tabulate,
        tabulate_area as tabulate_area,
        tabulate_by_body as tabulate_by_body,
        tabulate_together as tabulate_together,
        take_frames as take_frames,
        trace as trace,
        using as using,
        write as write,
        write_by_body as write_by_body,
    )
    from govdisclosure.reconciliation import reconcile as reconcile
    from govdisclosure.records import (
        Body as Body,
        Charge as Charge,
        Decision as Decision,
        Document as Document,
        Engagement as Engagement,
        Entry as Entry,
        Inspection as Inspection,
        Item as Item,
        Publication as Publication,
        Purchase as Purchase,
        Remedy as Remedy,
        Request as Request,
        RequestFee as RequestFee,
        Response as Response,
        ResponseGround as ResponseGround,
        ServiceCase as ServiceCase,
        ServiceItem as ServiceItem,
        SiteColumn as SiteColumn,
        Submission as Submission,
        Succession as Succession,
        UpwardSubmission as UpwardSubmission,
        with_responses as with_responses,
    )
    from govdisclosure.report import Cell as Cell, Finding as Finding
    from govdisclosure.sources import Records as Records, TableSource as TableSource
    from govdisclosure.standards import Standard as Standard
    from govdisclosure.values import Blank as Blank, Kind as Kind, Period as Period, Severity as Severity
    from govdisclosure.version import __version__ as __version__

    __all__: list[str]
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "areas": ("Bodies", "completeness", "preceding", "timeliness"),
            "comparison": ("Comparison", "compare"),
            "consistency": (
                "Acceptance",
                "Answer",
                "BatchVerdict",
                "Change",
                "Conflict",
                "Verdict",
                "accept",
                "locate",
                "read_accepted",
            ),
            "diagnosis": ("Diagnosis", "diagnose"),
            "errors": (
                "ExpressionError",
                "Fault",
                "GovDisclosureError",
                "InvalidPeriodError",
                "InvalidRecordError",
                "InvalidStandardError",
                "MissingExtraError",
                "NotFinalError",
                "PluginError",
                "TabulationError",
                "UnknownFormatError",
                "UnknownIndicatorError",
                "UnknownRecordError",
                "UnknownStandardError",
                "UnreadableError",
            ),
            "explanation": ("Explanation", "Placement"),
            "hookspecs": ("hookimpl",),
            "library": (
                "Library",
                "Report",
                "available_annexes",
                "available_standards",
                "check",
                "check_batch",
                "collect",
                "combine",
                "combine_periods",
                "crosswalk",
                "default_library",
                "dumps",
                "explain",
                "load_standard",
                "make_form",
                "make_record",
                "open_tables",
                "read",
                "read_all",
                "read_folder",
                "scan_folder",
                "series",
                "tabulate",
                "tabulate_area",
                "tabulate_by_body",
                "tabulate_together",
                "take_frames",
                "trace",
                "using",
                "write",
                "write_by_body",
            ),
            "reconciliation": ("reconcile",),
            "records": (
                "Body",
                "Charge",
                "Decision",
                "Document",
                "Engagement",
                "Entry",
                "Inspection",
                "Item",
                "Publication",
                "Purchase",
                "Remedy",
                "Request",
                "RequestFee",
                "Response",
                "ResponseGround",
                "ServiceCase",
                "ServiceItem",
                "SiteColumn",
                "Submission",
                "Succession",
                "UpwardSubmission",
                "with_responses",
            ),
            "report": ("Cell", "Finding"),
            "sources": ("Records", "TableSource"),
            "standards": ("Standard",),
            "values": ("Blank", "Kind", "Period", "Severity"),
            "version": ("__version__",),
        },
    )
