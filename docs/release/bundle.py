"""Gather what an office without internet needs into one zip file: ``make bundle PLATFORM=linux-x86_64``.

The wheels of the core, the plugins and the named extras for each Python, with their SHA-256 and licences, a start script for
the platform, the examples, and a guide of two pages. What a wheel needs is read from its own metadata for the machine it is
*for*: pip looks at the machine it runs on.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.parser import Parser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from attrs import frozen
from docx import Document
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from wheels import ROOT, SUMS, WHEELS, list_of, sums

from govdisclosure.exporters.archive import normalised
from govdisclosure.exporters.docx_base import number_pages
from govdisclosure.exporters.docx_elements import paragraph
from govdisclosure.exporters.docx_styles import base_document
from govdisclosure.exporters.theme import usual_theme
from govdisclosure.version import VERSION

HERE = Path(__file__).resolve().parent
BUNDLES = ROOT / "build" / "bundle"
PYTHONS = ("3.11", "3.12", "3.13")
EXTRAS = ("pdf", "repair")


@frozen
class Platform:
    """A kind of machine.

    Attributes:
        tags: the platforms of wheels that run there.
        environment: what markers of requirements ask of it.
        machines: what Python says of it there: system and machine.
        starts: what starts the bundle there.
    """

    tags: tuple[str, ...]
    environment: Mapping[str, str]
    machines: tuple[str, ...]
    starts: tuple[str, ...]


def _linux(machine: str, *names: str) -> Platform:
    tags = tuple(
        f"manylinux{one}_{machine}" for one in ("_2_28", "_2_27", "_2_24", "_2_17", "2014", "_2_12", "2010", "_2_5", "1")
    )
    environment = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine}
    return Platform(tags, environment, tuple(f"linux-{one}" for one in (machine, *names)), ("start.sh", "start.desktop"))


_WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}
PLATFORMS = {
    "linux-x86_64": _linux("x86_64", "amd64"),
    "linux-aarch64": _linux("aarch64", "arm64"),
    "windows-amd64": Platform(("win_amd64",), _WINDOWS, ("windows-amd64", "windows-x86_64"), ("start.bat",)),
}


def gather(requirements: Sequence[str], folder: Path, platform: Platform, python: str) -> None:
    """Download wheels for a platform and a Python, with what they need as far as pip can tell."""
    chosen = [part for tag in platform.tags for part in ("--platform", tag)]
    call = ["download", "-q", "--disable-pip-version-check", "--only-binary=:all:", *chosen, "--python-version", python]
    sources = ["--find-links", str(folder), "--find-links", str(WHEELS), "-d", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", *call, *sources, *requirements], check=True)


def metadata(wheel: Path) -> Message:
    """Return the metadata of a wheel."""
    with ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def missing(wheels: Iterable[Path], wanted: Iterable[str], environment: Mapping[str, str]) -> list[str]:
    """Return the requirements that no wheel meets, for a machine, of whatever the wanted distributions need."""
    held: dict[str, list[Message]] = {}
    for wheel in wheels:
        about = metadata(wheel)
        held.setdefault(canonicalize_name(about["Name"]), []).append(about)
    waiting, seen, lacking = [Requirement(one) for one in wanted], set(), []
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        fitting = [about for about in held.get(name, []) if one.specifier.contains(about["Version"], prereleases=True)]
        if not fitting:
            lacking.append(str(Requirement(f"{one.name}{one.specifier}")))
            continue
        for line in fitting[0].get_all("Requires-Dist") or []:
            needed = Requirement(line)
            marker = needed.marker
            if marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)):
                waiting.append(needed)
    return sorted(set(lacking))


def environment(platform: Platform, python: str) -> dict[str, str]:
    """Return what markers ask, on a platform, of a Python."""
    implementation = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    versions = {"python_version": python, "python_full_version": f"{python}.0", "implementation_version": f"{python}.0"}
    return {**platform.environment, **implementation, **versions, "platform_release": "", "platform_version": ""}


def licences(wheels: Iterable[Path]) -> str:
    """Return name, version and licence of every wheel, as its metadata says; the texts are in the wheels."""
    lines = set()
    for wheel in wheels:
        about = metadata(wheel)
        classified = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
        short = (about["License"] or "").strip().splitlines()
        stated = about["License-Expression"] or ", ".join(classified) or (short[0] if short else "see its files")
        lines.add(f"{about['Name']} {about['Version']}: {stated}\n")
    return "".join(sorted(lines, key=str.lower))


def guide(text: str) -> bytes:
    """Return the guide as a Word document: its headings, and a paragraph for each of its paragraphs."""
    document = Document(BytesIO(base_document(usual_theme("zh"), "zh")))
    about = document.core_properties
    about.title, about.author, about.language = text.splitlines()[0].lstrip("# "), "govdisclosure", "zh-CN"
    about.created = about.modified = datetime(2020, 1, 1, tzinfo=UTC)
    number_pages(document.sections[0], usual_theme("zh"))
    end = document.element.body.sectPr
    styles = {"#": "Title", "##": "Heading1"}
    for line in filter(None, text.splitlines()):
        mark, _, words = line.partition(" ")
        end.addprevious(paragraph(styles[mark], words) if mark in styles else paragraph("Finding", line))
    saved = BytesIO()
    document.save(saved)
    return normalised(saved.getvalue())


def files(folder: Path, name: str, requirements: Sequence[str], pythons: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what goes into a bundle, by path."""
    platform = PLATFORMS[name]
    wheels = sorted(folder.glob("*.whl"))
    for wheel in wheels:
        yield f"wheels/{wheel.name}", wheel.read_bytes()
    for example in sorted((ROOT / "examples").glob("*/**/*")):
        if example.is_file() and "__pycache__" not in example.parts:
            yield str(example.relative_to(ROOT).as_posix()), example.read_bytes()
    about = {
        "version": VERSION,
        "platform": name,
        "machines": platform.machines,
        "pythons": pythons,
        "requirements": requirements,
    }
    yield "bundle.json", (json.dumps(about, indent=2) + "\n").encode()
    yield "LICENCES.txt", licences(wheels).encode()
    yield SUMS, list_of({f"wheels/{wheel}": digest for wheel, digest in sums(folder).items()}).encode()
    yield "安装说明.docx", guide((HERE / "guide.zh-CN.md").read_text(encoding="utf-8"))
    for script in ("start.py", *platform.starts):
        yield script, (HERE / script).read_bytes()


