"""A piece of work in a child of its own: with limits, in a folder of its own, and watched for what it touches.

Everything heavy is loaded once by the parent; a child is a copy of it that begins at once and takes nothing back. So a
crash belongs to the work that was under way, and to nothing else.
"""

import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

UNCAUGHT = 70
"""Exit code of a child that an exception ended."""

_WALL = 6
"""Times the limit of computing that a child may take by the clock: the machine may be busy with other things."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod"}
_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "pickle.find_class", "os.system", "os.exec")
_MAX_TEXT = 20_000
"""Characters kept of what a child printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may take."""

    seconds: int = 10
    """Of computing."""
    memory: int = 2**31
    """Bytes of address space beyond what the parent has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a piece of work ended."""

    code: int | None
    """Exit code; None where a signal ended it."""
    signal: int | None
    hung: bool
    """It was stopped because it did not end."""
    seconds: float
    peak: int
    """Bytes of memory in use at most, those of the programs it ran included."""
    printed: str
    said: str
    """What it wrote to stderr."""
    touched: tuple[str, ...] = field(default=())
    """What it did to files it must leave alone, and other things it must not do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The folder of a case: what is given, what may be written, and what must stay empty."""

    root: Path
    clips: Path
    """May be read, too."""

    @classmethod
    def make(cls, root: Path, clips: Path) -> "Sandbox":
        """Makes the folders."""
        for name in ("in", "out", "home", "tmp", "here"):
            (root / name).mkdir(parents=True)
        return cls(root=root, clips=clips)

    def folder(self, name: str) -> Path:
        """``in``, ``out``, ``home``, ``tmp`` or ``here``, the working directory."""
        return self.root / name

    def strays(self, given: set[str]) -> list[str]:
        """Files that lie where nothing may be written.

        Args:
            given: names in ``in`` that were there before, relative to it.
        """
        found = []
        for name in ("in", "here", "tmp"):
            folder = self.folder(name)
            for path in sorted(folder.rglob("*")):
                relative = path.relative_to(folder).as_posix()
                if name != "in" or relative not in given:
                    found.append(f"{name}/{relative}")
        known = {"in", "out", "home", "tmp", "here", "stdout", "stderr", "touched"}
        return found + [path.name for path in sorted(self.root.iterdir()) if path.name not in known]


def run_apart(work: Callable[[], int], sandbox: Sandbox, limits: Limits) -> Outcome:
    """Does work in a child and waits for it."""
    began = time.monotonic()
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    child = os.fork()
    if child == 0:
        _be_child(work, sandbox, limits, base)
    watch = os.pidfd_open(child)
    ended, _, _ = select.select([watch], [], [], _WALL * limits.seconds)
    os.close(watch)
    if not ended:
        os.killpg(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    if by is not None:
        _end_group(child)
    return Outcome(
        code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        signal=by,
        hung=not ended or by == signal.SIGXCPU,
        seconds=time.monotonic() - began,
        peak=usage.ru_maxrss * 1024,
        printed=_read(sandbox.root / "stdout"),
        said=_read(sandbox.root / "stderr"),
        touched=tuple(sorted(set(_read(sandbox.root / "touched").splitlines()))),
    )


def _end_group(child: int) -> None:
    """Ends the programs a child left running."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(_MAX_TEXT).decode("utf-8", errors="replace")


def _be_child(work: Callable[[], int], sandbox: Sandbox, limits: Limits, base: int) -> None:
    """Does the work and ends the process."""
    code = UNCAUGHT
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (base + limits.memory, base + limits.memory))
        _move_in(sandbox)
        code = work()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else UNCAUGHT
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _move_in(sandbox: Sandbox) -> None:
    """Has everything that is written go to the sandbox, and notes what is touched elsewhere."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(sandbox.root / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    notes = os.open(sandbox.root / "touched", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    home, temporary = str(sandbox.folder("home")), str(sandbox.folder("tmp"))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        os.environ[name] = home
    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    os.chdir(sandbox.folder("here"))
    os.chmod(home, 0o700)
    sys.dont_write_bytecode = True
    sys.addaudithook(_hook(notes, sandbox.root.resolve(), sandbox.clips.resolve()))


def _hook(notes: int, root: Path, clips: Path) -> Callable[[str, tuple[object, ...]], None]:
    """Notes what the child touches outside of its sandbox, and what it must not do at all."""
    writable = tuple(f"{root}/{name}" for name in ("out", "home", "tmp", "in"))
    program = tuple(os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, Path(__file__).parents[1]))
    system = ("/proc/", "/sys/", "/usr/", "/etc/", "/dev/null", "/dev/urandom", "/var/cache/fontconfig", "/lib")
    readable = (str(root.parent), str(clips), *program, *system)  # beside the sandbox lies the package

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writing = bool(flags & _WRITING) if isinstance(flags, int) else "r" not in str(mode)
            _check(notes, "write" if writing else "read", path, writable if writing else readable)
        elif event in _CHANGES:
            for place in (0, 1) if event in ("os.rename", "os.link") else (1,) if event == "os.symlink" else (0,):
                _check(notes, event, arguments[place], writable, _folder_of(arguments))
        elif event.startswith(_FORBIDDEN):
            os.write(notes, f"{event} {arguments!r:.100}\n".encode())
        elif event == "subprocess.Popen" and not os.path.basename(str(arguments[0])).startswith(
            ("ffmpeg", "uname", "python")
        ):
            os.write(notes, f"{event} {arguments[0]!r:.100}\n".encode())

    return note


def _folder_of(arguments: tuple[object, ...]) -> str:
    """The folder that names are relative to, where a program gave one it has open."""
    number = arguments[-1]
    return f"/proc/self/fd/{number}" if isinstance(number, int) and len(arguments) > 1 and number >= 0 else ""


def _check(notes: int, what: str, path: object, allowed: tuple[str, ...], folder: str = "") -> None:
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str | os.PathLike):
        return
    real = os.path.realpath(os.path.join(folder, path))
    if not real.startswith(allowed) and real != os.devnull:
        os.write(notes, f"{what} {real}\n".encode(errors="backslashreplace"))


def run_bare(script: Path, *arguments: str) -> int:
    """Runs a script for the standard library alone, as strangers do; gives its exit code."""
    command = [sys._base_executable, "-I", "-S", str(script), *arguments]  # type: ignore[attr-defined]
    return subprocess.run(command, check=False).returncode
