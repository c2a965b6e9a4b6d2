"""``govdisclosure plugin new``: what it makes of each kind works, is tested and typed as it stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from govdisclosure.cli.main import main
from govdisclosure.errors import UnreadableError
from govdisclosure.hookspecs import API
from govdisclosure.plugins.scaffold import OWN, PluginKind, new_plugin
from govdisclosure.testing.site import installed_from

ROOT = Path(__file__).parents[1]
KINDS = pytest.mark.parametrize("kind", PluginKind)
OFFERED = {
    PluginKind.EXPORTER: "exporters city-exporter",
    PluginKind.READER: "readers city-reader",
    PluginKind.ANNEX: "annexes city-annex",
    PluginKind.DIALECT: "dialects city-dialect",
    PluginKind.CHECK: "checks city_check_unchanged",
    PluginKind.PROFILE: "profiles city-profile",
    PluginKind.CALENDAR: "calendars city-calendar",
}
FEW = "from hypothesis import settings\nsettings.register_profile('some', max_examples=5)\nsettings.load_profile('some')\n"
"""A plugin of pytest with which the generated tests try a few examples each, as ours do."""


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> dict[PluginKind, Path]:
    """A new plugin of each kind, in a folder whose name has a blank and Chinese in it, as if pip had installed them."""
    folder = tmp_path_factory.mktemp("new plugins 插件")
    (folder / "some_examples.py").write_text(FEW, encoding="utf-8")
    made = {kind: new_plugin(f"city-{kind}", folder, kind=kind, author='Zhang "San"') for kind in PluginKind}
    for plugin in made.values():
        installed_from(plugin)
    return made


def run(folder: Path, *module: str, paths: tuple[Path, ...] = ()) -> str:
    """Run a module as the author would, in a folder, with what is installed from other folders."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, [*paths, ROOT / "src"])),
        "MYPYPATH": os.pathsep.join(map(str, [*paths, ROOT / "src"])),
        "GOVDISCLOSURE_LANG": "en",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run([sys.executable, "-m", *module], cwd=folder, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestNewPlugin:
    """The distribution works before its author has changed a line."""

    @KINDS
    def test_passes_its_own_tests(self, plugins: dict[PluginKind, Path], kind: PluginKind) -> None:
        plugin = plugins[kind]
        options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "some_examples")
        said = run(plugin, "pytest", *options, paths=(plugin / "src", plugin, plugin.parent))
        assert " passed" in said
        assert "failed" not in said
        assert "skipped" not in said

    def test_is_strictly_typed(self, plugins: dict[PluginKind, Path]) -> None:
        sources = tuple(plugin / "src" for plugin in plugins.values())
        tests = [str(plugin / "tests") for plugin in plugins.values()]
        options = ("--strict", "--follow-imports=silent", "--cache-dir", os.devnull)
        assert "Success" in run(ROOT, "mypy", *options, "--config-file", os.devnull, *map(str, sources), *tests, paths=sources)

    def test_is_tidy(self, plugins: dict[PluginKind, Path]) -> None:
        for plugin in plugins.values():
            run(plugin, "ruff", "check", "--no-cache", ".")
            run(plugin, "ruff", "format", "--no-cache", "--check", ".")

    @KINDS
    @pytest.mark.parametrize("name", ["x", "nine-lines-of-business-and-forty-letters"])
    def test_is_tidy_whatever_its_name(self, kind: PluginKind, name: str, tmp_path: Path) -> None:
        plugin = new_plugin(name, tmp_path, kind=kind)
        run(plugin, "ruff", "format", "--no-cache", "--check", ".")

    def test_offers_what_its_kind_says(self, plugins: dict[PluginKind, Path]) -> None:
        paths = tuple(folder for plugin in plugins.values() for folder in (plugin / "src", plugin))
        listed = json.loads(run(ROOT, "govdisclosure", "plugins", "--json", paths=paths))
        ours = {plugin.name for plugin in plugins.values()}
        offers = {one["distribution"]: one["offers"] for one in listed["plugins"] if one["distribution"] in ours}
        assert offers == {plugin.name: [OFFERED[kind]] for kind, plugin in plugins.items()}
        assert [one for one in listed["refused"] if one["distribution"] in ours] == []
        assert {one["api"] for one in listed["plugins"] if one["distribution"] in ours} == {API}

    @KINDS
    def test_has_what_a_distribution_needs(self, kind: PluginKind, tmp_path: Path) -> None:
        plugin = new_plugin(f"city-{kind}", tmp_path, kind=kind, author='Zhang "San"')
        made = {str(one.relative_to(plugin)).replace(os.sep, "/") for one in plugin.rglob("*") if one.is_file()}
        package = f"govdisclosure_city_{kind}"
        assert made >= {
            "README.md",
            "CHANGELOG.md",
            "pyproject.toml",
            f"src/{package}/__init__.py",
            f"src/{package}/py.typed",
            f"tests/test_city_{kind}.py",
        }
        texts = "".join((plugin / one).read_text(encoding="utf-8") for one in made)
        assert "<<" not in texts
        assert not any(word in one for one in made for word in ("NAME", "PACKAGE", "MODULE"))
        project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert project["authors"] == [{"name": 'Zhang "San"'}]
        assert project["description"] in (plugin / "README.md").read_text(encoding="utf-8")

    def test_is_an_exporter_unless_it_is_to_be_another(self, tmp_path: Path) -> None:
        plugin = new_plugin("x", tmp_path)
        assert "govdisclosure_exporters" in (plugin / "src/govdisclosure_x/__init__.py").read_text(encoding="utf-8")

    def test_names_no_author_that_it_was_not_told(self, tmp_path: Path) -> None:
        assert "authors" not in (new_plugin("x", tmp_path) / "pyproject.toml").read_text(encoding="utf-8")

    def test_may_be_called_by_its_whole_name(self, tmp_path: Path) -> None:
        assert new_plugin("govdisclosure-x", tmp_path).name == "govdisclosure-x"


