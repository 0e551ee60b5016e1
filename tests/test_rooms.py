"""The rooms keep to their order: who may import whom, and what is loaded when."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a fresh interpreter in the repository root."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment,
    )  # fmt: skip


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter with a configuration."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command(sys.argv[1:])"
    return run_python(code, "--no-cache", "--config", str(config))


def test_import_contracts_are_kept() -> None:
    result = lint_imports(ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout + result.stderr
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").count("[[tool.importlinter.contracts]]")
    assert f"Contracts: {contracts} kept, 0 broken." in result.stdout


def test_a_broken_contract_would_be_seen(tmp_path: Path) -> None:
    """The same program with a contract that cannot hold: it must not say yes to everything."""
    (tmp_path / "contracts.toml").write_text(
        '[tool.importlinter]\nroot_package = "lle_studio"\n'
        '[[tool.importlinter.contracts]]\nname = "The wrong way round"\ntype = "forbidden"\n'
        'source_modules = ["lle_studio.record"]\nforbidden_modules = ["lle_studio.core"]\n'
    )
    result = lint_imports(tmp_path / "contracts.toml")
    assert result.returncode == 1
    assert "lle_studio.record.verify -> lle_studio.core." in result.stdout


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("lle_studio.core.frame", {"av", "imageio_ffmpeg", "torch", "safetensors", "PySide6", "pyqtgraph"}),
        ("lle_studio.video.reader", {"imageio_ffmpeg", "torch", "safetensors", "PySide6", "pyqtgraph"}),
        ("lle_studio.record.verify", {"torch", "safetensors", "PySide6", "pyqtgraph"}),
        ("lle_studio.pipeline.export", {"PySide6", "pyqtgraph", "lle_studio.training", "lle_studio.evaluation"}),
        ("lle_studio.cli", {"av", "imageio_ffmpeg", "torch", "safetensors", "PySide6", "pyqtgraph", "cv2", "numpy"}),
    ],
)
def test_a_room_loads_no_more_than_it_may(module: str, unwanted: set[str]) -> None:
    """What import-linter reads in the text, seen in a running interpreter."""
    result = run_python(f"import sys, {module}; print(*sys.modules)")
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert module in loaded
    assert not loaded & unwanted
