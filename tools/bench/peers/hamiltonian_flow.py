"""A Neural Hamiltonian Flow trained on its evidence lower bound with Adam, in eager PyTorch."""

import math

import torch
import torch.nn.functional as F

from serve import serve


def mlp(tensors, path, x, activation):
    for layer in (0, 2, 4):
        x = x @ tensors[f"{path}.{layer}.kernel"]
        bias = tensors.get(f"{path}.{layer}.bias")
        x = x if bias is None else x + bias
        x = activation(x) if layer < 4 else x
    return x


def gradient(tensors, path, x):
    return torch.autograd.grad(mlp(tensors, path, x, F.softplus).sum(), x, create_graph=True)[0]


def evidence(tensors, options):
    samples, noise = tensors["samples"], tensors["noise"]
    log_variance = mlp(tensors, "logVariance", samples, F.relu)
    q = samples.clone().requires_grad_()
    p = mlp(tensors, "mean", samples, F.relu) + torch.exp(0.5 * log_variance) * noise
    dt = -options["dt"]
    for block in reversed(range(options["blocks"])):
        potential, kinetic = f"blocks.{block}.potential", f"blocks.{block}.kinetic"
        force = gradient(tensors, potential, q)
        for _ in range(options["leapfrogSteps"]):
            p = p - dt / 2 * force
            q = q + dt * gradient(tensors, kinetic, p)
            force = gradient(tensors, potential, q)
            p = p - dt / 2 * force
    prior = -0.5 * (q**2 + p**2).sum(1)
    encoder = -0.5 * (log_variance + noise**2).sum(1)
    return (prior - encoder).mean() - 0.5 * samples.shape[1] * math.log(2 * math.pi)


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    parameters = [tensors[name].requires_grad_() for name in tensors if name not in ("samples", "noise")]
    adam = torch.optim.Adam(
        parameters, options["learningRate"], (options["beta1"], options["beta2"]), options["epsilon"]
    )

    def step():
        adam.zero_grad(set_to_none=True)
        loss = -evidence(tensors, options)
        loss.backward()
        adam.step()
        return loss.detach()

    return step


serve(make_step)
