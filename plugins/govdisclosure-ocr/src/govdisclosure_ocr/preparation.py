"""A page's picture made ready (图像预处理): even light, upright rules, a size at which characters are recognised best."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from attrs import frozen

from govdisclosure.formats.document import Region

_SMALLEST: Final = 1700
_LARGEST: Final = 2500
_BEST: Final = 2000
"""Pixels of the longer side: A4 at 170 dots an inch."""
_MOST_DEGREES: Final = 12.0
_ALONG: Final = 7
"""Pixels along a rule that are looked at together."""
_THICKEST: Final = 12
"""Pixels of a rule; what is thicker is print that runs together."""

Picture = Any  # an array of height by width, grey


@frozen(eq=False)
class PreparedPage:
    """A page made ready.

    Attributes:
        grey: the picture, grey, dark on white.
        back: the matrix from its places to those of the original picture.
    """

    grey: Picture
    back: Any

    def region(self, page: int, box: tuple[float, float, float, float]) -> Region:
        """Return a box as a region of the original picture."""
        left, top, right, bottom = box
        corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)
        places = cv2.perspectiveTransform(corners, self.back)[0]
        (x0, y0), (x1, y1) = places.min(0), places.max(0)
        return Region(page, float(x0), float(y0), float(x1), float(y1))


def prepared(picture: Picture, *, turn: int = 0) -> PreparedPage:
    """Make a page ready.

    Args:
        picture: its picture, grey.
        turn: by how much to turn it to the right first: 0, 90, 180 or 270 degrees.
    """
    grey, forth = _turned(picture, turn)
    longer = max(grey.shape)
    if not _SMALLEST <= longer <= _LARGEST:
        factor = _BEST / longer
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
        forth = np.diag([factor, factor, 1.0]) @ forth
    grey = _evenly_lit(grey)
    height, width = grey.shape
    if abs(angle := _skew(grey)) > 0.05:
        turning = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), [0, 0, 1]])
        grey, forth = _warped(grey, turning), turning @ forth
    straightening = _keystone(grey)
    if straightening is not None:
        grey, forth = _warped(grey, straightening), straightening @ forth
    return PreparedPage(grey, np.linalg.inv(forth))


def _turned(picture: Picture, turn: int) -> tuple[Picture, Any]:
    right, bottom = picture.shape[1] - 1, picture.shape[0] - 1
    forth = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, bottom], [1, 0, 0]],
        180: [[-1, 0, right], [0, -1, bottom]],
        270: [[0, 1, 0], [-1, 0, right]],
    }[turn]
    return np.ascontiguousarray(np.rot90(picture, -turn // 90)), np.array([*forth, [0, 0, 1]], np.float64)


def _warped(grey: Picture, matrix: Any) -> Picture:
    size = grey.shape[1], grey.shape[0]
    return cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)


def _evenly_lit(grey: Picture) -> Picture:
    """Divide by the light of the paper, which is what stands around the ink."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    light = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(light, 1), scale=250)


def _skew(grey: Picture) -> float:
    """Return by how many degrees the long level rules slope."""
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(255 - half, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    lines = cv2.HoughLinesP(ink, 1, np.pi / 1800, 120, minLineLength=half.shape[1] // 3, maxLineGap=6)
    if lines is None:
        return 0.0
    ends = np.asarray(lines, np.float64).reshape(-1, 4)
    angles = np.degrees(np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]))
    level = angles[abs(angles) < _MOST_DEGREES]
    return float(np.median(level)) if len(level) else 0.0


def _keystone(grey: Picture) -> Any | None:
    """Return the matrix that makes the largest table a rectangle, where it is none: photos are taken at a slant."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined_rules(*rules(grey)))
    if count < 2:
        return None
    largest = 1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))
    left, top, width, height, _ = (int(one) for one in boxes[largest])
    if width < grey.shape[1] * 0.4 or height < grey.shape[0] * 0.1:
        return None
    ys, xs = np.nonzero(labels == largest)
    sums, differences = xs + ys, xs - ys
    picks = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    corners = np.array([[xs[at], ys[at]] for at in picks], np.float32)
    box = np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]], np.float32)
    off = float(np.abs(corners - box).max())
    if off < 4 or off > 0.15 * max(width, height):  # a table that is no rectangle at all is none that is seen at a slant
        return None
    return np.asarray(cv2.getPerspectiveTransform(corners, box), np.float64)


def rules(grey: Picture) -> tuple[Picture, Picture]:
    """Return the level and the upright rules of a page, as masks."""
    height, width = grey.shape
    across = cv2.dilate(_ink(cv2.blur(grey, (_ALONG, 1))), np.ones((3, 1), np.uint8))  # along a rule noise evens out
    down = cv2.dilate(_ink(cv2.blur(grey, (1, _ALONG))), np.ones((1, 3), np.uint8))
    level = cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((1, max(20, width // 30)), np.uint8))
    upright = cv2.morphologyEx(down, cv2.MORPH_OPEN, np.ones((max(20, height // 60), 1), np.uint8))
    level = cv2.subtract(level, cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((_THICKEST, 1), np.uint8)))
    upright = cv2.subtract(upright, cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((1, _THICKEST), np.uint8)))
    return level, upright


def _ink(grey: Picture) -> Picture:
    return cv2.adaptiveThreshold(255 - grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, -8)


def joined_rules(level: Picture, upright: Picture) -> Picture:
    """Return level and upright rules in one mask, so that those that meet touch."""
    return cv2.bitwise_or(cv2.dilate(level, np.ones((3, 9), np.uint8)), cv2.dilate(upright, np.ones((9, 3), np.uint8)))
