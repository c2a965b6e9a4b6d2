"""How long the official document takes as PDF and as OFD, beside WeasyPrint and LibreOffice where they are installed.

CPU seconds of one report by cn-2021, each way in a process of its own: the first document with all that is loaded for it, and
the median of the next ones, which are of other bodies. LibreOffice is a process for each document.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from attrs import evolve

from govdisclosure import Body, Report, check
from govdisclosure.errors import GovDisclosureError
from govdisclosure.exporters import PublishedReport
from govdisclosure.library import default_library
from govdisclosure.testing import sample_report

WAYS = {
    "pdf": "Typst, official document",
    "ofd": "OFD of the same pages",
    "pdf-page": "WeasyPrint, page on paper",
    "docx": "Word document",
}
NEXT = 5


def publication(number: int = 0) -> PublishedReport:
    report: Report = sample_report("cn-2021")
    report = evolve(report, body=Body(id=f"b{number}", name=f"某市第{number}局"))
    return PublishedReport(report=report, verdict=check(report))


def one_way(name: str) -> None:
    """Write documents one way, and print how long they took."""
    given = [publication(number) for number in range(NEXT + 1)]
    times, size = [], 0
    for one in given:
        begun, stream = time.process_time(), BytesIO()
        default_library().exporters[name].write(one, stream)
        times.append(time.process_time() - begun)
        size = len(stream.getvalue())
    print(f"{WAYS[name]:<30}{times[0]:>10.2f}{median(times[1:]):>10.3f}{size / 1000:>10.0f}")


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def libreoffice() -> None:
    """Turn the Word document into PDF, as offices do it by hand."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        with path.open("wb") as stream:
            default_library().exporters["docx"].write(publication(), stream)
        times = []
        for _ in range(2):
            begun = cpu_of_children()
            command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf"]
            subprocess.run([*command, "--outdir", folder, str(path)], check=True, capture_output=True)  # noqa: S603
            times.append(cpu_of_children() - begun)
        size = path.with_suffix(".pdf").stat().st_size
    print(f"{'LibreOffice on the docx':<30}{times[0]:>10.2f}{times[1]:>10.3f}{size / 1000:>10.0f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        try:
            one_way(sys.argv[1])
        except (GovDisclosureError, KeyError) as error:
            print(f"{WAYS[sys.argv[1]]:<30} not here: {str(error).splitlines()[0][:90]}")
    else:
        print(f"{'a report by cn-2021; CPU seconds':<30}{'first':>10}{'next':>10}{'kB':>10}", flush=True)
        for way in WAYS:
            subprocess.run([sys.executable, __file__, way], check=True)  # noqa: S603 - itself
        if shutil.which("soffice"):
            libreoffice()
