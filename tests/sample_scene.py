"""The bundled sample clip is rendered, darkened and compressed here, so its bright truth is known to the last pixel.

A small ray tracer makes a night street in linear light (metres, y up, z away from the camera, camera above the kerb).
What never moves is traced once into a G-buffer; the car and the walking figure are traced per frame inside their own
screen rectangles and put in by depth. `truth_frame` shows that radiance well exposed; `sensor_frame` passes the same
radiance through a camera that gets `EXPOSURE` of the light and burns in the clock afterwards, as recorders do.

Run ``python -m tests.sample_scene`` in the repository root to rewrite ``resources/sample/night-street.mp4``.
"""

import subprocess
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from tests.sample_street import (
    HEIGHT,
    LAMPS,
    MOON,
    PLATE,
    SEED,
    SODIUM,
    SS,
    WIDTH,
    Array,
    Hits,
    Point,
    Solid,
    bricks,
    camera_rays,
    car_solid,
    covers_rows,
    crown,
    dot,
    hedge,
    leaves,
    plain,
    ramp,
    roof,
    screen_rectangle,
    slab,
    trace,
    walker_solid,
)

RATE, COUNT = 25, 250
EXPOSURE = 1 / 24
"""Share of the truth's light that reaches the sensor of the dark camera."""
WHITE_BALANCE = (1.07, 1.0, 0.88)
"""Gain error of R, G, B: a slight warm cast."""
FULL_WELL, READ_NOISE = 2500.0, 3.0
"""Electrons of a full-scale sample, and standard deviation of the read noise in electrons."""
OVERLAY_ROWS = 56
"""The burnt-in text lies in rows above this one; the truth has no text."""
CLIP = Path(__file__).parents[1] / "resources" / "sample" / "night-street.mp4"
# --- the street and its light -----------------------------------------------------------------------------------

_PARKED = (2.15, 15.5)


@lru_cache(maxsize=1)
def _street() -> tuple[Solid, ...]:
    """Everything that never moves; the last one is the parked car."""
    grey, leaf, tile = plain((0.16, 0.17, 0.17)), leaves((0.050, 0.082, 0.030)), plain((0.13, 0.075, 0.06), 0.5)
    near = [(15.3, 16.9, 1.0, 2.5, True), (18.2, 19.6, 1.0, 2.5, False), (23.2, 24.6, 1.0, 2.5, False)]
    near += [(15.4, 16.8, 3.8, 5.1, False), (18.2, 19.6, 3.8, 5.1, False), (22.0, 23.4, 3.8, 5.1, True)]
    far = [(39.0, 40.6, 1.0, 2.5, False), (43.0, 44.6, 1.0, 2.5, True), (39.0, 40.6, 3.8, 5.1, False)]
    hedges: list[tuple[Point, Point]] = [
        ((-6.6, 0.0, 7.5), (-5.4, 1.35, 20.6)),
        ((-6.6, 0.0, 22.6), (-5.4, 1.35, 31.0)),
    ]
    hedges += [((5.3, 0.0, 20.0), (6.6, 1.9, 60.0)), ((-7.0, 0.0, 36.0), (-5.4, 1.6, 70.0))]
    hedges += [((-60.0, 0.0, 74.0), (-4.4, 3.2, 78.0)), ((5.2, 0.0, 74.0), (70.0, 3.6, 78.0))]
    solids = [
        Solid((-9.42, 0.1, 21.0), (-9.34, 2.25, 22.1), plain((0.06, 0.13, 0.09))),  # door
        Solid((5.3, 0, 9), (5.6, 1.5, 20), bricks((), 0.2)),  # garden wall
        Solid((-5.3, 0, 20.65), (-5.05, 1.5, 20.9), grey),  # gate posts
        Solid((-5.3, 0, 22.3), (-5.05, 1.5, 22.55), grey),
        Solid((-8.9, 0.05, 17.0), (-8.3, 1.05, 17.6), plain((0.05, 0.10, 0.06))),  # bins
        Solid((-8.9, 0.05, 17.75), (-8.3, 1.05, 18.35), plain((0.11, 0.07, 0.04))),
    ]
    solids += [Solid(low, high, leaf, hedge(low, high)) for low, high in hedges]
    for start, end, windows, tone in ((14.0, 26.0, near, 0.30), (37.0, 48.0, far, 0.22)):
        low, high = (-18.0, 5.6, start - 0.4), (-8.9, 9.4, end + 0.4)
        solids += [
            Solid((-17.5, 0, start), (-9.4, 5.7, end), bricks(windows, tone)),
            Solid(low, high, tile, roof(low, high)),
        ]
    for z in (18.0, 52.0):
        solids.append(Solid((-3.76, 0, z - 0.07), (-3.62, 6.2, z + 0.07), grey))
        solids.append(Solid((-3.76, 6.1, z - 0.05), (-2.3, 6.18, z + 0.05), grey))
        solids.append(Solid((-2.85, 6.0, z - 0.15), (-2.15, 6.1, z + 0.15), plain(tuple(SODIUM), 0, 16)))
    for x, y, z, r in ((6.6, 4.6, 27.0, 2.6), (-12.0, 5.0, 31.5, 2.8), (7.0, 5.2, 40.0, 3.0)):
        solids.append(Solid((x - r, y - r, z - r), (x + r, y + r, z + r), leaf, crown((x, y, z), r)))
        solids.append(Solid((x - 0.16, 0, z - 0.16), (x + 0.16, y, z + 0.16), plain((0.07, 0.05, 0.04), 0.6)))
    return (*solids, car_solid(*_PARKED, 1, (0.05, 0.085, 0.14), "3LLE591", False))


