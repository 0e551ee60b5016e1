"""What lies beside a package says the same as its log and clip, and verification finds where it does not."""

import errno
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves, make_table
from lle_studio.core.errors import Cancelled, UsageError, WriteError
from lle_studio.core.frame import MissingFrame
from lle_studio.record.claims import Claims
from lle_studio.record.cube import cube_text
from lle_studio.record.curve_log import MEASURES, LoggedFrame, read_curve_log
from lle_studio.record.extras import DOCUMENTATION, CurveTrackWriter, write_cubes, write_frame
from lle_studio.record.verify import verify_package
from lle_studio.video.color import RgbConverter
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.record.conftest import Package
from tests.record.packages import change_manifest, failures, files_of, forge_sums, read_manifest_of, read_rows, table_of

Packages = Callable[..., Package]

KINDS: dict[str, dict[str, Any]] = {
    "audio-aac": {"start": 10, "end": 16},
    "odd-size": {"end": 4, "frames": "tiff", "color_mode": "shared", "gain_limit": None},
    "odd-size-420": {"end": 4, "color_mode": "luma"},
    "negative-pts": {"end": 4},
    "grey": {"end": 3, "color_mode": "luma", "frames": "tiff"},
    "mjpeg": {"end": 3, "color_mode": "luma"},
    "ten-bit": {"end": 3},
    "damaged-packets": {"start": 10, "end": 40, "color_mode": "luma"},
}
"""Clips, the part of each that is exported, and how."""


def rows_of(folder: Path) -> list[LoggedFrame]:
    return list(read_curve_log(folder / "curves.csv", read_manifest_of(folder)["domain"]))


def arrays_of(folder: Path) -> dict[str, NDArray[Any]]:
    """The arrays as NumPy loads them for anybody, without pickle."""
    with np.load(folder / "curves.npz", allow_pickle=False) as archive:
        return dict(archive)


# --- As they were written


@pytest.mark.parametrize("name", KINDS)
def test_what_lies_beside_a_package_holds(full_package: Packages, name: str) -> None:
    made = full_package(name, **KINDS[name])
    assert failures(made.folder, made.source) == ""
    (answer,) = (check for check in verify_package(made.folder).checks if check.name == "extras")
    cubes = "" if KINDS[name].get("color_mode") == "luma" else "cubes and "
    assert answer.detail == f"{cubes}curves.npz and frames say the same as log and export"


def test_nothing_beside_a_package_is_said_to_be_nothing(evidence: Package) -> None:
    (answer,) = (check for check in verify_package(evidence.folder).checks if check.name == "extras")
    assert (answer.passed, answer.detail) == (True, "none claimed, none there")


def test_files_are_named_by_index_and_pts(full_package: Packages) -> None:
    names = [name for name in files_of(full_package("audio-aac", **KINDS["audio-aac"]).folder) if "12_" in name]
    assert names == ["cubes/000012_pts6144.cube", "frames/frame_000012_pts6144.png"]
    names = [name for name in files_of(full_package("negative-pts", **KINDS["negative-pts"]).folder) if "00_" in name]
    assert re.fullmatch(r"cubes/000000_pts-\d+\.cube frames/frame_000000_pts-\d+\.png", " ".join(names)), names


def test_each_cube_is_the_table_of_its_frame(full_package: Packages) -> None:
    folder = full_package("audio-aac", **KINDS["audio-aac"]).folder
    for row in read_rows(folder):
        index, pts = int(row["frame_index"]), int(row["pts"])
        table = np.array(table_of(row), dtype=np.uint8)
        text = (folder / f"cubes/{index:06d}_pts{pts}.cube").read_text(encoding="ascii")
        assert text == cube_text(table, f"frame {index}, PTS {pts}")


