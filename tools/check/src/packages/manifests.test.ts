import { expect, test } from 'vitest';
import { dependencyProblems, fieldProblems } from './manifests.ts';
import { workspacePackages, type Manifest } from '../workspace.ts';

const [integrators] = workspacePackages().filter(({ path }) => path === 'packages/integrators');

test('a complete package.json has no problems', () => {
  expect(fieldProblems(integrators)).toEqual([]);
});

test.each(['description', 'license', 'sideEffects', 'repository', 'engines', 'files', 'exports'] as const)(
  'a package.json without %s is refused',
  (field) => {
    const manifest: Manifest = Object.fromEntries(
      Object.entries(integrators.manifest).filter(([key]) => key !== field),
    ) as unknown as Manifest;
    expect(fieldProblems({ ...integrators, manifest }).join()).toContain(field);
  },
);

test('a dependency against the arrows is refused', () => {
  const manifest = { name: '@hgn/datasets', dependencies: { '@hgn/nn': 'workspace:^' } };
  expect(dependencyProblems('datasets', manifest)).toEqual([expect.stringContaining('depends on @hgn/nn')]);
});

test('a library with a TensorFlow.js backend, or with its own copy of the core, is refused', () => {
  const backend = { name: '@hgn/nn', dependencies: { '@tensorflow/tfjs-backend-cpu': '4.22.0' } };
  expect(dependencyProblems('nn', backend)).toEqual([expect.stringContaining('chooses the backend')]);
  const copy = { name: '@hgn/nn', dependencies: { '@tensorflow/tfjs-core': '4.22.0' } };
  expect(dependencyProblems('nn', copy)).toEqual([expect.stringContaining('must be a peer')]);
  const peer = { name: '@hgn/nn', peerDependencies: { '@tensorflow/tfjs-core': '^4.22.0' } };
  expect(dependencyProblems('nn', peer)).toEqual([]);
});
