"""The commands on keys and time stamps, and what ``verify`` says where a key or a root is given."""

import getpass
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lle_studio.record.manifest import REPLY, REQUEST, SUMS
from lle_studio.record.signature import LaboratoryKey, load_key, public_path
from tests.clips import SyntheticClip
from tests.commands import Command, run_program
from tests.record.authority import Authority
from tests.record.packages import export, flip_byte, sign

PASSPHRASE = "correct horse 말"


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase.txt"
    path.write_text(f"{PASSPHRASE}\nanother line\n", encoding="utf-8")
    return path


@pytest.fixture
def key(run: Command, tmp_path: Path, passphrase_file: Path) -> LaboratoryKey:
    """A key made by the command: ``lab.pem``."""
    assert run("key", "new", tmp_path / "lab.pem", "--passphrase-file", passphrase_file).code == 0
    return load_key(tmp_path / "lab.pem", PASSPHRASE)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Somebody at a terminal who answers questions in order; gives the questions asked."""

    def terminal(*answers: str) -> list[str]:
        asked: list[str] = []
        left = list(answers)

        def answer(question: str) -> str:
            asked.append(question)
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(getpass, "getpass", answer)
        return asked

    return terminal


# --- key


def test_a_key_is_made_and_shown(run: Command, tmp_path: Path, passphrase_file: Path, key: LaboratoryKey) -> None:
    path = tmp_path / "lab.pem"
    private = run("key", "show", path, "--passphrase-file", passphrase_file)
    assert private == (0, f"{path}: private Ed25519 key, fingerprint {key.fingerprint}\n", "")
    public = run("key", "show", public_path(path))
    assert public == (0, f"{public_path(path)}: public Ed25519 key, fingerprint {key.fingerprint}\n", "")
    again = run("key", "new", path, "--passphrase-file", passphrase_file)
    assert again.code == 4
    assert f"{path} exists already" in again.sentence
    assert load_key(path, PASSPHRASE).fingerprint == key.fingerprint


def test_the_pass_phrase_is_asked_for_twice(run: Command, tmp_path: Path, terminal: Callable[..., list[str]]) -> None:
    path = tmp_path / "lab.pem"
    asked = terminal(PASSPHRASE, PASSPHRASE)
    made = run("key", "new", path)
    assert (made.code, asked) == (0, ["Pass phrase of lab.pem: ", "Once more: "])
    assert load_key(path, PASSPHRASE).fingerprint in made.out
    assert PASSPHRASE not in made.out
    asked = terminal(PASSPHRASE)
    assert run("key", "show", path).code == 0
    assert asked == ["Pass phrase of lab.pem: "]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((PASSPHRASE, "correct house"), "The two pass phrases for lab.pem differ: begin again."),
        (("short", "short"), "The pass phrase for lab.pem is too short: give 8 characters or more."),
        ((), "No pass phrase was given for lab.pem: begin again."),
    ],
)
def test_a_slip_at_the_terminal_is_one_sentence(
    run: Command,
    tmp_path: Path,
    terminal: Callable[..., list[str]],
    answers: tuple[str, ...],
    said: str,
) -> None:
    terminal(*answers)
    answer = run("key", "new", tmp_path / "lab.pem")
    assert (answer.code, answer.sentence) == (2, f"lle-studio: {said}")
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_a_file_is_asked_for(tmp_path: Path) -> None:
    answer = run_program("key", "new", tmp_path / "lab.pem", stdin=subprocess.DEVNULL)
    assert answer.returncode == 2
    assert answer.stderr == (
        "lle-studio: The pass phrase of lab.pem cannot be asked for without a terminal: give --passphrase-file.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_wrong_files_are_one_sentence(run: Command, tmp_path: Path, passphrase_file: Path, key: LaboratoryKey) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    path, nothing = tmp_path / "lab.pem", tmp_path / "nothing"
    for arguments, said in (
        (("show", nothing), "nothing cannot be read"),
        (("show", passphrase_file), "passphrase.txt holds no Ed25519 public key"),
        (("show", path, "--passphrase-file", tmp_path / "empty"), "lab.pem cannot be unlocked"),
        (("show", path, "--passphrase-file", nothing), "nothing cannot be read as text"),
        (("show", path, "--passphrase-file", tmp_path / "binary"), "binary cannot be read as text"),
    ):
        answer = run("key", *arguments)
        assert answer.code == 3
        assert said in answer.sentence


@pytest.mark.parametrize("arguments", [["key"], ["key", "new"], ["key", "show"], ["key", "sell"], ["timestamp"]])
def test_wrong_words_are_one_sentence(run: Command, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("lle-studio ")
    assert len(answer.err.splitlines()) == 1


# --- timestamp, verify


def test_a_time_stamp_is_asked_for_and_attached(run: Command, tmp_path: Path) -> None:
    folder, authority = tmp_path / "package", Authority.make()
    folder.mkdir()
    nothing = run("timestamp", folder)
    assert nothing.code == 3
    assert "SHA256SUMS cannot be read" in nothing.sentence
    (folder / SUMS).write_text("sums\n")
    asked = run("timestamp", folder)
    assert (asked.code, asked.err) == (0, "")
    assert asked.out.startswith(f"{folder / REQUEST}: the request for a time stamp over SHA256SUMS\n")
    assert '--data-binary @SHA256SUMS.tsq -H "Content-Type: application/timestamp-query"' in asked.out
    assert run("timestamp", folder).code == 4
    reply = tmp_path / "reply.tsr"
    reply.write_bytes(authority.answer((folder / REQUEST).read_bytes(), nonce=False))
    wrong = run("timestamp", folder, "--reply", reply)
    assert wrong.code == 1
    assert "its nonce is not that of the request" in wrong.sentence
    reply.write_bytes(authority.answer((folder / REQUEST).read_bytes()))
    attached = run("timestamp", folder, "--reply", reply)
    assert (attached.code, attached.err) == (0, "")
    assert attached.out.startswith(f"{folder}: SHA256SUMS existed at 2026-01-02 03:04:05 UTC, states CN=Stamps\n")
    assert (folder / REPLY).read_bytes() == reply.read_bytes()
    again = run("timestamp", folder, "--reply", reply)
    assert again.code == 4
    assert f"{os.fspath(folder / REPLY)} exists already" in again.sentence


def test_verify_says_who_signed_and_when(
    run: Command, clip: Callable[[str], SyntheticClip], tmp_path: Path, key: LaboratoryKey
) -> None:
    folder = sign(export(clip("one-frame").path, tmp_path / "package"), key)
    public, authority = public_path(tmp_path / "lab.pem"), Authority.make()
    run("timestamp", folder)
    (tmp_path / "reply").write_bytes(authority.answer((folder / REQUEST).read_bytes()))
    run("timestamp", folder, "--reply", tmp_path / "reply")
    root = authority.write_root(tmp_path)
    held = run("verify", folder, "--key", public, "--tsa", root)
    assert (held.code, held.err) == (0, "")
    assert f"holds  signature: SHA256SUMS is signed by the Ed25519 key {key.fingerprint}: the trusted one" in held.out
    assert "holds  time stamp: SHA256SUMS existed at 2026-01-02 03:04:05 UTC, states CN=Stamps; its cert" in held.out
    flip_byte(folder / "SHA256SUMS.sig", 5)
    flip_byte(folder / REPLY, 200)
    found = run("verify", folder, "--tsa", root)
    assert found.code == 1
    assert "FAILS  signature: SHA256SUMS.sig does not fit SHA256SUMS" in found.out
    assert "FAILS  time stamp: SHA256SUMS.tsr" in found.out
    for options in (("--key", tmp_path / "lab.pem"), ("--key", root), ("--tsa", public), ("--tsa", tmp_path / "no")):
        answer = run("verify", folder, *options)
        assert answer.code == 3
        assert options[1].name in answer.sentence
