"""Characters recognised in pictures (文字识别): with RapidOCR, on the processor, with models that come in its wheel.

A cell is recognised once and understood twice: with all characters, and where these are no words, again with only those that
figures are made of. Each digit keeps what it may be besides.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from attrs import frozen

THREADS: Final = 2
_HEIGHT: Final = 48  # pixels, of the model
_BATCH: Final = 16
_FIGURES: Final = "0123456789./-—、,"
_ALIKE: Final = {
    "0": "OoQD〇口○°",
    "1": "lI|丨!i",
    "2": "Zz",
    "3": "εЗ",
    "5": "Ss",
    "6": "b",
    "8": "B",
    "9": "gq",
    "/": "丿",
    "-": "–一",
}
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_NO_WORDS: Final = frozenset("一丨丿口〇")
_SURE: Final = 0.93
_RIVAL: Final = 0.03
"""How likely another digit must be to be kept."""
_MOST_ALTERNATIVES: Final = 6


@frozen
class RecognisedText:
    """What a picture of a line says.

    Attributes:
        text: the characters.
        confidence: that of the least certain, from 0 to 1.
        alternatives: of a figure, what it may be besides, the likeliest first.
    """

    text: str
    confidence: float
    alternatives: tuple[str, ...] = ()


@frozen
class RecognisedLine:
    """A line of words on a page, with its edges: left, top, right, bottom."""

    text: str
    confidence: float
    box: tuple[float, float, float, float]

    @property
    def is_level(self) -> bool:
        """Whether it is printed from left to right; of several characters, one that runs down or up is higher than wide."""
        left, top, right, bottom = self.box
        return len(self.text) < 2 or right - left > bottom - top


@cache
def _engine() -> Any:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    from rapidocr import RapidOCR

    number = "EngineConfig.onnxruntime."
    engine = RapidOCR(
        params={
            f"{number}intra_op_num_threads": THREADS,
            f"{number}inter_op_num_threads": 1,
            "Global.log_level": "error",
            "Global.use_cls": False,
        }
    )
    engine(np.full((_HEIGHT, 2 * _HEIGHT, 3), 255, np.uint8), use_det=False, use_cls=False, use_rec=True)  # loads the models
    return engine


@cache
def _alphabet() -> tuple[list[str], dict[str, int], list[int]]:
    characters = ["", *_engine().text_rec.session.get_character_list(), " "]
    index = {character: number for number, character in enumerate(characters)}
    return characters, index, [0, *(index[one] for one in _FIGURES if one in index)]


def lines_of_words(grey: Any) -> list[RecognisedLine]:
    """Return the lines of words on a page."""
    found = _engine()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    lines = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        (left, top), (right, bottom) = np.min(corners, 0), np.max(corners, 0)
        lines.append(RecognisedLine(str(text), float(score), (float(left), float(top), float(right), float(bottom))))
    return lines


def recognise(pictures: Sequence[Any]) -> list[RecognisedText]:
    """Return what pictures of single lines say; a line without words is taken for a figure.

    Figures that are unsure are looked at again, with more paper around them and sharper; what most looks agree on is taken.
    """
    texts = _recognise(pictures)
    again = [number for number, text in enumerate(texts) if text.confidence < _SURE and not _HAN.search(text.text)]
    looks = [_recognise([look(pictures[number]) for number in again]) for look in (_further, _sharper)]
    for number, *others in zip(again, *looks, strict=True):
        texts[number] = _agreed([texts[number], *others])
    return texts


def _agreed(looks: Sequence[RecognisedText]) -> RecognisedText:
    """Return what several looks at a line come to."""
    weights: dict[str, float] = {}
    for look in looks:
        weights[look.text] = weights.get(look.text, 0) + look.confidence
    best = max(weights, key=lambda text: weights[text])
    others = [*sorted(weights, key=lambda text: -weights[text]), *(one for look in looks for one in look.alternatives)]
    alternatives = tuple(one for one in dict.fromkeys(others) if one and one != best)
    return RecognisedText(best, weights[best] / len(looks), alternatives[:_MOST_ALTERNATIVES])


def _further(picture: Any) -> Any:
    pad = max(2, picture.shape[0] // 6)
    return cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_REPLICATE)


def _sharper(picture: Any) -> Any:
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return cv2.addWeighted(large, 1.8, cv2.GaussianBlur(large, (0, 0), 2), -0.8, 0)


def _recognise(pictures: Sequence[Any]) -> list[RecognisedText]:
    order = sorted(range(len(pictures)), key=lambda one: pictures[one].shape[1] / pictures[one].shape[0])
    results: list[RecognisedText | None] = [None] * len(pictures)
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        for number, odds in zip(part, _odds([pictures[one] for one in part]), strict=True):
            results[number] = _understood(odds)
    return [one for one in results if one is not None]


def _odds(pictures: Sequence[Any]) -> Iterator[Any]:
    widths = [max(8, int(_HEIGHT * one.shape[1] / one.shape[0])) for one in pictures]
    widest = max(64, max(widths) + 1)
    batch = np.zeros((len(pictures), 3, _HEIGHT, widest), np.float32)
    for number, (picture, width) in enumerate(zip(pictures, widths, strict=True)):
        resized = cv2.resize(picture, (width, _HEIGHT), interpolation=cv2.INTER_CUBIC).astype(np.float32)
        batch[number, :, :, :width] = ((resized / 255 - 0.5) / 0.5).transpose(2, 0, 1)
    yield from _engine().text_rec.session(batch)


def _understood(odds: Any) -> RecognisedText:
    characters = _alphabet()[0]
    text, confidence, last = "", 1.0, -1
    for frame in odds:
        best = int(frame.argmax())
        if best not in (last, 0):
            text += characters[best]
            confidence = min(confidence, float(frame[best]))
        last = best
    if any(one not in _NO_WORDS for one in _HAN.findall(text)):
        return RecognisedText(text.strip(), confidence)
    return _figure(odds)


def _figure(odds: Any) -> RecognisedText:
    """Return the figure that a line is, with the characters of figures alone."""
    characters, index, kept = _alphabet()
    odds = odds.copy()
    for digit, alike in _ALIKE.items():
        for one in alike:
            if one in index and digit in index:
                odds[:, index[digit]] += odds[:, index[one]]
                odds[:, index[one]] = 0
    there = 1 - odds[:, 0]
    own = odds[:, kept]
    own[there > 0.5, 0] = 0
    own[there <= 0.5, 1:] = 0
    text, sure, rivals, last = "", [], [], -1
    for number, best in enumerate(own.argmax(1)):
        if best not in (last, 0):
            frame = own[number, 1:]
            text += characters[kept[best]]
            sure.append(float(frame[best - 1]))
            whole = float(frame.sum()) or 1.0
            rivals += [
                (float(frame[other]), len(text) - 1, characters[kept[other + 1]])
                for other in np.argsort(-frame)[:3]
                if other != best - 1 and frame[other] / whole > _RIVAL
            ]
        last = best
    others = [text[:at] + other + text[at + 1 :] for _, at, other in sorted(rivals, reverse=True)]
    return RecognisedText(text, min(sure, default=0.0), tuple(dict.fromkeys(others))[:_MOST_ALTERNATIVES])
