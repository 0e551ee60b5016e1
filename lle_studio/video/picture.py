"""Single pictures as FFmpeg decodes them, in a decoder process."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lle_studio.video.decoder import DecoderDied, give_back, take_decoder
from lle_studio.video.planes import unpack
from lle_studio.video.wire import SLOTS, BrokenWire, Message

MAX_SIDE = 16384


def decode_picture(path: Path, data: bytes, codec: str) -> tuple[NDArray[np.uint8], ...]:
    """The planes R, G, B (H, W) of a picture file of 8-bit R, G and B.

    Args:
        path: of the file, by whose folder a process is kept for the next one.
        data: what is in it.
        codec: FFmpeg's name of its format: ``png`` or ``tiff``.

    Raises:
        ValueError: it is no such picture, or too large; in words.
        SourceError: no process can be started.
    """
    decoder = None
    try:
        decoder = take_decoder(path.resolve().parent)
        decoder.ask(Message(kind="still", values={"codec": codec}, arrays={"data": np.frombuffer(data, np.uint8)}))
        reply = decoder.hear()
        if reply.kind == "refused":
            raise ValueError(str(reply.values.get("words")))
        facts = reply.values
        sides = (facts.get("width"), facts.get("height"))
        if facts.get("format") != "rgb24" or facts.get("slot") not in range(SLOTS):
            raise BrokenWire("another picture than was asked for")
        if not all(type(side) is int and 0 < side <= MAX_SIDE for side in sides):
            raise BrokenWire("a picture that cannot be")
        picture = unpack(facts, decoder.shared.slot(facts["slot"]))
    except (DecoderDied, BrokenWire) as error:
        raise ValueError(f"is no picture that can be decoded ({error})") from error
    finally:
        if decoder is not None:
            give_back(decoder)
    plane = picture.planes[0]
    rows = np.asarray(plane).reshape(picture.height, plane.line_size)[:, : 3 * picture.width]
    packed = rows.reshape(picture.height, picture.width, 3)
    return tuple(np.ascontiguousarray(packed[:, :, channel]) for channel in range(3))
