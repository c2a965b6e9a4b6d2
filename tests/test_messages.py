"""Every message is data; its words are in one catalogue a language, each with the same keys and facts."""

from __future__ import annotations

import ast
import copy
import locale
import pickle
import re
import string
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from zipfile import ZipFile

import pytest
from click import Context

import govdisclosure
from govdisclosure import errors
from govdisclosure.cli.main import cli
from govdisclosure.messages import Catalogue, Message, catalogue_keys, joined, language, languages, message, say, speaking
from govdisclosure.records import RECORD_KINDS
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.report.operands import Operand, SideInWords
from govdisclosure.values import Period

PACKAGE = Path(govdisclosure.__file__).parent
CATALOGUES: dict[str, dict[str, str]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((PACKAGE / "messages").glob("*.toml"))
}
ENGLISH = CATALOGUES["en"]
PRODUCTS = """
API Alt Arrow CSV DB DOCTYPE DuckDB Enter Excel GB GBK ISO JSON MB OFD OpenCC PDF SQL SQLAlchemy SparkSession TOML Tab UTF WPS
Word XML csv pandas polars pyarrow pytest docx jsonl ods parquet txt xls xlsx CNY USD
"""
KEYS = """
CAST AS DATE Dialect Infinity NaN None above annex days false headings holidays ignore is keyed lost names not publish requests
encoding sheets show true unavailable version workdays xml years
"""  # words of profiles, calendars, notices and crosswalks, and of the languages of conditions and of SQL
HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of the package, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


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


@cache
def sayings() -> list[Saying]:
    plain_errors = {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type)
        and issubclass(found, errors.GovDisclosureError)
        and not issubclass(found, errors._FaultyError)
    }
    return [
        Saying(path, node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"say", "refused", *plain_errors}
        and node.args
    ]


parsed = string.Formatter().parse


class TestNumbers:
    """A number is followed by one thing or by several: English prints ``1 line`` and ``2 lines``, Chinese has no plural."""

    COUNTED = re.compile(r"\{\w+:([^{}|]*)\|([^{}|]+)(?:\|([^{}|]+))?\}")
    FUNCTION = re.compile(r" (?:among|and|as|at|by|for|from|have|in|is|of|on|or|over|per|reach|than|that|the|to|which|with)\b")
    """Words between a name and a plural that is not what it counts."""

    @classmethod
    def catalogues(cls, lang: str) -> dict[str, Catalogue]:
        root = PACKAGE.parents[1]
        files = root.glob(f"plugins/*/src/*/messages/{lang}.toml")
        plugins = {path: Catalogue(".".join(path.parent.relative_to(path.parents[2]).parts)) for path in sorted(files)}
        return {
            str(path): one for path, one in {PACKAGE / "messages" / f"{lang}.toml": Catalogue(message.CORE), **plugins}.items()
        }

    @classmethod
    def templates(cls, lang: str) -> dict[str, str]:
        read = (tomllib.loads(Path(path).read_text(encoding="utf-8")) for path in cls.catalogues(lang))
        return {f"{number}:{key}": text for number, one in enumerate(read) for key, text in one.items()}

    @classmethod
    def nouns(cls) -> set[str]:
        """What the catalogues count, in the plural."""
        counted = [match for text in cls.templates("en").values() for match in cls.COUNTED.finditer(text) if not match[3]]
        return {word for match in counted for word in {*match[2].split()} - {*match[1].split()} if word.endswith("s")}

    def test_of_one_thing_have_no_plural_behind_them(self) -> None:
        nouns = self.nouns()
        assert {"days", "lines", "records"} <= nouns
        plural = re.compile(r"(?<![\w.])1((?: [a-z-]+){0,2}?) ([a-z]+s)\b")
        said = [
            catalogue.say(key, **{name: [1] if spec and "|" not in spec else 1 for _, name, spec, _ in parsed(text) if name})
            for path, catalogue in self.catalogues("en").items()
            for key, text in tomllib.loads(Path(path).read_text(encoding="utf-8")).items()
        ]
        assert [
            (one.key, match[0])
            for one in said
            for match in plural.finditer(one.en)
            if match[2] in nouns and not self.FUNCTION.search(match[1])
        ] == []

    def test_of_several_things_have_the_plural(self) -> None:
        assert say("law.step.resumed", workdays=1).en == "the clock runs again, 1 working day left"
        assert say("law.step.resumed", workdays=2).en == "the clock runs again, 2 working days left"
        assert say("verdict.failed", passed=0, failed=1, not_run="1").en.startswith("failed: 0 relations hold, 1 does not,")
        assert say("cli.rows", rows="1,001", seconds="1.0", rate="1").en == "1,001 rows in 1.0 s, 1 a second"

    def test_are_told_apart_in_english_alone(self) -> None:
        assert [key for key, text in self.templates("zh").items() if "|" in text] == []
        shapes = {
            (bool(match[1]), match[3] is None)
            for text in self.templates("en").values()
            for match in self.COUNTED.finditer(text)
        }
        assert shapes == {(True, True), (False, False)}  # the number with its word, or the word alone


