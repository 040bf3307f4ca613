#!/usr/bin/env bash
# OpenVINO 2026.4.1 reads ONNX's Resize and leaves three of its attributes out without a word: `antialias` (a picture is made
# smaller by leaving pixels out: a lone bright one of eight disappears), `exclude_outside` (weights beyond the border are kept), and
# `keep_aspect_ratio_policy` (the other shape comes out). What it cannot do at all, `half_pixel_symmetric`, it refuses by name.
# ONNX Runtime 1.32.0 heeds all of them: pictures prepared inside of an exported model are others in OpenVINO.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 openvino==2026.4.1 numpy
cat >run.py <<'PY'
import io

import numpy as np
import onnxruntime
import openvino
from onnx import TensorProto, helper, numpy_helper

core = openvino.Core()


def compare(what, x, size, **attributes):
    x = np.array(x, np.float32).reshape(1, 1, 1, -1)
    graph = helper.make_graph(
        [helper.make_node('Resize', ['x', '', '', 'size'], ['y'], **attributes)], 'resize',
        [helper.make_tensor_value_info('x', TensorProto.FLOAT, x.shape)],
        [helper.make_empty_tensor_value_info('y')],
        [numpy_helper.from_array(np.array(size), 'size')],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 22)], ir_version=10).SerializeToString()
    hints = {'INFERENCE_PRECISION_HINT': 'f32'}
    sides = {
        'onnxruntime': lambda: onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider']).run(None, {'x': x})[0],
        'openvino': lambda: core.compile_model(core.read_model(io.BytesIO(model)), 'CPU', hints)([x])[0],
    }
    for name, side in sides.items():
        try:
            y = side()
            print(f'{what}, {name}:', 'x'.join(map(str, y.shape)), *(f'{value:.3g}' for value in y.ravel()[:8]))
        except Exception as error:
            print(f'{what}, {name}: {type(error).__name__}')


compare('antialias', [0, 0, 0, 0, 8, 0, 0, 0], [1, 1, 1, 2], mode='linear', antialias=1)
compare('exclude_outside', [0, 4, 8, 12], [1, 1, 1, 6], mode='cubic', exclude_outside=1)
compare('keep_aspect_ratio_policy', [0, 4, 8, 12], [6, 6], mode='linear', axes=[2, 3], keep_aspect_ratio_policy='not_larger')
compare('half_pixel_symmetric', [0, 4, 8, 12], [1, 1, 1, 3], mode='linear', coordinate_transformation_mode='half_pixel_symmetric')
PY
env/bin/python -c 'import onnxruntime, openvino; print("onnxruntime", onnxruntime.__version__, "openvino", openvino.__version__)'
env/bin/python run.py | tee seen.txt
diff seen.txt - <<'SEEN'
antialias, onnxruntime: 1x1x1x2 0.75 1.25
antialias, openvino: 1x1x1x2 0 0
exclude_outside, onnxruntime: 1x1x1x6 -0.405 1.49 4.85 7.15 10.5 12.4
exclude_outside, openvino: 1x1x1x6 -0.347 1.62 4.85 7.15 10.4 12.3
keep_aspect_ratio_policy, onnxruntime: 1x1x2x6 0 2 4.67 7.33 10 12 0 2
keep_aspect_ratio_policy, openvino: 1x1x6x6 0 2 4.67 7.33 10 12 0 2
half_pixel_symmetric, onnxruntime: 1x1x1x3 0.667 6 11.3
half_pixel_symmetric, openvino: RuntimeError
SEEN
