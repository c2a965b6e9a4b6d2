"""A disk that is full while a workbook's rows go through a temporary file is said in a sentence, as any full disk is."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from govdisclosure.cli.failures import exit_code_of
from govdisclosure.messages import speaking


class SerialisationError(Exception):
    """As lxml raises it, which openpyxl writes rows with where it is installed."""


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EACCES])
def test_is_said(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("en"):
        assert exit_code_of(SerialisationError(f"IO_{errno.errorcode[number]}"), "intake") == 2
    said = capsys.readouterr().err
    assert os.strerror(number) in said
    assert Path(tempfile.gettempdir()).name in said


def test_what_is_no_error_of_the_system_stays_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("en"):
        assert exit_code_of(SerialisationError("IO_ENCODER"), "intake") == 2
    assert "IO_ENCODER" in capsys.readouterr().err
