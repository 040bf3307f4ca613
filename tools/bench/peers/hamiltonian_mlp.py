"""One SGD step of a Hamiltonian MLP through leapfrog steps, in eager PyTorch: the peer of tools/bench/jit.

Reads one JSON object a line on stdin and answers with one line: {"setup": {...}} sets weights and data and answers
with the loss of the first step; {"steps": n} takes n steps and answers "done".
"""

import json
import sys

import torch


def energy(weights, q, p):
    w1, b1, w2, b2, w3 = weights
    x = torch.cat([q, p], 1)
    return (torch.tanh(torch.tanh(x @ w1 + b1) @ w2 + b2) @ w3).sum()


def derivative(weights, q, p, by):
    return torch.autograd.grad(energy(weights, q, p), by, create_graph=True)[0]


def loss_of(weights, data, dt, steps):
    q, p, target_q, target_p = data
    q = q.clone().requires_grad_()
    p = p.clone().requires_grad_()
    for _ in range(steps):
        p = p - dt / 2 * derivative(weights, q, p, q)
        q = q + dt * derivative(weights, q, p, p)
        p = p - dt / 2 * derivative(weights, q, p, q)
    return ((q - target_q) ** 2 + (p - target_p) ** 2).mean()


def sgd_step(problem):
    weights = problem["weights"]
    loss = loss_of(weights, problem["data"], problem["dt"], problem["steps"])
    gradients = torch.autograd.grad(loss, weights)
    problem["weights"] = [
        (w - problem["learningRate"] * g).detach().requires_grad_() for w, g in zip(weights, gradients)
    ]
    return loss


def tensor(array):
    return torch.tensor(array["data"], dtype=torch.float32).reshape(array["shape"])


def main():
    problem = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "setup" in request:
            problem = request["setup"]
            torch.set_num_threads(problem["threads"])
            problem["weights"] = [tensor(w).requires_grad_() for w in problem["weights"]]
            problem["data"] = [tensor(x) for x in problem["data"]]
            print(json.dumps({"loss": sgd_step(problem).item(), "version": torch.__version__}), flush=True)
        else:
            for _ in range(request["steps"]):
                sgd_step(problem)
            print(json.dumps("done"), flush=True)


main()
