"""Learns recordings of the double pendulum with phlearn and foresees another; prints one document of JSON.

pseudoHamiltonian.py FOLDER TEST SECONDS TRAIN...

FOLDER holds recording-N.csv; TEST and TRAIN are numbers; each model trains for SECONDS of processor time.

States are angles and momenta p = M(q) v with the published masses, since phlearn's pseudo-Hamiltonian networks want canonical
states and a recording has none; torques then add to dp/dt as they are. The networks are the package's own, of its usual size:
- pseudoHamiltonian: HamiltonianNN for H and R_NN, diagonal, for the dissipation, which may depend on the state and acts on momenta
- baseline: BaselineNN for the whole right-hand side, beside the same torques
"""

import copy
import json
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import torch
from scipy.signal import savgol_filter

from phlearn.phnns import BaselineNN, DynamicSystemNN, HamiltonianNN, PseudoHamiltonianNN, R_NN
from phlearn.phnns.train_utils import train

warnings.filterwarnings('ignore')
torch.set_num_threads(1)

dt = 0.002
horizons = [0.5, 1.0]
every = 25
"""Samples from start to start of what is judged."""
stride = 5
"""Samples of a step of the training, so that a difference of two states is more than noise."""


def masses(a2):
    """M11, M12 and M22 of the published model."""
    m2, l1, r2, rotor, gear = 0.6256, 0.2, 0.2557, 6.287e-5, 6
    coupling = l1 * m2 * r2 * np.cos(a2)
    return (
        0.03189 + 0.05087 + l1**2 * m2 + 2 * coupling + (gear**2 + 1) * rotor,
        0.05087 + coupling - gear * rotor,
        0.05087 + gear**2 * rotor,
    )


def read(folder, number):
    table = np.genfromtxt(f'{folder}/recording-{number}.csv', delimiter=',', names=True)
    grid = np.arange(0, table['time'][-1] - table['time'][0], dt)
    at = lambda name: np.interp(grid, table['time'] - table['time'][0], table[name])
    angles = np.stack([at('angle1'), at('angle2')], 1)
    torques = np.stack([at('torque1'), at('torque2')], 1)
    q, v = (savgol_filter(angles, 25, 3, deriv=d, delta=dt, axis=0) for d in (0, 1))
    m11, m12, m22 = masses(q[:, 1])
    p = np.stack([m11 * v[:, 0] + m12 * v[:, 1], m12 * v[:, 0] + m22 * v[:, 1]], 1)
    return {'measured': angles, 'states': np.concatenate([q, p], 1), 'torques': torques}


def steps_of(recordings):
    """What phlearn's training takes: ((from, to, t, t + dt, dt, u), dx/dt)."""
    tensor = lambda rows: torch.tensor(np.concatenate(rows), dtype=torch.float32)
    pairs = [(each['states'], each['torques']) for each in recordings]
    before = tensor([x[:-stride] for x, _ in pairs])
    after = tensor([x[stride:] for x, _ in pairs])
    means = [np.stack([u[k : len(u) - stride + k] for k in range(stride + 1)]).mean(0) for _, u in pairs]
    u = tensor([np.concatenate([0 * mean, mean], 1) for mean in means])
    h = torch.full((len(before), 1), stride * dt)
    nothing = torch.zeros_like(h)
    return (before, after, nothing, h, h, u), (after - before) / h


class OnMomenta(torch.nn.Module):
    """Dissipation that acts on momenta alone, as friction does: squares of the outputs of the network in R_NN.

    R_NN itself returns those outputs as they are, no matrix: its base class puts its own `forward` over R_NN's.
    """

    def __init__(self):
        super().__init__()
        self.inner = R_NN(4, 100, diagonal=True)
        self.register_buffer('mask', torch.tensor([0.0, 0.0, 1.0, 1.0]))

    def forward(self, x):
        return torch.diag_embed(self.inner.model(x) ** 2 * self.mask)


class Baseline(DynamicSystemNN):
    """The package's baseline beside measured inputs, which it has no place for."""

    def _x_dot(self, x, t, u=None, xspatial=None):
        return self.rhs_model(x, t) + (0 if u is None else u)


def foresee(model, states, torques, starts, count):
    """States after `count` samples from all starts at once, by the Runge-Kutta method in steps of two samples."""
    x = torch.tensor(states[starts], dtype=torch.float32)
    t = torch.zeros(len(starts), 1)
    push = lambda k: torch.tensor(np.pad(torques[starts + k], ((0, 0), (2, 0))), dtype=torch.float32)
    h = 2 * dt
    for k in range(0, count, 2):
        now, middle, then = push(k), push(k + 1), push(k + 2)
        f = lambda x, u: model.x_dot(x, t, u).detach()
        k1 = f(x, now)
        k2 = f(x + h / 2 * k1, middle)
        k3 = f(x + h / 2 * k2, middle)
        k4 = f(x + h * k3, then)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return x.numpy()


def error(model, recording, horizon):
    """Root mean square of both angles, from the measured angles and smoothed momenta at starts every 50 ms."""
    count = round(horizon / dt)
    states = recording['states'].copy()
    states[:, :2] = recording['measured']
    starts = np.arange(every, len(states) - count, every)
    end = foresee(model, states, recording['torques'], starts, count)[:, :2]
    wrong = end - recording['measured'][starts + count]
    # What has left for nowhere is as wrong as a full turn.
    return float(np.sqrt(np.mean(np.nan_to_num(np.clip(wrong, -2 * np.pi, 2 * np.pi), nan=2 * np.pi) ** 2)))


def learn(model, recordings, seconds):
    """Trains on all but the last second of each recording, and keeps what foresees that best; the rate falls to nothing."""
    last = round(1.6 / dt)
    parts = lambda a, b: [{name: values[a:b] for name, values in each.items()} for each in recordings]
    data = steps_of(parts(0, -round(1 / dt)))
    kept = parts(-last, None)
    scale = data[1].std(0)
    loss = lambda guess, truth: torch.mean(((guess - truth) / scale) ** 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    best, least, epochs = None, np.inf, 0
    begin = time.process_time()
    while (spent := time.process_time() - begin) < seconds:
        for group in optimizer.param_groups:
            group['lr'] = 3e-3 * 0.5 * (1 + np.cos(np.pi * min(1, spent / seconds))) + 1e-6
        model.train()
        train(model, 'rk4', data, optimizer, epochs=1, batch_size=512, loss_fn=loss, verbose=False)
        epochs += 1
        if epochs % 10 == 0:
            model.eval()
            wrong = np.mean([error(model, each, 0.5) for each in kept])
            if wrong < least:
                best, least = copy.deepcopy(model.state_dict()), wrong
    if best is not None:
        model.load_state_dict(best)
    model.eval()
    return {'epochs': epochs, 'kept': None if best is None else float(least)}


def main():
    folder, test, seconds, *numbers = sys.argv[1:]
    recordings = [read(folder, number) for number in numbers]
    judged = read(folder, test)
    rows = {}
    for name in ['pseudoHamiltonian', 'baseline']:
        torch.manual_seed(1)
        if name == 'baseline':
            model = Baseline(4, rhs_model=BaselineNN(4, 100, timedependent=False))
        else:
            model = PseudoHamiltonianNN(4, hamiltonian_est=HamiltonianNN(4, 100), dissipation_est=OnMomenta())
        told = learn(model, recordings, float(seconds))
        rows[name] = {**told, 'errors': [error(model, judged, horizon) for horizon in horizons]}
    print(json.dumps({'version': version('phlearn'), **rows}))


main()
