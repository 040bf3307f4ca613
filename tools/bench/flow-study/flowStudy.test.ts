import { readFileSync } from 'node:fs';
import { ndarray, treeLeaves, type NdArray } from '@hgn/autodiff';
import { key } from '@hgn/nn';
import { formatted } from '@hgn/testing/formatted';
import { describe, expect, it } from 'vitest';
import { document } from './document.ts';
import { docs, readJson, readTrial } from './records.ts';
import { average, sharesOf } from './runTrial.ts';
import type { TabularRecord } from './tabular.ts';
import { flows, targetNames, trials } from './trials.ts';

const records = trials.map(readTrial).filter((record) => record !== undefined);
const divergence = (target: string, flow: string): number =>
  average(
    records
      .filter((record) => record.target === target && record.flow === flow)
      .map(({ forwardDivergence }) => forwardDivergence),
  );

describe('the flow study', () => {
  it('compares flows of about one size', () => {
    const sizes = Object.values(flows).map((flow) =>
      treeLeaves<NdArray>(flow.init(key(0))).reduce((sum, { data }) => sum + data.length, 0),
    );
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.02);
  });

  it('has a record of every trial with the settings of today', () => {
    expect(records).toHaveLength(trials.length);
  });

  it('found Neural Hamiltonian Flows within a tenth of a nat of RealNVP, or better', () => {
    for (const target of targetNames) {
      expect(divergence(target, 'NHF') - divergence(target, 'RealNVP'), target).toBeLessThan(0.1);
    }
  });

  it('found all eight modes in every Neural Hamiltonian Flow', () => {
    const all = records.filter(({ target, flow }) => target === 'eightGaussians' && flow === 'NHF');
    expect(all).toHaveLength(3);
    for (const { modeShares } of all) {
      expect(modeShares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 6);
      expect(Math.min(...(modeShares ?? []))).toBeGreaterThan(8);
      expect(Math.max(...(modeShares ?? []))).toBeLessThan(17);
    }
  });

  it('has its page written from its records', async () => {
    const page = new URL('flows.md', docs);
    const tabular = readJson(new URL('flows/tabular.json', docs)) as TabularRecord;
    const written = await formatted('flows.md', document(records, tabular));
    expect(readFileSync(page, 'utf8')).toBe(written);
  });
});

it('sharesOf counts points by the nearest of eight directions', () => {
  const angles = [0, 0.3, -0.3, Math.PI / 4, Math.PI, -Math.PI + 0.01, (7 * Math.PI) / 4, Math.PI / 2];
  const points = ndarray(
    Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    [8, 2],
  );
  expect(sharesOf(points)).toEqual([37.5, 12.5, 12.5, 0, 25, 0, 0, 12.5]);
});
