"""Segments: where a clip is cut, and that nothing depends on who makes them, nor on a process that is lost."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.video.frame import VideoFrame

from lle_studio.core.errors import Cancelled, SourceError, StudioError, UsageError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline import cluster, segments
from lle_studio.pipeline.cluster import cluster_workshop, local_workshop
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.segments import Workshop, cut
from lle_studio.record.manifest import read_manifest, software_versions
from lle_studio.record.verify import verify_package
from lle_studio.video.index import build_index
from tests.clips import SyntheticClip
from tests.exports import export

Clip = Callable[[str], SyntheticClip]


@pytest.fixture
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test clips are short."""
    monkeypatch.setattr(segments, "FRAMES_AT_LEAST", 5)


def same(one: Path, other: Path) -> bool:
    """Whether two packages hold the same frames, tables and chosen frames."""
    names = ("curves.csv", "reproduce/expected.framehash", "reproduce/tables.cmd")
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_cuts_are_at_key_frames_and_leave_nothing_out(clip: Clip) -> None:
    index = build_index(clip("cfr").path)
    runs = cut(replace(index, identity="pts"), 0, len(index), 2)
    assert runs[0][0] == 0
    assert runs[-1][1] == len(index)
    assert all(before[1] == after[0] for before, after in pairwise(runs))
    assert all(index.keyframe[start] for start, _ in runs)


def test_a_clip_whose_pictures_are_counted_is_not_cut(clip: Clip, short_segments: None) -> None:
    index = build_index(clip("cfr").path)
    assert len(cut(index, 0, len(index), 4)) > 1
    assert cut(replace(index, identity="order"), 0, len(index), 4) == [(0, len(index))]


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("cfr", {}),
        ("cfr", {"codec": "h264rgb", "start": 3, "end": 47}),
        ("audio-aac", {"settings": EnhancementSettings(color_mode="luma")}),
        ("vfr", {"settings": EnhancementSettings(curve_mode="smoothed", window=0.5)}),
        ("cfr", {"settings": EnhancementSettings(curve_mode="locked", lock_range=(4, 9))}),
        ("cfr", {"settings": EnhancementSettings(curve_mode="locked", lock_frame=20)}),
        ("sample-aspect", {}),
        ("damaged-packets", {}),
        ("open-gop-250", {}),
    ],
)
def test_segments_come_to_the_same_as_one_piece(
    clip: Clip, tmp_path: Path, short_segments: None, threads: Workshop, name: str, choices: dict[str, object]
) -> None:
    job = ExportJob(source=clip(name).path, folder=tmp_path / "one", **choices)  # type: ignore[arg-type]
    one = export(job)
    many = export(replace(job, folder=tmp_path / "many"), threads)
    assert same(one, many)
    if name == "audio-aac":
        assert verify_package(many, source=job.source).passed
    problems = [read_manifest(package)["problems"] for package in (one, many)]
    assert problems[0] == problems[1]
    assert sorted(path.name for path in one.iterdir()) == sorted(path.name for path in many.iterdir())


def test_the_frames_shown_are_those_of_one_piece(
    clip: Clip, tmp_path: Path, short_segments: None, threads: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lle_studio.pipeline import export as export_module

    shown: list[list[tuple[int, tuple[str, ...], bytes]]] = []
    real = export_module.complete_package

    def note(folder: Path, finish: export_module.Finish) -> None:
        shown.append([(frame.index, frame.reasons, frame.after) for frame in finish.frames])
        real(folder, finish)

    monkeypatch.setattr(export_module, "complete_package", note)
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "one")
    export(job)
    export(replace(job, folder=tmp_path / "many"), threads)
    assert shown[0] == shown[1]


def test_a_lost_process_costs_its_segments_and_nothing_else(clip: Clip, tmp_path: Path, short_segments: None) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "one")
    one = export(job)
    with local_workshop(2) as workshop:
        many = tmp_path / "many"
        killed = threading.Event()

        def kill() -> None:
            folder = many.with_name("many.partial") / "segments"
            while not list(folder.glob("*.*.nut")) and not stop.is_set():
                stop.wait(0.01)
            executor = workshop._executor
            for process in list(executor._processes.values())[:1]:  # type: ignore[attr-defined]
                os.kill(process.pid, signal.SIGKILL)
                killed.set()

        stop = threading.Event()
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            export(replace(job, folder=many), workshop)
        finally:
            stop.set()
            killer.join()
    assert killed.is_set()
    assert same(one, many)


