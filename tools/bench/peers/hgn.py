"""One training step of a Hamiltonian Generative Network on a batch that stays the same, in eager PyTorch."""

import torch

from hgn_model import channels_first, make_adam, make_objective, pixel_values, terms
from serve import serve

DATA = ("inputs", "targets", "dt", "noise")


def make_step(arrays, options, threads):
    torch.set_num_threads(threads)
    tensors = {name: channels_first(name, array) for name, array in arrays.items() if name != "selection"}
    batch = {name: tensors.pop(name) for name in DATA} | {"chosen": None}
    adam = make_adam([each.requires_grad_() for each in tensors.values()], options["optimiser"])
    objective = make_objective(options["objective"])

    def step():
        adam.zero_grad(set_to_none=True)
        mse, kl = terms(tensors, options["model"], batch, options["protocol"]["steps"])
        loss = objective.loss(mse, kl / pixel_values(options))
        loss.backward()
        adam.step()
        objective.update(mse.detach())
        return loss.detach()

    return step


serve(make_step)
