"""What a terminal is sent: names, tags and notes of files may hold anything, and reach it as letters only."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from lle_studio.cli import main
from lle_studio.core.plain import is_letter, plain, plain_json
from tests.clips import SyntheticClip
from tests.commands import Command, run_program

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


# --- Errors nobody foresaw


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with a mistake in it."""

    def mistake(*_: object, **__: object) -> None:
        raise ValueError("three words\nand a line")

    monkeypatch.setattr("lle_studio.pipeline.probe.check_clip", mistake)
    monkeypatch.setattr("lle_studio.pipeline.export.run_export", mistake)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_the_program_is_one_sentence(
    run: Command, sample: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = (
        r"lle-studio: A fault of the program stopped this \(ValueError at cli/clips\.py:\d+\): there is no result; "
        r"with LLE_STUDIO_TRACEBACK=1 in the environment it shows the details its makers need\."
    )
    monkeypatch.delenv("LLE_STUDIO_TRACEBACK", raising=False)
    answer = run("probe", sample)
    assert answer.code == 3
    assert re.fullmatch(said, answer.sentence)

    monkeypatch.setenv("LLE_STUDIO_TRACEBACK", "1")
    *details, last = run("probe", sample).err.splitlines()
    assert details[0] == "Traceback (most recent call last):"
    assert details[-2:] == ["ValueError: three words", "and a line"]
    assert re.fullmatch(said, last)


@pytest.mark.usefixtures("broken")
def test_a_fault_in_one_of_many_clips_is_told_of_each(run: Command, sample: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(sample, tmp_path / "other.mp4"))
    answer = run("export", sample, other, "-o", tmp_path / "out")
    assert answer.code == 3
    assert answer.err.count("A fault of the program stopped this (ValueError ") == 2
    assert "Traceback" not in answer.err
    assert answer.out.endswith("0 of 2 clips exported\n")


def test_a_name_that_can_be_none_is_one_sentence() -> None:
    name = "a" * 300 + ".mp4"
    answer = run_program(name)
    assert answer.returncode == 3
    assert answer.stderr == f"lle-studio: {name} does not exist: give the path of a video file.\n"


def test_a_window_that_cannot_begin_is_one_sentence(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "PySide6.py").write_text("raise RuntimeError('no such library')\n", encoding="utf-8")
    kept = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}"}
    kept.pop("LLE_STUDIO_TRACEBACK", None)
    answer = run_program(sample, env=kept)
    assert answer.returncode == 3
    assert answer.stderr.startswith("lle-studio: A fault of the program stopped this (RuntimeError at gui/app.py:")
    assert answer.stderr.count("\n") == 1
