#!/usr/bin/env bash
# A derivative within a derivative, such as the force of a learnt energy in every step of a rollout that is trained, was
# expected to look through what it computed itself. TensorFlow.js 4.22.0 looks, for every one of them, through all that was
# recorded since the outermost derivative began: a rollout of n forces reads about n^2 entries of the tape, and time follows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent @tensorflow/tfjs@4.22.0
cat >run.js <<'JS'
import tf from '@tensorflow/tfjs';

console.log(`tfjs ${tf.version.tfjs}`);
const { state } = tf.engine();

/** Entries of the tape that are read in differentiating a rollout of so many forces by the stiffness of its spring. */
function entriesRead(forces) {
  let reads = 0;
  const counted = (tape) =>
    new Proxy(tape, { get: (own, name) => ((reads += /^\d+$/.test(String(name)) ? 1 : 0), own[name]) });
  tf.tidy(() => {
    const end = (stiffness) => {
      state.activeTape = counted(state.activeTape);
      let [q, p] = [tf.scalar(1), tf.scalar(0)];
      for (let i = 0; i < forces; i++) {
        const force = tf.grad((x) => tf.mul(stiffness, tf.square(x)))(q);
        p = tf.sub(p, tf.mul(0.1, force));
        q = tf.add(q, tf.mul(0.1, p));
      }
      return q;
    };
    tf.grad(end)(tf.scalar(1));
  });
  return reads;
}

let before;
for (const forces of [50, 100, 200, 400]) {
  const reads = entriesRead(forces);
  const growth = before === undefined ? '' : `, ${(reads / before).toFixed(1)} times as many`;
  console.log(`${forces} forces: ${(reads / forces).toFixed(0)} entries read for each${growth}`);
  before = reads;
}
JS
node run.js 2>/dev/null | tee seen.txt
diff seen.txt - <<'SEEN'
tfjs 4.22.0
50 forces: 2185 entries read for each
100 forces: 4285 entries read for each, 3.9 times as many
200 forces: 8485 entries read for each, 4.0 times as many
400 forces: 16885 entries read for each, 4.0 times as many
SEEN
