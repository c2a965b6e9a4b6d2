"""Every sentence that a user sees stands in messages.toml, in Chinese and in English."""

from __future__ import annotations

import ast
import locale
import re
import string
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

import govdisclosure
from govdisclosure import errors
from govdisclosure.messages import Sentence, catalogue_keys, language, say, speaking
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.values import Period

PACKAGE = Path(govdisclosure.__file__).parent
CATALOGUE: dict[str, dict[str, str]] = tomllib.loads((PACKAGE / "messages.toml").read_text(encoding="utf-8"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
HAN = re.compile(r"[\u3400-\u9fff]")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def parts_of(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a program, and its f-strings as patterns."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield re.escape(inner.value)
        elif isinstance(inner, ast.JoinedStr):
            texts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in inner.values]
            if "\\." in texts[0]:  # a key's first level at least stands in the program
                yield "".join(texts)


class Saying:
    """A place in the program that puts a message into words: ``say(key, …)``, ``refused(where, key, …)``, an error."""

    def __init__(self, path: Path, call: ast.Call) -> None:
        self.place = f"{path.relative_to(PACKAGE)}:{call.lineno}"
        self.call = call
        self.said = call.args[isinstance(call.func, ast.Name) and call.func.id == "refused"]

    @property
    def key(self) -> str | None:
        """The key, where it is written out."""
        said = self.said
        return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else None

    @property
    def facts(self) -> set[str] | None:
        """The names of the facts, where they are written out."""
        names = [keyword.arg for keyword in self.call.keywords]
        return None if None in names else {name for name in names if name is not None}


def sayings() -> Iterator[Saying]:
    plain_errors = {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type)
        and issubclass(found, errors.GovDisclosureError)
        and not issubclass(found, errors._FaultyError)
    }
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"say", "refused", *plain_errors}
                and node.args
            ):
                yield Saying(path, node)


SAYINGS = list(sayings())


class TestCatalogue:
    """messages.toml has both languages for each key, with the same facts."""

    def test_has_both_languages_and_nothing_else(self) -> None:
        assert [key for key, words in CATALOGUE.items() if words.keys() != {"zh", "en"} or not all(words.values())] == []

    def test_names_the_same_facts_in_both(self) -> None:
        assert [key for key, words in CATALOGUE.items() if placeholders(words["zh"]) != placeholders(words["en"])] == []

    def test_is_in_the_language_that_it_says(self) -> None:
        mixed = []
        for key, words in CATALOGUE.items():
            zh, en = (re.sub(r"\{.*?\}", "", words[lang]) for lang in ("zh", "en"))
            en = re.sub(r"\([\u3400-\u9fff]+\)|[万亿]?元", "", en)  # English may quote a term in brackets, and a unit
            if HAN.search(en) or (re.search(r"[A-Za-z]", en) and not HAN.search(zh)):
                mixed.append(key)
        assert mixed == []

    def test_keeps_the_keys_of_a_family_together(self) -> None:
        runs = [family for family, _ in groupby(key.partition(".")[0] for key in CATALOGUE)]
        assert sorted(runs) == sorted(set(runs))

    def test_is_listed_in_the_order_of_the_file(self) -> None:
        assert catalogue_keys() == tuple(CATALOGUE)


class TestUse:
    """Code names the key and hands over the facts; no key is left over, none is misspelt, no fact is forgotten."""

    PATTERNS = re.compile(
        "|".join(f"(?:{pattern})" for pattern in {part for tree in TREES.values() for part in parts_of(tree)})
    )

    def test_is_made_of_every_key(self) -> None:
        assert [key for key in CATALOGUE if not self.PATTERNS.fullmatch(key)] == [], "no module says these"

    def test_names_keys_that_exist(self) -> None:
        assert [(one.place, one.key) for one in SAYINGS if one.key and one.key not in CATALOGUE] == []

    def test_hands_over_every_fact_that_the_words_name(self) -> None:
        found = [
            (one.place, placeholders(CATALOGUE[one.key]["en"]) - one.facts)
            for one in SAYINGS
            if one.key in CATALOGUE and one.facts is not None
        ]
        assert [(place, forgotten) for place, forgotten in found if forgotten] == []

    def test_makes_up_keys_of_families_that_exist(self) -> None:
        made_up = [
            (one.place, pattern)
            for one in SAYINGS
            if isinstance(one.said, ast.JoinedStr)
            for pattern in parts_of(one.said)
            if ".+" in pattern
        ]
        assert len(made_up) > 5
        assert [place for place, pattern in made_up if not any(re.fullmatch(pattern, key) for key in CATALOGUE)] == []


