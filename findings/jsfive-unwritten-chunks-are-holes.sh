#!/usr/bin/env bash
# jsfive 0.4.2 reads a dataset of HDF5 whose chunks were not all written, or none, as an array with holes: `undefined`, NaN in
# arithmetic, where the file names a fill value (0 unless told) and h5py and h5wasm give it. A recording that ended early, or
# labels that begin at -1, are read without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check h5py==3.16.0 numpy
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error jsfive@0.4.2 h5wasm@0.10.3
cat >write.py <<'PY'
import h5py
import numpy as np

with h5py.File('recording.h5', 'w') as file:
    labels = file.create_dataset('labels', shape=(6,), chunks=(2,), dtype='i4', fillvalue=-1)
    labels[2:4] = [1, 2]
    file.create_dataset('zeros', shape=(3,), dtype='f4')
    for name in file:
        print('h5py', name, *file[name][()].tolist())
PY
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm/node';
import { File } from 'jsfive';

await h5wasm.ready;
const { buffer, byteOffset, length } = readFileSync('recording.h5');
const sides = {
  h5wasm: new h5wasm.File('recording.h5', 'r'),
  jsfive: new File(buffer.slice(byteOffset, byteOffset + length), 'recording.h5'),
};
for (const [name, file] of Object.entries(sides)) {
  for (const dataset of ['labels', 'zeros']) {
    console.log(name, dataset, ...Array.from(file.get(dataset).value, String));
  }
}
JS
(env/bin/python write.py && node read.mjs) | tee seen.txt
diff seen.txt - <<'SEEN'
h5py labels -1 -1 1 2 -1 -1
h5py zeros 0.0 0.0 0.0
h5wasm labels -1 -1 1 2 -1 -1
h5wasm zeros 0 0 0
jsfive labels undefined undefined 1 2 undefined undefined
jsfive zeros undefined undefined undefined
SEEN
