"""Test clips made by code, with the frame index drawn into the pixels.

Every clip is a short video whose pictures carry their own index as big black and white blocks. The blocks survive
lossy coding, so a test can ask any decoder for "frame 37" and see from the pixels alone which frame it got. One row
of `_RECIPES` describes one clip; the pictures go through a pipe to imageio-ffmpeg's FFmpeg.

The code block is drawn in coded orientation at a fixed place and size: 16 bits of index and 8 bits of checksum, each
bit as a white block beside a black one (1) or a black beside a white (0). Comparing neighbours needs no threshold, so
the code can be read after any increasing tone curve, too.
"""

import random
import re
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

_BLOCK = 16  # pixels: one macroblock, so that one damaged macroblock spoils one bit at most
_COLUMNS, _ROWS = 8, 6  # of blocks: 24 bits, two blocks each
_BLACK, _WHITE = 16, 235
_MIN_CONTRAST = 24  # codes between the two blocks of a bit; they are drawn 219 apart
_DISCARD = 4  # AV_PKT_FLAG_DISCARD
_NO_PTS = -(1 << 63)  # AV_NOPTS_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticClip:
    """One clip on disk and the truth about it."""

    name: str
    """Name of the clip in `HEALTHY`, `DAMAGED` or `UNREADABLE`."""
    path: Path
    codes: tuple[int, ...]
    """Code of every frame in display order; of a damaged clip, the frames it had before the damage."""
    pts: tuple[int, ...] | None
    """PTS of the frames of `codes`, in `time_base`; None where the container holds no timestamps."""
    time_base: Fraction
    """Seconds per PTS tick."""
    healthy: bool
    codec: str
    """FFmpeg's name of the codec."""
    pixel_format: str
    """FFmpeg's name of the format its decoder gives, without the j of the deprecated full-range names."""
    width: int
    """Coded width in pixels, before rotation and sample aspect."""
    height: int
    color_matrix: str | None
    """FFmpeg's name of the matrix it reads from the file (`bt709`, `smpte170m`, ...); None where there is none."""
    color_range: str | None
    """`tv` (limited) or `pc` (full) as FFmpeg reads it from the file; None where there is none."""
    sample_aspect: Fraction
    """Width of a pixel over its height; 1 where the file does not say."""
    rotation: int
    """Degrees counter-clockwise by which the display matrix turns the coded picture."""
    interlaced: bool
    audio: bool


