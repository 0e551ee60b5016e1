"""No network: whatever opens a socket fails its test, and the program works where the system allows none."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

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
