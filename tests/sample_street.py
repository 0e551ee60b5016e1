"""The things of the sample's night street and how rays meet them: geometry, paints, shapes.

Metres, y up, z away from the camera; light is linear. `tests.sample_scene` lights it and films it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Distance = Callable[[Array], Array]
Paint = Callable[[Array, Array], tuple[Array, Array]]
Point = tuple[float, float, float]
Limb = tuple[Point, Point, float, float]

WIDTH, HEIGHT = 1280, 720
SEED = 20260314
PLATE = "264LLE7"

SS = 2  # samples per pixel along each axis
_FOCAL = 1120.0
_EYE = np.array([2.2, 3.9, 0.0], np.float32)
_YAW, _PITCH = np.radians(-15.5), np.radians(-10.5)
_FORWARD = np.array([np.sin(_YAW) * np.cos(_PITCH), np.sin(_PITCH), np.cos(_YAW) * np.cos(_PITCH)], np.float32)
_RIGHT = np.array([np.cos(_YAW), 0, -np.sin(_YAW)], np.float32)
_UP = np.array([-np.sin(_YAW) * np.sin(_PITCH), np.cos(_PITCH), -np.cos(_YAW) * np.sin(_PITCH)], np.float32)
LAMPS: tuple[tuple[Point, float], ...] = (((-2.5, 6.0, 18.0), 125.0), ((-2.5, 6.0, 52.0), 125.0))
SODIUM = np.array([1.0, 0.66, 0.27], np.float32)
MOON = np.array([0.62, 0.74, 1.0], np.float32)
_LATTICE = np.random.default_rng(SEED).random((256, 256), np.float32)


@dataclass(frozen=True)
class Solid:
    """One thing in the scene: a box, or any shape inside that box given by its distance function.

    `distance` maps world points (n, 3) to metres; `paint` maps points and normals to albedo and emission (n, 3).
    """

    low: Point
    high: Point
    paint: Paint
    distance: Distance | None = None
    gloss: float = 0.0


@dataclass
class Hits:
    """What a bundle of n rays saw: depth in metres (inf is sky), surface and how it answers light."""

    depth: Array
    position: Array
    normal: Array
    albedo: Array
    emission: Array
    gloss: Array


# --- geometry ---------------------------------------------------------------------------------------------------


def camera_rays(x0: int, y0: int, x1: int, y1: int) -> Array:
    """Unit directions (n, 3) through the supersamples of a pixel rectangle, row by row."""
    x = (np.arange(x0 * SS, x1 * SS, dtype=np.float32) + 0.5) / SS - WIDTH / 2
    y = HEIGHT / 2 - (np.arange(y0 * SS, y1 * SS, dtype=np.float32) + 0.5) / SS
    rays = _FORWARD * _FOCAL + _RIGHT * x[None, :, None] + _UP * y[:, None, None]
    rays /= np.linalg.norm(rays, axis=2, keepdims=True)
    return np.asarray(rays.reshape(-1, 3), np.float32)


def screen_rectangle(solid: Solid) -> tuple[int, int, int, int] | None:
    """The pixel rectangle (x0, y0, x1, y1) that holds the solid, or None when it is out of view."""
    corners = np.array(np.meshgrid(*zip(solid.low, solid.high, strict=True))).reshape(3, -1).T - _EYE
    depth = np.maximum(corners @ _FORWARD, 0.3)
    x, y = WIDTH / 2 + _FOCAL * (corners @ _RIGHT) / depth, HEIGHT / 2 - _FOCAL * (corners @ _UP) / depth
    x0, x1 = (int(np.clip(v, 0, WIDTH)) for v in (x.min() - 1, x.max() + 2))
    y0, y1 = (int(np.clip(v, 0, HEIGHT)) for v in (y.min() - 1, y.max() + 2))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def covers_rows(solid: Solid, y0: int, y1: int) -> bool:
    """Whether the solid shows between two rows."""
    rectangle = screen_rectangle(solid)
    return rectangle is not None and rectangle[1] < y1 and rectangle[3] > y0


def dot(a: Array, b: Array) -> Array:
    """Row by row scalar product of (n, 3) arrays."""
    return np.asarray(np.einsum("ij,ij->i", a, b))


def slab(origin: Array, rays: Array, low: Point, high: Point) -> tuple[Array, Array, Array]:
    """Entry and exit of rays through a box, and the axis of the entry face."""
    near, far = np.full(len(rays), -np.inf, np.float32), np.full(len(rays), np.inf, np.float32)
    face = np.zeros(len(rays), np.intp)
    for axis in range(3):
        inverse = 1 / np.where(rays[:, axis] == 0, np.float32(1e-9), rays[:, axis])
        a, b = (low[axis] - origin[..., axis]) * inverse, (high[axis] - origin[..., axis]) * inverse
        entry = np.minimum(a, b)
        face[entry > near] = axis
        near, far = np.maximum(near, entry), np.minimum(far, np.maximum(a, b))
    return near, far, face


def _march(distance: Distance, rays: Array, near: Array, far: Array) -> Array:
    """Sphere tracing from `near` to `far`: the depth of each hit, inf for a miss."""
    depth, out = np.maximum(near, 0.05).astype(np.float32), np.full(len(rays), np.inf, np.float32)
    alive = np.arange(len(rays))
    for _ in range(70):
        step = distance(_EYE + rays[alive] * depth[alive, None])
        hit = step < 0.004
        out[alive[hit]] = depth[alive[hit]]
        depth[alive] += 0.85 * step
        alive = alive[~hit & (depth[alive] < far[alive])]
        if alive.size == 0:
            break
    return out


def _gradient(distance: Distance, points: Array) -> Array:
    """Unit normals of a distance function by central differences over a tetrahedron."""
    corners = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
    normal = sum(corner * distance(points + corner * np.float32(0.006))[:, None] for corner in corners)
    return np.asarray(normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9), np.float32)


def trace(rays: Array, solids: Sequence[Solid], ground: bool) -> Hits:
    """The nearest surface on each ray, painted."""
    n = len(rays)
    position, normal, albedo, emission = np.zeros((4, n, 3), np.float32)
    hits = Hits(np.full(n, np.inf, np.float32), position, normal, albedo, emission, np.zeros(n, np.float32))
    owner = np.full(n, -1)
    if ground:
        down = rays[:, 1] < -0.01
        hits.depth[down], owner[down] = -_EYE[1] / rays[down, 1], len(solids)
        hits.normal[down] = (0, 1, 0)
    for number, solid in enumerate(solids):
        near, far, axis = slab(_EYE, rays, solid.low, solid.high)
        pick = np.flatnonzero((near < far) & (far > 0) & (near < hits.depth))
        depth = near[pick] if solid.distance is None else _march(solid.distance, rays[pick], near[pick], far[pick])
        closer = depth < hits.depth[pick]
        pick = pick[closer]
        hits.depth[pick], owner[pick] = depth[closer], number
        if solid.distance is None:
            hits.normal[pick] = -np.sign(rays[pick]) * np.eye(3, dtype=np.float32)[axis[pick]]
    seen = np.isfinite(hits.depth)
    hits.position[seen] = _EYE + rays[seen] * hits.depth[seen, None]
    for number in np.unique(owner[seen]):
        pick = np.flatnonzero(owner == number)
        points = hits.position[pick]
        if number == len(solids):
            hits.albedo[pick] = _ground(points, hits.depth[pick])
            continue
        solid = solids[number]
        if solid.distance is not None:
            hits.normal[pick] = _gradient(solid.distance, points)
        normals = hits.normal[pick]
        hits.albedo[pick], hits.emission[pick] = solid.paint(points, normals)
        hits.normal[pick] = normals
        hits.gloss[pick] = solid.gloss
    hits.emission[~seen] = _sky(rays[~seen])
    return hits


# --- what things look like --------------------------------------------------------------------------------------


def _lookup(image: Array, u: Array, v: Array) -> Array:
    """Bilinear reading of `image` at columns `u` and rows `v` (n,), in pieces that cv2.remap can take."""
    across, down = (np.asarray(w, np.float32).reshape(-1, 1) for w in (u, v))
    out = np.zeros(len(across), np.float32)
    for i in range(0, len(out), 30000):
        piece = slice(i, i + 30000)
        out[piece] = cv2.remap(image, across[piece], down[piece], cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)[:, 0]
    return out


def _noise(u: Array, v: Array) -> Array:
    """Smooth value noise in [0, 1] with one feature per unit."""
    return _lookup(_LATTICE, np.mod(u, 256), np.mod(v, 256))


def ramp(low: float, high: float, value: Array) -> Array:
    """A smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _mix(base: Array, colour: Sequence[float], weight: Array) -> Array:
    """Blend `colour` over `base` (n, 3) with `weight` (n,), which may be boolean."""
    return np.asarray(base + (np.asarray(colour, np.float32) - base) * np.asarray(weight, np.float32)[:, None])


