"""Whether a package is whole: the check of its files against ``SHA256SUMS``."""

from collections.abc import Callable, Iterator
from pathlib import Path

from lle_studio.core.errors import SourceError
from lle_studio.record.audit import AUDIT_LOG
from lle_studio.record.findings import Check, Findings
from lle_studio.record.manifest import CURVE_LOG, MANIFEST, SUMS, UNLISTED, sha256_of
from lle_studio.record.reproduce import REPRODUCE_FILES
from lle_studio.record.whole_file import read_whole


def check_files(folder: Path, tick: Callable[[str, int, int], None]) -> Check:
    """``SHA256SUMS`` names every file, and each has the hash it says.

    Args:
        folder: the package.
        tick: told the name of the check, how many files are done and of how many.
    """
    findings = Findings("files")
    listed: set[str] = set()
    strangers = set(no_files(folder))
    for name in sorted(strangers):
        findings.add(f"{name} is a link or no file at all: nothing is read through it")
    try:
        lines = [] if SUMS in strangers else read_whole(folder / SUMS).decode("utf-8").splitlines()
    except (SourceError, UnicodeDecodeError) as error:
        lines = []
        findings.add(f"{SUMS} cannot be read ({str(error).rstrip('.')})")
    inside = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    present = {path.relative_to(folder).as_posix(): path for path in inside}
    for line in lines:
        digest, separator, name = line.partition("  ")
        if not separator or name.startswith("/") or ".." in name.split("/"):
            findings.add(f"{SUMS} has a line that is none: {line[:80]!r}")
            continue
        listed.add(name)
        tick(findings.name, len(listed), len(lines))
        if name not in present:
            findings.add(f"{name} is missing")
        elif name not in strangers:
            _compare(findings, present[name], name, digest)
    for name in sorted(present.keys() - listed - set(UNLISTED)):
        findings.add(f"{name} does not belong to the package")
    for name in sorted({MANIFEST, CURVE_LOG, AUDIT_LOG, *REPRODUCE_FILES} - listed):
        findings.add(f"{name} is not listed in {SUMS}")
    return findings.answer(f"{len(listed)} files have the hashes in {SUMS}")


def no_files(folder: Path) -> Iterator[str]:
    """Names of what is neither a plain file nor a folder: links, which may lead out of the package, pipes, devices."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            yield path.relative_to(folder).as_posix()


def read_sums(folder: Path) -> dict[str, str]:
    """Names of files and their SHA-256, as SHA256SUMS has them; empty where it cannot be read."""
    try:
        lines = read_whole(folder / SUMS).decode("utf-8").splitlines()
    except (SourceError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _compare(findings: Findings, path: Path, name: str, digest: str) -> None:
    try:
        if sha256_of(path) != digest:
            findings.add(f"{name} was changed after the export")
    except OSError as error:
        findings.add(f"{name} cannot be read ({error.strerror})")
