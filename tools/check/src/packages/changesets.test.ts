import { expect, test } from 'vitest';
import { changesetProblems } from './changesets.ts';

const packages = new Set(['@hgn/nn']);

test('a changeset names published packages, a bump and what changed', () => {
  expect(changesetProblems("---\n'@hgn/nn': minor\n---\n\nAdds residual layers.\n", packages)).toEqual([]);
});

test.each([
  ['no front matter', 'Adds residual layers.', /front matter/],
  ['no package', '---\n---\n\nAdds residual layers.\n', /no package/],
  ['an unknown package', "---\n'@hgn/nm': minor\n---\n\nAdds layers.\n", /@hgn\/nm is no published package/],
  ['a wrong bump', "---\n'@hgn/nn': big\n---\n\nAdds layers.\n", /got big/],
  ['no words', "---\n'@hgn/nn': minor\n---\n\n", /says nothing/],
])('a changeset with %s is refused', (_, text, problem) => {
  expect(changesetProblems(text, packages).join()).toMatch(problem);
});
