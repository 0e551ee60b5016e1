"""Decoder processes that misbehave, at the same place in the work as real ones would."""

import sys
from pathlib import Path

import pytest

from lle_studio.video import decoder
from lle_studio.video.decoder import end_decoders

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to end a decoder process with")

BEFORE = """
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from lle_studio.video import decoder_main, source
feed, opened = source.PacketStream.feed, source.PacketStream.__init__
"""
"""Begins a decoder process that misbehaves; it does what real ones would, at the same place in the work."""

AFTER = "\ndecoder_main.main()\n"

AT_PACKET = """
def feed_or_not(stream, ordinal, packet):
    if ordinal == {packet} and ordinal not in stream._watch.fatal:
        stream._watch.beat(ordinal)
        {deed}
    return feed(stream, ordinal, packet)
source.PacketStream.feed = feed_or_not
"""

CRASH = "os.kill(os.getpid(), signal.SIGSEGV)"


def misbehave(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Has the decoder processes that are started from now on run some code first."""
    end_decoders()
    command = [sys.executable, "-P", "-c", BEFORE + code + AFTER, str(Path.cwd())]
    monkeypatch.setattr(decoder, "decoder_command", lambda: command)
