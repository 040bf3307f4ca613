"""What every peer program shares: requests as lines of JSON on stdin, answers on stdout, tensors from safetensors."""

import json
import struct
import sys

import numpy


def read_tensors(path):
    """Float32 arrays by name from a safetensors file."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = file.read()
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(content[begin:end], "<f4").reshape(entry["shape"]).copy()
    return arrays


def answer(handlers):
    """Answers each {name: request} with what the handler of that name makes of the request."""
    for line in sys.stdin:
        ((name, request),) = json.loads(line).items()
        print(json.dumps(handlers[name](request)), flush=True)


def serve(make_step):
    """Answers {"setup": {options, file, threads}} once and {"steps": n} with the loss of the last of n steps.

    make_step(tensors, options, threads) gives a function that takes one training step and returns its loss.
    """
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        if "setup" in request:
            setup = request["setup"]
            step = make_step(read_tensors(setup["file"]), setup["options"], setup["threads"])
            print(json.dumps({}), flush=True)
        else:
            for _ in range(request["steps"]):
                loss = step()
            print(json.dumps({"loss": float(loss)}), flush=True)
