#!/usr/bin/env bash
# onnxruntime-node 1.30.0 documents `npm install onnxruntime-node --onnxruntime-node-install=skip` for machines that cannot
# download CUDA. npm 10 hands such a flag to the install script without a word, npm 11 warns, npm 12 refuses the command line
# as a whole (EUNKNOWNCONFIG) and installs nothing. --ignore-scripts is understood by all three, and the package loads.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

try() { # try NPM FLAG -> exit status of the installation
  rm -rf node_modules package-lock.json
  echo '{ "private": true }' >package.json
  npx --yes "npm@$1" install onnxruntime-node@1.30.0 "$2" >out.txt 2>&1 && echo 0 || echo "$?"
}

for npm in 10.9.4 11.19.1 12.2.2; do
  flag=$(try "$npm" --onnxruntime-node-install=skip)
  said=$(grep -o -m1 -E 'Unknown cli (config|flag)' out.txt || true)
  plain=$(try "$npm" --ignore-scripts)
  loads=$(node -e "require('onnxruntime-node'); console.log('loads')" 2>/dev/null || echo "does not load")
  echo "npm $npm: --onnxruntime-node-install=skip exits $flag (${said:-says nothing}); --ignore-scripts exits $plain and $loads"
done | tee seen.txt

diff seen.txt - <<'SEEN'
npm 10.9.4: --onnxruntime-node-install=skip exits 0 (says nothing); --ignore-scripts exits 0 and loads
npm 11.19.1: --onnxruntime-node-install=skip exits 0 (Unknown cli config); --ignore-scripts exits 0 and loads
npm 12.2.2: --onnxruntime-node-install=skip exits 1 (Unknown cli flag); --ignore-scripts exits 0 and loads
SEEN
