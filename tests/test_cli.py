"""The command line is a contract: exit codes, one sentence on stderr, and a stdout that programs can read."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest

from lle_studio.cli import COMMANDS
from lle_studio.core.frame import hash_rgb
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip, ffmpeg_demux_pts, read_code
from tests.commands import Command, run_program
from tests.record.packages import copy, flip_byte, misorder, read_manifest_of, read_rows

Clip = Callable[[str], SyntheticClip]


# --- Help, and what it does not wait for


@pytest.mark.parametrize("arguments", [(), *[(command,) for command in COMMANDS]])
def test_help_is_an_answer(run: Command, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("usage: lle-studio")
    if not arguments:
        assert all(command in answer.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_waits_for_nothing(command: str) -> None:
    code = (
        f"import sys\nsys.argv = ['lle-studio', '{command}', '--help']\nfrom lle_studio.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, *sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    status, *loaded = result.stderr.split()
    assert status == "0"
    assert "lle_studio.cli" in loaded
    assert not {"torch", "PySide6", "pyqtgraph", "av", "imageio_ffmpeg", "cv2", "numpy"} & set(loaded)


def test_version_is_one_line(run: Command) -> None:
    assert re.fullmatch(r"lle-studio \d+\.\d+\.\d+\n", run("--version").out)


# --- 2: wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["sharpen", "x.mp4"], "sharpen"),
        (["probe"], "FILE"),
        (["frame", "x.mp4"], "INDEX"),
        (["frame", "x.mp4", "one", "-o", "x.png"], "INDEX"),
        (["frame", "x.mp4", "1"], "-o"),
        (["export", "x.mp4"], "-o"),
        (["export", "x.mp4", "-o", "x", "--level", "bright"], "'bright' is neither a number nor auto"),
        (["export", "x.mp4", "-o", "x", "--gain-limit", "none"], "'none' is neither a number nor off"),
        (["export", "x.mp4", "-o", "x", "--color", "sepia"], "--color"),
        (["export", "x.mp4", "-o", "x", "--curves", "wild"], "--curves"),
        (["export", "x.mp4", "-o", "x", "--codec", "h265"], "--codec"),
        (["export", "x.mp4", "-o", "x", "--start", "0.5"], "--start"),
        (["export", "x.mp4", "-o", "x", "--sharpen"], "--sharpen"),
        (["verify"], "DIR"),
        (["evaluate"], "PAIRS_DIR"),
        (["evaluate", "x", "--level", "bright"], "'bright' is neither a number nor auto nor reference"),
        (["evaluate", "x", "--reference", "none"], "--reference"),
    ],
)
def test_wrong_words_are_one_sentence(run: Command, arguments: list[str], said: str) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.sentence
    assert "--help" in answer.sentence


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--level", "0.2"], "exposure level must be between 0.25 and 0.85"),
        (["--level", "0.9"], "exposure level must be between"),
        (["--level", "nan"], "exposure level must be between"),
        (["--level", "-1"], "exposure level must be between"),
        (["--gain-limit", "0.5"], "gain limit must be between 1 and 255"),
        (["--gain-limit", "inf"], "gain limit must be between"),
        (["--color", "luma", "--chroma-gain", "-1"], "chroma gain must be between"),
    ],
)
def test_senseless_settings_are_one_sentence(
    run: Command, clip: Clip, tmp_path: Path, options: list[str], said: str
) -> None:
    for command in (["export"], ["frame", "0", "--enhanced"]):
        answer = run(command[0], clip("cfr").path, *command[1:], "-o", tmp_path / "x.png", *options)
        assert answer.code == 2
        assert said in answer.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", "-1"], "frames 0 to 99"),
        (["--start", "5", "--end", "5"], "frames 0 to 99"),
        (["--lock-frame", "3"], "locked"),
        (["--curves", "locked", "--lock-frame", "100"], "frames 0 to 99"),
        (["--color", "luma", "--codec", "h264rgb"], "ffv1"),
    ],
)
def test_what_does_not_fit_the_clip_is_one_sentence(
    run: Command, clip: Clip, tmp_path: Path, arguments: list[str], said: str
) -> None:
    answer = run("export", clip("cfr").path, "-o", tmp_path / "package", *arguments)
    assert answer.code == 2
    assert said in answer.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("index", [-1, 100, 10**9])
def test_an_index_outside_the_clip_is_one_sentence(run: Command, clip: Clip, tmp_path: Path, index: int) -> None:
    answer = run("frame", clip("cfr").path, index, "-o", tmp_path / "x.png")
    assert answer.code == 2
    assert f"There is no frame {index}: cfr.mp4 has frames 0 to 99." in answer.sentence
    assert list(tmp_path.iterdir()) == []


def test_luma_for_ten_bits_is_one_sentence(run: Command, clip: Clip, tmp_path: Path) -> None:
    frame = run("frame", clip("ten-bit").path, 0, "-o", tmp_path / "x.png", "--enhanced", "--color", "luma")
    package = run("export", clip("ten-bit").path, "-o", tmp_path / "x", "--color", "luma")
    assert frame.code == package.code == 2
    assert frame.sentence == package.sentence
    assert "choose per-channel or shared" in frame.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_a_png(run: Command, clip: Clip, tmp_path: Path) -> None:
    answer = run("frame", clip("cfr").path, 0, "-o", tmp_path / "x.jpg")
    assert answer.code == 2
    assert ".png" in answer.sentence


# --- 3: cannot be read


def unreadable(kind: str, clip: Clip, folder: Path) -> Path:
    """A path of which nothing can be read."""
    path = folder / "evidence.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("This is a letter and no video.\n" * 100)
    elif kind == "picture header":
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    elif kind == "long name":
        path = folder / ("n" * 300 + ".mp4")
    elif kind == "noise":
        path.write_bytes(bytes(range(256)) * 64)
    elif kind != "missing":
        shutil.copy(clip(kind).path, path)
    return path


@pytest.mark.parametrize(
    "kind",
    ["missing", "folder", "text", "picture header", "long name", "noise", "empty", "no-moov", "audio-only"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(run: Command, clip: Clip, tmp_path: Path, kind: str) -> None:
    path = unreadable(kind, clip, tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    for arguments in (
        ("probe", path),
        ("probe", path, "--json"),
        ("frame", path, 0, "-o", out / "x.png"),
        ("export", path, "-o", out / "package"),
    ):
        answer = run(*arguments)
        assert answer.code == 3, arguments
        assert path.name in answer.sentence
    assert list(out.iterdir()) == []


def test_a_frame_that_is_missing_is_one_sentence(run: Command, clip: Clip, tmp_path: Path) -> None:
    truncated = clip("truncated-mp4").path
    report = json.loads(run("probe", truncated, "--json").out)
    (missing,) = report["missing_frames"]
    answer = run("frame", truncated, missing, "-o", tmp_path / "x.png")
    assert answer.code == 3
    assert f"Frame {missing} (PTS " in answer.sentence
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_package_is_one_sentence(run: Command, clip: Clip, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing", clip("cfr").path):
        answer = run("verify", path)
        assert answer.code == 3
        assert path.name in answer.sentence


@pytest.mark.parametrize("name", ["nothing", "nothing.safetensors"])
def test_weights_that_are_not_there_are_one_sentence(run: Command, clip: Clip, tmp_path: Path, name: str) -> None:
    for arguments in (("export", clip("cfr").path), ("frame", clip("cfr").path, 0, "--enhanced")):
        answer = run(*arguments, "-o", tmp_path / "x.png", "--weights", name)
        assert answer.code == 3
        assert "nothing.safetensors" in answer.sentence
    assert list(tmp_path.iterdir()) == []


def test_weights_that_were_changed_are_one_sentence(run: Command, clip: Clip, tmp_path: Path) -> None:
    from lle_studio.estimator.estimator import weights_path

    for suffix in (".safetensors", ".json"):
        shutil.copy(weights_path("studio").with_suffix(suffix), tmp_path / f"mine{suffix}")
    weights = tmp_path / "mine.safetensors"
    assert run("frame", clip("cfr").path, 0, "--enhanced", "-o", tmp_path / "x.png", "--weights", weights).code == 0
    flip_byte(weights, weights.stat().st_size // 2)
    answer = run("frame", clip("cfr").path, 0, "--enhanced", "-o", tmp_path / "y.png", "--weights", weights)
    assert answer.code == 3
    assert "SHA-256" in answer.sentence


# --- 4: cannot be written


@pytest.mark.parametrize("name", ["nothing/x.png", "file/x.png", "folder.png", "n" * 300 + ".png"])
def test_a_picture_that_cannot_be_written_is_one_sentence(run: Command, clip: Clip, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("somebody's")
    (tmp_path / "folder.png").mkdir()
    answer = run("frame", clip("cfr").path, 0, "-o", tmp_path / name)
    assert answer.code == 4
    assert Path(name).name in answer.sentence
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.png"]


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_picture_is_never_written_over_the_source(
    run: Command, clip: Clip, tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    source = copy(clip("cfr").path, tmp_path / "evidence.png")
    link(source, tmp_path / "other.png")
    for name in ("evidence.png", "other.png"):
        answer = run("frame", source, 0, "-o", tmp_path / name)
        assert answer.code == 4
        assert "is the source itself" in answer.sentence
    partial = source.rename(tmp_path / "x.png.partial")
    assert run("frame", partial, 0, "-o", tmp_path / "x.png").code == 4
    assert partial.read_bytes() == clip("cfr").path.read_bytes()


def test_a_folder_in_use_is_one_sentence(run: Command, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("somebody's")
    answer = run("export", clip("cfr").path, "-o", tmp_path)
    assert answer.code == 4
    assert "exists already" in answer.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--json",), ("--frames",), ()])
def test_a_full_standard_output_is_one_sentence(clip: Clip, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        result = run_program("probe", clip("closed-gop-250").path, *arguments, stdout=full)
    assert result.returncode == 4
    assert re.fullmatch(r"lle-studio: [^\n]+No space left[^\n]+\.\n", result.stderr)


def test_a_reader_that_has_seen_enough_is_no_error(clip: Clip) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        result = run_program("probe", clip("closed-gop-250").path, "--frames", stdout=pipe)
    assert (result.returncode, result.stderr) == (0, "")


# --- 0: probe


KEYS = {
    "name", "size_bytes", "sha256", "container", "codec", "profile", "width", "height", "sample_aspect", "rotation",
    "pixel_format", "field_order", "color", "time_base", "nominal_rate", "frames", "key_frames", "longest_gop",
    "first_pts", "last_pts", "frames_named_by", "audio", "tags", "duration_s", "every_frame_decoded", "problems",
    "corrupt_frames", "after_damage_frames", "missing_frames",
}  # fmt: skip
"""What `probe --json` always says."""


@pytest.mark.parametrize("name", ["cfr", "audio-aac", "one-frame", "raw-h264", "grey", "damaged-packets", "ts-wrap"])
def test_probe_always_says_the_same_things(run: Command, clip: Clip, name: str) -> None:
    answer = run("probe", clip(name).path, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out).keys() == KEYS
    with_frames = json.loads(run("probe", clip(name).path, "--json", "--frames").out)
    assert with_frames.keys() == KEYS | {"frame_list"}
    assert {key: with_frames[key] for key in KEYS} == json.loads(answer.out)
    for frame in with_frames["frame_list"]:
        assert frame.keys() == {"frame_index", "pts", "time_s", "picture_type", "keyframe", "corrupt"}


def test_probe_says_what_is_so(run: Command, clip: Clip) -> None:
    truth = clip("sample-aspect")
    report = json.loads(run("probe", truth.path, "--json").out)
    assert report["name"] == truth.path.name
    assert report["size_bytes"] == truth.path.stat().st_size
    assert (report["width"], report["height"], report["sample_aspect"]) == (192, 144, "24:11")
    assert (report["codec"], report["pixel_format"]) == (truth.codec, truth.pixel_format)
    assert report["time_base"] == f"{truth.time_base.numerator}/{truth.time_base.denominator}"
    assert (report["frames"], report["first_pts"], report["last_pts"]) == (100, truth.pts[0], truth.pts[-1])  # type: ignore[index]
    assert report["duration_s"] == "3.960000"
    assert (report["missing_frames"], report["corrupt_frames"], report["every_frame_decoded"]) == ([], [], True)


def test_probe_lists_every_frame(run: Command, clip: Clip) -> None:
    path = clip("vfr").path
    frames = json.loads(run("probe", path, "--json", "--frames").out)["frame_list"]
    assert [frame["frame_index"] for frame in frames] == list(range(100))
    assert [frame["pts"] for frame in frames] == ffmpeg_demux_pts(path)
    assert [frame["frame_index"] for frame in frames if frame["keyframe"]] == [0, 30, 60, 90]
    lines = run("probe", path, "--frames").out.splitlines()
    start = lines.index("frame_index pts time_s picture_type keyframe corrupt")
    assert len(lines) == start + 1 + 100
    for frame, line in zip(frames, lines[start + 1 :], strict=True):
        assert line.split() == [str(int(value) if isinstance(value, bool) else value) for value in frame.values()]


def test_probe_for_people_names_the_problems(run: Command, clip: Clip) -> None:
    answer = run("probe", clip("damaged-packets").path)
    assert (answer.code, answer.err) == (0, "")
    report = json.loads(run("probe", clip("damaged-packets").path, "--json").out)
    assert report["sha256"] in answer.out
    for problem in report["problems"]:
        if problem["kind"] != "corrupt":  # so many that they share a line
            assert f"  {problem['kind']}: {problem['message']}\n" in answer.out
    listed = ", ".join(map(str, report["corrupt_frames"]))
    assert f"  corrupt: {len(report['corrupt_frames'])} frames: {listed} (" in answer.out
    for frame in report["missing_frames"]:
        assert f"Frame {frame} (PTS " in answer.out
    assert "none found" in run("probe", clip("bt709").path).out


@pytest.mark.parametrize("name", ["야간 거리.mp4", "a b.mp4", "-o.mp4", "100%.mp4", "line\nbreak.mp4"])
def test_any_name_will_do(run: Command, clip: Clip, tmp_path: Path, name: str) -> None:
    path = shutil.copy(clip("one-frame").path, tmp_path / name)
    assert json.loads(run("probe", path, "--json").out)["name"] == name
    assert run("export", path, "-o", tmp_path / f"{name} 증거").code == 0
    assert read_manifest_of(tmp_path / f"{name} 증거")["source"]["name"] == name
    assert run("verify", tmp_path / f"{name} 증거", "--source", path).code == 0


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="file names are text here")
def test_a_name_that_is_no_text_will_do(run: Command, clip: Clip, tmp_path: Path) -> None:
    """A Korean name in CP949, as archives of other systems leave it."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + "/거리.mp4".encode("cp949")))
    shutil.copy(clip("one-frame").path, path)
    for encoding in ("utf-8:strict", "ascii:strict"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        for options in ((), ("--json",)):
            probed = run_program("probe", path, *options, env=environment, text=False)
            assert (probed.returncode, probed.stderr) == (0, b"")
        assert json.loads(probed.stdout.decode("utf-8"))["name"] == path.name
    assert run("export", path, "-o", tmp_path / "package").code == 0
    assert run("verify", tmp_path / "package", "--source", path).code == 0
    assert read_manifest_of(tmp_path / "package")["source"]["name"] == path.name


# --- 0: frame


def read_png(path: Path) -> Any:
    """Planes R, G, B of a picture."""
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return picture[:, :, ::-1].transpose(2, 0, 1)


def test_frame_writes_the_very_samples(run: Command, clip: Clip, tmp_path: Path) -> None:
    path = clip("vfr").path
    answer = run("frame", path, 37, "-o", tmp_path / "x.png")
    assert (answer.code, answer.err) == (0, "")
    with ClipReader(build_index(path)) as reader:
        frame = reader.read(37)
    assert (read_png(tmp_path / "x.png") == frame.rgb).all()
    assert read_code(read_png(tmp_path / "x.png")) == 37
    assert (
        answer.out
        == f"{tmp_path / 'x.png'}: frame 37, PTS {frame.pts}, {frame.time:.6f} s, type {frame.picture_type}\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["x.png"]


@pytest.mark.parametrize("color", ["per-channel", "shared"])
def test_the_enhanced_frame_is_the_exported_one(run: Command, clip: Clip, tmp_path: Path, color: str) -> None:
    path = clip("cfr").path
    choices = ("--level", "0.7", "--gain-limit", "off", "--color", color)
    answer = run("frame", path, 12, "-o", tmp_path / "x.png", "--enhanced", *choices)
    assert answer.code == 0
    assert run("export", path, "-o", tmp_path / "package", "--start", 12, "--end", 13, *choices).code == 0
    (row,) = read_rows(tmp_path / "package")
    assert hash_rgb(tuple(read_png(tmp_path / "x.png"))) == row["enhanced_sha256"]
    assert answer.out.endswith(f"L 0.70 asked, {float(row['mean_out']):.2f} reached at no gain limit\n")


def test_a_frame_of_misordered_pictures_is_found(run: Command, clip: Clip, tmp_path: Path) -> None:
    path = misorder(clip("closed-gop-250").path, tmp_path / "misordered.mp4")
    assert run("frame", path, 118, "-o", tmp_path / "x.png").code == 0
    assert read_code(read_png(tmp_path / "x.png")) == 118


def test_damage_of_a_frame_is_said(run: Command, clip: Clip, tmp_path: Path) -> None:
    path = clip("damaged-packets").path
    report = json.loads(run("probe", path, "--json").out)
    corrupt, after = report["corrupt_frames"][0], report["after_damage_frames"][0]
    assert ", corrupt" in run("frame", path, corrupt, "-o", tmp_path / "x.png").out
    assert ", may depend on damage before it" in run("frame", path, after, "-o", tmp_path / "x.png").out
    assert re.search(r"type [IPB]\n$", run("frame", path, 0, "-o", tmp_path / "x.png").out)


# --- What is neither


def test_a_word_that_is_neither_command_nor_file_is_wrong_usage(tmp_path: Path) -> None:
    for arguments in (["porbe"], ["view", "--help"], ["porbe", "x.mp4"]):
        answer = run_program(*arguments, text=True)
        assert (answer.returncode, "invalid choice" in answer.stderr) == (2, True)
    missing = run_program(tmp_path / "nothing.mp4", text=True)
    assert (missing.returncode, "does not exist" in missing.stderr) == (3, True)


def test_a_truncated_file_is_called_truncated(run: Command, clip: Clip) -> None:
    report = json.loads(run("probe", clip("truncated-mp4").path, "--json").out)
    assert "truncated" in [problem["kind"] for problem in report["problems"]]
