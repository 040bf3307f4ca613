#!/usr/bin/env bash
# The gradients of a dilated depthwise convolution were expected to be dilated as the convolution is, or to be refused.
# TensorFlow 2.21.0 on a CPU computes the op DepthwiseConv2dNative with its dilations (by oneDNN; without it, as by
# default on processors without AVX-512 VNNI or AMX, it refuses them), but both of its gradient ops leave them out without
# a word: what a tape gives is the gradient of another function.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tensorflow-cpu==2.21.0
cat >run.py <<'PY'
import numpy as np
import tensorflow as tf

print(f'tensorflow {tf.__version__}')
random = np.random.default_rng(1)
images = tf.constant(random.normal(size=(1, 6, 6, 1)), tf.float32)
filters = tf.constant(random.normal(size=(2, 2, 1, 1)), tf.float32)
weights = tf.constant(random.normal(size=(1, 6, 6, 1)), tf.float32)


def energy(x, w, dilation):
    """A weighed sum of the convolution, linear in either argument."""
    y = tf.raw_ops.DepthwiseConv2dNative(
        input=x, filter=w, strides=[1, 1, 1, 1], padding='SAME', dilations=[1, dilation, dilation, 1]
    )
    return tf.reduce_sum(y * weights)


def by_differences(dilation, which):
    """Exact for a linear function but for rounding."""
    given = [images, filters]
    shape = given[which].shape
    slopes = []
    for i in range(int(np.prod(shape))):
        unit = np.zeros(shape, np.float32)
        unit.flat[i] = 1
        ends = []
        for sign in (1, -1):
            moved = list(given)
            moved[which] = moved[which] + sign * unit
            ends.append(float(energy(*moved, dilation)))
        slopes.append((ends[0] - ends[1]) / 2)
    return np.reshape(slopes, shape)


for which, name in ((0, 'images'), (1, 'filter')):
    with tf.GradientTape() as tape:
        tape.watch([images, filters])
        value = energy(images, filters, 2)
    slope = tape.gradient(value, [images, filters])[which]
    error = lambda dilation: 'equal' if np.abs(slope - by_differences(dilation, which)).max() < 1e-4 else 'differ'
    print(f'slopes by the {name}, dilations 2: {error(2)} from differences, from those with dilations 1: {error(1)}')
PY
TF_ENABLE_ONEDNN_OPTS=1 TF_CPP_MIN_LOG_LEVEL=3 python/bin/python run.py 2>/dev/null | tee seen.txt
diff seen.txt - <<'SEEN'
tensorflow 2.21.0
slopes by the images, dilations 2: differ from differences, from those with dilations 1: equal
slopes by the filter, dilations 2: differ from differences, from those with dilations 1: equal
SEEN