def write_zip(path: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip file that is the same for the same contents: sorted, without a clock."""
    top = path.stem
    with ZipFile(path, "w") as archive:
        for name, data in sorted(contents):
            entry = ZipInfo(f"{top}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_STORED if name.endswith(".whl") else ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, (0o755 if name.endswith((".sh", ".desktop")) else 0o644) << 16
            archive.writestr(entry, data)


def make(name: str, *, extras: Sequence[str] = EXTRAS, pythons: Sequence[str] = PYTHONS) -> Path:
    """Make the bundle for a platform; the wheels of this project must have been built."""
    platform = PLATFORMS[name]
    own = {canonicalize_name(metadata(one)["Name"]): one for one in sorted(WHEELS.glob("*.whl"))}
    if not own:
        sys.exit("build the wheels first: make wheels")
    chosen = {one: f"[{','.join(extras)}]" if one == "govdisclosure" and extras else "" for one in own}
    wanted = [f"{one}{extra}" for one, extra in chosen.items()]
    BUNDLES.mkdir(parents=True, exist_ok=True)
    path = BUNDLES / f"govdisclosure-{VERSION}-{name}.zip"
    with TemporaryDirectory() as place:
        folder = Path(place)
        for python in pythons:
            lacking, asked = [f"{own[one]}{extra}" for one, extra in chosen.items()], set[str]()
            while lacking:
                asked.update(lacking)
                gather(lacking, folder, platform, python)
                lacking = missing(folder.glob("*.whl"), wanted, environment(platform, python))
                if asked.issuperset(lacking) and lacking:
                    sys.exit(f"no wheel for Python {python} on {name}: {', '.join(lacking)}")
        write_zip(path, files(folder, name, wanted, pythons))
    return path


def main() -> None:
    """Make a bundle, and say what it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("platform", choices=PLATFORMS)
    parser.add_argument("--extras", default=",".join(EXTRAS), help="names with commas between; empty for none")
    parser.add_argument("--pythons", default=",".join(PYTHONS), help="versions with commas between")
    given = parser.parse_args()
    path = make(given.platform, extras=[one for one in given.extras.split(",") if one], pythons=given.pythons.split(","))
    print(f"{path} ({path.stat().st_size / 2**20:.1f} MB)")


if __name__ == "__main__":
    main()
