"""A Hamiltonian MLP through leapfrog steps with SGD, one step as one function of torch.compile (Inductor, C++).

Gradients by torch.func: torch.compile refuses a second backward pass through torch.autograd, but traces these.
"""

import torch

from serve import serve

NAMES = ["w1", "b1", "w2", "b2", "w3"]


def energy(weights, q, p):
    x = torch.cat([q, p], 1)
    hidden = torch.tanh(x @ weights["w1"] + weights["b1"])
    return (torch.tanh(hidden @ weights["w2"] + weights["b2"]) @ weights["w3"]).sum()


by_q = torch.func.grad(energy, 1)
by_p = torch.func.grad(energy, 2)


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    dt, steps, rate = options["dt"], options["steps"], options["learningRate"]
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    weights = {name: tensors[name] for name in NAMES}
    data = {name: tensors[name] for name in tensors if name not in NAMES}

    def loss_of(weights, data):
        q, p = data["q"], data["p"]
        for _ in range(steps):
            p = p - dt / 2 * by_q(weights, q, p)
            q = q + dt * by_p(weights, q, p)
            p = p - dt / 2 * by_q(weights, q, p)
        return ((q - data["targetQ"]) ** 2 + (p - data["targetP"]) ** 2).mean()

    @torch.compile(fullgraph=True, dynamic=False)
    def update(weights, data):
        gradients, loss = torch.func.grad_and_value(loss_of)(weights, data)
        return {name: weights[name] - rate * gradients[name] for name in NAMES}, loss

    def step():
        nonlocal weights
        with torch.no_grad():
            weights, loss = update(weights, data)
        return loss

    return step


serve(make_step)
