#!/usr/bin/env bash
# pyhamsys 0.90: `solve_ivp_symp` takes `t_eval`, the times at which to store the solution, and stores it at the nearest of its own
# steps, up to half a step away, without a word: 0.5, 1.03 and 3.99 give the states at 0.5, 1 and 4. Where the times have equal
# distances, the step is made to divide them, and they come out as asked for. Its result names the times that it took; whoever puts
# the states beside the times asked for sees an error of first order where the method is of fourth.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pyhamsys==0.90 numpy==2.4.6 scipy==1.17.1
cat >run.py <<'PY'
from importlib.metadata import version

import numpy as np
from pyhamsys import Parameters, solve_ivp_symp

print('pyhamsys', version('pyhamsys'))


def kickThenDrift(h, t, y):
    """The oscillator H = (p^2 + q^2) / 2, whose q begins as cos t."""
    q, p = y
    p = p - h * q
    return np.array([q + h * p, p])


def driftThenKick(h, t, y):
    q, p = y
    q = q + h * p
    return np.array([q, p - h * q])


for asked in ([0.5, 1.03, 3.99], [0.5, 1.5, 2.5]):
    solution = solve_ivp_symp(
        kickThenDrift, driftThenKick, (0, 4), np.array([1.0, 0.0]), t_eval=asked, params=Parameters(step=0.3, solver='BM4', display=False)
    )
    q = solution.y[0]
    print('asked for', *asked, '- given', *(f'{t:g}' for t in solution.t))
    print(f'  q off by {np.abs(q - np.cos(asked)).max():.0e} at the times asked for, {np.abs(q - np.cos(solution.t)).max():.0e} at those given')
PY
env/bin/python run.py | tee seen.txt
diff seen.txt - <<'SEEN'
pyhamsys 0.90
asked for 0.5 1.03 3.99 - given 0.5 1 4
  q off by 3e-02 at the times asked for, 2e-07 at those given
asked for 0.5 1.5 2.5 - given 0.5 1.5 2.5
  q off by 8e-08 at the times asked for, 8e-08 at those given
SEEN
