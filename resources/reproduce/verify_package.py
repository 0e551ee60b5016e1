#!/usr/bin/env python3
"""Checks the evidence package this file lies in, with nothing but Python's standard library (3.8 or newer).

    python3 verify_package.py [SOURCE] [--ffmpeg FFMPEG] [--package FOLDER]

Without SOURCE: the hashes of all files, the curve log, and the manifest's numbers, the tables for FFmpeg and the hashes
expected against it; the chain of the audit log; and, with FFmpeg, the pictures and times of the enhanced clip.
With SOURCE, the original file: FFmpeg decodes its frames, the tables logged are applied to them here, and the hashes
before and after compared. A copy of this file that you trust checks another FOLDER.

Exit codes: 0 everything checked holds, 1 something does not, 2 wrong usage, or FFmpeg or the source cannot be used.
"""
# ruff: noqa: S603 - the program run is the one the caller names

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
FACTS = ("frame_index", "pts", "time_s", "picture_type", "corrupt", "source_sha256", "enhanced_sha256")
SETTINGS = ("exposure_level", "gain_limit", "curve_mode", "color_mode")
MEASURES = ("mean_in", "mean_out", "clipped_low", "clipped_high", "merged_levels", "max_gain", "hue_shift")
REQUIRED = (
    "manifest.json",
    "curves.csv",
    "audit.jsonl",
    *(
        f"reproduce/{name}"
        for name in (
            "README.ko.txt",
            "README.txt",
            "expected.framehash",
            "reproduce.sh",
            "tables.cmd",
            "verify_package.py",
        )
    ),
)
LEAD = 100  # microseconds by which a command of tables.cmd comes before its frame
COUNTED_UNIT = Fraction(1, 25)  # seconds between frames that are counted, not named by PTS
CHANNELS = {"rgb": ("r", "g", "b"), "coded": ("y", "cb", "cr")}
MEANS = (("mean_in", "mean_in"), ("mean_out", "mean_out"), ("hue_shift", "mean_hue_shift"))
ROUNDING = 1.5e-6  # means of numbers logged with six decimals are not further from the exact ones
CHROMA = {
    "yuv444p": (1, 1),
    "yuv422p": (2, 1),
    "yuv420p": (2, 2),
    "yuv440p": (1, 2),
    "yuv411p": (4, 1),
    "yuv410p": (4, 4),
}
MAX_NAMED = 20
MAX_BYTES = 1 << 25  # of a file that is read whole
MAX_LINE = 1 << 20  # bytes of a line of a file that is read line by line
MAX_SIDE = 16384
ONE_CLIP = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2"  # what the enhanced clip may be: no list of other files
GRAPH = re.compile(  # the only filters that are given to FFmpeg
    r"(settb=1/25,setpts=N,)?trim=start_pts=-?\d+:end_pts=-?\d+"
    r"(,scale=flags=[a-z0-9_+]+(:(in_color_matrix|in_range|out_range)=[a-z0-9]+)*(,format=[a-z0-9]+)?)*(,format=rgb24)?"
)
UNLISTED = ("SHA256SUMS", "SHA256SUMS.sig", "SHA256SUMS.tsq", "SHA256SUMS.tsr")  # made of SHA256SUMS, or itself


UNREADABLE = (  # how reading what a stranger wrote may end
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError,
    csv.Error,
)  # fmt: skip


class Row:
    """One frame of curves.csv; its tables are empty where the frame is missing."""

    def __init__(self, cells: dict[str, str], channels: tuple[str, ...]) -> None:
        self.cells = {name: cells[name] for name in FACTS + SETTINGS + MEASURES}
        self.index = int(cells["frame_index"])
        self.pts = int(cells["pts"])
        self.missing = cells["corrupt"] == "missing"
        self.tables: tuple[bytes, ...] = ()
        if not self.missing:
            self.tables = tuple(bytes(int(cells[f"{name}{code}"]) for code in range(256)) for name in channels)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 22), b""):
            digest.update(block)
    return digest.hexdigest()


def read_whole(path: Path) -> bytes:
    """What a file holds, unless it is too large to be what it should be."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path.name} is too large to be what it should be")
    return path.read_bytes()


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file with their ends; one without line ends must not fill the memory."""
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(MAX_LINE), b""):
            if len(line) == MAX_LINE:
                raise ValueError(f"{path.name} has a line of {MAX_LINE} bytes or more")
            yield line


