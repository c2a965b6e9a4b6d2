"""Try what is released as a stranger would: ``make test-wheels`` and ``make test-bundle``.

``wheels``: each wheel alone in a fresh virtual environment is installed and imported, and the core runs the demo, without any
package for development. ``bundle``: the bundle for this machine is unpacked, installed and run with the network cut off.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from bundle import PLATFORMS, make, metadata
from start import demo
from wheels import ROOT, WHEELS

_REFUSING = """
import socket

def refuse(*_, **__):
    raise OSError("the network is cut off")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def modules(wheel: Path) -> list[str]:
    """Return the packages that a wheel holds."""
    with ZipFile(wheel) as archive:
        return sorted({name.partition("/")[0] for name in archive.namelist() if name.endswith("/__init__.py")})


_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EDIT = """
import sys
*above, changed = sys.stdin.read().splitlines()
path = sys.argv[1]
lines = open(path, encoding="utf-8").read().splitlines()
(at,) = [at for at in range(len(lines)) if lines[at : at + len(above)] == above]
lines[at + len(above)] = changed
open(path, "w", encoding="utf-8").write("".join(line + chr(10) for line in lines))
"""


def script_of(page: Path) -> str:
    """Return what a page tells its reader to type, literally, as one shell script that stops where something goes wrong."""
    steps = ["set -e"]
    for language, rest, text in _FENCE.findall(page.read_text(encoding="utf-8")):
        facts = dict(one.partition("=")[::2] for one in shlex.split(rest))
        if "no-run" in facts:
            continue
        if "file" in facts:
            steps.append(f"mkdir -p $(dirname '{facts['file']}')\ncat > '{facts['file']}' <<'END-OF-FILE'\n{text}END-OF-FILE")
        elif "edit" in facts:
            steps.append(f"python -c {shlex.quote(_EDIT)} '{facts['edit']}' <<'END-OF-FILE'\n{text}END-OF-FILE")
        elif language == "sh":
            wanted = facts.get("exit", "0")
            steps.append(f"set +e\n{text}code=$?\nset -e\n[ $code -eq {wanted} ]" if wanted != "0" else text)
    return "\n".join(steps) + "\n"


def try_tutorials(python: Path) -> None:
    """Follow the tutorials in an empty folder, or beside the examples, with the commands of an environment."""
    for page in sorted((ROOT / "docs/tutorial").glob("*.md")):
        with TemporaryDirectory() as folder:
            if "examples/" in page.read_text(encoding="utf-8"):
                shutil.copytree(ROOT / "examples", Path(folder) / "examples")
            env = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
            subprocess.run(["sh", "-c", script_of(page)], check=True, cwd=folder, env=env, stdout=subprocess.DEVNULL)
        print(f"{page.name}: followed")


def try_wheels() -> None:
    """Install and import each wheel alone; run the demo with the core's."""
    for wheel in sorted(WHEELS.glob("*.whl")):
        with TemporaryDirectory() as place:
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            python = Path(place) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
            pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
            subprocess.run([*pip, "install", "-q", "--find-links", str(WHEELS), str(wheel)], check=True)
            subprocess.run([*pip, "check"], check=True, stdout=subprocess.DEVNULL)
            for name in modules(wheel):
                subprocess.run([str(python), "-W", "error", "-c", f"import {name}"], check=True, cwd=place)
            plugins = [str(python), "-m", "govdisclosure", "plugins", "--json"]
            listed = subprocess.run(plugins, check=True, capture_output=True, encoding="utf-8", cwd=place).stdout
            if '"refused": []' not in listed:
                sys.exit(f"{wheel.name}: a plugin is refused:\n{listed}")
            if metadata(wheel)["Name"] == "govdisclosure":
                if demo(python, Path(place) / "demo", ROOT / "examples"):
                    sys.exit(f"{wheel.name}: the demo failed")
                example = next(WHEELS.glob("govdisclosure_health_commission-*.whl"))  # the tutorial ends with it
                subprocess.run([*pip, "install", "-q", f"{wheel}[testing]", str(example), "pytest"], check=True)
                try_tutorials(python)
        print(f"{wheel.name}: installs alone, imports, works")


def cut_off() -> tuple[list[str], str]:
    """Return what to put before a command so that it has no network, and how that is done."""
    namespace = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and not subprocess.run([*namespace, "true"], check=False, capture_output=True).returncode:
        return namespace, "in a namespace without a network"
    return [], "with every connection refused by Python"


def try_bundle() -> None:
    """Unpack the bundle for this machine, install it and run the demo without a network."""
    here = f"{platform.system()}-{platform.machine()}".lower()
    name = next((one for one, about in PLATFORMS.items() if here in about.machines), None)
    if name is None:
        sys.exit(f"there is no bundle for {here}")
    path = make(name, pythons=[".".join(platform.python_version_tuple()[:2])])
    first = path.read_bytes()
    if make(name, pythons=[".".join(platform.python_version_tuple()[:2])]).read_bytes() != first:
        sys.exit("made twice, the bundle differs")
    with TemporaryDirectory() as place:
        with ZipFile(path) as archive:
            archive.extractall(place)
        folder = Path(place) / path.stem
        before, how = cut_off()
        env = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
        if not before:
            refusing = Path(place) / "refusing"
            refusing.mkdir()
            (refusing / "sitecustomize.py").write_text(_REFUSING, encoding="utf-8")
            env["PYTHONPATH"] = str(refusing)
        script = [sys.executable, "start.py"] if os.name == "nt" else ["sh", "start.sh"]
        env["PYTHON"] = sys.executable
        done = subprocess.run([*before, *script, "demo"], check=False, cwd=folder, env=env)
        made = sorted(one.name for one in (folder / "demo").glob("report.*")) if not done.returncode else []
        desk = subprocess.run([*before, *script, "desk", "--help"], check=False, cwd=folder, env=env, capture_output=True)
        if desk.returncode:
            sys.exit(f"the desk cannot be started from the bundle {how}")
        if made != ["report.csv", "report.docx", "report.json", "report.xlsx"]:
            sys.exit(f"the bundle failed {how}")
        wrong = next(iter(sorted((folder / "wheels").iterdir())))
        wrong.write_bytes(b"damaged")
        shutil.rmtree(folder / ".venv")
        said = subprocess.run([*script, "plugins"], check=False, cwd=folder, env=env, capture_output=True, encoding="utf-8")
        if not said.returncode or wrong.name not in said.stderr:
            sys.exit("a damaged file was not named")
    print(f"{path.name}: installed and run {how}; a damaged file is named")


if __name__ == "__main__":
    if not list(WHEELS.glob("*.whl")):
        sys.exit(f"build the wheels first: make wheels (looked in {WHEELS.relative_to(ROOT)})")
    {"wheels": try_wheels, "bundle": try_bundle}[sys.argv[1]]()
