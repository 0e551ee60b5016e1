"""What an export writes about itself: its checks, its case, its audit log, its signature, and what lies beside it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import ToneCurves, apply_table
from lle_studio.core.errors import CheckFailed, UsageError
from lle_studio.core.frame import EnhancedFrame, Frame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline import frames as frames_module
from lle_studio.pipeline.case import Bookmark, Case, audit_log_of, read_case, write_case
from lle_studio.pipeline.checks import AppliedTables, PointwiseTrial, is_pointwise
from lle_studio.pipeline.enhance import enhance_frame
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.showcase import MAX_MARKED, Showcase
from lle_studio.record.audit import append, check_log, read_head, read_lines
from lle_studio.record.curve_log import read_curve_log
from lle_studio.record.extras import Extras
from lle_studio.record.manifest import EXPORT_CHECKS
from lle_studio.record.representative import RepresentativeFrame
from lle_studio.record.signature import create_key
from lle_studio.record.verify import verify_package
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip
from tests.record.packages import export, failures, read_manifest_of

Clip = Callable[[str], SyntheticClip]

BT601 = ColorInterpretation(matrix="bt601", range="limited", matrix_origin="tagged", range_origin="tagged")


def enhanced_frames(path: Path, count: int, color_mode: str = "per-channel") -> list[EnhancedFrame]:
    """The first frames of a clip through curves that grow brighter from frame to frame."""
    index = build_index(path)
    settings = EnhancementSettings(color_mode=color_mode, gain_limit=None)  # type: ignore[arg-type]
    codes = np.linspace(0, 1, 256, dtype=np.float32)
    found = []
    with ClipReader(index) as reader:
        for frame in reader.frames(0, count):
            assert isinstance(frame, Frame)
            curves = ToneCurves(values=np.tile(codes ** (1 / (1 + frame.index)), (3, 1)))
            found.append(enhance_frame(frame, curves, settings, index))
    return found


# --- Checks


@pytest.mark.parametrize("color_mode", ["per-channel", "luma"])
def test_a_table_is_pointwise_and_a_filter_is_not(clip: Clip, color_mode: str) -> None:
    (enhanced,) = enhanced_frames(clip("odd-size-420").path, 1, color_mode)
    assert is_pointwise(enhanced)
    blurred = tuple(np.asarray(cv2.blur(plane, (3, 3)), dtype=np.uint8) for plane in enhanced.planes)
    assert not is_pointwise(replace(enhanced, planes=blurred))
    one_off = enhanced.planes[0].copy()
    one_off[3, 5] ^= 1
    assert not is_pointwise(replace(enhanced, planes=(one_off, *enhanced.planes[1:])))


def test_a_table_logged_must_be_the_table_applied(clip: Clip, tmp_path: Path) -> None:
    package = export(clip("cfr").path, tmp_path / "package", end=4)
    rows = list(read_curve_log(package / "curves.csv", "rgb"))
    seen = AppliedTables(0, 4)
    for enhanced, row in zip(enhanced_frames(clip("cfr").path, 4), rows, strict=True):
        assert row.table is not None
        applied = replace(enhanced, table=row.table, planes=apply_table(enhanced.source_planes, row.table))
        seen.see(row.index, row.table, PointwiseTrial(0, 4).holds(applied))
    assert [check.passed for check in (seen.pointwise(), *seen.logged(rows))] == [True, True, True]
    assert rows[2].table is not None
    other = rows[2].table.copy()
    other[1, 200:] = 255
    answers = list(seen.logged([*rows[:2], replace(rows[2], table=other), rows[3]]))
    assert [check.passed for check in answers] == [True, False]
    assert answers[1].detail == "frame 2: the table logged is not the one applied"
    assert "3 tables are logged, 4 were applied" in list(seen.logged(rows[:3]))[1].detail


def test_the_answers_stand_in_the_manifest(clip: Clip, tmp_path: Path) -> None:
    package = export(clip("audio-aac").path, tmp_path / "package", start=5, end=9)
    checks = read_manifest_of(package)["checks"]
    assert tuple(check["name"] for check in checks) == EXPORT_CHECKS
    assert all(check["passed"] for check in checks)
    details = {check["name"]: check["detail"] for check in checks}
    assert details["pointwise"] == "the pixels of 4 frames shuffled, results equal"
    assert details["frames and timestamps"].startswith("4 frames, each at its PTS")


def test_a_result_that_is_not_the_tables_fails_loudly_and_keeps_the_evidence(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the look-up itself were broken: one sample of one frame comes out otherwise."""
    real = frames_module.Enhancer.enhance

    def broken(self: object, frame: Frame, settings: EnhancementSettings) -> EnhancedFrame:
        enhanced = real(self, frame, settings)  # type: ignore[arg-type]
        if frame.index != 2:
            return enhanced
        plane = enhanced.planes[0].copy()
        plane[0, 0] ^= 1
        return replace(enhanced, planes=(plane, *enhanced.planes[1:]))

    monkeypatch.setattr(frames_module.Enhancer, "enhance", broken)
    with pytest.raises(CheckFailed, match=r"own check: frame 2: shuffled pixels .*package\.failed\.$") as caught:
        export(clip("cfr").path, tmp_path / "package", end=5)
    assert caught.value.exit_code == 1
    failed = tmp_path / "package.failed"
    assert not (tmp_path / "package").exists()
    answers = {check["name"]: check for check in read_manifest_of(failed)["checks"]}
    assert not answers["pointwise"]["passed"]
    assert "does not make frame 2 again" in json.dumps(read_manifest_of(failed)["problems"])
    assert (failed / "appendix.pdf").is_file()
    assert not (failed / "SHA256SUMS").exists()
    assert "the check pointwise did not hold" in failures(failed)
    assert [line.entry.action for line in read_lines(failed / "audit.jsonl") if line.entry][-1] == "complete"