def test_cancelling_stops_the_processes_and_leaves_nothing(clip: Clip, tmp_path: Path, short_segments: None) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        folder = tmp_path / "many.partial" / "segments"
        asked += bool(list(folder.glob("*.*.nut"))) if folder.exists() else 0
        return asked > 0

    with local_workshop(2) as workshop, pytest.raises(Cancelled):
        list(
            run_export(
                ExportJob(source=clip("cfr").path, folder=tmp_path / "many"), workshop=workshop, cancelled=cancelled
            )
        )
    assert list(tmp_path.iterdir()) == []


def test_what_a_segment_meets_is_told_as_by_one_piece(tmp_path: Path, short_segments: None, threads: Workshop) -> None:
    source = tmp_path / "changing.ts"
    source.write_bytes(b"".join(coded(tmp_path, size) for size in ((64, 48), (96, 64))))
    said = []
    for workshop in (None, threads):
        with pytest.raises(StudioError, match="The picture changes from 64x48 yuv420p to 96x64 yuv420p") as caught:
            export(ExportJob(source=source, folder=tmp_path / "package"), workshop)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert [path.name for path in tmp_path.iterdir() if "package" in path.name] == []


def coded(folder: Path, size: tuple[int, int]) -> bytes:
    """A second of H.264 of a size in a transport stream."""
    path = folder / "part.ts"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"g": "10"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(25):
            picture = VideoFrame(*size, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([40 + number]) * plane.buffer_size)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path.read_bytes()


# --- A cluster


def test_two_workers_make_the_same_and_one_may_be_lost(clip: Clip, tmp_path: Path, short_segments: None) -> None:
    distributed = pytest.importorskip("distributed")
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "one")
    one = export(job)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as running,
        cluster_workshop(running.scheduler_address) as workshop,
    ):
        assert same(one, export(replace(job, folder=tmp_path / "both"), workshop))
        folder, stop, killed = tmp_path / "left.partial" / "segments", threading.Event(), threading.Event()

        def kill() -> None:
            while not list(folder.glob("*.*.nut")) and not stop.is_set():
                stop.wait(0.01)
            for worker in list(running.workers.values())[:1]:
                os.kill(worker.pid, signal.SIGKILL)
                killed.set()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            left = export(replace(job, folder=tmp_path / "left"), workshop)
        finally:
            stop.set()
            killer.join()
        assert killed.is_set()
        assert same(one, left)


def test_a_worker_with_other_software_is_refused() -> None:
    here = software_versions()
    cluster._check_software({"tcp://one": here, "tcp://two": {**here, "system": "another"}})
    with pytest.raises(
        UsageError, match=r"^The worker tcp://two has torch 1\.0, this computer .*: install the same\.$"
    ):
        cluster._check_software({"tcp://one": here, "tcp://two": {**here, "torch": "1.0"}})


def test_another_file_under_the_same_path_is_refused_elsewhere(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as executor:
        workshop = Workshop(lambda: executor, processes=1, threads=1, elsewhere=True)
        source = tmp_path / "clip.mp4"
        source.write_bytes(clip("cfr").path.read_bytes())
        real = segments.make_segment

        def replaced(order: segments.SegmentOrder, *run: int) -> segments.MadeSegment:
            changed = bytearray(source.read_bytes())
            changed[-1] ^= 1
            source.write_bytes(bytes(changed))
            return real(order, *run)

        monkeypatch.setattr(segments, "make_segment", replaced)
        job = ExportJob(source=source, folder=tmp_path / "package")
        with pytest.raises(SourceError, match="is another file on "):
            export(job, workshop)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_long_clips_are_made_a_few_segments_at_a_time(
    clip: Clip, tmp_path: Path, short_segments: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    taken: list[int] = []
    with ThreadPoolExecutor(1) as executor:
        workshop = Workshop(lambda: executor, processes=1, threads=1)
        monkeypatch.setattr(segments, "FRAMES_AT_MOST", 10)
        real = workshop._submit
        monkeypatch.setattr(workshop, "_submit", lambda order, run: asked.append(run[0]) or real(order, run))
        job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package")
        for progress in run_export(job, workshop=workshop):
            if progress.stage == "export" and progress.done:
                taken.append(len(asked) - sum(start < progress.done for start in asked))
    assert len(asked) == 4
    assert max(taken) <= segments.AHEAD


def test_a_scheduler_that_is_not_there_is_said() -> None:
    pytest.importorskip("distributed")
    with (
        pytest.raises(UsageError, match=r"^No Dask scheduler answers at tcp://127\.0\.0\.1:9: "),
        cluster_workshop("tcp://127.0.0.1:9"),
    ):
        pass
