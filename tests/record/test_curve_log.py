"""The curve log: what stands in the file to the byte, and what is refused on reading."""

import csv
import io
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import ToneCurves, apply_table, make_table
from lle_studio.core.errors import CheckFailed, WriteError
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.curve_log import (
    CurveLogWriter,
    LoggedFrame,
    as_logged,
    format_measures,
    format_time,
    read_curve_log,
)

FULL = ColorInterpretation(matrix="bt601", range="full", matrix_origin="tagged", range_origin="tagged")
TIME_BASE = Fraction(1, 90000)
FACTS = [
    "frame_index", "pts", "time_s", "picture_type", "corrupt", "source_sha256", "enhanced_sha256",
    "exposure_level", "gain_limit", "curve_mode", "color_mode",
    "mean_in", "mean_out", "clipped_low", "clipped_high", "merged_levels", "max_gain", "hue_shift",
]  # fmt: skip
"""The columns before the tables, as DESIGN §8 lists them."""


def enhanced_frame(index: int, domain: str, *, corrupt: bool = False, after_damage: bool = False) -> EnhancedFrame:
    """A small frame with random curves, enhanced as the pipeline does it."""
    rng = np.random.default_rng(index)
    increments = rng.exponential(size=(3, 257)) ** 2
    curves = ToneCurves(
        values=np.minimum(increments[:, :256].cumsum(axis=1) / increments.sum(axis=1, keepdims=True), 1)
    )
    rgb = rng.integers(0, 256, (3, 8, 10), dtype=np.uint8)
    coded = tuple(rng.integers(0, 256, shape, dtype=np.uint8) for shape in ((8, 10), (4, 5), (4, 5)))
    frame = Frame(
        index=index, pts=-3000 + 1001 * index, time_base=TIME_BASE, picture_type="IPB"[index % 3], corrupt=corrupt,
        after_damage=after_damage, pixel_format="yuv420p", rgb=rgb, coded=coded,
    )  # fmt: skip
    settings = EnhancementSettings(color_mode="luma" if domain == "coded" else "per-channel")
    table = make_table(curves, settings, FULL)
    planes = coded if domain == "coded" else tuple(rgb)
    counts = count_levels(planes)
    measures = measure_luma(counts, table, FULL) if domain == "coded" else measure_rgb(counts, table)
    return EnhancedFrame(
        source=frame,
        curves=curves,
        table=table,
        domain=domain,
        planes=apply_table(planes, table),
        counts=counts,
        measures=measures,
    )


def write_log(path: Path, domain: str = "rgb") -> list[EnhancedFrame]:
    """A log of frames 10 to 13, of which 12 is missing; 11 is corrupt and 13 stands after damage."""
    frames = [
        enhanced_frame(10, domain),
        enhanced_frame(11, domain, corrupt=True),
        enhanced_frame(13, domain, after_damage=True),
    ]
    with CurveLogWriter(path, domain, EnhancementSettings(gain_limit=3.5, exposure_level=0.7)) as log:
        for frame in frames:
            if frame.source.index == 13:
                log.write_missing(MissingFrame(index=12, pts=9012, time_base=TIME_BASE, reason="gone"))
            log.write(frame, f"{frame.source.index:064x}", f"{frame.source.index + 100:064x}")
    return frames


@pytest.mark.parametrize(("domain", "channels"), [("rgb", ("r", "g", "b")), ("coded", ("y", "cb", "cr"))])
def test_file_is_what_the_design_says(tmp_path: Path, domain: str, channels: tuple[str, ...]) -> None:
    frames = write_log(tmp_path / "curves.csv", domain)
    text = (tmp_path / "curves.csv").read_bytes().decode("ascii")
    lines = text.split("\r\n")
    assert text.endswith("\r\n")
    assert "\n" not in "".join(lines)
    assert '"' not in text
    assert lines[0].split(",") == FACTS + [f"{channel}{code}" for channel in channels for code in range(256)]
    assert len(lines) == 1 + 4 + 1
    settings = ["0.7000", "3.5", "per-frame", "per-channel"]
    first, corrupt, missing, after = (line.split(",") for line in lines[1:5])
    assert first[:5] == ["10", "7010", "0.077889", "P", "0"]
    assert first[5:7] == [f"{10:064x}", f"{110:064x}"]
    assert first[7:11] == settings
    assert first[11:18] == list(format_measures(frames[0].measures))
    assert first[18:] == [str(value) for value in frames[0].table.ravel()]
    assert (corrupt[4], after[4]) == ("1", "after-damage")
    assert missing == ["12", "9012", "0.100133", "?", "missing", "", "", *settings, *[""] * (7 + 768)]


