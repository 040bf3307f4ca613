"""A Hamiltonian MLP through leapfrog steps with SGD, as one jitted JAX function."""

import jax
import jax.numpy as jnp

from serve import serve

NAMES = ["w1", "b1", "w2", "b2", "w3"]


def energy(weights, q, p):
    x = jnp.concatenate([q, p], 1)
    hidden = jnp.tanh(x @ weights["w1"] + weights["b1"])
    return (jnp.tanh(hidden @ weights["w2"] + weights["b2"]) @ weights["w3"]).sum()


by_q = jax.grad(energy, 1)
by_p = jax.grad(energy, 2)


def make_step(arrays, options, threads):
    del threads  # XLA takes as many as the process may use.
    dt, steps, rate = options["dt"], options["steps"], options["learningRate"]
    tensors = {name: jnp.asarray(array) for name, array in arrays.items()}
    weights = {name: tensors[name] for name in NAMES}
    data = {name: tensors[name] for name in tensors if name not in NAMES}

    def loss_of(weights, data):
        q, p = data["q"], data["p"]
        for _ in range(steps):
            p = p - dt / 2 * by_q(weights, q, p)
            q = q + dt * by_p(weights, q, p)
            p = p - dt / 2 * by_q(weights, q, p)
        return ((q - data["targetQ"]) ** 2 + (p - data["targetP"]) ** 2).mean()

    @jax.jit
    def update(weights, data):
        loss, gradients = jax.value_and_grad(loss_of)(weights, data)
        return {name: weights[name] - rate * gradients[name] for name in NAMES}, loss

    def step():
        nonlocal weights
        weights, loss = update(weights, data)
        return loss

    return step


serve(make_step)
