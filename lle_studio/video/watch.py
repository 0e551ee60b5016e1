"""How decoding tells whoever watches it that it goes on, and at which packet it is."""

from collections.abc import Mapping

NO_PACKET = -1
"""Stands for the packet that is decoded while none is."""

DRAINING = -2
"""Stands for it while the decoder gives what it still holds after the last packet."""


class Watch:
    """Nobody's: nothing is told, and no packet is known to be fatal."""

    fatal: Mapping[int, str] = {}
    """Ordinals of packets at which a decoder ended before, and how: they are not given to one again."""

    def opens(self) -> None:
        """A file is being opened, which may take longer than a packet."""

    def beat(self, packet: int = NO_PACKET) -> None:
        """Something was done, and a packet is decoded now, if one is named."""


NO_WATCH = Watch()