@pytest.mark.parametrize("domain", ["rgb", "coded"])
def test_what_is_written_is_what_is_read(tmp_path: Path, domain: str) -> None:
    frames = iter(write_log(tmp_path / "curves.csv", domain))
    rows = list(read_curve_log(tmp_path / "curves.csv", domain))
    assert [row.index for row in rows] == [10, 11, 12, 13]
    assert [row.missing for row in rows] == [False, False, True, False]
    for row in rows:
        if row.table is None:
            assert (row.source_sha256, row.enhanced_sha256, set(row.measures)) == ("", "", {""})
            continue
        frame = next(frames)
        assert (row.pts, row.picture_type) == (frame.source.pts, frame.source.picture_type)
        assert (row.table == frame.table).all()
        assert not row.table.flags.writeable
        assert row.measures == format_measures(frame.measures)
        assert row.settings == ("0.7000", "3.5", "per-frame", "per-channel")


@pytest.mark.parametrize(
    ("pts", "time_base", "text"),
    [
        (0, Fraction(1, 90000), "0.000000"),
        (1, Fraction(1, 90000), "0.000011"),
        (-1, Fraction(1, 90000), "-0.000011"),
        (-90001, Fraction(1, 90000), "-1.000011"),
        (1, Fraction(1001, 30000), "0.033367"),
        (30000, Fraction(1001, 30000), "1001.000000"),
        (1, Fraction(1, 2_000_000), "0.000001"),  # half a unit, up
        (-1, Fraction(1, 2_000_000), "0.000000"),  # half a unit, up
        (-3, Fraction(1, 2_000_000), "-0.000001"),
        (2**33 - 1, Fraction(1, 90000), "95443.717678"),
        (2**62, Fraction(1, 90000), "51240955760304.310044"),
        (-(2**62), Fraction(1, 90000), "-51240955760304.310044"),
        (9_007_199_254_740_993, Fraction(1, 1_000_000), "9007199254.740993"),  # 2**53 + 1: no float holds it
    ],
)
def test_time_is_exact(pts: int, time_base: Fraction, text: str) -> None:
    assert format_time(pts, time_base) == text


