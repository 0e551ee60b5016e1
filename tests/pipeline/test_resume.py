"""An export that was cut off is gone on with, and its result is that of one nobody disturbed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lle_studio.core.errors import SourceError, WriteError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline import enhanced_clip, frames, segments
from lle_studio.pipeline.case import Bookmark, Case
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.segments import Workshop
from lle_studio.record.extras import Extras
from lle_studio.record.manifest import read_manifest
from lle_studio.record.verify import verify_package
from lle_studio.video import writer
from lle_studio.video.index import ClipIndex
from lle_studio.video.writer import Timing
from tests.clips import SyntheticClip
from tests.commands import Command
from tests.exports import export

Clip = Callable[[str], SyntheticClip]

SAME = ("curves.csv", "curves.npz", "reproduce/expected.framehash", "reproduce/tables.cmd")


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test clips are short."""
    monkeypatch.setattr(frames, "PART_SECONDS", 0.0)
    monkeypatch.setattr(frames, "MAX_FRAMES", 5)
    monkeypatch.setattr(segments, "FRAMES_AT_LEAST", 5)
    monkeypatch.setattr(writer, "READABLE_MS", 40)


def partial_of(job: ExportJob) -> Path:
    return job.folder.with_name(job.folder.name + ".partial")


def cut_off(job: ExportJob, stage: str, done: int, workshop: Workshop | None = None, *, bytes_kept: int = 1) -> Path:
    """Leaves what a kill leaves when an export is so far: the folder as it is then, while threads still write in it.

    It goes on as long as the disk holds fewer than ``bytes_kept`` bytes of its clip for sure.
    """
    left = job.folder.with_name("left")
    steps = run_export(job, workshop=workshop)
    for progress in steps:
        if progress.stage == stage and progress.done >= done and kept_bytes(partial_of(job)) >= bytes_kept:
            copy_of_a_moment(partial_of(job), left)
            break
    else:
        raise AssertionError("the export ended before")
    steps.close()  # type: ignore[attr-defined]
    assert not partial_of(job).exists()
    return left.replace(partial_of(job))


def copy_of_a_moment(folder: Path, copy: Path) -> None:
    """Copies a folder until nothing in it was completed meanwhile: a kill leaves what was there at one moment."""
    before = None
    while before != (before := completed(folder)):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("stop"), copy_function=copy_if_there)


def completed(folder: Path) -> tuple[list[str], int]:
    names = [path.name for pattern in ("journal/*.part", f"{segments.SEGMENTS}/*") for path in folder.glob(pattern)]
    return sorted(names), kept_bytes(folder)


def copy_if_there(source: str, target: str) -> None:
    with suppress(FileNotFoundError):  # it got its final name meanwhile, or is of no use any more
        shutil.copy2(source, target)


def kept_bytes(partial: Path) -> int:
    try:
        return int(json.loads((partial / "journal" / "clip.json").read_text())["size"])
    except FileNotFoundError:
        return 0


def resumed_at(package: Path) -> list[int]:
    return [resumed["at_frame"] for resumed in read_manifest(package)["export"].get("resumed", ())]


def assert_same(one: Path, other: Path) -> None:
    """The results of two exports are the same, byte by byte, but for what tells when and how they were made."""
    for name in SAME:
        assert (one / name).exists() == (other / name).exists()
        assert not (one / name).exists() or (one / name).read_bytes() == (other / name).read_bytes(), name
    pictures = [{path.name: path.read_bytes() for path in (package / "frames").glob("*")} for package in (one, other)]
    assert pictures[0] == pictures[1]
    manifests = [read_manifest(package) for package in (one, other)]
    for key in ("settings", "frames", "result", "problems", "appendix"):
        assert manifests[0][key] == manifests[1][key]
    names = [sorted(path.relative_to(package).as_posix() for path in package.rglob("*")) for package in (one, other)]
    assert names[0] == names[1]


CHOICES: list[tuple[str, dict[str, Any]]] = [
    ("cfr", {"start": 3, "end": 80}),
    ("cfr", {"codec": "h264rgb", "end": 60}),
    ("sample-aspect", {"extras": Extras(npz=True, frames="png"), "end": 60}),
    ("audio-aac", {"settings": EnhancementSettings(color_mode="luma")}),
    ("negative-pts", {"extras": Extras(cubes=True, frames="tiff"), "end": 40}),
    ("vfr-mkv", {"settings": EnhancementSettings(curve_mode="smoothed", window=0.5), "auto_level": True}),
    ("damaged-packets", {"case": Case(bookmarks=(Bookmark(index=2, pts=1024, note="here"),))}),
]


