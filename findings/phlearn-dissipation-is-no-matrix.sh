#!/usr/bin/env bash
# phlearn 1.1.2 says of R_NN, its network for a dissipation that depends on the state, that a batch of states gives a batch of
# matrices with positive entries. It gives the network's outputs as they are, of both signs and no matrix: R_NN chooses its
# `forward` before the base class's constructor, which puts its own in its place. In a pseudo-Hamiltonian network that raises an
# error, but for a batch of as many samples as there are states, which broadcasts. And `time_derivative` hands measured inputs u to
# the model under "rk4" alone, though its text names "srk4": under "midpoint" a model is trained as if nothing had acted on it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check phlearn==1.1.2 torch==2.15.0 'setuptools<90'
cat >run.py <<'PY'
import warnings

warnings.filterwarnings('ignore')
import torch
from phlearn.phnns import PseudoHamiltonianNN, R_NN
from phlearn.utils.derivatives import time_derivative

torch.manual_seed(1)
for diagonal in (True, False):
    network = R_NN(4, 20, diagonal=diagonal)
    R = network(torch.randn(100, 4))
    print(f'diagonal {diagonal}: 100 states give {tuple(R.shape)}, negative {bool((R < 0).any())}')
model = PseudoHamiltonianNN(4, dissipation_est=R_NN(4, 20, diagonal=True))
for batch in (100, 4):
    try:
        print(f'batch of {batch}:', tuple(model.x_dot(torch.randn(batch, 4), torch.zeros(batch, 1)).shape))
    except RuntimeError:
        print(f'batch of {batch}: RuntimeError')
for integrator in ('rk4', 'srk4', 'midpoint'):
    seen = []

    def rate(x, t, u=None, xspatial=None):
        seen.append(u is not None)
        return -x

    x = torch.ones(1, 2)
    time_derivative(integrator, rate, x, 0.9 * x, 0.0, 0.1, 0.1, u=torch.ones(1, 2))
    print(f'{integrator}: inputs reach the model {any(seen)}')
PY
env/bin/python run.py | tee seen.txt
diff seen.txt - <<'SEEN'
diagonal True: 100 states give (100, 4), negative True
diagonal False: 100 states give (100, 16), negative True
batch of 100: RuntimeError
batch of 4: (4, 4)
rk4: inputs reach the model True
srk4: inputs reach the model False
midpoint: inputs reach the model False
SEEN