def _sky(rays: Array) -> Array:
    """A hazy town sky over the black outline of far roofs and trees."""
    azimuth, height = np.arctan2(rays[:, 0], rays[:, 2]), rays[:, 1]
    glow = np.exp(-np.maximum(height, 0) / 0.09)[:, None]
    sky = np.array([0.10, 0.13, 0.20]) + glow * np.array([0.17, 0.12, 0.07])
    bumps = [
        size * np.abs(np.sin(rate * azimuth)) for size, rate in ((0.016, 19), (0.011, 43), (0.005, 131), (0.003, 370))
    ]
    outline = 0.016 + np.sum(bumps, axis=0)
    return _mix(sky, (0.022, 0.027, 0.030), 1 - ramp(-0.001, 0.001, height - outline))


def _ground(points: Array, depth: Array) -> Array:
    """Albedo of road, kerbs, paving and lawn at ground points."""
    x, z = points[:, 0], points[:, 2]
    fade = np.clip(9 / depth, 0.08, 1)
    grain = (_noise(x * 45, z * 45) - 0.5) * fade + 0.6 * (_noise(x * 1.1, z * 0.5 + 40) - 0.5)
    wear = 0.35 * np.exp(-(((np.abs(x) - 1.6) ** 2 - 0.5) ** 2) / 0.12)
    road = np.outer(0.135 * (1 + 0.45 * grain - 0.4 * wear), (1.0, 0.99, 0.97))
    worn = 0.55 + 0.45 * ramp(0.25, 0.5, _noise(x * 9, z * 4))
    dash = (np.abs(x) < 0.06) & (np.mod(z, 6) < 3) | (np.abs(np.abs(x) - 2.85) < 0.05)
    road = _mix(road, (0.62, 0.62, 0.58), dash * worn)
    side = np.where(x > 0, x - 3.2, -x - 3.2)
    joint = (np.mod(side, 0.6) < 0.025) | (np.mod(z, 0.6) < 0.02)
    tint = 0.22 * (0.75 + 0.5 * _noise(np.floor(side / 0.6) * 3.7, np.floor(z / 0.6) * 5.3) + 0.3 * grain)
    paving = _mix(np.outer(tint, (1, 0.97, 0.92)), (0.07, 0.07, 0.065), joint * fade)
    blades = _noise(x * 28, z * 14) * fade + 0.5 * (1 - fade) + 0.7 * _noise(x * 1.7, z * 1.7)
    lawn = np.outer(0.035 + 0.075 * blades, (0.72, 1.0, 0.42))
    path = (x < -5.2) & (np.abs(z - 21.6) < 0.7)
    albedo = np.where((side < 0)[:, None], road, np.where(((side < 2) | path)[:, None], paving, lawn))
    return _mix(albedo, (0.34, 0.33, 0.31), (side >= 0) & (side < 0.16))