def _proxies(x: float, z: float) -> list[tuple[Point, Point]]:
    """Two boxes that cast a car's shadow."""
    return [
        ((x - 0.86, 0.2, z - 2.15), (x + 0.86, 0.95, z + 2.15)),
        ((x - 0.68, 0.9, z - 1.1), (x + 0.68, 1.4, z + 0.7)),
    ]


def _shadow(points: Array, light: Point, boxes: Sequence[tuple[Point, Point]]) -> Array:
    """True where a box stands between a point and the light; a box does not shade what lies inside itself."""
    ray, dark = np.asarray(light, np.float32) - points, np.zeros(len(points), bool)
    for low, high in boxes:
        near, far, _ = slab(points, ray, low, high)
        dark |= (near < far) & (near > 0.01) & (near < 0.97)
    return dark


def _contact(points: Array, boxes: Sequence[tuple[Point, Point]]) -> Array:
    """Share of the sky left at ground points near or under boxes."""
    left = np.ones(len(points), np.float32)
    ground = np.flatnonzero(points[:, 1] < 0.01)
    for low, high in boxes:
        gap = [np.maximum(np.maximum(low[k] - points[ground, k], points[ground, k] - high[k]), 0) for k in (0, 2)]
        left[ground] *= 1 - 0.75 * np.exp(-np.sqrt(gap[0] ** 2 + gap[1] ** 2 + low[1] ** 2) / 0.35)
    return left


def _lamplight(points: Array, normal: Array) -> Array:
    """Irradiance (n, 3) of the sodium lamps: cosine, inverse square and the shade of the luminaire."""
    total = np.zeros(len(points), np.float32)
    for place, power in LAMPS:
        ray = np.asarray(place, np.float32) - points
        range2 = dot(ray, ray) + 0.05
        ray /= np.sqrt(range2)[:, None]
        total += power * ramp(0.18, 0.92, ray[:, 1]) * np.maximum(dot(ray, normal), 0) / range2
    return np.outer(total, SODIUM)


def _skylight(points: Array, normal: Array) -> Array:
    """Irradiance of the night sky and of the lit window."""
    ray = np.array([-9.2, 1.8, 16.1], np.float32) - points
    range2 = dot(ray, ray) + 0.1
    room = 2.6 * np.maximum(-ray[:, 0], 0) * np.maximum(dot(ray, normal), 0) / range2**2
    return np.outer(0.72 + 0.28 * normal[:, 1], MOON) + np.outer(room, (1.0, 0.68, 0.34))


def _headlight(points: Array, normal: Array, x: float, z: float) -> Array:
    """Irradiance of the dipped beams of a car at (x, z) that drives towards -z."""
    total = np.zeros(len(points), np.float32)
    for side in (-0.64, 0.64):
        ray = np.array([x + side, 0.66, z - 2.2], np.float32) - points
        reach = np.sqrt(dot(ray, ray)) + 0.3
        ray /= reach[:, None]
        beam = np.exp(-((ray[:, 0] / 0.33) ** 2)) * (0.002 + ramp(-0.02, 0.05, ray[:, 1]) * np.exp(-ray[:, 1] / 0.10))
        total += 900 * beam * ramp(0.1, 0.7, ray[:, 2]) * np.maximum(dot(ray, normal), 0) / reach**2
    return np.outer(total, (1.0, 0.96, 0.88))


