"""How thorough the tests with Hypothesis are: quick as a rule, ``HYPOTHESIS_PROFILE=long`` to look for rare faults."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import settings
from tests.made_fonts import made_font
from tests.servers import postgresql

from govdisclosure.library import using
from govdisclosure.plugins import DISABLE
from govdisclosure.testing.registration import register_profiles
from govdisclosure.testing.site import Site

register_profiles()
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick")
settings.load_profile(f"govdisclosure-{_PROFILE}")


class _Coverage:
    """Measures the coverage of each test function until it meets no new lines; all of it is run all the same.

    Tests run more than twice as fast unmeasured, and many examples run the same lines. The coverage that is shown is a lower
    bound.
    """

    STEP = 0.2
    """Seconds of processor time, for all parameters and examples of a function together, in which it has to meet new lines."""

    def __init__(self) -> None:
        self.rest: dict[tuple[Any, str], float] = {}
        """The time until the next look at each function; none where it is not measured any more."""
        self.known: dict[tuple[Any, str], int] = {}
        """How many steps from line to line were known at the last look."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        measuring = Coverage.current()
        if measuring is None or measuring._collector is None or not isinstance(item, pytest.Function):
            return (yield)
        data, function, is_paused = measuring._collector.data, (item.parent, item.originalname), False

        def pause() -> None:
            nonlocal is_paused
            measuring.stop()
            is_paused = True

        def look(*_: object) -> None:
            known, self.known[function] = self.known[function], sum(map(len, data.values()))
            if known == self.known[function]:
                pause()

        self.known.setdefault(function, sum(map(len, data.values())))
        rest = self.rest.get(function, self.STEP)
        if not rest:
            pause()
        before = signal.signal(signal.SIGVTALRM, look)
        signal.setitimer(signal.ITIMER_VIRTUAL, rest, self.STEP)
        try:
            return (yield)
        finally:
            rest, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
            self.rest[function] = 0 if is_paused else rest
            if is_paused:
                measuring.start()


def pytest_configure(config: pytest.Config) -> None:
    """Measure the tests of plugins as those beside this file, and let no test fail because a machine computes slowly."""
    config.pluginmanager.register(_Coverage(), "measured_in_part")  # whoever needs every line says -p no:measured_in_part
    config.addinivalue_line("filterwarnings", "default::govdisclosure.plugins.SlowPluginWarning")


@pytest.fixture(scope="session", autouse=True)
def _font_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lay out documents in the tests' own font and no other, so that no test depends on the fonts of the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVDISCLOSURE_FONTS", str(made_font(tmp_path_factory.mktemp("fonts")).parent))
        patch.setenv("GOVDISCLOSURE_FONTS_ALONE", "1")
        yield


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delenv(DISABLE, raising=False)
    made = Site(folder)
    with using():
        yield made
    for module in made.modules:
        sys.modules.pop(module, None)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let an interruption raise: a process started in the background may have been told to ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A real server of PostgreSQL: the one of GOVDISCLOSURE_POSTGRES, else one of this run alone."""
    given = os.environ.get("GOVDISCLOSURE_POSTGRES")
    if given:
        yield given
        return
    with postgresql() as address:
        yield address
