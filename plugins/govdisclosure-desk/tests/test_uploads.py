"""What a browser brings: whatever the names, files land inside the folder under plain names, all of them or none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from govdisclosure_desk.uploads import Upload, keep, safe_name, safe_path
from hypothesis import example, given, strategies as st

from govdisclosure import UnreadableError
from govdisclosure.files import LARGEST_FILE

ODD = st.sampled_from([*'./\\:*?<>|"~$ \0\n\t\u202e\u200f\u2028\ufeff\x7fC', "..", "con", "NUL", "COM1", "é", "报告", ".docx"])
NAMES = st.lists(ODD | st.characters(), max_size=40).map("".join)


def upload(name: str, data: bytes = b"x", size: int | None = None) -> Upload:
    return Upload(path=safe_path(name), size=len(data) if size is None else size, stream=BytesIO(data))


class TestSafeName:
    """A name is that of a plain file on every system."""

    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            ("某局2024年度报告.docx", "某局2024年度报告.docx"),
            ("../../etc/passwd", "etc/passwd"),
            ("..\\..\\Windows\\win.ini", "Windows/win.ini"),
            ("C:\\报告\\某局.xlsx", "报告/某局.xlsx"),
            ("/abs/某局.xlsx", "abs/某局.xlsx"),
            ("\\\\server\\share\\某局.xlsx", "server/share/某局.xlsx"),
            ("C:某局.xlsx", "C_某局.xlsx"),
            ("某局.xlsx:stream", "某局.xlsx_stream"),
            ("nul", "_nul"),
            ("COM1.docx", "_COM1.docx"),
            ("aux .txt", "_aux .txt"),
            ("CONOUT$.txt", "_CONOUT$.txt"),
            ("com¹.txt", "_com¹.txt"),
            ("report\0.docx", "report.docx"),
            ("某局\u202excod.exe", "某局xcod.exe"),  # shown as 某局exe.docx
            (".htaccess", "htaccess"),
            ("某局.docx. . ", "某局.docx"),
            ("a/./b/../c.docx", "a/b/c.docx"),
            ("", "文件"),
            ("...", "文件"),
            ("\u200e", "文件"),
            ("e\u0301.docx", "\u00e9.docx"),
        ],
    )
    def test_says_what_is_left_of_it(self, given: str, wanted: str) -> None:
        assert safe_path(given) == PurePosixPath(wanted)

    def test_is_short_and_keeps_its_kind(self) -> None:
        name = safe_name("关于" * 500 + ".docx")
        assert name == "关于" * 25 + ".docx"
        assert len(name.encode()) <= 180
        assert len(safe_name("a." + "b" * 500).encode()) <= 180

    @given(NAMES)
    @example("." * 300)
    @example("con.con.con")
    @example("\xa0")
    def test_is_plain_whatever_was_given(self, given: str) -> None:
        path = safe_path(given)
        inside = Path("/desk") / path
        assert inside.resolve().is_relative_to("/desk")
        assert inside != Path("/desk")
        assert len(path.parts) <= 4
        for name in path.parts:
            assert name == safe_name(name), "a safe name is left as it is"
            assert not set(name) & set('/\\:*?"<>|\0')
            assert name.isprintable()
            assert name.strip(". ") == name
            assert 0 < len(name.encode()) <= 180
            assert name.partition(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


class TestKeep:
    """Files of known kinds are kept, all of them or none."""

    def test_names_what_is_left_out(self, tmp_path: Path) -> None:
        large = upload("大.docx", size=LARGEST_FILE * 2**20 + 1)
        kept = keep(
            [upload("a.docx"), upload("b.exe"), upload("空.docx", b""), large, upload("Thumbs.db")], tmp_path, [".docx"]
        )
        assert kept.paths == (tmp_path / "a.docx",)
        assert kept.left_out == ("b.exe", "空.docx", "大.docx")

    def test_replaces_nothing(self, tmp_path: Path) -> None:
        keep([upload("报送/a.docx", b"first")], tmp_path, [".docx"])
        kept = keep([upload("报送/a.docx", b"second"), upload("报送/A.docx", b"third")], tmp_path, [".docx"])
        assert [one.name for one in kept.paths] == ["a-2.docx", "A-3.docx"], "some systems know no case"
        assert (tmp_path / "报送/a.docx").read_bytes() == b"first"

    def test_says_that_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(UnreadableError):
            keep([upload("a.docx")], tmp_path / "file", [".docx"])

    @given(st.lists(NAMES.map(lambda name: f"{name}.docx"), max_size=6))
    def test_loses_none_whatever_their_names(self, tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
        folder = tmp_path_factory.mktemp("desk")
        kept = keep([upload(name, str(at).encode()) for at, name in enumerate(names)], folder, [".docx"])
        wanted = [str(at).encode() for at, name in enumerate(names) if safe_path(name).suffix == ".docx"]
        assert [path.read_bytes() for path in kept.paths] == wanted
        assert all(path.resolve().is_relative_to(folder) for path in kept.paths)