def plain(colour: Sequence[float], rough: float = 0.15, emit: float = 0.0) -> Paint:
    """Paint of one colour with a little mottling; `emit` makes it a lamp."""

    def paint(points: Array, normal: Array) -> tuple[Array, Array]:
        mottle = 1 + rough * (_noise(points[:, 0] * 9 + points[:, 2] * 7, points[:, 1] * 9) - 0.5)
        albedo = np.outer(mottle, colour)
        return albedo, albedo * emit

    return paint


def leaves(colour: Sequence[float]) -> Paint:
    """Foliage: small light and dark leaves; the normals are ruffled in place so that each leaf answers light alone."""

    def paint(points: Array, normal: Array) -> tuple[Array, Array]:
        x, y, z = points.T
        u, v = z * 31 + x * 23, y * 37 - x * 11 + z * 7
        normal += 1.6 * (np.stack([_noise(u + k, v + 3 * k) for k in (0, 40, 80)], axis=1) - 0.5)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        leaf = 0.25 + 0.9 * _noise(u + 9, v + 120) + 0.4 * _noise(z * 7 + x * 5, y * 9) + 0.3 * _noise(z * 2 + x, y * 3)
        return np.outer(leaf, colour), np.zeros_like(points)

    return paint


def bricks(windows: Sequence[tuple[float, float, float, float, bool]], tone: float) -> Paint:
    """A brick house; windows (z0, z1, y0, y1, lit) lie in the wall that faces the street."""

    def paint(points: Array, normal: Array) -> tuple[Array, Array]:
        x, y, z = points.T
        along = np.where(np.abs(normal[:, 0]) > 0.5, z, x)
        row = np.floor(y / 0.09)
        column = np.floor(along / 0.26 + 0.5 * np.mod(row, 2))
        tint = tone * (0.7 + 0.6 * _noise(column * 7.31, row * 3.17))
        mortar = (np.mod(y, 0.09) < 0.014) | (np.mod(along / 0.26 + 0.5 * np.mod(row, 2), 1) < 0.05)
        albedo = _mix(np.outer(tint, (1.0, 0.55, 0.42)), (0.30, 0.28, 0.26), mortar)
        albedo = _mix(albedo, (0.25, 0.25, 0.24), y < 0.45)
        emission = np.zeros_like(points)
        for z0, z1, y0, y1, lit in windows:
            inside = np.minimum(np.minimum(z - z0, z1 - z), np.minimum(y - y0, y1 - y))
            inside = np.where(normal[:, 0] > 0.5, inside, -1)
            bar = (np.abs(z - (z0 + z1) / 2) < 0.035) | (np.abs(y - y0 - 0.68 * (y1 - y0)) < 0.03)
            glass = (inside > 0.07) & ~bar
            albedo = _mix(_mix(albedo, (0.5, 0.5, 0.48), inside > 0), (0.03, 0.035, 0.04), glass)
            if lit:
                drape = ramp(0.22, 0.5, np.abs(2 * (z - z0) / (z1 - z0) - 1) - 0.25) * (0.75 + 0.25 * np.sin(z * 60))
                room = _mix(np.outer(0.75 + 0.5 * (y - y0) / (y1 - y0), (1.7, 1.15, 0.55)), (0.85, 0.36, 0.14), drape)
                emission = np.where(glass[:, None], room, emission)
        return albedo, emission

    return paint