class TestCatalogues:
    """There is one file a language; each has every key, in the same order and with the same facts."""

    def test_are_the_languages(self) -> None:
        assert languages() == tuple(CATALOGUES)
        assert {"zh", "en"} <= set(CATALOGUES)

    @pytest.mark.parametrize("lang", CATALOGUES)
    def test_have_the_same_keys_in_the_same_order(self, lang: str) -> None:
        assert list(CATALOGUES[lang]) == list(ENGLISH)
        assert [key for key, words in CATALOGUES[lang].items() if not words] == []

    @pytest.mark.parametrize("lang", CATALOGUES)
    def test_name_the_same_facts(self, lang: str) -> None:
        assert [key for key, words in CATALOGUES[lang].items() if placeholders(words) != placeholders(ENGLISH[key])] == []

    def test_are_in_the_language_that_they_say(self) -> None:
        mixed = []
        for key in ENGLISH.keys() - {"locale.locales"}:
            zh, en = (re.sub(r"\{.*?\}", "", CATALOGUES[lang][key]) for lang in ("zh", "en"))
            en = re.sub(r"\([\u3400-\u9fff]+\)|[万亿]?元", "", en)  # English may quote a term in brackets, and a unit
            if HAN.search(en) or (re.search(r"[A-Za-z]", en) and not HAN.search(zh)):
                mixed.append(key)
        assert mixed == []

    def test_have_full_width_punctuation_among_chinese_words(self) -> None:
        """But in code, such as ``('a', 'b')``, ``sum(parts.指标)`` and ``cn-2021?选项=取值``."""
        code = re.compile(
            r"\{[^{}]*\}|[\w.]*\([^()\u3400-\u9fff]*\)|\w+\(parts\.\w+\)|cn-2021\S+|标准[:+]表?|\w+:///\S*?(?=[，、])"
        )
        narrow = re.compile(r"(?<=[\u3400-\u9fff”）])[,;:?!()]|[,;:?!()](?=[\u3400-\u9fff“（])")
        assert [(key, text) for key, text in CATALOGUES["zh"].items() if narrow.search(code.sub("", text))] == []

    def test_have_no_english_words_among_chinese_ones(self) -> None:
        """But names: of products and formats, of commands and options, of what files and programs hold."""
        spelt = re.compile(
            r"\{[^{}]*\}|--?[a-z][\w-]*|\w*\.\w[\w.]*|\w+_\w+|\w+://\S*|\[\w+\]|['\"][^'\"]*['\"]|pip install \S+|\w+ = "
            r"|[a-z]+-\S+|-[HQ]\d|\b\w\b",
            re.ASCII,
        )
        schemas = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.schema.json"))
        names = {*dir(govdisclosure), *cli.list_commands(Context(cli)), *re.findall(r'"(\w+)"', schemas)}
        names |= {name for kind in RECORD_KINDS.values() for name in (kind.name, *kind.fields)}
        names |= set(PRODUCTS.split()) | set(KEYS.split())
        found = {
            (key, word)
            for key, text in CATALOGUES["zh"].items()
            if HAN.search(text)
            for word in re.findall(r"[A-Za-z]+", spelt.sub("，", text))
            if word not in names
        }
        assert found == set()

    def test_have_no_colloquial_chinese(self) -> None:
        words = "不行|看不懂|读不了|打不开|不会写|写不出|不认识这|分不清|分不出|看不出|不足为奇|像是|是不是|怎么办"
        assert [(key, text) for key, text in CATALOGUES["zh"].items() if re.search(words, text)] == []

    def test_have_no_dialect_of_the_house_in_english(self) -> None:
        """Plain words: *is* for *stands*, *required* for *wanted*, *character* for *sign*, *submission* for *hand-in*."""
        words = r"\b(stands?|standing|stood|told|wanted|wants|signs|bears|anew|hand-ins?|lies|that is no|it is no)\b"
        plain = {key: re.sub(r"\{[^{}]*\}", "", text) for key, text in ENGLISH.items()}
        assert [(key, text) for key, text in plain.items() if re.search(words, text)] == []

    def test_keep_the_keys_of_a_family_together(self) -> None:
        runs = [family for family, _ in groupby(key.partition(".")[0] for key in ENGLISH)]
        assert sorted(runs) == sorted(set(runs))

    def test_say_the_same_family_by_family(self) -> None:
        families = {key.partition(".")[0] for key in ENGLISH}
        for lang, whole in CATALOGUES.items():
            parts = [message.templates(message.CORE, lang, family) for family in families]
            assert {key: text for part in parts for key, text in part.items()} == whole

    def test_are_listed_in_the_order_of_the_files(self) -> None:
        assert catalogue_keys() == tuple(ENGLISH)