def test_time_is_that_of_decimal_arithmetic() -> None:
    rng = np.random.default_rng(5)
    with localcontext() as context:
        context.prec = 60
        for numerator, denominator in [(1, 90000), (1, 12800), (1001, 24000), (1, 3), (7, 1_200_000), (1, 1)]:
            for pts in rng.integers(-(2**40), 2**40, 50).tolist():
                exact = Decimal(pts) * numerator / denominator * 1_000_000
                half_up = (exact + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 1_000_000
                assert Decimal(format_time(pts, Fraction(numerator, denominator))) == half_up


def test_settings_are_applied_as_they_are_logged() -> None:
    rounded = as_logged(EnhancementSettings(exposure_level=0.612_345_6, gain_limit=7.123_456_789))
    assert (rounded.exposure_level, rounded.gain_limit) == (0.6123, 7.12346)
    assert as_logged(EnhancementSettings(gain_limit=None)).gain_limit is None
    assert as_logged(rounded) == rounded


def cell(name: str, text: str) -> Callable[[list[str]], list[str]]:
    """Puts a text into the column of a name."""
    place = [*FACTS, *(f"{channel}{code}" for channel in "rgb" for code in range(256))].index(name)
    return lambda row: [*row[:place], text, *row[place + 1 :]]


def read_with(path: Path, frame: int, change: Callable[[list[str]], list[str]]) -> list[LoggedFrame]:
    """Reads a log in which one row was changed."""
    write_log(path)
    lines = path.read_text(encoding="ascii").splitlines()
    place = 1 + frame - 10
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(change(lines[place].split(",")))
    lines[place] = written.getvalue()
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    return list(read_curve_log(path, "rgb"))


@pytest.mark.parametrize(
    "value", ["256", "-1", "1.0", "", " 7", "07", "+7", "1_0", "1e1", "nan", "0x10", "99999999999999999999999"]
)
@pytest.mark.parametrize("column", ["r0", "g100", "b255"])
def test_table_entries_are_plain_codes(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(CheckFailed, match=r"line 3 \(frame 11\): the table entry .* is not a whole number"):
        read_with(tmp_path / "curves.csv", 11, cell(column, value))


@pytest.mark.parametrize(("column", "value"), [("r255", "0"), ("g0", "255"), ("b255", "0")])
def test_falling_tables_are_refused(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(CheckFailed, match=r"line 2 \(frame 10\): a table is not non-decreasing"):
        read_with(tmp_path / "curves.csv", 10, cell(column, value))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pts", "7010.0"),
        ("pts", "1e3"),
        ("pts", ""),
        ("pts", "-0"),
        ("pts", "99999999999999999999999"),
        ("corrupt", "2"),
        ("corrupt", ""),
        ("corrupt", "True"),
        ("source_sha256", ""),
        ("source_sha256", "0" * 63),
        ("enhanced_sha256", "A" * 64),
        ("enhanced_sha256", "0" * 65),
        ("mean_in", "nan"),
        ("mean_out", "inf"),
        ("clipped_low", "-0.100000"),
        ("clipped_high", "0.5"),
        ("hue_shift", "1e-3"),
        ("merged_levels", "5.000000"),
        ("max_gain", "-1"),
        ("max_gain", ""),
    ],
)
def test_other_values_are_as_written_by_this_program(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(CheckFailed, match=r"line 2 \(frame 10\)"):
        read_with(tmp_path / "curves.csv", 10, cell(column, value))


@pytest.mark.parametrize("value", ["", "x", "10.0", "010", "-0"])
def test_frame_index_is_a_plain_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(CheckFailed, match="line 2"):
        read_with(tmp_path / "curves.csv", 10, cell("frame_index", value))


@pytest.mark.parametrize("column", ["source_sha256", "enhanced_sha256", "mean_in", "hue_shift", "r0", "b255"])
def test_a_missing_frame_has_no_values(tmp_path: Path, column: str) -> None:
    with pytest.raises(CheckFailed, match=r"line 4 \(frame 12\): a missing frame has values"):
        read_with(tmp_path / "curves.csv", 12, cell(column, "0"))


@pytest.mark.parametrize("change", [lambda row: row[:-1], lambda row: [*row, "7"], lambda row: [], lambda row: row[1:]])
def test_rows_of_another_length_are_refused(tmp_path: Path, change: Callable[[list[str]], list[str]]) -> None:
    with pytest.raises(CheckFailed, match=r"has \d+ values in line 3"):
        read_with(tmp_path / "curves.csv", 11, change)


@pytest.mark.parametrize("text", ['1"2', '"12', "a\0b", "\u0663"])
def test_what_is_no_csv_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    write_log(tmp_path / "curves.csv")
    lines = (tmp_path / "curves.csv").read_bytes().decode("ascii").split("\r\n")
    lines[2] = lines[2].replace("11,", f"{text},", 1)
    (tmp_path / "curves.csv").write_text("\r\n".join(lines), encoding="utf-8", newline="")
    with pytest.raises(CheckFailed, match=r"curves\.csv"):
        list(read_curve_log(tmp_path / "curves.csv", "rgb"))


def test_rows_before_a_bad_one_are_given(tmp_path: Path) -> None:
    write_log(tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open("a") as stream:
        stream.write("14,oops\r\n")
    found: list[int] = []
    with pytest.raises(CheckFailed, match=r"2 values in line 6 \(frame 14\)"):
        found.extend(row.index for row in read_curve_log(tmp_path / "curves.csv", "rgb"))
    rows = read_curve_log(tmp_path / "curves.csv", "rgb")
    assert [next(rows).index for _ in range(4)] == [10, 11, 12, 13]


@pytest.mark.parametrize("domain", ["rgb", "coded"])
def test_header_must_be_that_of_the_domain(tmp_path: Path, domain: str) -> None:
    write_log(tmp_path / "curves.csv", "coded" if domain == "rgb" else "rgb")
    with pytest.raises(CheckFailed, match="does not have the columns"):
        next(read_curve_log(tmp_path / "curves.csv", domain))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"frame_index,pts\r\n"])
def test_a_file_that_is_no_log_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "curves.csv").write_bytes(data)
    with pytest.raises(CheckFailed, match=r"curves\.csv"):
        next(read_curve_log(tmp_path / "curves.csv", "rgb"))
    with pytest.raises(CheckFailed, match=r"nothing\.csv cannot be read"):
        next(read_curve_log(tmp_path / "nothing.csv", "rgb"))


def test_a_log_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "curves.csv").write_text("somebody's")
    with pytest.raises(WriteError, match="cannot be written"):
        CurveLogWriter(tmp_path / "curves.csv", "rgb", EnhancementSettings())
    assert (tmp_path / "curves.csv").read_text() == "somebody's"
