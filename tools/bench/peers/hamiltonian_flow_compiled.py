"""A Neural Hamiltonian Flow trained on its evidence lower bound with Adam, one step as one function of torch.compile."""

import math

import torch
import torch.nn.functional as F

from serve import serve


def mlp(parameters, path, x, activation):
    for layer in (0, 2, 4):
        x = x @ parameters[f"{path}.{layer}.kernel"]
        bias = parameters.get(f"{path}.{layer}.bias")
        x = x if bias is None else x + bias
        x = activation(x) if layer < 4 else x
    return x


def energy(x, parameters, path):
    return mlp(parameters, path, x, F.softplus).sum()


gradient = torch.func.grad(energy)


def loss_of(parameters, data, options):
    samples, noise = data["samples"], data["noise"]
    log_variance = mlp(parameters, "logVariance", samples, F.relu)
    q = samples
    p = mlp(parameters, "mean", samples, F.relu) + torch.exp(0.5 * log_variance) * noise
    dt = -options["dt"]
    for block in reversed(range(options["blocks"])):
        potential, kinetic = f"blocks.{block}.potential", f"blocks.{block}.kinetic"
        force = gradient(q, parameters, potential)
        for _ in range(options["leapfrogSteps"]):
            p = p - dt / 2 * force
            q = q + dt * gradient(p, parameters, kinetic)
            force = gradient(q, parameters, potential)
            p = p - dt / 2 * force
    prior = -0.5 * (q**2 + p**2).sum(1)
    encoder = -0.5 * (log_variance + noise**2).sum(1)
    return -((prior - encoder).mean() - 0.5 * samples.shape[1] * math.log(2 * math.pi))


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    data = {name: tensors.pop(name) for name in ("samples", "noise")}
    zeros = {name: torch.zeros_like(tensor) for name, tensor in tensors.items()}
    state = (tensors, zeros, zeros, torch.zeros(()))
    rate, epsilon = options["learningRate"], options["epsilon"]
    beta1, beta2 = options["beta1"], options["beta2"]

    @torch.compile(fullgraph=True, dynamic=False)
    def update(state, data):
        parameters, first, second, count = state
        gradients, loss = torch.func.grad_and_value(loss_of)(parameters, data, options)
        count = count + 1
        first = {n: beta1 * first[n] + (1 - beta1) * g for n, g in gradients.items()}
        second = {n: beta2 * second[n] + (1 - beta2) * g * g for n, g in gradients.items()}
        weight1, weight2 = 1 - beta1**count, 1 - beta2**count
        parameters = {
            n: p - rate * (first[n] / weight1) / (torch.sqrt(second[n] / weight2) + epsilon)
            for n, p in parameters.items()
        }
        return (parameters, first, second, count), loss

    def step():
        nonlocal state
        with torch.no_grad():
            state, loss = update(state, data)
        return loss

    return step


serve(make_step)
