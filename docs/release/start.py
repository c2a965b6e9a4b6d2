"""Install govdisclosure from this folder without a network, and start it (离线安装并启动).

``start.sh`` and ``start.bat`` run it. It is written for old Pythons too, so that it can say which one is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE / "examples"
DESK = ["desk", "--or-guide"]


def stop(chinese: str, english: str) -> NoReturn:
    """Say what is wrong, and leave."""
    sys.exit(f"{chinese}\n{english}")


def fitting(bundle: dict[str, Any], version: str, system: str, machine: str) -> tuple[str, str] | None:
    """Say what of a machine does not fit the bundle, in Chinese and English; nothing where it does."""
    if version not in bundle["pythons"]:
        pythons = ", ".join(bundle["pythons"])
        return f"这里的 Python 是 {version},本安装包需要 {pythons}", f"this is Python {version}; the bundle needs {pythons}"
    here = f"{system}-{machine}".lower()
    if here not in bundle["machines"]:
        return f"本安装包用于 {bundle['platform']},这台机器是 {here}", f"the bundle is for {bundle['platform']}; this is {here}"
    return None


def damaged(folder: Path) -> list[str]:
    """Return the files that are not those of the list of SHA-256."""
    wrong = []
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def installed(bundle: dict[str, Any]) -> Path:
    """Return the Python of the virtual environment beside this file, made and filled on the first call."""
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if (folder / "installed").is_file():
        return python
    wrong = damaged(HERE)
    if wrong:
        names = ", ".join(wrong[:5])
        stop(f"文件缺失或损坏,请重新复制:{names}", f"missing or damaged, copy them again: {names}")
    print("正在安装,约需一分钟 / installing, about a minute …", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        stop(
            "不能建立虚拟环境;Debian、Ubuntu 和统信请先安装 python3-venv",
            "no virtual environment; on Debian install python3-venv",
        )
    pip = [str(python), "-m", "pip", "install", "-q", "--no-index", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--find-links", str(HERE / "wheels"), *bundle["requirements"]], check=False)
    if done.returncode:
        stop("安装没有完成,原因见上", "the installation failed for the reason above")
    (folder / "installed").write_text("", encoding="utf-8")
    return python


def demo(python: Path, folder: Path, examples: Path = EXAMPLES) -> int:
    """Work out the example's report, write every built-in format, check it, and hold it against its records."""
    folder.mkdir(parents=True, exist_ok=True)
    records = str(examples / "hengyang-2015" / "records")
    report = folder / "report.json"
    outputs = [part for suffix in ("json", "csv", "xlsx", "docx") for part in ("-o", str(folder / f"report.{suffix}"))]
    for words in (
        ["tabulate", records, "--standard", "cn-hengyang-2015", "--year", "2015", *outputs],
        ["check", str(report)],
        ["verify", str(report), "--records", records],
    ):
        code = subprocess.run([str(python), "-m", "govdisclosure", *words], check=False).returncode
        if code:
            return code
    print(f"示例文件在 {folder} / the example's documents are in {folder}")
    return 0


def main(words: list[str]) -> int:
    """Install where that is still to be done; then the demo, the command that is given, or the desk in the browser."""
    bundle = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    version = ".".join(map(str, sys.version_info[:2]))
    trouble = fitting(bundle, version, platform.system(), platform.machine())
    if trouble:
        stop(*trouble)
    python = installed(bundle)
    if words[:1] == ["demo"]:
        return demo(python, HERE / "demo")
    return subprocess.run([str(python), "-m", "govdisclosure", *(words or DESK)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
