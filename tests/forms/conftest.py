"""A form of cn-2021 on 2024, and figures to fill it in with."""

from __future__ import annotations

import random

import pytest

from govdisclosure import load_standard
from govdisclosure.testing.filled_forms import Template
from govdisclosure.testing.planting import a_year, report

STANDARD = load_standard("cn-2021")
YEAR = 2024
LAST = a_year(STANDARD, random.Random(1))
"""Last year's figures, the same for all bodies of a folder: a form is made once and filled in many times."""

VALUES = a_year(STANDARD, random.Random(2), LAST)
"""This year's figures, which agree with each other and with last year's."""


@pytest.fixture(scope="session")
def template() -> Template:
    return Template.of(STANDARD, YEAR, report(STANDARD, LAST, YEAR - 1))
