"""Reads the three formats as a Python user would, with nothing of this package, and prints what is in them.

The TFRecord files are read with the tfrecord package, and beside it as the reader of the DeepMind suite takes
features.txt apart.
"""

import io
import json
import sys

import h5py
import numpy as np
from PIL import Image
from tfrecord.reader import tfrecord_loader

root = sys.argv[1]


def fingerprint(frames):
    places = np.arange(frames.size, dtype=np.int64) % 9973 + 1
    return int((frames.ravel().astype(np.int64) * places).sum() % 1_000_003)


def summary(frames, q, p, energy, mass2):
    assert frames.dtype == np.uint8
    return {
        "shape": list(frames.shape),
        "frames": fingerprint(frames),
        "q": np.ravel(q).tolist(),
        "p": np.ravel(p).tolist(),
        "energy": np.ravel(energy).tolist(),
        "mass2": np.ravel(mass2).tolist(),
    }


def arrays(file):
    names = ["frames", "q", "p", "energy", "parameters/mass2"]
    return summary(*(file[name][:] for name in names))


def read_features():
    features = {}
    with open(f"{root}/suite/features.txt") as lines:
        for line in lines:
            key = line.split(", ")[0]
            shape = tuple(int(s) for s in line.split("(")[1].split(")")[0].split(",") if s)
            features[key] = (shape, line.split(", ")[-1][:-1])
    return features


def read_examples(features):
    kinds = {key: "byte" if dtype == "uint8" else "int" for key, (_, dtype) in features.items()}
    for raw in tfrecord_loader(f"{root}/suite/train.tfrecord", None, kinds):
        example = {}
        for key, (shape, dtype) in features.items():
            if dtype == "uint8":
                value = np.array(Image.open(io.BytesIO(raw[key])))
            elif dtype in ("float32", "float64"):
                value = raw[key].view(dtype)
            else:
                value = raw[key]
            example[key] = value.reshape(shape)
        yield example


def check_derivative(example):
    """dx/dt of two bodies, from their gravity written out."""
    q, p = example["x"][:, :4].reshape(-1, 2, 2), example["x"][:, 4:].reshape(-1, 2, 2)
    m, g = example["other/m"][0], example["other/g"][0]
    apart = q[:, 1] - q[:, 0]
    pull = g * m[0] * m[1] * apart / np.linalg.norm(apart, axis=1, keepdims=True) ** 3
    expected = np.concatenate([(p / m[None, :, None]).reshape(-1, 4), pull, -pull], axis=1)
    np.testing.assert_allclose(example["dx_dt"], expected, atol=1e-12)


examples = list(read_examples(read_features()))
for example in examples:
    check_derivative(example)


def stacked(key):
    return np.stack([example[key] for example in examples])


with h5py.File(f"{root}/data.h5") as h5:
    print(
        json.dumps(
            {
                "npz": arrays(np.load(f"{root}/data/data.npz")),
                "hdf5": arrays(h5),
                "tfrecord": summary(
                    stacked("image"),
                    stacked("x")[:, :, :4],
                    stacked("x")[:, :, 4:],
                    stacked("other/energy"),
                    stacked("other/m")[:, 0, 1],
                ),
            }
        )
    )
