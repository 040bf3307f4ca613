import { filesToTouch, strangersCopy, type StrangersCopy } from '@hgn/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const page = 'packages/integrators/docs/which-method.md';
const files = filesToTouch('Add an integrator');

let copy: StrangersCopy;
beforeAll(() => {
  const parts = ['src', 'test', 'docs'].map((part) => `packages/integrators/${part}`);
  copy = strangersCopy([...parts, 'tools/bench/integrators']);
});
afterAll(() => {
  copy.remove();
});

test(
  'an integrator is added by touching two files, and then has its checks and its line in a table that the formatter leaves as it is',
  { timeout: 120_000 },
  () => {
    expect(files.length).toBe(2);
    const [entries, table] = files;
    // Five steps of leapfrog: R. I. McLachlan, SIAM J. Sci. Comput. 16 (1995) 151.
    copy.edit(
      entries,
      (text) => `${text}
/**
 * A stranger's fourth order.
 *
 * @remarks Never: it stands here for a test.
 */
export const strangers4 = /* @__PURE__ */ splitting({
  name: 'strangers4',
  order: 4,
  first: 'kick',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], [0.28, 0.62546642846767, -0.81093285693534, 0.62546642846767, 0.28]),
  source: 'R. I. McLachlan, SIAM J. Sci. Comput. 16 (1995) 151, doi:10.1137/0916010',
});
`,
    );
    copy.edit(table, (text) =>
      text
        .replace('import {\n  blanesMoan4,', 'import {\n  strangers4,\n  blanesMoan4,')
        .replace('  pefrl4,\n  mcLachlanAtela4,', '  pefrl4,\n  strangers4,\n  mcLachlanAtela4,'),
    );
    const { scripts } = JSON.parse(copy.read('package.json')) as { scripts: Record<string, string> };
    const written = copy.node(...scripts['integrators:docs'].split(' ').slice(1));
    expect(written.status, written.text).toBe(0);
    expect(copy.read(page)).toMatch(/\| `strangers4` +\| 4 +\| .* Never: it stands here for a test\. /);
    const formatted = copy.node('node_modules/oxfmt/bin/oxfmt', '--check', page);
    expect(formatted.status, formatted.text).toBe(0);
    const checked = copy.vitest(
      'packages/integrators',
      'test/conformance.test.ts',
      '-t',
      '^strangers4 (converges|has weights|takes|returns|preserves|has no secular|steps)',
    );
    expect(checked.status, checked.text).toBe(0);
    expect(checked.passed).toBeGreaterThan(20);
  },
);
