#!/usr/bin/env bash
# OpenVINO 2026.4.1, its plugin for processors: Less, Equal and Mod of int32 are computed in float32, so that 16777216 is not less
# than 16777217 but equal to it, and 16777217 mod 16777216 is 0. int64 is int32 inside: 5000000000 + 1 is 705032705, without a
# word. Indices, seeds and times in a model are exact to 24 bits where they are compared, to 31 where they are added.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 openvino==2026.4.1 numpy
cat >run.py <<'PY'
import io

import numpy as np
import openvino
from onnx import helper

core = openvino.Core()


def run(operator, a, b, output=None):
    kind = helper.np_dtype_to_tensor_dtype(a.dtype)
    graph = helper.make_graph(
        [helper.make_node(operator, ['a', 'b'], ['y'])], operator,
        [helper.make_tensor_value_info(name, kind, [1]) for name in 'ab'],
        [helper.make_tensor_value_info('y', helper.np_dtype_to_tensor_dtype(np.dtype(output or a.dtype)), [1])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 22)], ir_version=10)
    # Told to compute as exactly as it can.
    compiled = core.compile_model(core.read_model(io.BytesIO(model.SerializeToString())), 'CPU', {'EXECUTION_MODE_HINT': 'ACCURACY'})
    result = compiled([a, b])[0]
    print(f'{operator} of {a.dtype} {a[0]}, {b[0]}: {result.dtype} {result[0]}')


small, large = (np.array([2**24 + i], np.int32) for i in (0, 1))
run('Less', small, large, bool)
run('Equal', small, large, bool)
run('Mod', large, small)
run('Sub', large, small)
run('Add', np.array([5_000_000_000]), np.array([1]))
PY
env/bin/python -c 'import openvino; print("openvino", openvino.__version__)'
env/bin/python run.py | tee seen.txt
diff seen.txt - <<'SEEN'
Less of int32 16777216, 16777217: bool False
Equal of int32 16777216, 16777217: bool True
Mod of int32 16777217, 16777216: int32 0
Sub of int32 16777217, 16777216: int32 1
Add of int64 5000000000, 1: int64 705032705
SEEN
