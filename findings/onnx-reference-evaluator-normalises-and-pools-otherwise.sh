#!/usr/bin/env bash
# onnx 1.23.2 brings an evaluator that exported models are checked against. Three of its operators do not follow ONNX's text:
# LpNormalization with p = 1 divides by the sum of the numbers, not of their absolute values (1 and -1 become 0 and 0); LRN
# normalises as many channels as there are samples in the batch and divides the others by the bias alone; MaxPool with `auto_pad`
# SAME_LOWER and a stride begins at the first pixel, as if the padding were at neither end. ONNX Runtime 1.32.0 follows the text in
# each. A converter that is tested against the evaluator alone learns the wrong operator.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy
cat >run.py <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def compare(operator, x, formula, **attributes):
    x = np.array(x, np.float32)
    graph = helper.make_graph(
        [helper.make_node(operator, ['x'], ['y'], **attributes)], operator,
        [helper.make_tensor_value_info('x', TensorProto.FLOAT, x.shape)],
        [helper.make_empty_tensor_value_info('y')],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 22)], ir_version=10)
    sides = {
        'onnx': ReferenceEvaluator(model).run(None, {'x': x})[0],
        'onnxruntime': onnxruntime.InferenceSession(
            model.SerializeToString(), providers=['CPUExecutionProvider']).run(None, {'x': x})[0],
        'formula': np.array(formula(x)),
    }
    for name, y in sides.items():
        print(f'{operator}, {name}:', *(f'{value:.3g}' for value in y.ravel()))


compare('LpNormalization', [[3, -1], [1, -1]], lambda x: x / np.abs(x).sum(1, keepdims=True), axis=1, p=1)


def localResponse(x):
    squares = np.pad(x.ravel() ** 2, 1)
    return x.ravel() / (2 + (squares[:-2] + squares[1:-1] + squares[2:]) / 3)


compare('LRN', np.arange(1, 6).reshape(1, 5, 1, 1), localResponse, size=3, alpha=1.0, beta=1.0, bias=2.0)
# Six pixels in windows of three, two apart: one pixel of padding, at the beginning.
compare('MaxPool', np.arange(1, 7).reshape(1, 1, 6), lambda x: [2, 4, 6], kernel_shape=[3], strides=[2], auto_pad='SAME_LOWER')
PY
env/bin/python -c 'import onnx; print("onnx", onnx.__version__)'
env/bin/python -W ignore run.py | tee seen.txt
diff seen.txt - <<'SEEN'
LpNormalization, onnx: 1.5 -0.5 0 0
LpNormalization, onnxruntime: 0.75 -0.25 0.5 -0.5
LpNormalization, formula: 0.75 -0.25 0.5 -0.5
LRN, onnx: 0.273 1 1.5 2 2.5
LRN, onnxruntime: 0.273 0.3 0.257 0.214 0.319
LRN, formula: 0.273 0.3 0.257 0.214 0.319
MaxPool, onnx: 3 5 6
MaxPool, onnxruntime: 2 4 6
MaxPool, formula: 2 4 6
SEEN