# --- What is shown


def shown_frames(picked: Showcase) -> dict[int, RepresentativeFrame]:
    """What a showcase shows, by index."""
    settled = picked.settle()
    assert settled is not None
    return {frame.index: frame for frame in settled.in_order()}


def test_frames_shown_are_the_first_the_last_the_marked_and_the_extremes(clip: Clip) -> None:
    frames = enhanced_frames(clip("cfr").path, 30)
    picked = Showcase(
        {4: "here", 29: "there"}, lambda e: np.stack(e.planes), aspect=Fraction(1), rotation=0, color=BT601
    )
    for enhanced in frames:
        picked.see(enhanced)
    shown = shown_frames(picked)
    assert shown[0].reasons == ("first",)
    assert shown[1].reasons == ("largest-change",)
    assert shown[4].reasons == ("marked",)
    assert (shown[29].reasons[:2], shown[29].note) == (("last", "marked"), "there")
    clipped = [frame.measures.clipped_low + frame.measures.clipped_high for frame in frames]
    assert "most-clipped" in shown[int(np.argmax(clipped))].reasons
    assert list(shown) == sorted(shown)


def test_of_many_marks_the_first_are_shown(clip: Clip) -> None:
    frames = enhanced_frames(clip("cfr").path, 30)
    picked = Showcase(
        dict.fromkeys(range(2, 28), ""), lambda e: np.stack(e.planes), aspect=Fraction(1), rotation=0, color=BT601
    )
    for enhanced in frames:
        picked.see(enhanced)
    marked = [index for index, frame in shown_frames(picked).items() if "marked" in frame.reasons]
    assert marked == list(range(2, 2 + MAX_MARKED))


# --- Case and audit log


@pytest.fixture
def case_file(clip: Clip, tmp_path: Path) -> Path:
    """A case file of the clip cfr with a mark and an audit log."""
    source = clip("cfr").path
    path = tmp_path / "사건.llecase"
    log = audit_log_of(path)
    for action in ("start", "open", "edit"):
        append(log, action, {"of": "the case"}, examiner="김철수")
    head = read_head(log)
    case = Case(
        source_path=str(source), source_size=source.stat().st_size, source_sha256=build_index(source).sha256,
        bookmarks=(Bookmark(index=3, pts=int(build_index(source).pts[3]), note="She turns"),),
        examiner="김철수", organization="NFS", exhibit="3", case_number="17",
        audit_lines=head.lines, audit_head=head.head,
    )  # fmt: skip
    write_case(path, case)
    return path


def test_the_case_and_its_log_go_along(clip: Clip, tmp_path: Path, case_file: Path) -> None:
    case, log = read_case(case_file), audit_log_of(case_file)
    before = log.read_bytes()
    package = export(clip("cfr").path, tmp_path / "package", end=6, case=case, audit=log)
    manifest = read_manifest_of(package)
    assert manifest["case"] == {
        "case_number": "17", "exhibit": "3", "examiner": "김철수", "organization": "NFS", "notes": "",
    }  # fmt: skip
    assert manifest["marks"] == [{"index": 3, "pts": case.bookmarks[0].pts, "note": "She turns", "region": None}]
    assert log.read_bytes() == before, "the log of the case is the window's"
    assert (package / "audit.jsonl").read_bytes().startswith(before)
    actions = [line.entry.action for line in read_lines(package / "audit.jsonl") if line.entry]
    assert actions == ["start", "open", "edit", "open", "export", "check", "complete"]
    assert check_log(package / "audit.jsonl") == []
    assert failures(package, clip("cfr").path) == ""


