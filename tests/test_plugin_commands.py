"""Commands of plugins: listed without an import, run like ours; one that fails or has a name of ours costs only itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pytest

from govdisclosure.cli import main
from govdisclosure.plugins import DISABLE
from govdisclosure.testing.site import Site

DESK = '''
import click
from govdisclosure.errors import UnreadableError

@click.command()
@click.argument("way", default="well")
@click.option("--code", type=int, help="Exit code. 退出码")
def desk(way, code):
    """Open the desk. 打开工作台。"""
    click.echo(f"it goes {way}")
    if way == "ill":
        raise ValueError("no port")
    if way == "refused":
        import govdisclosure
        govdisclosure.load_standard("nowhere")
    return code

@click.group()
def office():
    """An office. 机关。"""

@office.command()
def close():
    """Close it. 关闭。"""
    click.echo("closed")

number = 3
'''
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["--lang", lang, *arguments])
        out, err = capsys.readouterr()
        return int(str(end.value.code)), out, err

    return call


@pytest.fixture
def desk(site: Site) -> Site:
    site.install_commands("acme-desk", DESK, summary="The office's desk. 机关工作台。", counter="desk", office="office")
    return site


class TestListing:
    """``--help`` names the commands of plugins with what their distributions are; nothing is imported."""

    def test_shows_each_with_one_line_in_one_language(self, desk: Site, run: Run) -> None:
        english, chinese = (run("--help", lang=lang)[1] for lang in ("en", "zh"))
        assert "Commands of plugins:\n  counter  The office's desk.\n" in english
        assert "\n  office   The office's desk.\n" in english
        assert "插件的命令:\n  counter  机关工作台。\n" in chinese

    def test_imports_nothing_of_them(self, desk: Site, run: Run) -> None:
        run("--help")
        assert "acme_desk" not in sys.modules

    def test_has_no_such_heading_without_plugins(self, site: Site, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "path", [str(site.folder)])
        assert "plugins:" not in run("--help")[1]

    def test_says_of_whom_it_is_where_the_distribution_says_nothing(self, site: Site, run: Run) -> None:
        site.install_commands("acme-desk", DESK, counter="desk")
        assert "  counter  acme-desk\n" in run("--help")[1]

    def test_of_plugins_names_them_too(self, desk: Site, run: Run) -> None:
        assert "acme-desk\t1.0\tcommands counter\tgovdisclosure.commands" in run("plugins")[1].splitlines()
        data = json.loads(run("plugins", "--json")[1])
        entry = {"distribution": "acme-desk", "version": "1.0", "hooks": ["govdisclosure.commands"]}
        (listed,) = [one for one in data["plugins"] if one["name"] == "office"]
        assert listed.items() >= {**entry, "offers": ["commands office"]}.items()

    def test_passes_over_what_cannot_be_read(self, desk: Site, run: Run) -> None:
        broken = desk.folder / "broken-1.0.dist-info"
        broken.mkdir()
        (broken / "entry_points.txt").write_bytes(b"[govdisclosure.commands]\n\xff = x:y\n")
        assert "  counter " in run("--help")[1]

    def test_takes_the_first_distribution_of_a_name(
        self, desk: Site, run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        older = Site(tmp_path_factory.mktemp("older"))
        older.install_commands("acme-desk", DESK, summary="Old.", counter="desk", gone="desk")
        monkeypatch.setattr(sys, "path", [*sys.path, str(older.folder)])
        assert "gone" not in run("--help")[1]


class TestCalling:
    """It runs like a command of ours: languages, options, exit codes, errors of this package."""

    def test_runs_it(self, desk: Site, run: Run) -> None:
        assert run("counter") == (0, "it goes well\n", "")

    def test_runs_a_command_of_a_group(self, desk: Site, run: Run) -> None:
        assert run("office", "close") == (0, "closed\n", "")

    def test_returns_its_exit_code(self, desk: Site, run: Run) -> None:
        assert run("counter", "--code", "3")[0] == 3

    def test_speaks_the_language_of_its_caller(self, desk: Site, run: Run) -> None:
        assert "打开工作台。" in run("counter", "--help", lang="zh")[1]
        assert "  --code INTEGER  Exit code." in run("counter", "--help")[1]

    def test_says_what_this_package_refuses(self, desk: Site, run: Run) -> None:
        code, _, err = run("counter", "refused")
        assert code == 2
        assert "nowhere" in err
        assert "acme-desk" not in err

    def test_says_what_is_wrong_with_its_arguments(self, desk: Site, run: Run) -> None:
        code, _, err = run("counter", "--code", "x")
        assert code == 2
        assert "govdisclosure counter --help" in err


class TestFailing:
    """Whatever goes wrong is one sentence that names the distribution; ``--traceback`` shows the place."""

    def test_is_one_sentence(self, desk: Site, run: Run) -> None:
        code, _, err = run("counter", "ill")
        sentence = "counter of acme-desk failed: ValueError: no port. Tell its author, or set"
        assert (code, err.count("\n")) == (2, 1)
        assert err.startswith(f"govdisclosure: {sentence} {DISABLE}=counter")

    def test_shows_the_place(self, desk: Site, run: Run) -> None:
        code, _, err = run("counter", "ill", "--traceback")
        assert code == 2
        assert 'acme_desk/__init__.py", line 12, in desk' in err
        assert "ValueError: no port\ngovdisclosure: counter of acme-desk failed" in err

    @pytest.mark.parametrize(
        ("source", "place", "reason"),
        [
            ("raise RuntimeError('no licence')", "desk", "RuntimeError: no licence"),
            ("raise SystemExit(3)", "desk", "SystemExit: 3"),
            (DESK, "number", "TypeError: acme_desk:number is a int, not a click.Command"),
            (DESK, "nothing", "AttributeError"),
        ],
    )
    def test_on_import_is_one_sentence_and_the_rest_works(
        self, site: Site, run: Run, source: str, place: str, reason: str
    ) -> None:
        site.install_commands("acme-desk", source, counter=place)
        code, out, err = run("counter")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"counter of acme-desk failed: {reason}" in err
        assert run("standards")[0] == 0

    def test_on_import_shows_the_place(self, site: Site, run: Run) -> None:
        site.install_commands("acme-desk", "x = 1\nraise RuntimeError('no licence')", counter="desk")
        assert 'acme_desk/__init__.py", line 2, in <module>' in run("counter", "--traceback")[2]


class TestRefused:
    """No plugin takes a name of ours, nor another's; what is refused is named by ``plugins``, and strictly."""

    def test_where_the_name_is_ours(self, site: Site, run: Run) -> None:
        site.install_commands("acme-desk", DESK, standards="desk")
        assert "cn-2021" in run("standards")[1]
        code, _, err = run("plugins", "--strict")
        assert code == 1
        assert "acme-desk (standards): standards is offered by govdisclosure already" in err

    def test_where_another_plugin_has_it(self, desk: Site, run: Run) -> None:
        desk.install_commands("beta-desk", "raise RuntimeError", counter="desk")
        assert run("counter")[1] == "it goes well\n"
        assert "beta-desk (counter): counter is offered by acme-desk already" in run("plugins")[2]

    def test_where_nobody_could_type_it(self, site: Site, run: Run) -> None:
        site.install_commands("acme-desk", DESK, **{"My Desk": "desk"})
        assert "the command My Desk was not taken" in run("plugins")[2]

    @pytest.mark.parametrize("name", ["all", "counter", "acme-desk"])
    def test_where_it_is_switched_off(self, desk: Site, run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(DISABLE, name)
        assert run("counter")[0] == 2
        code, _, err = run("plugins", "--strict")
        assert code == 0, err
        assert f"acme-desk (counter): switched off by {DISABLE}" in err

    def test_where_it_cannot_be_imported(self, desk: Site, run: Run) -> None:
        desk.install_commands("beta-desk", "raise RuntimeError('no licence')", broken="desk")
        code, out, err = run("plugins", "--strict")
        assert code == 1
        assert "commands broken" not in out
        assert "commands counter" in out
        assert f"beta-desk (broken): it cannot be used: RuntimeError: no licence; set {DISABLE}=broken" in err


class TestInterface:
    """The module of a command states the version of the interface that it is made for, as that of any plugin."""

    def test_is_stated_beside_the_command(self, site: Site, run: Run) -> None:
        site.install_commands("acme-desk", "govdisclosure_api = 1\n" + DESK, counter="desk")
        (listed,) = [one for one in json.loads(run("plugins", "--json")[1])["plugins"] if one["distribution"] == "acme-desk"]
        assert listed["api"] == 1
        assert "acme-desk" not in run("plugins", "--strict")[2]

    def test_is_missed_where_none_is_stated(self, desk: Site, run: Run) -> None:
        code, _, err = run("plugins", "--strict")
        assert code == 0
        assert "acme-desk (counter): it does not state the version of the plugin interface: govdisclosure_api = 1" in err
        assert "govdisclosure_api" not in run("plugins")[2]

    @pytest.mark.parametrize(("stated", "advice"), [("2", "a newer govdisclosure"), ("0", "a newer acme-desk")])
    def test_of_another_version_is_refused(self, site: Site, run: Run, stated: str, advice: str) -> None:
        site.install_commands("acme-desk", f"govdisclosure_api = {stated}\n" + DESK, counter="desk")
        code, out, err = run("counter")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"it is made for version {stated} of the plugin interface" in err
        assert advice in err
        code, out, err = run("plugins", "--strict")
        assert code == 1
        assert "commands counter" not in out
        assert f"acme-desk (counter): it cannot be used: it is made for version {stated}" in err
