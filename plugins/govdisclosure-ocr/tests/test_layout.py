"""Rules make cells, whatever the light, the angle or a gap in them; no model is loaded here."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from govdisclosure_ocr import accepts, document
from govdisclosure_ocr.grid_lines import RuledTable, ruled_tables
from govdisclosure_ocr.preparation import prepared
from PIL import Image

from govdisclosure.errors import UnreadableError

ACROSS, DOWN = (100, 400, 550, 700, 1000), (200, 260, 320, 400, 460)


def page(*, gaps: int = 0) -> np.ndarray:
    """A page with a table of four rows and four columns; the first row is one cell."""
    made = np.full((1754, 1241), 255, np.uint8)
    for y in DOWN:
        cv2.line(made, (ACROSS[0], y), (ACROSS[-1], y), 0, 2)
    for x in ACROSS:
        cv2.line(made, (x, DOWN[0] if x in (ACROSS[0], ACROSS[-1]) else DOWN[1]), (x, DOWN[-1]), 0, 2)
    for number in range(gaps):
        y = 280 + number * 50
        made[y : y + 8, 540:560] = 255
    for row, y in enumerate(DOWN[1:-1]):
        for x in ACROSS[:-1]:
            cv2.putText(made, str(11 * row), (x + 30, y + 35), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return made


def table(picture: np.ndarray) -> RuledTable:
    (found,) = ruled_tables(prepared(picture).grey)
    return found


def turned(picture: np.ndarray, angle: float) -> np.ndarray:
    size = picture.shape[1], picture.shape[0]
    matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), angle, 1)
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderValue=255, flags=cv2.INTER_CUBIC))


def slanted(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[40, 30], [width - 20, 5], [width - 60, height - 20], [5, height - 50]], np.float32)
    made = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, seen), (width, height), borderValue=200)
    return np.asarray(made * np.linspace(1, 0.6, width)[None, :]).astype(np.uint8)


class TestCells:
    """The table has thirteen cells in four rows and columns, whatever was done to the page."""

    @pytest.mark.parametrize(
        "picture",
        [
            page(),
            turned(page(), 2.5),
            turned(page(), -3),
            slanted(page()),
            np.asarray(Image.fromarray(page()).resize((827, 1169))),
            np.asarray(Image.fromarray(page()).resize((2482, 3508))),
        ],
        ids=["upright", "to the left", "to the right", "at a slant", "small", "large"],
    )
    def test_are_found(self, picture: np.ndarray) -> None:
        found = table(picture)
        assert found.shape == (4, 4)
        assert len(found.cells) == 13
        assert found.cells[0].columns == (0, 4)

    def test_beside_a_broken_rule_are_not_sure(self) -> None:
        whole, broken = table(page()), table(page(gaps=2))
        assert all(cell.sure for cell in whole.cells)
        assert len(broken.cells) == 13
        assert {cell.columns[0] for cell in broken.cells if not cell.sure} == {1, 2}

    def test_have_their_place_in_the_original(self) -> None:
        picture = turned(page(), 2.0)
        made = prepared(picture)
        (found,) = ruled_tables(made.grey)
        region = made.region(1, tuple(map(float, found.cells[1].box)))  # type: ignore[arg-type]  # four edges
        matrix = cv2.getRotationMatrix2D((1241 / 2, 1754 / 2), 2.0, 1)
        middle = matrix @ np.array([250, 290, 1])
        assert region.left < middle[0] < region.right
        assert region.top < middle[1] < region.bottom

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_turned_back_have_their_place_too(self, turn: int) -> None:
        made = prepared(page(), turn=turn)
        spot = made.region(1, (100.0, 200.0, 140.0, 260.0))
        assert 0 <= spot.left < spot.right <= 1241
        assert 0 <= spot.top < spot.bottom <= 1754


class TestFiles:
    """Pictures and scanned PDF are taken; what is no scan is left to others, what is damaged is named."""

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PDF"])
    def test_are_known_by_their_content(self, kind: str) -> None:
        stream = BytesIO()
        Image.fromarray(page()).save(stream, kind)
        assert accepts(stream.getvalue())

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", b"%PDF-1.4 damaged", b"RIFFxxxxWAVE"])
    def test_of_other_kinds_are_left_alone(self, data: bytes) -> None:
        assert not accepts(data)

    @pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nno picture", b"\xff\xd8\xff\xe0"])
    def test_that_are_damaged_are_named(self, data: bytes) -> None:
        with pytest.raises(UnreadableError, match=r"a\.png: "):
            document(data, "a.png")
