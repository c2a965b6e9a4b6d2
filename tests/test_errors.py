"""One tree of errors, each also a built-in kind."""

import builtins
import copy
import inspect
import pickle
import re

import pytest

from govdisclosure import errors
from govdisclosure.errors import (
    Fault,
    GovDisclosureError,
    InvalidRecordError,
    InvalidStandardError,
    PluginError,
    UnknownFormatError,
    UnreadableError,
)
from govdisclosure.messages import say, speaking

DRAWN = dict(re.findall(r"^ *[├└]── (\w+) +(\w+) ", errors.__doc__ or "", re.MULTILINE))
DEFINED = {
    name: found
    for name, found in vars(errors).items()
    if inspect.isclass(found) and issubclass(found, GovDisclosureError) and not name.startswith("_")
}


class TestTree:
    """The tree is drawn in the module's docstring; every error is also a built-in kind, so that ordinary ``except`` works."""

    def test_is_drawn_as_it_is(self) -> None:
        assert {*DRAWN, "GovDisclosureError"} == DEFINED.keys()

    @pytest.mark.parametrize(("name", "kind"), DRAWN.items())
    def test_is_also_of_a_built_in_kind(self, name: str, kind: str) -> None:
        assert issubclass(DEFINED[name], getattr(builtins, kind))
        assert issubclass(DEFINED[name], GovDisclosureError)

    @pytest.mark.parametrize("name", DEFINED)
    def test_says_when_it_is_raised(self, name: str) -> None:
        assert DEFINED[name].__doc__


class TestMessage:
    """A message says what was found, where, and what to do, in both languages; the facts are attributes too."""

    error = UnknownFormatError("write.unknown_format", found="pdf", known=["csv", "docx"])

    def test_has_its_facts_as_attributes(self) -> None:
        assert self.error.key == "write.unknown_format"
        assert self.error.facts == {"found": "pdf", "known": ["csv", "docx"]}

    def test_is_in_the_language_of_the_reader(self) -> None:
        with speaking("zh"):
            assert str(self.error) == "不支持写出 pdf 格式，可用：csv、docx" == self.error.in_language("zh")
        with speaking("en"):
            assert str(self.error) == "pdf cannot be written; there are csv, docx" == self.error.in_language("en")

    def test_survives_copying_and_pickling(self) -> None:  # as between processes
        for again in (copy.copy(self.error), pickle.loads(pickle.dumps(self.error))):  # noqa: S301
            assert type(again) is UnknownFormatError
            assert (again.key, again.facts, again.sentence) == (self.error.key, self.error.facts, self.error.sentence)

    def test_can_be_caught_as_the_built_in_kind(self) -> None:
        with pytest.raises(LookupError, match="pdf cannot be written"), speaking("en"):
            raise self.error
        with pytest.raises(RuntimeError):
            raise PluginError("plugin.taken", name="a", other="b", own="c")


class TestFaults:
    """An error about an input gathers every fault, each with its place and field, so that all can be mended at once."""

    first = Fault(where="request.csv line 17", field="closed", sentence=say("csv.column_twice"))
    second = Fault(sentence=say("json.required"))

    def test_says_place_then_field_then_what_is_wrong(self) -> None:
        assert self.first.zh == "request.csv line 17:closed：表头中有重复的列"
        assert self.first.en == "request.csv line 17: closed: a column appears twice in the header"

    def test_leaves_out_what_is_not_known(self) -> None:
        assert (self.second.zh, self.second.en) == ("缺少这一项", "this is required")

    def test_shows_a_single_fault_on_one_line(self) -> None:
        error = UnreadableError([self.first])
        assert error.in_language("en") == self.first.en
        assert error.in_language("zh") == self.first.zh
        assert error.faults == (self.first,)

    def test_shows_several_one_a_line_with_their_number(self) -> None:
        error = InvalidRecordError([self.first, self.second])
        assert error.in_language("en").splitlines() == ["2 faults:", self.first.en, self.second.en]
        assert error.in_language("zh").splitlines() == ["共2处问题：", self.first.zh, self.second.zh]

    def test_names_a_standards_file_as_such(self) -> None:
        assert InvalidStandardError([self.second]).in_language("zh").startswith("统计标准文件有误：")
        assert InvalidStandardError([self.first, self.second]).in_language("zh").startswith("统计标准文件有2处错误：\n")

    def test_keeps_its_faults_when_copied(self) -> None:
        again = pickle.loads(pickle.dumps(UnreadableError([self.first, self.second])))  # noqa: S301
        assert again.faults == (self.first, self.second)
        assert again.in_language("en").startswith("2 faults:")


def test_why_a_file_cannot_be_opened_is_said_in_both_languages() -> None:
    from govdisclosure.errors import why

    for kind in (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError):
        said = why(kind())
        assert said.zh != said.en
    assert why(OSError(28, "full")).en == "No space left on device"
