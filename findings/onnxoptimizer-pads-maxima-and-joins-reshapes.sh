#!/usr/bin/env bash
# onnxoptimizer 0.4.2, with its default passes, changes what two valid graphs mean. Zeros that a Pad puts around an image become the
# padding of the MaxPool behind it, which counts for nothing: where an edge is negative, the maximum was 0 and is negative now (an
# AveragePool is left alone). And of two Reshapes in a row the first is dropped, though a 0 in the second one's shape stands for an axis of
# what the first makes: ONNX Runtime then refuses the graph that it ran before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check onnxoptimizer==0.4.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat >run.py <<'PY'
from importlib.metadata import version

import numpy as np
import onnx
import onnxoptimizer
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

print('onnxoptimizer', version('onnxoptimizer'))
onnxruntime.set_default_logger_severity(4)


def graph_of(nodes, shapes, constants):
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    stored = [numpy_helper.from_array(np.array(numbers, np.int64), name) for name, numbers in constants.items()]
    graph = helper.make_graph(nodes, 'graph', values[:1], values[1:], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def run(model, x):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])
    return session.run(None, {'x': x})[0]


def pooled(kind):
    nodes = [
        helper.make_node('Pad', ['x', 'around'], ['padded']),
        helper.make_node(kind, ['padded'], ['y'], kernel_shape=[2, 2]),
    ]
    return graph_of(nodes, {'x': [1, 1, 2, 2], 'y': [1, 1, 3, 3]}, {'around': [0, 0, 1, 1, 0, 0, 1, 1]})


def told(name, model, x):
    before = run(model, x).ravel().round(3).tolist()
    optimised = onnxoptimizer.optimize(model)
    operators = [node.op_type for node in optimised.graph.node]
    try:
        after = run(optimised, x).ravel().round(3).tolist()
    except Exception as error:
        after = type(error).__name__
    print(name, *operators, 'gives', 'the same' if after == before else f'{after} for {before}')


corner = -np.arange(1, 5, dtype=np.float32).reshape(1, 1, 2, 2)
told('maxima:', pooled('MaxPool'), corner)
told('means:', pooled('AveragePool'), corner)
reshapes = [
    helper.make_node('Reshape', ['x', 'first'], ['between']),
    helper.make_node('Reshape', ['between', 'second'], ['y']),
]
joined = graph_of(reshapes, {'x': [2, 2], 'y': [4, 1]}, {'first': [4], 'second': [0, 1]})
told('shapes:', joined, np.ones((2, 2), np.float32))
PY
env/bin/python -W ignore run.py 2>/dev/null | tee seen.txt
diff seen.txt - <<'SEEN'
onnxoptimizer 0.4.2
maxima: MaxPool gives [-1.0, -1.0, -2.0, -1.0, -1.0, -2.0, -3.0, -3.0, -4.0] for [0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0]
means: AveragePool gives the same
shapes: Reshape gives Fail for [1.0, 1.0, 1.0, 1.0]
SEEN
