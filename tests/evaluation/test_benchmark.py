"""The comparison of methods: what is measured, what is printed and written, and what is refused."""

import csv
import io
import math
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from lle_studio.cli import main
from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import apply_table, make_table
from lle_studio.core.errors import SourceError, UsageError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.checkpoint import save_checkpoint
from lle_studio.estimator.estimator import CurveEstimator, weights_path
from lle_studio.evaluation import methods, metrics
from lle_studio.evaluation.benchmark import Measurement, run_methods
from lle_studio.evaluation.lime import lime
from lle_studio.evaluation.methods import METHODS, load_methods, mean_luminance
from lle_studio.evaluation.pairs import find_pairs, read_pair, read_rgb
from lle_studio.evaluation.sheet import CAPTION, GAP, ContactSheet, choose_evenly
from lle_studio.evaluation.tables import format_csv, format_markdown, format_text, list_worst, summarize
from lle_studio.evaluation.zero_dce import ZeroDce

SIZE = (32, 40)
"""Height and width of the test pictures."""


def write(path: Path, rgb: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.ascontiguousarray(rgb[:, :, ::-1]))


def scene(seed: int) -> np.ndarray:
    """A well-lit picture of soft coloured blobs."""
    rng = np.random.default_rng(seed)
    picture = cv2.GaussianBlur(rng.uniform(0, 255, (*SIZE, 3)).astype(np.float32), (0, 0), 3)
    codes: np.ndarray = ((picture - picture.min()) / np.ptp(picture) * 215 + 20).astype(np.uint8)
    return codes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pairs."""
    for number, name in enumerate(("a", "b", "c")):
        high = scene(number)
        write(tmp_path / "pairs" / "high" / f"{name}.png", high)
        write(tmp_path / "pairs" / "low" / f"{name}.png", (high * (0.1 + 0.05 * number)).astype(np.uint8))
    return tmp_path / "pairs"


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without any weights."""
    monkeypatch.setattr("lle_studio.estimator.estimator.model_path", lambda relative: tmp_path / relative)


