"""A ``.cube`` file makes other programs give the very integers of the table."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from lle_studio.record.cube import cube_text


def test_ffmpeg_gives_every_entry_of_the_table(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    tables = [np.sort(rng.integers(0, 256, (3, 256)), axis=1).astype(np.uint8) for _ in range(4)]
    tables.append(np.tile(np.arange(256, dtype=np.uint8), (3, 1)))
    codes = np.arange(256, dtype=np.uint8)
    picture = np.stack([codes, codes, codes], axis=-1)[None]
    for number, table in enumerate(tables):
        path = tmp_path / f"{number}.cube"
        path.write_text(cube_text(table, 'frame "1"\n'), encoding="utf-8")
        raw = "-f rawvideo -pix_fmt rgb24"
        command = f"-v error {raw} -s 256x1 -i - -vf format=gbrp,lut1d={path.name} {raw} -"
        done = subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), *command.split()],
            input=picture.tobytes(), capture_output=True, check=True, cwd=tmp_path,
        )  # fmt: skip
        result = np.frombuffer(done.stdout, dtype=np.uint8).reshape(256, 3)
        np.testing.assert_array_equal(result, table.T)


def test_the_title_cannot_break_the_file() -> None:
    lines = cube_text(np.zeros((3, 256), dtype=np.uint8), 'a"b\nLUT_1D_SIZE 2').splitlines()
    assert lines[0] == 'TITLE "abLUT_1D_SIZE 2"'
    assert lines[1] == "LUT_1D_SIZE 256"
    assert len(lines) == 4 + 256
