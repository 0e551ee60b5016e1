"""A camera in the dark: makes what a recorder would have stored of a well-lit picture, taken with too little light.

Light is scaled and unevenly spread, shot noise and read noise added (Poisson, Gaussian), a colour cast or infrared
monochrome applied, and the picture encoded, rounded and compressed as surveillance video is.
"""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.uint8]

_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)

_TO_YUV = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32)
_TO_RGB = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], np.float32)


def draw_light(size: int, rng: Generator) -> Floats:
    """Draws how light falls on a scene with lit islands in unlit ground: (size, size), 1 where it is fully lit."""
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) / size
    lit = np.zeros((size, size), np.float32)
    for _ in range(rng.integers(1, 5)):
        angle, (row, column) = rng.uniform(0, np.pi), rng.uniform(0, 1, 2)
        radii, sharpness = rng.uniform(0.07, 0.4, 2), rng.uniform(0.7, 4)
        along = (columns - column) * np.cos(angle) + (rows - row) * np.sin(angle)
        across = (rows - row) * np.cos(angle) - (columns - column) * np.sin(angle)
        distance = (along / radii[0]) ** 2 + (across / radii[1]) ** 2
        lit = np.maximum(lit, np.exp(-(distance**sharpness)) * rng.uniform(0.4, 1))
    ground = 10 ** rng.uniform(-3, -1)
    light: Floats = ground + (1 - ground) * lit / lit.max()
    return light


def infrared(scene: Codes) -> Codes:
    """What a camera without its infrared filter sees of a picture (S, S, 3): one channel for all."""
    grey = np.rint(scene @ np.array([0.4, 0.4, 0.2], np.float32)).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def photograph(scene: Codes, light: Floats | None, rng: Generator) -> Codes:
    """Takes a well-lit sRGB picture (S, S, 3) in the dark and returns the 8-bit picture a recorder would hold.

    Args:
        scene: the picture in good light; a grey one gets no colour cast.
        light: (S, S) share of that light which falls on each place, or None for all of it.
        rng: draws everything else.
    """
    stops = rng.uniform(0.5, 4.5) if light is not None else rng.uniform(1, 7)
    linear = _LINEAR[scene] * np.float32(2.0**-stops)
    if light is not None:
        linear = linear * light[:, :, None]
    grey = not np.ptp(scene, axis=2).any()
    if grey:  # one sensor value for all three channels
        linear = linear[:, :, :1]
    elif rng.random() < 0.4:
        linear = linear * np.exp(rng.normal(0, [0.15, 0.03, 0.15])).astype(np.float32)
    electrons = 10 ** rng.uniform(2.8, 5)  # of white, summed over the pixels one pixel here stands for
    counts = rng.poisson(linear * electrons) + rng.normal(0, rng.uniform(0.5, 4), linear.shape)
    picture = _encode((counts / electrons).astype(np.float32), rng)
    return _store(np.repeat(picture.reshape(*scene.shape[:2], -1), 3 if grey else 1, axis=2), rng)


def _encode(linear: Floats, rng: Generator) -> Floats:
    """Tone response, black level and noise reduction of a camera: linear light to codes 0..255, not yet rounded."""
    linear = np.clip(linear, 0, 1)
    if rng.random() < 0.7:
        encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    else:
        encoded = linear ** (1 / rng.uniform(1.6, 2.6))
    codes = encoded * 255
    if rng.random() < 0.5:
        codes = codes + rng.uniform(-4, 10)
    if rng.random() < 0.3:
        codes = cv2.GaussianBlur(codes, (0, 0), rng.uniform(0.5, 1.2))
    clipped: Floats = np.clip(codes, 0, 255).astype(np.float32)
    return clipped


