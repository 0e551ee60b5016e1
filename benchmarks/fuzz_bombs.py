"""Files made to do harm: small ones that claim to be huge, lists that lead out of the file, endless repetitions.

Each is a few kilobytes to a few megabytes, made from scratch. A reader must refuse it or cope with it.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

_IDENTITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_PNG = b"\x89PNG\r\n\x1a\n"


# --- MP4


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of MP4."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, body: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), body)


def _entry(codec: bytes, width: int, height: int, *extra: bytes) -> bytes:
    """Sample entry of a video track."""
    head = bytes(6) + struct.pack(">H16xHHII4xH32xHh", 1, width, height, 0x480000, 0x480000, 1, 24, -1)
    return box(codec, head, *extra)


def movie(
    *,
    codec: bytes = b"png ",
    size: tuple[int, int] = (64, 64),
    extra: bytes = b"",
    sample: bytes = b"\0",
    tables: Callable[[int], bytes] | None = None,
    timescale: int = 25,
    duration: int = 100,
    step: int = 1,
    tracks: int = 1,
    data_reference: bytes | None = None,
    user_data: bytes = b"",
) -> bytes:
    """An MP4 of one sample a track.

    Args:
        codec: four letters.
        size: width and height claimed.
        extra: boxes in the sample entry.
        sample: the one sample.
        tables: makes ``stts``, ``stsc``, ``stsz`` and ``stco`` of the sample's place, instead of the plain ones.
        timescale: ticks a second.
        duration: claimed, 64 bits.
        step: ticks from sample to sample.
        tracks: how often the track is put in.
        data_reference: where the samples are said to be.
        user_data: boxes in ``udta``.
    """
    head = box(b"ftyp", b"isom\0\0\2\0isommp41")
    media = box(b"mdat", sample)

    def plain(place: int) -> bytes:
        return b"".join(
            (
                _full(b"stts", struct.pack(">III", 1, 1, step)),
                _full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
                _full(b"stsz", struct.pack(">II", len(sample), 1)),
                _full(b"stco", struct.pack(">II", 1, place)),
            )
        )

    def track(number: int) -> bytes:
        description = _full(b"stsd", struct.pack(">I", 1) + _entry(codec, *(side & 0xFFFF for side in size), extra))
        reference = _full(b"url ", b"", flags=1) if data_reference is None else data_reference
        links = box(b"dinf", _full(b"dref", struct.pack(">I", 1) + reference))
        times = struct.pack(">QQIQ", 0, 0, timescale, duration)
        header = struct.pack(">QQIIQ16x", 0, 0, number, 0, duration) + _IDENTITY + bytes(8)
        return box(
            b"trak",
            _full(b"tkhd", header, version=1, flags=3),
            box(
                b"mdia",
                _full(b"mdhd", times + struct.pack(">HH", 0x55C4, 0), version=1),
                _full(b"hdlr", b"\0\0\0\0vide" + bytes(13)),
                box(b"minf", links, box(b"stbl", description, (tables or plain)(len(head) + 8))),
            ),
        )

    movie_head = struct.pack(">QQIQII10x", 0, 0, timescale, duration, 0x10000, 0x100) + _IDENTITY
    every = b"".join(track(number) for number in range(1, tracks + 1))
    after = _full(b"mvhd", movie_head + bytes(24) + struct.pack(">I", tracks + 1), version=1)
    return head + media + box(b"moov", after, every, box(b"udta", user_data) if user_data else b"")


def _repeated(samples: int, chunks: int, *, size: int = 1) -> Callable[[int], bytes]:
    """Tables by which one sample is given again and again: so many chunks, all at one place, of so many samples."""

    def tables(place: int) -> bytes:
        return b"".join(
            (
                _full(b"stts", struct.pack(">III", 1, samples * chunks, 1)),
                _full(b"stsc", struct.pack(">IIII", 1, 1, samples, 1)),
                _full(b"stsz", struct.pack(">II", size, samples * chunks)),
                _full(b"stco", struct.pack(">I", chunks) + struct.pack(">I", place) * chunks),
            )
        )

    return tables


def _claimed(count: int) -> Callable[[int], bytes]:
    """Tables that claim a number of entries and hold none."""
    return lambda place: b"".join(
        (
            *(_full(kind, struct.pack(">II", count, 1)) for kind in (b"stts", b"ctts", b"stsc", b"stss")),
            _full(b"stsz", struct.pack(">II", 0, count)),
            _full(b"stco", struct.pack(">II", count, place)),
        )
    )


def _fragment(samples: int, size: int) -> bytes:
    """A movie without samples, and a fragment that claims many, all of one size."""
    empty = movie(tables=lambda _: b"".join(_full(kind, bytes(4)) for kind in (b"stts", b"stsc", b"stsz", b"stco")))
    extends = box(b"mvex", _full(b"trex", struct.pack(">5I", 1, 1, 1, size, 0)))
    place = empty.index(b"moov") - 4
    length = len(empty) - place + len(extends)
    head = empty[:place] + struct.pack(">I", length) + empty[place + 4 :] + extends
    run = _full(b"trun", struct.pack(">I", samples))
    track = box(b"traf", _full(b"tfhd", struct.pack(">I", 1), flags=0x20000), run)
    return head + box(b"moof", _full(b"mfhd", struct.pack(">I", 1)), track) + box(b"mdat", bytes(1000))


def _indexed(entries: int) -> bytes:
    """An AVI whose index names its first chunk again and again."""
    data = cram(64, 64, 10)
    entry = b"00dc" + struct.pack("<3I", 0x10, 4, data.index(b"movi") + 4)
    return data + b"idx1" + struct.pack("<I", 16 * entries) + entry * entries


# --- Pictures


def png(width: int, height: int) -> bytes:
    """A black PNG: kilobytes that decode to as many bytes as there are pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width)
    rows = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    return _PNG + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
    )


