"""Packages that were changed: every change is found, with the sums as they were and with sums forged to agree."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.record.changing import delete_row, flip_picture, swap_rows
from tests.record.conftest import Package
from tests.record.packages import (
    FILES,
    Manifest,
    change_manifest,
    change_row,
    failures,
    forge_reproduction,
    forge_sums,
    packet_place,
    read_rows,
    table_of,
    write_rows,
)

Packages = Callable[..., Package]


def lower_entry(folder: Path) -> None:
    change_row(folder, 12, g200="0")


def raise_entry(folder: Path) -> None:
    """Raises by one an entry that the picture shows; the table stays strictly increasing there."""
    with ClipReader(build_index(folder / "enhanced.mkv")) as reader:
        planes = reader.read(2).rgb
    row = read_rows(folder)[2]
    column = next(
        f"{channel}{code}"
        for channel, plane, table in zip("rgb", planes, table_of(row), strict=True)
        for code in range(1, 255)
        if table[code - 1] < table[code] < table[code + 1] and table[code] in plane
    )
    change_row(folder, 12, **{column: str(int(row[column]) + 1)})


def wipe_picture(folder: Path) -> None:
    place, size = packet_place(folder / "enhanced.mkv", 2)
    with (folder / "enhanced.mkv").open("r+b") as stream:
        stream.seek(place + 16)
        stream.write(bytes(size - 16))


def truncate(folder: Path) -> None:
    place, size = packet_place(folder / "enhanced.mkv", 2)
    os.truncate(folder / "enhanced.mkv", place + size // 2)


def swap_names(folder: Path) -> None:
    """Two rows change places but for the columns that name the frame."""
    rows = read_rows(folder)
    for name in set(rows[2]) - {"frame_index", "pts", "time_s"}:
        rows[2][name], rows[3][name] = rows[3][name], rows[2][name]
    write_rows(folder, rows)


def double_row(folder: Path) -> None:
    rows = read_rows(folder)
    write_rows(folder, rows[:3] + rows[2:])


def change_pts(folder: Path) -> None:
    row = read_rows(folder)[2]
    pts = int(row["pts"]) + 64  # 5 ms, far from the frames beside it
    change_row(folder, 12, pts=str(pts), time_s=f"{pts / 12800:.6f}")


def repeat_pts(folder: Path) -> None:
    before = read_rows(folder)[1]
    change_row(folder, 12, pts=before["pts"], time_s=before["time_s"])


def remux(change: Callable[[list[Any]], list[Any]], **tags: int) -> Callable[[Path], None]:
    """Copies the packets of the export into a new file after changing their list."""

    def remux(folder: Path) -> None:
        path, other = folder / "enhanced.mkv", folder.with_name("remuxed.mkv")
        with av.open(str(path)) as source, av.open(str(other), "w") as target:
            streams = [target.add_stream_from_template(stream) for stream in source.streams]
            if "rotation" in tags:
                streams[0].set_display_rotation(tags["rotation"])  # type: ignore[attr-defined]
            for packet in change([packet for packet in source.demux() if packet.size]):
                packet.stream = streams[packet.stream_index]
                target.mux(packet)
        other.replace(path)

    return remux


def add_sound(folder: Path) -> None:
    """Puts the sound into the clip a second time."""
    path, other = folder / "enhanced.mkv", folder.with_name("remuxed.mkv")
    with av.open(str(path)) as source, av.open(str(path)) as again, av.open(str(other), "w") as target:
        streams = [target.add_stream_from_template(stream) for stream in source.streams]
        sound = target.add_stream_from_template(again.streams.audio[0])
        for packet in source.demux():
            if packet.size:
                packet.stream = streams[packet.stream_index]
                target.mux(packet)
        for packet in again.demux(audio=0):
            if packet.size:
                packet.stream = sound
                target.mux(packet)
    other.replace(path)


def shift_third_picture(packets: list[Any]) -> list[Any]:
    third = [packet for packet in packets if packet.stream_index == 0][2]
    third.pts = third.dts = third.pts + 5
    return packets


def drop_third_picture(packets: list[Any]) -> list[Any]:
    third = [packet for packet in packets if packet.stream_index == 0][2]
    return [packet for packet in packets if packet is not third]


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "table entry out of order": (lower_entry, r"frame 12\): a table is not non-decreasing"),
    "table entry": (raise_entry, "frame 12: the picture holds values its logged table does not give"),
    "wiped picture": (wipe_picture, r"PyAV: frame 12 .*\n.*FFmpeg: frame 12: "),
    "picture byte": (flip_picture, r"PyAV: frame 12: .*\n.*FFmpeg: frame 12: "),
    "truncated clip": (truncate, r"PyAV: .*before frame 12.*\n.*FFmpeg: .*before frame 12"),
    "enhanced hash": (
        lambda folder: change_row(folder, 12, enhanced_sha256="0" * 64),
        r"PyAV: frame 12: the picture.*\n.*FFmpeg: frame 12: the picture",
    ),
    "swapped rows": (swap_rows, "where frame 12 belongs stands frame 13"),
    "swapped frames": (swap_names, r"FFmpeg: frame 12: .*frame 13: "),
    "deleted last row": (
        lambda folder: write_rows(folder, read_rows(folder)[:-1]),
        "5 frames are logged, 6 are claimed",
    ),
    "deleted row": (delete_row, "where frame 12 belongs stands frame 13"),
    "doubled row": (double_row, "where frame 13 belongs stands frame 12"),
    "PTS": (change_pts, r"frame 12: its time in enhanced\.mkv is 0\.005000 s off"),
    "PTS of the frame before": (repeat_pts, "frame 12: PTS 5632 is not after PTS 5632"),
    "PTS without its time": (lambda folder: change_row(folder, 12, pts="6145"), "frame 12: time .* is not that of PTS"),
    "time": (lambda folder: change_row(folder, 12, time_s="0.480001"), "frame 12: time 0.480001 is not that of PTS"),
    "largest step": (lambda folder: change_row(folder, 12, max_gain="3"), "frame 12: .* largest step"),
    "level": (lambda folder: change_row(folder, 12, exposure_level="0.6100"), "frame 12: settings .*0.6100"),
    "gain limit": (lambda folder: change_row(folder, 12, gain_limit="off"), "frame 12: settings .*off"),
    "curve mode": (lambda folder: change_row(folder, 12, curve_mode="locked"), "frame 12: settings .*locked"),
    "colour mode": (lambda folder: change_row(folder, 12, color_mode="shared"), "frame 12: settings .*shared"),
    "mean of a frame": (lambda folder: change_row(folder, 12, mean_out="0.900000"), "mean_out is .* on average"),
    "hidden frame": (lambda folder: change_row(folder, 12, corrupt="1"), r"frames \[12\] are logged as corrupt"),
    "time in the clip": (remux(shift_third_picture), r"frame 12: its time in enhanced\.mkv is 0\.005000 s off"),
    "frame cut out of the clip": (remux(drop_third_picture), "frame 12: .*"),
    "another sound": (add_sound, r"enhanced\.mkv: it has 2 audio streams, 1 were copied"),
    "rotation of the clip": (remux(lambda packets: packets, rotation=180), "enhanced.mkv: rotation is 180"),
}
"""Name -> what is done to a package of frames 10 to 15, and what verification says though the sums were forged."""


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_is_named(evidence: Package, name: str) -> None:
    before = {file: (evidence.folder / file).read_bytes() for file in FILES}
    CHANGES[name][0](evidence.folder)
    (changed,) = (file for file in FILES if (evidence.folder / file).read_bytes() != before[file])
    assert f"files: {changed} was changed after the export" in failures(evidence.folder)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_though_the_sums_agree(evidence: Package, name: str) -> None:
    change, sentence = CHANGES[name]
    change(evidence.folder)
    forge_sums(evidence.folder)
    found = failures(evidence.folder)
    assert "files:" not in found
    assert re.search(sentence, found), found


def raise_unseen_entry(folder: Path, source: Path) -> None:
    """Raises by one the entry of a code the frame has, where nothing else in the package gives that away."""
    with ClipReader(build_index(source)) as reader:
        planes = reader.read(12).rgb
    row = read_rows(folder)[2]
    channel, code = next(
        (channel, code)
        for channel, plane, table in zip("rgb", planes, table_of(row), strict=True)
        for code in np.unique(plane[:-1]).tolist()
        if 0 < code < 255 and table[code - 1] == table[code] and table[code + 1] == table[code] + 1
    )
    change_row(folder, 12, **{f"{channel}{code}": str(int(row[f"{channel}{code}"]) + 1)})


def change_measure(folder: Path, source: Path) -> None:
    share = float(read_rows(folder)[2]["clipped_high"]) + 0.01
    change_row(folder, 12, clipped_high=f"{share:.6f}")


def drop_audio(folder: Path, source: Path) -> None:
    def say_so(manifest: Manifest) -> None:
        manifest["source"]["audio"] = manifest["export"]["audio_streams"] = []

    path, other = folder / "enhanced.mkv", folder.with_name("remuxed.mkv")
    with av.open(str(path)) as container, av.open(str(other), "w") as target:
        stream = target.add_stream_from_template(container.streams.video[0])
        for packet in container.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    other.replace(path)
    change_manifest(folder, say_so)


def swap_audio(folder: Path, source: Path) -> None:
    def swap(packets: list[Any]) -> list[Any]:
        sound = [packet for packet in packets if packet.stream_index == 1]
        first, second = sound[2], sound[3]
        first.pts, first.dts, second.pts, second.dts = second.pts, second.dts, first.pts, first.dts
        return sorted(packets, key=lambda packet: packet.dts * packet.time_base)

    remux(swap)(folder)


def move_frame(folder: Path, source: Path) -> None:
    """Gives frame 12 another time in the log and in the clip alike."""
    change_pts(folder)
    remux(shift_third_picture)(folder)


def hide_frame(folder: Path, source: Path) -> None:
    """Says of frame 12 that it could not be decoded, everywhere and without a contradiction."""
    remux(drop_third_picture)(folder)
    rows = read_rows(folder)
    names = list(rows[2])
    rows[2].update(dict.fromkeys(names[names.index("color_mode") + 1 :], ""))
    rows[2].update(picture_type="?", corrupt="missing", source_sha256="", enhanced_sha256="")
    write_rows(folder, rows)
    left = [row for row in rows if row["corrupt"] != "missing"]

    def say_so(manifest: Manifest) -> None:
        manifest["frames"].update(missing=[12], delivered=5)
        manifest["problems"].append({"kind": "missing", "message": "Gone.", "frame": 12, "pts": int(rows[2]["pts"])})
        for name, measure in (("mean_in", "mean_in"), ("mean_out", "mean_out"), ("mean_hue_shift", "hue_shift")):
            manifest["result"][name] = float(np.mean([float(row[measure]) for row in left]))
        reached = f"{manifest['result']['mean_out']:.2f} reached"
        manifest["result"]["level"] = re.sub(r"0\.\d\d reached", reached, manifest["result"]["level"])

    change_manifest(folder, say_so)


def set_in(folder: Path, path: str, value: object) -> None:
    *parents, last = path.split("/")

    def change(manifest: Manifest) -> None:
        place = manifest
        for name in parents:
            place = place[name]
        assert place[last] != value, "nothing would change"
        place[last] = value

    change_manifest(folder, change)


ORIGIN: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "time of a frame": (move_frame, "frame 12: PTS 6208 is logged, the source has 6144"),
    "hidden frame": (hide_frame, "frame 12 is logged missing"),
    "table entry": (raise_unseen_entry, "frame 12: the logged table does not turn the source into the picture logged"),
    "source hash": (
        lambda folder, source: change_row(folder, 12, source_sha256="0" * 64),
        "frame 12: the source picture is not the one logged",
    ),
    "measure": (change_measure, "frame 12: clipped_high .* is logged, it is"),
    "merged levels": (
        lambda folder, source: change_row(folder, 12, merged_levels="0"),
        "frame 12: merged_levels 0 is logged",
    ),
    "picture type": (
        lambda folder, source: change_row(folder, 12, picture_type="?"),
        r"frame 12: picture type \?",
    ),
    "audio left out": (drop_audio, "there are 1 audio streams, the package says 0"),
    "audio out of order": (swap_audio, "audio stream 0: .*packet 2 differs"),
    "size of the source": (lambda folder, source: set_in(folder, "source/size_bytes", 1), "size_bytes is"),
    "frames of the source": (lambda folder, source: set_in(folder, "source/frames", 9999), "frames is 100"),
    "SHA-256 of the source": (
        lambda folder, source: change_manifest(
            folder, lambda manifest: manifest["source"].update(sha256="0" * 64, sha256_after_export="0" * 64)
        ),
        "the package was made of 0000",
    ),
    "matrix": (lambda folder, source: set_in(folder, "source/color/matrix", "bt709"), "colours are read as bt601"),
    "range": (lambda folder, source: set_in(folder, "source/color/range", "full"), "colours are read as .* limited"),
    "matrix said to be tagged": (
        lambda folder, source: set_in(folder, "source/color/matrix_origin", "tagged"),
        r"colours are read as bt601 \(assumed\)",
    ),
    "matrix said to be chosen": (
        lambda folder, source: change_manifest(
            folder, lambda manifest: manifest["source"]["color"].update(matrix="bt709", matrix_origin="chosen")
        ),
        "frame 10: the source picture is not the one logged",
    ),
    "problem left out": (
        lambda folder, source: change_manifest(folder, lambda manifest: manifest["problems"].pop(0)),
        "the package does not name this problem: The file does not say its colour matrix",
    ),
    "interlacing": (lambda folder, source: set_in(folder, "source/field_order", "interlaced"), "field_order is"),
}
"""Name -> what only the source can tell, and what verification says then."""


@pytest.mark.parametrize("name", ORIGIN)
def test_the_source_tells_what_the_package_cannot(evidence: Package, name: str) -> None:
    change, sentence = ORIGIN[name]
    change(evidence.folder, evidence.source)
    assert "was changed after the export" in failures(evidence.folder)
    forge_reproduction(evidence.folder)
    forge_sums(evidence.folder)
    assert failures(evidence.folder) == ""
    found = failures(evidence.folder, evidence.source)
    assert re.search(sentence, found), found


MANIFEST_CHANGES: dict[str, tuple[str, object, str]] = {
    "level": ("settings/exposure_level", 0.61, "frame 10: settings"),
    "level out of range": ("settings/exposure_level", 7, "exposure level must be between"),
    "level infinite": ("settings/exposure_level", float("inf"), "exposure level must be between"),
    "level no number": ("settings/exposure_level", None, "does not hold together"),
    "gain limit": ("settings/gain_limit", None, "frame 10: settings"),
    "colour mode": ("settings/color_mode", "luma", "the domain rgb is not that of colour mode luma"),
    "unknown colour mode": ("settings/color_mode", "sepia", "colour mode must be one of"),
    "domain": ("domain", "coded", "the domain coded is not that of colour mode per-channel"),
    "hashed format": ("hashed_pixel_format", "yuv420p", "pixel format yuv420p is not what frame hashes are of"),
    "missing frames": ("frames/missing", [12], "numbers of frames"),
    "corrupt frames": ("frames/corrupt", [12], r"frames \[\] are logged as corrupt, \[12\]"),
    "frames after damage": ("frames/after_damage", [12], r"logged as after-damage, \[12\]"),
    "missing is no list": ("frames/missing", 12, "does not hold together"),
    "delivered": ("frames/delivered", 5, "numbers of frames"),
    "range longer": ("range/end", 17, "numbers of frames"),
    "range elsewhere": ("range", {"start": 0, "end": 6}, "where frame 0 belongs stands frame 10"),
    "range negative": ("range", {"start": -6, "end": 0}, "does not lie in the clip"),
    "range infinite": ("range/end", float("inf"), "does not hold together"),
    "file elsewhere": ("export/file", "../evidence/enhanced.mkv", "the exported file is called"),
    "file the folder above": ("export/file", "..", "the exported file is called"),
    "file with a zero byte": ("export/file", "enhanced.mkv\0", "the exported file is called"),
    "another file": ("export/file", "enhanced.mp4", r"enhanced\.mp4 does not exist"),
    "time base": ("source/time_base", "1/25000", "frame 10: time"),
    "time base of nothing": ("source/time_base", "1/0", "does not hold together"),
    "time base beyond measure": ("source/time_base", "1e999999999", "is not a ratio"),
    "unit": ("export/timestamps", {"offset": 0, "unit": "9/1", "exact": False}, "times have the unit 9/1 s"),
    "offset": ("export/timestamps/offset", 12800, "times are shifted by 12800 units, not by 0"),
    "mean reached": ("result/mean_out", 0.9, "mean_out is 0.9 on average"),
    "mean is no number": ("result/mean_in", float("nan"), "mean_in is nan on average"),
    "sentence on the level": ("result/level", "L 0.60 asked, 0.60 reached at gain limit 12", "instead of"),
    "audio": ("export/audio_streams", [], "audio streams are left out and no problem says why"),
    "source after the export": ("source/sha256_after_export", "0" * 64, "had another SHA-256 after the export"),
    "width": ("source/width", 208, "width is 192, that of the source 208"),
    "rotation": ("source/rotation", 90, "rotation is 0, that of the source 90"),
    "codec": ("export/codec", "h264rgb", "it is ffv1 in matroska,webm, not h264rgb in matroska"),
    "container": ("export/container", "mp4", "times have the unit 1/1000 s, which mp4 of ours has not"),
    "problems": ("problems", ["none"], "does not hold together"),
    "matrix unknown": ("source/color/matrix", "pink", "are not known"),
    "no settings": ("settings", {}, "is missing"),
    "no source": ("source", [], "does not hold together"),
    "another format": ("format", "lle-studio-evidence/2", "is not of the format lle-studio-evidence/1"),
}
"""Name -> place in the manifest, its new value, and what verification says though the sums were forged."""


@pytest.mark.parametrize("name", MANIFEST_CHANGES)
def test_a_changed_manifest_is_found_though_the_sums_agree(evidence: Package, name: str) -> None:
    place, value, sentence = MANIFEST_CHANGES[name]
    set_in(evidence.folder, place, value)
    assert "files: manifest.json was changed after the export" in failures(evidence.folder)
    forge_sums(evidence.folder)
    assert re.search(sentence, failures(evidence.folder)), failures(evidence.folder)
    assert re.search(sentence, failures(evidence.folder, evidence.source))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\ufffe", "[" * 100_000, '{"format": NaN}'])
def test_a_manifest_that_is_none_is_refused(evidence: Package, text: str) -> None:
    (evidence.folder / "manifest.json").write_text(text, encoding="utf-16" if text == "\ufffe" else "utf-8")
    forge_sums(evidence.folder)
    assert re.search(r"manifest: manifest\.json (cannot be read|is not of the format)", failures(evidence.folder))


@pytest.mark.parametrize(
    ("color_mode", "channel", "sentence"),
    [("shared", "b", "its three tables differ"), ("luma", "cr", "its chroma tables are not those of chroma gain 2")],
)
def test_tables_that_are_not_of_the_mode_are_found(
    package: Packages, tmp_path: Path, color_mode: str, channel: str, sentence: str
) -> None:
    made = package("audio-aac", start=10, end=16, color_mode=color_mode)
    folder = shutil.copytree(made.folder, tmp_path / "evidence")
    (table,) = table_of(read_rows(folder)[2], (channel,))
    code = next(code for code in range(255) if table[code] < table[code + 1])
    change_row(folder, 12, **{f"{channel}{code}": str(table[code + 1])})
    forge_sums(folder)
    assert f"frame 12: {sentence}" in failures(folder)


def test_colours_that_the_clip_is_shown_in_are_checked(package: Packages, tmp_path: Path) -> None:
    """The matrix in the header of Matroska changes no sample, and every colour on the screen."""
    folder = shutil.copytree(package("audio-aac", start=10, end=16, color_mode="luma").folder, tmp_path / "evidence")
    clip = bytearray((folder / "enhanced.mkv").read_bytes())
    clip[clip.index(b"\x55\xb1\x81") + 3] = 1
    (folder / "enhanced.mkv").write_bytes(clip)
    forge_sums(folder)
    assert "enhanced.mkv: colour bt709 limited instead of bt601 limited" in failures(folder)


def test_settings_that_the_tables_do_not_keep_are_found(evidence: Package) -> None:
    """A package whose log and manifest agree on settings that are not those of the tables."""
    rows = read_rows(evidence.folder)
    limit = max(int(row["max_gain"]) for row in rows) - 1
    for row in rows:
        row["gain_limit"] = str(limit)
    write_rows(evidence.folder, rows)
    set_in(evidence.folder, "settings/gain_limit", float(limit))
    forge_sums(evidence.folder)
    assert f"steeper than the gain limit {limit}" in failures(evidence.folder)


def test_curves_that_are_not_locked_are_found(evidence: Package) -> None:
    rows = read_rows(evidence.folder)
    assert len({tuple(map(tuple, table_of(row))) for row in rows}) > 1
    for row in rows:
        row["curve_mode"] = "locked"
    write_rows(evidence.folder, rows)
    set_in(evidence.folder, "settings/curve_mode", "locked")
    set_in(evidence.folder, "settings/lock_frame", 10)
    forge_sums(evidence.folder)
    assert "though the curves are locked" in failures(evidence.folder)