# --- shapes -----------------------------------------------------------------------------------------------------


def _capsule(points: Array, a: Point, b: Point, ra: float, rb: float) -> Array:
    """Distance to a limb from `a` to `b` whose radius goes from `ra` to `rb`."""
    start, axis = np.asarray(a, np.float32), np.subtract(b, a).astype(np.float32)
    along = np.clip((points - start) @ axis / max(float(axis @ axis), 1e-9), 0, 1)
    return np.asarray(np.linalg.norm(points - start - along[:, None] * axis, axis=1) - (ra + (rb - ra) * along))


def _join(distances: Sequence[Array], soft: float) -> Array:
    """Smooth union."""
    out = distances[0]
    for other in distances[1:]:
        blend = np.clip(0.5 + 0.5 * (other - out) / soft, 0, 1)
        out = other + (out - other) * blend - soft * blend * (1 - blend)
    return out


def hedge(low: Point, high: Point, ripple: float = 0.13) -> Distance:
    """A clipped box with a leafy, lumpy surface."""
    centre, half = np.add(low, high) / 2, np.subtract(high, low) / 2 - ripple - 0.12

    def distance(points: Array) -> Array:
        q = np.abs(points - centre.astype(np.float32)) - half.astype(np.float32)
        box = np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(axis=1), 0) - 0.12
        x, y, z = points.T
        bend = np.sin(1.3 * z + 2.1 * y) + 0.7 * np.sin(3.7 * y - 2.9 * z + x)
        lumps = np.sin(4.1 * z + 1.7 * bend) * np.sin(3.7 * y + 3 * x + bend) + 0.5 * np.sin(
            13 * z + 3 * bend + 5 * x
        ) * np.sin(15 * y - 2 * bend)
        return np.asarray(0.8 * (box + 0.35 * ripple * lumps))

    return distance


