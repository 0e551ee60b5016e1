"""What cannot be exported, or stands in the way, is said in one sentence, and nothing is written or touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from lle_studio.core.errors import (
    SourceError,
    StudioError,
    UsageError,
    WriteError,
)
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip
from tests.record.packages import (
    copy,
    export,
    failures,
    files_of,
)

Clip = Callable[[str], SyntheticClip]


def refused(job: ExportJob, kind: type[StudioError]) -> str:
    """The sentence an export is refused with."""
    with pytest.raises(kind) as caught:
        list(run_export(job))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_folder_with_something_in_it_is_refused(clip: Clip, out: Path) -> None:
    (out / "notes.txt").write_text("somebody's")
    assert "exists already" in refused(ExportJob(source=clip("cfr").path, folder=out), WriteError)
    assert [path.name for path in out.iterdir()] == ["notes.txt"]
    assert (out / "notes.txt").read_text() == "somebody's"


def test_a_package_is_never_written_over(clip: Clip, out: Path) -> None:
    folder = export(clip("cfr").path, out / "package", end=2)
    before = files_of(folder)
    refused(ExportJob(source=clip("cfr").path, folder=folder, end=3), WriteError)
    assert files_of(folder) == before


@pytest.mark.parametrize("name", ["file", "file/package", "n" * 300, "loop", "loop/package"])
def test_a_folder_that_cannot_be_made_is_refused(clip: Clip, out: Path, name: str) -> None:
    (out / "file").write_text("somebody's")
    (out / "loop").symlink_to(out / "loop")
    refused(ExportJob(source=clip("cfr").path, folder=out / name), WriteError)
    assert sorted(path.name for path in out.iterdir()) == ["file", "loop"]
    assert (out / "file").read_text() == "somebody's"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may write, not even root")
def test_a_parent_that_must_not_be_written_is_refused(clip: Clip) -> None:
    sentence = refused(ExportJob(source=clip("cfr").path, folder=Path("/proc/package")), WriteError)
    assert sentence.startswith("/proc/package.partial cannot be made")


def test_what_an_interrupted_export_left_is_replaced(clip: Clip, out: Path) -> None:
    partial = out / "package.partial"
    partial.mkdir()
    (partial / "reproduce").mkdir()
    for name in ("enhanced.mkv", "curves.csv", "reproduce/tables.cmd"):
        (partial / name).write_text("half")
    folder = export(clip("cfr").path, out / "package", end=2)
    assert [path.name for path in out.iterdir()] == ["package"]
    assert failures(folder, clip("cfr").path) == ""


def test_an_export_under_way_is_not_disturbed(clip: Clip, out: Path) -> None:
    """Two windows, or two impatient commands, on one folder."""
    job = ExportJob(source=clip("cfr").path, folder=out / "package", end=6)
    first = run_export(job)
    while next(first).stage != "export":
        pass
    assert "being written by another export" in refused(job, WriteError)
    assert list(first)[-1].stage == "done"
    assert [path.name for path in out.iterdir()] == ["package"]
    assert failures(out / "package", clip("cfr").path) == ""


@pytest.mark.parametrize("name", ["notes.txt", "reproduce/notes.txt", "below/tables.cmd"])
def test_what_others_left_is_not_touched(clip: Clip, out: Path, name: str) -> None:
    partial = out / "package.partial"
    partial.mkdir()
    (partial / "curves.csv").write_text("half")
    (partial / name).parent.mkdir(exist_ok=True)
    (partial / name).write_text("somebody's")
    assert "is in the way" in refused(ExportJob(source=clip("cfr").path, folder=out / "package"), WriteError)
    assert files_of(partial) == {"curves.csv": b"half", name: b"somebody's"}
    shutil.rmtree(partial)
    partial.write_text("a file of that name")
    assert "is in the way" in refused(ExportJob(source=clip("cfr").path, folder=out / "package"), WriteError)
    assert partial.read_text() == "a file of that name"


def test_a_source_in_the_way_is_not_touched(clip: Clip, out: Path) -> None:
    """A clip that lies where an interrupted export would have left its own is evidence all the same."""
    (out / "package.partial").mkdir()
    source = copy(clip("cfr").path, out / "package.partial" / "enhanced.mp4")
    assert "holds the source" in refused(ExportJob(source=source, folder=out / "package", end=2), WriteError)
    assert source.read_bytes() == clip("cfr").path.read_bytes()


# --- What cannot be done with the clip


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 5), (0, 0), (5, 5), (5, 4), (100, None), (100, 101), (-5, -1), (10**12, None)]
)
def test_ranges_outside_the_clip_are_refused(clip: Clip, out: Path, start: int, end: int | None) -> None:
    sentence = refused(ExportJob(source=clip("cfr").path, folder=out / "package", start=start, end=end), UsageError)
    assert "frames 0 to 99" in sentence
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("frame", [-1, 100])
def test_a_lock_frame_outside_the_clip_is_refused(clip: Clip, out: Path, frame: int) -> None:
    settings = EnhancementSettings(curve_mode="locked", lock_frame=frame)
    sentence = refused(ExportJob(source=clip("cfr").path, folder=out / "package", settings=settings), UsageError)
    assert f"no frame {frame} " in sentence
    assert list(out.iterdir()) == []


def test_a_lock_frame_that_is_missing_is_refused(clip: Clip, out: Path) -> None:
    truncated = clip("truncated-mp4").path
    with ClipReader(build_index(truncated)) as reader:
        missing = next(state.index for state in reader.states() if state.missing)
    settings = EnhancementSettings(curve_mode="locked", lock_frame=missing)
    job = ExportJob(source=truncated, folder=out / "package", settings=settings, end=3)
    assert f"Frame {missing} (PTS " in refused(job, SourceError)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("codec", ["h264rgb", "h265"])
def test_a_codec_that_cannot_hold_it_is_refused(clip: Clip, out: Path, codec: str) -> None:
    settings = EnhancementSettings(color_mode="luma")
    job = ExportJob(source=clip("cfr").path, folder=out / "package", settings=settings, codec=codec)
    assert "codec" in refused(job, UsageError)
    assert list(out.iterdir()) == []


def test_luma_is_refused_for_ten_bits(clip: Clip, out: Path) -> None:
    settings = EnhancementSettings(color_mode="luma")
    sentence = refused(ExportJob(source=clip("ten-bit").path, folder=out / "package", settings=settings), UsageError)
    assert "ten-bit.mp4 is yuv420p10le" in sentence
    assert "choose per-channel or shared" in sentence
    assert list(out.iterdir()) == []


def test_a_range_without_a_picture_is_refused(clip: Clip, out: Path) -> None:
    truncated = clip("truncated-mp4").path
    last = len(build_index(truncated)) - 1
    job = ExportJob(source=truncated, folder=out / "package", start=last)
    assert "No frame of the range could be decoded" in refused(job, SourceError)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("weights", ["nothing", "nothing.safetensors"])
def test_weights_that_are_not_there_are_refused(clip: Clip, out: Path, weights: str) -> None:
    job = ExportJob(source=clip("cfr").path, folder=out / "package", weights=weights)
    assert "nothing.safetensors" in refused(job, SourceError)
    assert list(out.iterdir()) == []


def test_a_change_of_pixel_format_midway_is_one_sentence(clip: Clip, out: Path, tmp_path: Path) -> None:
    """Two streams end to end: the second has as many luma samples and other chroma planes."""
    streams = []
    for pixel_format in ("yuv420p", "yuv422p"):
        path = tmp_path / f"{pixel_format}.h264"
        with av.open(str(path), "w", format="h264") as container:
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = 192, 144, pixel_format
            for number in range(4):
                picture = av.VideoFrame(192, 144, pixel_format)
                for plane in picture.planes:
                    plane.update(bytes([40 + number]) * plane.buffer_size)
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
        streams.append(path.read_bytes())
    source = tmp_path / "both.h264"
    source.write_bytes(b"".join(streams))
    for mode in ("luma", "per-channel"):
        job = ExportJob(source=source, folder=out / mode, settings=EnhancementSettings(color_mode=mode))
        assert "yuv420p to 192x144 yuv422p at frame 4" in refused(job, SourceError)
    assert list(out.iterdir()) == []
