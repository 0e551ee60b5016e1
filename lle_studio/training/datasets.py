"""The data sets of pairs the network learns from: where their pictures lie, and loading them.

Every picture is held in memory at the size the network sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError, UsageError
from lle_studio.evaluation.pairs import Pair, find_pairs, list_pictures, read_rgb
from lle_studio.training.targets import illumination

LAYOUT_MARKS = {
    "plain": ("low",),
    "lol": ("our485", "eval15"),
    "fivek": ("expertC",),
    "mid": ("Indoor", "Outdoor"),
}
"""Each layout and the folders by which ``auto`` recognises it: the first layout of which one is there."""

LOL_SPLITS = {"train": "our485", "test": "eval15"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSet:
    """N pairs as 8-bit pictures of one square size S."""

    low: NDArray[np.uint8]
    """(N, S, S, 3) RGB."""
    high: NDArray[np.uint8]
    """(N, S, S, 3) RGB."""
    light: NDArray[np.uint8]
    """(N, S, S): illumination of the reference."""


def find_dataset(folder: Path, layout: str = "auto", *, split: str = "train") -> list[Pair]:
    """Finds the pairs of a data set.

    The layouts:
        ``plain``: ``low/NAME.*`` and ``high/NAME.*``.
        ``lol``: LOL (Wei et al., 2018) as published, with ``our485`` (split ``train``) and ``eval15`` (split ``test``),
            each plain.
        ``fivek``: MIT-Adobe FiveK (Bychkovsky et al., 2011) as prepared for enhancement: ``input/NAME.*`` and expert
            C's ``expertC/NAME.*``, or both below ``JPG/480p`` as in the archive of Zeng et al. (2020). The pictures
            are taken as sRGB: the originals, raw files and 16-bit ProPhoto RGB, are to be converted first.
        ``mid``: Matching in the Dark (Song et al., 2021): ``Indoor`` and ``Outdoor`` with scenes ``pair*``; each scene
            has a folder for each of two views, named by five digits, with 48 exposures
            ``VIEW_NN_ISO_SECONDS_PLACE.*``. The one picture ``VIEW_*`` beside that folder is taken to be the view's
            long exposure. ``Indoor`` or ``Outdoor`` may be missing. Published are raw files (.cr2), to be developed
            first to pictures of the same names. This layout is read from public code that uses the archive (DarkFeat,
            He et al., 2023); not tried on the original archive, which was not at hand.
        ``auto``: whichever of these the folder is.

    Args:
        folder: the folder that holds those named above.
        layout: one of the names above.
        split: ``train`` or ``test`` of LOL; the other layouts are one set.

    Raises:
        SourceError: the folder is not laid out so, or a picture has no reference.
        UsageError: there is no such layout or split.
    """
    try:
        match _recognise(folder) if layout == "auto" else layout:
            case "plain":
                return find_pairs(folder)
            case "lol":
                if split not in LOL_SPLITS:
                    raise UsageError(f"LOL has no split {split}: choose train or test.")
                return find_pairs(folder / LOL_SPLITS[split])
            case "fivek":
                return _find_fivek(folder)
            case "mid":
                return _find_mid(folder)
    except OSError as error:
        raise SourceError(f"{error.filename} cannot be read ({error.strerror}): check the folder.") from error
    raise UsageError(f"There is no layout {layout}: choose auto, {', '.join(LAYOUT_MARKS)}.")


def _recognise(folder: Path) -> str:
    for layout, marks in LAYOUT_MARKS.items():
        if any((folder / mark).is_dir() for mark in marks):
            return layout
    raise SourceError(
        f"{folder} holds no pairs: looked for the folders low and high, our485 and eval15 (LOL), input and expertC "
        "(MIT-Adobe FiveK), Indoor and Outdoor (Matching in the Dark); give the folder that has them."
    )


def _find_fivek(folder: Path) -> list[Pair]:
    sources, references = (
        list_pictures(folder / part) or list_pictures(folder / part / "JPG" / "480p") for part in ("input", "expertC")
    )
    if not sources:
        raise SourceError(
            f"{folder} holds no pairs of MIT-Adobe FiveK: looked for pictures in input and expertC, "
            "or in JPG/480p below these; raw files are to be converted first."
        )
    for name, path in sources.items():
        if name not in references:
            raise SourceError(
                f"{path} has no reference of the same name in {folder / 'expertC'}: add it or remove the picture."
            )
    return [Pair(name=name, low=path, high=references[name]) for name, path in sources.items()]


def _find_mid(folder: Path) -> list[Pair]:
    pairs: list[Pair] = []
    for view in sorted(path for place in LAYOUT_MARKS["mid"] for path in (folder / place).glob("pair*/" + 5 * "[0-9]")):
        sources = list_pictures(view)
        if not sources:
            raise SourceError(
                f"{view} holds no pictures that can be read: develop its raw files (.cr2) to .png or .tif under the "
                "same names."
            )
        longs = [path for name, path in list_pictures(view.parent).items() if name.startswith(f"{view.name}_")]
        if len(longs) != 1:
            raise SourceError(
                f"{view.parent} holds {len(longs)} long exposures {view.name}_* beside the folder {view.name}: "
                "it must hold one."
            )
        pairs += [Pair(name=name, low=path, high=longs[0]) for name, path in sources.items()]
    if not pairs:
        raise SourceError(
            f"{folder} holds no pairs of Matching in the Dark: looked for Indoor/pair*/VIEW and Outdoor/pair*/VIEW, "
            "VIEW being five digits."
        )
    return pairs


def load_pairs(folders: list[Path], size: int) -> PairSet:
    """Loads every pair of the folders, of whichever layout each is, area-resized to size x size.

    Raises:
        SourceError: a folder has no known layout, a dark picture has no reference, or a picture cannot be read.
    """
    pairs = [pair for folder in folders for pair in find_dataset(folder)]
    return load_couples([(pair.low, pair.high) for pair in pairs], size)


def load_couples(couples: Sequence[tuple[Path, Path]], size: int) -> PairSet:
    """Loads pictures with their references, area-resized to size x size, into arrays made once.

    Raises:
        SourceError: a picture cannot be read.
    """
    low, high = (np.empty((len(couples), size, size, 3), np.uint8) for _ in range(2))
    light = np.empty((len(couples), size, size), np.uint8)
    for item, couple in enumerate(couples):
        for array, path in zip((low, high), couple, strict=True):
            array[item] = cv2.resize(read_rgb(path), (size, size), interpolation=cv2.INTER_AREA)
        light[item] = illumination(high[item])
    return PairSet(low=low, high=high, light=light)


def load_pictures(folders: list[Path], size: int) -> PairSet:
    """Loads every picture of the folders as a reference that is its own source, area-resized to size x size.

    Raises:
        SourceError: a folder holds no pictures, or one cannot be read.
    """
    paths: list[Path] = []
    for folder in folders:
        found = list_pictures(folder)
        if not found:
            raise SourceError(f"{folder} holds no pictures: give a folder of photographs.")
        paths += found.values()
    return load_couples([(path, path) for path in paths], size)