def _store(codes: Floats, rng: Generator) -> Codes:
    """Rounds codes (S, S, 3) as the recorder stores them: JPEG, limited-range YUV 4:2:0, or as they are."""
    way = rng.random()
    rounded: Codes = np.floor(codes + 0.5).astype(np.uint8)
    if way < 0.15:
        return rounded
    if way < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 92))]
        jpeg = cv2.imencode(".jpg", rounded[:, :, ::-1], quality)[1]
        return np.ascontiguousarray(np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR))[:, :, ::-1], dtype=np.uint8)
    yuv = codes @ _TO_YUV.T
    luma = np.rint(yuv[:, :, :1] * (219 / 255)) * (255 / 219)
    half = cv2.resize(yuv[:, :, 1:], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    chroma = np.rint(half * (224 / 255)) * (255 / 224)
    chroma = cv2.resize(chroma, codes.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    rgb = np.concatenate((luma, chroma), axis=2) @ _TO_RGB.T
    stored: Codes = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
    return stored


def overlay(picture: Codes, rng: Generator) -> tuple[Codes, Floats]:
    """Lays over a picture what a recorder and the night put there: letterbox bars, a burnt-in clock, one bright lamp.

    Returns:
        The picture (S, S, 3) and (S, S) its mask: 1 where the scene is seen, 0 where it is covered.
    """
    size = len(picture)
    covered, mask = picture.copy(), np.ones((size, size), np.float32)
    if rng.random() < 0.5:
        bar = int(size * rng.uniform(0.05, 0.2))
        black = rng.integers(0, 17)
        upright = rng.random() < 0.5
        for side in (covered, mask) if upright else (covered.swapaxes(0, 1), mask.T):
            side[:bar] = side[-bar:] = black if side.ndim == 3 else 0
    if rng.random() < 0.5:
        corner = (int(size * rng.uniform(0, 0.4)), int(size * rng.choice([rng.uniform(0.06, 0.12), 0.97])))
        text = "{:04d}-{:02d}-{:02d} {:02d}:{:02d}".format(*rng.integers(0, [2030, 13, 32, 24, 60]))
        scale = size / 256 * rng.uniform(0.25, 0.6)
        stroke = np.zeros((size, size), np.uint8)
        cv2.putText(stroke, text, corner, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 1, cv2.LINE_AA)
        share = stroke[:, :, None] / np.float32(255)
        ink = np.array([255, 255, rng.choice([255, 90])]) * rng.uniform(0.6, 1)
        covered = np.rint(covered * (1 - share) + ink * share).astype(np.uint8)
        mask[stroke > 0] = 0
    if rng.random() < 0.4:
        row, column = rng.uniform(0, 1, 2)
        rows, columns = np.mgrid[0:size, 0:size] / size
        glow = 2 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / rng.uniform(0.005, 0.06) ** 2)
        covered = np.clip(covered + 255 * glow[:, :, None], 0, 255).astype(np.uint8)
        mask[glow > 0.02] = 0
    return covered, mask


def next_frame(picture: Codes, rng: Generator) -> Codes:
    """What the next frame of a video might hold of a picture (S, S, 3): moved by less than a pixel, with its own noise.

    Now and then something small passes by, and the encoder has other bits to spend.
    """
    size = len(picture)
    shift = np.array([[1, 0, rng.uniform(-0.5, 0.5)], [0, 1, rng.uniform(-0.5, 0.5)]])
    moved = cv2.warpAffine(picture, shift, (size, size), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    if rng.random() < 0.3:
        place, extent = rng.integers(0, size, 2), rng.integers(size // 64, size // 12, 2)
        window = np.s_[place[0] : place[0] + extent[0], place[1] : place[1] + extent[1]]
        moved[window] *= rng.uniform(0.5, 1.5)
    moved += rng.normal(0, rng.uniform(0.1, 0.6), picture.shape)
    codes: Codes = np.clip(np.rint(moved), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        jpeg = cv2.imencode(".jpg", codes, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(80, 98))])[1]
        codes = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), dtype=np.uint8)
    return codes
