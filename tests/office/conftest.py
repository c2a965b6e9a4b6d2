"""LibreOffice, to recalculate and save again what this package writes: ``make test-office``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import frozen

SECONDS = 300


@frozen
class Office:
    """LibreOffice without a window, with a profile of its own, so that one that is open is left alone."""

    program: str
    profile: Path

    def saved_again(self, files: Sequence[Path], suffix: str, folder: Path) -> list[Path]:
        """Open files, recalculate them and save them as ``suffix`` (``xlsx``, ``ods``, ``docx`` …) into a folder, in one go."""
        folder.mkdir(parents=True, exist_ok=True)
        home = f"-env:UserInstallation={self.profile.as_uri()}"
        command = [self.program, home, "--headless", "--norestore", "--convert-to", suffix, "--outdir", str(folder)]
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=SECONDS, check=False)
        made = [folder / f"{one.stem}.{suffix}" for one in files]
        assert all(one.is_file() for one in made), done.stdout + done.stderr
        return made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc libreoffice-writer")
    return Office(program, tmp_path_factory.mktemp("office"))