def _bits(*values: tuple[int, int] | int) -> bytes:
    """Bits of H.264: a number alone is written as Exp-Golomb, a pair as (value, bits)."""
    text = ""
    for value in values:
        if isinstance(value, tuple):
            text += f"{value[0]:0{value[1]}b}"
        else:
            code = f"{value + 1:b}"
            text += "0" * (len(code) - 1) + code
    text += "1" + "0" * (-(len(text) + 1) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def h264(width: int, height: int, reorder: int = 0) -> tuple[bytes, bytes]:
    """Configuration and a slice of nonsense of an H.264 stream that claims a size."""
    blocks = (-(-width // 16) - 1, -(-height // 16) - 1)
    sps = b"\x67" + bytes((66, 0, 62)) + _bits(0, 0, 2, reorder, (0, 1), *blocks, (1, 1), (1, 1), (0, 1), (0, 1))
    pps = b"\x68" + _bits(0, 0, (0, 1), (0, 1), 0, 0, 0, (0, 1), (0, 2), 0, 0, 0, (0, 1), (0, 1), (0, 1))
    config = (
        b"\1" + sps[1:4] + b"\xff\xe1" + struct.pack(">H", len(sps)) + sps + b"\1" + struct.pack(">H", len(pps)) + pps
    )
    slice_ = b"\x65" + _bits(0, 7, 0, (0, 4), 0, (0, 1), (0, 1), 0) + b"\x5a" * 200
    return box(b"avcC", config), struct.pack(">I", len(slice_)) + slice_


def cram(width: int, height: int, frames: int) -> bytes:
    """An AVI of Microsoft Video 1 whose every picture says that nothing changes: huge pictures of a few bytes."""
    blocks = (width // 4) * (height // 4)
    skips = b"".join(struct.pack("<H", 0x8400 + min(1023, blocks - done)) for done in range(0, blocks, 1023))
    chunk = b"00dc" + struct.pack("<I", len(skips)) + skips
    header = struct.pack("<14I", 40_000, 0, 0, 0x10, frames, 0, 1, 0, width, height, 0, 0, 0, 0)
    stream = struct.pack("<4s4s10I4H", b"vids", b"CRAM", 0, 0, 0, 1, 25, 0, frames, 0, 0, 0, 0, 0, 0, 0)
    layout = struct.pack("<IiiHH4s5I", 40, width, height, 1, 16, b"CRAM", 0, 0, 0, 0, 0)

    def chunk_of(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    streams = chunk_of(b"LIST", b"strl" + chunk_of(b"strh", stream) + chunk_of(b"strf", layout))
    lists = chunk_of(b"LIST", b"hdrl" + chunk_of(b"avih", header) + streams)
    return chunk_of(b"RIFF", b"AVI " + lists + chunk_of(b"LIST", b"movi" + chunk * frames))


# --- Matroska


def _element(name: int, body: bytes) -> bytes:
    data = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return data + (0x0100000000000000 | len(body)).to_bytes(8, "big") + body


def matroska(*parts: bytes) -> bytes:
    """A Matroska file of these elements."""
    return _element(0x1A45DFA3, _element(0x4282, b"matroska")) + _element(0x18538067, b"".join(parts))


def _mkv_tracks(count: int) -> bytes:
    video = _element(0xE0, _element(0xB0, b"\0\x40") + _element(0xBA, b"\0\x40"))
    tracks = (
        _element(
            0xAE, _element(0xD7, struct.pack(">H", n)) + _element(0x83, b"\1") + _element(0x86, b"V_MJPEG") + video
        )
        for n in range(1, count + 1)
    )
    return _element(0x1654AE6B, b"".join(tracks))


def _tags(count: int, length: int) -> bytes:
    one = _element(0x67C8, _element(0x45A3, b"T%06d") + _element(0x4487, b"x" * length))
    return _element(0x1254C367, _element(0x7373, one * count))


def _nested(depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = box(b"moov", inner)
    return box(b"ftyp", b"isom\0\0\2\0isom") + inner


def _h264_movie(width: int, height: int) -> bytes:
    config, sample = h264(width, height)
    return movie(
        codec=b"avc1", size=(width, height), extra=config, sample=sample, tables=_repeated(1, 20, size=len(sample))
    )


def _all() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and maker of every file."""
    for width, height in ((4096, 2160), (7680, 4320), (8192, 8192), (16384, 16384), (65535, 65535)):
        if width <= 16384:
            yield f"png-{width}.mov", lambda w=width, h=height: movie(size=(w, h), sample=png(w, h))  # type: ignore[misc]
            yield f"png-{width}.png", lambda w=width, h=height: png(w, h)  # type: ignore[misc]
            yield f"cram-{width}.avi", lambda w=width, h=height: cram(w, h, 40)  # type: ignore[misc]
        yield f"h264-{width}.mp4", lambda w=width, h=height: _h264_movie(w, h)  # type: ignore[misc]
        head = f"YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 C420\nFRAME\n".encode()
        yield f"y4m-{width}.y4m", lambda d=head: d + bytes(1000)  # type: ignore[misc]
    yield "samples-claimed.mp4", lambda: movie(tables=_repeated(10**7, 1))
    yield "samples-repeated.mp4", lambda: movie(tables=_repeated(1000, 10_000))
    yield "samples-many.mp4", lambda: movie(tables=_repeated(100, 1000))
    yield "samples-h264.mp4", lambda: movie(codec=b"avc1", extra=h264(64, 64)[0], tables=_repeated(100, 1000))
    yield "fragment-1.mp4", lambda: _fragment(10**7, 1)
    yield "fragment-0.mp4", lambda: _fragment(10**7, 0)
    yield "index.avi", lambda: _indexed(100_000)
    yield "entries-claimed.mp4", lambda: movie(tables=_claimed(0xFFFFFFFF))
    yield "entries-10e7.mp4", lambda: movie(tables=_claimed(10**7))
    yield "tracks.mp4", lambda: movie(tracks=5000)
    yield "tracks.mkv", lambda: matroska(_mkv_tracks(65_535))
    yield "years.mp4", lambda: movie(timescale=1, duration=2**63 - 1, step=0x7FFFFFFF, sample=png(64, 64))
    yield "ticks.mp4", lambda: movie(timescale=0xFFFFFFFF, duration=2**63 - 1, sample=png(64, 64))
    yield "no-ticks.mp4", lambda: movie(timescale=0, duration=0, step=0, sample=png(64, 64))
    yield "nested.mp4", lambda: _nested(20_000)
    yield "tags.mkv", lambda: matroska(_mkv_tracks(1), _tags(20_000, 50))
    yield "long-tag.mkv", lambda: matroska(_mkv_tracks(1), _tags(1, 10_000_000))
    link = struct.pack(">I4sI", 12 + 19, b"url ", 0) + b"file:///etc/passwd\0"
    yield "elsewhere.mov", lambda: movie(data_reference=link, sample=png(64, 64))
    yield "list.m3u8", lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n"
    yield "list.mp4", lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    yield "list.ffconcat", lambda: b"ffconcat version 1.0\nfile /etc/passwd\n"
    yield (
        "list.sdp",
        lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    )
    yield (
        "list.mpd",
        lambda: b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>/etc/</BaseURL></MPD>',
    )
    yield "text.txt", lambda: b"Nothing but words.\n" * 400
    yield "zeros.mp4", lambda: bytes(1_000_000)
    yield "link.url", lambda: b"[InternetShortcut]\nURL=file:///etc/passwd\n"


BOMBS: dict[str, Callable[[], bytes]] = dict(_all())
"""Name of the file -> what makes it."""