class TestUse:
    """Code names the key and hands over the facts; no key is left over, none is misspelt, no fact is forgotten."""

    def test_is_made_of_every_key(self) -> None:
        patterns = {part for tree in trees().values() for part in parts_of(tree)}
        written = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        assert [key for key in ENGLISH if not written.fullmatch(key)] == [], "no module says these"

    def test_names_keys_that_exist(self) -> None:
        assert [(one.place, one.key) for one in sayings() if one.key and one.key not in ENGLISH] == []

    def test_hands_over_the_facts_that_the_words_name_and_no_others(self) -> None:
        assert [
            (one.place, placeholders(ENGLISH[one.key]) ^ one.facts)
            for one in sayings()
            if one.key in ENGLISH and one.facts is not None and placeholders(ENGLISH[one.key]) != one.facts
        ] == []

    def test_makes_up_keys_of_families_that_exist(self) -> None:
        made_up = [
            (one.place, pattern)
            for one in sayings()
            if isinstance(one.said, ast.JoinedStr)
            for pattern in parts_of(one.said)
            if ".+" in pattern
        ]
        assert len(made_up) > 5
        assert [place for place, pattern in made_up if not any(re.fullmatch(pattern, key) for key in ENGLISH)] == []


class TestSay:
    """A message is put into words last; both languages are kept until then."""

    def test_fills_in_the_facts_in_both_languages(self) -> None:
        said = say("period.reversed", start=date(2015, 1, 1), end=date(2014, 12, 31))
        assert said.zh == "统计期的止日2014-12-31早于起日2015-01-01，请更正"
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
            (Message.literal(zh="一", en="one"), "一", "one"),
            (["a", 1, Message.literal(zh="一", en="one")], "a、1、一", "a, 1, one"),
            ((), "", ""),
            (None, "None", "None"),
        ],
    )
    def test_words_each_kind_of_fact(self, fact: object, zh: str, en: str) -> None:
        said = say("read.unknown_format", formats=fact)
        assert said.zh.endswith(f"：{zh}")
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


class Sheet:
    """Something large that has words: a stand-in for a field, a period, a standard's row."""

    zh, en = "表", "sheet"
    __hash__ = None  # type: ignore[assignment]


