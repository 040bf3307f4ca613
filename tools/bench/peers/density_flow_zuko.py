"""zuko's neural spline flow and masked autoregressive flow, trained by Adam for so many seconds of processor time."""

import json
import math
import sys
import time

import torch
import zuko

from serve import read_tensors

# Sizes that come to about 21 000 parameters for two columns.
KINDS = {
    "nsf": lambda features: zuko.flows.NSF(features, transforms=3, hidden_features=(62, 62)),
    "maf": lambda features: zuko.flows.MAF(features, transforms=4, hidden_features=(69, 69)),
}
WARM = 20


def make_step(flow, batch, samples, clip_norm):
    adam = torch.optim.Adam(flow.parameters(), fused=True)

    def step(rate):
        for group in adam.param_groups:
            group["lr"] = rate
        rows = samples[torch.randint(len(samples), (batch,))]
        adam.zero_grad(set_to_none=True)
        loss = -flow().log_prob(rows).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(flow.parameters(), clip_norm)
        adam.step()

    return step


def rate_at(fraction, peak):
    """A rise over a twentieth of the time, then half a cosine down to a hundredth, by the share of time that is gone."""
    if fraction < 0.05:
        return peak * max(fraction, 0.001) / 0.05
    along = (fraction - 0.05) / 0.95
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(along, 1))))


def train(samples, kind, seed, seconds, rate, batch=256, clip_norm=10):
    # The first steps of a process are slow: another flow takes them.
    torch.manual_seed(seed)
    warm = make_step(KINDS[kind](samples.shape[1]), batch, samples, clip_norm)
    for _ in range(WARM):
        warm(rate)
    torch.manual_seed(seed)
    flow = KINDS[kind](samples.shape[1])
    step = make_step(flow, batch, samples, clip_norm)
    steps, gone, begin = 0, 0.0, time.process_time()
    while gone < seconds:
        step(rate_at(gone / seconds, rate))
        steps += 1
        gone = time.process_time() - begin
    return flow, steps, gone


def answer(request):
    torch.set_num_threads(request["threads"])
    arrays = read_tensors(request["file"])
    samples, points = (torch.from_numpy(arrays[name]) for name in ("samples", "points"))
    mean, deviation = samples.mean(0), samples.std(0)
    flow, steps, seconds = train(
        (samples - mean) / deviation, request["kind"], request["seed"], request["seconds"], request["learningRate"]
    )
    with torch.no_grad():
        log_density = flow().log_prob((points - mean) / deviation) - torch.log(deviation).sum()
    return {
        "logDensity": log_density.tolist(),
        "parameters": sum(each.numel() for each in flow.parameters()),
        "steps": steps,
        "seconds": seconds,
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