def draw_frame(index: int, width: int, height: int) -> NDArray[np.uint8]:
    """RGB picture (height, width, 3) that carries the code `index` over a moving coloured texture.

    Coarse noise and ramps move in different directions, so that P and B frames have something to predict. The same
    arguments give the same bytes everywhere: there is integer arithmetic only.

    Raises:
        ValueError: The index does not fit 16 bits or the picture is too small for the code.
    """
    if not 0 <= index < 1 << 16 or width < (_COLUMNS + 1) * _BLOCK or height < (_ROWS + 1) * _BLOCK:
        raise ValueError(f"no room for code {index} in {width}x{height}")
    y, x = np.mgrid[0:height, 0:width]
    noise = _noise()[(y + index) // 4 % 64, (x + 3 * index) // 4 % 64]
    ramp = np.abs((x + 2 * y - 4 * index) % 256 - 128) // 2
    picture = np.stack((40 + ramp + noise, 110 - ramp + noise, 60 + noise + y * 80 // height), axis=2).astype(np.uint8)
    blocks = np.where(_code_bits(index), _WHITE, _BLACK).repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)
    picture[_BLOCK : (_ROWS + 1) * _BLOCK, _BLOCK : (_COLUMNS + 1) * _BLOCK] = blocks[:, :, None]
    return picture


def read_code(picture: NDArray[Any]) -> int | None:
    """Code drawn into `picture`, or None where the picture shows none (damaged, grey, turned, another scene).

    The picture is RGB (3, H, W) or (H, W, 3), or one plane (H, W): luma, or any channel. Any integer depth will do
    for values up to 255; a 10-bit plane only has more contrast.
    """
    if picture.ndim == 3:
        picture = picture[..., 1] if picture.shape[2] == 3 else picture[1]
    area = picture[_BLOCK : (_ROWS + 1) * _BLOCK, _BLOCK : (_COLUMNS + 1) * _BLOCK]
    if area.shape != (_ROWS * _BLOCK, _COLUMNS * _BLOCK):
        return None
    middle = slice(_BLOCK // 4, -_BLOCK // 4)
    means = area.reshape(_ROWS, _BLOCK, _COLUMNS, _BLOCK)[:, middle, :, middle].mean(axis=(1, 3))
    contrast = means[:, 0::2] - means[:, 1::2]
    if np.abs(contrast).min() < _MIN_CONTRAST:
        return None
    code = int("".join("1" if positive else "0" for positive in (contrast > 0).flat), 2) >> 8
    return code if np.array_equal(_code_bits(code)[:, 0::2], contrast > 0) else None


def make_clip(name: str, folder: Path) -> SyntheticClip:
    """Clip `name` in `folder`, made now unless it is there already.

    Raises:
        KeyError: There is no clip of that name.
    """
    recipe = _RECIPES[name]
    path = folder / f"{name}.{recipe.container}"
    if not path.exists():
        partial = folder / f"{name}.partial.{recipe.container}"
        _encode(recipe, partial)
        if recipe.finish:
            recipe.finish(partial)
        partial.replace(path)
    indices = range(recipe.first_code, recipe.frames)
    return SyntheticClip(
        name=name,
        path=path,
        codes=tuple(indices),
        pts=tuple(recipe.pts(i - recipe.first_code) for i in indices) if recipe.timestamps else None,
        time_base=recipe.time_base,
        healthy=name in HEALTHY,
        codec=recipe.codec,
        pixel_format=recipe.pixel_format,
        width=recipe.size[0],
        height=recipe.size[1],
        color_matrix=recipe.matrix,
        color_range=recipe.range,
        sample_aspect=recipe.sample_aspect,
        rotation=recipe.rotation,
        interlaced=recipe.interlaced,
        audio=bool(recipe.audio),
    )


def ffmpeg_demux_pts(path: Path) -> list[int]:
    """Sorted PTS of the packets that FFmpeg's own demux lists for the first video stream, in its time base.

    Packets that an edit list hides are not counted: FFmpeg copies them, too, with the discard flag. Packets without a
    PTS are left out, so that a raw stream gives an empty list.

    Raises:
        subprocess.CalledProcessError: FFmpeg cannot open the file.
    """
    output = _ffmpeg("-fflags +genpts -copyts -i {} -map 0:v:0 -c copy -copyinkf -f framecrc -", path).decode()
    rows = re.findall(r"^0, *-?\d+, *(-?\d+),(?:.*F=0x([0-9A-F]+))?", output, re.MULTILINE)
    return sorted(int(pts) for pts, flags in rows if not int(flags or "0", 16) & _DISCARD and int(pts) != _NO_PTS)


def ffmpeg_audio_packet_hashes(path: Path) -> list[str]:
    """SHA-256 of every audio packet as FFmpeg copies it, stream by stream; empty for a silent file."""
    output = _ffmpeg("-i {} -map 0:v:0? -map 0:a? -c copy -f framehash -hash sha256 -", path).decode()
    streams = re.findall(r"^#media_type (\d+): audio", output, re.MULTILINE)
    row = "^{}, *-?\\d+, *-?\\d+, *\\d+, *\\d+, *(\\w+)"  # stream, dts, pts, duration, size, hash, side data
    return [digest for stream in streams for digest in re.findall(row.format(stream), output, re.MULTILINE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """How one clip is made."""

    encoder: str = "libx264 -preset veryfast -crf 26 -g 30"
    options: str = ""
    container: str = "mp4"
    frames: int = 100
    size: tuple[int, int] = (192, 144)
    pixel_format: str = "yuv420p"
    time_base: Fraction = Fraction(1, 12800)
    first_pts: int = 0
    step: int = 512
    """Ticks from frame to frame."""
    jitter: int = 0
    """Ticks by which the distance changes from frame to frame, up to ten times."""
    encoded_pts: int | None = None
    """First PTS as handed to the encoder, where the container then shows another one."""
    codec: str = "h264"
    matrix: str | None = None
    range: str | None = None
    sample_aspect: Fraction = Fraction(1)
    rotation: int = 0
    interlaced: bool = False
    audio: str = ""
    """Encoder of the sound; empty for a silent clip."""
    muxer: str = ""
    """Options of the container."""
    copy: str = ""
    """Input options of a second pass that copies packets."""
    first_code: int = 0
    """Code of the first frame shown, where an edit list hides those before it."""
    timestamps: bool = True
    finish: Callable[[Path], None] | None = None
    """Changes the finished file."""

    def pts(self, index: int) -> int:
        """PTS of the frame `index`."""
        return self.first_pts + self.step * index + self.jitter * (37 * index * index % 11)


def _encode(recipe: _Recipe, path: Path) -> None:
    """Draw and encode the frames of `recipe` to `path`."""
    width, height = recipe.size
    base = recipe.time_base
    first = recipe.first_pts if recipe.encoded_pts is None else recipe.encoded_pts
    matrix, color_range = recipe.matrix or "smpte170m", recipe.range or "tv"
    filters = (
        f"settb={base},setpts={first}+{recipe.step}*N+{recipe.jitter}*mod(37*N*N\\,11),"
        f"scale=out_color_matrix={matrix}:out_range={color_range},format={recipe.pixel_format},"
        f"setparams=colorspace={recipe.matrix or 'unknown'}:range={recipe.range or 'unknown'}"
    )
    if recipe.sample_aspect != 1:
        filters += f",setsar={recipe.sample_aspect}"
    turn = f"-noautorotate -display_rotation {recipe.rotation}" if recipe.rotation else ""
    sound = f"-f lavfi -i sine=f=440:d={recipe.frames / 25}" if recipe.audio else ""
    command = (
        f"{turn} -f rawvideo -pix_fmt rgb24 -s {width}x{height} -r 25 -i - {sound} -vf {filters} -fps_mode passthrough "
        f"-enc_time_base {base} -c:v {recipe.encoder} -threads 1 {recipe.options} {recipe.muxer} -bitexact"
    )
    if recipe.audio:
        command += f" -c:a {recipe.audio}"
    if recipe.container == "mp4":
        command += f" -video_track_timescale {base.denominator}"
    pictures = b"".join(draw_frame(i, width, height).tobytes() for i in range(recipe.frames))
    _ffmpeg(f"{command} {{}}", path, stdin=pictures)
    if recipe.copy:
        whole = path.with_stem(f"{path.stem}-whole")
        path.replace(whole)
        _ffmpeg(f"{recipe.copy} -i {{}} -c copy -bitexact {{}}", whole, path)
        whole.unlink()


def _ffmpeg(arguments: str, *paths: Path, stdin: bytes = b"") -> bytes:
    """Standard output of FFmpeg run with `arguments`, in which each {} stands for the next of `paths`."""
    names = iter(paths)
    words = [str(next(names)) if word == "{}" else word for word in arguments.split()]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *words]
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True).stdout


@cache
def _noise() -> NDArray[np.int64]:
    """Fixed noise of 64 x 64 values from 0 to 39."""
    return np.random.default_rng(1).integers(0, 40, (64, 64))


def _code_bits(code: int) -> NDArray[np.bool_]:
    """Which blocks are white, (rows, columns): index, then checksum, highest bit first, each with its opposite."""
    check = zlib.crc32(code.to_bytes(2, "big")) & 0xFF
    bits = np.array([int(bit) for bit in f"{code << 8 | check:024b}"], dtype=np.bool_)
    return np.stack((bits, ~bits), axis=1).reshape(_ROWS, _COLUMNS)


def _truncate(path: Path) -> None:
    """Cut the file in the middle, as when a recorder loses power or a copy breaks off."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _remove_moov(path: Path) -> None:
    """Cut the file where the index begins, as when a recording was never closed."""
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"moov") - 4])


def _empty(path: Path) -> None:
    """Leave a file of no bytes."""
    path.write_bytes(b"")


def _damage_packets(path: Path) -> None:
    """Overwrite bytes in 36 packets, and the slice header in four more; the container stays intact.

    The bytes lie at four fifths of a packet: below the code, so that most of the damaged pictures can still be named.
    """
    chance = random.Random(1)
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        places = [(packet.pos or 0, packet.size) for packet in container.demux(video=0) if packet.size]
    for count, (start, size) in enumerate(chance.sample(places[1:], 40)):
        first, length = (5, 12) if count < 4 else (size * 4 // 5, min(24, size // 8))
        data[start + first : start + first + length] = chance.randbytes(length)
    path.write_bytes(data)


def _shift_composition(path: Path) -> None:
    """Subtract 40 frames of 512 ticks from every composition offset of an MP4, so that the first PTS is negative."""
    data = bytearray(path.read_bytes())
    start = data.index(b"ctts") + 4
    for entry in range(int.from_bytes(data[start + 4 : start + 8])):
        place = start + 8 + 8 * entry + 4
        offset = int.from_bytes(data[place : place + 4], signed=True) - 40 * 512
        data[place : place + 4] = offset.to_bytes(4, signed=True)
    path.write_bytes(data)


def _pack_b_frames(path: Path) -> None:
    """Pack an MPEG-4 AVI as DivX and Xvid did: each reference VOP shares its chunk with the first of its B VOPs.

    The B VOPs behind it move up by a chunk, and a VOP marked as not coded fills the chunk where the reference is due.
    A `p` at the end of the user data tells decoders so.
    """
    whole = path.with_stem(f"{path.stem}-whole")
    path.replace(whole)
    with av.open(str(whole)) as source, av.open(str(path), "w", options={"fflags": "+bitexact"}) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.size]
        for number, (data, key) in enumerate(_packed_chunks([(bytes(p), p.is_keyframe) for p in packets])):
            chunk = av.Packet(data)
            chunk.stream, chunk.time_base, chunk.pts, chunk.dts = stream, Fraction(1, 25), number, number
            chunk.is_keyframe = key
            target.mux(chunk)
    whole.unlink()


def _packed_chunks(packets: list[tuple[bytes, bool]]) -> list[tuple[bytes, bool]]:
    """Data and key flag of the chunks that packing makes of MPEG-4 `packets`, one chunk for each frame shown."""
    chunks: list[tuple[bytes, bool]] = []
    n_vop = b""
    for data, key in packets:
        vop = data.index(_VOP)
        if data[vop + 4] >> 6 != 2:  # I or P: a reference
            if n_vop:
                chunks.append((n_vop, False))
                n_vop = b""
            user_data = _PACKED_USER_DATA if key else b""
            chunks.append((data[:vop] + user_data + data[vop:], key))
            reference = data[vop:]
        elif not n_vop:  # the first B behind its reference
            chunks[-1] = (chunks[-1][0] + data, chunks[-1][1])
            n_vop = _not_coded(reference)
        else:
            chunks.append((data, False))
    return [*chunks, (n_vop, False)] if n_vop else chunks


def _not_coded(vop: bytes) -> bytes:
    """P VOP of the same time as `vop` (25 ticks a second), marked as not coded."""
    bits = f"{int.from_bytes(vop[4:12]):064b}"
    end = bits.index("0", 2) + 1  # behind coding type and seconds
    header = "01" + bits[2:end] + bits[end : end + 7] + "0"  # marker, 5 bits of ticks, marker, "not coded"
    header += "0" + "1" * (-(len(header) + 1) % 8)  # stuffing
    return _VOP + int(header, 2).to_bytes(len(header) // 8)


_VOP = b"\x00\x00\x01\xb6"
_PACKED_USER_DATA = b"\x00\x00\x01\xb2DivX503b1393p\x00\x00\x01\xb2XviD0074"

_HEVC = "libx265 -preset ultrafast -g 30"
_X265 = "-x265-params log-level=0:pools=none"
_MPEG4 = "mpeg4 -q:v 3 -bf 2 -b_strategy 0 -g 30"
_TS: dict[str, Any] = {
    "container": "ts",
    "muxer": "-mpegts_copyts 1",
    "time_base": Fraction(1, 90000),
    "step": 3600,
}
_AVI: dict[str, Any] = {"container": "avi", "time_base": Fraction(1, 25), "step": 1}
_MKV: dict[str, Any] = {"container": "mkv", "time_base": Fraction(1, 1000), "step": 40, "range": "tv"}
_B_FRAMES = "-bf 3 -b_strategy 0 -sc_threshold 0 -x264-params b-pyramid=normal:open-gop="
_FRAGMENTS = "-movflags frag_keyframe+empty_moov+default_base_moof"

_HEALTHY = {
    "cfr": _Recipe(),
    "vfr": _Recipe(time_base=Fraction(1, 90000), step=3600, jitter=350),
    "vfr-mkv": _Recipe(**(_MKV | {"step": 33, "jitter": 3})),
    "closed-gop-250": _Recipe(options=f"-g 250 {_B_FRAMES}0", frames=520),
    "open-gop-250": _Recipe(options=f"-g 250 {_B_FRAMES}1", frames=520),
    "intra-refresh": _Recipe(options="-g 25 -x264-params intra-refresh=1"),
    "hevc": _Recipe(encoder=_HEVC, options=_X265, codec="hevc", range="tv"),
    "packed-b-frames": _Recipe(
        encoder=_MPEG4, options="-vtag XVID", codec="mpeg4", finish=_pack_b_frames, first_pts=1, **_AVI
    ),
    "mjpeg": _Recipe(encoder="mjpeg -q:v 3", codec="mjpeg", matrix="bt470bg", range="pc", **_AVI),
    "ts-offset": _Recipe(first_pts=8_100_000, **_TS),
    "ts-beyond-31-bits": _Recipe(first_pts=2_500_000_000, **_TS),
    "ts-wrap": _Recipe(first_pts=-90_000, encoded_pts=(1 << 33) - 90_000, **_TS),
    "mp4-beyond-31-bits": _Recipe(time_base=Fraction(1, 90000), first_pts=2_500_000_000, step=3600),
    "negative-pts": _Recipe(
        options="-movflags negative_cts_offsets -use_editlist 0",
        first_pts=-40 * 512,
        encoded_pts=0,
        finish=_shift_composition,
    ),
    "edit-list": _Recipe(frames=120, copy="-ss 1.48", first_code=37),
    "rotated": _Recipe(rotation=90),
    "sample-aspect": _Recipe(sample_aspect=Fraction(24, 11)),
    "odd-size": _Recipe(size=(353, 287), pixel_format="yuv444p", frames=60),
    "odd-size-420": _Recipe(encoder=_MPEG4, size=(353, 287), frames=60, codec="mpeg4"),
    "full-range": _Recipe(matrix="bt709", range="pc", frames=60),
    "bt601": _Recipe(matrix="smpte170m", range="tv", frames=60),
    "bt709": _Recipe(matrix="bt709", range="tv", frames=60),
    "untagged": _Recipe(frames=60),
    "ten-bit": _Recipe(pixel_format="yuv420p10le", frames=60),
    "interlaced": _Recipe(options="-flags +ildct+ilme -x264-params tff=1", interlaced=True),
    "interlaced-mpeg2": _Recipe(
        encoder="mpeg2video -q:v 4 -bf 2 -g 15",
        options="-flags +ildct+ilme -fps_mode cfr -r 25 -enc_time_base 1/25",
        container="mpg",
        muxer="-f dvd",
        time_base=Fraction(1, 90000),
        step=3600,
        first_pts=48_600,
        encoded_pts=0,
        codec="mpeg2video",
        range="tv",
        interlaced=True,
    ),
    "grey": _Recipe(encoder=_HEVC, options=_X265, codec="hevc", pixel_format="gray", range="tv"),
    "grey-h264": _Recipe(
        options="-pix_fmt gray", range="pc"
    ),  # monochrome in the file; FFmpeg's decoder makes grey 4:2:0 of it
    "one-frame": _Recipe(frames=1),
    "audio-aac": _Recipe(audio="aac"),
    "audio-pcm": _Recipe(audio="pcm_s16le", **_MKV),
    "fragmented": _Recipe(muxer=_FRAGMENTS, first_pts=1024, encoded_pts=0),
    "raw-h264": _Recipe(container="h264", timestamps=False, time_base=Fraction(1, 1_200_000)),
}
_DAMAGED = {
    "truncated-mkv": _Recipe(finish=_truncate, **_MKV),
    "truncated-ts": _Recipe(finish=_truncate, first_pts=126_000, **_TS),
    "truncated-mp4": _Recipe(muxer="-movflags faststart", finish=_truncate),
    "truncated-fragments": _Recipe(muxer=_FRAGMENTS, first_pts=1024, encoded_pts=0, finish=_truncate),
    "damaged-packets": _Recipe(frames=200, size=(192, 208), finish=_damage_packets),
}
_UNREADABLE = {
    "no-moov": _Recipe(finish=_remove_moov),
    "empty": _Recipe(frames=1, finish=_empty),
    "audio-only": _Recipe(frames=25, audio="aac", copy="-vn"),
}
_RECIPES = _HEALTHY | _DAMAGED | _UNREADABLE

HEALTHY: tuple[str, ...] = tuple(_HEALTHY)
"""Clips of which every frame can be read."""
DAMAGED: tuple[str, ...] = tuple(_DAMAGED)
"""Clips that play, but not whole."""
UNREADABLE: tuple[str, ...] = tuple(_UNREADABLE)
"""Files that hold nothing to see."""
