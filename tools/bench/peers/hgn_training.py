"""Trains a Hamiltonian Generative Network in eager PyTorch by the clock, and foresees films that it has not seen.

Answers {"setup": ...} once, then {"train": {"until": seconds}}, which goes on until the clock of the training stands
there, and {"foresee": {...}} and {"weights": {...}}, off the clock. The clock is of the wall or, where other work runs on the machine, of the
processor: the time of all threads over their number.
"""

import time

import numpy
import torch

from hgn_model import (
    channels_first,
    channels_last,
    decode,
    encode,
    make_adam,
    make_objective,
    pixel_values,
    positions,
    terms,
)
from serve import answer, read_tensors

FRAMES_AT_ONCE = 160


def read_films(films):
    """[trajectories, frames, height, width, channels] of uint8."""
    shape = [films[name] for name in ("trajectories", "length", "height", "width", "channels")]
    return torch.from_numpy(numpy.memmap(films["file"], numpy.uint8, "c", shape=tuple(shape)))


def stacked(frames):
    """Frames of each film, [films, frames, height, width, channels], side by side in channels, which come first."""
    return frames.permute(0, 1, 4, 2, 3).flatten(1, 2).float() / 255


class Training:
    def __init__(self, setup):
        torch.set_num_threads(setup["threads"])
        self.generator = torch.Generator().manual_seed(setup["seed"])
        self.options = setup["options"]
        self.model, self.protocol = self.options["model"], self.options["protocol"]
        self.tensors = {
            name: channels_first(name, array).requires_grad_() for name, array in read_tensors(setup["file"]).items()
        }
        self.films, self.dt = read_films(setup["films"]), setup["films"]["dt"]
        self.unseen = read_films(setup["unseen"])
        self.adam = make_adam(list(self.tensors.values()), self.options["optimiser"])
        self.objective = make_objective(self.options["objective"])
        self.threads, self.wall = setup["threads"], setup["clock"] == "wall"
        self.seconds, self.steps = 0.0, 0
        with torch.no_grad():
            self.latent_shape = encode(self.tensors, self.model, self.first_frames()[:1])[0].shape[1:]

    def now(self):
        return time.perf_counter() if self.wall else time.process_time() / self.threads

    def first_frames(self):
        return stacked(self.unseen[:, : self.model["inputFrames"]])

    def draw(self, low, high, count):
        """Whole numbers from low to high, both included."""
        return torch.randint(low, high + 1, (count,), generator=self.generator)

    def stratified(self, total, chosen):
        """One number below total from each of equally long stretches."""
        edges = [i * total // chosen for i in range(chosen + 1)]
        return torch.cat([self.draw(low, high - 1, 1) for low, high in zip(edges, edges[1:])])

    def batch(self):
        """Films drawn at random, the first of the batch backward in time where the protocol says so."""
        size, inputs, steps = self.options["training"]["batchSize"], self.model["inputFrames"], self.protocol["steps"]
        at = {"first": 0, "middle": (inputs - 1) // 2, "last": inputs - 1}[self.protocol["stateAt"]]
        backward = round(size * self.protocol["backwardFraction"])
        length = self.films.shape[1]
        starts = torch.cat(
            (
                self.draw(max(0, steps - at), length - inputs, backward) if backward else torch.empty(0, dtype=int),
                self.draw(0, min(length - inputs, length - 1 - steps - at), size - backward),
            )
        )
        directions = torch.ones(size, dtype=int)
        directions[:backward] = -1
        per_film = self.protocol["framesPerSample"]
        if per_film == "all":
            chosen = torch.arange(steps + 1).expand(size, -1)
        else:
            chosen = torch.stack([self.stratified(steps + 1, per_film) for _ in range(size)])
        film = self.draw(0, self.films.shape[0] - 1, size)[:, None]
        seen = self.films[film, starts[:, None] + torch.arange(inputs)]
        targets = self.films[film, starts[:, None] + at + directions[:, None] * chosen]
        rows = torch.arange(size)[:, None] * (steps + 1) + chosen
        return {
            "inputs": stacked(seen),
            "targets": stacked(targets.flatten(0, 1)[:, None]),
            "noise": torch.randn((size, *self.latent_shape), generator=self.generator),
            "dt": directions * self.dt,
            "chosen": None if per_film == "all" else rows.flatten(),
        }

    def step(self):
        batch = self.batch()
        self.adam.zero_grad(set_to_none=True)
        mse, kl = terms(self.tensors, self.model, batch, self.protocol["steps"])
        loss = self.objective.loss(mse, kl / pixel_values(self.options))
        loss.backward()
        self.adam.step()
        self.objective.update(mse.detach())
        self.steps += 1
        return loss.item()

    def train(self, request):
        begun, before, loss = self.now(), self.seconds, None
        while self.seconds < request["until"]:
            loss = self.step()
            self.seconds = before + self.now() - begun
        return {"seconds": self.seconds, "steps": self.steps, "loss": loss}

    def foresee(self, request):
        """Frames of the unseen films that follow their first ones, as float32 with channels last, in a file."""
        first, count = request["firstStep"], request["frames"]
        with open(request["file"], "wb") as file:
            for part in self.first_frames().split(16):
                dt = torch.full((part.shape[0],), self.dt)
                mean, _ = encode(self.tensors, self.model, part)
                q = positions(self.tensors, self.model, mean, dt, first + count - 1)[:, first:].detach()
                with torch.no_grad():
                    for states in q.flatten(0, 1).split(FRAMES_AT_ONCE):
                        frames = decode(self.tensors, self.model, states)
                        file.write(frames.permute(0, 2, 3, 1).contiguous().numpy().tobytes())
        return {}

    def weights(self, request):
        """All weights as float32 in a file, one after the other in the order asked for, kernels as they came."""
        with open(request["file"], "wb") as file:
            for name in request["names"]:
                file.write(channels_last(self.tensors[name].detach()).numpy().tobytes())
        return {}


training = None


def setup(request):
    global training
    training = Training(request)
    return {"parameters": sum(tensor.numel() for tensor in training.tensors.values())}


answer(
    {
        "setup": setup,
        "train": lambda request: training.train(request),
        "foresee": lambda request: training.foresee(request),
        "weights": lambda request: training.weights(request),
    }
)