def crown(centre: Point, radius: float) -> Distance:
    """A round tree crown of ruffled foliage."""

    def distance(points: Array) -> Array:
        x, y, z = (points - np.asarray(centre, np.float32)).T
        lumps = np.sin(2.3 * x + y) * np.sin(2.7 * y + z) + 0.5 * np.sin(6.1 * x + 3 * np.sin(2 * y)) * np.sin(
            6.7 * y + 5.3 * z
        )
        return np.asarray(0.7 * (np.sqrt(x * x + 1.2 * y * y + z * z) - radius * 0.85 + 0.2 * lumps))

    return distance


def roof(low: Point, high: Point) -> Distance:
    """A gable roof with its ridge along z."""
    middle, rise, run = (low[0] + high[0]) / 2, high[1] - low[1], (high[0] - low[0]) / 2
    scale = 1 / np.hypot(rise, run)

    def distance(points: Array) -> Array:
        slope = ((points[:, 1] - high[1]) * run + np.abs(points[:, 0] - middle) * rise) * scale
        ends = np.maximum(low[2] - points[:, 2], points[:, 2] - high[2])
        return np.asarray(np.maximum(np.maximum(slope, low[1] - points[:, 1]), ends))

    return distance


_PROFILE = np.array(
    (
        (-2.13, -2.2, -2.12, -1.6, -0.9, -0.35, 0.25, 1.05, 1.95, 2.19, 2.2, 2.0, -2.0),
        (0.34, 0.74, 0.97, 1.02, 1.4, 1.46, 1.43, 1.0, 0.87, 0.68, 0.36, 0.2, 0.2),
    ),
    np.float32,
).T
"""Side view of the car, (z, y) in metres, nose at +z."""


def _outline(z: Array, y: Array) -> Array:
    """Signed distance in the side view to the car's profile."""
    best, inside = np.full(z.shape, np.inf, np.float32), np.zeros(z.shape, bool)
    for (z0, y0), (z1, y1) in zip(_PROFILE, np.roll(_PROFILE, -1, axis=0), strict=True):
        ez, ey = z1 - z0, y1 - y0
        t = np.clip(((z - z0) * ez + (y - y0) * ey) / (ez * ez + ey * ey), 0, 1)
        best = np.minimum(best, (z - z0 - t * ez) ** 2 + (y - y0 - t * ey) ** 2)
        if ey != 0:
            inside ^= ((y0 > y) != (y1 > y)) & (z < z0 + ez * (y - y0) / ey)
    return np.where(inside, -1, 1) * np.sqrt(best)


def car_solid(x: float, z: float, heading: int, colour: Sequence[float], plate: str, lit: bool) -> Solid:
    """A saloon car standing at (x, z), nose towards heading * z."""
    centre, turn = np.array([x, 0, z], np.float32), np.array([heading, 1, heading], np.float32)

    def distance(points: Array) -> Array:
        across, y, along = ((points - centre) * turn).T
        across = np.abs(across)
        half = 0.87 - 0.13 * ramp(1.2, 2.3, np.abs(along)) - 0.36 * np.maximum(0, y - 0.92)
        side, flank = _outline(along, y), across - half
        corner = np.maximum(side + 0.09, 0) ** 2 + np.maximum(flank + 0.09, 0) ** 2
        body = np.minimum(np.maximum(side, flank) + 0.09, 0) + np.sqrt(corner) - 0.09
        wheel = np.hypot(np.abs(along) - 1.36, y - 0.31)
        tyre = np.maximum(wheel - 0.31, np.abs(across - 0.74) - 0.10)
        arch = np.maximum(wheel - 0.37, 0.60 - across)
        mirror = np.linalg.norm(np.stack([across - 0.91, (y - 0.99) * 1.4, along - 0.72]), axis=0) - 0.10
        return np.asarray(np.minimum(np.minimum(np.maximum(body, -arch), tyre), mirror * 0.7))

    def paint(points: Array, normal: Array) -> tuple[Array, Array]:
        across, y, along = ((points - centre) * turn).T
        return _car_paint(np.stack([across, y, along]), normal[:, 2] * heading, colour, plate, lit)

    return Solid((x - 1.06, 0, z - 2.25), (x + 1.06, 1.5, z + 2.25), paint, distance, gloss=1.0)


