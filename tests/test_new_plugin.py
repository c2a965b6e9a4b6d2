"""``govdisclosure plugin new``: what it makes works, is tested and typed as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govdisclosure.cli.main import main
from govdisclosure.errors import UnreadableError
from govdisclosure.plugins.scaffold import new_plugin
from govdisclosure.testing.site import installed_from

ROOT = Path(__file__).parents[1]


def made(folder: Path) -> tuple[Path, dict[str, str]]:
    """A new plugin, and the environment in which it is installed."""
    plugin = new_plugin("city-portal", folder, author='Zhang "San"')
    installed_from(plugin)
    paths = [plugin / "src", plugin, ROOT / "src"]
    return plugin, {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), "GOVDISCLOSURE_LANG": "en", "PYTHONUTF8": "1"}


def run(plugin: Path, env: dict[str, str], *module: str) -> str:
    """Run a module as the author would, in the plugin's folder."""
    done = subprocess.run([sys.executable, "-m", *module], cwd=plugin, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestNewPlugin:
    """The distribution works before its author has changed a line."""

    def test_passes_its_own_tests(self, tmp_path: Path) -> None:
        plugin, env = made(tmp_path)
        said = run(plugin, env, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
        assert " passed" in said
        assert "failed" not in said

    def test_is_strictly_typed(self, tmp_path: Path) -> None:
        plugin, env = made(tmp_path)
        said = run(plugin, {**env, "MYPYPATH": str(ROOT / "src")}, "mypy", "--follow-imports=silent", "--cache-dir", os.devnull)
        assert "Success" in said

    def test_is_tidy(self, tmp_path: Path) -> None:
        plugin, env = made(tmp_path)
        run(plugin, env, "ruff", "check", "--no-cache", ".")
        run(plugin, env, "ruff", "format", "--no-cache", "--check", ".")

    def test_is_found_and_chosen_by_its_suffix(self, tmp_path: Path) -> None:
        plugin, env = made(tmp_path)
        assert "govdisclosure-city-portal\t0.1.0\texporters city-portal" in run(plugin, env, "govdisclosure", "plugins")

    def test_has_what_a_distribution_needs(self, tmp_path: Path) -> None:
        plugin, _ = made(tmp_path)
        files = {str(one.relative_to(plugin)).replace(os.sep, "/") for one in plugin.rglob("*") if one.is_file()}
        assert files >= {
            "README.md",
            "CHANGELOG.md",
            "pyproject.toml",
            "src/govdisclosure_city_portal/__init__.py",
            "src/govdisclosure_city_portal/py.typed",
            "tests/test_city_portal.py",
        }
        texts = "".join((plugin / one).read_text(encoding="utf-8") for one in files)
        assert "<<" not in texts
        assert r'{ name = "Zhang \"San\"" }' in texts

    def test_names_no_author_that_it_was_not_told(self, tmp_path: Path) -> None:
        assert "authors" not in (new_plugin("x", tmp_path) / "pyproject.toml").read_text(encoding="utf-8")

    def test_may_be_called_by_its_whole_name(self, tmp_path: Path) -> None:
        assert new_plugin("govdisclosure-x", tmp_path).name == "govdisclosure-x"

    @pytest.mark.parametrize("name", ["", "City", "a b", "-x", "x-", "9x", "../x", "市"])
    def test_refuses_a_name_that_cannot_be_one(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            new_plugin(name, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_overwrites_nothing(self, tmp_path: Path) -> None:
        new_plugin("x", tmp_path)
        with pytest.raises(UnreadableError, match="govdisclosure-x"):
            new_plugin("x", tmp_path)

    def test_says_where_it_cannot_write(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(UnreadableError, match="govdisclosure-x"):
            new_plugin("x", tmp_path / "file")


class TestCommand:
    """``govdisclosure plugin new NAME``."""

    def test_makes_the_folder_and_says_what_to_do(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", "plugin", "new", "city-portal", "-o", str(tmp_path), "--author", "A"])
        out, err = capsys.readouterr()
        assert end.value.code == 0
        assert out.strip() == str(tmp_path / "govdisclosure-city-portal")
        assert "pip install -e" in err

    def test_ends_with_2_where_it_cannot(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", "plugin", "new", "City Portal", "-o", str(tmp_path)])
        assert end.value.code == 2
        assert "City Portal cannot be a plugin's name" in capsys.readouterr().err