@pytest.mark.parametrize(("name", "choices"), CHOICES)
def test_an_export_goes_on_from_its_last_complete_part(
    clip: Clip, tmp_path: Path, name: str, choices: dict[str, Any]
) -> None:
    job = ExportJob(source=clip(name).path, folder=tmp_path / "package", **choices)
    whole = export(replace(job, folder=tmp_path / "whole"))
    cut_off(job, "export", 20, bytes_kept=100_000)
    told = list(run_export(job))
    (at,) = resumed_at(job.folder)
    assert at > job.start
    assert any(p.stage == "resume" for p in told)
    assert any(p.message.startswith(f"Going on at frame {at:,} of an export that was interrupted") for p in told)
    assert_same(job.folder, whole)
    log = [json.loads(line) for line in (job.folder / "audit.jsonl").read_text().splitlines()]
    assert [line["parameters"]["at_frame"] for line in log if line["action"] == "resume"] == [at]
    assert verify_package(job.folder, source=job.source).passed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "whole"]


@pytest.mark.parametrize("codec", ["ffv1", "h264rgb"])
def test_a_clip_in_mp4_can_be_read_before_it_is_complete(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    def in_mp4(index: ClipIndex, start: int, end: int, codec: str) -> Timing:
        return Timing(container="mp4", offset=0, unit=index.time_base, exact=True)

    monkeypatch.setattr(enhanced_clip, "plan_timing", in_mp4)
    job = ExportJob(source=clip("audio-aac").path, folder=tmp_path / "package", codec=codec)
    whole = export(replace(job, folder=tmp_path / "whole"))
    cut_off(job, "export", 20, bytes_kept=300_000)
    export(job)
    assert resumed_at(job.folder)[0] > 5
    assert_same(job.folder, whole)
    assert verify_package(job.folder, source=job.source).passed


def test_an_export_killed_while_it_is_checked_makes_no_frame_again(clip: Clip, tmp_path: Path) -> None:
    job = ExportJob(source=clip("audio-aac").path, folder=tmp_path / "package", end=50)
    whole = export(replace(job, folder=tmp_path / "whole"))
    cut_off(job, "check", 1)
    export(job)
    assert resumed_at(job.folder) == [50]
    assert_same(job.folder, whole)


def test_an_export_is_cut_off_again_and_again(clip: Clip, tmp_path: Path) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package")
    whole = export(replace(job, folder=tmp_path / "whole"))
    cut_off(job, "export", 20, bytes_kept=300_000)
    first = json.loads((partial_of(job) / "journal" / "clip.json").read_text())["size"]
    cut_off(job, "resume", 4)  # while it takes over what was there
    assert json.loads((partial_of(job) / "journal" / "clip.json").read_text()) == {"name": "cut-off.mkv", "size": first}
    cut_off(job, "export", 40, bytes_kept=first + 100_000)
    export(job)
    one, two, three = resumed_at(job.folder)
    assert 0 < one == two < three
    assert_same(job.folder, whole)


@pytest.mark.parametrize("again_in_segments", [True, False])
def test_segments_that_are_complete_are_not_made_again(
    clip: Clip, tmp_path: Path, threads: Workshop, monkeypatch: pytest.MonkeyPatch, again_in_segments: bool
) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package", extras=Extras(npz=True, frames="png"))
    whole = export(replace(job, folder=tmp_path / "whole"))
    cut_off(job, "export", 30, threads)
    there = {path.name for path in (partial_of(job) / "journal").glob("*.part")}
    assert there
    made: list[int] = []
    real = segments.make_segment

    def counted(order: segments.SegmentOrder, start: int, end: int, threads: int) -> segments.MadeSegment:
        made.append(start)
        return real(order, start, end, threads)

    monkeypatch.setattr(segments, "make_segment", counted)
    export(job, threads if again_in_segments else None)
    assert resumed_at(job.folder)[0] > 0
    assert not {f"{start:09d}" for start in made} & {name.split("-")[0] for name in there}
    assert_same(job.folder, whole)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def spoil_first_part(partial: Path) -> None:
    first = min((partial / "journal").glob("*.part"))
    flip(first, first.stat().st_size // 2)


def spoil_head(partial: Path) -> None:
    first = min((partial / "journal").glob("*.part"))
    first.write_bytes(b'{"format": "lle-studio-part/1", "frames": ' + b"[" * 100_000 + b"\n")


def spoil_job(partial: Path) -> None:
    (partial / "journal" / "job.json").write_bytes(b"\x80\x04cos\nsystem\n")


def spoil_level(partial: Path) -> None:
    path = partial / "journal" / "job.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "exposure_level": 1e9}))


def spoil_clip(partial: Path) -> None:
    (partial / "enhanced.mkv").write_bytes(b"\x00" * 2**20)


def spoil_clip_name(partial: Path) -> None:
    (partial / "journal" / "clip.json").write_text(json.dumps({"name": "../../secret.mkv", "size": 2**40}))


def spoil_by_link(partial: Path) -> None:
    other = partial.parent / "other.mkv"
    (partial / "enhanced.mkv").replace(other)
    (partial / "enhanced.mkv").symlink_to(other)


@pytest.mark.parametrize(
    "spoil", [spoil_first_part, spoil_head, spoil_job, spoil_level, spoil_clip, spoil_clip_name, spoil_by_link]
)
def test_what_is_torn_or_strange_is_not_used(clip: Clip, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package", end=50)
    whole = export(replace(job, folder=tmp_path / "whole"))
    spoil(cut_off(job, "export", 20, bytes_kept=300_000))
    outside = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    export(job)
    assert resumed_at(job.folder) == []
    assert_same(job.folder, whole)
    assert all(path.read_bytes() == content for path, content in outside.items())


def test_bytes_that_may_not_be_on_the_disk_are_not_trusted(clip: Clip, tmp_path: Path) -> None:
    """After a power cut the end of a file can hold anything; what was synced is used, and no more."""
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package")
    whole = export(replace(job, folder=tmp_path / "whole"))
    partial = cut_off(job, "export", 40, bytes_kept=300_000)
    size = kept_bytes(partial)
    with (partial / "enhanced.mkv").open("rb+") as stream:
        stream.seek(size)
        stream.write(b"\x00" * 2**20)
    export(job)
    assert resumed_at(job.folder)[0] > 0
    assert_same(job.folder, whole)


OTHERWISE: list[dict[str, Any]] = [
    {"settings": EnhancementSettings(exposure_level=0.5)},
    {"end": 49},
    {"codec": "h264rgb"},
    {"weights": "paper"},
    {"aspect": Fraction(4, 3)},
    {"extras": Extras(npz=True)},
    {"viewing_copy": "enhanced"},
    {"case": Case(bookmarks=(Bookmark(index=2, pts=1024, note="here"),))},
]


@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_another_export_begins_anew(clip: Clip, tmp_path: Path, otherwise: dict[str, Any]) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package", end=50)
    cut_off(job, "export", 20, bytes_kept=100_000)
    job = replace(job, **otherwise)
    steps = run_export(job)
    progress = next(step for step in steps if step.stage not in ("index", "analyse"))
    assert (progress.stage, progress.done) == ("export", 1)
    assert not list((partial_of(job) / "journal").glob("cut-off.*"))
    steps.close()  # type: ignore[attr-defined]


def test_a_source_that_changed_meanwhile_begins_anew(clip: Clip, tmp_path: Path) -> None:
    source = Path(shutil.copy(clip("cfr").path, tmp_path / "source.mp4"))
    job = ExportJob(source=source, folder=tmp_path / "package", end=50)
    cut_off(job, "export", 20, bytes_kept=100_000)
    with source.open("ab") as stream:
        stream.write(b"\x00\x00\x00\x08free")
    export(job)
    assert resumed_at(job.folder) == []


def test_cancelling_removes_what_was_gone_on_with(clip: Clip, tmp_path: Path) -> None:
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package", end=50)
    cut_off(job, "export", 20, bytes_kept=100_000)
    steps = run_export(job)
    while next(steps).stage != "resume":
        pass
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_complete_never_passes_for_a_package(
    run: Command, clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even in the moment before it gets its name."""
    package = export(ExportJob(source=clip("one-frame").path, folder=tmp_path / "package"))
    assert run("verify", package).code == 0
    partial = package.rename(tmp_path / "package.partial")
    with pytest.raises(SourceError, match="interrupted or is still under way"):
        verify_package(partial)
    answer = run("verify", partial)
    assert (answer.code, answer.sentence.count("package.partial")) == (3, 1)
    command = [sys.executable, "-B", str(partial / "reproduce" / "verify_package.py")]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (plain.returncode, plain.stdout[:5]) == (1, "FAILS")
    monkeypatch.chdir(partial)
    assert run("verify", ".").code == 3


def test_a_package_cannot_have_the_name_of_one_that_is_not_complete(clip: Clip, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="choose another name"):
        export(ExportJob(source=clip("one-frame").path, folder=tmp_path / "package.partial"))
    assert list(tmp_path.iterdir()) == []
