"""Forbids every socket that leads out of a process; Python loads this by itself where its folder is in PYTHONPATH.

So it holds in the Python programs that tests start, and in theirs. What is tried is refused, and noted in a file: a
test fails for it even where the refusal was caught. Sockets of the system's own kind stay: pipes between processes are
made of them.
"""

import ipaddress
import os
import socket
import sys

NOTES = "LLE_TESTS_SOCKETS"
"""Names the file that attempts are noted in; without it nothing is forbidden."""

LOOPBACK = "LLE_TESTS_LOOPBACK"
"""Set where sockets from this computer to itself are allowed."""

_OUTSIDE = (socket.AF_INET, socket.AF_INET6)
_ADDRESSED = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


def _is_loopback(host: object) -> bool:
    try:
        return host in (None, "", "localhost") or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _host(event: str, arguments: tuple[object, ...]) -> object:
    """The computer that an event is about."""
    place = arguments[1] if event in _ADDRESSED else arguments[0]
    return place[0] if isinstance(place, tuple) else place


def _forbids(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an event of Python's is the use of a socket that is forbidden."""
    loopback = bool(os.environ.get(LOOPBACK)) or sys.platform == "win32"  # where pairs of sockets are made of it
    if event == "socket.__new__":
        return arguments[1] in _OUTSIDE and not loopback
    if event in _ADDRESSED and getattr(arguments[0], "family", None) not in _OUTSIDE:
        return False
    return event in _ADDRESSED | _LOOKED_UP and not (loopback and _is_loopback(_host(event, arguments)))


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith("socket.") and NOTES in os.environ and _forbids(event, arguments):
        words = f"{event} {arguments!r:.200} in process {os.getpid()}"
        notes = os.open(os.environ[NOTES], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(notes, words.replace("\n", " ").encode(errors="replace") + b"\n")
        os.close(notes)
        raise PermissionError(f"sockets are forbidden: {words}")


sys.addaudithook(_watch)
