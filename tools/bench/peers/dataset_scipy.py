# The peer of the dataset benchmark: trajectories by SciPy's solve_ivp at the tolerance of the DeepMind suite, drawn as
# its soft discs by NumPy, all frames of a trajectory at once. One request a line on stdin, one answer a line.
# {"system", "parameters", "starts" [[q…, p…]], "frames", "dt", "size", "background", "discs" [{radius, color}], "halfWidth"}:
# seconds for all of them, and the 8-bit pixels of the first where "show" is set.
import json
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp


def mass_spring(parameters):
    mass, stiffness = parameters["mass"], parameters["springConstant"]

    def rate(_, y):
        return [y[1] / mass, -stiffness * y[0]]

    return rate, lambda q: np.stack([np.zeros_like(q), q], axis=-1)


def pendulum(parameters):
    inertia = parameters["mass"] * parameters["length"] ** 2
    depth = parameters["potentialFactor"] * parameters["mass"] * parameters["gravity"] * parameters["length"]

    def rate(_, y):
        return [y[1] / inertia, -depth * np.sin(y[0])]

    return rate, lambda q: parameters["length"] * np.stack([np.sin(q), np.cos(q)], axis=-1)


def bodies(parameters):
    count, mass, gravity = parameters["bodies"], parameters["mass"], parameters["gravity"]
    first, second = np.triu_indices(count, 1)

    def rate(_, y):
        q, p = y.reshape(2, count, 2)
        apart = q[second] - q[first]
        pull = gravity * mass * mass * apart / np.sum(apart**2, axis=1, keepdims=True) ** 1.5
        force = np.zeros_like(p)
        np.add.at(force, first, pull)
        np.subtract.at(force, second, pull)
        return np.concatenate([(p / mass).ravel(), force.ravel()])

    return rate, lambda q: q.reshape(len(q), count, 2)


systems = {"massSpring": mass_spring, "pendulum": pendulum, "nBody": bodies}


def draw(xy, size, discs, background):
    """Frames of discs at xy [frame, disc, axis] in units of the canvas, the first disc in front."""
    grid = np.linspace(0, 1, size, dtype=np.float32)
    xy = xy.astype(np.float32)
    picture = np.empty((len(xy), size, size, 3), np.float32)
    picture[:] = background
    for d in reversed(range(len(discs))):
        dx = grid[None, None, :] - xy[:, d, 0, None, None]
        dy = grid[None, :, None] - xy[:, d, 1, None, None]
        cover = 1 / (1 + np.exp(-80 * (np.float32(discs[d]["radius"]) - np.sqrt(dx * dx + dy * dy))))
        picture += cover[..., None] * (np.array(discs[d]["color"], np.float32) - picture)
    return np.round(255 * picture).astype(np.uint8)


def run(request):
    rate, positions = systems[request["system"]](request["parameters"])
    times = request["dt"] * np.arange(request["frames"])
    first = None
    begin = time.perf_counter()
    for start in request["starts"]:
        span = (0, times[-1])
        states = solve_ivp(rate, span, start, t_eval=times, rtol=1e-9, atol=1e-9).y.T
        q = states[:, : len(start) // 2]
        place = positions(q).reshape(len(q), -1, 2)
        frames = draw(place / (2 * request["halfWidth"]) + 0.5, request["size"], request["discs"], request["background"])
        first = frames if first is None else first
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, **({"pixels": first.ravel().tolist()} if request.get("show") else {})}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
