"""The data sets: their layouts made of tiny pictures, the depth of samples, and the paper's mix."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from lle_studio.core.errors import SourceError, UsageError, WriteError
from lle_studio.evaluation.pairs import Pair, read_rgb
from lle_studio.training.datasets import find_dataset, load_pairs
from lle_studio.training.mix import MixEntry, PaperMix, draw_mix, load_mix, read_mix, write_mix


def make_picture(path: Path, code: int) -> Path:
    """Writes a grey picture of 4x4 pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((4, 4, 3), code, np.uint8))
    return path


def make_pairs(folder: Path, count: int) -> list[Pair]:
    """Writes plain pairs whose references all differ."""
    return [
        Pair(
            name=f"{number:03}",
            low=make_picture(folder / "low" / f"{number:03}.png", number // 8),
            high=make_picture(folder / "high" / f"{number:03}.png", 255 - number),
        )
        for number in range(count)
    ]


def make_mid(folder: Path) -> None:
    """Writes one indoor and one outdoor scene with two exposures of each of two views."""
    for place, scene, views in (("Indoor", "pair1", ("00001", "00002")), ("Outdoor", "pair4", ("00137", "00138"))):
        for view in views:
            make_picture(folder / place / scene / f"{view}_11_00100_30_{place}.png", 200)
            for exposure in ("00100_0.01", "12800_0.5"):
                make_picture(folder / place / scene / view / f"{view}_11_{exposure}_{place}.png", 9)


def relative(pairs: list[Pair], folder: Path) -> list[tuple[str, str, str]]:
    return [(p.name, p.low.relative_to(folder).as_posix(), p.high.relative_to(folder).as_posix()) for p in pairs]


def make_layout(layout: str, folder: Path) -> None:
    match layout:
        case "plain":
            make_pairs(folder, 2)
        case "lol":
            make_pairs(folder / "our485", 2)
            make_pairs(folder / "eval15", 1)
        case "fivek":
            make_picture(folder / "input" / "a0001-jmac_DSC1459.tif", 20)
            make_picture(folder / "expertC" / "a0001-jmac_DSC1459.jpg", 120)
        case "mid":
            make_mid(folder)


EXPECTED = {
    "plain": [("000", "low/000.png", "high/000.png"), ("001", "low/001.png", "high/001.png")],
    "lol": [
        ("000", "our485/low/000.png", "our485/high/000.png"),
        ("001", "our485/low/001.png", "our485/high/001.png"),
    ],
    "fivek": [("a0001-jmac_DSC1459", "input/a0001-jmac_DSC1459.tif", "expertC/a0001-jmac_DSC1459.jpg")],
    "mid": [
        (
            f"{view}_11_{exposure}_{place}",
            f"{place}/{scene}/{view}/{view}_11_{exposure}_{place}.png",
            f"{place}/{scene}/{view}_11_00100_30_{place}.png",
        )
        for place, scene, views in (("Indoor", "pair1", ("00001", "00002")), ("Outdoor", "pair4", ("00137", "00138")))
        for view in views
        for exposure in ("00100_0.01", "12800_0.5")
    ],
}


@pytest.mark.parametrize("layout", EXPECTED)
def test_each_layout_is_found_by_name_and_recognised(layout: str, tmp_path: Path) -> None:
    make_layout(layout, tmp_path)
    assert relative(find_dataset(tmp_path, layout), tmp_path) == EXPECTED[layout]
    assert relative(find_dataset(tmp_path), tmp_path) == EXPECTED[layout]


@pytest.mark.parametrize("layout", [*EXPECTED, "auto"])
def test_a_folder_of_another_kind_is_refused_by_every_layout(layout: str, tmp_path: Path) -> None:
    make_picture(tmp_path / "photo.png", 100)
    with pytest.raises(SourceError, match="holds no pairs"):
        find_dataset(tmp_path, layout)


def test_auto_names_all_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        find_dataset(tmp_path / "nothing")
    for name in ("nothing", "low and high", "our485 and eval15", "input and expertC", "Indoor and Outdoor"):
        assert name in str(caught.value)


@pytest.mark.parametrize("layout", EXPECTED)
def test_a_picture_without_its_reference_is_named(layout: str, tmp_path: Path) -> None:
    make_layout(layout, tmp_path)
    (tmp_path / EXPECTED[layout][0][2]).unlink()
    with pytest.raises(SourceError, match=r"has no reference|holds 0 long exposures 00001_"):
        find_dataset(tmp_path)


def test_lol_test_split_and_wrong_words(tmp_path: Path) -> None:
    make_layout("lol", tmp_path)
    assert relative(find_dataset(tmp_path, split="test"), tmp_path) == [
        ("000", "eval15/low/000.png", "eval15/high/000.png")
    ]
    with pytest.raises(UsageError, match="no split val"):
        find_dataset(tmp_path, "lol", split="val")
    with pytest.raises(UsageError, match="no layout lolv2"):
        find_dataset(tmp_path, "lolv2")


def test_fivek_pictures_may_lie_below_jpg_480p(tmp_path: Path) -> None:
    low = make_picture(tmp_path / "input" / "JPG" / "480p" / "a0002.jpg", 20)
    high = make_picture(tmp_path / "expertC" / "JPG" / "480p" / "a0002.jpg", 120)
    assert find_dataset(tmp_path) == [Pair(name="a0002", low=low, high=high)]


def test_fivek_names_twice_are_refused(tmp_path: Path) -> None:
    make_layout("fivek", tmp_path)
    make_picture(tmp_path / "input" / "a0001-jmac_DSC1459.png", 20)
    with pytest.raises(SourceError, match="have one name"):
        find_dataset(tmp_path)


def test_mid_may_hold_one_place_only(tmp_path: Path) -> None:
    make_mid(tmp_path)
    (tmp_path / "Indoor").rename(tmp_path / "elsewhere")
    assert relative(find_dataset(tmp_path), tmp_path) == EXPECTED["mid"][4:]


def test_mid_raw_files_are_to_be_developed(tmp_path: Path) -> None:
    view = tmp_path / "Outdoor" / "pair4" / "00137"
    view.mkdir(parents=True)
    (view / "00137_11_00100_0.01_Outdoor.cr2").write_bytes(b"raw")
    with pytest.raises(SourceError, match=r"00137 holds no pictures .* develop its raw files"):
        find_dataset(tmp_path)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_samples_are_rounded_to_8(suffix: str, tmp_path: Path) -> None:
    codes = np.array([0, 128, 129, 255, 257, 385, 386, 32767, 32768, 65406, 65407, 65535], np.uint16)
    bgr = np.stack([codes, codes[::-1], codes], axis=-1)[None]
    cv2.imwrite(str(tmp_path / f"deep.{suffix}"), bgr)
    rgb = read_rgb(tmp_path / f"deep.{suffix}")
    assert rgb.dtype == np.uint8
    assert rgb[0, :, 0].tolist() == [0, 0, 1, 1, 1, 1, 2, 127, 128, 254, 255, 255]
    assert rgb[0, :, 1].tolist() == rgb[0, ::-1, 0].tolist()


def test_8_bit_samples_come_in_the_order_red_green_blue(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.array([[[3, 2, 1]]], np.uint8))
    assert read_rgb(tmp_path / "a.png").tolist() == [[[1, 2, 3]]]


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(SourceError, match=r"text\.png is not a picture"):
        read_rgb(tmp_path / "text.png")
    with pytest.raises(SourceError, match=r"gone\.png cannot be read"):
        read_rgb(tmp_path / "gone.png")
    cv2.imwrite(str(tmp_path / "float.tif"), np.full((2, 2, 3), 0.5, np.float32))
    with pytest.raises(SourceError, match="samples of float32"):
        read_rgb(tmp_path / "float.tif")


def test_pairs_of_several_folders_are_loaded_in_order(tmp_path: Path) -> None:
    make_pairs(tmp_path / "first", 2)
    make_layout("fivek", tmp_path / "second")
    pairs = load_pairs([tmp_path / "first", tmp_path / "second"], 8)
    assert pairs.low.shape == pairs.high.shape == (3, 8, 8, 3)
    assert pairs.light.shape == (3, 8, 8)
    assert pairs.low.dtype == pairs.high.dtype == pairs.light.dtype == np.uint8
    assert pairs.low[:, 0, 0, 0].tolist() == [0, 0, 20]
    assert pairs.high[:2, 0, 0, 0].tolist() == pairs.light[:2, 0, 0].tolist() == [255, 254]


def test_a_mix_has_its_counts_and_repeats_nothing(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 20)
    entries = draw_mix(pairs, count=20, seed=1).entries
    assert [entry.kind for entry in entries] == ["dark"] * 16 + ["lit"] * 4
    dark, lit = entries[:16], entries[16:]
    assert len({entry.source for entry in dark}) == 16
    references = {pair.low: pair.high for pair in pairs}
    assert all(references[entry.source] == entry.reference for entry in dark)
    assert {entry.source for entry in lit} == set(references.values()) - {entry.reference for entry in dark}


def test_an_entry_that_is_its_own_reference_is_lit() -> None:
    entry = MixEntry(source=Path("a"), reference=Path("b"))
    assert entry.kind == "dark"
    assert replace(entry, source=Path("b")).kind == "lit"


def test_normally_lit_ones_are_taken_again_from_dark_pairs_where_no_others_are_left(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 17)
    entries = draw_mix(pairs, count=20, seed=1).entries
    assert [entry.kind for entry in entries] == ["dark"] * 16 + ["lit"] * 4
    dark, lit = ({entry.reference for entry in entries if entry.kind == kind} for kind in ("dark", "lit"))
    assert len(lit) == 4
    assert len(lit - dark) == 1


def test_a_mix_follows_its_seed(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 20)
    assert draw_mix(pairs, count=20, seed=1) == draw_mix(pairs, count=20, seed=1)
    assert draw_mix(pairs, count=20, seed=1) != draw_mix(pairs, count=20, seed=2)


def test_one_reference_under_many_names_is_normally_lit_once(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 20)
    for pair in pairs[3:]:
        make_picture(pair.high, 99)
    entries = draw_mix(pairs, count=20, seed=1).entries
    lit = [entry.source.read_bytes() for entry in entries if entry.kind == "lit"]
    assert len(lit) == len(set(lit)) == 4


def test_too_few_pairs_shrink_both_kinds_in_proportion(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 8)
    kinds = [entry.kind for entry in draw_mix(pairs, seed=1).entries]
    assert kinds == ["dark"] * 8 + ["lit"] * 2
    for pair in pairs:
        make_picture(pair.high, 99)
    kinds = [entry.kind for entry in draw_mix(pairs, count=10, seed=1).entries]
    assert kinds == ["dark"] * 4 + ["lit"]


def test_a_mix_of_one_kind_only(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, 4)
    assert [entry.kind for entry in draw_mix(pairs, count=3, lit_share=0, seed=1).entries] == ["dark"] * 3
    assert [entry.kind for entry in draw_mix(pairs, count=3, lit_share=1, seed=1).entries] == ["lit"] * 3


@pytest.mark.parametrize(("count", "lit_share"), [(0, 0.2), (10, 1.5), (10, -0.1)])
def test_a_mix_that_makes_no_sense_is_refused(count: int, lit_share: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be drawn"):
        draw_mix(make_pairs(tmp_path, 2), count=count, lit_share=lit_share, seed=1)


@pytest.fixture
def mix(tmp_path: Path) -> PaperMix:
    return draw_mix(make_pairs(tmp_path / "pairs", 4), count=10, seed=5)


def test_a_mix_survives_writing_and_reading(mix: PaperMix, tmp_path: Path) -> None:
    (tmp_path / "mixes").mkdir()
    write_mix(tmp_path / "mixes" / "mix.json", mix, tmp_path)
    assert read_mix(tmp_path / "mixes" / "mix.json", tmp_path) == mix
    record = json.loads((tmp_path / "mixes" / "mix.json").read_text())
    assert {name: value for name, value in record.items() if name != "entries"} == {
        "format": "lle-studio-mix/1",
        "seed": 5,
        "asked": 10,
        "drawn": 5,
        "dark": 4,
        "lit": 1,
    }
    assert record["entries"][4]["source"].startswith("pairs/high/")
    assert [path.name for path in (tmp_path / "mixes").iterdir()] == ["mix.json"]


def test_a_mix_moves_together_with_its_pictures(mix: PaperMix, tmp_path: Path) -> None:
    write_mix(tmp_path / "pairs" / "mix.json", mix, tmp_path / "pairs")
    moved = (tmp_path / "pairs").rename(tmp_path / "moved")
    assert all(entry.source.is_file() for entry in read_mix(moved / "mix.json", moved).entries)


def test_a_mix_is_loaded_with_sources_as_low(mix: PaperMix) -> None:
    pairs = load_mix(mix, 4)
    assert len(pairs.low) == 5
    assert (pairs.low[:4] < 10).all()
    assert (pairs.low[4] == pairs.high[4]).all()
    assert (pairs.high > 200).all()


@pytest.mark.parametrize(
    "change",
    [
        {"format": "lle-studio-mix/2"},
        {"drawn": 6},
        {"lit": 2},
        {"seed": "none"},
        {"asked": float("inf")},
        {"entries": None},
        {"entries": [{"source": "a.png"}]},
        {"entries": [{"source": 1, "reference": 2}]},
    ],
)
def test_a_broken_mix_is_refused(change: dict[str, object], mix: PaperMix, tmp_path: Path) -> None:
    path = tmp_path / "mix.json"
    write_mix(path, mix, tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(SourceError, match=r"mix\.json is not a"):
        read_mix(path, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "lle-st'])
def test_what_is_no_mix_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mix.json"
    with pytest.raises(SourceError, match="cannot be read"):
        read_mix(path, tmp_path)
    path.write_text(text)
    with pytest.raises(SourceError, match="is not a mix"):
        read_mix(path, tmp_path)


def test_a_mix_that_cannot_be_written_leaves_nothing(mix: PaperMix, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        write_mix(tmp_path / "nowhere" / "mix.json", mix, tmp_path)
    (tmp_path / "mix.json").mkdir()
    with pytest.raises(WriteError, match="cannot be written"):
        write_mix(tmp_path / "mix.json", mix, tmp_path)
    assert not (tmp_path / "mix.json.partial").exists()


def test_a_partial_file_of_others_is_left_alone(mix: PaperMix, tmp_path: Path) -> None:
    (tmp_path / "mix.json.partial").write_text("theirs")
    with pytest.raises(WriteError, match="in the way"):
        write_mix(tmp_path / "mix.json", mix, tmp_path)
    assert (tmp_path / "mix.json.partial").read_text() == "theirs"
