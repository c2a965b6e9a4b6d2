"""How thorough the tests with Hypothesis are: quick as a rule, ``HYPOTHESIS_PROFILE=long`` to look for rare faults."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from functools import wraps
from itertools import count
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


_CALLS = pytest.StashKey[Counter[tuple[Any, str]]]()
_MEASURED = 5
"""Examples of a property, and sets of parameters of a test, whose coverage is measured: those behind them run the same lines,
and three times as fast unmeasured. The coverage that is shown is a lower bound."""


@pytest.fixture(scope="session", autouse=True)
def _font_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Offer the tests' own font to what lays out documents, so that no test depends on the fonts of the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVDISCLOSURE_FONTS", str(made_font(tmp_path_factory.mktemp("fonts")).parent))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure the coverage of a test's first examples only; all of them are run all the same."""
    measuring = Coverage.current()
    if measuring is None or not isinstance(item, pytest.Function):
        yield
        return
    parent, name = item.parent, item.originalname
    calls = item.session.stash.setdefault(_CALLS, Counter())
    calls[parent, name] += 1
    is_paused = calls[parent, name] > _MEASURED
    of_property: Any = None if is_paused else getattr(item.obj, "hypothesis", None)
    inner: Any = getattr(of_property, "inner_test", None)
    numbers = count()

    def example(*args: Any, **kwargs: Any) -> Any:
        nonlocal is_paused
        if next(numbers) == _MEASURED:
            measuring.stop()
            is_paused = True
        return inner(*args, **kwargs)

    if is_paused:
        measuring.stop()
    elif inner is not None:
        of_property.inner_test = wraps(inner)(example)
    try:
        yield
    finally:
        if is_paused:
            measuring.start()
        if inner is not None:
            of_property.inner_test = inner


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