def no_files(package: Path) -> list[str]:
    """Names of what is neither a plain file nor a folder: links, which may lead out of the package, pipes, devices."""
    inside = sorted(package.rglob("*"))
    others = (path for path in inside if path.is_symlink() or not (path.is_file() or path.is_dir()))
    return [path.relative_to(package).as_posix() for path in others]


def check_files(package: Path) -> Iterator[str]:
    """SHA256SUMS names every file, and each has the hash it says."""
    present = {path.relative_to(package).as_posix(): path for path in package.rglob("*") if not path.is_dir()}
    listed = set()
    for line in read_whole(package / "SHA256SUMS").decode("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        if name.startswith("/") or ".." in name.split("/"):
            yield f"SHA256SUMS has a line that is none: {line[:80]!r}"
        elif name not in present:  # whatever it leads to elsewhere
            yield f"{name} is missing"
        elif sha256_of(present[name]) != digest:
            yield f"{name} was changed after the export"
    for name in sorted(set(present) - listed - set(UNLISTED)):
        yield f"{name} does not belong to the package"
    for name in sorted(set(REQUIRED) - listed):
        yield f"{name} is not listed in SHA256SUMS"


def package_hash(package: Path) -> str:
    """The hash on the cover of the appendix: over the lines of SHA256SUMS but for those of the appendices."""
    lines = read_whole(package / "SHA256SUMS").decode("utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not line.partition("  ")[2].startswith("appendix"))
    return hashlib.sha256("".join(kept).encode("utf-8")).hexdigest()


def check_audit(package: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Every line of audit.jsonl carries its number and the SHA-256 of the line before, without its line end."""
    previous, count = "0" * 64, 0
    for ended in read_lines(package / "audit.jsonl"):
        line = ended.rstrip(b"\n")
        entry = json.loads(line.decode("utf-8"))
        if entry["line"] != count:
            yield f"where line {count} belongs stands line {entry['line']}"
        if entry["previous"] != previous:
            yield f"line {count} ({entry['action']}) does not follow the line before: one of them was changed"
        previous, count = hashlib.sha256(line).hexdigest(), count + 1
    if (count, previous) != (manifest["audit"]["lines"], manifest["audit"]["head"]):
        yield f"it has {count} lines and ends otherwise than manifest.json says"


def check_promises(package: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """The checks made at the export held, and a signature promised is there, by the key named."""
    for check in manifest["checks"]:
        if check["passed"] is not True:
            yield f"the check {check['name']} did not hold when the package was written"
    signed, key = manifest["signature"], package / "laboratory.pem"
    if (signed is not None) != (package / "SHA256SUMS.sig").is_file():
        yield f"manifest.json says that it is {'signed' if signed else 'not signed'}, and SHA256SUMS.sig says otherwise"
    if signed is not None:
        body = "".join(read_whole(key).decode("ascii").splitlines()[1:-1])
        found = hashlib.sha256(base64.b64decode(body)).hexdigest()
        if found != signed["public_key_sha256"]:
            yield f"laboratory.pem has the fingerprint {found}, manifest.json names {signed['public_key_sha256']}"


def check_log(package: Path, manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """Reads curves.csv into ``rows``: columns, indexes, times, settings, hashes and tables are as they must be."""
    channels = CHANNELS[manifest["domain"]]
    entries = tuple(f"{name}{code}" for name in channels for code in range(256))
    reader = csv.DictReader((line.decode("ascii") for line in read_lines(package / "curves.csv")), strict=True)
    if tuple(reader.fieldnames or ()) != FACTS + SETTINGS + MEASURES + entries:
        yield "the columns are not those of a curve log"
        return
    for cells in reader:
        try:
            if None in cells:
                raise ValueError("its line has too many values")
            row = Row(cells, channels)
        except (TypeError, ValueError) as error:
            yield f"frame {cells['frame_index']}: {error}"
            continue
        for breach in check_row(manifest, row, rows):
            yield f"frame {row.index}: {breach}"
        rows.append(row)
    if len(rows) != manifest["range"]["end"] - manifest["range"]["start"]:
        yield f"{len(rows)} frames are logged, {manifest['range']['end'] - manifest['range']['start']} are claimed"


def check_row(manifest: dict[str, Any], row: Row, before: list[Row]) -> Iterator[str]:
    """Says what is wrong with a row, the rows above it being given."""
    settings = manifest["settings"]
    if row.index != manifest["range"]["start"] + len(before):
        yield f"it stands where frame {manifest['range']['start'] + len(before)} belongs"
    if before and row.pts <= before[-1].pts:
        yield f"PTS {row.pts} is not after PTS {before[-1].pts}"
    if row.cells["time_s"] != format_time(row.pts, Fraction(manifest["source"]["time_base"])):
        yield f"time {row.cells['time_s']} is not that of PTS {row.pts}"
    limit = settings["gain_limit"]
    named = (f"{settings['exposure_level']:.4f}", "off" if limit is None else f"{limit:g}")
    if tuple(row.cells[name] for name in SETTINGS) != (*named, settings["curve_mode"], settings["color_mode"]):
        yield "its settings are not the manifest's"
    if row.missing:
        if any(row.cells[name] for name in ("source_sha256", "enhanced_sha256", *MEASURES)):
            yield "it is missing and has values"
        return
    for name in ("source_sha256", "enhanced_sha256"):
        if not re.fullmatch("[0-9a-f]{64}", row.cells[name]):
            yield f"{name} is not 64 hexadecimal digits"
    yield from check_tables(manifest, row)
    locked = next((other.tables for other in before if other.tables), row.tables)
    if settings["curve_mode"] == "locked" and row.tables != locked:
        yield "its tables are not those of the frames before, though the curves are locked"


def check_tables(manifest: dict[str, Any], row: Row) -> Iterator[str]:
    """The tables are non-decreasing, within the gain limit, and as the colour mode demands."""
    settings, coded = manifest["settings"], manifest["domain"] == "coded"
    steps = [max(table[code + 1] - table[code] for code in range(255)) for table in row.tables]
    if any(table[code] > table[code + 1] for table in row.tables for code in range(255)):
        yield "a table is not non-decreasing"
    black = 16 if coded and manifest["source"]["color"]["range"] == "limited" else 0
    limited = 1 if coded else 3
    limit = settings["gain_limit"]
    if limit is not None and (
        max(steps[:limited]) > math.ceil(limit) or any(table[0] > black for table in row.tables[:limited])
    ):
        yield f"its tables are steeper than the gain limit {limit:g}, or black does not stay black"
    if row.cells["max_gain"] != str(max(steps[:limited])):
        yield "its tables do not have the largest step logged"
    if settings["color_mode"] == "shared" and len(set(row.tables)) > 1:
        yield "its three tables differ, though the colour mode is shared"
    if coded:
        gain = settings["chroma_gain"]
        line = bytes(min(255, max(0, math.floor(128 + gain * (code - 128) + 0.5))) for code in range(256))
        if set(row.tables[1:]) != {line}:
            yield f"its chroma tables are not those of chroma gain {gain:g}"


def format_time(pts: int, time_base: Fraction) -> str:
    """Seconds with six decimals, rounded half up from the exact fraction."""
    micro = (2 * pts * time_base.numerator * 1000000 + time_base.denominator) // (2 * time_base.denominator)
    return "{}{}.{:06d}".format("-" if micro < 0 else "", abs(micro) // 1000000, abs(micro) % 1000000)


def check_manifest(manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """The manifest's lists and means are those of the log."""
    frames, result = manifest["frames"], manifest["result"]
    for name, value in (("corrupt", "1"), ("after_damage", "after-damage"), ("missing", "missing")):
        logged = [row.index for row in rows if row.cells["corrupt"] == value]
        if logged != frames[name]:
            yield f"frames {logged} are logged as {value}, {frames[name]} in manifest.json"
    delivered = [row for row in rows if not row.missing]
    if (frames["in_range"], frames["delivered"]) != (len(rows), len(delivered)):
        yield f"{len(rows)} frames are logged and {len(delivered)} delivered, manifest.json says otherwise"
    for measure, name in MEANS:
        mean = sum(float(row.cells[measure]) for row in delivered) / max(1, len(delivered))
        if not abs(mean - result[name]) <= ROUNDING:
            yield f"{name} is {result[name]} in manifest.json, {mean:.6f} by the log"
    if manifest["source"]["sha256_after_export"] != manifest["source"]["sha256"]:
        yield "the source had another SHA-256 after the export"


def check_expected(package: Path, manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """expected.framehash holds the hashes of the log."""
    counted = manifest["source"]["frames_named_by"] != "pts"
    path = package / "reproduce" / "expected.framehash"
    lines = [line.decode("ascii").rstrip("\r\n") for line in read_lines(path)]
    found = [line for line in lines if not line.startswith("#")]
    delivered = [row for row in rows if not row.missing]
    for row, line in zip(delivered, found):  # noqa: B905 - strict needs Python 3.10
        if line != f"{row.index}, {row.index if counted else row.pts}, {row.cells['enhanced_sha256']}":
            yield f"frame {row.index}: expected.framehash says otherwise than the log"
    if len(found) != len(delivered):
        yield f"expected.framehash has {len(found)} frames, the log {len(delivered)}"
    if lines[:1] != [f"# frame_index, {'frame_index' if counted else 'pts'}, sha256"]:
        yield "expected.framehash does not begin with the names of its columns"


def check_commands(package: Path, manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """tables.cmd holds the tables of the log, as they are written for FFmpeg, and nothing else."""
    with (package / "reproduce" / "tables.cmd").open("rb") as stream:
        for index, line in commands(manifest, rows):
            if stream.readline(len(line) + 1) != line.encode("ascii"):
                yield f"frame {index}: tables.cmd says otherwise than the log"
                return
        if stream.read(1):
            yield "tables.cmd goes on after the last frame"


def commands(manifest: dict[str, Any], rows: list[Row]) -> Iterator[tuple[int, str]]:
    """The lines of tables.cmd, each with the index of its frame; a frame with the tables of the one before has none."""
    counted = manifest["source"]["frames_named_by"] != "pts"
    unit = COUNTED_UNIT if counted else Fraction(manifest["source"]["time_base"])
    if manifest["domain"] == "rgb":
        lut, channels = "lutrgb", ("r", "g", "b")
    elif manifest["source"]["pixel_format"].startswith("gray"):
        lut, channels = "lut", ("c0",)
    else:
        lut, channels = "lutyuv", ("y", "u", "v")
    first = next((row.index if counted else row.pts for row in rows), 0)
    before: dict[str, bytes] = {}
    time_before = 0
    for row in rows:
        if row.missing:
            continue
        time = math.floor(((row.index if counted else row.pts) - first) * unit * 1000000)
        tables = dict(zip(channels, row.tables))  # noqa: B905
        changed = [name for name in channels if tables[name] != before.get(name)]
        if changed:
            moment = time - min(LEAD, (time - time_before) // 4)
            parts = ", ".join(f"{lut}@{name} {name} '{expression(tables[name])}'" for name in changed)
            yield row.index, f"{moment // 1000000}.{moment % 1000000:06d} {parts};\n"
        before, time_before = tables, time


def expression(table: bytes) -> str:
    """A table as FFmpeg takes it: a balanced tree of choices over runs of equal entries."""
    starts = [0, *(code for code in range(1, 256) if table[code] != table[code - 1])]

    def branch(low: int, high: int) -> str:
        if high - low == 1:
            return str(table[starts[low]])
        middle = (low + high) // 2
        return f"if(lt(val,{starts[middle]}),{branch(low, middle)},{branch(middle, high)})"

    return branch(0, len(starts))


def plane_sizes(manifest: dict[str, Any]) -> list[int]:
    """Bytes of each plane of a decoded picture; of one packed plane for RGB."""
    width, height, layout = (manifest["source"]["width"], manifest["source"]["height"], manifest["hashed_pixel_format"])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ValueError(f"manifest.json says that pictures are {width}x{height}")
    if manifest["domain"] == "rgb":
        return [3 * width * height]
    if layout == "gray":
        return [width * height]
    across, down = CHROMA[layout]
    return [width * height] + 2 * [-(-width // across) * -(-height // down)]


def apply_tables(picture: bytes, row: Row, manifest: dict[str, Any]) -> bytes:
    """Replaces every sample of a picture by its table entry."""
    if manifest["domain"] == "rgb":
        packed = bytearray(len(picture))
        for channel, table in enumerate(row.tables):
            packed[channel::3] = picture[channel::3].translate(table)
        return bytes(packed)
    planes, start = [], 0
    for size, table in zip(plane_sizes(manifest), row.tables):  # noqa: B905
        planes.append(picture[start : start + size].translate(table))
        start += size
    return b"".join(planes)


def decode_command(ffmpeg: str, clip: Path, *output: str, formats: str = "") -> list[str]:
    """The command that makes FFmpeg decode every frame of a clip as it is.

    Args:
        ffmpeg: the program.
        clip: the file.
        output: options of what FFmpeg gives.
        formats: the only ones the file may have, as FFmpeg calls them; any where empty.
    """
    options = subprocess.run([ffmpeg, "-hide_banner", "-h", "long"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [
        *(ffmpeg, "-v", "error", "-nostdin", "-noautorotate", "-copyts", "-threads", "1", "-flags", "+output_corrupt"),
        *("-protocol_whitelist", "file,pipe", *(("-format_whitelist", formats) if formats else ())),
        *("-i", f"file:{clip.resolve()}", "-map", "0:V:0"),
        *(("-fps_mode", "passthrough") if b"-fps_mode" in options.stdout else ("-vsync", "0")),
        *output,
    ]


def check_clip(ffmpeg: str, package: Path, manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """FFmpeg decodes the enhanced clip to the pictures logged, at their times."""
    export, timing = manifest["export"], manifest["export"]["timestamps"]
    if export["file"] not in ("enhanced.mkv", "enhanced.mp4"):
        yield f"the enhanced clip is called {export['file']!r}"
        return
    unit, time_base = Fraction(timing["unit"]), Fraction(manifest["source"]["time_base"])
    output = ("-pix_fmt", manifest["hashed_pixel_format"], "-enc_time_base", timing["unit"])
    output += ("-f", "framehash", "-hash", "sha256", "-")
    command = decode_command(ffmpeg, package / export["file"], *output, formats=ONE_CLIP)
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = [line.split(",") for line in result.stdout.splitlines() if not line.startswith("#")]
    delivered = [row for row in rows if not row.missing]
    for row, line in zip(delivered, lines):  # noqa: B905 - strict needs Python 3.10
        if line[5].strip() != row.cells["enhanced_sha256"]:
            yield f"frame {row.index}: the picture in {export['file']} is not the one logged"
        off = abs(int(line[2]) * unit - (row.pts + timing["offset"]) * time_base)
        if off > (0 if timing["exact"] else unit / 2):
            yield f"frame {row.index}: its time in {export['file']} is {float(off):.6f} s off"
    if len(lines) != len(delivered):
        yield f"{export['file']} has {len(lines)} frames, the log {len(delivered)}"


def check_source(ffmpeg: str, source: Path, manifest: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    """FFmpeg decodes the frames logged from the source, and the tables logged make the enhanced frames of them."""
    found = sha256_of(source)
    if found != manifest["source"]["sha256"]:
        yield f"{source.name} has the SHA-256 {found}, the package was made of {manifest['source']['sha256']}"
        return
    size, graph = sum(plane_sizes(manifest)), manifest["reproduction"]["decoding_graph"]
    if not GRAPH.fullmatch(graph):
        yield "the filters in manifest.json are not those this program writes, and were not given to FFmpeg"
        return
    command = decode_command(ffmpeg, source, "-vf", graph, "-f", "rawvideo", "-")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        for row in rows:
            if row.missing:
                continue
            picture = process.stdout.read(size)
            if len(picture) < size:
                yield f"frame {row.index}: FFmpeg gives no picture for it"
                break
            if hashlib.sha256(picture).hexdigest() != row.cells["source_sha256"]:
                yield f"frame {row.index}: FFmpeg decodes another picture than the one logged"
            if hashlib.sha256(apply_tables(picture, row, manifest)).hexdigest() != row.cells["enhanced_sha256"]:
                yield f"frame {row.index}: the tables logged do not make the enhanced picture logged"
        else:
            if process.stdout.read(1):
                yield "FFmpeg gives more pictures than are logged"
        process.kill()


def tell(name: str, failures: list[str], success: str) -> bool:
    """Prints the answer to one check; True where it holds."""
    if not failures:
        print(f"holds  {name}: {success}")
        return True
    rest = f"; and {len(failures) - MAX_NAMED} more" if len(failures) > MAX_NAMED else ""
    print(f"FAILS  {name}: {'; '.join(failures[:MAX_NAMED])}{rest}")
    return False


def check_package(package: Path, ffmpeg: str | None, source: Path | None) -> bool:
    """Makes and prints all checks; True where everything holds."""
    others = [f"{name} is a link or no file at all: nothing is read through it" for name in no_files(package)]
    if others:
        return tell("files", others, "")
    holds = tell("files", list(check_files(package)), "all have the hashes in SHA256SUMS")
    for name in UNLISTED[1:]:
        if (package / name).exists():
            print(f"note   {name} is not checked by plain Python: README.txt says how OpenSSL does it")
    print(f"note   package hash, to be compared with the cover of the appendix: {package_hash(package)}")
    manifest = json.loads(read_whole(package / "manifest.json").decode("utf-8"))
    rows: list[Row] = []
    logged = list(check_log(package, manifest, rows))
    holds &= tell("curves.csv", logged, f"{len(rows)} frames, tables as the settings say")
    holds &= tell("manifest.json", list(check_manifest(manifest, rows)), "its numbers are those of the log")
    expected = list(check_expected(package, manifest, rows))
    holds &= tell("expected.framehash", expected, "its hashes are those of the log")
    holds &= tell("tables.cmd", list(check_commands(package, manifest, rows)), "its tables are those of the log")
    holds &= tell("audit.jsonl", list(check_audit(package, manifest)), "its chain holds and ends as manifest.json says")
    promises = list(check_promises(package, manifest))
    holds &= tell("promises", promises, "the checks at the export held, and a signature is there where one is named")
    delivered = sum(not row.missing for row in rows)
    if ffmpeg is None:
        print("note   the enhanced clip is not decoded: FFmpeg is not there, give it by --ffmpeg")
    else:
        found = list(check_clip(ffmpeg, package, manifest, rows))
        holds &= tell("enhanced clip", found, f"{delivered} frames decoded by FFmpeg to the hashes and times logged")
    if source is not None and ffmpeg is not None:
        if manifest["reproduction"]["first_difference"] is not None:
            print(f"note   {manifest['reproduction']['note']}")
        success = f"{delivered} frames decoded by FFmpeg and made again bit for bit"
        holds &= tell("source", list(check_source(ffmpeg, source, manifest, rows)), success)
    return holds


def main() -> int:
    """Runs the checks the command line asks for and gives the exit code."""
    parser = argparse.ArgumentParser(description="Checks an evidence package: the one this file lies in, unless told.")
    parser.add_argument("source", nargs="?", type=Path, help="the original file: make every frame of it again")
    parser.add_argument("--ffmpeg", help="the FFmpeg program (ffmpeg on the path)")
    parser.add_argument("--package", type=Path, default=PACKAGE, help="another package than the one this file lies in")
    options = parser.parse_args()
    if options.source is not None and not options.source.is_file():
        print(f"{options.source} is not a file: give the original file.", file=sys.stderr)
        return 2
    if options.package.resolve().name.endswith(".partial"):
        print(f"FAILS  {options.package}: the export that writes it was interrupted or is still under way.")
        return 1
    ffmpeg = options.ffmpeg or shutil.which("ffmpeg")
    if ffmpeg is None and options.source is not None:
        print("There is no ffmpeg on the path: give the FFmpeg program by --ffmpeg.", file=sys.stderr)
        return 2
    if ffmpeg is not None:
        try:
            subprocess.run([ffmpeg, "-version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{ffmpeg} does not run ({error}): give FFmpeg by --ffmpeg.", file=sys.stderr)
            return 2
    try:
        holds = check_package(options.package, ffmpeg, options.source)
    except UNREADABLE as error:
        print(f"FAILS  {options.package}: it cannot be read to its end ({type(error).__name__}: {error}).")
        return 1
    source_too = "" if options.source else "; give the source to check the origin of every frame"
    print(
        f"Everything checked holds{source_too}." if holds else "The package does not hold: see the lines marked FAILS."
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
