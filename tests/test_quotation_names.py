"""A quotation shows nothing of who acted: no character of a name that precedes a verb such as 申请."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from govdisclosure.quotation import quotation

VERBS = ("申请", "反映", "要求", "提出", "咨询", "投诉", "举报")
SURNAMES = ("张", "王", "高", "万", "于", "方", "欧阳", "上官", "司马")
GIVEN = "一三万上下明华新平安公文建国中小某"


@given(
    st.sampled_from(SURNAMES),
    st.text(GIVEN, min_size=1, max_size=2),
    st.sampled_from(VERBS),
)
def test_leaves_out_every_name_before_a_verb(surname: str, given_name: str, verb: str) -> None:
    assert quotation(f"{surname}{given_name}{verb}公开预算信息").startswith(f"…{verb}")


@pytest.mark.parametrize("name", ["张三", "高新华", "于万一", "万里", "张某某", "欧阳上明", "阿依古丽"])
@pytest.mark.parametrize("before", ["", "本市居民", "申请人"])
def test_leaves_out_names_whose_characters_are_words(before: str, name: str) -> None:
    assert quotation(f"{before}{name}反映征收问题") == f"{before}…反映征收问题"


def test_leaves_out_both_parts_of_a_name_with_a_dot() -> None:
    assert quotation("买买提·吐尔逊申请公开预算信息") == "…申请公开预算信息"


@pytest.mark.parametrize(
    "text",
    [
        "公民申请公开政府信息",
        "有关单位要求公开",
        "上级要求公开",
        "群众反映问题",
        "其中三件未办结",
        "其中网上申请3件",
        "向社会公开",
        "对外提供服务",
    ],
)
def test_keeps_words_of_reports_before_a_verb(text: str) -> None:
    assert quotation(text) == text
