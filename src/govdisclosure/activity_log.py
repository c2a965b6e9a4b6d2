"""The log (运行日志): a line for each step that was done, for the systems that embed this package.

Loggers are ``govdisclosure.AREA``, where an area is the part of the package that does the step. A line is the step and facts
about it, each as ``name=value``: numbers, and names of standards, periods, kinds of record and formats. Nothing that is in a
record or document is a fact, nor is a file's name. Nothing is printed unless the embedding system configures logging.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

from govdisclosure.messages import Message

_NAME = "govdisclosure"

logging.getLogger(_NAME).addHandler(logging.NullHandler())  # else Python prints warnings where nobody configured a log


@contextmanager
def logged(area: str, step: str) -> Iterator[dict[str, object]]:
    """Log a step at level INFO once it has succeeded: the facts that the block adds, and how many seconds it took.

    A fact that is None is left out; one of several values is separated by commas.
    """
    facts: dict[str, object] = {}
    begun = perf_counter()
    yield facts
    log_step(area, step, **facts, seconds=f"{perf_counter() - begun:.3f}")


def log_step(area: str, step: str, **facts: object) -> None:
    """Log a step and its facts at level INFO; the facts are as for :func:`logged`."""
    logger = logging.getLogger(f"{_NAME}.{area}")
    if logger.isEnabledFor(logging.INFO):
        logger.info("%s %s", step, " ".join(f"{name}={_value(fact)}" for name, fact in facts.items() if fact is not None))


def log_refusal(plugin: str, distribution: str, reason: Message) -> None:
    """Log at level WARNING that a plugin, or something that it offers, is not used."""
    words = " ".join(reason.en.split())
    logging.getLogger(f"{_NAME}.plugins").warning("refused plugin=%s distribution=%s reason=%s", plugin, distribution, words)


def _value(fact: object) -> str:
    if isinstance(fact, str) or not isinstance(fact, Iterable):
        return str(fact)
    return ",".join(sorted(str(each) for each in fact)) or "none"
