"""Shows that the peak memory of an export does not grow with the clip: ``python -m benchmarks.memory``.

Makes two 1080p clips that differ in length only, exports each in a process of its own and prints the peak of its
resident memory, the decoder process included.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

SIZE = (1920, 1080)

_EXPORT = """
import sys
from pathlib import Path
from benchmarks.usage import peak_mb
from lle_studio.core.heaps import limit_heaps
from lle_studio.pipeline.export import ExportJob, run_export
limit_heaps()  # as the program does
for progress in run_export(ExportJob(source=Path(sys.argv[1]), folder=Path(sys.argv[2]), codec=sys.argv[3])):
    pass
print(peak_mb())
"""


def make_clip(path: Path, frames: int) -> None:
    """Encodes a dark moving texture of a number of frames, H.264, GOP 250."""
    width, height = SIZE
    texture = np.random.default_rng(0).integers(16, 40, (height, 2 * width), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "g": "250"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(frames):
            picture = VideoFrame(width, height, "yuv420p")
            shift = number * 4 % width
            for place, plane in enumerate(picture.planes):
                rows = np.asarray(plane).reshape(plane.height, plane.line_size)
                rows[:, : plane.width] = texture[:, shift : shift + width] if place == 0 else 128
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def peak_megabytes(frames: int, codec: str, folder: Path) -> float:
    """Peak resident memory in MiB of exporting a clip of so many frames."""
    clip = folder / f"{frames}.mp4"
    make_clip(clip, frames)
    command = [sys.executable, "-c", _EXPORT, str(clip), str(folder / f"package-{frames}"), codec]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, nargs=2, default=(300, 1500))
    parser.add_argument("--codec", default="h264rgb")
    parser.add_argument("--json", type=Path, help="file to write the result to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peaks = {frames: peak_megabytes(frames, arguments.codec, Path(folder)) for frames in arguments.frames}
    short, long = peaks.values()
    for frames, peak in peaks.items():
        print(f"{frames} frames of {SIZE[0]}x{SIZE[1]}: {peak:.0f} MiB at most")
    print(f"ratio {long / short:.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps({"peak_mb": peaks, "ratio": long / short}))


if __name__ == "__main__":
    main()
