"""Reads the three formats as a Python user would, with nothing of this package, and prints what is in them."""

import json
import struct
import sys
import zlib

import h5py
import numpy as np

root = sys.argv[1]


def summary(arrays):
    frames = arrays["frames"][:]
    return {
        "q": arrays["q"][:].ravel().tolist(),
        "frames": int(frames.astype(np.int64).sum()),
        "shape": list(frames.shape),
    }


def fields(data):
    """Fields of a protocol buffer message: (number, bytes)."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = varint()
        assert key & 7 == 2
        length = varint()
        yield key >> 3, data[at : at + length]
        at += length


def integers(data):
    out, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            out.append(value)
            value = shift = 0
    return np.array(out, dtype=np.uint64)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc):
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def examples(path):
    data = open(path, "rb").read()
    at = 0
    while at < len(data):
        length, length_crc = struct.unpack_from("<QI", data, at)
        assert length_crc == masked(crc32c(data[at : at + 8]))
        record = data[at + 12 : at + 12 + length]
        assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked(crc32c(record))
        at += 16 + length
        example = {}
        for _, features in fields(record):
            for _, entry in fields(features):
                (_, key), (_, feature) = fields(entry)
                (kind, values), = fields(feature)
                (_, content), = fields(values)
                example[key.decode()] = content if kind == 1 else integers(content).view(np.float64)
        yield example


def png_chunks(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack_from(">I", data, at + 8 + length)[0]
        yield kind, body
        at += 12 + length


states = []
for example in examples(f"{root}/suite/train.tfrecord"):
    x = example["x"].reshape(3, 2)
    states += x[:, 0].tolist()
    # H = 3 (1 - cos q) + p^2: dq/dt = 2 p, dp/dt = -3 sin q.
    expected = np.stack([2 * x[:, 1], -3 * np.sin(x[:, 0])], axis=1)
    assert np.allclose(example["dx_dt"].reshape(3, 2), expected, atol=1e-12)
    header = dict(png_chunks(example["image"]))[b"IHDR"]
    assert struct.unpack(">II", header[:8]) == (32, 96)

with h5py.File(f"{root}/p.h5") as h5:
    print(
        json.dumps(
            {
                "npz": summary(np.load(f"{root}/p/data.npz")),
                "hdf5": summary(h5),
                "tfrecord": {"q": states, "frames": 0, "shape": []},
            }
        )
    )
