"""Ways of changing a package, as somebody would who wants it to say something else."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.record.packages import (
    Manifest,
    change_manifest,
    change_row,
    flip_byte,
    packet_place,
    read_rows,
    table_of,
    write_rows,
)

Change = Callable[[Path], object]


def flip(name: str) -> Change:
    """Changes a byte in the middle of a file."""
    return lambda folder: flip_byte(folder / name, (folder / name).stat().st_size // 2)


def truncate(name: str) -> Change:
    """Cuts the second half of a file off."""
    return lambda folder: os.truncate(folder / name, (folder / name).stat().st_size // 2)


def delete(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def append(name: str, data: bytes) -> Change:
    def append(folder: Path) -> None:
        with (folder / name).open("ab") as stream:
            stream.write(data)

    return append


def replace(name: str, old: str, new: str) -> Change:
    """Replaces a text of a file where it comes first."""

    def replace(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, "nothing would change"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return replace


def set_row(frame: int, **values: str) -> Change:
    return lambda folder: change_row(folder, frame, **values)


def set_key(path: str, value: object) -> Change:
    """Gives a key of the manifest another value."""

    def change(manifest: Manifest) -> None:
        place: Any = manifest
        *parents, last = path.split("/")
        for name in parents:
            place = place[int(name) if isinstance(place, list) else name]
        last_key: Any = int(last) if isinstance(place, list) else last
        assert place[last_key] != value, "nothing would change"
        place[last_key] = value

    return lambda folder: change_manifest(folder, change)


def drop_key(path: str) -> Change:
    def change(manifest: Manifest) -> None:
        place: Any = manifest
        *parents, last = path.split("/")
        for name in parents:
            place = place[name]
        del place[last]

    return lambda folder: change_manifest(folder, change)


def flip_picture(folder: Path) -> None:
    place, size = packet_place(folder / "enhanced.mkv", 2)
    flip_byte(folder / "enhanced.mkv", place + size // 2)


def flip_sound(folder: Path) -> None:
    """Changes a byte of the sound's last packet."""
    with av.open(str(folder / "enhanced.mkv")) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.size]
    position = packets[-1].pos
    assert position is not None
    flip_byte(folder / "enhanced.mkv", position + packets[-1].size // 2)


def swap_rows(folder: Path) -> None:
    rows = read_rows(folder)
    rows[2], rows[3] = rows[3], rows[2]
    write_rows(folder, rows)


def swap_tables(folder: Path) -> None:
    """Frames 12 and 13 exchange their tables, and what is measured of them."""
    rows = read_rows(folder)
    names = list(rows[2])
    for name in names[names.index("mean_in") :]:
        rows[2][name], rows[3][name] = rows[3][name], rows[2][name]
    write_rows(folder, rows)


def delete_row(folder: Path) -> None:
    rows = read_rows(folder)
    write_rows(folder, rows[:2] + rows[3:])


def raise_entry(folder: Path) -> None:
    """Raises an entry of the log within its neighbours: the table is a good one by itself."""
    (table, *_) = table_of(read_rows(folder)[2])
    code = next(code for code in range(60, 255) if table[code] + 1 < table[code + 1])
    change_row(folder, 12, **{f"r{code}": str(table[code] + 1)})


def rise_from_black(folder: Path) -> None:
    """Black becomes 1 in the first channel, though the gain limit keeps it."""
    assert table_of(read_rows(folder)[2])[0][1] >= 1
    change_row(folder, 12, r0="1")


def end_lines_otherwise(folder: Path) -> None:
    """The log means the same to every reader, and is another file."""
    path = folder / "curves.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))


def swap_lines(folder: Path) -> None:
    """The hashes of frames 12 and 13 change places in expected.framehash."""
    path = folder / "reproduce/expected.framehash"
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    lines[3], lines[4] = lines[4], lines[3]
    path.write_text("".join(lines), encoding="ascii")


def drop_command(folder: Path) -> None:
    path = folder / "reproduce/tables.cmd"
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]), encoding="ascii")


def change_log(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    """Changes the lines of the audit log."""

    def rewrite(folder: Path) -> None:
        path = folder / "audit.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(change(lines)))

    return rewrite


def chain_anew(folder: Path) -> None:
    """Another name stands in the first line of the audit log, and all hashes of the chain fit it."""
    path = folder / "audit.jsonl"
    chained, before = [], b""
    for line in path.read_bytes().splitlines():
        entry = json.loads(line) | {"user": "somebody else"}
        entry["previous"] = hashlib.sha256(before).hexdigest() if before else "0" * 64
        before = json.dumps(entry, ensure_ascii=False).encode()
        chained.append(before + b"\n")
    path.write_bytes(b"".join(chained))


def shift_mean(folder: Path) -> None:
    """The log says that all frames became brighter than they did, and the manifest that their mean is so."""
    rows = read_rows(folder)
    for row in rows:
        row["mean_out"] = f"{float(row['mean_out']) + 0.1:.6f}"
    write_rows(folder, rows)

    def say_so(manifest: Manifest) -> None:
        result = manifest["result"]
        result["mean_out"] = float(np.mean([float(row["mean_out"]) for row in rows]))
        result["level"] = re.sub(r"0\.\d\d reached", f"{result['mean_out']:.2f} reached", result["level"])

    change_manifest(folder, say_so)
