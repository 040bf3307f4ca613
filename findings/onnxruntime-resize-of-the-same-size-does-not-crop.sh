#!/usr/bin/env bash
# ONNX Runtime 1.32.0: a Resize that crops (`tf_crop_and_resize`, the region as a constant or as an input) to as many pixels as
# its input has gives the whole input back: the region is not read, and what lies outside is not the extrapolation value. To one
# pixel less or more it crops as ONNX says. So a crop that follows something through a film is right but for windows that happen
# to be as large as the picture.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy
cat >run.py <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

row = np.array([[[[0, 4, 8, 12]]]], np.float32)
begin, end = 0.2, 1.2


def by_the_formula(width):
    """Linear interpolation between the region's ends, -1 outside."""
    at = [begin * 3 + i * (end - begin) * 3 / (width - 1) for i in range(width)]
    return [float(np.interp(x, range(4), row.ravel())) if 0 <= x <= 3 else -1.0 for x in at]


for width in (3, 4, 5):
    constants = {'region': np.array([0, 0, 0, begin, 1, 1, 1, end], np.float32), 'size': np.array([1, 1, 1, width])}
    node = helper.make_node(
        'Resize', ['x', 'region', '', 'size'], ['y'], mode='linear', extrapolation_value=-1.0,
        coordinate_transformation_mode='tf_crop_and_resize',
    )
    graph = helper.make_graph(
        [node], 'crop',
        [helper.make_tensor_value_info('x', TensorProto.FLOAT, row.shape)],
        [helper.make_tensor_value_info('y', TensorProto.FLOAT, [1, 1, 1, width])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 22)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])
    seen = session.run(None, {'x': row})[0].ravel()
    print(width, 'pixels:', *(f'{value:g}' for value in seen), '| formula:', *(f'{value:g}' for value in by_the_formula(width)))
PY
env/bin/python -c 'import onnxruntime; print("onnxruntime", onnxruntime.__version__)'
env/bin/python run.py | tee seen.txt
diff seen.txt - <<'SEEN'
3 pixels: 2.4 8.4 -1 | formula: 2.4 8.4 -1
4 pixels: 0 4 8 12 | formula: 2.4 6.4 10.4 -1
5 pixels: 2.4 5.4 8.4 11.4 -1 | formula: 2.4 5.4 8.4 11.4 -1
SEEN
