"""A ``.cube`` file makes other programs give the very integers of the table."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from lle_studio.core.curves import apply_table
from lle_studio.core.frame import hash_rgb
from lle_studio.record.cube import cube_text

SIDE = 4096
"""Of a picture that holds each of the 256 ** 3 colours once."""

Planes = tuple[NDArray[np.uint8], ...]


@pytest.fixture(scope="module")
def all_colours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Planes]]:
    """Every 8-bit colour once: a file of RGB24, and its planes."""
    codes = np.arange(SIDE * SIDE, dtype=np.uint32).reshape(SIDE, SIDE)
    planes = tuple((codes >> shift & 255).astype(np.uint8) for shift in (16, 8, 0))
    path = tmp_path_factory.mktemp("colours") / "all.rgb"
    np.stack(planes, axis=-1).tofile(path)
    yield path, planes
    path.unlink()


def lut1d_hash(picture: Path, cube: Path) -> str:
    """SHA-256 of the RGB24 bytes that a stock FFmpeg makes of the picture."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIDE}x{SIDE}",
        "-i", str(picture), "-vf", f"format=gbrp,lut1d={cube.name},format=rgb24", "-f", "framehash", "-hash", "sha256",
        "-",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, cwd=cube.parent, text=True)
    return done.stdout.splitlines()[-1].split(",")[-1].strip()


def strange_tables() -> Iterator[NDArray[np.uint8]]:
    """Tables that random ones are not like: the identity, all black, all white, and a step."""
    codes = np.arange(256, dtype=np.uint8)
    for table in (codes, np.zeros_like(codes), np.full_like(codes, 255), np.where(codes < 128, 0, 255)):
        yield np.tile(table.astype(np.uint8), (3, 1))


def test_lut1d_gives_our_picture_for_all_colours(all_colours: tuple[Path, Planes], tmp_path: Path) -> None:
    """Fifty random table triples, and some strange ones, on all 256 ** 3 colours."""
    path, planes = all_colours
    rng = np.random.default_rng(7)
    tables = [np.sort(rng.integers(0, 256, (3, 256)), axis=1).astype(np.uint8) for _ in range(50)]
    for number, table in enumerate([*tables, *strange_tables()]):
        cube = tmp_path / f"{number}.cube"
        cube.write_text(cube_text(table, f"triple {number}"), encoding="ascii")
        assert lut1d_hash(path, cube) == hash_rgb(apply_table(planes, table)), f"triple {number}"


def test_another_cube_gives_another_picture(all_colours: tuple[Path, Planes], tmp_path: Path) -> None:
    """One entry of one channel that is one code higher is seen."""
    path, planes = all_colours
    table = np.tile(np.arange(256, dtype=np.uint8), (3, 1))
    table[1, 77] += 1
    (tmp_path / "other.cube").write_text(cube_text(table, "other"), encoding="ascii")
    assert lut1d_hash(path, tmp_path / "other.cube") != hash_rgb(planes)


def test_the_title_cannot_break_the_file() -> None:
    lines = cube_text(np.zeros((3, 256), dtype=np.uint8), 'a"b\nLUT_1D_SIZE 2').splitlines()
    assert lines[0] == 'TITLE "abLUT_1D_SIZE 2"'
    assert lines[1] == "LUT_1D_SIZE 256"
    assert len(lines) == 4 + 256
