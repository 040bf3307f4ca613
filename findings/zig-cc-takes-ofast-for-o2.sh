#!/usr/bin/env bash
# `zig cc`, clang 22 in ziglang 0.17.1 from PyPI, was expected to hand -O1, -O3 and -Ofast to clang as they are: clang's
# -O3 does more than -O2, and its -Ofast is -O3 with -ffast-math. It turns each of them into -O2, without a word: the
# assembly is the same to the letter, and a sum of floats under -Ofast stays a chain of additions in order, where
# -O2 -ffast-math makes vectors of it. -Oz is -Os.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check ziglang==0.17.1
export ZIG_GLOBAL_CACHE_DIR="$folder/cache"
zig() { python/bin/python -m ziglang "$@"; }
echo "zig $(zig version), $(zig cc --version | head -n 1)"
cat >sum.c <<'C'
float sum(const float *x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++) s += x[i] * x[i];
  return s;
}
C
assembly() { # the instructions, without directives and comments
  zig cc -target x86_64-linux-gnu -g0 "$@" -S sum.c -o sum.s 2>/dev/null
  grep -v '^[[:space:]]*[.#]' sum.s | cksum
}
plain=$(assembly -O2)
for level in -O1 -O3 -Ofast; do
  [ "$(assembly "$level")" = "$plain" ] || { echo "changed: $level is not -O2 any more"; exit 1; }
  echo "$level: the assembly of -O2"
done
[ "$(assembly -O2 -ffast-math)" != "$plain" ] || { echo 'changed: -ffast-math makes no difference'; exit 1; }
echo '-O2 -ffast-math: another'
[ "$(assembly -Oz)" = "$(assembly -Os)" ] || { echo 'changed: -Oz is not -Os any more'; exit 1; }
echo '-Oz: the assembly of -Os'
handed=$(zig cc -target x86_64-linux-gnu -O3 -v -c sum.c -o sum.o 2>&1 | grep -e '-cc1 -triple' | grep -oE -e ' -O[0-9a-z]*' | head -n 1)
echo "what clang is told for -O3:$handed"
[ "$handed" = ' -O2' ] || { echo 'changed: clang is told something else'; exit 1; }
