"""Finding and reading pairs, and what is said of a folder that holds none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from lle_studio.core.errors import SourceError
from lle_studio.evaluation.pairs import find_pairs, read_pair, read_rgb


def write(path: Path, rgb: np.ndarray | None = None) -> Path:
    """Writes a picture, (4, 6, 3) and grey unless given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.full((4, 6, 3), 90, dtype=np.uint8) if rgb is None else rgb
    packed, data = cv2.imencode(path.suffix, np.ascontiguousarray(picture[:, :, ::-1]))
    assert packed
    path.write_bytes(data.tobytes())
    return path


def test_pairs_are_found_by_stem_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.png", "a.JPG", "밤.png"):
        write(tmp_path / "low" / name)
    for name in ("a.png", "b.bmp", "밤.jpg", "without a dark one.png"):
        write(tmp_path / "high" / name)
    pairs = find_pairs(tmp_path)
    assert [(pair.name, pair.low.name, pair.high.name) for pair in pairs] == [
        ("a", "a.JPG", "a.png"),
        ("b", "b.png", "b.bmp"),
        ("밤", "밤.png", "밤.jpg"),
    ]
    assert all((pair.low.parent.name, pair.high.parent.name) == ("low", "high") for pair in pairs)
    assert [read_pair(pair)[0].shape for pair in pairs] == [(4, 6, 3)] * 3


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    for part in ("low", "high"):
        write(tmp_path / part / "a.png")
    (tmp_path / "low" / "Thumbs.db").write_text("x")
    (tmp_path / "low" / "._a.png").write_text("x")
    (tmp_path / "low" / "notes.txt").write_text("x")
    (tmp_path / "low" / "folder.png").mkdir()
    assert [pair.name for pair in find_pairs(tmp_path)] == ["a"]


def test_a_folder_without_pairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing holds no pairs: it must have the folders low and high"):
        find_pairs(tmp_path / "nothing")
    write(tmp_path / "a.png")
    with pytest.raises(SourceError, match="holds no pairs"):
        find_pairs(tmp_path)
    (tmp_path / "low").mkdir()
    with pytest.raises(SourceError, match="holds no pairs"):
        find_pairs(tmp_path)


def test_a_dark_picture_without_reference_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "low" / "a.png")
    with pytest.raises(SourceError, match=r"a\.png has no reference"):
        find_pairs(tmp_path)


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "low" / "a.png")
    write(tmp_path / "high" / "a.png")
    write(tmp_path / "high" / "a.bmp")
    with pytest.raises(SourceError, match=r"a\.png and a\.bmp have one name"):
        find_pairs(tmp_path)


def test_a_picture_is_read_as_rgb(tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    read = read_rgb(write(tmp_path / "a.png", picture))
    assert (read == picture).all()
    assert read.dtype == np.uint8
    assert read.flags.c_contiguous
    grey = read_rgb(write(tmp_path / "grey.png", picture[:, :, :1]))
    assert (grey == picture[:, :, :1]).all()
    assert grey.shape == (5, 7, 3)


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.png is not a picture that can be read"):
        read_rgb(tmp_path / "a.png")
    with pytest.raises(SourceError, match=r"b\.png cannot be read"):
        read_rgb(tmp_path / "b.png")


def test_pictures_of_a_pair_have_one_size(tmp_path: Path) -> None:
    write(tmp_path / "low" / "a.png")
    write(tmp_path / "high" / "a.png", np.zeros((4, 7, 3), dtype=np.uint8))
    with pytest.raises(SourceError, match=r"pair a differ in size \(6x4 and 7x4\)"):
        read_pair(find_pairs(tmp_path)[0])
