"""A Hamiltonian MLP through leapfrog steps with SGD, in eager PyTorch."""

import torch

from serve import serve

NAMES = ["w1", "b1", "w2", "b2", "w3"]


def energy(weights, q, p):
    w1, b1, w2, b2, w3 = weights
    x = torch.cat([q, p], 1)
    return (torch.tanh(torch.tanh(x @ w1 + b1) @ w2 + b2) @ w3).sum()


def by_q(weights, q, p):
    # A view of its own: p may depend on q, and the derivative is the partial one.
    q = q.view_as(q)
    return torch.autograd.grad(energy(weights, q, p), q, create_graph=True)[0]


def by_p(weights, q, p):
    p = p.view_as(p)
    return torch.autograd.grad(energy(weights, q, p), p, create_graph=True)[0]


def loss_of(weights, data, dt, steps):
    q, p = (data[name].clone().requires_grad_() for name in ["q", "p"])
    for _ in range(steps):
        p = p - dt / 2 * by_q(weights, q, p)
        q = q + dt * by_p(weights, q, p)
        p = p - dt / 2 * by_q(weights, q, p)
    return ((q - data["targetQ"]) ** 2 + (p - data["targetP"]) ** 2).mean()


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    weights = [tensors[name].requires_grad_() for name in NAMES]

    def step():
        nonlocal weights
        loss = loss_of(weights, tensors, options["dt"], options["steps"])
        gradients = torch.autograd.grad(loss, weights)
        rate = options["learningRate"]
        weights = [(w - rate * g).detach().requires_grad_() for w, g in zip(weights, gradients)]
        return loss.detach()

    return step


serve(make_step)
