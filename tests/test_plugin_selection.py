"""Which plugins are used: an allow-list, names that are left out, a folder of files, options, the version of the interface."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from attrs import field, frozen, validators
from tests.command_line import Run, runner

import govdisclosure
from govdisclosure import hookimpl
from govdisclosure.cli.main import cli
from govdisclosure.errors import PluginError
from govdisclosure.library import Library
from govdisclosure.plugin_selection import DISABLE, FOLDERS, ONLY, OPTIONS, OptionText, selecting
from govdisclosure.records import IdentifiedRecord, RecordKind, label
from govdisclosure.serialization import structured_option
from govdisclosure.testing import sample_report
from govdisclosure.testing.site import Site

TITLES = """
import govdisclosure
from attrs import field, frozen, validators

govdisclosure_api = 1

@frozen
class Options:
    suffix: str = ".title"
    copies: int = field(default=1, validator=validators.ge(1))
    marks: tuple[str, ...] = ()

govdisclosure_options = Options

class Titles:
    name = "NAME"
    labels = ("标题", "titles")

    def __init__(self, options):
        self.options = options
        self.suffixes = (options.suffix,)

    def write(self, publication, stream):
        stream.write(("|".join(self.options.marks) + "t" * self.options.copies).encode())

@govdisclosure.hookimpl
def govdisclosure_exporters(options):
    return [Titles(options)]
"""


@pytest.fixture(autouse=True)
def _no_selection(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (DISABLE, ONLY, FOLDERS, OPTIONS):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


@pytest.fixture
def titles(site: Site) -> Site:
    """Two plugins that are installed, and a command."""
    for name in ("acme", "beta"):
        site.install(f"{name}-titles", TITLES.replace("NAME", name).replace(".title", f".{name}"), name=name)
    site.install_commands(
        "acme-office", "import click\noffice = click.command()(lambda: click.echo('open'))\n", office="office"
    )
    return site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plugin, a broken one, and a file that is none."""
    place = tmp_path / "plugins"
    place.mkdir()
    (place / "ours.py").write_text(TITLES.replace("NAME", "ours"), encoding="utf-8")
    (place / "broken.py").write_text("raise RuntimeError('no licence')", encoding="utf-8")
    (place / "_shared.py").write_text("raise RuntimeError('never run')", encoding="utf-8")
    return place


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "report.json"
    path.write_text(sample_report("cn-2021", year=2024).to_json(), encoding="utf-8")
    return str(path)


def exporters(found: Library) -> set[str]:
    return set(found.exporters) & {"acme", "beta", "ours"}


