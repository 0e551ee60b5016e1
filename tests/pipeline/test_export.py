"""An export is written whole or not at all, and says what was done as it was done."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lle_studio.core.errors import (
    Cancelled,
    CheckFailed,
    PictureOrderError,
    SourceError,
    StudioError,
)
from lle_studio.core.frame import hash_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob, ExportProgress
from lle_studio.record.verify import verify_package
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip, read_code
from tests.record.packages import (
    export,
    failures,
    flip_byte,
    misorder,
    read_manifest_of,
    read_rows,
    table_of,
)

Clip = Callable[[str], SyntheticClip]


# --- Cancelled or failed: nothing is left


@pytest.mark.parametrize(
    ("stage", "done"), [("index", 0), ("analyse", 1), ("analyse", 4), ("export", 1), ("export", 5), ("check", 0)]
)
def test_cancelling_leaves_nothing(clip: Clip, out: Path, stage: str, done: int) -> None:
    seen: list[ExportProgress] = []
    job = ExportJob(source=clip("cfr").path, folder=out / "package", end=6, auto_level=True)
    with pytest.raises(Cancelled):
        seen.extend(
            run_export(
                job, cancelled=lambda: any(progress.stage == stage and progress.done >= done for progress in seen)
            )
        )
    assert seen[-1].stage in (stage, "check")
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("stage", ["index", "export", "check"])
def test_leaving_off_leaves_nothing(clip: Clip, out: Path, stage: str) -> None:
    """A window that closes drops the iterator where it stands."""
    progress = run_export(ExportJob(source=clip("cfr").path, folder=out / "package", end=6))
    while next(progress).stage != stage:
        pass
    progress.close()  # type: ignore[attr-defined]
    assert list(out.iterdir()) == []


def test_an_empty_folder_that_stood_there_stays(clip: Clip, out: Path) -> None:
    (out / "package").mkdir()
    with pytest.raises(Cancelled):
        list(run_export(ExportJob(source=clip("cfr").path, folder=out / "package"), cancelled=lambda: True))
    assert [path.name for path in out.iterdir()] == ["package"]
    assert list((out / "package").iterdir()) == []
    export(clip("cfr").path, out / "package", end=2)
    assert [path.name for path in out.iterdir()] == ["package"]


@pytest.mark.parametrize("done", [1, 3, 6])
def test_a_source_that_changes_meanwhile_is_noticed(source: Path, out: Path, done: int) -> None:
    steps = run_export(ExportJob(source=source, folder=out / "package", end=6))
    while (step := next(steps)).stage != "export" or step.done < done:
        pass
    with source.open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(CheckFailed, match=r"source\.mp4 changed during the export.*package\.failed"):
        list(steps)
    assert [path.name for path in out.iterdir()] == ["package.failed"]
    answers = {check["name"]: check["passed"] for check in read_manifest_of(out / "package.failed")["checks"]}
    assert [name for name, passed in answers.items() if not passed] == ["source unchanged"]
    assert "the check source unchanged did not hold" in failures(out / "package.failed")


def test_a_source_that_goes_away_is_noticed(source: Path, out: Path) -> None:
    steps = run_export(ExportJob(source=source, folder=out / "package", end=6))
    while next(steps).stage != "export":
        pass
    source.unlink()
    with pytest.raises(SourceError, match=r"source\.mp4 (cannot be read|does not exist)"):
        list(steps)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("limit", [1_000, 60_000, 200_000, -40_000, -100])
def test_a_disk_that_refuses_is_one_sentence(clip: Clip, out: Path, limit: int) -> None:
    """The system refuses to let a file grow beyond the limit; below 0 it counts from the end of the clip."""
    resource = pytest.importorskip("resource", reason="file size limits are a matter of POSIX")
    assert resource
    if limit < 0:
        limit += (export(clip("odd-size").path, out / "whole", end=4) / "enhanced.mkv").stat().st_size
        shutil.rmtree(out / "whole")
    code = (
        "import os, resource, sys\n"
        "limit = lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))\n"
        "grow = os.ftruncate\n"
        f"os.ftruncate = lambda *how: (limit(resource.RLIM_INFINITY), grow(*how), limit({limit}))\n"
        f"limit({limit})\n"
        "from lle_studio.cli import main; sys.exit(main(sys.argv[1:]))"
    )  # memory that is shared with a decoder is no file on a disk, though it grows like one
    command = [
        sys.executable,
        "-B",
        "-c",
        code,
        "export",
        str(clip("odd-size").path),
        "-o",
        str(out / "package"),
        "--end",
        "4",
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 4, result.stderr
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("lle-studio: ")
    assert "File too large" in sentence or "No space left" in sentence  # a log finds its line cut short
    assert result.stdout == ""
    assert list(out.iterdir()) == []


def test_what_fails_its_own_check_is_kept_aside_and_nothing_is_written_over(clip: Clip, out: Path) -> None:
    (out / "package.failed").mkdir()
    (out / "package.failed" / "notes.txt").write_text("of an earlier failure")
    steps = run_export(ExportJob(source=clip("odd-size").path, folder=out / "package", end=12))
    while (step := next(steps)).stage != "export" or step.done < 12:
        pass
    flip_byte(out / "package.partial" / "enhanced.mkv", 100_000)  # long on disk when frame 11 is at work
    with pytest.raises(CheckFailed, match=r"own check: frame \d+: .*is kept in .*package\.failed-2\.$"):
        list(steps)
    assert sorted(path.name for path in out.iterdir()) == ["package.failed", "package.failed-2"]
    assert (out / "package.failed" / "notes.txt").read_text() == "of an earlier failure"
    assert (out / "package.failed-2" / "curves.csv").is_file()
    assert not (out / "package.failed-2" / "SHA256SUMS").exists(), "it must not pass for a package"


# --- What is exported


def test_progress_counts_every_frame(clip: Clip, out: Path) -> None:
    steps = list(
        run_export(ExportJob(source=clip("cfr").path, folder=out / "package", start=7, end=12, auto_level=True))
    )
    stages = [step.stage for step in steps]
    assert list(dict.fromkeys(stages)) == ["index", "analyse", "export", "check", "done"]
    for stage in ("analyse", "export"):
        assert [(step.done, step.total) for step in steps if step.stage == stage] == [(n, 5) for n in range(1, 6)]
    assert all(0 <= step.done <= step.total for step in steps)
    assert steps[-1].message == str(out / "package")


def test_the_picture_exported_is_the_frame_of_its_row(clip: Clip, out: Path) -> None:
    folder = export(clip("vfr").path, out / "package", start=20, end=26)
    rows = read_rows(folder)
    with ClipReader(build_index(folder / "enhanced.mkv")) as reader:
        exported = list(reader.frames())
    assert len(exported) == len(rows) == 6
    with ClipReader(build_index(clip("vfr").path)) as reader:
        for row, frame in zip(rows, exported, strict=True):
            index = int(row["frame_index"])
            source = reader.read(index)
            assert read_code(frame.rgb) == read_code(source.rgb) == index  # type: ignore[union-attr]
            assert hash_rgb(tuple(frame.rgb)) == row["enhanced_sha256"]  # type: ignore[union-attr]
            assert hash_rgb(tuple(source.rgb)) == row["source_sha256"]
            applied = np.stack([np.array(table)[plane] for table, plane in zip(table_of(row), source.rgb, strict=True)])
            assert (applied == frame.rgb).all()  # type: ignore[union-attr]


@pytest.mark.parametrize("color_mode", ["per-channel", "luma"])
def test_a_part_is_the_same_as_in_the_whole(clip: Clip, out: Path, color_mode: str) -> None:
    whole = read_rows(export(clip("hevc").path, out / "whole", end=14, color_mode=color_mode))
    part = read_rows(export(clip("hevc").path, out / "part", start=8, end=12, color_mode=color_mode))
    assert part == whole[8:12]


def test_locked_curves_are_those_of_the_lock_frame(clip: Clip, out: Path) -> None:
    own = read_rows(export(clip("cfr").path, out / "own", start=50, end=51))
    folder = export(clip("cfr").path, out / "locked", start=4, end=9, curve_mode="locked", lock_frame=50)
    rows = read_rows(folder)
    assert len(rows) == 5
    assert all(table_of(row) == table_of(own[0]) for row in rows)
    assert {row["curve_mode"] for row in rows} == {"locked"}
    assert read_manifest_of(folder)["settings"]["lock_frame"] == 50
    assert failures(folder, clip("cfr").path) == ""
    others = read_rows(export(clip("cfr").path, out / "per-frame", start=4, end=9))
    assert any(table_of(row) != table_of(own[0]) for row in others), "every frame has the same curves anyhow"


def test_shared_curves_are_equal_in_all_channels(clip: Clip, out: Path) -> None:
    rows = read_rows(export(clip("cfr").path, out / "shared", end=3, color_mode="shared"))
    for row in rows:
        red, green, blue = table_of(row)
        assert red == green == blue
        assert float(row["hue_shift"]) == 0
    own = read_rows(export(clip("cfr").path, out / "own", end=3))
    assert any(table_of(row)[0] != table_of(row)[2] for row in own), "the channels have the same curves anyhow"


def test_luma_leaves_no_colour_where_there_is_none(clip: Clip, out: Path) -> None:
    folder = export(clip("cfr").path, out / "luma", end=3, color_mode="luma", chroma_gain=2.0)
    manifest = read_manifest_of(folder)
    assert (manifest["domain"], manifest["hashed_pixel_format"]) == ("coded", "yuv420p")
    straight = [max(0, min(255, 128 + 2 * (code - 128))) for code in range(256)]
    for row in read_rows(folder):
        luma, blue, red = table_of(row, ("y", "cb", "cr"))
        assert blue == red == straight
        assert luma == sorted(luma)
        assert luma[:17] == [luma[16]] * 17


@pytest.mark.parametrize(("limit", "logged"), [(3.0, "3"), (4.5, "4.5"), (None, "off")])
def test_the_gain_limit_holds(clip: Clip, out: Path, limit: float | None, logged: str) -> None:
    rows = read_rows(export(clip("cfr").path, out / "package", end=3, gain_limit=limit))
    for row in rows:
        step = max(int(np.diff(table).max()) for table in table_of(row))
        assert row["gain_limit"] == logged
        assert int(row["max_gain"]) == step
        assert step <= (255 if limit is None else np.ceil(limit))


def test_a_higher_level_gives_a_brighter_clip(sample: Path, out: Path) -> None:
    """On the night scene of the product; the level is asked of the network, the mean is what came out."""
    index = build_index(sample)
    enhancer = Enhancer(index, CurveEstimator())
    with ClipReader(index) as reader:
        frame = reader.read(100)
    for gain_limit in (None, 12.0):
        means = [
            enhancer.enhance(frame, EnhancementSettings(exposure_level=level, gain_limit=gain_limit)).measures.mean_out
            for level in np.arange(0.3, 0.81, 0.1).tolist()
        ]
        assert all(later >= earlier if gain_limit else later > earlier for earlier, later in pairwise(means)), means
    folder = export(sample, out / "package", start=100, end=101, exposure_level=0.8, gain_limit=None)
    assert float(read_rows(folder)[0]["mean_out"]) == pytest.approx(
        enhancer.enhance(frame, EnhancementSettings(exposure_level=0.8, gain_limit=None)).measures.mean_out, abs=1e-6
    )


def test_the_automatic_level_is_the_median_and_is_logged(clip: Clip, out: Path) -> None:
    folder = export(clip("cfr").path, out / "package", start=10, end=15, auto_level=True)
    index, estimator = build_index(clip("cfr").path), CurveEstimator()
    with ClipReader(index) as reader:
        levels = [estimator.natural_level(estimator.features(reader.read(number).rgb)) for number in range(10, 15)]
    settings = read_manifest_of(folder)["settings"]
    assert settings["exposure_level"] == round(float(np.median(levels)), 4)
    assert settings["exposure_level_origin"] == "auto"
    assert {row["exposure_level"] for row in read_rows(folder)} == {f"{settings['exposure_level']:.4f}"}
    chosen = export(clip("cfr").path, out / "chosen", start=10, end=15, exposure_level=settings["exposure_level"])
    assert read_rows(chosen) == read_rows(folder)
    assert read_manifest_of(chosen)["settings"]["exposure_level_origin"] == "chosen"


def test_what_is_logged_is_what_is_applied(clip: Clip, out: Path) -> None:
    """More digits than the log has are cut off before anything is computed."""
    fine = export(clip("cfr").path, out / "fine", end=2, exposure_level=0.600_049_99, gain_limit=7.123_456_7)
    logged = read_rows(fine)[0]
    coarse = export(
        clip("cfr").path, out / "coarse", end=2,
        exposure_level=float(logged["exposure_level"]), gain_limit=float(logged["gain_limit"]),
    )  # fmt: skip
    assert read_rows(coarse) == read_rows(fine)
    assert read_manifest_of(coarse)["settings"] == read_manifest_of(fine)["settings"]


def test_matrix_and_range_chosen_are_used_and_logged(clip: Clip, out: Path) -> None:
    folder = export(clip("untagged").path, out / "chosen", end=2, matrix="bt709", color_range="full")
    color = read_manifest_of(folder)["source"]["color"]
    assert (color["matrix"], color["range"]) == ("bt709", "full")
    assert (color["matrix_origin"], color["range_origin"]) == ("chosen", "chosen")
    assert failures(folder, clip("untagged").path) == ""
    assumed = export(clip("untagged").path, out / "assumed", end=2)
    assert read_rows(assumed)[0]["source_sha256"] != read_rows(folder)[0]["source_sha256"]
    kinds = {problem["kind"] for problem in read_manifest_of(assumed)["problems"]}
    assert {"assumed-matrix", "assumed-range"} <= kinds
    assert not {problem["kind"] for problem in read_manifest_of(folder)["problems"]} & {
        "assumed-matrix",
        "assumed-range",
    }


def test_pictures_out_of_order_are_named_by_decoding_all(clip: Clip, tmp_path: Path, out: Path) -> None:
    source = misorder(clip("closed-gop-250").path, tmp_path / "misordered.mp4")
    index = build_index(source)
    with ClipReader(index) as reader, pytest.raises(PictureOrderError):
        list(reader.frames(112, 124))
    folder = export(source, out / "package", start=112, end=124, curve_mode="locked", lock_frame=112)
    manifest = read_manifest_of(folder)
    assert manifest["source"]["frames_named_by"] == "packet"
    assert "timestamps" in {problem["kind"] for problem in manifest["problems"]}
    with ClipReader(build_index(folder / "enhanced.mkv")) as reader:
        assert [read_code(frame.rgb) for frame in reader.frames()] == list(range(112, 124))  # type: ignore[union-attr]
    assert [int(row["pts"]) for row in read_rows(folder)] == index.pts[112:124].tolist()
    assert failures(folder, source) == ""


# --- The original is never touched


def everything(source: Path, out: Path) -> Iterator[object]:
    """All that is done with a source, and much that goes wrong."""
    yield build_index(source, thorough=True)
    folder = export(source, out / "package", end=3)
    yield verify_package(folder, source=source)
    for job in (
        ExportJob(source=source, folder=out / "package"),
        ExportJob(source=source, folder=source),
        ExportJob(source=source, folder=out / "a", start=1000),
        ExportJob(source=source, folder=out / "b", weights="nothing"),
    ):
        with pytest.raises(StudioError):
            yield list(run_export(job))
    with pytest.raises(Cancelled):
        yield list(run_export(ExportJob(source=source, folder=out / "c"), cancelled=lambda: True))


def test_the_source_is_never_touched(source: Path, out: Path) -> None:
    os.utime(source, ns=(1_000_000_007, 1_000_000_009))
    source.chmod(0o444)
    before = source.stat()
    data = source.read_bytes()
    for _ in everything(source, out):
        after = source.stat()
        assert (after.st_mtime_ns, after.st_size, after.st_ino, after.st_mode, after.st_nlink) == (
            before.st_mtime_ns, before.st_size, before.st_ino, before.st_mode, before.st_nlink,
        )  # fmt: skip
    assert source.read_bytes() == data
    assert sorted(path.name for path in source.parent.iterdir()) == ["out", "source.mp4"]
    assert [path.name for path in out.iterdir()] == ["package"]


def test_a_range_beyond_the_end_goes_to_the_end_and_says_so(clip: Clip, out: Path) -> None:
    folder = export(clip("one-frame").path, out / "package", end=5)
    manifest = read_manifest_of(folder)
    assert manifest["frames"]["delivered"] == 1
    assert "range" in [problem["kind"] for problem in manifest["problems"]]


@pytest.mark.parametrize(("shows", "columns"), [("enhanced", 1), ("side-by-side", 2)])
def test_a_viewing_copy_belongs_to_the_package(clip: Clip, out: Path, shows: str, columns: int) -> None:
    source = clip("audio-aac").path
    job = ExportJob(
        source=source,
        folder=out / "package",
        end=8,
        viewing_copy=shows,
        settings=EnhancementSettings(color_mode="luma"),
    )
    list(run_export(job))
    viewing = build_index(out / "package" / "viewing.mp4")
    assert (len(viewing), viewing.width, viewing.pixel_format) == (8, 192 * columns, "yuv420p")
    assert verify_package(out / "package", source=source).passed
    with (out / "package" / "viewing.mp4").open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"changed")
    assert not verify_package(out / "package").passed