class TestSay:
    """A message is put into words last; both languages are kept until then."""

    def test_fills_in_the_facts_in_both_languages(self) -> None:
        said = say("period.reversed", start=date(2015, 1, 1), end=date(2014, 12, 31))
        assert said.zh == "统计期的止日2014-12-31早于起日2015-01-01,请更正"
        assert said.en == "the period ends (2014-12-31) before it starts (2015-01-01); correct one of them"

    @pytest.mark.parametrize(
        ("fact", "zh", "en"),
        [
            ("plain {text}", "plain {text}", "plain {text}"),
            (946, "946", "946"),
            (True, "是", "yes"),
            (False, "否", "no"),
            (Decimal("1E+3"), "1000", "1000"),
            (date(2015, 3, 1), "2015-03-01", "2015-03-01"),
            (Outcome.GRANTED, "予以公开", "disclosed"),
            (Period.half(2024, 1), "2024年上半年", "2024-H1"),
            (Sentence("一", "one"), "一", "one"),
            (["a", 1, Sentence("一", "one")], "a、1、一", "a, 1, one"),
            ((), "", ""),
            (None, "None", "None"),
        ],
    )
    def test_words_each_kind_of_fact(self, fact: object, zh: str, en: str) -> None:
        said = say("read.unknown_format", formats=fact)
        assert said.zh.endswith(f":{zh}")
        assert said.en.endswith(f": {en}")

    def test_knows_no_other_keys(self) -> None:
        with pytest.raises(KeyError, match=r"no\.such"):
            say("no.such")

    def test_misses_no_fact(self) -> None:
        with pytest.raises(KeyError, match="end"):
            say("period.reversed", start=date(2015, 1, 1))


class TestLanguage:
    """The chosen language, else GOVDISCLOSURE_LANG, else the locale's; English otherwise."""

    @pytest.fixture(autouse=True)
    def _no_locale(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("GOVDISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(locale, "getlocale", lambda: (None, None))

    @pytest.mark.parametrize(
        ("variables", "wanted"),
        [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"GOVDISCLOSURE_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
            ({"GOVDISCLOSURE_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
            ({"GOVDISCLOSURE_LANG": "ZH"}, "zh"),
            ({"GOVDISCLOSURE_LANG": "", "LANG": "zh_TW"}, "zh"),
            ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
            ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ],
    )
    def test_is_found_in_the_environment(self, variables: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert language() == wanted

    @pytest.mark.parametrize(
        ("name", "wanted"), [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), ("English_Ireland", "en")]
    )
    def test_is_asked_of_the_system_where_no_variable_is_set(
        self, name: str, wanted: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locale, "getlocale", lambda: (name, "936"))
        assert language() == wanted

    def test_is_chosen_for_a_block_and_no_longer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GOVDISCLOSURE_LANG", "en")
        said = say("json.required")
        with speaking("zh"):
            assert str(said) == "缺少这一项"
            with speaking("en"):
                assert str(said) == "this is required"
            with speaking(None):
                assert str(said) == "缺少这一项"
        assert str(said) == "this is required"

    def test_is_put_back_after_an_error(self) -> None:
        with pytest.raises(ZeroDivisionError), speaking("zh"):
            raise ZeroDivisionError
        assert language() == "en"
