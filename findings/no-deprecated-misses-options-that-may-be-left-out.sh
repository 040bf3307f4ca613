#!/usr/bin/env bash
# typescript-eslint 8.73.0 knows a deprecated property where it is a key of an object literal, and was expected to know it
# as well where the parameter may be left out, as parameters of options mostly may. It says nothing there: neither for
# `f(options?: Options)` nor for `Options | undefined` and `Options | null`. oxlint-tsgolint 7.0.2008, which has the same
# rule by the same name, reports all four lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  typescript@6.0.3 eslint@10.15.0 typescript-eslint@8.73.0 oxlint@1.94.0 oxlint-tsgolint@7.0.2008
cat >calls.ts <<'TS'
interface Options {
  /** @deprecated use quality */
  bitrate?: number;
  quality?: number;
}
declare function required(options: Options): void;
declare function optional(options?: Options): void;
declare function orUndefined(options: Options | undefined): void;
declare function orNull(options: Options | null): void;
required({ bitrate: 1 });
optional({ bitrate: 1 });
orUndefined({ bitrate: 1 });
orNull({ bitrate: 1 });
TS
cat >tsconfig.json <<'JSON'
{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true, "types": [] } }
JSON
cat >eslint.config.mjs <<'JS'
import typescript from 'typescript-eslint';
export default {
  files: ['**/*.ts'],
  plugins: { typescript: typescript.plugin },
  languageOptions: { parser: typescript.parser, parserOptions: { projectService: true } },
  rules: { 'typescript/no-deprecated': 'error' },
};
JS
cat >.oxlintrc.json <<'JSON'
{ "plugins": ["typescript"], "categories": { "correctness": "off" }, "rules": { "typescript/no-deprecated": "error" } }
JSON
eslint=$(npx eslint --format json calls.ts | node -pe 'JSON.parse(require("fs").readFileSync(0))[0].messages.map((m) => m.line).join()' || true)
oxlint=$(npx oxlint --type-aware --format json calls.ts | node -pe 'JSON.parse(require("fs").readFileSync(0)).diagnostics.map((d) => d.labels[0].span.line).join()' || true)
echo "typescript-eslint reports the lines $eslint; oxlint-tsgolint $oxlint"
[ "$eslint" = 10 ] || { echo 'changed: typescript-eslint reports other lines'; exit 1; }
[ "$oxlint" = 10,11,12,13 ] || { echo 'changed: oxlint-tsgolint reports other lines'; exit 1; }