def _car_paint(local: Array, front: Array, colour: Sequence[float], plate: str, lit: bool) -> tuple[Array, Array]:
    """Paint, glass, lamps, tyres and plate by place on the car; `front` is the normal's share along the car."""
    across, y, along = local
    wide, wheel = np.abs(across), np.hypot(np.abs(along) - 1.36, y - 0.31)
    albedo = np.tile(np.asarray(colour, np.float32), (len(y), 1))
    seam = ((np.abs(along + 0.25) < 0.012) | (np.abs(along - 0.95) < 0.012)) & (y > 0.35) & (y < 1.0)
    albedo = _mix(albedo, (0.02, 0.02, 0.02), seam & (wide > 0.5))
    pillar = (np.abs(along + 0.28) < 0.05) | (y > 1.37) | (y < 1.0)
    sides = (np.abs(front) < 0.3) & (wide > 0.5) & (along > -1.15) & (along < 0.80 - (y - 1.0) * 1.1)
    screens = (np.abs(front) > 0.2) & (y > 1.01) & (wide < 0.80 - 0.36 * (y - 0.92)) & (np.abs(along + 0.1) > 0.4)
    albedo = _mix(albedo, (0.02, 0.022, 0.025), (sides & ~pillar) | (screens & (y < 1.42)))
    ahead, behind = along > 1.9, along < -1.9
    slats = 0.03 + 0.05 * (np.mod(y, 0.05) < 0.018)
    albedo = np.where((ahead & (wide < 0.44) & (y > 0.57) & (y < 0.72))[:, None], slats[:, None], albedo)
    albedo = _mix(albedo, (0.025, 0.025, 0.025), (y < 0.30) | (ahead & (wide < 0.6) & (y < 0.355)))
    albedo = _mix(albedo, (0.30, 0.02, 0.015), behind & (wide > 0.42) & (y > 0.66) & (y < 0.84))
    albedo = _mix(albedo, (0.6, 0.6, 0.6), ahead & (wide > 0.47) & (wide < 0.80) & (y > 0.58) & (y < 0.74))
    tyre = (wheel < 0.315) & (wide > 0.6)
    spokes = (wheel < 0.205) & (np.cos(5 * np.arctan2(y - 0.31, np.abs(along) - 1.36)) > -0.35)
    albedo = _mix(
        _mix(albedo, (0.022, 0.022, 0.022), tyre | (wheel < 0.375) & (wide > 0.55)), (0.4,) * 3, tyre & spokes
    )
    u, v = 0.5 - across * np.sign(along) / 0.54, (y - 0.385) / 0.135
    face = (np.abs(along) > 2.0) & (np.abs(front) > 0.5) & (u > 0) & (u < 1) & (v > 0) & (v < 1)
    albedo[face] = _lookup(_plate(plate), u[face] * 539, (1 - v[face]) * 134)[:, None]
    beam = np.hypot((wide - 0.64) / 1.4, y - 0.66) < 0.062
    emission = np.outer(ahead & beam & lit, (110.0, 105.0, 96.0))
    return albedo, emission


@lru_cache(maxsize=2)
def _plate(text: str) -> Array:
    """The number plate's reflectance, 540 x 135 mm at 1 mm."""
    plate = np.full((135, 540), 0.66, np.float32)
    cv2.rectangle(plate, (5, 5), (534, 129), 0.08, 4)
    for number, character in enumerate(text):
        glyph = np.zeros((160, 160), np.uint8)
        cv2.putText(glyph, character, (20, 130), cv2.FONT_HERSHEY_SIMPLEX, 4.0, 255, 10, cv2.LINE_AA)
        x, y, width, height = cv2.boundingRect(glyph)
        letter = cv2.resize(glyph[y : y + height, x : x + width], (54, 92), interpolation=cv2.INTER_AREA)
        left = 25 + 72 * number
        plate[22:114, left : left + 54] *= 1 - 0.92 / 255 * letter.astype(np.float32)
    return plate


