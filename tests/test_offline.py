"""No network: whatever opens a socket fails its test, and the program works where the system allows none.

And nothing of a case anywhere but in its folder, in the program's folder of cases, and in the user's settings.
"""

import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.offline.without_network import CALLS

ROOT = Path(__file__).parents[1]
SEALED = (sys.executable, str(ROOT / "tests" / "offline" / "without_network.py"))
"""Begins a command that Linux is to end at the first socket to outside, wherever it is opened."""

TRIALS = """
import multiprocessing, os, socket, subprocess, sys, urllib.request
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
import pytest

ASK = "import socket; socket.socket()"

def test_opens_one():
    with suppress(OSError):  # the refusal is caught: the test fails all the same
        socket.create_server(("127.0.0.1", 0))

def test_looks_up_a_name():
    with suppress(OSError):
        socket.getaddrinfo("localhost", 80)

def test_asks_the_web():
    with suppress(OSError):
        urllib.request.urlopen("http://127.0.0.1:9/")

def test_sends_to_an_address_with_a_socket_from_elsewhere():
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("127.0.0.1", 9))

def test_starts_a_program_that_opens_one():
    subprocess.run([sys.executable, "-c", ASK], stderr=subprocess.DEVNULL)

def test_starts_a_program_that_starts_one():
    again = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ASK!r}])"
    subprocess.run([sys.executable, "-c", again], stderr=subprocess.DEVNULL)

def test_has_a_worker_open_one():
    spawn = multiprocessing.get_context("spawn")
    with suppress(OSError), ProcessPoolExecutor(1, mp_context=spawn) as workers:
        workers.submit(socket.getaddrinfo, "localhost", 80).result()

def test_may_have_pipes():
    one, other = socket.socketpair()
    one.sendall(b"x")
    assert other.recv(1) == b"x"
    one.close()
    other.close()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as workers:
        assert workers.submit(len, "abc").result() == 3
"""