@pytest.fixture
def all_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation with all weights: those of ``paper`` are studio's, Zero-DCE's are untrained."""
    source, folder = weights_path("studio"), tmp_path / "models"
    folder.mkdir()
    for name in ("studio", "paper"):
        for suffix in (".safetensors", ".json"):
            shutil.copy(source.with_suffix(suffix), folder / f"{name}{suffix}")
    save_checkpoint(ZeroDce(), {}, folder / "zero-dce.safetensors")
    for module in ("lle_studio.estimator.estimator", "lle_studio.evaluation.zero_dce"):
        monkeypatch.setattr(f"{module}.model_path", lambda relative: folder / relative)


def measurement(method: str, picture: str, psnr: float, ms: float) -> Measurement:
    return Measurement(
        method=method,
        picture=picture,
        psnr=psnr,
        ssim=0.5,
        eme=7,
        pixdist=20,
        ciede2000=9,
        hue_error=3,
        loe=0.25,
        ms=ms,
    )


# --- The methods


def test_studio_is_the_product_without_a_gain_limit(folder: Path) -> None:
    low, high = read_pair(find_pairs(folder)[0])
    estimator = CurveEstimator("studio", device="cpu")
    planes = np.ascontiguousarray(np.moveaxis(low, 2, 0))
    features = estimator.features(planes)
    color = ColorInterpretation(matrix="rgb", range="full", matrix_origin="tagged", range_origin="tagged")
    levels = {0.4: 0.4, "auto": estimator.natural_level(features), "reference": mean_luminance(high)}
    for rule, level in levels.items():
        settings = EnhancementSettings(exposure_level=level, gain_limit=None)
        expected = apply_table(tuple(planes), make_table(estimator.curves(features, level), settings, color))
        result = load_methods(["studio"], level=rule).methods["studio"](low, high)  # type: ignore[arg-type]
        assert (result == np.stack(expected, axis=2)).all()


def test_gamma_is_matched_to_the_level(folder: Path) -> None:
    for pair in find_pairs(folder):
        low, high = read_pair(pair)
        for rule, level in ((0.5, 0.5), ("reference", mean_luminance(high))):
            result = load_methods(["gamma"], level=rule).methods["gamma"](low, high)  # type: ignore[arg-type]
            assert mean_luminance(result) == pytest.approx(level, abs=0.02)
        estimator = CurveEstimator("studio", device="cpu")
        natural = estimator.natural_level(estimator.features(np.ascontiguousarray(np.moveaxis(low, 2, 0))))
        result = load_methods(["gamma"], level="auto").methods["gamma"](low, high)
        assert mean_luminance(result) == pytest.approx(natural, abs=0.02)


def test_the_level_of_a_reference_stays_in_the_range_of_the_network() -> None:
    low, black, white = (np.full((16, 16, 3), code, dtype=np.uint8) for code in (30, 0, 255))
    gamma = load_methods(["gamma"], level="reference").methods["gamma"]
    assert mean_luminance(gamma(low, black)) == pytest.approx(0.25, abs=0.02)
    assert mean_luminance(gamma(low, white)) == pytest.approx(0.85, abs=0.02)


def test_mean_luminance_by_hand() -> None:
    assert mean_luminance(np.array([[[255, 0, 0], [0, 255, 0]]], dtype=np.uint8)) == pytest.approx((0.299 + 0.587) / 2)


def test_methods_leave_the_source_as_it_is(folder: Path) -> None:
    low, high = read_pair(find_pairs(folder)[0])
    kept = low.copy(), high.copy()
    for method in load_methods(None).methods.values():
        result = method(low, high)
        assert result.shape == low.shape
        assert result.dtype == np.uint8
        assert not np.shares_memory(result, low)
    assert (low == kept[0]).all()
    assert (high == kept[1]).all()


@pytest.mark.usefixtures("all_weights")
def test_with_all_weights_all_methods_run_and_paper_keeps_its_level(folder: Path) -> None:
    low, high = read_pair(find_pairs(folder)[0])
    loaded = load_methods(None, level=0.3)
    assert (tuple(loaded.methods), loaded.left_out) == (METHODS, {})
    results = {name: method(low, high) for name, method in loaded.methods.items()}
    assert {result.shape for result in results.values()} == {low.shape}
    default = load_methods(["studio"], level=0.6).methods["studio"](low, high)
    assert (results["paper"] == default).all()
    assert mean_luminance(results["studio"]) < mean_luminance(default)


@pytest.mark.usefixtures("no_weights")
def test_methods_without_weights_are_left_out_unless_asked_for() -> None:
    loaded = load_methods(None)
    assert list(loaded.methods) == ["source", "lime", "he", "clahe", "gamma", "msrcr", "oracle"]
    assert loaded.left_out == {
        "studio": "studio.safetensors",
        "paper": "paper.safetensors",
        "zero-dce": "zero-dce.safetensors",
    }
    assert "gamma" in load_methods(None, level="auto").left_out
    for name in ("studio", "paper", "zero-dce"):
        with pytest.raises(SourceError, match=rf"Method {name} needs the weights .*{name}\.safetensors"):
            load_methods([name])
    with pytest.raises(SourceError, match=r"Method studio needs the weights .*mine\.safetensors"):
        load_methods(None, weights="mine.safetensors")


def test_unknown_methods_and_levels_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no method 'retinexnet': choose from source, studio, "):
        load_methods(["source", "retinexnet"])
    with pytest.raises(UsageError, match="exposure level must be between"):
        load_methods(["gamma"], level=0.1)


# --- What is measured


def test_measures_are_those_of_result_reference_and_source(folder: Path) -> None:
    pairs = find_pairs(folder)
    loaded = load_methods(["clahe", "source"])
    results = list(run_methods(pairs, loaded.methods))
    assert [(r.measurement.picture, r.measurement.method) for r in results] == [
        (picture, method) for picture in "abc" for method in ("clahe", "source")
    ]
    for result, pair in zip(results[::2], pairs, strict=True):
        low, high = read_pair(pair)
        found = result.measurement
        assert (result.rgb == loaded.methods["clahe"](low, high)).all()
        assert (result.reference == high).all()
        assert found.psnr == metrics.psnr(result.rgb, high)
        assert found.ssim == metrics.ssim(result.rgb, high)
        assert found.eme == metrics.eme(result.rgb)
        assert found.pixdist == metrics.pix_dist(result.rgb)
        assert found.ciede2000 == metrics.ciede2000(result.rgb, high)
        assert found.hue_error == metrics.hue_error(result.rgb, high)
        assert found.loe == metrics.lightness_order_error(result.rgb, low) > 0
        assert found.ms > 0


def test_boosted_references_are_brightened_by_lime(folder: Path) -> None:
    pairs = find_pairs(folder)
    results = run_methods(pairs, load_methods(["source", "oracle"]).methods, reference="boosted")
    for result in results:
        low, high = read_pair(next(pair for pair in pairs if pair.name == result.measurement.picture))
        assert (result.reference == lime(high)).all()
        assert result.measurement.psnr == metrics.psnr(result.rgb, lime(high))
        if result.measurement.method == "source":
            assert (result.rgb == low).all()


def test_no_method_of_tables_beats_the_oracle(folder: Path) -> None:
    names = ["source", "studio", "gamma", "oracle"]
    results = list(run_methods(find_pairs(folder), load_methods(names, level="reference").methods))
    for start in range(0, len(results), len(names)):
        *others, best = (result.measurement.psnr for result in results[start : start + len(names)])
        assert best > max(others)


def test_pictures_too_small_to_measure_are_refused(folder: Path) -> None:
    for part in ("low", "high"):
        write(folder / part / "b.png", np.zeros((10, 40, 3), dtype=np.uint8))
    with pytest.raises(SourceError, match=r"pair b are too small to be measured \(40x10\): a side must have 11"):
        list(run_methods(find_pairs(folder), load_methods(["source"]).methods))


# --- Tables


def test_tables_by_hand() -> None:
    found = [
        measurement("lime", "x,y", 10, 1), measurement("he", "x,y", math.inf, 5),
        measurement("lime", "z", 16, 2), measurement("he", "z", 3, 7), measurement("lime", "b", 13, 9),
    ]  # fmt: skip
    rows = summarize(found)
    assert rows == [
        ["lime", "13.00", "0.5000", "7.00", "20.00", "9.00", "3.00", "0.2500", "4.0", "2.0"],
        ["he", "inf", "0.5000", "7.00", "20.00", "9.00", "3.00", "0.2500", "6.0", "6.0"],
    ]
    assert format_csv(found) == (
        "method,picture,psnr,ssim,eme,pixdist,ciede2000,ms\n"
        'lime,"x,y",10.0000,0.500000,7.0000,20.0000,9.0000,1.000\n'
        "lime,z,16.0000,0.500000,7.0000,20.0000,9.0000,2.000\n"
        "lime,b,13.0000,0.500000,7.0000,20.0000,9.0000,9.000\n"
        'he,"x,y",inf,0.500000,7.0000,20.0000,9.0000,5.000\n'
        "he,z,3.0000,0.500000,7.0000,20.0000,9.0000,7.000\n"
    )
    head, rule, *body = format_markdown(rows).splitlines()
    assert head == "| method | PSNR | SSIM | EME | PixDist | CIEDE2000 | hue error | LOE | ms | ms median |"
    assert rule == "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    assert body[0] == "| lime | 13.00 | 0.5000 | 7.00 | 20.00 | 9.00 | 3.00 | 0.2500 | 4.0 | 2.0 |"
    assert format_text(rows).splitlines() == [
        "method   PSNR    SSIM   EME  PixDist  CIEDE2000  hue error     LOE   ms  ms median",
        "lime    13.00  0.5000  7.00    20.00       9.00       3.00  0.2500  4.0        2.0",
        "he        inf  0.5000  7.00    20.00       9.00       3.00  0.2500  6.0        6.0",
    ]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)"])
def test_no_name_becomes_a_formula_of_a_spreadsheet(name: str) -> None:
    (_, row) = csv.reader(io.StringIO(format_csv([measurement("lime", name, 1, 1)])))
    assert row[1] == f"'{name}"
    (_, row) = csv.reader(io.StringIO(format_csv([measurement("lime", f"\r\t{name}", 1, 1)])))
    assert row[1] == f"\\r\\t{name}"


def test_the_worst_five_are_named() -> None:
    found = [measurement("he", str(number), 20 - number, 1) for number in range(7)]
    assert list_worst(found) == "he: 6 14.00 dB, 5 15.00 dB, 4 16.00 dB, 3 17.00 dB, 2 18.00 dB\n"


# --- The contact sheet


def test_pictures_of_a_sheet_are_evenly_chosen() -> None:
    assert choose_evenly(1) == [0]
    assert choose_evenly(3) == [0, 1, 2]
    assert choose_evenly(12) == list(range(12))
    assert choose_evenly(23) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]
    assert (choose_evenly(15)[0], choose_evenly(15)[-1], len(set(choose_evenly(15)))) == (0, 14, 12)


def test_the_sheet_shows_every_result_in_its_place(folder: Path) -> None:
    pairs = find_pairs(folder)
    sheet = ContactSheet([pair.name for pair in pairs], ["source", "he"])
    results = list(run_methods(pairs, load_methods(["source", "he"]).methods))
    for result in results:
        sheet.add(result)
    picture = sheet.draw()
    height, width = SIZE
    for number, result in enumerate(results):
        row, column = divmod(number, 2)
        top, left = 2 * CAPTION + row * (height + CAPTION + GAP), GAP + column * (200 + GAP)
        assert (picture[top : top + height, left : left + width] == result.rgb).all()
        left = GAP + 2 * (200 + GAP)
        assert (picture[top : top + height, left : left + width] == result.reference).all()
    assert picture.shape == (CAPTION + 3 * (height + CAPTION + GAP), GAP + 3 * (200 + GAP), 3)


# --- The command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``evaluate`` in this process: exit code, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["evaluate", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


Run = Callable[..., tuple[int, str, str]]


def test_evaluate_prints_and_writes_everything(run: Run, folder: Path, tmp_path: Path) -> None:
    table, text, sheet = tmp_path / "out.csv", tmp_path / "out.md", tmp_path / "out.png"
    table.write_text("of an earlier run")
    outputs = ("--csv", table, "--markdown", text, "--sheet", sheet)
    code, out, err = run(folder, "--methods", "source, oracle,lime", "--per-image", *outputs)
    assert (code, err) == (0, "")
    title, head, *lines = out.splitlines()
    assert title == f"{folder}: pairs 3, exposure level 0.6, reference original"
    assert head.split()[:3] == ["method", "PSNR", "SSIM"]
    assert [line.split()[0] for line in lines[:3]] == ["source", "oracle", "lime"]
    assert lines[3] == "Lowest PSNR:"
    assert [line.split(":")[0] for line in lines[4:]] == ["source", "oracle", "lime"]
    with table.open(newline="", encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["method", "picture", "psnr", "ssim", "eme", "pixdist", "ciede2000", "ms"]
    assert [row[:2] for row in rows] == [[method, name] for method in ("source", "oracle", "lime") for name in "abc"]
    low, high = read_pair(find_pairs(folder)[1])
    assert float(rows[1][2]) == pytest.approx(metrics.psnr(low, high), abs=1e-4)
    assert text.read_text(encoding="utf-8").count("\n| ") == 5
    assert f"`lle-studio evaluate {folder} --methods 'source, oracle,lime'" in text.read_text(encoding="utf-8")
    assert read_rgb(sheet).shape[1] == GAP + 4 * (200 + GAP)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.md", "out.png", "pairs"]


def test_evaluate_runs_all_methods_unless_told(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run(folder, "--csv", tmp_path / "out.csv", "--level", "reference")
    assert code == 0
    left_out = load_methods(None).left_out
    expected = [name for name in METHODS if name not in left_out]
    lines = out.splitlines()[2:]
    assert [line.split()[0] for line in lines[: len(expected)]] == expected
    assert lines[len(expected) :] == [
        f"{name} is left out: its weights {file} are not there." for name, file in left_out.items()
    ]
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 1 + 3 * len(expected)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--methods", "source,retinexnet"], 2, "no method 'retinexnet'"),
        (["--methods", ""], 2, "no method ''"),
        (["--level", "0.9"], 2, "exposure level must be between 0.25 and 0.85"),
        (["--level", "nan"], 2, "exposure level must be between"),
        (["--sheet", "x.jpg"], 2, "let the name x.jpg end in .png"),
        (["--weights", "nothing.safetensors"], 3, "nothing.safetensors"),
        (["--csv", "nowhere/x.csv"], 4, "nowhere/x.csv cannot be written"),
        (["--markdown", "."], 4, "cannot be written"),
    ],
)
def test_refusals_are_one_sentence(run: Run, folder: Path, options: list[str], code: int, said: str) -> None:
    found, out, err = run(folder, *options)
    assert (found, out) == (code, "")
    assert said in err
    assert err.startswith("lle-studio: ")
    assert err.count("\n") == 1


def test_what_is_wrong_with_the_pairs_is_3(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no pairs" in run(tmp_path / "empty")[2]
    assert run(tmp_path / "empty")[0] == 3
    write(folder / "high" / "b.png", np.zeros((32, 41, 3), dtype=np.uint8))
    table = tmp_path / "x.csv"
    code, out, err = run(folder, "--methods", "source", "--csv", table)
    assert (code, out) == (3, "")
    assert "pair b differ in size (40x32 and 41x32)" in err
    assert not table.exists()


def test_no_picture_is_written_over(run: Run, folder: Path) -> None:
    before = (folder / "high" / "a.png").read_bytes()
    code, _, err = run(folder, "--methods", "source", "--sheet", folder / "low" / ".." / "high" / "a.png")
    assert (code, "is one of the pictures" in err) == (4, True)
    assert (folder / "high" / "a.png").read_bytes() == before


def test_an_interrupt_leaves_nothing(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a method runs."""

    def interrupted(rgb: np.ndarray) -> np.ndarray:
        signal.raise_signal(signal.SIGINT)
        return rgb

    monkeypatch.setattr(methods, "clahe", interrupted)
    code, out, err = run(folder, "--methods", "source,clahe", "--csv", tmp_path / "x.csv")
    assert (code, out) == (130, "")
    assert err == "lle-studio: The evaluation was cancelled; nothing was kept.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pairs"]
