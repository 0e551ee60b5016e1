"""The paper's mix of dark and normally lit pictures: drawn from pairs, and kept as a manifest."""

import hashlib
import json
import os
import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from lle_studio.core.errors import SourceError, UsageError, WriteError
from lle_studio.evaluation.pairs import Pair
from lle_studio.training.datasets import PairSet, load_couples

MIX_FORMAT = "lle-studio-mix/1"
"""Name and version of the file a mix is written to."""

MIX_COUNT = 1050
LIT_SHARE = 0.2
"""The paper's training set: 1,050 pictures, a fifth of them normally lit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MixEntry:
    """A picture of a mix and what the network is to make of it."""

    source: Path
    """What the network sees."""
    reference: Path
    """The well-lit picture of the scene; of a normally lit entry the source itself."""

    @property
    def kind(self) -> str:
        """``lit`` or ``dark``."""
        return "lit" if self.source == self.reference else "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMix:
    """A mix of dark and normally lit pictures, as a manifest records it."""

    seed: int
    """What it was drawn by."""
    asked: int
    """How many pictures were asked for: more than there are entries where the pairs did not suffice."""
    entries: tuple[MixEntry, ...]


def draw_mix(pairs: Sequence[Pair], *, count: int = MIX_COUNT, lit_share: float = LIT_SHARE, seed: int) -> PaperMix:
    """Draws the paper's training set from pairs: dark pictures, then normally lit ones, which are their own reference.

    No dark file and no normally lit picture comes twice; data sets hold one reference under many names, so these are
    told apart by their bytes. Normally lit are first the references of pairs not drawn as dark. Where the pairs do not
    suffice, both kinds shrink in proportion.

    Raises:
        SourceError: a reference cannot be read.
        UsageError: the count is not positive or the share not inside [0, 1].
    """
    if count < 1 or not 0 <= lit_share <= 1:
        raise UsageError(f"A mix of {count} pictures with a share of {lit_share} normally lit cannot be drawn.")
    order = list(pairs)
    random.Random(seed).shuffle(order)  # noqa: S311
    lit_count = round(count * lit_share)
    dark_count = count - lit_count
    lit = _distinct((pair.high for pair in reversed(order)), lit_count)  # dark ones are drawn from the other end
    enough = [Fraction(have, asked) for have, asked in ((len(order), dark_count), (len(lit), lit_count)) if asked]
    scale = min(Fraction(1), *enough)
    entries = (
        *(MixEntry(source=pair.low, reference=pair.high) for pair in order[: int(dark_count * scale)]),
        *(MixEntry(source=path, reference=path) for path in lit[: int(lit_count * scale)]),
    )
    return PaperMix(seed=seed, asked=count, entries=entries)


def _distinct(paths: Iterable[Path], count: int) -> list[Path]:
    """The first files that differ in their bytes, at most ``count``."""
    found: dict[str, Path] = {}
    for path in paths:
        if len(found) == count:
            break
        try:
            with path.open("rb") as stream:
                found.setdefault(hashlib.file_digest(stream, "sha256").hexdigest(), path)
        except OSError as error:
            raise SourceError(f"{path} cannot be read ({error.strerror}): check the file.") from error
    return list(found.values())


def write_mix(path: Path, mix: PaperMix, data: Path) -> None:
    """Writes a mix as JSON, whole or not at all; its pictures are named relative to the data folder.

    Raises:
        WriteError: the file cannot be written, or a picture lies on another drive.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        text = json.dumps(_to_json(mix, data), indent=1, ensure_ascii=False)
        with partial.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text + "\n")
        partial.replace(path)
    except FileExistsError as error:
        raise WriteError(f"{partial} is in the way: move it away or choose another name.") from error
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
    except ValueError as error:
        raise WriteError(f"{path} cannot name its pictures: the data folder must be on their drive.") from error


def _to_json(mix: PaperMix, data: Path) -> dict[str, Any]:
    def named(picture: Path) -> str:
        return Path(os.path.relpath(picture, data)).as_posix()

    kinds = [entry.kind for entry in mix.entries]
    return {
        "format": MIX_FORMAT,
        "seed": mix.seed,
        "asked": mix.asked,
        "drawn": len(kinds),
        "dark": kinds.count("dark"),
        "lit": kinds.count("lit"),
        "entries": [{"source": named(entry.source), "reference": named(entry.reference)} for entry in mix.entries],
    }


def read_mix(path: Path, data: Path) -> PaperMix:
    """Reads a mix that ``write_mix`` wrote. Whether its pictures are there shows when they are loaded.

    Raises:
        SourceError: the file cannot be read, is none of this format, or contradicts its own counts.
    """

    def found(name: str) -> Path:
        return Path(os.path.normpath(data / name))

    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(
            MixEntry(source=found(entry["source"]), reference=found(entry["reference"])) for entry in record["entries"]
        )
        mix = PaperMix(seed=int(record["seed"]), asked=int(record["asked"]), entries=entries)
        sound = {**_to_json(mix, data), "entries": record["entries"]} == record
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): check the file.") from error
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise SourceError(f"{path} is not a mix of pictures: draw and write it anew.") from error
    if not sound:
        raise SourceError(f"{path} is not a whole mix of the format {MIX_FORMAT}: draw and write it anew.")
    return mix


def load_mix(mix: PaperMix, size: int) -> PairSet:
    """Loads the pictures of a mix, the sources as ``low``, area-resized to size x size.

    Raises:
        SourceError: a picture cannot be read.
    """
    return load_couples([(entry.source, entry.reference) for entry in mix.entries], size)
