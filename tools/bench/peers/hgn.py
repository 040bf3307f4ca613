"""One training step of a Hamiltonian Generative Network with GECO and Adam, in eager PyTorch.

Builds the networks from the layer configs of @hgn/model, with its weights, and does the same work: one gradient of V
a leapfrog step and one to begin, all frames decoded as one batch.
"""

import torch
import torch.nn.functional as F

from serve import serve

ACTIVATIONS = {
    "relu": lambda x, slope: F.relu(x),
    "leakyRelu": F.leaky_relu,
    "softplus": lambda x, slope: F.softplus(x),
    "swish": lambda x, slope: F.silu(x),
    "tanh": lambda x, slope: torch.tanh(x),
    "sigmoid": lambda x, slope: torch.sigmoid(x),
}
DATA = {"inputs", "targets", "selection", "dt", "noise"}


def margins(size, kernel, stride):
    """Zeros before and after an axis for 'same' padding, the odd one after."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv(tensors, path, x, stride=1, padding="same"):
    kernel, bias = tensors[f"{path}.kernel"], tensors.get(f"{path}.bias")
    if padding == "valid":
        return F.conv2d(x, kernel, bias, stride)
    top, bottom = margins(x.shape[2], kernel.shape[2], stride)
    left, right = margins(x.shape[3], kernel.shape[3], stride)
    if (top, left) == (bottom, right):
        return F.conv2d(x, kernel, bias, stride, (top, left))
    return F.conv2d(F.pad(x, (left, right, top, bottom)), kernel, bias, stride)


def network(tensors, path, layers, x):
    for index, layer in enumerate(layers):
        kind, own = layer["type"], f"{path}.{index}"
        if kind == "conv":
            x = conv(tensors, own, x, layer.get("stride", 1), layer.get("padding", "same"))
        elif kind == "activation":
            x = ACTIVATIONS[layer["name"]](x, layer.get("slope", 0.01))
        elif kind == "upsample":
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        elif kind == "residual":
            skip = conv(tensors, f"{own}.skip", x) if f"{own}.skip.kernel" in tensors else x
            x = network(tensors, f"{own}.body", layer["layers"], x) + skip
        else:
            raise ValueError(f"hgn.py: unknown layer {kind}")
    return x


def gradient(tensors, path, layers, x):
    return torch.autograd.grad(network(tensors, path, layers, x).sum(), x, create_graph=True)[0]


def rollout(tensors, model, q, p, dt, steps):
    potential = lambda x: gradient(tensors, "dynamics.potential.network", model["dynamics"]["potential"]["layers"], x)
    kinetic = lambda x: gradient(tensors, "dynamics.kinetic.network", model["dynamics"]["kinetic"]["layers"], x)
    positions = [q]
    force = potential(q)
    for _ in range(steps):
        p = p - dt / 2 * force
        q = q + dt * kinetic(p)
        force = potential(q)
        p = p - dt / 2 * force
        positions.append(q)
    return positions


def terms(tensors, model, steps):
    features = network(tensors, "encoder", model["encoder"], tensors["inputs"])
    mean, log_variance = conv(tensors, "posterior.mean", features), conv(tensors, "posterior.logVariance", features)
    z = mean + torch.exp(0.5 * log_variance) * tensors["noise"]
    q, p = network(tensors, "stateTransformer", model["stateTransformer"], z).chunk(2, 1)
    positions = rollout(tensors, model, q, p, tensors["dt"].reshape(-1, 1, 1, 1), steps)
    chosen = torch.stack(positions, 1).reshape(-1, *q.shape[1:])
    logits = network(tensors, "decoder", model["decoder"], chosen)
    frames = torch.sigmoid(logits + tensors["pixelBias"].reshape(1, -1, 1, 1))
    mse = ((frames - tensors["targets"]) ** 2).mean()
    divergence = 0.5 * (mean**2 + torch.exp(log_variance) - 1 - log_variance).flatten(1).sum(1)
    return mse, divergence.mean()


class Geco:
    """The multiplier of the constraint mse <= target, kept in logarithms; its average is unbiased from the start."""

    def __init__(self, options):
        self.options = options
        self.log_lambda = torch.tensor(options["initialLambda"]).log()
        self.constraint = torch.tensor(0.0)
        self.weight = torch.tensor(0.0)

    def loss(self, mse, kl):
        return kl + torch.exp(self.log_lambda) * (mse - self.options["target"])

    def update(self, mse):
        o = self.options
        self.constraint = o["decay"] * self.constraint + (1 - o["decay"]) * (mse - o["target"])
        self.weight = o["decay"] * self.weight + (1 - o["decay"])
        limits = torch.tensor([o["minimumLambda"], o["maximumLambda"]]).log()
        moved = self.log_lambda + o["rate"] * self.constraint / self.weight
        self.log_lambda = moved.clamp(limits[0], limits[1])


def channels_first(name, array):
    """Kernels HWIO -> OIHW, images NHWC -> NCHW; vectors as they are."""
    tensor = torch.from_numpy(array)
    if tensor.dim() != 4:
        return tensor
    return tensor.permute((3, 2, 0, 1) if name.endswith("kernel") else (0, 3, 1, 2)).contiguous()


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    tensors = {name: channels_first(name, array) for name, array in arrays.items()}
    parameters = [tensors[name].requires_grad_() for name in tensors if name not in DATA]
    optimiser = options["optimiser"]
    adam = torch.optim.Adam(
        parameters, optimiser["learningRate"], (optimiser["beta1"], optimiser["beta2"]), optimiser["epsilon"]
    )
    geco = Geco(options["objective"])
    model, steps = options["model"], options["protocol"]["steps"]
    image = model["image"]
    pixel_values = (steps + 1) * image["height"] * image["width"] * image["channels"]

    def step():
        adam.zero_grad(set_to_none=True)
        mse, kl = terms(tensors, model, steps)
        loss = geco.loss(mse, kl / pixel_values)
        loss.backward()
        adam.step()
        geco.update(mse.detach())
        return loss.detach()

    return step


serve(make_step)
