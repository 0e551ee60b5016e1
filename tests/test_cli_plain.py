"""What a terminal is sent: names, tags and notes of files may hold anything, and reach it as letters only."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from lle_studio.cli import main
from lle_studio.core.plain import is_letter, plain, plain_json
from tests.clips import SyntheticClip

HOSTILE = "red\x1b[31m\rline\u2028 turned\u202egpj.exe\x9b2J"


def test_plain_text_is_letters_on_one_line() -> None:
    assert plain(HOSTILE) == "red\\x1b[31m\\rline\\u2028 turned\\u202egpj.exe\\x9b2J"
    assert plain("영상 1, été — ½ … 12\u202f345\u00a0s") == "영상 1, été — ½ … 12\u202f345\u00a0s"
    assert plain("\udcff") == "\\udcff"


def test_plain_json_says_the_same() -> None:
    text = plain_json({"tag": HOSTILE, "name": "영상\U000e0001"}, ascii_only=False)
    assert json.loads(text) == {"tag": HOSTILE, "name": "영상\U000e0001"}
    assert "영상" in text
    assert all(is_letter(letter) or letter == "\n" for letter in text)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_hostile_name_and_tag_reach_the_terminal_as_letters(
    tmp_path: Path,
    clip: Callable[[str], SyntheticClip],
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
) -> None:
    path = tmp_path / f"{HOSTILE}\n.mkv"
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(clip("cfr").path), "-c", "copy"]
    subprocess.run([*ffmpeg, "-metadata", f"title={HOSTILE}", "-f", "matroska", f"file:{path}"], check=True)

    assert main(["probe", str(path), *options]) == 0
    printed = capsys.readouterr().out
    assert "red" in printed
    assert all(is_letter(letter) or letter == "\n" for letter in printed)


def test_a_hostile_name_leaves_the_error_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", str(tmp_path / f"{HOSTILE}\nFAILS.mp4")]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert all(is_letter(letter) for letter in said.rstrip("\n"))


def test_too_little_memory_is_one_sentence(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lack(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("lle_studio.pipeline.probe.check_clip", lack)
    assert main(["probe", str(sample)]) == 3
    assert capsys.readouterr().err == (
        "lle-studio: This takes more memory than is free: close other programs, or use a computer with more.\n"
    )
