"""One training step of a Hamiltonian Generative Network with GECO and Adam, as one jitted JAX function.

The same work as hgn.py, in JAX's own layout of images (NHWC): one gradient of V a leapfrog step and one to begin, all
frames decoded as one batch.
"""

import jax
import jax.numpy as jnp
from jax import lax

from serve import serve

ACTIVATIONS = {
    "relu": lambda x, slope: jax.nn.relu(x),
    "leakyRelu": jax.nn.leaky_relu,
    "softplus": lambda x, slope: jax.nn.softplus(x),
    "swish": lambda x, slope: jax.nn.silu(x),
    "tanh": lambda x, slope: jnp.tanh(x),
    "sigmoid": lambda x, slope: jax.nn.sigmoid(x),
}
DATA = {"inputs", "targets", "selection", "dt", "noise"}


def conv(tensors, path, x, stride=1, padding="same"):
    y = lax.conv_general_dilated(
        x, tensors[f"{path}.kernel"], (stride, stride), padding.upper(), dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    bias = tensors.get(f"{path}.bias")
    return y if bias is None else y + bias


def network(tensors, path, layers, x):
    for index, layer in enumerate(layers):
        kind, own = layer["type"], f"{path}.{index}"
        if kind == "conv":
            x = conv(tensors, own, x, layer.get("stride", 1), layer.get("padding", "same"))
        elif kind == "activation":
            x = ACTIVATIONS[layer["name"]](x, layer.get("slope", 0.01))
        elif kind == "upsample":
            x = x.repeat(2, 1).repeat(2, 2)
        elif kind == "residual":
            skip = conv(tensors, f"{own}.skip", x) if f"{own}.skip.kernel" in tensors else x
            x = network(tensors, f"{own}.body", layer["layers"], x) + skip
        else:
            raise ValueError(f"hgn_jax.py: unknown layer {kind}")
    return x


def terms(tensors, data, model, steps):
    energy = lambda part: (
        lambda x: network(
            tensors, f"dynamics.{part}.network", model["dynamics"][part]["layers"], x
        ).sum()
    )
    potential, kinetic = jax.grad(energy("potential")), jax.grad(energy("kinetic"))
    features = network(tensors, "encoder", model["encoder"], data["inputs"])
    mean, log_variance = conv(tensors, "posterior.mean", features), conv(tensors, "posterior.logVariance", features)
    z = mean + jnp.exp(0.5 * log_variance) * data["noise"]
    q, p = jnp.split(network(tensors, "stateTransformer", model["stateTransformer"], z), 2, -1)
    dt = data["dt"].reshape(-1, 1, 1, 1)
    positions, force = [q], potential(q)
    for _ in range(steps):
        p = p - dt / 2 * force
        q = q + dt * kinetic(p)
        force = potential(q)
        p = p - dt / 2 * force
        positions.append(q)
    chosen = jnp.stack(positions, 1).reshape(-1, *q.shape[1:])
    logits = network(tensors, "decoder", model["decoder"], chosen)
    mse = ((jax.nn.sigmoid(logits + tensors["pixelBias"]) - data["targets"]) ** 2).mean()
    divergence = 0.5 * (mean**2 + jnp.exp(log_variance) - 1 - log_variance).sum((1, 2, 3))
    return mse, divergence.mean()


def make_step(arrays, options, threads):
    del threads  # XLA takes as many as the process may use.
    data = {name: jnp.asarray(arrays.pop(name)) for name in DATA if name in arrays}
    parameters = {name: jnp.asarray(array) for name, array in arrays.items()}
    zeros = {name: jnp.zeros_like(array) for name, array in parameters.items()}
    optimiser, geco, model = options["optimiser"], options["objective"], options["model"]
    steps, image = options["protocol"]["steps"], options["model"]["image"]
    pixel_values = (steps + 1) * image["height"] * image["width"] * image["channels"]
    rate, epsilon = optimiser["learningRate"], optimiser["epsilon"]
    beta1, beta2, decay = optimiser["beta1"], optimiser["beta2"], geco["decay"]
    limits = jnp.log(jnp.array([geco["minimumLambda"], geco["maximumLambda"]]))
    state = {
        "parameters": parameters,
        "first": zeros,
        "second": zeros,
        "count": jnp.zeros(()),
        "logLambda": jnp.log(jnp.array(geco["initialLambda"])),
        "constraint": jnp.zeros(()),
        "weight": jnp.zeros(()),
    }

    def loss_of(parameters, state, data):
        mse, kl = terms(parameters, data, model, steps)
        return kl / pixel_values + jnp.exp(state["logLambda"]) * (mse - geco["target"]), mse

    @jax.jit
    def update(state, data):
        (loss, mse), gradients = jax.value_and_grad(loss_of, has_aux=True)(state["parameters"], state, data)
        count = state["count"] + 1
        first = {n: beta1 * state["first"][n] + (1 - beta1) * g for n, g in gradients.items()}
        second = {n: beta2 * state["second"][n] + (1 - beta2) * g * g for n, g in gradients.items()}
        weight1, weight2 = 1 - beta1**count, 1 - beta2**count
        constraint = decay * state["constraint"] + (1 - decay) * (mse - geco["target"])
        weight = decay * state["weight"] + (1 - decay)
        return {
            "parameters": {
                n: p - rate * (first[n] / weight1) / (jnp.sqrt(second[n] / weight2) + epsilon)
                for n, p in state["parameters"].items()
            },
            "first": first,
            "second": second,
            "count": count,
            "logLambda": jnp.clip(state["logLambda"] + geco["rate"] * constraint / weight, limits[0], limits[1]),
            "constraint": constraint,
            "weight": weight,
        }, loss

    def step():
        nonlocal state
        state, loss = update(state, data)
        return loss

    return step


serve(make_step)