class TestMessage:
    """A message is data: a key and small facts. Words are made where it is shown."""

    def test_carries_its_key_and_facts(self) -> None:
        message = say("period.number", number=5, most=4)
        assert message.key == "period.number"
        assert message.facts == {"number": 5, "most": 4}

    def test_is_equal_to_what_says_the_same(self) -> None:
        message = say("period.year", year=0)
        assert message == say("period.year", year="0") == Message.literal(**message.both)
        assert len({message, say("period.year", year="0"), Message.literal(**message.both)}) == 1
        assert message != say("period.year", year=1)
        assert say("read.unknown_format", formats=True) != say("read.unknown_format", formats=1)
        assert message != "0"

    def test_holds_other_messages(self) -> None:
        inner = say("period.year", year=0)
        message = say("join.brackets", inner=inner)
        assert message.facts == {"inner": inner}
        assert message.en == f"({inner.en})"

    def test_keeps_nothing_large_alive(self) -> None:
        message = say("join.brackets", inner=Sheet())
        assert message.facts == {"inner": Message.literal(zh="表", en="sheet")}
        assert message.both == {"zh": "（表）", "en": "(sheet)"}
        assert say("join.brackets", inner=PACKAGE).facts == {"inner": str(PACKAGE)}

    @pytest.mark.parametrize(
        "message",
        [
            say("period.reversed", start=date(2015, 1, 1), end=date(2014, 12, 31)),
            say("read.unknown_format", formats=[Outcome.GRANTED, Decimal("1.50"), say("json.required")]),
            Message.literal(zh="一", en="one"),
        ],
    )
    def test_is_the_same_in_another_process(self, message: Message) -> None:
        shown = message.both
        again = pickle.loads(pickle.dumps(message))  # noqa: S301
        assert again == message == copy.deepcopy(message)
        assert (again.key, again.facts, again.both) == (message.key, message.facts, shown)

    def test_is_stored_without_its_words(self) -> None:
        message = say("form.cover.how")
        before = len(pickle.dumps(message))
        assert str(message)
        assert len(pickle.dumps(message)) == before < 200

    def test_is_marked_by_key_and_facts_whatever_the_catalogue_says(self) -> None:
        facts = {"names": [Outcome.GRANTED, Decimal("1E+1")], "inner": say("period.year", year=0), "day": date(2024, 1, 2)}
        message, other = Message("made.up", "nowhere", ()), say("join.brackets", inner=facts["inner"])
        assert message.mark == "made.up"
        assert other.mark == "join.brackets\x1einner=period.year\x1eyear=0"
        assert say("join.brackets", inner=facts["names"]).mark == "join.brackets\x1einner=Outcome.GRANTED\x1d10"
        assert say("join.brackets", inner=facts["day"]).mark == "join.brackets\x1einner=2024-01-02"
        side = SideInWords((Operand(1, "a", "甲", (3,)),))
        with speaking("zh"):
            assert say("join.brackets", inner=side).mark == "join.brackets\x1einner=a (3)"
        assert Message.literal(zh="一", en="one").mark == "一\x1eone"

    def test_says_the_words_of_what_has_them(self) -> None:
        assert Message.of(Period.half(2024, 1)).both == {"zh": "2024年上半年", "en": "2024-H1"}

    def test_has_a_short_repr(self) -> None:
        with speaking("en"):
            assert repr(say("period.year", year=0)) == "Message('period.year', 'there is no year 0')"
            assert len(repr(say("form.cover.how"))) <= 200

    def test_of_given_words_says_them_in_every_language(self) -> None:
        assert Message.literal("A4").both == {"zh": "A4", "en": "A4"}
        assert Message.literal(zh="一").both == {"zh": "一", "en": "一"}
        assert Message.literal(en="one").both == {"zh": "one", "en": "one"}
        assert Message.literal().both == {"zh": "", "en": ""}

    def test_may_be_made_of_several(self) -> None:
        parts = [Message.literal(zh="一", en="one"), Message.literal("2")]
        assert joined(parts).both == {"zh": "一；2", "en": "one; 2"}
        assert joined(parts, "list").both == {"zh": "一、2", "en": "one, 2"}
        assert joined(parts, "sum").both == {"zh": "一 + 2", "en": "one + 2"}
        assert joined(parts[:1]) is parts[0]


class TestAnotherLanguage:
    """A language is one catalogue file: with it the messages, the lists and the locale's choice are there."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        folder = tmp_path / "toy_messages"
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "en.toml").write_text(
            '"locale.locales" = "en"\n"toy.a" = "{names} and {more: / }"\n"toy.b" = "only English"\n', encoding="utf-8"
        )
        (folder / "zh.toml").write_text(
            '"locale.locales" = "zh"\n"locale.list" = "、"\n"toy.a" = "{names}和{more: / }"\n"toy.b" = "汉语"\n',
            encoding="utf-8",
        )
        (folder / "fr.toml").write_text(
            '"locale.locales" = "fr"\n"locale.list" = " ; "\n"locale.yes" = "oui"\n"locale.no" = "non"\n'
            '"toy.a" = "{names} et {more: / }"\n',
            encoding="utf-8",
        )
        monkeypatch.syspath_prepend(tmp_path)
        caches = (message.languages, message.templates, message._texts, message._language_of)
        for cached in caches:
            cached.cache_clear()
        yield "toy_messages"
        for cached in caches:
            cached.cache_clear()

    def test_is_shown_where_it_is_chosen(self, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(message, "CORE", package)
        monkeypatch.setenv("GOVDISCLOSURE_LANG", "fr_FR.UTF-8")
        own = Catalogue(package)
        assert languages() == ("en", "fr", "zh")
        assert language() == "fr"
        assert str(own.say("toy.a", names=["x", True], more=("y", "z"))) == "x ; oui et y / z"
        assert str(own.say("toy.b")) == "only English"
        assert own.keys() == ("locale.locales", "toy.a", "toy.b")

    def test_is_listed_in_an_archive_too(self, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = tmp_path / package
        with ZipFile(tmp_path / "toy.zip", "w") as archive:
            for file in folder.iterdir():
                archive.write(file, f"{package}/{file.name}")
                file.unlink()
        folder.rmdir()
        monkeypatch.syspath_prepend(tmp_path / "toy.zip")
        monkeypatch.setattr(message, "CORE", package)
        assert languages() == ("en", "fr", "zh")
        with speaking("fr"):
            assert str(Catalogue(package).say("toy.b")) == "only English"

    def test_of_a_plugin_is_in_its_own_package(self, package: str) -> None:
        message = Catalogue(package).say("toy.a", names=say("json.required"), more=[1])
        assert message.both == {"zh": "缺少这一项和1", "en": "this is required and 1"}
        assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301