@pytest.mark.parametrize("name", ["audio-aac", "odd-size-420", "damaged-packets"])
def test_arrays_hold_log_and_curves(full_package: Packages, name: str) -> None:
    folder = full_package(name, **KINDS[name]).folder
    arrays, rows, manifest = arrays_of(folder), rows_of(folder), read_manifest_of(folder)
    claims, count = Claims.of(manifest), len(rows)
    assert set(arrays) == {documented for documented, _ in DOCUMENTATION}
    assert [tuple(line) for line in arrays["documentation"].tolist()] == list(DOCUMENTATION)
    kinds = {key: (str(arrays[key].dtype), arrays[key].shape) for key in ("tables", "curves", "frame_index", "pts")}
    assert kinds == {
        "tables": ("uint8", (count, 3, 256)),
        "curves": ("float32", (count, 3, 256)),
        "frame_index": ("int64", (count,)),
        "pts": ("int64", (count,)),
    }
    assert f"{arrays['time_base'][0]}/{arrays['time_base'][1]}" == manifest["source"]["time_base"]
    assert arrays["channels"].tolist() == (["r", "g", "b"] if claims.domain == "rgb" else ["y", "cb", "cr"])
    assert arrays["frame_index"].tolist() == [row.index for row in rows]
    assert arrays["pts"].tolist() == [row.pts for row in rows]
    assert arrays["missing"].tolist() == [row.missing for row in rows]
    for place, row in enumerate(rows):
        values = [arrays[measure][place] for measure in MEASURES]
        if row.table is None:
            assert np.isnan(arrays["curves"][place]).all()
            assert np.isnan(values).all()
            assert not arrays["tables"][place].any()
        else:
            np.testing.assert_array_equal(arrays["tables"][place], row.table)
            made = make_table(ToneCurves(values=arrays["curves"][place]), claims.settings, claims.color)
            np.testing.assert_array_equal(made, row.table)
            np.testing.assert_allclose(values, [float(text) for text in row.measures], atol=5e-7)
    assert any(row.missing for row in rows) == (name == "damaged-packets")


def test_the_same_curves_give_the_same_bytes(full_package: Packages, tmp_path: Path) -> None:
    made = full_package("audio-aac", **KINDS["audio-aac"])
    other = full_package("audio-aac", **{**KINDS["audio-aac"], "frames": "tiff"})
    assert (made.folder / "curves.npz").read_bytes() == (other.folder / "curves.npz").read_bytes()


@pytest.mark.parametrize("name", ["audio-aac", "odd-size", "mjpeg"])
def test_pictures_are_the_exported_frames(full_package: Packages, name: str) -> None:
    folder, kind = full_package(name, **KINDS[name]).folder, KINDS[name].get("frames", "png")
    claims = Claims.of(read_manifest_of(folder))
    converter = RgbConverter(claims.color)
    with ClipReader(build_index(folder / "enhanced.mkv")) as reader:
        for row, frame in zip(rows_of(folder), reader.frames(), strict=True):
            assert not isinstance(frame, MissingFrame)
            expected = frame.rgb
            if claims.domain == "coded":
                expected = converter.convert_coded(frame.coded, claims.hashed_format)
            path = folder / f"frames/frame_{row.index:06d}_pts{row.pts}.{kind}"
            picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
            assert picture is not None
            np.testing.assert_array_equal(picture[..., ::-1], np.moveaxis(expected, 0, -1))


def test_no_file_is_left_by_an_unfinished_track(tmp_path: Path) -> None:
    with CurveTrackWriter(tmp_path, "rgb", Fraction(1, 25)) as track:
        track.add_missing(MissingFrame(index=0, pts=0, time_base=Fraction(1, 25), reason="gone"))
    assert list(tmp_path.iterdir()) == []


# --- What is refused


def test_cubes_are_for_rgb_only(package: Packages, tmp_path: Path) -> None:
    rows = rows_of(package("mjpeg", end=3, color_mode="luma").folder)
    with pytest.raises(UsageError, match="choose another colour mode than luma"):
        write_cubes(tmp_path, rows, "coded", total=3)
    assert list(tmp_path.iterdir()) == []


def test_writing_cubes_can_be_cancelled_and_tells_how_far_it_is(package: Packages, tmp_path: Path) -> None:
    rows, told = rows_of(package("audio-aac", start=10, end=16).folder), list[tuple[int, int]]()
    with pytest.raises(Cancelled):
        write_cubes(
            tmp_path, rows, "rgb", total=6, tick=lambda *step: told.append(step), cancelled=lambda: len(told) == 4
        )
    assert told == [(1, 6), (2, 6), (3, 6), (4, 6)]
    assert len(list((tmp_path / "cubes").iterdir())) == 4


def test_an_unknown_kind_of_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="png or tiff, not jpeg"):
        write_frame(tmp_path, "jpeg", 0, 0, np.zeros((3, 4, 4), dtype=np.uint8))


def finish_track(folder: Path) -> None:
    with CurveTrackWriter(folder, "rgb", Fraction(1, 25)) as track:
        track.finish(folder / "curves.npz")


