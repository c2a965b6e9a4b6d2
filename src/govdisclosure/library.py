"""The library (文库): the object that finds things by name, and the public functions that need one.

Standards, annexes, kinds of record, formats, dialects, intake profiles, calendars, checks and crosswalks come with the package
or with plugins. A :class:`Library` holds what is installed, or exactly what it is given; several exist side by side and do not
see each other. The functions of this module are its methods on the library in use (:func:`default_library`).
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Concatenate, NoReturn, ParamSpec, Self, TypeAlias, TypeVar

from attrs import evolve

from govdisclosure import consistency, sources
from govdisclosure.activity_log import logged
from govdisclosure.consistency import ExpectedChecks, NotRun
from govdisclosure.errors import (
    Fault,
    GovDisclosureError,
    NotFinalError,
    PluginError,
    UnknownFormatError,
    UnknownStandardError,
    UnreadableError,
    refused,
)
from govdisclosure.files import File, OpenedFile, Target, is_file, lines_in, name_of, opened, path_of
from govdisclosure.folders import deliver
from govdisclosure.law import Calendar, Calendars, load_calendar
from govdisclosure.messages import Language, message_language, say
from govdisclosure.plugin_selection import COMMANDS, PluginSelection, names_in, selection
from govdisclosure.plugins import (
    LOCAL,
    GivenOptions,
    Loading,
    Plugin,
    Refusal,
    Registry,
    in_order,
    installed_plugins,
    is_plugin,
    open_by,
    options_in,
    plugin_files,
    read_by,
    write_by,
)
from govdisclosure.readers import Source
from govdisclosure.records import Body, BodyLike, RecordKind, TypedRecord
from govdisclosure.records.record import kind_of, nearest
from govdisclosure.report import Previous, Report as Report, find_standards_by, report_of, reports_of
from govdisclosure.standards import ReferencePart, Standard, compose, load_file
from govdisclosure.value_objects import FrozenDict
from govdisclosure.values import Period, PeriodLike

if TYPE_CHECKING:
    from govdisclosure.areas import Bodies, SubmittedReports, crosswalks as crosswalking
    from govdisclosure.consistency import BatchVerdict, Check, Verdict
    from govdisclosure.dialects import Dialect
    from govdisclosure.explanation import Explanation, Placement
    from govdisclosure.exporters import Exporter, PublishedReport, Theme
    from govdisclosure.formats.document import OpenedDocument
    from govdisclosure.intake import Profile, Study
    from govdisclosure.readers import Reader
    from govdisclosure.readers.wide_tables import WideLayout
    from govdisclosure.sources import Progress, Records, RecordSource, Tables, TableSource
    from govdisclosure.sources.kept import Kinds


_Whose = TypeVar("_Whose", bound=BodyLike | None)
StandardLike: TypeAlias = Standard | File
"""A standard, its id or reference, or its TOML file."""
CalendarLike: TypeAlias = Calendar | File
"""A calendar of working days, its name, or its TOML file."""
ThemeLike: TypeAlias = "Theme | File"
"""A theme of documents, its name, or its TOML file."""


class Library:
    """Standards, formats, plugins and everything else found by name (文库), and the operations on them.

    ``Library()`` is what is installed, as ``GOVDISCLOSURE_DISABLE_PLUGINS``, ``GOVDISCLOSURE_ONLY_PLUGINS``,
    ``GOVDISCLOSURE_PLUGINS`` (folders) and ``GOVDISCLOSURE_PLUGIN_OPTIONS`` (a file) say. ``Library(plugins=[…])`` is what
    comes with the package and exactly these plugins, for tests, tenants and notebooks; :meth:`register` adds to it. A library
    can be used by several threads at once. Plugins are loaded once, when something is first looked up by name. Code of a
    plugin that it calls sees it as the :func:`default_library`.

    Args:
        plugins: modules or objects with functions that are hooks, entry points, or the names of such as are installed; None
            for all that are installed.
        disabled: names of entry points or distributions that are left out; ``all`` leaves all out.
        folders: folders whose Python files are plugins, each named after its file; nothing of them is installed.
        options: values of the options that plugins declare, by plugin and key.

    Raises:
        PluginError: no plugin of a name is installed; or, when something is first looked up, there is no such folder, or an
            option is none that its plugin declares, or of another type. What is wrong with a plugin, or with one thing it
            offers, is no error but in :attr:`refused`; the rest is there.

    Example:
        >>> library = Library(plugins=[])
        >>> library.tabulate(records, "cn-hengyang-2015", period=2015)["disclosure.proactive"]
        946
        >>> "health-commission" in library.available_annexes()
        False
    """

    def __init__(
        self,
        plugins: Iterable[object] | None = None,
        *,
        disabled: Iterable[str] | str = (),
        folders: Iterable[str | os.PathLike[str]] = (),
        options: Mapping[str, Mapping[str, object]] = FrozenDict(),
    ) -> None:
        self._given = None if plugins is None else in_order(plugins)
        self._disabled = names_in(disabled)
        self._plugin_folders = tuple(os.fspath(folder) for folder in folders)
        self._options = options
        self._lock = RLock()
        self._loading: Loading | None = None  # plugins are loaded when something is first asked for by its name
        self._found: Registry | None = None
        self._walks: Mapping[str, crosswalking.Crosswalk] | None = None
        self._folders: dict[str, Path] = {}  # of standards that came from files, by digest: their themes are beside them

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise PluginError("library.not_portable")

    def __repr__(self) -> str:
        return f"<Library of {len(self.standards)} standards and {len(self.plugins) - 1} plugins>"

    @property
    def _registry(self) -> Registry:
        found = self._found
        if found is not None:
            return found
        with self._lock:  # other threads wait; a plugin that is being loaded sees what is there so far
            loading = self._loaded()
            return self._found or loading.registry()

    def _loaded(self) -> Loading:
        """Return what holds the plugins' offers; the lock is held."""
        if self._loading is not None:
            return self._loading
        selected = selection() if self._given is None else PluginSelection()
        selected = selected._replace(disabled=selected.disabled | self._disabled)
        file = options_in(selected.options_file) if selected.options_file else {}
        tables = {
            name: {**file.get(name, {}), **selected.options.get(name, {}), **self._options.get(name, {})}
            for name in dict.fromkeys((*file, *selected.options, *self._options))
        }
        loading = self._loading = Loading(selected=selected, options=GivenOptions(tables))
        try:
            with using(self):
                given, unreadable = (self._given, ()) if self._given is not None else installed_plugins()
                for refusal in unreadable:
                    loading.add_refusal(refusal)
                for one in in_order(given):
                    loading.add(one)
                for folder in (*selected.folders, *self._plugin_folders):
                    for plugin in plugin_files(folder):
                        loading.add(plugin)
            if self._given is None:
                _check_names(loading, {*file, *selected.options})
            loading.check_options()
        except BaseException:  # broken off: whoever asks next begins again
            self._loading = None
            raise
        self._found = loading.registry()
        return loading

    def register(self, thing: object) -> None:
        """Add one thing, or a plugin (登记).

        Args:
            thing: a kind of record, the path of a standard, annex, intake profile or crosswalk (distinguished as for
                ``govdisclosure_standards``), a dialect, exporter, reader or check; or a plugin: a module or object with hooks.

        Raises:
            PluginError: it is none of these, its name is taken, or something in it is not as it must be; of a plugin, what is
                right is there all the same.
        """
        if isinstance(thing, str):
            thing = Path(thing)
        with self._lock, using(self):
            loading = self._loaded()
            before = len(loading.refused)
            if is_plugin(thing):
                loading.add(thing)
            else:
                loading.offer(LOCAL, thing)
            self._renew(loading)
            loading.check_options()
            refusals = loading.refused[before:]
        if refusals:
            raise PluginError("plugin.not_registered", reasons=[refusal.reason for refusal in refusals])

    def _renew(self, loading: Loading) -> None:
        if self._found is not None:  # while plugins are being loaded, other threads wait for all of them
            self._found, self._walks = loading.registry(), None

    # ------------------------------------------------------------------------------------------------ things by name

    @property
    def standards(self) -> Mapping[str, Path | Traversable]:
        """The files of the standards by id."""
        return self._registry.standards

    @property
    def annexes(self) -> Mapping[str, Path | Traversable]:
        """The files of the annexes (附表) by id."""
        return self._registry.annexes

    @property
    def kinds(self) -> Mapping[str, RecordKind]:
        """The kinds of record by name."""
        return self._registry.kinds

    @property
    def exporters(self) -> Mapping[str, Exporter]:
        """The exporters by the names of their formats."""
        return self._registry.exporters

    @property
    def readers(self) -> Mapping[str, Reader]:
        """The readers by the names of their formats."""
        return self._registry.readers

    @property
    def dialects(self) -> Mapping[str, Dialect]:
        """The SQL dialects by name."""
        return self._registry.dialects

    @property
    def profiles(self) -> Mapping[str, str]:
        """The text of the intake profiles (采集方案) by name."""
        return self._registry.profiles

    @property
    def calendars(self) -> Calendars:
        """The calendars of working days (工作日历) by name."""
        return self._registry.calendars

    @property
    def layouts(self) -> Mapping[str, str]:
        """The text of the layouts of wide tables (宽表布局) by name."""
        return self._registry.layouts

    @property
    def themes(self) -> Mapping[str, str]:
        """The text of the themes of documents (版式) by name."""
        return self._registry.themes

    @property
    def checks(self) -> Mapping[str, Check]:
        """The checks of plugins by name."""
        return self._registry.checks

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The plugins, the package itself first, each with what it offers."""
        return self._registry.plugins

    @property
    def left_out(self) -> tuple[Refusal, ...]:
        """What was expected to be there and is refused, as far as plugins have been loaded: asking loads nothing."""
        return tuple(one for one in self._found.refused if one.wanted) if self._found else ()

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """The plugins and offers that are not used, and why."""
        return self._registry.refused

    @property
    def slow(self) -> tuple[Refusal, ...]:
        """The plugins that took long to load."""
        return self._registry.slow

    @property
    def crosswalks(self) -> Mapping[str, crosswalking.Crosswalk]:
        """The crosswalks by name; a plugin's with faults is refused when they are first asked for."""
        walks = self._walks
        if walks is None:
            with self._lock:
                walks = self._walks = self._walks or self._loaded_crosswalks()
        return walks

    def _loaded_crosswalks(self) -> Mapping[str, crosswalking.Crosswalk]:
        from govdisclosure.areas import crosswalks as crosswalking  # on use

        found, registry, loading = {}, self._registry, self._loaded()
        for name, file in registry.crosswalks.items():
            try:
                found[name] = crosswalking.load_crosswalk(file.read_text(encoding="utf-8"), file.name, self._installed)
            except (GovDisclosureError, OSError, ValueError) as error:
                loading.refuse(registry.owners["crosswalks", name], say("plugin.failed", reason=f"{file.name}: {error}"))
                self._renew(loading)
        return found

    def exporter(self, format: str) -> Exporter:  # noqa: A002 - the word of the command line and of write()
        """Return the exporter of a format, by its name or by a file's suffix.

        Raises:
            UnknownFormatError: there is none.
        """
        return self._registry.exporter(format)

    def exporter_of(self, name: str, *, variant: str = "") -> Exporter:
        """Return the exporter of a file by the longest suffix that its name ends with.

        Args:
            name: the file's name.
            variant: another way of writing the same format: with ``fragment`` the exporter ``html-fragment`` for ``.html``.

        Raises:
            UnknownFormatError: there is none.
        """
        return self._registry.exporter_of(name, variant=variant)

    # ----------------------------------------------------------------------------------------------------- standards

    def load_standard(self, id_or_file: File) -> Standard:
        """Return an installed standard (统计报表制度) by its id, or one from a TOML file.

        A reference joins several (``cn-2021+cn-2019:requests``: the form of 2021 with the applications table of 2019) and sets
        switches (``cn-2021?instances=first``).

        Args:
            id_or_file: its id, a reference, or its file: a path, bytes, or an open binary file.

        Raises:
            UnknownStandardError: no standard of that id is installed, and no file of that path exists.
            InvalidStandardError: the file has faults; all of them are named.

        Example:
            >>> load_standard("cn-2021").spot("requests.received/total").label
            '一、本年新收政府信息公开申请数量/申请人情况/总计'
            >>> load_standard("cn-2021+cn-2019:requests").id
            'cn-2021+cn-2019:requests'
        """
        if not is_file(id_or_file):
            raise UnknownStandardError("standard.no_standard", found=type(id_or_file).__name__)
        path = path_of(id_or_file)
        if path is None:
            return load_file(opened(id_or_file), self.kinds, calendars=self.calendars)
        with suppress(OSError):  # a name too long for any file
            if path.is_file():  # a path may have a plus sign or a question mark of its own
                return self._of_file(path)
        return compose(os.fspath(path) if not isinstance(id_or_file, str) else id_or_file, self._find)

    def available_standards(self) -> tuple[str, ...]:
        """Return the ids of all installed standards (统计报表制度), sorted; annexes are none, see :func:`available_annexes`.

        Example:
            >>> "cn-2021" in available_standards()
            True
        """
        return tuple(sorted(self._registry.standards))

    def available_annexes(self, standard: Standard | str | None = None) -> tuple[str, ...]:
        """Return the ids of all installed annexes (附表), or those to one standard, sorted; ``STANDARD+ANNEX`` adds one.

        Args:
            standard: the standard that they are annexes to, or its id; None for all of them.

        Raises:
            UnknownStandardError: there is no such standard.

        Example:
            >>> available_annexes("cn-hengyang-2015")
            ('health-commission',)
        """
        return tuple(sorted(self._registry.annexes if standard is None else self._registry.annexes_to(str(standard))))

    def standard(self, given: StandardLike) -> Standard:
        """Return a standard given as an object, by its reference or by its file.

        Raises:
            UnknownStandardError: it is none of these, or unknown.
            InvalidStandardError: the file has faults; all of them are named.
        """
        return given if isinstance(given, Standard) else self.load_standard(given)

    def calendar(self, given: CalendarLike, *, base: Calendar | None = None) -> Calendar:
        """Return a calendar given as an object, by its name, or by its file (:func:`govdisclosure.law.load_calendar`).

        Args:
            given: the calendar.
            base: what a file adds its days to, where it is no calendar of its own; the national one by default.

        Raises:
            UnreadableError: there is none of that name and no such file, or the file has faults; all of them are named.
        """
        if isinstance(given, Calendar):
            return given
        if isinstance(given, str):
            if given in self.calendars:
                return self.calendars[given]
            if not Path(given).suffix:
                raise refused("", "calendar.unknown", found=given, known=list(self.calendars))
        return load_calendar(given, base=base, calendars=self.calendars)

    def theme(self, given: ThemeLike | None = None, *, standard: StandardLike | None = None) -> Theme:
        """Return a theme of documents (版式) given as an object, by its name, or by its file ``NAME.theme.toml``.

        Args:
            given: the theme; that of the standard where it is None.
            standard: whose documents they are; the theme that it names is installed, or beside its file. One that names none
                has the usual theme of its language.

        Raises:
            UnreadableError: there is none of that name and no such file, or the file has faults; all of them are named.
        """
        from govdisclosure.exporters import theme as themes  # on use, as everything that not every command needs

        if isinstance(given, themes.Theme):
            return given
        by = None if standard is None else self.standard(standard)
        named = given or (by.theme if by else "") or themes.usual_theme(by.language if by else "zh").name
        if isinstance(named, str) and by is not None and by.digest in self._folders:
            beside = self._folders[by.digest] / f"{named}{themes.SUFFIX}"
            named = beside if named not in self.themes and beside.is_file() else named
        if isinstance(named, str) and (named in self.themes or not Path(named).suffix):
            return themes.theme_of(named, self.themes)
        file = opened(named, name=None if not isinstance(named, bytes) else f"given{themes.SUFFIX}")
        try:
            text = file.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise refused(file.name, "calendar.unreadable", reason=type(error).__name__) from None
        return themes.load_theme(text, Path(file.name).name, FrozenDict(self.themes))

    def layout(self, given: File) -> WideLayout:
        """Return a layout of wide tables (宽表布局) by its name, or from its file ``NAME.layout.toml``.

        Raises:
            UnreadableError: there is none of that name and no such file, or the file has faults; all of them are named.
        """
        from govdisclosure.readers.wide_tables import SUFFIX, parse_layout

        if isinstance(given, str) and (given in self.layouts or not Path(given).suffix):
            if given not in self.layouts:
                raise refused("", "layout.unknown", found=given, known=list(self.layouts))
            return parse_layout(self.layouts[given], f"{given}{SUFFIX}")
        file = opened(given, name=None if not isinstance(given, bytes) else f"given{SUFFIX}")
        try:
            return parse_layout(file.data.decode("utf-8-sig"), Path(file.name).name)
        except UnicodeDecodeError as error:
            raise refused(file.name, "calendar.unreadable", reason=type(error).__name__) from None

    def _read_wide(self, file: File, layout: File, standard: StandardLike | None) -> tuple[Report, ...]:
        """Return the reports of a wide table; the layout's standard is installed, or beside the layout's file."""
        from govdisclosure.readers.wide_tables import read_wide

        found, given = self.layout(layout), opened(file)
        named: StandardLike = standard or found.standard
        path = path_of(layout)
        if standard is None and path is not None and found.standard not in self.standards:
            beside = path.parent / f"{found.standard}.toml"
            named = beside if beside.is_file() else named
        return read_wide(given.data, given.name, found, self.standard(named))

    def _by(self, standard: StandardLike, calendar: CalendarLike | None) -> Standard:
        """Return a standard, with other working days than its own where a calendar is given."""
        found = self.standard(standard)
        return found if calendar is None else evolve(found, calendar=self.calendar(calendar, base=found.calendar))

    def _none(self, stated: Kinds) -> frozenset[RecordKind]:
        """Return the kinds of which there were none; where nothing is stated no name is requested."""
        return sources.stated_kinds(stated, self.kinds) if stated else frozenset()

    def _find(self, part: ReferencePart) -> Standard:
        path = Path(part.standard)
        if path.suffix == ".toml":
            return self._of_file(path, policies=part.policies, base=part.base)
        return self._part(part)

    def _of_file(self, path: Path, *, policies: Mapping[str, str] = FrozenDict(), base: Standard | None = None) -> Standard:
        found = load_file(path, self.kinds, policies=policies, base=base, calendars=self.calendars)
        self._folders[found.digest] = path.parent
        return found

    def _part(self, part: ReferencePart) -> Standard:
        return self._registry.standard(part.standard, part.policies, part.base)

    def _installed(self, reference: str) -> Standard:
        """Return the standard of a reference in a file, which opens no other file by its path."""
        return compose(reference, self._part)

    # -------------------------------------------------------------------------------------------------------- records

    def make_record(self, kind: str | type[TypedRecord] | RecordKind, source: object, *, where: str = "") -> TypedRecord:
        """Make a record of what a program has already (由已有对象建记录): a dictionary, or any object with attributes.

        Fields go by their names or their Chinese or English labels; values may be of their own types, or text as in a file of
        records. A dictionary may have no other keys; of an object only the fields are looked at, and where a field is an id,
        ``body_id`` before ``body``. What is None or an empty text is missing.

        Args:
            kind: the kind of record, by its name, its class or as it is.
            source: the dictionary or object.
            where: its place, for faults, such as ``row 7``.

        Raises:
            InvalidRecordError: every fault, each with its field and what it must be.
            UnreadableError: there is no such kind.

        Example:
            >>> row = {"id": "r1", "body": "water", "channel": "email", "applicant": "自然人", "received": "2024/3/1"}
            >>> make_record("request", row).received
            datetime.date(2024, 3, 1)
            >>> make_record("request", {"id": "r1", "body": "water"}, where="row 7")
            Traceback (most recent call last):
            ...
            govdisclosure.errors.InvalidRecordError: 2 faults:
            row 7: channel: 'channel' is missing; give a word of the vocabulary
            row 7: applicant: 'kind of applicant' is missing; give a word of the vocabulary
        """
        known = kind_of(kind) if isinstance(kind, type) else kind if isinstance(kind, RecordKind) else self.kinds.get(kind)
        if known is None:
            (known,) = sources.stated_kinds(kind.__name__ if isinstance(kind, type) else str(kind), self.kinds)
        return sources.make_record(known, source, where=where)

    def read_folder(self, path: str | os.PathLike[str], *, progress: Progress | None = None) -> Records:
        """Read the record files of a folder (记录文件夹): CSV, JSON lines, Excel, Parquet.

        Args:
            path: the folder.
            progress: called with a file's name and the number of its lines, now and then and after each file.

        Raises:
            UnreadableError: there is no such folder, no record file in it, or a file has faults; all of them are named.
            MissingExtraError: a file is in a format whose package is not installed.

        Example:
            >>> read_folder("examples/hengyang-2015/records").counts["item"]
            742
        """
        return sources.read_folder(Path(path), progress=progress, kinds=self.kinds)

    def scan_folder(
        self, path: str | os.PathLike[str], *, ids_unique: bool = False, digest: bool = False, progress: Progress | None = None
    ) -> TableSource | Records:
        """Open a folder of record files of any size (大批量记录文件夹); Parquet and CSV are scanned, never loaded.

        Args:
            path: the folder.
            ids_unique: True where ids are known to be unique, so that no scan must ask.
            digest: whether the report is to say by which bytes it was made; every file is read once more for that.
            progress: called with what was counted and the number of its rows.

        Raises:
            UnreadableError: there is no such folder, no record file in it, or a file has faults; all of them are named.
            MissingExtraError: polars is not installed.

        Example:
            >>> source = scan_folder("examples/hengyang-2015/records")
            >>> tabulate(source, "cn-hengyang-2015", period=2015)["disclosure.proactive"]
            946
        """
        return sources.scan_folder(Path(path), ids_unique=ids_unique, digest=digest, progress=progress, kinds=self.kinds)

    def open_tables(
        self,
        target: object,
        *,
        names: Mapping[str, str] | None = None,
        dialect: Dialect | str | None = None,
        ids_unique: bool = False,
        progress: Progress | None = None,
    ) -> Tables:
        """Open the tables of a database whose rows are records (连接数据库); they are counted where they are.

        Args:
            target: a DB-API connection, a SQLAlchemy engine, a DuckDB connection, a SparkSession, or an address
                (``postgresql://…``, ``sqlite:///FILE``, ``duckdb:///FILE``, the path of such a file).
            names: what a kind's table or view is called where that is not the kind's name.
            dialect: the dialect or its name, where the connection does not tell.
            ids_unique: True where primary keys keep ids unique, so that no query must ask.
            progress: called with a kind of record and the number of its rows, when they have been counted.

        Raises:
            UnreadableError: it cannot be opened, has no table of records, or a table lacks a required column; all faults are
                named.
            MissingExtraError: the package that speaks to the database is not installed.

        Example:
            >>> import sqlite3
            >>> from govdisclosure.dialects import SQLite
            >>> from govdisclosure.sources import create_tables
            >>> connection = sqlite3.connect(":memory:")
            >>> with connection:
            ...     _ = connection.executescript(create_tables(SQLite()))
            ...     row = "('d1', 'b', 'penalty', '2024-05-06')"
            ...     _ = connection.execute(f"insert into decision (id, body, kind, decided) values {row}")
            >>> tabulate(open_tables(connection), "cn-2021", period=2024)["decisions.penalties/decided"]
            1
            >>> connection.close()
        """
        return sources.open_tables(
            target,
            names=names,
            dialect=dialect,
            ids_unique=ids_unique,
            progress=progress,
            kinds=self.kinds,
            dialects=self.dialects,
        )

    def open_source(
        self,
        place: str | Path,
        *,
        names: Mapping[str, str] | None = None,
        ids_unique: bool = False,
        progress: Progress | None = None,
    ) -> Records | TableSource:
        """Open a folder of record files or a database, by what the place is (打开数据源).

        Args:
            place: a folder, the file of a DuckDB or SQLite database, or an address (``postgresql://…``).
            names: for a database, what the table or view of a kind is called.
            ids_unique: True where ids are known to be unique, so that no scan must ask.
            progress: called with a file's name and the number of its lines read so far, or a kind of record and its rows
                counted.

        Raises:
            UnreadableError: there is no such place, or it has faults; all of them are named.
            MissingExtraError: the package that opens it is not installed.

        Example:
            >>> open_source("examples/hengyang-2015/records").counts["service_case"]
            34
        """
        return sources.open_source(
            place, names=names, ids_unique=ids_unique, progress=progress, kinds=self.kinds, dialects=self.dialects
        )

    def take_frames(self, tables: Mapping[str, object], *, ids_unique: bool = False) -> TableSource:
        """Take frames whose rows are records (数据框中的记录), by kind of record.

        Args:
            tables: a frame for each kind of record, by the kind's name: of polars (lazy or not), pandas, pyarrow, a relation of
                DuckDB, or anything else that hands its columns over through Arrow.
            ids_unique: True where ids are known to be unique, so that no scan must ask.

        Raises:
            UnreadableError: a name is no kind of record, something is no frame, or a column's type does not fit its field; all
                faults are named.
            MissingExtraError: polars is not installed.

        Example:
            >>> import polars as pl
            >>> decisions = pl.DataFrame({"id": ["d1"], "body": ["b"], "kind": ["penalty"], "decided": [date(2024, 5, 6)]})
            >>> tabulate(take_frames({"decision": decisions}), "cn-2021", period=2024)["decisions.penalties/decided"]
            1
        """
        return sources.take_frames(tables, ids_unique=ids_unique, kinds=self.kinds)

    # -------------------------------------------------------------------------------------------------------- tables

    def tabulate(
        self,
        records: RecordSource,
        standard: StandardLike,
        *,
        period: PeriodLike,
        body: BodyLike | None = None,
        none: Kinds = (),
        previous: Previous = (),
        calendar: CalendarLike | None = None,
    ) -> Report:
        """Compute the report of one body for one period (制表).

        Args:
            records: records of any kinds in any order, or what :func:`read_folder`, :func:`open_tables` and the like return.
                Rows of tables are counted where they are.
            standard: the standard to fill in, or its reference.
            period: both days included.
            body: the body, or its id; None: the one body in the records.
            none: the kinds of record of which there were none (确无此类记录), such as ``("remedy", "charge")``, where the
                source has no place for them: a cell that depends on a kind that is not kept is missing, never zero.
            previous: reports of earlier periods, for changes from the preceding period or the same period of the year before.
            calendar: other working days than those of the standard's calendar, such as its own with local holidays.

        Raises:
            TabulationError: the records are of several bodies and none is named, or two different entries stand for one cell.
            InvalidRecordError: something is no record, or two records of a kind bear one id.
            UnreadableError: tables cannot be read as records; every fault is named.
            UnknownStandardError: no standard of that reference is known.
            InvalidPeriodError: the period is none.

        Example:
            >>> tabulate(records, "cn-hengyang-2015", period=2015)["disclosure.proactive"]
            946
            >>> tabulate(records, "cn-hengyang-2015", period="2015-Q4")["services.cases"]
            9
        """
        by = self._by(standard, calendar)
        from govdisclosure.tabulation import reports as tabulating  # on use

        with logged("tabulation", "tabulated") as facts:
            report = tabulating.tabulate(
                records, by, period=by.period_of(period), body=_whose(body), none=self._none(none), previous=previous
            )
            facts.update(_facts(report))
        return report

    def tabulate_by_body(
        self,
        records: RecordSource,
        standard: StandardLike,
        *,
        period: PeriodLike,
        together: BodyLike | None = None,
        none: Kinds = (),
        previous: Previous = (),
        calendar: CalendarLike | None = None,
    ) -> dict[str, Report]:
        """Compute one report for each body in the records (分机关制表), by the body's id, sorted.

        Args:
            records: as for :func:`tabulate`.
            standard: the standard to fill in, or its reference.
            period: both days included.
            together: whose report, besides, counts the records of all bodies together, in the same pass (see
                :func:`tabulate_together`); it comes last.
            none: as for :func:`tabulate`.
            previous: as for :func:`tabulate`.
            calendar: as for :func:`tabulate`.

        Raises:
            TabulationError, InvalidRecordError, UnreadableError, UnknownStandardError: as for :func:`tabulate`.
            InvalidPeriodError: the period is none.

        Example:
            >>> by_body = tabulate_by_body(city, "cn-2021", period=2024)
            >>> list(by_body)[:3], by_body["culture"]["requests.received/total"]
            (['civil-affairs', 'culture', 'development'], 14)
        """
        by = self._by(standard, calendar)
        from govdisclosure.tabulation import reports as tabulating  # on use

        with logged("tabulation", "tabulated by body") as facts:
            reports = tabulating.tabulate_by_body(
                records,
                by,
                period=by.period_of(period),
                together=_whose(together),
                none=self._none(none),
                previous=previous,
            )
            facts.update(_facts_of_all(reports.values()))
        return reports

    def tabulate_together(
        self,
        records: RecordSource,
        standard: StandardLike,
        *,
        period: PeriodLike,
        body: BodyLike,
        none: Kinds = (),
        previous: Previous = (),
        calendar: CalendarLike | None = None,
    ) -> Report:
        """Compute one report over the records of all bodies together, as if they were one body's (合并制表).

        Each record counts once. So a *different values* count is not the sum of the bodies' counts: information that two
        bodies published counts once here, and once for each of them there; both are right, and the scope of the report says
        which it is. Figures entered by hand are those that were entered for ``body`` itself.

        Args:
            records: as for :func:`tabulate`.
            standard: the standard to fill in, or its reference.
            period: both days included.
            body: whose report it is: a nation, a province; an id without records of its own will do.
            none: as for :func:`tabulate`.
            previous: as for :func:`tabulate`.
            calendar: as for :func:`tabulate`.

        Raises:
            TabulationError, InvalidRecordError, UnreadableError, UnknownStandardError: as for :func:`tabulate`.
            InvalidPeriodError: the period is none.

        Example:
            >>> together = tabulate_together(city, "cn-2021", period=2024, body="city")
            >>> together.scope, together["requests.received/total"]
            ('area', 231)
        """
        by = self._by(standard, calendar)
        from govdisclosure.tabulation import reports as tabulating  # on use

        with logged("tabulation", "tabulated together") as facts:
            report = tabulating.tabulate_together(
                records, by, period=by.period_of(period), body=_whose(body), none=self._none(none), previous=previous
            )
            facts.update(_facts(report))
        return report

    def tabulate_area(
        self,
        records: RecordSource,
        standard: StandardLike,
        *,
        period: PeriodLike,
        body: BodyLike,
        bodies: Bodies | None = None,
        none: Kinds = (),
        previous: Previous = (),
        calendar: CalendarLike | None = None,
    ) -> Report:
        """Compute the report of an area from the records of its bodies (由记录汇总).

        Each body is tabulated, the reports are combined, and cells that cannot be added are counted over the records of all
        bodies together. A body without any record is not included: whether it had nothing to report or handed nothing in, only
        :func:`completeness` can ask.

        Args:
            records: records of any kinds in any order, or gathered before.
            standard: the standard to fill in, or its reference.
            period: both days included.
            body: whose report it is.
            bodies: the bodies there are; those among the records by default.
            none: as for :func:`tabulate`.
            previous: as for :func:`tabulate`.
            calendar: as for :func:`tabulate`.

        Raises:
            TabulationError, InvalidRecordError, UnknownStandardError: as for :func:`tabulate`.
            UnreadableError: tables cannot be read as records; every fault is named.
            InvalidPeriodError: the period is none.

        Example:
            >>> tabulate_area(city, "cn-2021", period=2024, body="office")["requests.received/total"]
            229
        """
        by = self._by(standard, calendar)
        from govdisclosure.areas import rollup  # on use

        with logged("tabulation", "tabulated area") as facts:
            report = rollup.tabulate_area(
                records,
                by,
                period=by.period_of(period),
                body=_whose(body),
                bodies=bodies,
                none=self._none(none),
                previous=previous,
            )
            facts.update(_facts(report))
        return report

    # ------------------------------------------------------------------------------------------------------- reports

    def read(
        self,
        file: File,
        *,
        standard: StandardLike | None = None,
        body: BodyLike | None = None,
        period: PeriodLike | None = None,
    ) -> Report:
        """Read a published report, or report JSON (读入报告); the format is found by content, the standard by the labels.

        Args:
            file: the file: its path, its bytes, or an open binary file.
            standard: the standard it follows, where you know it.
            body: its body, or the body's id, where you know it.
            period: its period, where you know it.

        Raises:
            UnreadableError: it cannot be opened, no report is found in it, or several are (then :func:`read_all` reads
                them); the message says what to do.
            UnknownStandardError: no standard of that reference is known.
            InvalidPeriodError: the period is none.
            InvalidRecordError: the body is none.
            MissingExtraError: the package that reads the format is not installed.

        Example:
            >>> read("examples/city-2024/reports/2024/culture.json")["requests.received/total"]
            14
        """
        with logged("readers", "read") as facts:
            path = path_of(file)
            if path is not None and path.suffix.lower() == ".jsonl":
                from govdisclosure.readers.format_reader import only

                report = only(self._source(opened(file), standard, body, period), self._read_all(file, standard))
            else:
                report = self._read(opened(file), standard, body, period)[0]
            facts.update(_facts(report), notes=len(report.notes))
        return report

    def read_all(self, file: File, *, standard: StandardLike | None = None, layout: File | None = None) -> tuple[Report, ...]:
        """Read every report of a file (读入全部报告): a document may hold several, as may ``.jsonl``.

        Args:
            file: the file: its path, its bytes, or an open binary file.
            standard: the standard they follow, where you know it.
            layout: of a wide table, which has a row for each body and period: the layout that says which column is which
                cell, by its name or its file.

        Raises:
            UnreadableError: as :func:`read`; the message names the line.
            UnknownStandardError: no standard of that reference is known.

        Example:
            >>> _ = write_by_body({one.body.id: one for one in reports}, "all.jsonl")
            >>> len(read_all("all.jsonl"))
            12
        """
        with logged("readers", "read all") as facts:
            reports = self._read_all(file, standard) if layout is None else self._read_wide(file, layout, standard)
            facts.update(_facts_of_all(reports), notes=sum(len(report.notes) for report in reports))
        return reports

    def _read_all(self, file: File, standard: StandardLike | None) -> tuple[Report, ...]:
        path = path_of(file)
        lines: Iterable[bytes]
        if path is not None and path.suffix.lower() == ".jsonl":  # line by line: it may hold any number of reports
            name, lines = path.name, lines_in(path)
        else:
            given = opened(file)
            if not (given.suffix == ".jsonl" if given.suffix else _are_lines(given.data)):
                return self._read(given, standard, every=True)
            name, lines = given.name, given.data.splitlines()
        chosen = None if standard is None else self.standard(standard)
        reports, faults = [], []
        for number, whole in enumerate(lines, start=1):
            line = whole.removeprefix(b"\xef\xbb\xbf") if number == 1 else whole
            if not line.strip():
                continue
            try:
                reports.append(Report.from_json(line, standard=chosen or self._installed))
            except UnreadableError as error:
                faults += [evolve(fault, where=f"{name} line {number} {fault.where}".strip()) for fault in error.faults]
        if faults or not reports:
            raise UnreadableError(faults or [Fault(where=name, sentence=say("audit.no_line"))])
        return tuple(reports)

    def _read(
        self,
        file: OpenedFile,
        standard: StandardLike | None,
        body: BodyLike | None = None,
        period: PeriodLike | None = None,
        *,
        every: bool = False,
    ) -> tuple[Report, ...]:
        """Return the one report of a file, or every one.

        Raises:
            UnreadableError: it cannot be opened, or no reader knows it; the message says what to do.
        """
        registry = self._registry
        source = self._source(file, standard, body, period)
        with using(self):
            reports = read_by(registry, source, every=every)
        if not reports:
            sentence = say("read.unknown_format", formats=list(registry.readers))
            raise UnreadableError([Fault(where=file.name, sentence=sentence)])
        return tuple(evolve(report, body=body) for report in reports) if isinstance(body, Body) else reports

    def read_document(self, file: File, *, standard: StandardLike | None = None) -> tuple[Report, OpenedDocument]:
        """Read a published report, and return it with its document: paragraphs, grids and where they are printed.

        Args:
            file: the file: its path, its bytes, or an open binary file.
            standard: the standard it follows, where you know it.

        Raises:
            UnreadableError: as :func:`read`; or it is no document, as report JSON is none.
        """
        with logged("readers", "read") as facts, using(self):
            report, document = open_by(self._registry, self._source(opened(file), standard))
            facts.update(_facts(report), notes=len(report.notes))
        return report, document

    def _source(
        self,
        file: OpenedFile,
        standard: StandardLike | None,
        body: BodyLike | None = None,
        period: PeriodLike | None = None,
    ) -> Source:
        known, chosen = _body(body), None if standard is None else self.standard(standard)

        def find(reference: str) -> Standard:
            return chosen if chosen is not None and reference == chosen.id else self._installed(reference)

        return Source(
            name=file.name,
            data=file.data,
            standard=chosen,
            body=None if known is None else known.id,
            period=_period(period, chosen),
            find_standard=find,
            known_standards=tuple(self._registry.standards),
        )

    def check(self, report: Report, *, previous: Previous = (), parts: Previous = (), beside: Previous = ()) -> Verdict:
        """Check a report (审核): relations, text and cells by its standard, and the checks of plugins.

        Args:
            report: the report.
            previous: reports of the preceding period by the same standard: of the body, or of the bodies that it succeeds.
                Reports of other periods are left out, with a finding.
            parts: reports of the parts by the same standard: of the bodies that an area's report includes (those that
                :func:`combine` was given), or of the body's months or quarters. What is no part is left out, with a finding.
            beside: reports of the same body and period by other standards.

        Raises:
            UnreadableError: something given as a report is none.

        Example:
            >>> verdict = check(report)
            >>> verdict.verdict, [finding.rule for finding in verdict.findings]
            ('passed', ['services.one_or_the_other'])
        """
        with logged("consistency", "checked") as facts:
            verdict = self._check(report, previous, parts, beside)
            facts.update(_facts(verdict.report), verdict=verdict.verdict, findings=len(verdict.findings))
        return verdict

    def _check(self, report: Report, previous: Previous, parts: Previous, beside: Previous) -> Verdict:
        checks = tuple(self.checks.values())
        if not checks and not self.refused:
            return consistency.check(report, previous=previous, parts=parts, beside=beside)
        absent = [
            NotRun(ExpectedChecks.PLUGIN, one.distribution, one.reason)
            for one in self.refused
            if one.wanted and one.hook in (None, "govdisclosure_checks")
        ]
        with using(self):
            return consistency.check(report, previous=previous, parts=parts, beside=beside, checks=checks, absent=absent)

    def check_batch(
        self,
        standard: StandardLike,
        columns: Mapping[str, object],
        *,
        scope: str = "own",
        rounded: Mapping[str, object] = FrozenDict(),
    ) -> BatchVerdict:
        """Check many reports of one standard (批量审核), given as columns.

        Blanks count as in :meth:`check`. Relations that read other reports are not looked at.

        Args:
            standard: the standard, or its reference.
            columns: for each cell's address a column of whole numbers, one for each report: of numpy, polars or pandas, or a
                list. What is masked is missing, a :class:`Blank` is the blank it is; cells without a column are missing.
            scope: the scope of the reports, ``own`` or ``area``.
            rounded: by address, to what the figures of a column are rounded in print, in its own units: 10 for 12.3 in
                hundredths; one number, or one for each report. They are exact elsewhere.

        Raises:
            UnknownIndicatorError: a column is of no cell of the standard.
            TabulationError: a column holds no whole numbers, or is shorter than others.
            MissingExtraError: numpy is not installed.
            UnknownStandardError: no standard of that reference is known.

        Example:
            >>> columns = {"requests.received/natural_person": [3, 4], "requests.received/total": [3, 5]}
            >>> [(one.relation.key, rows.tolist()) for one, rows in check_batch("cn-2021", columns).failed]
            [('requests.received.across', [1])]
        """
        return consistency.check_batch(self.standard(standard), columns, scope=scope, rounded=rounded)

    def explain(
        self,
        report: Report,
        address: str,
        *,
        records: RecordSource | None = None,
        standard: StandardLike | None = None,
        previous: Previous = (),
        parts: Previous = (),
        beside: Previous = (),
    ) -> Explanation:
        """Explain one cell of a report (说明单元格), down to the records where these are given.

        Args:
            report: the report.
            address: the cell, or its printed label where no other cell has it.
            records: what the report was made from; the ids of those behind the cell are fetched when they are requested.
            standard: the standard by which to explain; the report's own by default.
            previous: the report of the preceding period, for the relations that look back.
            parts: reports of its parts, for the relations that read them.
            beside: reports by other standards, likewise.

        Raises:
            UnknownIndicatorError: the standard has no such cell, or several are called so; the message names them.
            TabulationError, InvalidRecordError, UnreadableError: the records cannot be tabulated.
            UnknownStandardError: no standard of that reference is known.

        Example:
            >>> cell = explain(report, "services.cases", records=records)
            >>> cell.value, cell.agrees, cell.records.page(0, 2)
            (31, True, ('case-0002', 'case-0003'))
            >>> print(cell.demands[0].en)
            day closed is within the period
        """
        chosen = None if standard is None else self.standard(standard)
        from govdisclosure import explanation  # on use, as everything that not every command needs

        return explanation.explain(
            report, address, records=records, standard=chosen, previous=previous, parts=parts, beside=beside
        )

    def trace(
        self,
        records: RecordSource,
        standard: StandardLike,
        kind: RecordKind | str,
        identity: str,
        *,
        period: PeriodLike,
        body: BodyLike | None = None,
        together: bool = False,
    ) -> Placement:
        """Trace a record to every cell that it counts in, and to what keeps it out of the others (追溯记录).

        Args:
            records: records of any kinds in any order, or what :func:`read_folder`, :func:`open_tables` and the like return.
            standard: the standard, or its reference.
            kind: the record's kind, as its file is called: ``request``.
            identity: its id.
            period: both days included.
            body: the body, or its id; None: the one body in the records.
            together: whether the records of all bodies count.

        Raises:
            UnknownRecordError: there is no such kind, or no such record of the body.
            TabulationError, InvalidRecordError, UnreadableError: as for :func:`tabulate`.
            UnknownStandardError: no standard of that reference is known.
            InvalidPeriodError: the period is none.

        Example:
            >>> place = trace(records, "cn-hengyang-2015", "service_case", "case-0001", period=2015)
            >>> place.counted, [reason.sentence.en for reason in place.why_not("services.cases")]
            ((), ['does not meet: day closed is within the period; the record has day closed: 2014-12-31'])
        """
        by = self.standard(standard)
        from govdisclosure import explanation  # on use, as everything that not every command needs

        return explanation.trace(
            records,
            by,
            kind,
            identity,
            period=by.period_of(period),
            body=_whose(body),
            together=together,
        )

    def combine(
        self,
        reports: Iterable[Report],
        body: BodyLike,
        *,
        bodies: Bodies | None = None,
        period: PeriodLike | None = None,
        standard: StandardLike | None = None,
        records: RecordSource | None = None,
        previous: Previous = (),
    ) -> Report:
        """Add the reports of bodies up to one report of the area of ``body`` (汇总); the order of reports never matters.

        The body's own report (本级) is one of the parts. What cannot be added is left out, and a note of the result says so.

        Args:
            reports: of bodies (本级) or of smaller areas (汇总).
            body: whose area it is.
            bodies: kinds, dates and reporting lines of the bodies; without it, each report's own body is all that is known.
            period: of which period; the most frequent one by default.
            standard: by which standard; the most frequent one by default.
            records: records of the bodies, from which cells that cannot be added are counted.
            previous: the area's reports of earlier periods, for changes from them.

        Raises:
            TabulationError: standard or period is not given and no one is the most frequent.
            InvalidRecordError: the body is none, or something is no record.
            InvalidPeriodError: the period is none.
            UnknownStandardError: no standard of that reference is known.
            UnreadableError: something given as a report is none.

        Example:
            >>> area = combine(reports, "office", bodies=Bodies.of(city))
            >>> area.scope, len(area.includes), area["requests.received/total"]
            ('area', 10, 229)
        """
        from govdisclosure.areas import rollup  # on use

        return rollup.combine(
            reports,
            _whose(body),
            bodies=bodies,
            period=period,
            standard=None if standard is None else self.standard(standard),
            records=records,
            previous=previous,
        )

    def combine_periods(
        self,
        reports: Iterable[Report],
        *,
        period: PeriodLike | None = None,
        standard: StandardLike | None = None,
        previous: Previous = (),
    ) -> Report:
        """Combine the reports of one body on months or quarters into its report of the longer period (分期合成).

        Flows add up, stocks are those of the first or the last part, means and rates follow from what they were worked out
        from; what does not follow from shorter periods is missing, and a note says why. Words are not combined.

        Args:
            reports: of one body and standard; their periods fill the longer one without gap or overlap.
            period: the longer period; by default from the first day to the last.
            standard: the standard; by default that of the reports.
            previous: the body's reports of earlier periods, for changes from them.

        Raises:
            TabulationError: they are of several standards, bodies or scopes; two on one period differ; their periods overlap,
                leave days out, or are not within the period.
            InvalidPeriodError: the period is none.
            UnknownStandardError: no standard of that reference is known.
            UnreadableError: something given as a report is none.

        Example:
            >>> halves = [tabulate(records, "cn-hengyang-2015", period=half) for half in ("2015-H1", "2015-H2")]
            >>> [half["services.cases"] for half in halves], combine_periods(halves)["services.cases"]
            ([16, 15], 31)
        """
        from govdisclosure.areas.period_rollup import combine_periods as over_time  # on use

        chosen = None if standard is None else self.standard(standard)
        return over_time(reports, period=period, standard=chosen, previous=previous)

    def write(
        self,
        report: Report,
        file: Target,
        *,
        format: str | None = None,  # noqa: A002 - the word users expect
        final: bool = False,
        previous: Previous = (),
        parts: Mapping[str, Report] | None = None,
        records: RecordSource | None = None,
        language: Language | None = None,
        theme: ThemeLike | None = None,
        verdict: Verdict | None = None,
    ) -> Verdict:
        """Write a report as a document (写出报告); a report with findings of severity error is written as a draft (草稿).

        The file appears whole or not at all. The same report gives the same bytes.

        Args:
            report: the report.
            file: the file to write, by its path, or an open binary file; its suffix tells the format.
            format: the format's name, where no suffix tells it.
            final: whether it is to be the final report (定稿); one that is not fit to publish is refused: see
                :func:`~govdisclosure.blockers`.
            previous: reports of earlier periods, for formats that set years beside each other; the check uses the last.
            parts: the reports of the bodies that the report gathers, for formats that compare them.
            records: what the report was made from, for formats that explain each figure.
            language: the language of the labels, where the standard has a file of labels in it, and of what is added to the
                report: 草稿, the findings, heads that no standard gives; the standard's by default.
            theme: paper, type, page numbers and fonts, by name or file; the standard's by default.
            verdict: the verdict on this very report, if it was checked already; then it is not checked again.

        Returns:
            The verdict on the report.

        Raises:
            UnknownFormatError: no exporter knows the format.
            NotFinalError: ``final`` was requested and the report is not fit to publish; nothing was written.
            UnreadableError: the file cannot be written there.
            PluginError: a plugin's exporter failed; nothing was written.
            MissingExtraError: the package that writes the format is not installed.
            InvalidRecordError: something in the records is no record.

        Example:
            >>> write(report, "report.docx").verdict
            'passed'
        """
        registry = self._registry
        exporter = registry.exporter(str(format)) if format else registry.exporter_of(_target_name(file))
        before = reports_of(previous)
        made = verdict if verdict is not None and verdict.report is report else self._checked(report, before)
        published = self._publication(made, final=final, language=language, theme=theme)
        source = records if records is None or isinstance(records, sources.TableSource) else sources.gathered(records)
        publication = evolve(published, earlier=before, parts=parts or {}, records=source)
        with logged("exporters", "written") as facts, using(self):
            deliver(file, lambda stream: write_by(registry, exporter, publication, stream))
            facts.update(_facts(publication.report), format=exporter.name)
        return publication.verdict

    def _publication(
        self, verdict: Verdict, *, final: bool, language: Language | None, theme: ThemeLike | None
    ) -> PublishedReport:
        from govdisclosure.consistency.readiness import blockers  # on use
        from govdisclosure.exporters import PublishedReport

        report = verdict.report
        if final and (findings := blockers(verdict)):
            raise NotFinalError("write.not_final", reasons=[finding.message for finding in findings])
        status = "draft" if verdict.verdict == "failed" else "final" if final else report.status
        own = report.standard.language
        return PublishedReport(
            report=evolve(report.in_language(language), status=status),
            verdict=verdict,
            language=message_language(language or own, own),
            theme=self.theme(theme, standard=report.standard),
        )

    def dumps(
        self,
        report: Report,
        format: str = "json",  # noqa: A002 - the word users expect
        *,
        final: bool = False,
        previous: Previous = (),
        parts: Mapping[str, Report] | None = None,
        records: RecordSource | None = None,
        language: Language | None = None,
        theme: ThemeLike | None = None,
        verdict: Verdict | None = None,
    ) -> bytes:
        """Return a report as a document (导出为字节): the bytes that :func:`write` writes.

        Args:
            report: the report.
            format: the format's name: ``json``, ``docx``, ``xlsx``, ``csv``, or one of a plugin.
            final: as in :func:`write`, like all that follow.
            previous: reports of earlier periods.
            parts: the reports of the bodies that the report gathers.
            records: what the report was made from.
            language: as in :func:`write`.
            theme: as in :func:`write`.
            verdict: the verdict on this very report, if it was checked already.

        Raises:
            UnknownFormatError: no exporter knows the format.
            NotFinalError: ``final`` was requested and the report has errors.
            PluginError: a plugin's exporter failed.
            UnreadableError: something given as a report is none, or the records cannot be read.
            MissingExtraError: the package that writes the format is not installed.
            InvalidRecordError: something in the records is no record.

        Example:
            >>> dumps(report, "docx")[:2]
            b'PK'
            >>> read(dumps(report)) == report
            True
        """
        stream = BytesIO()
        self.write(
            report,
            stream,
            format=format,
            final=final,
            previous=previous,
            parts=parts,
            records=records,
            language=language,
            theme=theme,
            verdict=verdict,
        )
        return stream.getvalue()

    def write_by_body(
        self,
        reports: Mapping[str, Report],
        file: Target,
        *,
        format: str | None = None,  # noqa: A002 - the word users expect
        final: bool = False,
        language: Language | None = None,
        theme: ThemeLike | None = None,
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> dict[str, Verdict]:
        """Write the reports of many bodies into one file (分机关统计): ``.xlsx``, ``.parquet``, or ``.jsonl``, a report a line.

        Args:
            reports: the reports by body, as :func:`~govdisclosure.tabulate_by_body` returns them; at least one.
            file: the file to write, by its path, or an open binary file; its suffix tells the format.
            format: ``xlsx``, ``parquet`` or ``jsonl``, where no suffix tells it.
            final: whether they are to be final reports; if one is not fit to publish, nothing is written.
            language: as in :func:`write`.
            theme: as in :func:`write`.
            verdicts: the verdicts on these very reports by body, if they were checked already, against earlier reports for
                example; then they are not checked again.

        Returns:
            The verdict on each report.

        Raises:
            UnknownFormatError: the suffix is of none of the formats.
            NotFinalError: ``final`` was requested and a report is not fit to publish.
            UnreadableError: there is no report, or the file cannot be written there.
            MissingExtraError: the package that writes the format is not installed.

        Example:
            >>> verdicts = write_by_body({one.body.id: one for one in reports}, "all.xlsx")
            >>> verdicts["culture"].verdict
            'passed'
        """
        from govdisclosure.exporters.by_body import writer_of  # imported on use: it loads what writes workbooks

        name = _target_name(file)
        writer = writer_of(f".{str(format).removeprefix('.')}" if format else Path(name).suffix)
        if not reports:
            raise refused(name, "write.no_reports")
        known = {id(one.report): one for one in (verdicts or {}).values()}
        checked = [known.get(id(report)) or self.check(report) for report in reports.values()]
        publications = [self._publication(one, final=final, language=language, theme=theme) for one in checked]
        with logged("exporters", "written by body") as facts:
            deliver(file, lambda stream: writer(publications, stream))
            facts.update(_facts_of_all(one.report for one in publications))
        return {body: one.verdict for body, one in zip(reports, publications, strict=True)}

    def crosswalk(self, report: Report, to: StandardLike) -> Report:
        """Return a report by another standard (口径转换), such as a report of 2019 in the form of 2021.

        Cells without a counterpart are missing, and a note says which and why.

        Args:
            report: the report.
            to: the other standard, or its reference.

        Raises:
            UnknownStandardError: no crosswalk leads there.
            UnreadableError: what is given as a report is none.

        Example:
            >>> crosswalk(culture, "cn-2019")["requests.received/total"]
            14
        """
        standard = self.standard(to)
        from govdisclosure.areas import crosswalks as crosswalking  # on use

        return crosswalking.crosswalk(
            report_of(report), standard, crosswalks=self.crosswalks.values(), find_standard=self._installed
        )

    def series(self, reports: Iterable[Report], address: str, standard: StandardLike) -> crosswalking.Series:
        """Join one cell of several reports, by whatever standards, into a series (时间序列) with its breaks marked.

        Args:
            reports: the reports, in any order.
            address: the cell.
            standard: the standard that has the cell, or its reference.

        Raises:
            UnknownIndicatorError: the standard has no such cell.
            UnknownStandardError: no crosswalk leads from a report's standard there.
            UnreadableError: something given as a report is none.

        Example:
            >>> years = [read(f"examples/city-2024/reports/{year}/culture.json") for year in (2023, 2024)]
            >>> [point.value for point in series(years, "requests.received/total", "cn-2019").points]
            [12, 14]
        """
        chosen = self.standard(standard)
        from govdisclosure.areas import crosswalks as crosswalking  # on use

        return crosswalking.series(
            reports_of(reports), address, chosen, crosswalks=self.crosswalks.values(), find_standard=self._installed
        )

    # --------------------------------------------------------------------------------------------------------- forms

    def make_form(
        self,
        standard: StandardLike,
        file: Target,
        *,
        body: BodyLike,
        period: PeriodLike,
        previous: Previous = (),
        language: Language | None = None,
        theme: ThemeLike | None = None,
    ) -> None:
        """Make the form of a body for a period (填报表), an Excel workbook for a clerk to fill in; see :func:`collect`.

        Args:
            standard: the standard.
            file: the file to write, by its path, which ends with ``.xlsx``, or an open binary file.
            body: whose form it is.
            period: for which period.
            previous: the body's report of the preceding period, by whatever standard: its figures are beside, and what was
                carried out of it is filled in as carried in. Of several, the body's last revision of that period.
            language: the language of its sheets, instructions and checks; the standard's by default.
            theme: its paper, page numbers and fonts; the standard's by default.

        Raises:
            UnknownFormatError: the file is no ``.xlsx``.
            UnknownStandardError: no standard of that reference is known, or no crosswalk leads from that of ``previous`` to it.
            UnreadableError: ``previous`` is not of the preceding period, or the file cannot be written.
            InvalidPeriodError: the period is none.
            InvalidRecordError: the body is none.

        Example:
            >>> make_form("cn-2021", "form.xlsx", body=Body(id="civil-affairs", name="某市民政局"), period=2024)
            >>> Path("form.xlsx").exists()
            True
        """
        from govdisclosure.forms.form_workbook import blank_report, form_bytes

        path = path_of(file)
        if path is not None and path.suffix.lower() != ".xlsx":
            raise UnknownFormatError("form.format")
        _target_name(file)
        chosen, whose = self.standard(standard), Body.of(body)
        days = chosen.period_of(period)
        last = _last_year(reports_of(previous), whose, days)
        if last is not None and last.standard.id != chosen.id:
            last = self.crosswalk(last, chosen)
        laid_out, spoken = self.theme(theme, standard=chosen), message_language(language or chosen.language, chosen.language)
        blank = blank_report(chosen.in_language(language), whose, days, last)
        deliver(file, form_bytes(blank, last, language=spoken, theme=laid_out))

    def collect(
        self,
        files: File | Iterable[File],
        *,
        standard: StandardLike | None = None,
        period: PeriodLike | None = None,
        bodies: Bodies | None = None,
        previous: Previous = (),
        progress: Callable[[str, int, int], None] | None = None,
    ) -> SubmittedReports:
        """Collect filled forms (收表): read and check every form among files and folders, and find who is missing.

        Args:
            files: files and folders, by their paths, as bytes or open; or a single one.
            standard: the standard that the forms should follow; by default that of most of them.
            period: the period that they should be for; by default that of most of them.
            bodies: who must hand in.
            previous: last year's reports; by default the figures that the forms show count.
            progress: is given a file's name, how many were read, and how many there are.

        Raises:
            UnreadableError: a path does not exist, or a folder holds no form. What is wrong with a single form is an issue.
            UnknownStandardError: no standard of that reference is known.
            InvalidPeriodError: the period is none.

        Example:
            >>> make_form("cn-2021", "form.xlsx", body="civil-affairs", period=2024)
            >>> [(file.file, file.state) for file in collect("form.xlsx").files]
            [('form.xlsx', 'incomplete')]
        """
        from govdisclosure.forms import ExpectedForms, collect_forms, form_files

        chosen = None if standard is None else self.standard(standard)
        expected = ExpectedForms(
            find_standard=self._installed,
            standard=chosen,
            period=_period(period, chosen),
            bodies=bodies,
            previous=reports_of(previous),
            crosswalk=self.crosswalk,
            check=self.check,
        )
        return collect_forms(form_files(files), expected, progress=progress)

    # ------------------------------------------------------------------------------------------------- offices' own books

    def load_profile(self, name_or_path: str | os.PathLike[str]) -> Profile:
        """Load an intake profile (采集方案): one of :attr:`profiles` by its name, or a file.

        Args:
            name_or_path: the name, or the file's path.

        Raises:
            UnreadableError: there is none, or it has faults; all of them are named with their key.

        Example:
            >>> from govdisclosure.library import load_profile
            >>> load_profile("request-register").kind.name
            'request'
        """
        from govdisclosure import intake

        return intake.load_profile(os.fspath(name_or_path), self.profiles, kinds=self.kinds)

    def propose_profile(self, register: File, *, key: bytes) -> str:
        """Draft an intake profile for a register (起草方案), to complete by hand, and return its text.

        Args:
            register: the register's file: its path, its bytes, or an open binary file.
            key: the office's secret, as for taking it in.

        Raises:
            UnreadableError: the register cannot be read.

        Example:
            >>> text = propose_profile("examples/registers/2024年申请台账.xlsx", key=b"0123456789abcdef")
            >>> text.splitlines()[0]
            '# ? “合作社” in “申请信息/申请人类别” (1) is still to be decided'
        """
        from govdisclosure.intake import draft

        return draft(register, key=key, kinds=self.kinds)

    def study_register(self, register: File, answers: Mapping[str, str], *, key: bytes, body: BodyLike = "office") -> Study:
        """Return what a register holds and the questions about it (问答采集), after the answers given so far.

        Args:
            register: the register's file: its path, its bytes, or an open binary file.
            answers: a question's key → the value of one of its choices.
            key: the office's secret, as for taking it in.
            body: the body whose register it is, or its id.

        Raises:
            UnreadableError: the register cannot be read.

        Example:
            >>> study = study_register("examples/registers/2024年申请台账.xlsx", {}, key=b"0123456789abcdef")
            >>> study.kind.name, [str(question.sentence) for question in study.open][:1]
            ('request', ['Column “申请信息/申请人类别” says “合作社” (1 line): which “kind of applicant” is it?'])
        """
        from govdisclosure.intake import study

        return study(register, answers, key=key, kinds=self.kinds, ready=self.profiles, body=Body.of(body).id)

    def _checked(self, report: Report, earlier: Iterable[Report]) -> Verdict:
        return self.check(report, previous=[one for one in earlier if one.period.precedes(report_of(report).period)])


def _facts(report: Report) -> dict[str, object]:
    """Return what the log says of a report."""
    return {"standard": report.standard.id, "period": report.period, "cells": len(report.cells)}


def _facts_of_all(reports: Iterable[Report]) -> dict[str, object]:
    """Return what the log says of several reports."""
    several = tuple(reports)
    standards, periods = {report.standard.id for report in several}, {report.period for report in several}
    return {"reports": len(several), "standard": standards, "period": periods}


def _period(given: PeriodLike | None, standard: Standard | None) -> Period | None:
    """Return a period given as an object or by name; by the calendar year where there is no standard."""
    if given is None:
        return None
    return Period.of(given) if standard is None else standard.period_of(given)


def _body(given: BodyLike | None) -> Body | None:
    return None if given is None else Body.of(given)


def _whose(given: _Whose) -> _Whose:
    """Validate a body; an id stays an id, since the records may know the body's name."""
    _body(given)
    return given


def _target_name(file: Target) -> str:
    """Return the name of a file to write.

    Raises:
        UnreadableError: it is no file that can be written.
    """
    if path_of(file) is None and not callable(getattr(file, "write", None)):
        raise refused("", "file.no_target", found=type(file).__name__)
    return name_of(file)


def _are_lines(data: bytes) -> bool:
    """Whether bytes without a name are report JSON lines: the first line is an object by itself, and others follow."""
    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not (first.startswith(b"{") and rest.strip()):
        return False
    try:
        json.loads(first)
    except ValueError:
        return False
    return True


def _last_year(reports: Sequence[Report], body: Body, period: Period) -> Report | None:
    """Return the report of the preceding period that a form is filled from; None where none is given.

    Raises:
        UnreadableError: none of them is of that period.
    """
    from govdisclosure.areas.submissions import version_of

    if not reports:
        return None
    fitting = [report for report in reports if report.period.precedes(period)]
    own = [one for one in fitting if one.body.id == body.id] or (fitting if len(reports) == 1 else [])
    if not own:
        raise refused(reports[0].body_name, "form.from_period", found=reports[0].period, of=period)
    return max(own, key=version_of)


# ----------------------------------------------------------------------------------------------------- the library in use


_IN_USE: ContextVar[Library] = ContextVar("library in use")
_INSTALLED = Library()


def _check_names(loading: Loading, tables: set[str]) -> None:
    """Refuse names of plugins that were typed, or have a table of options, and are those of no plugin."""
    points = installed_plugins(COMMANDS)[0] if loading.selected.typed else ()
    known = {*loading.named, *(name for one in points for name in (one.name, one.dist.name if one.dist else one.name))}
    for key, names in (("plugin.unknown", loading.selected.typed), ("plugin.options_of_none", tables)):
        for name in sorted(names - known):
            raise PluginError(key, found=name, known=list(nearest(name, known) or sorted(known)) or ["—"])


def default_library() -> Library:
    """Return the library in use: that of :func:`using`, else the one of everything installed.

    Example:
        >>> "docx" in default_library().exporters
        True
    """
    return _IN_USE.get(_INSTALLED)


@contextmanager
def using(library: Library | None = None) -> Iterator[None]:
    """Use a library within a ``with`` block, in this thread or task; None discovers the installed plugins anew.

    Outside the block, and in threads that are started in it, nothing changes.

    Args:
        library: the library to use.

    Raises:
        PluginError: as for :class:`Library`, when something is first looked up.

    Example:
        >>> with using(Library(plugins=[])):
        ...     available_annexes("cn-2021")
        ()
    """
    token = _IN_USE.set(Library() if library is None else library)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def _standard_in_use(reference: str) -> Standard:
    """Return a standard of the library in use; a reference that is read from a file opens no other file."""
    return default_library()._installed(reference)


find_standards_by(_standard_in_use)


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _of_default(method: Callable[Concatenate[Library, _P], _R]) -> Callable[_P, _R]:
    """Return a function that calls a method of the library in use."""

    @wraps(method)
    def function(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        return method(default_library(), *args, **kwargs)

    signature = inspect.signature(method)
    own = [one for name, one in signature.parameters.items() if name != "self"]
    vars(function)["__signature__"] = signature.replace(parameters=own)
    function.__qualname__ = method.__name__
    del vars(function)["__wrapped__"]
    return function


available_annexes = _of_default(Library.available_annexes)
available_standards = _of_default(Library.available_standards)
check = _of_default(Library.check)
check_batch = _of_default(Library.check_batch)
collect = _of_default(Library.collect)
combine = _of_default(Library.combine)
combine_periods = _of_default(Library.combine_periods)
crosswalk = _of_default(Library.crosswalk)
dumps = _of_default(Library.dumps)
explain = _of_default(Library.explain)
load_profile = _of_default(Library.load_profile)
load_standard = _of_default(Library.load_standard)
make_form = _of_default(Library.make_form)
make_record = _of_default(Library.make_record)
open_source = _of_default(Library.open_source)
open_tables = _of_default(Library.open_tables)
propose_profile = _of_default(Library.propose_profile)
study_register = _of_default(Library.study_register)
read = _of_default(Library.read)
read_all = _of_default(Library.read_all)
read_folder = _of_default(Library.read_folder)
scan_folder = _of_default(Library.scan_folder)
series = _of_default(Library.series)
tabulate = _of_default(Library.tabulate)
tabulate_area = _of_default(Library.tabulate_area)
tabulate_by_body = _of_default(Library.tabulate_by_body)
tabulate_together = _of_default(Library.tabulate_together)
take_frames = _of_default(Library.take_frames)
trace = _of_default(Library.trace)
write = _of_default(Library.write)
write_by_body = _of_default(Library.write_by_body)