def _gleam(hits: Hits, rays: Array) -> Array:
    """Mirrored sky and lamp on paint and glass, by Schlick's Fresnel term."""
    facing = np.clip(-dot(rays, hits.normal), 0, 1)
    mirror = rays + 2 * facing[:, None] * hits.normal
    fresnel = (0.05 + 0.6 * (1 - facing) ** 5) * hits.gloss
    lamp = np.asarray(LAMPS[0][0], np.float32) - hits.position
    lamp /= np.linalg.norm(lamp, axis=1, keepdims=True) + 1e-6
    spot = 8 * np.maximum(dot(mirror, lamp), 0) ** 60
    return np.outer(fresnel * (0.15 + 0.5 * np.maximum(mirror[:, 1], 0)), MOON) + np.outer(fresnel * spot, SODIUM)


# --- frames -----------------------------------------------------------------------------------------------------


def _shrink(samples: Array, width: int) -> Array:
    """Mean of the supersamples of each pixel."""
    image = samples.reshape(-1, width * SS, samples.shape[-1]).astype(np.float32)
    return np.asarray(cv2.resize(image, (width, len(image) // SS), interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=1)
def _background() -> tuple[Array, ...]:
    """The empty street: depth per sample, then per pixel glow, sky part, lamp part, albedo, position and normal."""
    boxes = [(solid.low, solid.high) for solid in _street()[:-1] if solid.low[1] < 3 and solid.high[1] < 7]
    boxes += _proxies(*_PARKED)
    strips: list[tuple[Array, ...]] = []
    for y in range(0, HEIGHT, 20):
        rays = camera_rays(0, y, WIDTH, y + 20)
        hits = trace(rays, [solid for solid in _street() if covers_rows(solid, y, y + 20)], ground=True)
        lamp = np.zeros_like(rays)
        seen = np.flatnonzero(np.isfinite(hits.depth))
        lit = seen[~_shadow(hits.position[seen], LAMPS[0][0], boxes)]
        lamp[lit] = hits.albedo[lit] * _lamplight(hits.position[lit], hits.normal[lit])
        sky = hits.albedo * _skylight(hits.position, hits.normal) * _contact(hits.position, boxes)[:, None]
        glow = hits.emission + _gleam(hits, rays)
        parts = (glow, sky, lamp, hits.albedo, hits.position, hits.normal)
        strips.append((hits.depth.reshape(-1, WIDTH * SS), *(_shrink(part, WIDTH) for part in parts)))
    return tuple(np.concatenate(part) for part in zip(*strips, strict=True))


def _car_place(index: int) -> tuple[float, float]:
    """Where the car is: it comes down the street at 12 m/s and slows to 2.4 m/s before the camera."""
    t = index / RATE
    travelled = 2.4 * t + 9.6 * (t - 0.6 * np.logaddexp(0, (t - 5.0) / 0.6))
    return -1.55, 73.0 - float(travelled)


def _walk_place(index: int) -> tuple[float, float, float]:
    """Where the person is, and the phase of the gait: 1.1 m/s from the lamp into the dark, 1.35 m a double step."""
    walked = 1.1 * index / RATE
    return -4.35, 20.6 - walked, 2 * np.pi * walked / 1.35


@lru_cache(maxsize=8)
def radiance(index: int) -> Array:
    """Linear light of frame `index`, float32 (H, W, 3) in R, G, B; 1 is the white of the truth, lamps exceed it."""
    depth, glow, sky, lamp, albedo, position, normal = _background()
    car, walk = _car_place(index), _walk_place(index)
    flat = position.reshape(-1, 3)
    person = ((walk[0] - 0.2, 0.0, walk[1] - 0.2), (walk[0] + 0.2, 1.75, walk[1] + 0.2))
    dark = [_shadow(flat, LAMPS[0][0], boxes).reshape(HEIGHT, WIDTH) for boxes in (_proxies(*car), [person])]
    soft = [cv2.GaussianBlur(each.astype(np.float32), (0, 0), size) for each, size in zip(dark, (1.5, 3), strict=True)]
    shade = np.maximum(soft[0], 0.85 * soft[1])[..., None]
    contact = _contact(flat, [_proxies(*car)[0], person]).reshape(HEIGHT, WIDTH, 1)
    beams = _headlight(flat, normal.reshape(-1, 3), *car).reshape(position.shape)
    picture = glow + sky * contact + lamp * (1 - shade) + albedo * beams
    solids = [car_solid(*car, -1, (0.13, 0.14, 0.15), PLATE, True), walker_solid(*walk)]
    for solid in sorted(solids, key=lambda each: -each.low[2]):
        _put(picture, depth, solid, car)
    picture = np.asarray(picture + _veil(picture), np.float32)
    picture.flags.writeable = False
    return picture


def _veil(picture: Array) -> Array:
    """Light that the lens scatters from bright places over their surroundings."""
    small = cv2.resize(np.minimum(picture, 120), (WIDTH // 4, HEIGHT // 4), interpolation=cv2.INTER_AREA)
    spread = [share * cv2.GaussianBlur(small, (0, 0), size) for share, size in ((0.04, 1.2), (0.03, 5), (0.02, 24))]
    return np.asarray(cv2.resize(np.sum(spread, axis=0), (WIDTH, HEIGHT)))


def _put(picture: Array, depth: Array, solid: Solid, car: tuple[float, float]) -> None:
    """Trace a moving solid into the picture, in place, where nothing that stands still hides it."""
    rectangle = screen_rectangle(solid)
    if rectangle is None:
        return
    x0, y0, x1, y1 = rectangle
    rays = camera_rays(x0, y0, x1, y1)
    hits = trace(rays, [solid], ground=False)
    front = hits.depth < depth[y0 * SS : y1 * SS, x0 * SS : x1 * SS].ravel()
    light = _skylight(hits.position, hits.normal) + _lamplight(hits.position, hits.normal)
    light += _headlight(hits.position, hits.normal, *car)
    colour = np.where(front[:, None], hits.emission + hits.albedo * light + _gleam(hits, rays), 0)
    cover = _shrink(front[:, None].astype(np.float32), x1 - x0).reshape(y1 - y0, x1 - x0, 1)
    region = picture[y0:y1, x0:x1]
    region[:] = region * (1 - cover) + _shrink(colour, x1 - x0)


def encode_srgb(linear: Array) -> Array:
    """Linear light in [0, 1], clipped, as 8-bit sRGB codes (IEC 61966-2-1), rounded to nearest."""
    light = np.clip(linear, 0, 1)
    code = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * code), np.uint8)


def truth_frame(index: int) -> npt.NDArray[np.uint8]:
    """The well exposed picture of frame `index`, uint8 (H, W, 3), without burnt-in text."""
    return encode_srgb(radiance(index))


def sense(linear: Array, seed: Sequence[int]) -> npt.NDArray[np.uint8]:
    """What the dark camera makes of linear light (..., 3), 8-bit sRGB codes before compression.

    Electrons are Poisson(`FULL_WELL` * `EXPOSURE` * white balance * light) plus normal read noise; the code is the sRGB
    curve of electrons / `FULL_WELL`. The same `seed` gives the same noise.
    """
    rng = np.random.default_rng(seed)
    mean = FULL_WELL * np.clip(linear * (EXPOSURE * np.asarray(WHITE_BALANCE)), 0, 1)
    electrons = rng.poisson(mean) + READ_NOISE * rng.standard_normal(mean.shape)
    return encode_srgb(electrons / FULL_WELL)


def _burn_in(picture: Array, index: int) -> None:
    """Write clock and camera name as a recorder does: white with a black outline, in place."""
    seconds, share = divmod(index, RATE)
    clock = f"2026-03-14  02:17:{41 + seconds:02d}.{share * 100 // RATE:02d}"
    ink = np.zeros(picture.shape[:2], np.uint8)
    cv2.putText(ink, clock, (24, 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2, cv2.LINE_AA)
    cv2.putText(ink, "CAM 03  MILL LANE", (WIDTH - 330, 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2, cv2.LINE_AA)
    edge = cv2.dilate(ink, np.ones((5, 5), np.uint8))[..., None] / 255
    text = ink[..., None] / 255
    picture[:] = np.rint(picture * (1 - edge) * (1 - text) + 235 * text)


def sensor_frame(index: int) -> npt.NDArray[np.uint8]:
    """Frame `index` as the dark camera records it, uint8 (H, W, 3) with burnt-in text, before compression."""
    picture = sense(radiance(index), (SEED, index))
    _burn_in(picture, index)
    return picture


def encode(path: Path, frames: Iterable[npt.NDArray[np.uint8]], bitrate: int = 1_000_000) -> None:
    """Write frames as a recorder would: H.264 4:2:0, BT.709 limited range, no version strings in the file."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-"]
    exact = "scale=flags=accurate_rnd+full_chroma_int+bitexact:out_color_matrix=bt709:out_range=tv,format=yuv420p"
    command += ["-vf", exact + ",setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"]
    command += ["-c:v", "libx264", "-preset", "medium", "-profile:v", "main", "-bf", "0", "-g", "50", "-threads", "1"]
    command += ["-b:v", str(bitrate), "-maxrate", str(2 * bitrate), "-bufsize", str(4 * bitrate)]
    command += ["-bsf:v", "filter_units=remove_types=6", "-flags:v", "+bitexact", "-fflags", "+bitexact"]
    command += ["-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in frames:
            process.stdin.write(frame.tobytes())
        process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"FFmpeg could not write {path.name}")


if __name__ == "__main__":
    CLIP.parent.mkdir(parents=True, exist_ok=True)
    encode(CLIP, (sensor_frame(number) for number in range(COUNT)))