WRITERS: dict[str, Callable[[Path], object]] = {
    "cubes": lambda folder: write_cubes(folder, [], "rgb", total=0),
    "frames": lambda folder: write_frame(folder, "png", 0, 0, np.zeros((3, 4, 4), dtype=np.uint8)),
    "curves.npz": finish_track,
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError, match=re.escape(os.strerror(errno.ENOENT)) + ".*check the folder and the disk"):
        WRITERS[name](tmp_path / "nowhere")
    (tmp_path / name).write_text("in the way")
    with pytest.raises(WriteError, match=re.escape(os.strerror(errno.EEXIST)) + ".*check the folder and the disk"):
        WRITERS[name](tmp_path)
    assert (tmp_path / name).read_text() == "in the way"


# --- What was changed


def claim(folder: Path, **extras: object) -> None:
    change_manifest(folder, lambda manifest: manifest["extras"].update(extras))


def rewrite_arrays(folder: Path, **values: NDArray[Any]) -> None:
    """Writes the arrays anew with some of them changed."""
    np.savez(folder / "curves.npz", **{**arrays_of(folder), **values})


def change_array(folder: Path, name: str, place: tuple[int, ...], value: float) -> None:
    array = arrays_of(folder)[name]
    assert array[place] != value, "nothing would change"
    array[place] = value
    rewrite_arrays(folder, **{name: array})


def flatten_curve(folder: Path) -> None:
    curves = arrays_of(folder)["curves"]
    curves[2, 0] = 0
    rewrite_arrays(folder, curves=curves)


def change_cube(folder: Path) -> None:
    path = folder / "cubes/000012_pts6144.cube"
    table = np.array(table_of(read_rows(folder)[2]), dtype=np.uint8)
    table[1, 200] = 0
    path.write_text(cube_text(table, "frame 12, PTS 6144"), encoding="ascii")


def swap_pictures(folder: Path) -> None:
    one, other = folder / "frames/frame_000012_pts6144.png", folder / "frames/frame_000013_pts6656.png"
    one.rename(folder / "aside")
    other.rename(one)
    (folder / "aside").rename(other)


def change_pixel(folder: Path) -> None:
    path = str(folder / "frames/frame_000012_pts6144.png")
    picture = cv2.imread(path)
    assert picture is not None
    picture[5, 7, 1] ^= 1
    cv2.imwrite(path, picture)


def deepen_picture(folder: Path) -> None:
    """The same picture in 16 bits."""
    path = str(folder / "frames/frame_000012_pts6144.png")
    picture = cv2.imread(path)
    assert picture is not None
    cv2.imwrite(path, picture.astype(np.uint16) * 257)


def drop_array(folder: Path) -> None:
    arrays = arrays_of(folder)
    del arrays["tables"]
    np.savez(folder / "curves.npz", **arrays)


