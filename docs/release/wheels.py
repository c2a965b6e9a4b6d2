"""Build every wheel and the source distribution into build/wheels, twice, and compare: ``make wheels``.

The same sources give the same bytes: anybody can build a release again and hold it against the published list of SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ROOT / "build" / "wheels"
SUMS = "SHA256SUMS"
_EPOCH = "1577836800"  # 2020-01-01; zip files know no day before 1980


def projects() -> tuple[Path, ...]:
    """Return the folder of every distribution: the core, then the plugins."""
    return (ROOT, *sorted(one.parent for one in ROOT.glob("plugins/*/pyproject.toml")))


def build(folder: Path) -> None:
    """Build the wheel of every distribution, and the core's source distribution."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH)}
    for project in projects():
        pip = [
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "--disable-pip-version-check",
            "-w",
            str(folder),
            str(project),
        ]
        subprocess.run([sys.executable, "-m", "pip", *pip], check=True, env=env)
    hatch = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(hatch, check=True, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder, by name."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir()) if one.name != SUMS}


def list_of(digests: dict[str, str]) -> str:
    """Return the list that ``sha256sum --check`` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def main() -> None:
    """Build twice, compare, and write the list of SHA-256."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    for old in WHEELS.iterdir():
        old.unlink()
    build(WHEELS)
    with TemporaryDirectory() as again:
        build(Path(again))
        first, second = sums(WHEELS), sums(Path(again))
    if first != second:
        sys.exit(f"built twice, these differ: {sorted(set(first.items()) ^ set(second.items()))}")
    (WHEELS / SUMS).write_text(list_of(first), encoding="utf-8")
    print(list_of(first), end="")
    print(f"Built twice, byte for byte the same: {WHEELS}")


if __name__ == "__main__":
    main()
