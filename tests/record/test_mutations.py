"""The table of mutations: whatever is changed in a package is found, and the failing answer names it.

A mutation is tried plainly, and as a forger would do it, who makes the sums agree again, or the files for a stock
FFmpeg, too. More rows are all that a new file or section of a package needs.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lle_studio.resources import resource_path
from tests.record.changing import (
    Change,
    append,
    chain_anew,
    change_log,
    delete,
    delete_row,
    drop_command,
    drop_key,
    end_lines_otherwise,
    flip,
    flip_picture,
    flip_sound,
    raise_entry,
    replace,
    rise_from_black,
    set_key,
    set_row,
    shift_mean,
    swap_lines,
    swap_rows,
    swap_tables,
    truncate,
)
from tests.record.conftest import Package
from tests.record.packages import (
    FILES,
    change_manifest,
    failures,
    forge_reproduction,
    forge_sums,
)

EXTRA_FILES = ("cubes/000012_pts6144.cube", "curves.npz", "frames/frame_000012_pts6144.png")
"""Files that may lie beside a package: one of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of a package, and what verification must say of it."""

    change: Change
    named: str
    """Regular expression: found in the failing answers, it names the file, the frame or the key."""
    forged: str | None = None
    """The same where the sums agree again; None where there is nothing to forge."""
    reproduction: bool = False
    """The forger makes the files for a stock FFmpeg agree, too."""
    source: bool = False
    """Forged, it is found only with the source."""


SUMMED = tuple(name for name in FILES if name != "SHA256SUMS")

FOUND_FORGED: dict[str, tuple[str | None, str, str]] = {
    "appendix.pdf": (None, "appendix: appendix.pdf cannot be read", "appendix: appendix.pdf was not printed for this"),
    "audit.jsonl": ("audit log: .*line 0", "audit log: audit.jsonl is missing", "audit log: "),
    "curves.csv": (r"curve log: .*(frame \d+|line \d+)", "curve log: curves.csv", r"curve log: .*(line \d+|frame \d+)"),
    "enhanced.mkv": ("PyAV: frame 12: .*|FFmpeg: frame 12: ", r"enhanced\.mkv", r"enhanced\.mkv holds \d frames"),
    "manifest.json": (r"manifest: (manifest\.json|\$)", r"manifest: manifest\.json", r"manifest: manifest\.json"),
    "reproduce/expected.framehash": (*3 * ("reproduction: .*reproduce/expected.framehash",),),
    "reproduce/tables.cmd": (*3 * ("reproduction: .*reproduce/tables.cmd",),),
    "reproduce/README.ko.txt": (*3 * ("reproduction: .*reproduce/README.ko.txt",),),
    "reproduce/README.txt": (*3 * ("reproduction: .*reproduce/README.txt",),),
    "reproduce/reproduce.sh": (*3 * ("reproduction: .*reproduce/reproduce.sh",),),
    "reproduce/verify_package.py": (*3 * ("reproduction: .*reproduce/verify_package.py",),),
}
"""File -> what names it, flipped, deleted and truncated, where the sums agree again; None: only the sums tell."""

FLIPS: dict[str, Change] = {
    "enhanced.mkv": flip_picture,
    "manifest.json": replace("manifest.json", '"exposure_level": 0.6', '"exposure_level": 0.7'),
    "audit.jsonl": replace("audit.jsonl", '"action": "open"', '"action": "note"'),
}
"""Files of which a certain byte is changed, for some stand for nothing."""

FILE_MUTATIONS = {
    **{
        f"{name}: a byte": Mutation(
            change=FLIPS.get(name, flip(name)),
            named=f"files: {re.escape(name)} was changed after the export",
            forged=FOUND_FORGED[name][0] if name != "manifest.json" else "frame 10: settings",
        )
        for name in SUMMED
    },
    **{
        f"{name}: deleted": Mutation(
            change=delete(name),
            named=f"files: .*{re.escape(name)} is missing",
            forged=rf"files: .*{re.escape(name)} is not listed|{FOUND_FORGED[name][1]}",
        )
        for name in SUMMED
    },
    **{
        f"{name}: truncated": Mutation(
            change=truncate(name),
            named=f"files: {re.escape(name)} was changed after the export",
            forged=FOUND_FORGED[name][2],
        )
        for name in SUMMED
    },
    "SHA256SUMS: a byte": Mutation(
        change=flip("SHA256SUMS"), named="files: .*(was changed|is missing|is none|not listed)"
    ),
    "SHA256SUMS: deleted": Mutation(change=delete("SHA256SUMS"), named="files: SHA256SUMS cannot be read"),
    "SHA256SUMS: truncated": Mutation(
        change=truncate("SHA256SUMS"), named="files: .*reproduce/verify_package.py does not belong"
    ),
    "a file too many": Mutation(change=lambda folder: (folder / "more.txt").write_text("more"), named="more.txt"),
}
"""Every file of a package: a byte changed, deleted, truncated."""

CHANGED_LOG = r"files: .*curves\.csv was changed"

LOG_MUTATIONS = {
    "two rows swapped": Mutation(
        change=swap_rows, named=CHANGED_LOG, forged="where frame 12 belongs stands frame 13", reproduction=True
    ),
    "two frames' tables swapped": Mutation(
        change=swap_tables, named=CHANGED_LOG, forged="(PyAV|source): frame 12: ", reproduction=True, source=True
    ),
    "a row deleted": Mutation(
        change=delete_row, named=CHANGED_LOG, forged="where frame 12 belongs stands frame 13", reproduction=True
    ),
    "a table entry": Mutation(
        change=raise_entry,
        named=CHANGED_LOG,
        forged="frame 12: the logged table does not turn the source into the picture logged",
        reproduction=True,
        source=True,
    ),
    "a table entry, sums alone": Mutation(
        change=raise_entry, named=CHANGED_LOG, forged="reproduction: frame 12: reproduce/tables.cmd"
    ),
    "black that rises": Mutation(
        change=rise_from_black, named=CHANGED_LOG, forged="frame 12: .*black does not stay black", reproduction=True
    ),
    "a table that falls": Mutation(
        change=set_row(12, g200="0"), named=CHANGED_LOG, forged=r"frame 12\): a table is not non-decreasing"
    ),
    "a source hash": Mutation(
        change=set_row(12, source_sha256="0" * 64),
        named=CHANGED_LOG,
        forged="frame 12: the source picture is not the one logged",
        source=True,
    ),
    "an enhanced hash": Mutation(
        change=set_row(12, enhanced_sha256="0" * 64),
        named=CHANGED_LOG,
        forged="frame 12: the picture in enhanced.mkv is not the one logged",
        reproduction=True,
    ),
    "a picture type": Mutation(
        change=set_row(12, picture_type="S"), named=CHANGED_LOG, forged="frame 12: picture type S", source=True
    ),
    "damage that is not": Mutation(
        change=set_row(12, corrupt="1"), named=CHANGED_LOG, forged=r"frames \[12\] are logged as corrupt"
    ),
    "a PTS": Mutation(change=set_row(12, pts="6145"), named=CHANGED_LOG, forged="frame 12: time .* of PTS 6145"),
    "means that agree": Mutation(
        change=shift_mean, named=CHANGED_LOG, forged="frame 10: mean_out .* is logged, it is", source=True
    ),
    "a share": Mutation(
        change=set_row(12, clipped_low="0.999999"), named=CHANGED_LOG, forged="frame 12: clipped_low", source=True
    ),
    "line ends": Mutation(change=end_lines_otherwise, named=CHANGED_LOG),
}
"""The curve log."""

CHANGED_MANIFEST = r"files: .*manifest\.json was changed"

KEYS: dict[str, tuple[object, str, bool]] = {
    "format": ("lle-studio-evidence/2", "is not of the format", False),
    "created_utc": ("yesterday", r"\$\.created_utc", False),
    "software/independent ffmpeg": ("1.0", "FFmpeg .* not by the independent one", False),
    "software/numpy": (2, r"\$\.software\.numpy", False),
    "command": ("lle-studio", r"\$\.command", False),
    "source/size_bytes": (1, "size_bytes is", True),
    "source/container": ("avi", "container is mov", True),
    "source/profile": ("Main", "profile is High", True),
    "source/nominal_rate": ("30/1", "nominal_rate is 25/1", True),
    "source/key_frames": (5, "key_frames is 4", True),
    "source/longest_gop": (31, "longest_gop is 30", True),
    "source/audio/0/channels": (2, "audio is", True),
    "source/color/primaries": (1, "primaries is 2", True),
    "source/color/matrix": ("bt709", "rgb_conversion .* are not .*bt709", False),
    "range/start": (9, "numbers of frames", False),
    "settings/exposure_level": (0.7, "frame 10: settings", False),
    "settings/chroma_gain": (9, r"\$\.settings\.chroma_gain", False),
    "settings/window": (2.0, "window belongs to the curve mode smoothed", False),
    "weights/sha256": ("0", r"\$\.weights\.sha256", False),
    "decoding/threads": (2, r"\$\.decoding\.threads", False),
    "decoding/rgb_conversion": ("format=gbrp", "rgb_conversion", False),
    "decoding/scale_flags": ("bilinear", "scale_flags", False),
    "domain": ("coded", "the domain coded is not", False),
    "frame_hash": ("SHA-256 of the coded planes, tightly packed", r"\$\.frame_hash", False),
    "hashed_pixel_format": ("bgr24", "pixel format bgr24", False),
    "export/container": ("mp4", "the unit 1/1000 s, which mp4 of ours has not", False),
    "export/viewing_copy": ("enhanced", "viewing.mp4 is missing", False),
    "export/timestamps/exact": (False, "the note on timestamps", False),
    "export/timestamps/note": ("Exact.", "the note on timestamps", False),
    "frames/delivered": (5, "numbers of frames", False),
    "frames/after_damage": ([11], r"after-damage, \[11\] in manifest.json", False),
    "result/mean_hue_shift": (0.5, "hue_shift is 0.5 on average", False),
    "result/level": ("L 0.60 asked, 0.60 reached at gain limit 12", "instead of", False),
    "problems/2": ({"kind": "vfr", "message": "More."}, "the log calls for the problem hue-shift", False),
    "problems/0/message": ("All is well.", "the package does not name this problem", True),
    "reproduction/ffmpeg": ("1.0", "FFmpeg 1.0, not by the independent one", False),
    "reproduction/first_difference": (12, "the note on the reproduction", False),
    "reproduction/graph": ("null", "the filters for a stock FFmpeg", False),
    "checks/0/passed": (False, "the check pointwise did not hold", False),
    "checks/1/name": ("sharpness", "not those every export makes", False),
    "appendix/files": (["appendix.ko.pdf"], "appendix.ko.pdf cannot be read", False),
    "appendix/representative_frames/0/pts": (5121, "a frame 10 with PTS 5121", False),
    "audit/lines": (3, "audit log: ", False),
    "audit/head": ("0" * 64, "audit log: ", False),
    "signature": ({"algorithm": "Ed25519", "public_key_sha256": "0" * 64}, "signature: .*missing", False),
    "extras/npz": (True, "extras: .*curves.npz", False),
    "marks": ([{"index": 11, "pts": 1, "note": "", "region": None}], "a frame 11 with PTS 1", False),
    "case/exhibit": (3, r"\$\.case\.exhibit", False),
    "reproduction/note": ("FFmpeg made nothing.", "the note on the reproduction", False),
}
"""Key of the manifest -> another value, what names it where the sums agree, and whether that needs the source."""

MANIFEST_MUTATIONS = {
    **{
        f"manifest: {key}": Mutation(change=set_key(key, value), named=CHANGED_MANIFEST, forged=forged, source=source)
        for key, (value, forged, source) in KEYS.items()
    },
    **{
        f"manifest: no {key}": Mutation(
            change=drop_key(key), named=CHANGED_MANIFEST, forged=rf"manifest: .*\$\.{key} is missing"
        )
        for key in (
            *("command", "weights", "decoding", "result", "reproduction", "problems", "case", "marks", "checks"),
            *("extras", "appendix", "audit", "signature"),
        )
    },
    "manifest: a key too many": Mutation(
        change=lambda folder: change_manifest(folder, lambda manifest: manifest.update(more=1)),
        named=CHANGED_MANIFEST,
        forged=r"manifest: \$\.more is unknown",
    ),
}
"""Every section of the manifest."""

OTHER_MUTATIONS = {
    "a byte of the sound": Mutation(
        change=flip_sound,
        named=r"enhanced\.mkv was changed",
        forged=r"audio stream 0: .*packet \d+ differs",
        source=True,
    ),
    "a command for FFmpeg": Mutation(
        change=drop_command, named=r"tables\.cmd was changed", forged="frame 12: reproduce/tables.cmd"
    ),
    "a line of the audit log": Mutation(
        change=change_log(lambda lines: lines[:1] + lines[2:]),
        named=r"audit\.jsonl was changed",
        forged="audit log: .*line 1",
    ),
    "the last line of the audit log": Mutation(
        change=change_log(lambda lines: lines[:-1]), named=r"audit\.jsonl was changed", forged="audit log: "
    ),
    "two lines of the audit log swapped": Mutation(
        change=change_log(lambda lines: [lines[0], lines[2], lines[1], *lines[3:]]),
        named=r"audit\.jsonl was changed",
        forged="audit log: .*line [12]",
    ),
    "an audit log chained anew": Mutation(change=chain_anew, named=r"audit\.jsonl was changed", forged="audit log: "),
    "two expected hashes swapped": Mutation(
        change=swap_lines, named=r"expected\.framehash was changed", forged="frame 12: reproduce/expected.framehash"
    ),
    "one more command": Mutation(
        change=append("reproduce/tables.cmd", b"9.0 lutrgb@r r '7';\n"),
        named=r"tables\.cmd was changed",
        forged="reproduce/tables.cmd goes on after the last frame",
    ),
    "a script that is always content": Mutation(
        change=lambda folder: (folder / "reproduce/reproduce.sh").write_text("echo All 6 frames are equal.\n"),
        named=r"reproduce\.sh was changed",
        forged="reproduce/reproduce.sh is not the one this version of the program writes",
    ),
}
"""What is in other files."""

MUTATIONS = {**FILE_MUTATIONS, **LOG_MUTATIONS, **MANIFEST_MUTATIONS, **OTHER_MUTATIONS}
"""All mutations of a package as it is always exported."""

EXTRA_MUTATIONS = {
    f"{name}: {word}": Mutation(
        change=change(name),
        named=f"files: {re.escape(name)} (was changed after the export|is missing)",
        forged=rf"extras: .*{re.escape(name.partition('/')[0])}",
    )
    for name in EXTRA_FILES
    for word, change in (("a byte", flip), ("deleted", delete), ("truncated", truncate))
}
"""What may lie beside a package."""


SIGNED_ONLY: dict[str, object] = {
    "created_utc": "2001-01-01T00:00:00+00:00",
    "software/system": "another computer",
    "command": ["lle-studio", "export"],
    "source/name": "another.mp4",
    "settings/exposure_level_origin": "auto",
    "weights/name": "paper",
    "weights/sha256": "0" * 64,
    "weights/device": "cuda",
    "weights/training_data": "pictures of another kind",
    "case/examiner": "somebody else",
    "checks/0/detail": "all is well",
}
"""Keys of the manifest whose values nothing else in package and source bears out -> another value."""


def check_plain(made: Package, mutation: Mutation) -> None:
    """The change is found and named, without the source and with it."""
    mutation.change(made.folder)
    assert re.search(mutation.named, failures(made.folder)), failures(made.folder)


def check_forged(made: Package, mutation: Mutation) -> None:
    """The change is found and named though a forger made everything agree that can be made to."""
    assert mutation.forged is not None
    mutation.change(made.folder)
    if mutation.reproduction:
        forge_reproduction(made.folder)
    forge_sums(made.folder)
    found = failures(made.folder, made.source if mutation.source else None)
    assert re.search(mutation.forged, found), found


FORGED = [name for name, mutation in MUTATIONS.items() if mutation.forged is not None]


def test_the_table_is_long_enough() -> None:
    assert len(MUTATIONS) >= 40
    assert {name for name in FILES if f"{name}: a byte" in MUTATIONS} == set(FILES)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found_and_named(evidence: Package, name: str) -> None:
    check_plain(evidence, MUTATIONS[name])


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_mutation_is_found_and_named(evidence: Package, name: str) -> None:
    check_forged(evidence, MUTATIONS[name])


@pytest.mark.parametrize("name", EXTRA_MUTATIONS)
def test_a_mutation_beside_the_package_is_found_and_named(full_evidence: Package, name: str) -> None:
    check_plain(full_evidence, EXTRA_MUTATIONS[name])


@pytest.mark.parametrize("name", EXTRA_MUTATIONS)
def test_a_forged_mutation_beside_the_package_is_found_and_named(full_evidence: Package, name: str) -> None:
    check_forged(full_evidence, EXTRA_MUTATIONS[name])


@pytest.mark.parametrize("name", MUTATIONS)
def test_plain_python_finds_a_mutation(evidence: Package, name: str) -> None:
    """A copy of verify_package.py that is trusted, run by a bare Python."""
    MUTATIONS[name].change(evidence.folder)
    program = (Path(sys.executable).resolve(), "-I", "-S", resource_path("reproduce/verify_package.py"))
    command = [str(word) for word in (*program, "--package", evidence.folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, ""), result
    assert "FAILS  " in result.stdout


@pytest.mark.parametrize("key", SIGNED_ONLY)
def test_what_only_the_sums_protect_is_known(evidence: Package, key: str) -> None:
    """A forger of the sums can change these: a signature, or sums kept elsewhere, must hold against that."""
    set_key(key, SIGNED_ONLY[key])(evidence.folder)
    assert re.search(CHANGED_MANIFEST, failures(evidence.folder))
    forge_sums(evidence.folder)
    assert failures(evidence.folder, evidence.source) == ""
