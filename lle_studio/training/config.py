"""What a training run is told: one TOML file, kept whole in the model card."""

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from lle_studio.core.errors import UsageError
from lle_studio.estimator.network import PAPER_LEVEL, NetworkConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class LossWeights:
    """Weights of the losses; those of the other objective have no effect."""

    image: float = 1.0
    """L_img, Eq. 1 of the paper."""
    image_scale: float = 12.0
    """Paper: what one unit of mean square, of samples in [0, 1], is in Eq. 1 (see ``paper_loss``)."""
    histogram: float = 0.5
    """Paper: L_hmse, Eq. 2. Studio: distance of the cumulated histograms."""
    exposure: float = 0.1
    """Paper: L_exp, Eq. 3. Studio: difference of the mean luminances."""
    variance: float = 0.0
    """Paper: of 1 - L_var, Eq. 4."""
    variance_as_printed: bool = False
    """Paper: whether Eq. 4 is taken as printed instead of as a variance."""
    roughness: float = 2e-4
    """Studio: second differences of the curves."""
    tint: float = 0.0
    """Studio: distance of the three curves from their mean."""
    falling: float = 0.0
    """Studio: curves that fall when L rises."""
    steady: float = 2.0
    """Studio, in the last ``steady_steps``: difference between the results of two frames of one scene."""
    natural: float = 0.1
    """Studio: squared error of the natural exposure level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleShares:
    """Shares of the examples, each in [0, 1]."""

    lit: float = 0.15
    """Inputs that are references themselves, so that lit pictures keep their tones (the paper: 0.2)."""
    synthetic: float = 0.0
    """Of all: dark pictures made by the camera model from references and photographs."""
    islands: float = 0.4
    """Of the synthetic: lit islands in unlit ground."""
    reexposed: float = 0.6
    """Of the dark ones of pairs: shown in a darker or lighter exposure than their own."""
    overlaid: float = 0.0
    """Of all: letterbox bars, clocks and lamps laid over the dark picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """Everything a run depends on, apart from the pictures themselves."""

    name: str
    """Of the checkpoint."""
    objective: Literal["paper", "studio"] = "studio"
    """``paper``: the four losses of Lim and Kim at L = 0.6. ``studio``: the family Y / T^g over all L."""
    references: Literal["original", "boosted"] = "original"
    """Whether references are as they are, or brightened by LIME (paper, section 2.2)."""
    pairs: tuple[str, ...] = ()
    """Folders of pairs, relative to the data folder. None: pictures are generated."""
    photos: tuple[str, ...] = ()
    """Folders of well-lit photographs for the camera model."""
    validation: tuple[str, ...] = ()
    """Folders of pairs to judge by."""
    mix: int = 0
    """Pictures of the paper's mix (1,050, of which 20 % normally lit); 0 takes every pair each epoch."""
    seed: int = 1
    steps: int = 7000
    steady_steps: int = 0
    """Steps made after these, in which every picture is shown as two frames of a video, so that the network learns to
    hold still. Dropout is off and the batch norms' statistics are kept then: both would make the frames differ."""
    half_size: float = 0.5
    """Share of the steps, from the first, made on pictures of half the size, where one costs a quarter."""
    batch: int = 16
    learning_rate: float = 2e-3
    """Of AdamW at its height: warmed up over 100 steps, then a cosine down to a hundredth."""
    steady_rate: float = 2e-4
    """Learning rate of the steady steps at its height: a cosine down to a hundredth."""
    ema: float = 0.998
    """Decay of the running mean of the weights that is saved."""
    level_range: tuple[float, float] = (0.25, 0.85)
    """Exposure levels L a studio network is trained for."""
    network: NetworkConfig = field(default_factory=NetworkConfig)
    loss: LossWeights = field(default_factory=LossWeights)
    shares: ExampleShares = field(default_factory=ExampleShares)

    def __post_init__(self) -> None:
        if self.objective not in ("paper", "studio") or self.references not in ("original", "boosted"):
            raise UsageError("The objective is paper or studio, and the references are original or boosted.")
        if self.steps < 1 or self.batch < 1:
            raise UsageError("A training needs at least one step and one picture a batch.")
        if self.objective == "paper" and self.network.conditioned:
            raise UsageError(f"The paper's objective knows L = {PAPER_LEVEL} only: set conditioned = false.")

    @property
    def all_steps(self) -> int:
        """Steps of the whole run."""
        return self.steps + self.steady_steps

    def described(self) -> dict[str, Any]:
        """The configuration as plain JSON values, for the card."""
        return asdict(self)


TABLES: dict[str, type] = {"network": NetworkConfig, "loss": LossWeights, "shares": ExampleShares}


def read_config(path: Path) -> TrainingConfig:
    """Reads a configuration.

    Raises:
        UsageError: the file cannot be read, is not TOML, or holds a key or value that is not known.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"The configuration {path} cannot be read ({error.strerror}): check the path.") from error
    except ValueError as error:
        raise UsageError(f"The configuration {path} is not TOML ({error}): mend it.") from error
    try:
        for name, kind in TABLES.items():
            values[name] = _build(kind, values.get(name, {}))
        config: TrainingConfig = _build(TrainingConfig, {"name": path.stem} | values)
    except (TypeError, ValueError) as error:
        raise UsageError(f"The configuration {path} does not fit: {error}.") from error
    return config


def _build(kind: type, values: dict[str, Any]) -> Any:
    """Makes a configuration object of a TOML table, checking names and types by those of the defaults."""
    known = {f.name: f for f in fields(kind)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{name!r} is not known; known are {', '.join(known)}")
        if isinstance(value, list):
            values[name] = tuple(value)
        default = known[name].default
        if isinstance(default, bool) != isinstance(values[name], bool) and name not in TABLES and name != "name":
            raise ValueError(f"{name!r} has the wrong type")
        if isinstance(default, int | float) and not isinstance(value, int | float):
            raise ValueError(f"{name!r} must be a number")
        if isinstance(default, int) and isinstance(value, float):
            raise ValueError(f"{name!r} must be a whole number")
        if isinstance(default, tuple) and not isinstance(values[name], tuple):
            raise ValueError(f"{name!r} must be a list")
    return kind(**values)