def test_a_log_that_was_changed_stops_the_export(clip: Clip, tmp_path: Path, case_file: Path) -> None:
    log = audit_log_of(case_file)
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + lines[2])
    job = ExportJob(source=clip("cfr").path, folder=tmp_path / "package", case=read_case(case_file), audit=log)
    with pytest.raises(CheckFailed, match=r"audit log .*사건\.audit\.jsonl of the case does not hold \(.*line 1"):
        list(run_export(job))
    assert not (tmp_path / "package").exists()
    assert not list(tmp_path.glob("package*"))


def test_the_log_tells_who_opened_and_with_what(clip: Clip, tmp_path: Path) -> None:
    package = export(clip("cfr").path, tmp_path / "package", end=3, exposure_level=0.5)
    entries = {line.entry.action: line.entry for line in read_lines(package / "audit.jsonl") if line.entry}
    assert entries["open"].parameters["source"]["sha256"] == read_manifest_of(package)["source"]["sha256"]
    assert entries["open"].parameters["software"]["numpy"] == np.__version__
    assert entries["open"].user
    assert entries["export"].parameters["exposure_level"] == 0.5
    assert entries["export"].parameters["end"] == 3
    assert set(entries["check"].parameters) == set(EXPORT_CHECKS)


# --- Signature


def test_a_signed_export_names_its_key_everywhere(clip: Clip, tmp_path: Path) -> None:
    key = create_key(tmp_path / "lab.pem", "correct horse battery")
    package = export(clip("cfr").path, tmp_path / "package", end=3, key=key)
    assert read_manifest_of(package)["signature"]["public_key_sha256"] == key.fingerprint
    report = verify_package(package, source=clip("cfr").path, key=tmp_path / "lab.pub.pem")
    assert report.passed, report
    entries = {line.entry.action: line.entry for line in read_lines(package / "audit.jsonl") if line.entry}
    assert entries["export"].parameters["signed_by"] == key.fingerprint
    assert "correct horse" not in (package / "audit.jsonl").read_text()


# --- Beside the package


@pytest.mark.parametrize("color_mode", ["per-channel", "luma"])
def test_open_formats_are_written_on_request(clip: Clip, tmp_path: Path, color_mode: str) -> None:
    extras = Extras(cubes=color_mode != "luma", npz=True, frames="tiff")
    package = export(clip("odd-size-420").path, tmp_path / "package", end=3, color_mode=color_mode, extras=extras)
    assert read_manifest_of(package)["extras"] == {"cubes": extras.cubes, "npz": True, "frames": "tiff"}
    assert len(list((package / "frames").iterdir())) == 3
    assert len(list(package.glob("cubes/*.cube"))) == (3 if extras.cubes else 0)
    assert failures(package, clip("odd-size-420").path) == ""


def test_cubes_of_coded_planes_are_refused_at_once(clip: Clip, tmp_path: Path) -> None:
    job = ExportJob(
        source=clip("cfr").path,
        folder=tmp_path / "package",
        settings=EnhancementSettings(color_mode="luma"),
        extras=Extras(cubes=True),
    )
    with pytest.raises(UsageError, match=r"\.cube file is for R, G and B"):
        list(run_export(job))
    for other in ({"languages": ("fr",)}, {"languages": ()}, {"extras": Extras(frames="gif")}):
        with pytest.raises(UsageError):
            list(run_export(ExportJob(source=clip("cfr").path, folder=tmp_path / "package", **other)))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_what_an_interrupted_export_left_beside_is_replaced(clip: Clip, tmp_path: Path) -> None:
    whole = export(clip("cfr").path, tmp_path / "whole", end=3, extras=Extras(cubes=True, npz=True, frames="png"))
    shutil.copytree(whole, tmp_path / "package.partial")
    package = export(clip("cfr").path, tmp_path / "package", end=2)
    assert not (package / "cubes").exists()
    assert failures(package) == ""


# --- What is told of colours


def test_colours_driven_too_far_are_told(clip: Clip, tmp_path: Path) -> None:
    choices = {"end": 3, "color_mode": "luma", "gain_limit": None}
    calm = export(clip("odd-size-420").path, tmp_path / "calm", chroma_gain=0.0, **choices)
    assert "saturated" not in {problem["kind"] for problem in read_manifest_of(calm)["problems"]}
    loud = export(clip("odd-size-420").path, tmp_path / "loud", chroma_gain=8.0, **choices)
    (told,) = (problem for problem in read_manifest_of(loud)["problems"] if problem["kind"] == "saturated")
    assert "have colours that no screen can show" in told["message"]
    assert failures(loud, clip("odd-size-420").path) == ""
