"""The words that records are made of: stable values, labels in both languages."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from govdisclosure.records import RECORD_KINDS, vocabulary
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel, Word

VOCABULARIES = [
    found for found in vars(vocabulary).values() if isinstance(found, type) and issubclass(found, Word) and found is not Word
]
EVERY_VOCABULARY = pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.__name__)


class TestWords:
    """A word's value is stable for ever, its labels are shown."""

    @EVERY_VOCABULARY
    def test_have_values_that_files_and_conditions_can_hold(self, words: type[Word]) -> None:
        assert [word.value for word in words if not re.fullmatch(r"[a-z]+(_[a-z]+)*", word.value)] == []

    @EVERY_VOCABULARY
    def test_are_called_in_python_as_in_files(self, words: type[Word]) -> None:
        assert {word.name: word.value.upper() for word in words} == {word.name: word.name for word in words}

    @EVERY_VOCABULARY
    def test_have_labels_in_both_languages(self, words: type[Word]) -> None:
        for word in words:
            assert re.search(r"[\u3400-\u9fff]|^Weibo$", word.zh)
            assert word.en
            assert not re.search(r"[\u3400-\u9fff]", word.en)

    @EVERY_VOCABULARY
    def test_are_told_apart_by_value_and_by_label(self, words: type[Word]) -> None:
        names = words.__members__
        assert len(names) == len(set(words)) == len({word.value for word in words})
        assert len(names) == len({word.zh for word in words}) == len({word.en for word in words})

    @EVERY_VOCABULARY
    def test_are_found_by_value_and_stay_themselves(self, words: type[Word]) -> None:
        for word in words:
            assert word is copy.deepcopy(word) is pickle.loads(pickle.dumps(word))  # noqa: S301
            assert words._value2member_map_[word.value] is word
            assert {word: 1}[word] == 1

    @EVERY_VOCABULARY
    def test_say_what_they_are_for(self, words: type[Word]) -> None:
        assert re.search(r"\([^)]*[\u3400-\u9fff]", words.__doc__ or "")

    @EVERY_VOCABULARY
    def test_serve_some_field(self, words: type[Word]) -> None:
        assert any(field.words is words for kind in RECORD_KINDS.values() for field in kind.fields.values())

    def test_are_never_equal_across_vocabularies(self) -> None:
        assert Applicant.OTHER != Outcome.OTHER  # type: ignore[comparison-overlap]
        assert Applicant.OTHER != "other"  # type: ignore[comparison-overlap]


class TestOutcome:
    """Outcome is the common refinement of all national forms."""

    ROWS_OF_2021 = (  # 本年度办理结果 of cn-2021, as printed; 保护第三方合法权益 is three members, 不掌握 two
        *("granted", "granted_in_part", "state_secret", "forbidden_by_law", "public_security"),
        *("trade_secret", "personal_privacy", "third_party_rights", "internal_affairs", "process_information"),
        *("enforcement_file", "administrative_query", "does_not_exist", "not_ours", "not_ready_made", "still_unclear"),
        *("petition", "repeated", "public_print", "excessive", "confirmation", "not_corrected", "fee_not_paid", "other"),
    )

    @pytest.mark.parametrize("value", [*ROWS_OF_2021, "already_public", "other_way", "withdrawn"])
    def test_has_a_member_for_each_row(self, value: str) -> None:
        assert value in {word.value for word in Outcome}


class TestRequestChannel:
    """当面(书面、口头)、邮寄(需签收、平常信函)、传真、网上、电子邮件: article 31 tells them apart."""

    def test_has_these_seven(self) -> None:
        assert [one.value for one in RequestChannel] == [
            *("in_person", "oral", "registered_post", "ordinary_post", "fax", "online", "email")
        ]
