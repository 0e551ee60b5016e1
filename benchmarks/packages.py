"""Tries evidence packages as strangers do: ``python -m benchmarks.packages CLIP... [--end J] [--json FILE]``.

Each clip is exported in every colour mode it has. Then: ``lle-studio verify --source``, ``sha256sum -c``,
``reproduce.sh`` with a stock FFmpeg (imageio-ffmpeg's program), and ``verify_package.py`` under a Python without any
package installed. Prints each exit code and how long it took.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

from lle_studio.core.settings import COLOR_MODES

STEPS = ("export", "verify", "sha256sum", "reproduce.sh", "verify_package.py")


def try_package(clip: Path, color_mode: str, folder: Path, end: int | None) -> dict[str, tuple[int, float, str]]:
    """Exports a clip and lets every verifier at it; exit code, seconds and last words of each."""
    program = (sys.executable, "-m", "lle_studio")
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    bare = (str(Path(sys.executable).resolve()), "-I", "-S")
    limit = () if end is None else ("--end", str(end))
    commands: dict[str, tuple[tuple[str, ...], Path]] = {
        "export": ((*program, "export", str(clip), "-o", str(folder), "--color", color_mode, *limit), Path.cwd()),
        "verify": ((*program, "verify", str(folder), "--source", str(clip)), Path.cwd()),
        "sha256sum": (("sha256sum", "--quiet", "-c", "SHA256SUMS"), folder),
        "reproduce.sh": (("sh", "reproduce/reproduce.sh", str(clip), ffmpeg), folder),
        "verify_package.py": ((*bare, "reproduce/verify_package.py", str(clip), "--ffmpeg", ffmpeg), folder),
    }
    results = {}
    for step, (command, place) in commands.items():
        began = time.perf_counter()
        result = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        words = (result.stdout + result.stderr).strip().splitlines() or [""]
        results[step] = (result.returncode, time.perf_counter() - began, words[-1])
        if result.returncode != 0:
            break
    return results


def main() -> None:
    """Tries and prints; ends with 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--colors", nargs="+", default=COLOR_MODES)
    parser.add_argument("--end", type=int)
    parser.add_argument("--json", type=Path, help="file to write the result to")
    arguments = parser.parse_args()
    found = []
    for clip in arguments.clips:
        for color_mode in arguments.colors:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name) / "package"
                results = try_package(clip.resolve(), color_mode, folder, arguments.end)
                shutil.rmtree(folder, ignore_errors=True)
            told = ", ".join(f"{step} {code} ({seconds:.0f} s)" for step, (code, seconds, _) in results.items())
            print(f"{clip.name}, {color_mode}: {told}: {results[list(results)[-1]][2]}", flush=True)
            found.append({"clip": clip.name, "color_mode": color_mode, "steps": results})
    held = [all(step in entry["steps"] and entry["steps"][step][0] == 0 for step in STEPS) for entry in found]
    print(f"{sum(held)} of {len(held)} packages hold before every verifier")
    if arguments.json:
        arguments.json.write_text(json.dumps(found))
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
