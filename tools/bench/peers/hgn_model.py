"""A Hamiltonian Generative Network with its objectives, in eager PyTorch.

Builds the networks from the layer configs of @hgn/model, with its weights, and does the same work: one gradient of V
a leapfrog step and one to begin, all chosen frames decoded as one batch.
"""

import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "relu": lambda x, slope: F.relu(x),
    "leakyRelu": F.leaky_relu,
    "softplus": lambda x, slope: F.softplus(x),
    "swish": lambda x, slope: F.silu(x),
    "tanh": lambda x, slope: torch.tanh(x),
    "sigmoid": lambda x, slope: torch.sigmoid(x),
}


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


def dense(tensors, path, x):
    y = x @ tensors[f"{path}.kernel"]
    return y + tensors[f"{path}.bias"] if f"{path}.bias" in tensors else y


def network(tensors, path, layers, x):
    for index, layer in enumerate(layers):
        kind, own = layer["type"], f"{path}.{index}"
        if kind == "conv":
            x = conv(tensors, own, x, layer.get("stride", 1), layer.get("padding", "same"))
        elif kind == "activation":
            x = ACTIVATIONS[layer["name"]](x, layer.get("slope", 0.01))
        elif kind == "dense":
            x = dense(tensors, own, x)
        elif kind == "flatten":
            x = x.permute(0, 2, 3, 1).flatten(1)
        elif kind == "reshape":
            height, width, channels = layer["shape"]
            x = x.reshape(-1, height, width, channels).permute(0, 3, 1, 2)
        elif kind == "constantChannels":
            constant = tensors[f"{own}.constant"].permute(2, 0, 1).expand(x.shape[0], -1, -1, -1)
            x = torch.cat((x, constant), 1)
        elif kind == "upsample":
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        elif kind == "residual":
            skip = conv(tensors, f"{own}.skip", x) if f"{own}.skip.kernel" in tensors else x
            x = network(tensors, f"{own}.body", layer["layers"], x) + skip
        else:
            raise ValueError(f"hgn_model.py: unknown layer {kind}")
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


def encode(tensors, model, inputs):
    """Mean and logarithm of the variance of the posterior over z."""
    features = network(tensors, "encoder", model["encoder"], inputs)
    heads = model["posterior"]["heads"]
    if heads == "split":
        mean, log_deviation = features.chunk(2, 1)
        return mean, 2 * log_deviation + model["posterior"]["logVarianceBias"]
    head = {"conv": conv, "dense": dense}[heads]
    return head(tensors, "posterior.mean", features), head(tensors, "posterior.logVariance", features)


def positions(tensors, model, z, dt, steps):
    """The position of every frame from z, [batch, steps + 1, ...]."""
    q, p = network(tensors, "stateTransformer", model["stateTransformer"], z).chunk(2, 1)
    return torch.stack(rollout(tensors, model, q, p, dt.reshape(-1, *[1] * (q.dim() - 1)), steps), 1)


def decode(tensors, model, q):
    logits = network(tensors, "decoder", model["decoder"], q)
    return torch.sigmoid(logits + tensors["pixelBias"].reshape(1, -1, 1, 1))


def terms(tensors, model, batch, steps):
    """Mean squared error of the chosen frames, and KL divergence in nats a sample."""
    mean, log_variance = encode(tensors, model, batch["inputs"])
    z = mean + torch.exp(0.5 * log_variance) * batch["noise"]
    q = positions(tensors, model, z, batch["dt"], steps)
    chosen = q.flatten(0, 1) if batch["chosen"] is None else q.flatten(0, 1)[batch["chosen"]]
    mse = ((decode(tensors, model, chosen) - batch["targets"]) ** 2).mean()
    divergence = 0.5 * (mean**2 + torch.exp(log_variance) - 1 - log_variance).flatten(1).sum(1)
    return mse, divergence.mean()


class Elbo:
    """Squared error and beta times the divergence."""

    def __init__(self, options):
        self.beta = options["beta"]

    def loss(self, mse, kl):
        return mse + self.beta * kl

    def update(self, mse):
        pass


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


def channels_last(tensor):
    """The inverse of channels_first for weights."""
    return tensor.permute(2, 3, 1, 0).contiguous() if tensor.dim() == 4 else tensor


def make_objective(options):
    return {"elbo": Elbo, "geco": Geco}[options["kind"]](options)


def make_adam(parameters, options):
    return torch.optim.Adam(
        parameters, options["learningRate"], (options["beta1"], options["beta2"]), options["epsilon"]
    )


def pixel_values(options):
    """Pixel values of all frames that a state explains: what a KL divergence is spread over."""
    image = options["model"]["image"]
    return (options["protocol"]["steps"] + 1) * image["height"] * image["width"] * image["channels"]