class TestChoosing:
    """``--plugin NAME`` uses these alone, ``-p no:NAME`` all but these; the environment says the same for every command."""

    def test_uses_all_that_are_installed(self, titles: Site) -> None:
        assert exporters(Library()) == {"acme", "beta"}

    @pytest.mark.parametrize("name", ["acme", "acme-titles"])
    @pytest.mark.parametrize("place", ["before", "behind"])
    def test_uses_one_alone(self, titles: Site, run: Run, name: str, place: str) -> None:
        words = ("--plugin", name, "plugins") if place == "before" else ("plugins", "--plugin", name)
        code, out, err = run(*words)
        assert code == 0
        assert "exporters acme" in out
        assert "exporters beta" not in out
        assert "beta-titles (beta): switched off by --plugin" in err

    def test_uses_several(self, titles: Site, run: Run) -> None:
        assert "exporters beta" in run("-p", "acme", "plugins", "-p", "beta")[1]

    def test_leaves_one_out(self, titles: Site, run: Run) -> None:
        code, out, err = run("plugins", "-p", "no:acme", "--strict")
        assert code == 0
        assert "exporters acme" not in out
        assert "exporters beta" in out
        assert "acme-titles (acme): switched off by -p no:acme" in err

    def test_holds_for_one_command(self, titles: Site, run: Run) -> None:
        run("plugins", "-p", "no:acme")
        assert "exporters acme" in run("plugins")[1]

    @pytest.mark.parametrize("words", [("-p", "acne"), ("-p", "no:acne")])
    def test_refuses_a_name_that_nothing_bears(self, titles: Site, run: Run, words: tuple[str, str]) -> None:
        code, _, err = run("standards", *words)
        assert code == 2
        assert "no plugin acne is installed; there is acme" in err

    def test_of_commands_too(self, titles: Site, run: Run) -> None:
        assert run("office")[1] == "open\n"
        assert run("-p", "no:acme-office", "office")[0] == 2
        assert run("-p", "acme", "office")[0] == 2
        assert run("-p", "office", "office")[1] == "open\n"

    def test_by_the_environment(self, titles: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(ONLY, " acme , other")
        found = Library()
        assert exporters(found) == {"acme"}
        assert {one.plugin for one in found.refused} >= {"beta"}
        assert all(ONLY in one.reason.en and not one.wanted for one in found.refused)

    def test_what_is_typed_is_in_place_of_the_environments_list(self, titles: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(ONLY, "acme")
        with selecting(plugins=["beta"]):
            assert exporters(Library()) == {"beta"}

    def test_all_but_the_package_itself(self, titles: Site, run: Run) -> None:
        assert run("plugins", "-p", "no:all")[1].splitlines()[1:] == []


class TestFolder:
    """Files of a folder are plugins without being installed; one that is refused is named by its file."""

    def test_offers_what_its_files_offer(self, site: Site, folder: Path) -> None:
        found = Library([], folders=[folder])
        assert exporters(found) == {"ours"}
        (refused,) = found.refused
        assert (refused.plugin, refused.distribution) == ("broken", "broken.py")
        assert "RuntimeError: no licence" in refused.reason.en

    def test_is_named_by_the_command_line(self, run: Run, folder: Path, page: str, tmp_path: Path) -> None:
        code, _, err = run("write", page, "-o", str(tmp_path / "x.title"), "--plugins-from", str(folder))
        assert (code, (tmp_path / "x.title").read_text()) == (0, "t")
        assert err.startswith("broken.py (broken): it cannot be used: RuntimeError: no licence")

    def test_is_named_by_the_environment(
        self, site: Site, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "others"
        other.mkdir()
        (other / "beta.py").write_text(TITLES.replace("NAME", "beta").replace(".title", ".beta"), encoding="utf-8")
        monkeypatch.setenv(FOLDERS, f"{folder}{os.pathsep}{other}")
        assert exporters(Library()) == {"ours", "beta"}

    def test_is_chosen_from_by_name(self, run: Run, folder: Path) -> None:
        code, out, err = run("--plugins-from", str(folder), "-p", "ours", "plugins", "--strict")
        assert code == 0
        assert "ours.py\t\texporters ours" in out
        assert "broken.py (broken): switched off by --plugin" in err

    def test_may_hold_classes_that_are_found_by_their_module(self, site: Site, folder: Path) -> None:
        (folder / "late.py").write_text(
            "from __future__ import annotations\n" + TITLES.replace("NAME", "late").replace(".title", ".late"), encoding="utf-8"
        )
        assert "late" in Library([], folders=[folder]).exporters

    def test_that_is_not_there_is_an_error(self, run: Run, tmp_path: Path) -> None:
        code, _, err = run("standards", "--plugins-from", str(tmp_path / "nowhere"))
        assert code == 2
        assert "there is no folder of plugins" in err

    def test_without_plugins_is_an_error(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "bare").mkdir()
        assert "has no file NAME.py" in run("standards", "--plugins-from", str(tmp_path / "bare"))[2]

    def test_that_is_missed_is_named_by_the_command_that_misses_it(
        self, run: Run, folder: Path, page: str, tmp_path: Path
    ) -> None:
        code, _, err = run("write", page, "-o", str(tmp_path / "x.broken"), "--plugins-from", str(folder))
        assert code == 2
        assert ".broken cannot be written" in err
        assert "broken.py (broken): it cannot be used: RuntimeError: no licence" in err


class TestOptions:
    """A plugin declares its options as an attrs class; a file, the command line or Python give them; one clear error."""

    def written(self, run: Run, folder: Path, page: str, tmp_path: Path, *words: str) -> tuple[int, str, str]:
        target = tmp_path / "x.title"
        target.unlink(missing_ok=True)
        code, _, err = run("write", page, "-o", str(target), "--plugins-from", str(folder), "-p", "ours", *words)
        return code, target.read_text() if target.exists() else "", err

    def test_reach_what_the_plugin_offers(self, run: Run, folder: Path, page: str, tmp_path: Path) -> None:
        assert self.written(run, folder, page, tmp_path, "-O", "ours.copies=3")[1] == "ttt"
        assert self.written(run, folder, page, tmp_path, "-O", 'ours.marks=["a", "b"]', "-O", "ours.copies = 2")[1] == "a|btt"

    def test_come_from_a_file(self, run: Run, folder: Path, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = tmp_path / "options.toml"
        file.write_text('[plugins.ours]\ncopies = 3\nmarks = ["a"]\n', encoding="utf-8")
        assert self.written(run, folder, page, tmp_path, "--plugin-options", str(file))[1] == "attt"
        monkeypatch.setenv(OPTIONS, str(file))
        assert self.written(run, folder, page, tmp_path, "-O", "ours.copies=2")[1] == "att"

    def test_come_from_python(self, site: Site, folder: Path) -> None:
        found = Library([], folders=[folder], options={"ours": {"suffix": ".own"}})
        assert found.exporter_of("x.own").name == "ours"

    @pytest.mark.parametrize(
        ("word", "sentence"),
        [
            ("ours.copies=x", "the option copies of ours must be int, not 'x'"),
            ("ours.copies=1.5", "the option copies of ours must be int, not '1.5'"),
            ("ours.copies=true", "the option copies of ours must be int, not 'true'"),
            ("ours.marks=a", "the option marks of ours must be tuple[str, ...], not 'a'"),
            ("ours.copy=1", "ours has no option copy; it has suffix, copies, marks"),
            ("ours.copies=0", "ours refuses its options: 'copies' must be >= 1: 0"),
            ("theirs.copies=1", "there are options for theirs, which is no plugin"),
            ("copies=1", "copies=1 is no option of a plugin: write NAME.key=value"),
            ("ours.copies", "ours.copies is no option of a plugin: write NAME.key=value"),
        ],
    )
    def test_that_are_none_are_one_error(
        self, run: Run, folder: Path, page: str, tmp_path: Path, word: str, sentence: str
    ) -> None:
        code, written, err = self.written(run, folder, page, tmp_path, "-O", word)
        assert (code, written) == (2, "")
        assert sentence in err

    def test_that_are_wrong_are_all_named(self, site: Site, folder: Path) -> None:
        found = Library([], folders=[folder], options={"ours": {"copies": "3", "colour": "red"}})
        with pytest.raises(PluginError, match=r"copies of ours must be int, not '3'; ours has no option colour"):
            _ = found.exporters

    @pytest.mark.parametrize("text", ["copies = 1", "[plugins]\nours = 1", "[plugins", "[plugins.ours]\n[more]"])
    def test_in_a_file_of_another_shape_are_an_error(self, run: Run, tmp_path: Path, text: str) -> None:
        (tmp_path / "o.toml").write_text(text, encoding="utf-8")
        code, _, err = run("standards", "--plugin-options", str(tmp_path / "o.toml"))
        assert code == 2
        assert "o.toml" in err

    def test_in_a_file_that_is_not_there_are_an_error(self, run: Run, tmp_path: Path) -> None:
        assert "No such file" in run("standards", "--plugin-options", str(tmp_path / "no.toml"))[2]

    def test_are_listed(self, run: Run, folder: Path) -> None:
        data = json.loads(run("plugins", "--json", "--plugins-from", str(folder))[1])
        (ours,) = [one for one in data["plugins"] if one["name"] == "ours"]
        assert ours["options"] == ["suffix: str", "copies: int", "marks: tuple[str, ...]"]
        assert ours["api"] == 1

    def test_that_nobody_gave_and_the_plugin_requires_are_named(self) -> None:
        @frozen
        class Options:
            server: str

        class Plugin:
            name = "needy"
            govdisclosure_options = Options

            @hookimpl
            def govdisclosure_checks(self, options: Options) -> tuple[object, ...]:
                return ()

        with pytest.raises(PluginError, match=r"needy requires its option server \(str\): -O needy.server=VALUE"):
            _ = Library([Plugin()]).checks
        assert Library([Plugin()], options={"needy": {"server": "s"}}).refused == ()

    def test_are_asked_for_by_hooks_of_plugins_that_declare_them(self) -> None:
        class Undeclared:
            name = "undeclared"

            @hookimpl
            def govdisclosure_checks(self, options: object) -> tuple[object, ...]:
                return ()

        class NoClass(Undeclared):
            govdisclosure_options = dict

        (refused,) = Library([Undeclared()]).refused
        assert "govdisclosure_checks takes options, and the plugin declares none" in refused.reason.en
        (refused,) = Library([NoClass()]).refused
        assert "govdisclosure_options is no attrs class" in refused.reason.en

    def test_of_a_plugin_that_is_registered_later_are_given_too(self) -> None:
        @frozen
        class Options:
            most: int = field(validator=validators.le(3))

        class Plugin:
            name = "later"
            govdisclosure_options = Options

            @hookimpl
            def govdisclosure_checks(self, options: Options) -> tuple[object, ...]:
                return ()

        found = Library([], options={"later": {"most": 2}})
        found.register(Plugin())
        assert [one.name for one in found.plugins] == ["govdisclosure", "later"]
        with pytest.raises(PluginError, match="later refuses its options"):
            Library([], options={"later": {"most": 4}}).register(Plugin())

    @pytest.mark.parametrize(
        ("value", "type_", "made"),
        [
            ("3", str, "3"), ("3", int, 3), ("3", float, 3.0), ("true", bool, True), ("/x", Path, Path("/x")),
            ("3", int | None, 3), ("[1, 2]", list[int], [1, 2]), ("[1]", frozenset[int], frozenset({1})), ("x", None, "x"),
        ],
    )  # fmt: skip
    def test_that_are_typed_are_what_their_type_is(self, value: str, type_: object, made: object) -> None:
        assert structured_option(OptionText(value), type_) == made

    @pytest.mark.parametrize(
        ("value", "type_"),
        [
            (3, str),
            ("3", int),
            (3.7, int),
            (True, int),
            (1, bool),
            ("1", float),
            (True, float),
            ("ab", tuple[str, ...]),
            (1, Path),
        ],
    )
    def test_of_a_file_are_taken_strictly(self, value: object, type_: object) -> None:
        with pytest.raises((TypeError, ValueError)):
            structured_option(value, type_)


class TestInterface:
    """A plugin states the version of the interface it is made for; another one is refused, naming both and what to do."""

    @pytest.mark.parametrize(
        ("stated", "sentence"),
        [
            ("2", "made for version 2 of the plugin interface, and govdisclosure 0.1.0 has version 1: install a newer govdis"),
            ("0", "made for version 0 of the plugin interface, and govdisclosure 0.1.0 has version 1: install a newer acme-"),
            ("'one'", "made for version 'one' of the plugin interface"),
        ],
    )
    def test_of_another_version_is_refused(self, site: Site, stated: str, sentence: str) -> None:
        site.install("acme-titles", TITLES.replace("govdisclosure_api = 1", f"govdisclosure_api = {stated}"))
        found = Library(["acme-titles"])
        (refused,) = found.refused
        assert sentence in refused.reason.en
        assert exporters(found) == set()

    def test_that_none_is_stated_for_is_remarked_on_strictly(self, site: Site, run: Run) -> None:
        site.install("acme-titles", TITLES.replace("NAME", "titles").replace("govdisclosure_api = 1", ""))
        assert "govdisclosure_api" not in run("plugins", "-p", "acme-titles")[2]
        code, _, err = run("plugins", "--strict", "-p", "acme-titles")
        assert code == 0
        assert "acme-titles (acme_titles): it does not state the version of the plugin interface: govdisclosure_api = 1" in err


def test_a_plugin_is_registered_in_process(tmp_path: Path) -> None:
    class Counts:
        name = "counts"
        suffixes = (".count",)
        labels = ("计数", "counts")

        def write(self, publication: object, stream: object) -> None:
            stream.write(b"1")  # type: ignore[attr-defined]

    found = Library([])
    found.register(Counts())
    with govdisclosure.library.using(found):
        govdisclosure.write(sample_report("cn-2021", year=2024), tmp_path / "x.count")
    assert (tmp_path / "x.count").read_bytes() == b"1"


def test_a_kind_whose_fields_no_record_can_have_is_not_registered() -> None:
    @frozen(kw_only=True)
    class Listed(IdentifiedRecord):
        names: list[str] = field(metadata=label("名称", "names"))

    found = Library([])
    with pytest.raises(PluginError, match="names: a record's field cannot hold"):
        found.register(RecordKind("listed", Listed, ("列表", "listed")))
    assert "listed" not in found.kinds


def commands(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below one, by its path."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from commands(below, f"{path} {name}".strip())


def test_options_that_select_plugins_share_no_name_with_a_commands_own() -> None:
    """Click gives two parameters of one name one value, so that a folder of records would be taken for one of plugins."""
    for path, command in commands(cli):
        names = Counter(parameter.name for parameter in command.params)
        words = Counter(word for parameter in command.params for word in parameter.opts if word.startswith("-"))
        assert [one for one, times in (names + words).items() if times > 1] == [], path
