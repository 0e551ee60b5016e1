"""Verification says yes to every package as it was exported, and no, naming the place, to any that was changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.record.verify import verify_package
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip, ffmpeg_audio_packet_hashes, ffmpeg_demux_pts
from tests.record.conftest import Package
from tests.record.packages import (
    FILES,
    change_manifest,
    change_row,
    copy,
    failures,
    files_of,
    flip_byte,
    forge_sums,
    packet_place,
    read_manifest_of,
    read_rows,
)

Packages = Callable[..., Package]


# --- Packages as they were exported


@pytest.mark.parametrize("color_mode", ["per-channel", "shared", "luma"])
@pytest.mark.parametrize("with_source", [False, True])
def test_a_package_holds(package: Packages, color_mode: str, with_source: bool) -> None:
    made = package("audio-aac", start=10, end=16, color_mode=color_mode)
    report = verify_package(made.folder, source=made.source if with_source else None)
    assert report.passed, report
    names = ["files", "manifest", "signature", "audit log", "appendix", "curve log", "reproduction", "extras"]
    names += ["export decoded by PyAV", "export decoded by FFmpeg", "frames and timestamps"]
    with_it = ["source file", "tables applied to the source", "audio packets", "tables applied by a stock FFmpeg"]
    assert [check.name for check in report.checks] == [
        *names,
        *(with_it if with_source else []),
    ]
    assert all(check.detail for check in report.checks)


KINDS: dict[str, dict[str, Any]] = {
    "cfr": {"end": 5, "codec": "h264rgb"},
    "vfr": {"start": 3, "end": 9},
    "vfr-mkv": {"end": 6, "color_mode": "luma"},
    "open-gop-250": {"start": 247, "end": 253},
    "packed-b-frames": {"start": 1, "end": 7},
    "mjpeg": {"end": 4, "color_mode": "luma"},
    "ts-offset": {"start": 96},
    "ts-beyond-31-bits": {"end": 5},
    "ts-wrap": {"start": 20, "end": 28},
    "negative-pts": {"end": 5},
    "edit-list": {"end": 5},
    "rotated": {"end": 4},
    "sample-aspect": {"end": 4},
    "odd-size": {"end": 4, "color_mode": "luma"},
    "odd-size-420": {"end": 4, "color_mode": "luma"},
    "full-range": {"end": 4, "color_mode": "luma"},
    "ten-bit": {"end": 4, "color_mode": "shared"},
    "interlaced": {"end": 4},
    "grey": {"end": 4, "color_mode": "luma"},
    "grey-h264": {"end": 4},
    "one-frame": {},
    "audio-aac": {},
    "audio-pcm": {"start": 30, "end": 40},
    "raw-h264": {"start": 2, "end": 6},
    "truncated-mkv": {"start": 40},
    "truncated-ts": {"start": 40},
    "truncated-mp4": {"start": 38},
    "truncated-fragments": {"start": 38},
}
"""Clips and the part of each that is exported."""


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_clip_exports_and_verifies(
    package: Packages, clip: Callable[[str], SyntheticClip], name: str
) -> None:
    made, truth = package(name, **KINDS[name]), clip(name)
    assert failures(made.folder, made.source) == ""
    index, rows, manifest = build_index(made.source), read_rows(made.folder), read_manifest_of(made.folder)
    start, end = KINDS[name].get("start", 0), KINDS[name].get("end", len(index))
    # The log: every frame of the range under its index, at its exact PTS.
    assert [int(row["frame_index"]) for row in rows] == list(range(start, end))
    assert [int(row["pts"]) for row in rows] == index.pts[start:end].tolist()
    assert Fraction(manifest["source"]["time_base"]) == truth.time_base
    if truth.pts is not None and truth.healthy:
        assert [int(row["pts"]) for row in rows] == list(truth.pts[start:end])
    for row in rows:
        assert abs(Fraction(row["time_s"]) - int(row["pts"]) * truth.time_base) <= Fraction(1, 2_000_000)
    # The container: a frame for each delivered row, at the time the manifest promises, by another program's reading.
    timing, delivered = manifest["export"]["timestamps"], [row for row in rows if row["corrupt"] != "missing"]
    export = made.folder / manifest["export"]["file"]
    with av.open(str(export)) as container:
        time_base = container.streams.video[0].time_base
        shape = container.streams.video[0].width, container.streams.video[0].height
        aspect = container.streams.video[0].sample_aspect_ratio
    assert time_base is not None
    promised = [(int(row["pts"]) + timing["offset"]) * truth.time_base for row in delivered]
    found = [pts * time_base for pts in ffmpeg_demux_pts(export)]
    tolerance = 0 if timing["exact"] else Fraction(timing["unit"]) / 2
    assert len(found) == len(promised)
    assert all(abs(a - b) <= tolerance for a, b in zip(found, promised, strict=True))
    assert (timing["offset"] > 0) == (int(rows[0]["pts"]) < 0)
    assert shape == (truth.width, truth.height)
    assert (aspect or 1) == truth.sample_aspect
    assert manifest["source"]["rotation"] == -truth.rotation % 360


def test_rounded_times_are_said_to_be_rounded(package: Packages) -> None:
    rounded = read_manifest_of(package("vfr", **KINDS["vfr"]).folder)["export"]["timestamps"]
    exact = read_manifest_of(package("cfr", **KINDS["cfr"]).folder)["export"]["timestamps"]
    assert (rounded["exact"], rounded["unit"], exact["exact"]) == (False, "1/1000", True)
    assert "rounds to 1/1000 s" in rounded["note"]
    assert "exactly" in exact["note"]


@pytest.mark.parametrize("name", ["audio-aac", "audio-pcm"])
def test_audio_packets_are_the_sources(package: Packages, name: str) -> None:
    made = package(name, **KINDS[name])
    theirs = ffmpeg_audio_packet_hashes(made.source)
    ours = ffmpeg_audio_packet_hashes(made.folder / "enhanced.mkv")
    assert ours
    if not KINDS[name]:
        assert ours == theirs
    else:
        assert any(theirs[place : place + len(ours)] == ours for place in range(len(theirs) - len(ours) + 1))


@pytest.mark.parametrize("name", ["audio-aac", "audio-pcm"])
def test_audio_stays_in_step_with_the_pictures(package: Packages, name: str) -> None:
    """Each packet keeps its time, within half a unit of the container, relative to the pictures."""
    made = package(name, **KINDS[name])

    def times(path: Path) -> dict[str, Fraction]:
        with av.open(str(path)) as container:
            packets = [packet for packet in container.demux(audio=0) if packet.size and packet.pts is not None]
            return {hashlib.sha256(bytes(p)).hexdigest(): p.pts * p.time_base for p in packets if p.pts is not None}

    source = times(made.source)
    for digest, time in times(made.folder / "enhanced.mkv").items():
        assert abs(time - source[digest]) <= Fraction(1, 2000)


def test_package_holds_exactly_the_files_listed(package: Packages) -> None:
    folder = package("cfr", **KINDS["cfr"]).folder
    assert tuple(files_of(folder)) == FILES
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    listed = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    assert listed == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES[1:]}


# --- A damaged clip


@pytest.fixture(scope="module")
def damaged(package: Packages) -> Package:
    return package("damaged-packets", curve_mode="locked", lock_frame=0)


def test_damage_is_named_everywhere(damaged: Package, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    from lle_studio.cli import main

    assert main(["probe", str(damaged.source), "--json"]) == 0
    probe = json.loads(capsys.readouterr().out)
    manifest, rows = read_manifest_of(damaged.folder), read_rows(damaged.folder)
    logged = {value: [int(row["frame_index"]) for row in rows if row["corrupt"] == value] for value in ("1", "missing")}
    logged["after-damage"] = [int(row["frame_index"]) for row in rows if row["corrupt"] == "after-damage"]
    assert len(rows) == 200
    assert logged["missing"]
    assert logged["1"]
    assert manifest["frames"]["delivered"] == 200 - len(logged["missing"]) >= 195
    for value, name in (("1", "corrupt"), ("after-damage", "after_damage"), ("missing", "missing")):
        assert manifest["frames"][name] == probe[f"{name}_frames"] == logged[value]
    named = {(p["kind"], p["frame"], p["pts"]) for p in manifest["problems"] if "frame" in p}
    expected = {("missing", int(row["frame_index"]), int(row["pts"])) for row in rows if row["corrupt"] == "missing"}
    expected |= {("corrupt", int(row["frame_index"]), int(row["pts"])) for row in rows if row["corrupt"] == "1"}
    assert expected <= named
    assert expected <= {(p["kind"], p["frame"], p["pts"]) for p in probe["problems"] if "frame" in p}


def test_damaged_clip_verifies(damaged: Package) -> None:
    assert failures(damaged.folder, damaged.source) == ""


def test_two_exports_of_a_damaged_clip_are_the_same(package: Packages, damaged: Package) -> None:
    again = package("damaged-packets", curve_mode="locked", lock_frame=0, start=0)
    assert again.folder != damaged.folder
    assert (again.folder / "curves.csv").read_bytes() == (damaged.folder / "curves.csv").read_bytes()
    part = package("damaged-packets", curve_mode="locked", lock_frame=0, start=120, end=160)
    assert read_rows(part.folder) == read_rows(damaged.folder)[120:160]


def test_damage_that_no_problem_names_is_found(damaged: Package, tmp_path: Path) -> None:
    folder = shutil.copytree(damaged.folder, tmp_path / "evidence")
    frames = read_manifest_of(folder)["frames"]
    change_manifest(folder, lambda manifest: manifest.update(problems=[]))
    forge_sums(folder)
    found = failures(folder)
    for frame, kind in ((frames["corrupt"][0], "corrupt"), (frames["missing"][0], "missing")):
        assert f"frame {frame} is logged as {kind}, and no problem in manifest.json says so" in found


def test_hiding_damage_is_found(damaged: Package, tmp_path: Path) -> None:
    folder = shutil.copytree(damaged.folder, tmp_path / "evidence")
    frame = read_manifest_of(folder)["frames"]["corrupt"][0]
    change_row(folder, frame, corrupt="0")
    forge_sums(folder)
    assert re.search(rf"frames \[.*\] are logged as corrupt, \[.*{frame}.*\] in manifest", failures(folder))
    change_manifest(folder, lambda manifest: manifest["frames"]["corrupt"].remove(frame))
    forge_sums(folder)
    assert failures(folder) == ""
    assert re.search(rf"frame {frame}: .*damage 0", failures(folder, damaged.source))


# --- Files that are missing, too many, or not of the package


@pytest.mark.parametrize("name", FILES)
def test_a_deleted_file_is_named(evidence: Package, name: str) -> None:
    (evidence.folder / name).unlink()
    assert name in failures(evidence.folder)
    assert name in failures(evidence.folder, evidence.source)
    if name != "SHA256SUMS":
        forge_sums(evidence.folder)
        assert name in failures(evidence.folder)


@pytest.mark.parametrize("name", ["notes.txt", "below/notes.txt", ".hidden", "enhanced.mkv.bak"])
def test_an_extra_file_is_named(evidence: Package, name: str) -> None:
    (evidence.folder / name).parent.mkdir(exist_ok=True)
    (evidence.folder / name).write_text("more")
    assert f"files: {name} does not belong to the package" in failures(evidence.folder)


@pytest.mark.parametrize("target", ["/etc/hostname", "nowhere", "."])
def test_an_extra_link_is_named(evidence: Package, target: str) -> None:
    (evidence.folder / "link").symlink_to(target)
    assert "link does not belong to the package" in failures(evidence.folder)


def test_a_file_replaced_by_a_link_is_named(evidence: Package, tmp_path: Path) -> None:
    (evidence.folder / "enhanced.mkv").rename(tmp_path / "elsewhere.mkv")
    (evidence.folder / "enhanced.mkv").symlink_to(tmp_path / "elsewhere.mkv")
    assert "files: enhanced.mkv is a link" in failures(evidence.folder)


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "x/../../outside.txt", "a\0b", "x" * 5000, "", "manifest.json\t"]
)
def test_sums_that_point_elsewhere_are_refused(evidence: Package, name: str) -> None:
    outside = evidence.folder.with_name("outside.txt")
    outside.write_text("not of the package")
    digest = hashlib.sha256(outside.read_bytes()).hexdigest()
    with (evidence.folder / "SHA256SUMS").open("a") as stream:
        stream.write(f"{digest}  {name}\n")
    assert failures(evidence.folder).startswith("files: ")


@pytest.mark.parametrize("line", ["garbage", "", "0" * 64, f"{'0' * 64} curves.csv"])
def test_sums_with_a_strange_line_are_refused(evidence: Package, line: str) -> None:
    with (evidence.folder / "SHA256SUMS").open("a") as stream:
        stream.write(line + "\n")
    assert "SHA256SUMS has a line that is none" in failures(evidence.folder)


def test_a_file_left_out_of_the_sums_is_named(evidence: Package) -> None:
    lines = (evidence.folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    (evidence.folder / "SHA256SUMS").write_text("".join(line for line in lines if "curves.csv" not in line))
    assert "curves.csv is not listed in SHA256SUMS" in failures(evidence.folder)


# --- The source


def test_another_source_is_refused(evidence: Package, clip: Callable[[str], SyntheticClip]) -> None:
    found = failures(evidence.folder, clip("bt709").path)
    assert "source file: bt709.mp4 has the SHA-256" in found
    assert "frame 10: the source picture is not the one logged" in found
    assert "one-frame.mp4 has 1 frames" in failures(evidence.folder, clip("one-frame").path)


def test_a_renamed_source_is_the_source(evidence: Package, tmp_path: Path) -> None:
    assert failures(evidence.folder, copy(evidence.source, tmp_path / "renamed.mp4")) == ""


def test_a_source_with_one_more_byte_is_refused(evidence: Package, tmp_path: Path) -> None:
    """Every picture is the same, and still it is not the file."""
    changed = copy(evidence.source, tmp_path / evidence.source.name)
    with changed.open("ab") as stream:
        stream.write(b"\0")
    (found,) = failures(evidence.folder, changed).splitlines()
    assert found.startswith("source file: ")


def test_a_source_with_one_byte_changed_is_refused(evidence: Package, tmp_path: Path) -> None:
    changed = copy(evidence.source, tmp_path / evidence.source.name)
    with ClipReader(build_index(changed)) as reader:
        ordinal = int(reader.index.packet[12])
    place, size = packet_place(changed, ordinal)
    flip_byte(changed, place + size // 2)
    found = failures(evidence.folder, changed)
    assert "source file: " in found
    assert "frame 12: the source picture is not the one logged" in found


@pytest.mark.parametrize("name", ["no-moov", "empty", "audio-only"])
def test_a_source_that_cannot_be_read_is_one_sentence(
    evidence: Package, clip: Callable[[str], SyntheticClip], name: str
) -> None:
    with pytest.raises(SourceError, match=name):
        verify_package(evidence.folder, source=clip(name).path)


# --- Another version


def test_words_and_facts_of_another_version_are_its_own(evidence: Package) -> None:
    """Another version may word its texts otherwise, and another decoder find other facts: only bytes are compared."""
    change_manifest(evidence.folder, lambda manifest: manifest["software"].update({"lle-studio": "0.0.9"}))
    change_manifest(evidence.folder, lambda manifest: manifest["source"].update(profile="Main", key_frames=3))
    (evidence.folder / "reproduce/README.txt").write_text("Other words.")
    forge_sums(evidence.folder)
    report = verify_package(evidence.folder, source=evidence.source)
    assert report.passed, report
    (answer,) = (check.detail for check in report.checks if check.name == "reproduction")
    assert answer.endswith("; its words are another version's and were not compared")
    change_manifest(evidence.folder, lambda manifest: manifest["source"].update(size_bytes=3))
    forge_sums(evidence.folder)
    assert "source file: size_bytes is" in failures(evidence.folder, evidence.source)


# --- How it runs


def test_what_is_no_package_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not an evidence package"):
        verify_package(tmp_path)
    with pytest.raises(SourceError, match="is not a folder"):
        verify_package(tmp_path / "nothing")


def test_progress_reaches_the_end_of_every_check(evidence: Package) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    verify_package(
        evidence.folder,
        source=evidence.source,
        progress=lambda name, done, total: told.setdefault(name, []).append((done, total)),
    )
    assert list(told) == [
        "files",
        "curve log",
        "reproduction",
        "export decoded by PyAV",
        "export decoded by FFmpeg",
        "tables applied to the source",
        "tables applied by a stock FFmpeg",
    ]
    for name, steps in told.items():
        assert [done for done, _ in steps] == list(range(1, len(steps) + 1)), name
        assert steps[-1][0] == steps[-1][1], name


@pytest.mark.parametrize("steps", [0, 1, 5, 12, 18, 24, 30, 36, 42])
def test_verification_can_be_cancelled_anywhere(evidence: Package, steps: int) -> None:
    told: list[str] = []
    with pytest.raises(Cancelled):
        verify_package(
            evidence.folder,
            source=evidence.source,
            progress=lambda name, done, total: told.append(name),
            cancelled=lambda: len(told) > steps,
        )


def test_verifying_needs_neither_torch_nor_qt(evidence: Package) -> None:
    code = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "safetensors", "PySide6", "pyqtgraph"):
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, Refuse())
from lle_studio.cli import main
sys.exit(main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, "verify", str(evidence.folder), "--source", str(evidence.source)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "6 frames re-created bit for bit" in result.stdout
    command[3:4] = ["frame", str(evidence.source), "0", "--enhanced", "-o", "x.png", "--"]
    refused = subprocess.run(
        command[:9],
        capture_output=True,
        text=True,
        check=False,
        cwd=evidence.folder.parent,
        env={**os.environ, "LLE_STUDIO_TRACEBACK": "1"},
    )
    assert "torch is not installed here" in refused.stderr, "torch must have been out of reach"
