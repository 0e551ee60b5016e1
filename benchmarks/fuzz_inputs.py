"""What is spoilt and given to the program: clips, packages and the program's own files, each made when first needed."""

import contextlib
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fuzz_bombs import BOMBS
from benchmarks.fuzz_mutations import BINARY, TEXT, change_node, dump, splice
from lle_studio.core.region import Region
from lle_studio.pipeline.case import Bookmark, Case, case_json
from lle_studio.resources import model_path, resource_path
from tests.clips import DAMAGED, HEALTHY, UNREADABLE, make_clip

VIDEO_SHARE = 0.65
"""Of the cases that spoil a clip; the others spoil the program's own files."""

PACKAGE_FILES = (
    "manifest.json", "manifest.json", "manifest.json", "curves.csv", "curves.csv", "audit.jsonl", "SHA256SUMS",
    "appendix.pdf", "curves.npz", "reproduce/tables.cmd", "reproduce/expected.framehash", "laboratory.pem",
    "SHA256SUMS.sig", "enhanced.mkv", "enhanced.mkv", "frames/*", "cubes/*", "viewing.mp4",
)  # fmt: skip
"""Which file of a package is spoilt; some are more often than others."""

OWN = ("case", "case", "audit", "weights", "card", "card", "translation", "key", "reply", "hostile", *("package",) * 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A case, its files written."""

    kind: str
    """``video``, ``bomb`` or one of ``OWN``: which commands it is given to."""
    source: str
    """Name of what was spoilt."""
    what: str
    """How."""
    file: Path
    """What the commands are given."""
    forged: bool = False
    """The sums in it were made to agree again."""


class Pool:
    """The files that are spoilt.

    Args:
        folder: where they are made and kept.
        footage: a folder of further clips.
        clips: where the clips of the tests are, or are made.
    """

    def __init__(self, folder: Path, footage: Path | None, clips: Path | None = None) -> None:
        self._folder = folder
        self.made = clips or folder
        """Where the clips of the tests are."""
        folder.mkdir(parents=True, exist_ok=True)
        self.sample = resource_path("sample/night-street.mp4")
        further = sorted(path for path in footage.rglob("*") if path.is_file()) if footage else []
        self._clips: list[str | Path] = [*HEALTHY, *DAMAGED, *UNREADABLE, self.sample, *further]

    def clip(self, rng: Random) -> Path:
        """One of the clips."""
        chosen = rng.choice(self._clips)
        return chosen if isinstance(chosen, Path) else make_clip(chosen, self.made).path

    @property
    def short(self) -> Path:
        """A clip that is quickly read."""
        return make_clip("audio-aac", self.made).path

    @property
    def package(self) -> Path:
        """An evidence package of five frames with all that may lie in it, signed."""
        folder = self._folder / "package"
        if not folder.exists():
            key, words = self.key, self._folder / "words.txt"
            arguments = ("--start", "10", "--end", "15", "--cubes", "--npz", "--frames", "png")
            signed = ("--sign", str(key), "--passphrase-file", str(words), "--viewing-copy", "enhanced")
            self._run("export", str(self.short), "-o", str(folder), *arguments, *signed)
        return folder

    @property
    def key(self) -> Path:
        """A private key; its pass phrase lies beside it."""
        path, words = self._folder / "key.pem", self._folder / "words.txt"
        if not path.exists():
            words.write_text("a long pass phrase\n", encoding="utf-8")
            self._run("key", "new", str(path), "--passphrase-file", str(words))
        return path

    @staticmethod
    def _run(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "lle_studio", *arguments], check=True, stdout=subprocess.DEVNULL)

    def case(self) -> bytes:
        """A case file of the short clip, with marks and words."""
        found = self.short.stat()
        region = Region(x=1, y=2, width=30, height=40)
        marks = tuple(Bookmark(index=n, pts=512 * n, note=f"note {n}", region=region) for n in (2, 5, 9))
        facts = {"source_size": found.st_size, "source_mtime_ns": 0}
        sha256 = hashlib.sha256(self.short.read_bytes()).hexdigest()
        case = Case(
            source_path="clip.mp4", source_sha256=sha256, bookmarks=marks, mark_in=1, mark_out=8, notes="a\nb", **facts
        )  # fmt: skip
        return case_json(case).encode()


# --- Cases


def prepare(pool: Pool, rng: Random, number: int, folder: Path, kinds: Sequence[str] = ()) -> Prepared:
    """Writes the files of a case into a folder: first each bomb once, then whatever the generator draws.

    Args:
        pool: the files that are spoilt.
        rng: decides.
        number: of the case.
        folder: to write to.
        kinds: only these, e.g. ``video`` or ``package``.
    """
    names = list(BOMBS)
    if number < len(names) and not kinds:
        path = folder / names[number]
        path.write_bytes(BOMBS[names[number]]())
        return Prepared(kind="bomb", source=names[number], what="made to do harm", file=path)
    kind = "video" if rng.random() < VIDEO_SHARE else rng.choice(OWN)
    if kinds and kind not in kinds:
        kind = rng.choice(kinds)
    makers: dict[str, Callable[[Pool, Random, Path], Prepared]] = {
        "video": _prepare_clip, "case": _prepare_case, "audit": _prepare_audit, "weights": _prepare_weights,
        "card": _prepare_card, "translation": _prepare_translation, "key": _prepare_key, "reply": _prepare_reply,
        "hostile": _prepare_hostile, "package": _prepare_package,
    }  # fmt: skip
    return makers[kind](pool, rng, folder)


def _spoil(rng: Random, data: bytearray, ways: tuple[Any, ...], other: Callable[[], bytes] | None = None) -> str:
    """One to three mutations; what each did."""
    told = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if other is not None and rng.random() < 0.1:
            told.append(splice(rng, data, other()))
        elif data:
            told.append(rng.choice(ways)(rng, data))
    return "; ".join(told)


def _spoil_json(rng: Random, data: bytearray) -> str:
    """Spoils JSON as values, or as text."""
    if rng.random() < 0.3:
        return _spoil(rng, data, TEXT)
    content = json.loads(data)
    told = [change_node(rng, content) for _ in range(rng.choice((1, 1, 1, 3, 10)))]
    data[:] = dump(content)
    return "; ".join(told)


def _prepare_clip(pool: Pool, rng: Random, folder: Path) -> Prepared:
    clip = pool.clip(rng)
    data = bytearray(clip.read_bytes())
    what = _spoil(rng, data, BINARY, lambda: pool.clip(rng).read_bytes())
    path = folder / f"clip{clip.suffix}"
    path.write_bytes(data)
    return Prepared(kind="video", source=clip.name, what=what, file=path)


def _prepare_case(pool: Pool, rng: Random, folder: Path) -> Prepared:
    data = bytearray(pool.case())
    what = _spoil_json(rng, data)
    path = folder / "case.llecase"
    path.write_bytes(data)
    shutil.copy(pool.short, folder / "clip.mp4")
    return Prepared(kind="case", source="case file", what=what, file=path)


def _prepare_audit(pool: Pool, rng: Random, folder: Path) -> Prepared:
    data = bytearray((pool.package / "audit.jsonl").read_bytes())
    if rng.random() < 0.5:
        lines = data.splitlines(keepends=True)
        place = rng.randrange(len(lines))
        line = bytearray(lines[place])
        what = f"line {place}: {_spoil_json(rng, line)}"
        lines[place] = line.strip() + b"\n"
        data = bytearray(b"".join(lines))
    else:
        what = _spoil(rng, data, TEXT)
    path = folder / "audit.jsonl"
    path.write_bytes(data)
    return Prepared(kind="audit", source="audit log", what=what, file=path)


def _prepare_weights(pool: Pool, rng: Random, folder: Path) -> Prepared:
    name = rng.choice(("studio", "paper"))
    data = bytearray(model_path(f"{name}.safetensors").read_bytes())
    if rng.random() < 0.5:
        length = int.from_bytes(data[:8], "little")
        head = bytearray(data[8 : 8 + length])
        what = f"header: {_spoil_json(rng, head)}"
        data[: 8 + length] = struct.pack("<Q", len(head)) + head
    else:
        what = _spoil(rng, data, BINARY)
    forged = rng.random() < 0.8
    card = json.loads(model_path(f"{name}.json").read_bytes())
    if forged:
        card["weights_sha256"] = hashlib.sha256(data).hexdigest()
    path = folder / "given.safetensors"
    path.write_bytes(data)
    path.with_suffix(".json").write_bytes(dump(card))
    return Prepared(kind="weights", source=name, what=what, file=path, forged=forged)


def _prepare_card(pool: Pool, rng: Random, folder: Path) -> Prepared:
    name = rng.choice(("studio", "paper"))
    data = bytearray(model_path(f"{name}.json").read_bytes())
    if rng.random() < 0.6:
        card = json.loads(data)
        key = rng.choice(list(card["network"]))
        card["network"][key] = rng.choice((0, -1, 10**5, 10**6, 10**12, "48", None, 1.5, True, [], float("nan")))
        what = f"network: {key} is {card['network'][key]!r}"
        data[:] = dump(card)
    else:
        what = _spoil_json(rng, data)
    path = folder / "given.safetensors"
    shutil.copy(model_path(f"{name}.safetensors"), path)
    path.with_suffix(".json").write_bytes(data)
    return Prepared(kind="card", source=name, what=what, file=path)


def _prepare_translation(pool: Pool, rng: Random, folder: Path) -> Prepared:
    path = resource_path("translations/lle_studio_ko.qm")
    data = bytearray(path.read_bytes())
    what = _spoil(rng, data, BINARY)
    (folder / path.name).write_bytes(data)
    return Prepared(kind="translation", source=path.name, what=what, file=folder / path.name)


def _prepare_key(pool: Pool, rng: Random, folder: Path) -> Prepared:
    path = rng.choice((pool.key, pool.key.with_name("key.pub.pem")))
    data = bytearray(path.read_bytes())
    what = _spoil(rng, data, TEXT)
    (folder / path.name).write_bytes(data)
    (folder / "words.txt").write_text("a long pass phrase\n", encoding="utf-8")
    return Prepared(kind="key", source=path.name, what=what, file=folder / path.name)


def _prepare_reply(pool: Pool, rng: Random, folder: Path) -> Prepared:
    """A package with a request and a reply for a time stamp; the reply is a request, spoilt, and so none."""
    package = _copied(pool, folder)
    Pool._run("timestamp", str(package))
    data = bytearray((package / "SHA256SUMS.tsq").read_bytes())
    what = _spoil(rng, data, (*BINARY, *TEXT))
    path = folder / "reply.tsr"
    path.write_bytes(data)
    return Prepared(kind="reply", source="request", what=what, file=path)


def _copied(pool: Pool, folder: Path) -> Path:
    return Path(shutil.copytree(pool.package, folder / "package"))


def _prepare_package(pool: Pool, rng: Random, folder: Path) -> Prepared:
    package = _copied(pool, folder)
    path = rng.choice(sorted(package.glob(rng.choice(PACKAGE_FILES))))
    data = bytearray(path.read_bytes())
    before = bytes(data)
    if path.suffix == ".json":
        what = _spoil_json(rng, data)
    else:
        text = path.suffix in (".csv", ".jsonl", ".cmd", ".framehash", ".cube", ".pem") or path.name == "SHA256SUMS"
        what = _spoil(rng, data, TEXT if text else BINARY)
    path.write_bytes(data)
    forged = data == before or (rng.random() < 0.5 and path.name != "SHA256SUMS")
    if forged:
        _forge(package, path)
    name = path.relative_to(package).as_posix()
    return Prepared(kind="package", source=name, what=what, file=package, forged=forged)


def _forge(package: Path, path: Path) -> None:
    """Makes SHA256SUMS name a file as it is now."""
    sums = package / "SHA256SUMS"
    name = path.relative_to(package).as_posix()
    lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(f"  {name}")]
    lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}")
    sums.write_text("\n".join(sorted(lines, key=lambda line: line[66:])) + "\n", encoding="utf-8")


# --- Packages with things in them that are no files of theirs


def _prepare_hostile(pool: Pool, rng: Random, folder: Path) -> Prepared:
    package = _copied(pool, folder)
    names = ("manifest.json", "curves.csv", "audit.jsonl", "SHA256SUMS", "enhanced.mkv", "curves.npz", "appendix.pdf",
             "reproduce/tables.cmd", "reproduce/expected.framehash", "laboratory.pem", "SHA256SUMS.sig", "frames",
             "cubes", "reproduce", "viewing.mp4")  # fmt: skip
    path = package / rng.choice(names)
    outside = folder / "outside.txt"
    outside.write_text("outside\n", encoding="utf-8")
    what = rng.choice(("link", "far link", "circle", "fifo", "folder", "device", "sparse", "unreadable", "sums"))
    if what == "sums":
        with (package / "SHA256SUMS").open("a", encoding="utf-8") as sums:
            digest = hashlib.sha256(outside.read_bytes()).hexdigest()
            name = rng.choice(
                ("../outside.txt", str(outside), "reproduce/../../outside.txt", "/dev/zero", ".", "..", "a\\b")
            )
            sums.write(f"{digest}  {name}\n")
        return Prepared(kind="hostile", source="SHA256SUMS", what=f"names {name}", file=package)
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    targets = {"link": outside, "far link": Path("/etc/passwd"), "circle": path, "device": Path("/dev/zero")}
    with contextlib.suppress(OSError):
        if what in targets:
            path.symlink_to(targets[what])
        elif what == "fifo":
            os.mkfifo(path)
        elif what == "folder":
            path.mkdir()
        else:
            path.write_bytes(b"")
            if what == "sparse":
                os.truncate(path, 2**31)
            else:
                path.chmod(0)
    return Prepared(kind="hostile", source=path.relative_to(package).as_posix(), what=what, file=package)