def test_every_kind_has_its_templates_and_no_other_has() -> None:
    template = files("govdisclosure.plugins") / "template"
    said = tomllib.loads((template / "kinds.toml").read_text(encoding="utf-8"))
    assert list(said) == list(PluginKind)
    assert {one.name for one in template.iterdir() if one.is_dir()} == {"common", *PluginKind}


def test_names_that_are_kept_for_our_own_distributions_are_theirs() -> None:
    assert {one.name.removeprefix("govdisclosure-") for one in (ROOT / "plugins").iterdir() if one.is_dir()} >= OWN


class TestRefusal:
    """A name that cannot be one, or that is in the way of another, is refused before anything is made."""

    @pytest.mark.parametrize("name", ["", "City", "a b", "-x", "x-", "9x", "../x", "市", "a" * 41, "a\n", "x_y", "x--y", "é"])
    def test_of_a_name_that_cannot_be_one(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="city-portal"):
            new_plugin(name, tmp_path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["class", "import", "none", "lambda", "all", "local", "nul", "com1", "govdisclosure-in"])
    def test_of_a_reserved_word(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match=r"reserved|保留字"):
            new_plugin(name, tmp_path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["html", "pdf", "taken"])
    def test_of_a_name_that_is_taken(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match=f"{name}-portal"):
            new_plugin(name, tmp_path, taken=("taken",))
        assert list(tmp_path.iterdir()) == []

    def test_of_a_folder_that_is_there(self, tmp_path: Path) -> None:
        plugin = new_plugin("x", tmp_path)
        before = (plugin / "README.md").read_bytes()
        with pytest.raises(UnreadableError, match="govdisclosure-x"):
            new_plugin("x", tmp_path, kind=PluginKind.CHECK)
        assert (plugin / "README.md").read_bytes() == before

    def test_of_a_place_where_it_cannot_write(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(UnreadableError, match="govdisclosure-x"):
            new_plugin("x", tmp_path / "file")

    def test_leaves_no_half_of_a_plugin(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_text = Path.write_text

        def full(path: Path, text: str, encoding: str) -> int:
            if path.name.startswith("test_"):
                raise OSError(28, "No space left on device")
            return write_text(path, text, encoding=encoding)

        monkeypatch.setattr(Path, "write_text", full)
        with pytest.raises(UnreadableError, match="govdisclosure-x"):
            new_plugin("x", tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestCommand:
    """``govdisclosure plugin new NAME``."""

    @staticmethod
    def ended(*words: str) -> int:
        """Run the command, and return its exit code."""
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", "plugin", "new", *words])
        assert isinstance(end.value.code, int)
        return end.value.code

    def test_makes_the_folder_and_says_what_to_do(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.ended("city-portal", "--kind", "check", "-o", str(tmp_path), "--author", "A") == 0
        out, err = capsys.readouterr()
        assert out.strip() == str(tmp_path / "govdisclosure-city-portal")
        assert "pip install -e" in err

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["City Portal"], "City Portal cannot be a plugin's name"),
            (["市政务网"], "市政务网 cannot be a plugin's name"),
            (["class"], "class cannot be a plugin's name, it is a reserved word"),
            (["city", "--kind", "an exporter"], "'an exporter' is not one of"),
            (["city", "portal"], "unexpected extra argument"),
            (["docx"], "the name docx is taken already"),
            (["json", "--kind", "reader"], "the name json is taken already"),
            (["cn-2021", "--kind", "annex"], "the name cn-2021 is taken already"),
            (["sqlite", "--kind", "dialect"], "the name sqlite is taken already"),
            (["petitions", "--kind", "profile"], "the name petitions is taken already"),
            (["cn", "--kind", "calendar"], "the name cn is taken already"),
        ],
    )
    def test_ends_with_2_and_one_sentence_where_it_cannot(
        self, words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.ended(*words, "-o", str(tmp_path)) == 2
        said = capsys.readouterr().err
        assert sentence in " ".join(said.split())
        assert said.count("cannot") + said.count("taken") + said.count("is not one of") + said.count("unexpected") == 1
        assert list(tmp_path.iterdir()) == []

    def test_may_make_a_check_whatever_other_checks_are_called(self, tmp_path: Path) -> None:
        assert self.ended("weekly", "--kind", "check", "-o", str(tmp_path)) == 0
