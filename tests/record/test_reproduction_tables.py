"""``tables.cmd``: the commands by which a stock FFmpeg applies the table of every frame."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import LEVELS
from lle_studio.record.curve_log import LoggedFrame
from lle_studio.record.reproduce import StockRun, table_expression

COLOR = ColorInterpretation(matrix="bt601", range="limited", matrix_origin="tagged", range_origin="tagged")


def row(index: int, pts: int, table: NDArray[np.uint8] | None) -> LoggedFrame:
    return LoggedFrame(
        index=index,
        pts=pts,
        time="",
        picture_type="I",
        corrupt="missing" if table is None else "0",
        source_sha256="",
        enhanced_sha256=f"{index:064x}",
        settings=(),
        measures=(),
        table=table,
    )


def steps(*entries: int) -> NDArray[np.uint8]:
    """A table that takes the values given from code 0, 64, 128, ... on."""
    return np.repeat(np.array(entries, dtype=np.uint8), LEVELS // len(entries))


def tables(*rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack(rows)


def stock_run(
    indexes: tuple[int, int], pts: tuple[int, int], *, unit: Fraction = Fraction(1, 1000), **facts: Any
) -> StockRun:
    chosen = {"domain": "rgb", "pixel_format": "yuv420p", "color": COLOR, "named_by": "pts", **facts}
    return StockRun(indexes=indexes, pts=pts, pts_unit=unit, **chosen)


def commands(stock: StockRun, rows: Iterable[LoggedFrame]) -> list[str]:
    return [line for _, line in stock.commands(rows)]


def test_a_table_is_a_balanced_tree_of_its_runs() -> None:
    assert table_expression(bytes(LEVELS)) == "0"
    assert table_expression(steps(1, 7).tobytes()) == "if(lt(val,128),1,7)"
    three = steps(0, 5, 5, 9).tobytes()
    assert table_expression(three) == "if(lt(val,64),0,if(lt(val,192),5,9))"


def test_a_tree_is_no_deeper_than_eight_and_right_everywhere() -> None:
    table = bytes(range(LEVELS))
    expression = table_expression(table)
    text = expression.replace("if(", "choose(").replace("lt(", "less(")
    names = {"choose": lambda test, yes, no: yes if test else no, "less": lambda a, b: a < b}
    assert bytes(eval(text, {**names, "val": code}) for code in range(LEVELS)) == table
    depth = np.cumsum([(c == "(") - (c == ")") for c in expression.replace("lt(", "lt").replace(",", "")])
    assert expression.count("if(") == 255
    assert depth.max() <= 9


def test_commands_come_a_tenth_of_a_millisecond_early_and_only_for_what_changes() -> None:
    a, b = steps(0, 1), steps(0, 2)
    rows = [
        row(5, -40, tables(a, a, a)),
        row(6, 0, tables(a, a, a)),
        row(7, 40, tables(a, b, a)),
        row(8, 41, None),
        row(9, 80, tables(b, b, b)),
    ]
    assert commands(stock_run((5, 9), (-40, 80)), rows) == [
        "0.000000 " + ", ".join(f"lutrgb@{name} {name} 'if(lt(val,128),0,1)'" for name in "rgb") + ";\n",
        "0.079900 lutrgb@g g 'if(lt(val,128),0,2)';\n",
        "0.119900 lutrgb@r r 'if(lt(val,128),0,2)', lutrgb@b b 'if(lt(val,128),0,2)';\n",
    ]


def test_frames_closer_than_the_lead_keep_their_own_commands() -> None:
    """Frames 11 microseconds apart: a command must not come before the frame before."""
    rows = [row(i, 7000 + i, tables(*3 * (steps(0, i + 1),))) for i in range(3)]
    found = commands(stock_run((0, 2), (7000, 7002), unit=Fraction(1, 90000)), rows)
    assert [line.split()[0] for line in found] == ["0.000000", "0.000009", "0.000020"]


def test_the_filter_is_that_of_the_domain() -> None:
    rows = [row(3, 9, tables(steps(0, 1), steps(0, 2), steps(0, 3)))]
    coded = stock_run((3, 3), (9, 9), domain="coded")
    assert [part.split(" '")[0] for part in commands(coded, rows)[0].split(", ")] == [
        "0.000000 lutyuv@y y",
        "lutyuv@u u",
        "lutyuv@v v",
    ]
    filters = ",".join(f"lutyuv@{channel}=y=val:u=val:v=val" for channel in "yuv")
    assert coded.graph == f"trim=start_pts=9:end_pts=10,setpts=PTS-(9),sendcmd=f=tables.cmd,{filters},setpts=PTS+(9)"
    assert coded.decoding_graph == "trim=start_pts=9:end_pts=10"
    grey = stock_run((3, 3), (9, 9), domain="coded", pixel_format="gray")
    assert commands(grey, rows) == ["0.000000 lut@c0 c0 'if(lt(val,128),0,1)';\n"]
    assert "sendcmd=f=tables.cmd,lut@c0,setpts" in grey.graph


def test_frames_without_timestamps_of_their_own_are_counted() -> None:
    counted = stock_run((3, 4), (900, 100), named_by="packet")
    rows = [row(3, 900, tables(*3 * (steps(0, 1),))), row(4, 100, tables(*3 * (steps(0, 2),)))]
    assert [line.split()[0] for line in commands(counted, rows)] == ["0.000000", "0.039900"]
    assert counted.graph.startswith("settb=1/25,setpts=N,trim=start_pts=3:end_pts=5,scale=")
    assert [line for _, line in counted.hashes([(4, 100, "ab")])] == [
        "# frame_index, frame_index, sha256\n",
        "4, 4, ab\n",
    ]
