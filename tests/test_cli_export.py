"""The commands ``export`` and ``verify``: several clips, locked and smoothed curves, interruptions, silence."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clips import SyntheticClip
from tests.commands import Command, run_program
from tests.record.packages import flip_byte, read_manifest_of

Clip = Callable[[str], SyntheticClip]


def test_export_and_verify(run: Command, clip: Clip, tmp_path: Path) -> None:
    source, folder = clip("audio-aac").path, tmp_path / "package"
    exported = run("export", source, "-o", folder, "--start", 3, "--end", 7, "--level", "auto")
    assert (exported.code, exported.err) == (0, "")
    assert exported.out.startswith(f"{folder}: 4 of 4 frames, L 0.")
    manifest = read_manifest_of(folder)
    assert manifest["result"]["level"] in exported.out
    assert manifest["export"]["timestamps"]["note"] in exported.out
    for problem in manifest["problems"]:
        assert problem["message"] in exported.out
    assert manifest["command"] == [
        "lle-studio", "export", str(source), "-o", str(folder), "--start", "3", "--end", "7", "--level", "auto",
    ]  # fmt: skip
    for options in ((), ("--source", source)):
        verified = run("verify", folder, *options)
        assert (verified.code, verified.err) == (0, "")
        *checks, conclusion = verified.out.splitlines()
        assert [line[:7] for line in checks] == ["holds  "] * (15 if options else 11)
        assert conclusion.startswith(f"{folder}: everything checked holds")
        assert ("--source" in conclusion) == (not options)


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_clips_in_one_call_each_on_its_own(run: Command, clip: Clip, tmp_path: Path, jobs: int) -> None:
    (tmp_path / "other").mkdir()
    other = Path(shutil.copy(clip("vfr").path, tmp_path / "other" / clip("cfr").path.name))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    files = (clip("cfr").path, broken, other)
    answer = run("export", *files, "-o", tmp_path / "night", "--end", "6", "--jobs", jobs)
    name = clip("cfr").path.stem
    assert answer.code == 3
    assert answer.err.startswith(f"lle-studio: {broken} is not a video that can be read")
    assert answer.err.count("\n") == 1
    assert answer.out.endswith("2 of 3 clips exported\n")
    assert sorted(path.name for path in (tmp_path / "night").iterdir()) == sorted([name, f"{name}-2"])
    assert read_manifest_of(tmp_path / "night" / name)["source"]["name"] == clip("cfr").path.name
    assert [run("verify", package).code for package in (tmp_path / "night").iterdir()] == [0, 0]


def test_segments_of_one_clip_are_exported_at_once(run: Command, clip: Clip, tmp_path: Path) -> None:
    packages = [tmp_path / "one", tmp_path / "two"]
    for package, jobs in zip(packages, (1, 2), strict=True):
        assert run("export", clip("cfr").path, "-o", package, "--jobs", jobs).code == 0
    one, two = ((package / "curves.csv").read_bytes() for package in packages)
    assert one == two


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "257", "1.5"])
def test_jobs_are_a_whole_number(run: Command, clip: Clip, tmp_path: Path, jobs: str) -> None:
    answer = run("export", clip("cfr").path, "-o", tmp_path / "package", "--jobs", jobs)
    assert answer.code == 2
    assert "is not a whole number from 1 to 256" in answer.err


def test_a_case_file_is_for_one_source(run: Command, clip: Clip, tmp_path: Path) -> None:
    answer = run(
        "export", clip("cfr").path, clip("vfr").path, "-o", tmp_path / "night", "--case", tmp_path / "a.llecase"
    )
    assert answer.code == 2
    assert answer.err == "lle-studio: A case file belongs to one source: export the files one by one.\n"


def test_export_locks_the_curves_to_the_first_frame_unless_told(run: Command, clip: Clip, tmp_path: Path) -> None:
    assert (
        run("export", clip("cfr").path, "-o", tmp_path / "x", "--start", 5, "--end", 7, "--curves", "locked").code == 0
    )
    assert read_manifest_of(tmp_path / "x")["settings"]["lock_frame"] == 5


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--curves", "smoothed"), {"curve_mode": "smoothed", "window": 2.0, "lock_range": None}),
        (("--curves", "smoothed", "--window", "0.5"), {"curve_mode": "smoothed", "window": 0.5}),
        (("--curves", "locked", "--lock-range", 3, 9), {"curve_mode": "locked", "lock_range": [3, 9]}),
    ],
)
def test_export_smooths_and_locks_over_time(
    run: Command, clip: Clip, tmp_path: Path, options: tuple[object, ...], expected: dict[str, object]
) -> None:
    source = clip("vfr").path
    assert run("export", source, "-o", tmp_path / "x", "--start", 5, "--end", 7, *options).code == 0
    settings = read_manifest_of(tmp_path / "x")["settings"]
    assert {name: settings[name] for name in expected} == expected
    assert run("verify", tmp_path / "x", "--source", source).code == 0


@pytest.mark.parametrize("codec", ["ffv1", "h264rgb"])
def test_a_chosen_shape_of_a_pixel_is_flagged_and_on_record(
    run: Command, clip: Clip, tmp_path: Path, codec: str
) -> None:
    source = clip("cfr").path
    options = ("--end", 3, "--aspect", "4:3", "--codec", codec, "--viewing-copy", "enhanced")
    assert run("export", source, "-o", tmp_path / "x", *options).code == 0
    manifest = read_manifest_of(tmp_path / "x")
    assert manifest["source"]["sample_aspect"] == "1:1"
    assert manifest["export"]["sample_aspect"] == "4:3"
    for name in (manifest["export"]["file"], "viewing.mp4"):
        shown = json.loads(run("probe", tmp_path / "x" / name, "--json").out)
        assert "4:3" in json.dumps(shown)
    assert run("verify", tmp_path / "x", "--source", source).code == 0
    for wrong in ("4", "0:1", "1:0", "100:1", "x"):
        assert run("export", source, "-o", tmp_path / "y", "--aspect", wrong).code == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--window", "2"),
        ("--lock-range", 1, 2),
        ("--curves", "smoothed", "--window", "1e9"),
        ("--curves", "locked", "--lock-range", 5, 5),
        ("--curves", "locked", "--lock-range", 0, 10**6),
        ("--curves", "locked", "--lock-frame", 1, "--lock-range", 1, 2),
    ],
)
def test_curve_options_that_contradict_are_2(
    run: Command, clip: Clip, tmp_path: Path, options: tuple[object, ...]
) -> None:
    done = run("export", clip("cfr").path, "-o", tmp_path / "x", *options)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_does_not_hold_is_1(run: Command, clip: Clip, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    assert run("export", clip("one-frame").path, "-o", folder).code == 0
    flip_byte(folder / "enhanced.mkv", (folder / "enhanced.mkv").stat().st_size // 2)
    answer = run("verify", folder)
    assert answer.code == 1
    assert answer.err == f"lle-studio: {folder} does not hold: see the lines marked FAILS.\n"
    failed = [line for line in answer.out.splitlines() if line.startswith("FAILS  ")]
    assert failed[0] == "FAILS  files: enhanced.mkv was changed after the export"
    assert all("frame 0" in line for line in failed[1:])
    (folder / "manifest.json").write_text("{}")
    assert run("verify", folder).code == 1


def test_nothing_but_the_answer_is_printed(clip: Clip, tmp_path: Path) -> None:
    """No progress bar where nobody looks, no words of the libraries, though the file is damaged."""
    path, folder = clip("truncated-ts").path, tmp_path / "package"
    for arguments in (("probe", path), ("export", path, "-o", folder, "--start", 42), ("verify", folder)):
        result = run_program(*arguments)
        assert (result.returncode, result.stderr) == (0, "")
        assert "\r" not in result.stdout


def test_interrupting_leaves_nothing_and_is_one_sentence(clip: Clip, tmp_path: Path) -> None:
    """Ctrl-C, sent by the process to itself at the third frame."""
    code = (
        "import os, signal, sys\nimport lle_studio.pipeline.export as export\nfrom lle_studio.cli import main\n"
        "run = export.run_export\n"
        "def run_and_interrupt(job, **options):\n"
        "    for progress in run(job, **options):\n"
        "        if progress.stage == 'export' and progress.done == 3:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "        yield progress\n"
        "export.run_export = run_and_interrupt\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "export", str(clip("cfr").path), "-o", str(tmp_path / "package")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 130
    assert result.stderr == "lle-studio: The export was cancelled; nothing was kept.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_polite_kill_leaves_nothing(clip: Clip, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("there is no polite kill on Windows")
    command = [
        sys.executable,
        "-m",
        "lle_studio",
        "export",
        str(clip("closed-gop-250").path),
        "-o",
        str(tmp_path / "x"),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "x.partial").exists() and process.poll() is None:
        pass
    process.terminate()
    _, said = process.communicate()
    assert (process.returncode, "cancelled" in said) == (130, True)
    assert list(tmp_path.iterdir()) == []
