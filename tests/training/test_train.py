"""Trainings, short ones: they learn, repeat themselves, go on where they stopped, and end in a checkpoint."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from lle_studio.cli import main
from lle_studio.core.errors import Cancelled, SourceError, UsageError
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.estimator.network import NetworkConfig
from lle_studio.resources import model_path, resource_path
from lle_studio.training.card import write_run
from lle_studio.training.config import ExampleShares, LossWeights, TrainingConfig, read_config
from lle_studio.training.mix import read_mix
from lle_studio.training.sets import TrainingSets, generate_pairs, load_sets
from lle_studio.training.train import source_psnr, train, validate

SMALL = NetworkConfig(stem=8, branch=8, merge=16, deep=16, repeats=1, shadows=True)
CONFIG = TrainingConfig(name="small", steps=12, batch=4, network=SMALL)


@pytest.fixture(scope="module")
def sets() -> TrainingSets:
    return TrainingSets(pairs=generate_pairs(24, 32, seed=1), validation=generate_pairs(6, 32, seed=2))


def test_a_short_training_beats_the_identity_and_follows_the_level(sets: TrainingSets) -> None:
    run = train(replace(CONFIG, steps=150, batch=8, loss=LossWeights(tint=0.05, falling=0.01)), sets)
    psnr, miss = validate(run.average, sets.validation)
    assert psnr > source_psnr(sets.validation) + 3
    assert miss < 0.2
    assert run.reports[-1].psnr == pytest.approx(psnr, abs=0.001)


@pytest.mark.parametrize("printed", [False, True])
def test_the_papers_objective_trains(sets: TrainingSets, printed: bool) -> None:
    config = TrainingConfig(
        name="paper-like",
        objective="paper",
        steps=100,
        batch=8,
        network=NetworkConfig(stem=8, branch=8, merge=16, monotone=False, conditioned=False),
        loss=LossWeights(image=0.3, histogram=0.2, exposure=0.2, variance=0.3, variance_as_printed=printed),
        shares=ExampleShares(lit=0.2, reexposed=0.0),
    )
    run = train(config, sets)
    psnr, _ = validate(run.average, sets.validation)
    assert psnr > source_psnr(sets.validation) + 2
    curves = run.average(torch.zeros(1, 3, 64, 64), torch.tensor([0.6]))
    assert curves.min() >= 0
    assert curves.max() <= 1


def test_the_last_steps_make_the_network_steadier(sets: TrainingSets) -> None:
    """Two frames that differ by noise alone get curves closer to each other where steadiness was asked for."""
    found = []
    for steady in (0.0, 30.0):
        config = replace(CONFIG, steps=100, batch=8, loss=LossWeights(steady=steady), steady_steps=60, steady_rate=1e-3)
        run = train(config, sets)
        assert run.step == 160
        noise = np.random.default_rng(3).normal(0, 2, sets.validation.low.shape)
        frames = [sets.validation.low, np.clip(np.rint(sets.validation.low + noise), 0, 255)]
        first, second = (
            run.average(torch.from_numpy(f).permute(0, 3, 1, 2).float() / 127.5 - 1, torch.full((6,), 0.6))
            for f in frames
        )
        found.append((first - second).abs().mean().item())
    assert found[1] < 0.8 * found[0]


def test_a_run_repeats_itself_and_another_seed_does_not(sets: TrainingSets) -> None:
    first, second, other = (train(replace(CONFIG, seed=seed), sets) for seed in (1, 1, 2))
    assert [r.loss for r in first.reports] == [r.loss for r in second.reports]
    for a, b in zip(first.average.state_dict().values(), second.average.state_dict().values(), strict=True):
        assert torch.equal(a, b)
    assert not torch.equal(first.average.head.weight, other.average.head.weight)


def test_an_interrupted_run_ends_with_the_weights_of_one_that_was_not(tmp_path: Path, sets: TrainingSets) -> None:
    state, steps = tmp_path / "run.state", iter(range(100))
    with pytest.raises(Cancelled):
        train(CONFIG, sets, state=state, cancelled=lambda: next(steps) == 5)
    seen: list[int] = []
    resumed = train(CONFIG, sets, state=state, progress=lambda step, report: seen.append(step))
    whole = train(CONFIG, sets)
    assert seen[0] == 6
    assert not state.exists()
    for a, b in zip(resumed.average.state_dict().values(), whole.average.state_dict().values(), strict=True):
        assert torch.equal(a, b)


def test_a_state_of_another_configuration_or_a_broken_one_is_not_gone_on_from(
    tmp_path: Path, sets: TrainingSets
) -> None:
    state, steps = tmp_path / "run.state", iter(range(100))
    with pytest.raises(Cancelled):
        train(CONFIG, sets, state=state, cancelled=lambda: next(steps) == 3)
    seen: list[int] = []
    train(replace(CONFIG, seed=9), sets, state=state, progress=lambda step, report: seen.append(step))
    assert seen[0] == 1
    state.write_bytes(b"broken")
    train(CONFIG, sets, state=state, progress=lambda step, report: seen.append(step))
    assert seen[12] == 1


def test_a_finished_run_is_a_checkpoint_the_product_loads(tmp_path: Path, sets: TrainingSets) -> None:
    run = train(CONFIG, sets)
    path = tmp_path / "new" / "small.safetensors"
    write_run(run, "lle-studio train", path, tmp_path)
    picture = np.kron(sets.validation.low[0].transpose(2, 0, 1), np.ones((8, 8), np.uint8))  # 256 x 256 as it is
    estimator = CurveEstimator(path)
    curves = estimator.curves(estimator.features(picture), 0.5).values
    with torch.inference_mode():
        expected = run.average(torch.from_numpy(picture)[None].float() / 127.5 - 1, torch.tensor([0.5]))[0]
    assert np.abs(curves - expected.numpy()).max() < 1e-5
    card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["training"]["configuration"]["seed"] == 1
    assert card["training"]["configuration"]["network"]["deep"] == 16
    rows = list(csv.DictReader(path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()))
    assert rows[-1]["step"] == "12"
    assert float(rows[-1]["psnr"]) == card["validation"]["psnr_db_at_reference_level"]


@pytest.mark.parametrize("name", ["studio", "paper", "quick"])
def test_the_shipped_configurations_are_valid(name: str) -> None:
    config = read_config(resource_path(f"training/{name}.toml"))
    assert config.name == name
    assert (config.objective == "paper") == (name == "paper")


def test_the_papers_configuration_is_the_papers() -> None:
    config = read_config(resource_path("training/paper.toml"))
    loss = config.loss
    assert (loss.image, loss.histogram, loss.exposure, loss.variance) == (0.3, 0.2, 0.2, 0.3)
    assert (config.mix, config.references) == (1050, "boosted")
    assert not config.network.monotone


def test_the_pictures_behind_the_papers_weights_are_on_record(tmp_path: Path) -> None:
    mix = read_mix(model_path("paper.mix.json"), tmp_path)
    kinds = [entry.kind for entry in mix.entries]
    assert (mix.asked, kinds.count("dark"), kinds.count("lit")) == (1050, 840, 210)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps = ", "not TOML"),
        ("stepps = 3", "'stepps' is not known"),
        ("steps = 0", "at least one step"),
        ("steps = 2.5", "whole number"),
        ('steps = "many"', "number"),
        ("[network]\nwidth = 3", "'width' is not known"),
        ('pairs = "lol"', "list"),
        ('objective = "other"', "paper or studio"),
        ('objective = "paper"', "conditioned = false"),
    ],
)
def test_a_wrong_configuration_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_config(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


def test_folders_that_are_not_there_are_named(tmp_path: Path) -> None:
    config = replace(CONFIG, pairs=("mine/train",), validation=("mine/val",))
    with pytest.raises(SourceError, match="--data"):
        load_sets(config, tmp_path)
    with pytest.raises(UsageError, match="validation"):
        load_sets(replace(config, validation=()), tmp_path)


def test_the_quick_configuration_needs_no_data_and_beats_the_dark_pictures(tmp_path: Path) -> None:
    out = tmp_path / "quick.safetensors"
    assert main(["train", "--config", "quick", "--out", str(out)]) == 0
    validation = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))["validation"]
    assert validation["psnr_db_at_reference_level"] > validation["psnr_db_of_the_dark_pictures"] + 5
    assert main(["train", "--config", "quick", "--out", str(out)]) == 4  # weights are never written over


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "x.safetensors")
    for arguments, code, said in (
        (["--config", str(tmp_path / "none.toml"), "--out", out], 2, "cannot be read"),
        (["--config", "quick", "--out", str(tmp_path / "x.pt")], 2, "end in .safetensors"),
        (["--config", "studio", "--data", str(tmp_path), "--out", out], 3, "--data"),
    ):
        assert main(["train", *arguments]) == code
        assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