def test_whatever_opens_a_socket_fails_its_test(tmp_path: Path) -> None:
    trials = tmp_path / "test_trials.py"
    trials.write_text(TRIALS, encoding="utf-8")
    options = ("-p", "tests.conftest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "-c", "/dev/null", "-rA")

    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(trials)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    names = re.findall(r"^def (test_\w+)", TRIALS, re.M)
    assert re.findall(r"^ERROR \S+::(\w+)", result.stdout, re.M) == names[:-1], result.stdout + result.stderr
    assert len(re.findall(r"^E +AssertionError: sockets are forbidden", result.stdout, re.M)) == len(names) - 1
    assert f"{len(names)} passed, {len(names) - 1} errors" in result.stdout


# --- The kernel watches


@pytest.fixture(scope="module")
def sealed() -> tuple[str, ...]:
    """Begins a command that may open no socket; nothing, where it cannot be forbidden."""
    if sys.platform != "linux" or platform.machine() not in CALLS:
        return ()
    tried = subprocess.run([*SEALED, sys.executable, "-c", ""], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no filter can be set here: {tried.stderr}")
    return SEALED


PROGRAMS = {
    "python": (sys.executable, "-I", "-c", "import socket; socket.socket()"),  # without what Python refuses itself
    "decoder": (sys.executable, "-c", "import av; av.open('http://127.0.0.1:9/clip.mp4')"),
    "ffmpeg": (imageio_ffmpeg.get_ffmpeg_exe(), "-i", "http://127.0.0.1:9/clip.mp4"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_kernel_ends_what_opens_a_socket(sealed: tuple[str, ...], name: str) -> None:
    if not sealed:
        pytest.skip("only Linux forbids sockets so")
    assert subprocess.run([*sealed, *PROGRAMS[name]], capture_output=True, check=False).returncode == -signal.SIGSYS
    within = f"import subprocess; raise SystemExit(-subprocess.run({PROGRAMS[name]!r}, capture_output=True).returncode)"
    assert subprocess.run([*sealed, sys.executable, "-c", within], check=False).returncode == signal.SIGSYS


class Place:
    """A home, a folder for temporary files, a working directory and a case folder, all of one test's own."""

    def __init__(self, root: Path, sample: Path, sealed: tuple[str, ...]) -> None:
        self.root, self._sealed = root, sealed
        for name in ("home", "tmp", "here", "case"):
            (root / name).mkdir()
        self.case = root / "case"
        self.clip = Path(shutil.copy(sample, self.case / "night.mp4"))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        home, temporary = str(root / "home"), str(root / "tmp")
        homes = {"HOME": home, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home}
        folders = {**homes, "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary}
        path = os.pathsep.join((str(ROOT), os.environ["PYTHONPATH"]))
        self._environment = {**kept, **folders, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *arguments: object) -> None:
        """Runs a module of Python's; it must do what it is to do."""
        command = [
            *self._sealed,
            sys.executable,
            "-X",
            "faulthandler",
            "-m",
            *(str(argument) for argument in arguments),
        ]
        ended = subprocess.run(
            command, cwd=self.root / "here", env=self._environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, f"{ended.returncode}: {ended.stdout}{ended.stderr}"

    @property
    def left(self) -> list[str]:
        """Everything that lies outside of the case folder, files and what else there is in the temporary ones."""
        found = [path for path in self.root.rglob("*") if not path.is_relative_to(self.case)]
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in found
            if not path.is_dir() or path.parent.name in ("tmp", "here")
        )


@pytest.fixture
def place(tmp_path: Path, sample: Path, sealed: tuple[str, ...]) -> Place:
    return Place(tmp_path, sample, sealed)


SETTINGS = "home/.config/LLE Studio/LLE Studio.conf"
DATA = "home/.local/share/LLE Studio/LLE Studio"


@pytest.mark.skipif(sys.platform != "linux", reason="the folders are those of Linux")
@pytest.mark.parametrize("forgotten", [(), ("forget",)], ids=["remembered", "forgotten"])
def test_a_session_in_the_window_leaves_its_settings_and_its_case(place: Place, forgotten: tuple[str, ...]) -> None:
    place.run("tests.session", place.clip, place.case, *forgotten)

    working = [name for name in place.left if name.startswith(f"{DATA}/cases/")]
    assert [re.sub(r"/[0-9a-f]{24}\.", "/KEY.", name) for name in working] == [
        f"{DATA}/cases/KEY.audit.jsonl",
        f"{DATA}/cases/KEY.llecase",
    ]
    assert place.left == sorted([SETTINGS, f"{DATA}/lle-studio.log", *working])
    assert (place.root / DATA / "lle-studio.log").read_text(encoding="utf-8") == ""
    settings = (place.root / SETTINGS).read_text(encoding="utf-8")
    assert (str(place.case) in settings) == (not forgotten)
    assert sorted(path.name for path in place.case.iterdir()) == [
        "night frame 9 PTS 4608 enhanced.png",
        "night frame 9 PTS 4608 source.png",
        "night frame 9 PTS 4608.json",
        "night.mp4",
        "package",
        "work.audit.jsonl",
        "work.llecase",
    ]


def test_commands_leave_what_they_were_asked_for(place: Place) -> None:
    package, picture = place.case / "package", place.case / "frame.png"
    place.run("lle_studio", "probe", place.clip, "--json")
    place.run("lle_studio", "frame", place.clip, 3, "-o", picture, "--enhanced")
    place.run("lle_studio", "export", place.clip, "-o", package, "--end", 4, "--viewing-copy", "side-by-side")
    place.run("lle_studio", "verify", package, "--source", place.clip)
    place.run("lle_studio", "audit", package)

    assert place.left == []
    assert sorted(path.name for path in place.case.iterdir()) == ["frame.png", "night.mp4", "package"]


def test_segments_made_by_other_processes_leave_nothing_else(place: Place) -> None:
    place.run("lle_studio", "export", place.clip, "-o", place.case / "package", "--end", 4, "--jobs", 2)

    assert place.left == []
    assert sorted(path.name for path in place.case.iterdir()) == ["night.mp4", "package"]
