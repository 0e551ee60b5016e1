"""The stock openssl program, for tests that compare with it."""

import shutil
import subprocess
from pathlib import Path

import pytest


def openssl(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program in a folder."""
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)


def is_there() -> bool:
    """The program is OpenSSL 3 or later; others of the name lack some of its words."""
    if shutil.which("openssl") is None:
        return False
    name, number, *_ = openssl(Path.cwd(), "version").stdout.decode().split()
    return name == "OpenSSL" and int(number.split(".")[0]) >= 3


needs_openssl = pytest.mark.skipif(not is_there(), reason="the program openssl, 3 or later, is not there")
