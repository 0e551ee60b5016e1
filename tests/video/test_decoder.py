"""Decoding in a process of its own: whatever happens to that process, the program goes on and says what is true."""

import json
import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from lle_studio.core.errors import FrameMissing, SourceError
from lle_studio.core.frame import Frame, MissingFrame, hash_rgb
from lle_studio.video import audio, decoder
from lle_studio.video.audio import AudioSource, packet_hashes
from lle_studio.video.decoder import MOST_DEATHS, Decoder, DecoderDied, end_decoders, take_decoder
from lle_studio.video.index import build_index
from lle_studio.video.index_message import index_message, index_of
from lle_studio.video.indexing import index_clip
from lle_studio.video.reader import ClipReader
from lle_studio.video.watch import NO_PACKET
from lle_studio.video.wire import BrokenWire, Message, SharedMemory
from tests.clips import SyntheticClip
from tests.decoders import AT_PACKET, CRASH, misbehave, posix

MakeClip = Callable[[str], SyntheticClip]

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what Linux takes away")


@pytest.fixture(autouse=True)
def no_decoders_left() -> None:
    end_decoders()


def fingerprints(reader: ClipReader) -> list[tuple[object, ...]]:
    return [
        ("missing", frame.reason)
        if isinstance(frame, MissingFrame)
        else (frame.pts, frame.picture_type, hash_rgb(tuple(frame.rgb)), frame.corrupt, frame.after_damage)
        for frame in reader.frames()
    ]


