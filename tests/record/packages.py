"""Evidence packages for tests: how one is made, read, forged and checked."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.export import ExportJob, run_export
from lle_studio.record.appendix import package_hash
from lle_studio.record.claims import Claims
from lle_studio.record.curve_log import read_curve_log
from lle_studio.record.manifest import SIGNATURE, hash_files, write_sums
from lle_studio.record.reproduce import HASHES, TABLES, write_texts
from lle_studio.record.signature import LABORATORY, LaboratoryKey, sign_sums, signature_claim, write_public_key
from lle_studio.record.verify import verify_package
from lle_studio.video.color import conversion_text

FILES = (
    "SHA256SUMS",
    "appendix.pdf",
    "audit.jsonl",
    "curves.csv",
    "enhanced.mkv",
    "manifest.json",
    "reproduce/README.ko.txt",
    "reproduce/README.txt",
    "reproduce/expected.framehash",
    "reproduce/reproduce.sh",
    "reproduce/tables.cmd",
    "reproduce/verify_package.py",
)
"""Of a package without a viewing copy."""

Manifest = dict[str, Any]
Row = dict[str, str]


def export(source: Path, folder: Path, **choices: Any) -> Path:
    """Exports a clip; the choices are those of `ExportJob` and `EnhancementSettings`. Gives the folder."""
    names = EnhancementSettings.__dataclass_fields__
    settings = EnhancementSettings(**{name: value for name, value in choices.items() if name in names})
    job = {name: value for name, value in choices.items() if name not in names}
    stages = [
        progress.stage for progress in run_export(ExportJob(source=source, folder=folder, settings=settings, **job))
    ]
    assert stages[-1] == "done"
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """What every file of a folder holds, by its name in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def read_rows(folder: Path) -> list[Row]:
    """The curve log as any CSV reader sees it."""
    with (folder / "curves.csv").open(newline="", encoding="ascii") as stream:
        return list(csv.DictReader(stream))


def write_rows(folder: Path, rows: list[Row]) -> None:
    """Writes a curve log over the one that is there."""
    names = list(read_rows(folder)[0])
    with (folder / "curves.csv").open("w", newline="", encoding="ascii") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)


def table_of(row: Row, channels: tuple[str, ...] = ("r", "g", "b")) -> list[list[int]]:
    """The tables of a row."""
    return [[int(row[f"{channel}{code}"]) for code in range(256)] for channel in channels]


def read_manifest_of(folder: Path) -> Manifest:
    """The manifest as any JSON reader sees it."""
    manifest: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def change_row(folder: Path, frame: int, **values: str) -> None:
    """Changes cells of a frame's row."""
    rows = read_rows(folder)
    row = next(row for row in rows if row["frame_index"] == str(frame))
    assert all(row[name] != value for name, value in values.items()), "nothing would change"
    row.update(values)
    write_rows(folder, rows)


def change_manifest(folder: Path, change: Callable[[Manifest], object]) -> None:
    """Changes the manifest in place."""
    manifest = read_manifest_of(folder)
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def forge_reproduction(folder: Path) -> None:
    """Makes the files for a stock FFmpeg those of the present log and manifest, as a forger would."""

    def convert(manifest: Manifest) -> None:
        color = {name: manifest["source"]["color"][name] for name in ColorInterpretation.__dataclass_fields__}
        text = conversion_text(manifest["source"]["pixel_format"], ColorInterpretation(**color))
        manifest["decoding"]["rgb_conversion"] = text

    change_manifest(folder, convert)
    claims = Claims.of(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    rows = list(read_curve_log(folder / "curves.csv", claims.domain))
    run = claims.stock_run(rows)
    frames = [(row.index, row.pts, row.enhanced_sha256) for row in rows if not row.missing]
    for name, lines in ((TABLES, run.commands(rows)), (HASHES, run.hashes(frames))):
        (folder / name).write_bytes(b"".join(line.encode("ascii") for _, line in lines))
    graphs = {"decoding_graph": run.decoding_graph, "graph": run.graph}
    change_manifest(folder, lambda manifest: manifest["reproduction"].update(graphs))
    logged_pts = {row.index: row.pts for row in rows}

    def name_anew(manifest: Manifest) -> None:
        for frame in manifest["appendix"]["representative_frames"]:
            frame["pts"] = logged_pts.get(frame["index"], frame["pts"])

    change_manifest(folder, name_anew)
    write_texts(folder, run, read_manifest_of(folder))


def forge_sums(folder: Path) -> None:
    """Makes SHA256SUMS agree with whatever the files hold now, and lets the appendices name that package."""
    mark = f"package {package_hash(hash_files(folder))}".encode("ascii")
    for path in folder.glob("appendix*.pdf"):
        path.write_bytes(re.sub(rb"package [0-9a-f]{64}", mark, path.read_bytes()))
    write_sums(folder)


def failures(folder: Path, source: Path | None = None, **trust: Path | None) -> str:
    """What `verify` says does not hold; empty where everything does."""
    report = verify_package(folder, source=source, **trust)
    failed = [f"{check.name}: {check.detail}" for check in report.checks if not check.passed]
    assert report.passed == (not failed)
    return "\n".join(failed)


def packet_place(path: Path, number: int) -> tuple[int, int]:
    """Where in a file the video packet of that ordinal begins, and its size."""
    with av.open(str(path)) as container:
        packets = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    position, size = packets[number]
    assert position is not None
    return position, size


def flip_byte(path: Path, place: int) -> None:
    """Changes one byte of a file, in place."""
    with path.open("r+b") as stream:
        stream.seek(place)
        (value,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([value ^ 0x55]))


def misorder(source: Path, path: Path) -> Path:
    """A copy of the clip closed-gop-250 in which two neighbours beyond its head have exchanged their times."""
    data = bytearray(source.read_bytes())
    start = data.index(b"ctts") + 8
    entry = next(
        place
        for place in range(start + 4 + 8 * 112, start + 4 + 8 * 130, 8)
        if data[place + 4 : place + 8] == bytes(4) and data[place + 12 : place + 16] == (512).to_bytes(4)
    )
    data[entry + 4 : entry + 8] = (1024).to_bytes(4)
    data[entry + 12 : entry + 16] = (-512).to_bytes(4, signed=True)
    path.write_bytes(data)
    return path


def copy(source: Path, path: Path) -> Path:
    """A copy of a file, to be changed."""
    path.write_bytes(source.read_bytes())
    return path


def sign(folder: Path, key: LaboratoryKey) -> Path:
    """Signs a package, in the place of whoever signed it before, and makes its sums anew. Gives the folder."""
    for name in (LABORATORY, SIGNATURE):
        (folder / name).unlink(missing_ok=True)
    change_manifest(folder, lambda manifest: manifest.update(signature=signature_claim(key)))
    write_public_key(folder, key)
    forge_sums(folder)
    sign_sums(folder, key)
    return folder