def pickle_array(folder: Path) -> None:
    np.savez(folder / "curves.npz", **{**arrays_of(folder), "pts": np.array([{}] * 6, dtype=object)})


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "cubes not claimed": (lambda folder: claim(folder, cubes=False), "cubes is there, and manifest.json does not say"),
    "arrays not claimed": (lambda folder: claim(folder, npz=False), "curves.npz is there, and"),
    "frames not claimed": (lambda folder: claim(folder, frames=None), "frames is there, and"),
    "frames of another kind": (
        lambda folder: claim(folder, frames="tiff"),
        "frame_000010_pts5120.png is not of a frame of the log.*"
        "frame 10: frames/frame_000010_pts5120.tiff cannot be read",
    ),
    "frames of an unknown kind": (
        lambda folder: claim(folder, frames="bmp"),
        "manifest: .*frames are written as 'bmp'",
    ),
    "no cubes": (lambda folder: shutil.rmtree(folder / "cubes"), "extras: cubes is missing"),
    "no arrays": (lambda folder: (folder / "curves.npz").unlink(), "extras: curves.npz is missing"),
    "no frames": (lambda folder: shutil.rmtree(folder / "frames"), "extras: frames is missing"),
    "a cube": (change_cube, "frame 12: cubes/000012_pts6144.cube does not hold the tables of the log"),
    "a missing cube": (
        lambda folder: (folder / "cubes/000012_pts6144.cube").unlink(),
        "frame 12: cubes/000012_pts6144.cube cannot be read",
    ),
    "a cube too many": (
        lambda folder: (folder / "cubes/000099_pts1.cube").write_text(""),
        "cubes/000099_pts1.cube is not of a frame of the log",
    ),
    "a missing picture": (
        lambda folder: (folder / "frames/frame_000012_pts6144.png").unlink(),
        "frame 12: frames/frame_000012_pts6144.png cannot be read",
    ),
    "an empty picture": (
        lambda folder: (folder / "frames/frame_000012_pts6144.png").write_bytes(b""),
        "frame 12: frames/frame_000012_pts6144.png is no picture",
    ),
    "swapped pictures": (swap_pictures, "frame 12: .* is another picture; frame 13: .* is another picture"),
    "a pixel": (change_pixel, "frame 12: frames/frame_000012_pts6144.png is another picture"),
    "a deeper picture": (deepen_picture, "frame 12: frames/frame_000012_pts6144.png is no picture of 8-bit"),
    "an entry of an array": (
        lambda folder: change_array(folder, "tables", (2, 1, 255), 3),
        "frame 12: curves.npz holds other tables than the log",
    ),
    "a curve": (
        flatten_curve,
        "frame 12: curves.npz holds curves that do not give the tables of the log",
    ),
    "a curve that is none": (
        lambda folder: change_array(folder, "curves", (2, 0, 0), float("nan")),
        "frame 12: curves.npz holds curves that are none",
    ),
    "a PTS": (lambda folder: change_array(folder, "pts", (2,), 6145), "frame 12: .* pts is 6145, the log 6144"),
    "an index": (lambda folder: change_array(folder, "frame_index", (2,), 13), "frame 12: .*frame_index is 13"),
    "a measure": (lambda folder: change_array(folder, "mean_out", (2,), 0.9), "frame 12: .*mean_out is 0.900000"),
    "a count": (lambda folder: change_array(folder, "max_gain", (2,), 1), "frame 12: .*max_gain is 1, the log 12"),
    "a time base": (lambda folder: change_array(folder, "time_base", (1,), 25), r"time_base is \[1, 25\], not"),
    "a missing array": (drop_array, "curves.npz is damaged .*tables.npy"),
    "arrays of fewer frames": (
        lambda folder: rewrite_arrays(folder, tables=arrays_of(folder)["tables"][:5]),
        r"curves.npz is damaged \(tables is uint8 \(5, 3, 256\), not uint8 \(6, 3, 256\)",
    ),
    "a pickled array": (pickle_array, "curves.npz is damaged .*pts is object"),
    "no archive": (lambda folder: (folder / "curves.npz").write_text("none"), "curves.npz is damaged"),
}
"""Name -> a change, and what verification says of it though the sums were forged."""


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_beside_the_package_is_named_though_the_sums_agree(full_evidence: Package, name: str) -> None:
    change, sentence = CHANGES[name]
    change(full_evidence.folder)
    forge_sums(full_evidence.folder)
    assert re.search(sentence, failures(full_evidence.folder)), failures(full_evidence.folder)


def test_damaged_bytes_of_the_arrays_are_found(full_evidence: Package) -> None:
    path = full_evidence.folder / "curves.npz"
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("tables.npy").header_offset + 400
    data[place] ^= 0x55
    path.write_bytes(data)
    forge_sums(full_evidence.folder)
    assert re.search(r"extras: .*curves\.npz", failures(full_evidence.folder))


def test_a_picture_of_coded_planes_is_compared_with_the_clip(full_package: Packages, tmp_path: Path) -> None:
    made = full_package("odd-size-420", **KINDS["odd-size-420"])
    folder = shutil.copytree(made.folder, tmp_path / "evidence")
    (path,) = (folder / "frames").glob("frame_000002_*")
    picture = cv2.imread(str(path))
    assert picture is not None
    picture[3, 3] ^= 1
    cv2.imwrite(str(path), picture)
    forge_sums(folder)
    assert f"extras: frame 2: frames/{path.name} is another picture" in failures(folder)


def test_a_copy_for_players_that_nothing_names_is_found(evidence: Package) -> None:
    (evidence.folder / "viewing.mp4").write_bytes(b"a copy")
    forge_sums(evidence.folder)
    assert "extras: viewing.mp4 is there, and manifest.json does not say so" in failures(evidence.folder)
    change_manifest(evidence.folder, lambda manifest: manifest["export"].update(viewing_copy="enhanced"))
    (evidence.folder / "viewing.mp4").unlink()
    forge_sums(evidence.folder)
    assert "extras: viewing.mp4 is missing" in failures(evidence.folder)