@posix
def test_a_packet_at_which_the_decoder_crashes_is_left_out_and_its_frame_named(
    clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build_index(clip("cfr").path)
    with ClipReader(index) as reader:
        undisturbed = fingerprints(reader)
    bad = 37
    misbehave(monkeypatch, AT_PACKET.format(packet=index.packet[bad], deed=CRASH))

    with ClipReader(index) as reader:
        frames = fingerprints(reader)
        with pytest.raises(FrameMissing, match=rf"Frame {bad} .* the decoder crashes at it \(SIGSEGV\)"):
            reader.read(bad)
        again = reader.read(bad - 1)

    assert frames[bad] == ("missing", "the decoder crashes at it (SIGSEGV)")
    assert again.pts == index.pts[bad - 1]
    same = [frames[i] == undisturbed[i] for i in range(len(index))]
    next_key = int(np.flatnonzero(index.keyframe & (np.arange(len(index)) > bad))[0])
    assert all(same[:bad])
    assert all(same[next_key:])
    coded_after = [i for i in range(bad + 1, next_key) if index.packet[i] > index.packet[bad]]
    assert coded_after
    assert all(frames[i][-1] is True for i in coded_after)


@posix
def test_a_crash_while_indexing_is_a_problem_of_the_clip(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, AT_PACKET.format(packet=7, deed=CRASH))

    index = build_index(clip("cfr").path)

    assert dict(index.fatal) == {7: "the decoder crashes at it (SIGSEGV)"}
    assert "Packet 7 is left out: the decoder crashes at it (SIGSEGV)." in [p.message for p in index.problems]
    with ClipReader(index) as reader:
        assert sum(isinstance(frame, MissingFrame) for frame in reader.frames()) == 1


@posix
def test_a_crash_while_opening_is_said_of_the_file(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, f"source.open_source = lambda path: {CRASH}")

    with pytest.raises(SourceError, match=r"cfr.* cannot be read: the decoder crashes at it \(SIGSEGV\)"):
        build_index(clip("cfr").path)


@posix
def test_a_packet_that_takes_too_much_computing_is_left_out(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_index(clip("cfr").path)
    endless = "\n        while True: pass"
    misbehave(
        monkeypatch, "decoder_main.PACKET_SECONDS = 0.5\n" + AT_PACKET.format(packet=index.packet[20], deed=endless)
    )

    with ClipReader(index) as reader:
        frames = list(reader.frames(15, 25))

    missing = [frame for frame in frames if isinstance(frame, MissingFrame)]
    assert [(frame.index, frame.reason) for frame in missing] == [
        (20, "it takes the decoder more than a few seconds of computing")
    ]


def test_a_decoder_that_waits_for_ever_is_given_up_and_ended(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_index(clip("cfr").path)
    misbehave(monkeypatch, AT_PACKET.format(packet=3, deed="time.sleep(10**6)"))
    monkeypatch.setattr(decoder, "SILENT_SECONDS", 0.5)

    with ClipReader(index) as reader, pytest.raises(SourceError, match="does not answer: check the disk"):
        list(reader.frames())


@posix
@pytest.mark.parametrize("name", ["open-gop-250", "damaged-packets", "ts-offset"])
def test_frames_are_the_same_however_often_the_decoder_is_killed(clip: MakeClip, name: str) -> None:
    index = build_index(clip(name).path)
    with ClipReader(index) as reader:
        undisturbed = fingerprints(reader)
    pick, frames, kills = random.Random(name), [], 0

    with ClipReader(index) as reader:
        for frame in reader.decoded():
            made = frame if isinstance(frame, MissingFrame) else frame.convert()
            frames.append(made)
            if reader.decoder_pid is not None and pick.random() < 0.1:
                os.kill(reader.decoder_pid, signal.SIGKILL)
                kills += 1
        places = [pick.randrange(len(index)) for _ in range(10)]
        for place in places:
            if reader.decoder_pid is not None:
                os.kill(reader.decoder_pid, signal.SIGKILL)
            if undisturbed[place][0] == "missing":
                with pytest.raises(FrameMissing):
                    reader.read(place)
            else:
                assert hash_rgb(tuple(reader.read(place).rgb)) == undisturbed[place][2]

    assert kills > 5
    assert [frame.index for frame in frames] == list(range(len(index)))
    for frame, expected in zip(frames, undisturbed, strict=True):
        if isinstance(frame, Frame):
            assert (frame.pts, frame.picture_type, hash_rgb(tuple(frame.rgb))) == expected[:3]
            assert (frame.corrupt, frame.after_damage) == expected[3:]
        else:
            assert expected == ("missing", frame.reason)


def killer(times: int) -> Callable[[Path], Decoder]:
    """Gives decoder processes, the first few of which somebody kills at once."""
    left = iter(range(times))

    def take(path: Path) -> Decoder:
        taken = take_decoder(path)
        if next(left, None) is not None:
            os.kill(taken.pid, signal.SIGKILL)
        return taken

    return take


@posix
def test_the_sound_is_the_same_when_one_decoder_after_the_other_is_killed(
    clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip("audio-aac").path
    undisturbed = packet_hashes(path)
    assert undisturbed[0]
    monkeypatch.setattr(audio, "take_decoder", killer(MOST_DEATHS - 1))
    source = AudioSource(path)
    monkeypatch.setattr(audio, "take_decoder", killer(MOST_DEATHS - 1))

    packets = list(source.packets())

    assert [sha256(packet.data).hexdigest() for packet in packets] == undisturbed[0]
    assert source.problem == ""


@posix
def test_sound_whose_decoders_die_every_time_ends_with_a_problem(
    clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip("audio-aac").path
    misbehave(monkeypatch, f"decoder_main.audio_batches = lambda *given: {CRASH}")
    source = AudioSource(path)

    assert list(source.packets()) == []
    assert source.problem == "the decoder crashes at it (SIGSEGV)"


@posix
def test_a_packet_is_not_to_blame_for_a_decoder_that_dies_at_rest(clip: MakeClip) -> None:
    resting = take_decoder(clip("cfr").path)
    resting.shared.numbers[SharedMemory.PACKET] = 7  # the last one of what it did before
    os.kill(resting.pid, signal.SIGKILL)
    while resting.alive:
        pass

    with pytest.raises(DecoderDied) as died:
        resting.ask(Message(kind="close"))
    resting.end()

    assert died.value.packet == NO_PACKET


def test_rows_of_frames_and_single_ones_do_not_disturb_each_other(clip: MakeClip) -> None:
    index = build_index(clip("cfr").path)
    with ClipReader(index) as reader:
        codes = [hash_rgb(tuple(frame.rgb)) for frame in reader.frames()]
        rows = [reader.frames(), reader.frames(40)]
        for step in range(30):
            assert hash_rgb(tuple(next(rows[0]).rgb)) == codes[step]
            assert hash_rgb(tuple(next(rows[1]).rgb)) == codes[40 + step]
            assert hash_rgb(tuple(reader.read(99 - step).rgb)) == codes[99 - step]
        assert len(list(reader.states())) == len(index)
        assert len(list(rows[0])) == len(index) - 30


def test_pictures_that_need_more_and_more_room_come_out_the_same(
    clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build_index(clip("cfr").path)
    with ClipReader(index) as reader:
        expected = fingerprints(reader)
    growing = """
import itertools
sizes = itertools.count(100_000, 70_000)
decoder_main.packed_bytes = lambda picture: next(sizes)
"""
    misbehave(monkeypatch, growing)

    with ClipReader(index) as reader:
        assert fingerprints(reader) == expected


@posix
def test_no_decoder_outlives_the_program(clip: MakeClip) -> None:
    code = f"""
import sys, time
from pathlib import Path
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
index = build_index(Path({str(clip("cfr").path)!r}))
reader = ClipReader(index)
reader.read(50)
print(reader.decoder_pid, flush=True)
time.sleep(10**6)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        child = os.pidfd_open(pid)
        program.kill()
    try:
        select.select([child], [], [])  # ends when it does
    finally:
        os.close(child)


@linux
def test_a_decoder_reaches_no_other_file_and_no_network(clip: MakeClip, tmp_path: Path) -> None:
    code = f"""
import json, os, socket, sys
from pathlib import Path
from lle_studio.video.confine import confine, leave_network
left = leave_network()
done = confine([Path({str(clip("cfr").path)!r})], 2**32)
def tried(work):
    try:
        work()
    except OSError as error:
        return error.errno
    return 0
print(json.dumps([left, done, [tried(work) for work in (
    lambda: open({str(clip("cfr").path)!r}, "rb").read(),
    lambda: open("/etc/passwd"),
    lambda: open({str(tmp_path / "new")!r}, "w"),
    lambda: open({str(clip("cfr").path)!r}, "ab"),
    lambda: os.listdir("/"),
    lambda: os.execv("/bin/sh", ["sh"]),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)),
)]]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    left, taken, errors = json.loads(done.stdout)
    if "landlock" not in taken or not left:
        pytest.skip(f"this kernel takes away no more than {taken}, network {left}")
    assert errors[0] == 0
    assert all(errors[1:]), errors
    assert not (tmp_path / "new").exists()


def test_a_decoder_that_never_stops_speaking_is_ended(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_index(clip("cfr").path)
    misbehave(
        monkeypatch,
        "decoder_main._Service._has_room = lambda service: True\n"
        "decoder_main._Told.stopped = lambda told: False\n"
        "decoder_main.DirectReader.decoded = lambda reader, start, end: iter(lambda: reader.at(start), None)",
    )

    with ClipReader(index) as reader:
        row = reader.frames(5)
        assert next(row).index == 5
        pid = reader.decoder_pid
        row.close()
        assert reader.decoder_pid is None
        assert reader.read(7).index == 7
        assert reader.decoder_pid != pid


@linux
def test_a_decoder_says_what_it_gave_up(clip: MakeClip) -> None:
    used = take_decoder(clip("cfr").path)
    decoder.give_back(used)
    assert set(used.confined) <= {"limits", "landlock", "network"}
    assert "limits" in used.confined


def test_a_decoder_is_kept_for_its_own_file_only(clip: MakeClip, tmp_path: Path) -> None:
    with ClipReader(build_index(clip("cfr").path)) as reader:
        reader.read(0)
        first = reader.decoder_pid
    with ClipReader(build_index(clip("cfr").path)) as reader:
        reader.read(0)
        assert reader.decoder_pid == first
    with ClipReader(build_index(clip("vfr").path)) as reader:
        reader.read(0)
        assert reader.decoder_pid != first
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(clip("cfr").path.read_bytes())
    used = take_decoder(copy)
    decoder.give_back(used)
    other = tmp_path / "other.mp4"
    other.write_bytes(clip("vfr").path.read_bytes())
    other.replace(copy)  # another file under the same name
    with ClipReader(build_index(copy)) as reader:
        reader.read(0)
        assert reader.decoder_pid != used.pid


def test_a_decoder_that_says_what_cannot_be_is_not_believed(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_index(clip("cfr").path)
    lies = """
pack = decoder_main.pack
def lie(picture, room):
    facts = pack(picture, room)
    facts[{name!r}] = {value}
    return facts
decoder_main.pack = lie
"""
    for name, value in (
        ("width", 0), ("width", 10**6), ("width", "'8'"), ("height", -1), ("format", "'none'"), ("format", "'yuv444p'"),
        ("planes", []), ("planes", [[10**12, 1]] * 3), ("planes", [[-1, 1]] * 3), ("tags", [2**70] * 4), ("tags", None),
    ):  # fmt: skip
        misbehave(monkeypatch, lies.format(name=name, value=value))
        with ClipReader(index) as reader, pytest.raises(SourceError):
            reader.read(0)


def test_no_bytes_are_a_message_that_does_harm(clip: MakeClip) -> None:
    path = clip("cfr").path
    whole = BytesIO()
    index_message(index_clip(path)).send(whole)
    pick, believed = random.Random(5), 0
    for _ in range(400):
        data = bytearray(whole.getvalue())
        for _ in range(pick.randrange(1, 4)):
            data[pick.randrange(pick.choice((8, 400, 2000, len(data))))] = pick.randrange(256)
        try:
            index = index_of(Message.receive(BytesIO(bytes(data))), path)
        except (BrokenWire, SourceError):
            continue
        believed += 1
        assert len(index.pts) == len(index.keyframe) == len(index.packet)
        assert index.packet.max() < len(index.packets)
    assert believed < 400


def test_shared_memory_grows_and_is_seen_by_both() -> None:
    ours = SharedMemory()
    ours.make_room(100_000, owner=True)
    ours.slot(1)[:4] = (1, 2, 3, 4)
    theirs = SharedMemory(ours.handle if sys.platform == "win32" else str(os.dup(int(ours.handle))))
    theirs.make_room(100_000, owner=False)
    assert theirs.slot(1)[:4].tolist() == [1, 2, 3, 4]
    theirs.numbers[SharedMemory.BEAT] = 7
    assert ours.numbers[SharedMemory.BEAT] == 7
    ours.make_room(10_000_000, owner=True)
    theirs.make_room(10_000_000, owner=False)
    theirs.slot(3)[-1] = 9
    assert ours.slot(3)[-1] == 9
    theirs.close()
    ours.close()


@posix
def test_a_process_that_cannot_begin_is_a_clear_error(clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SourceError, match="No process can be started to decode in"):
        build_index(clip("cfr").path)


def test_asking_one_that_is_gone_says_so() -> None:
    gone = Decoder()
    os.kill(gone.pid, signal.SIGTERM)
    with pytest.raises(DecoderDied):
        gone.take_file(decoder._File.of(Path(__file__)))
    gone.end()