def _body(phase: float) -> list[tuple[Sequence[float], float, list[Limb]]]:
    """Colour, softness of the joints and limbs of a walking person, facing +z, at a phase (radians) of the gait."""
    trousers: list[Limb] = []
    jacket: list[Limb] = [
        ((0, 1.02, 0), (0, 1.34, 0.03), 0.155, 0.165),
        ((-0.06, 0.97, 0), (0.06, 0.97, 0), 0.135, 0.135),
    ]
    jacket.append(((-0.15, 1.40, 0.02), (0.15, 1.40, 0.02), 0.085, 0.085))
    skin: list[Limb] = [
        ((0, 1.62, 0.05), (0, 1.70, 0.04), 0.082, 0.098),
        ((0, 1.46, 0.02), (0, 1.58, 0.04), 0.058, 0.055),
    ]
    skin.append(((0, 1.64, 0.13), (0, 1.67, 0.125), 0.02, 0.014))
    shoes: list[Limb] = []
    for side, swing in ((-1, float(np.sin(phase))), (1, -float(np.sin(phase)))):
        hip, bend = 0.42 * swing, 0.12 + 0.75 * max(0.0, -side * float(np.cos(phase))) ** 1.5
        knee = (side * 0.095, 0.90 - 0.43 * np.cos(hip), 0.43 * np.sin(hip))
        ankle = (side * 0.10, knee[1] - 0.41 * np.cos(hip - bend), knee[2] + 0.41 * np.sin(hip - bend))
        trousers += [((side * 0.085, 0.94, 0), knee, 0.098, 0.068), (knee, ankle, 0.068, 0.052)]
        toe = (ankle[0] + side * 0.02, max(ankle[1] - 0.05, 0.03), ankle[2] + 0.17)
        shoes.append(((ankle[0], ankle[1] - 0.02, ankle[2] - 0.03), toe, 0.052, 0.042))
        arm, fold = -0.40 * swing, 0.35 - 0.25 * swing
        elbow = (side * 0.25, 1.40 - 0.29 * np.cos(arm), 0.02 + 0.29 * np.sin(arm))
        wrist = (side * 0.24, elbow[1] - 0.25 * np.cos(arm + fold), elbow[2] + 0.25 * np.sin(arm + fold))
        jacket += [((side * 0.20, 1.40, 0.02), elbow, 0.072, 0.056), (elbow, wrist, 0.056, 0.045)]
        skin.append((wrist, (wrist[0], wrist[1] - 0.06, wrist[2] + 0.03), 0.042, 0.036))
    hair: list[Limb] = [((0, 1.70, -0.01), (0, 1.735, 0.03), 0.103, 0.100)]
    cloth = [((0.045, 0.055, 0.085), 0.03, trousers), ((0.34, 0.10, 0.07), 0.04, jacket), ((0.02,) * 3, 0.01, shoes)]
    return [*cloth, ((0.42, 0.28, 0.21), 0.03, skin), ((0.03, 0.022, 0.018), 0.03, hair)]


def walker_solid(x: float, z: float, phase: float) -> Solid:
    """A person at (x, z) walking towards -z."""
    centre, turn = np.array([x, 0.02 * np.cos(2 * phase), z], np.float32), np.array([-1, 1, -1], np.float32)
    parts = _body(phase)
    colours = np.array([colour for colour, _, _ in parts], np.float32)

    def distances(points: Array) -> Array:
        local = (points - centre) * turn
        return np.array([_join([_capsule(local, *limb) for limb in limbs], soft) for _, soft, limbs in parts])

    def distance(points: Array) -> Array:
        return np.asarray(distances(points).min(axis=0))

    def paint(points: Array, normal: Array) -> tuple[Array, Array]:
        return colours[distances(points).argmin(axis=0)], np.zeros_like(points)

    return Solid((x - 0.45, 0, z - 0.7), (x + 0.45, 1.9, z + 0.7), paint, distance)
