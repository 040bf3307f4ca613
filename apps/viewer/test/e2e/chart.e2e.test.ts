import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, presets } from '@hgn/datasets';
import { fitChart } from '@hgn/model';
import { openModel, type ModelDescription, type Player } from '@hgn/player';
import * as runtime from 'onnxruntime-node';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { planeOf } from '../../src/app/run/tabs/shared/plane.ts';
import { readNpz } from '@hgn/testing';
import { runHgn } from '../runHgn.ts';
import { ownRuns } from './setup/trainedRun.ts';
import { viewerTest } from './setup/viewerTest.ts';

let folder: string;
let player: Player;
const file = (name: string) => join(folder, 'runs/quickstart/export', name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hgn-'));
  const runs = await ownRuns(folder);
  await rm(join(runs, 'quickstart/export'), { recursive: true, force: true });
  await runHgn(['export', join(runs, 'quickstart')], folder);
  const options = { runtime, executionProviders: ['cpu'] };
  player = await openModel(async (name) => new Uint8Array(await readFile(file(name))), options);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = { folders: () => Promise.resolve([join(folder, 'runs')]) };
const described = async () => JSON.parse(await readFile(file('model.json'), 'utf8')) as ModelDescription;

/** Opens the landscape, and waits until it is drawn. */
async function landscape(page: Page, open: (hash: string) => Promise<void>): Promise<void> {
  await open('#/run/quickstart?tab=landscape');
  await page.getByText('64 × 64 points').waitFor({ timeout: 60_000 });
}

/** States that the model infers from unseen films, and the true ones; shuffled ones belong to other films. */
async function statesOfFilms(isShuffled: boolean) {
  const { inputFrames, stateFrame, dt } = player.description;
  const samples = 60;
  const films = generate(
    { ...presets['mass-spring'], dt },
    { seed: 2 ** 32 + 7, trajectories: samples, frames: inputFrames },
  );
  const { q, p } = await player.encode(Float32Array.from(films.frames, (byte) => byte / 255));
  const other = (n: number) => (isShuffled ? (n * 37 + 11) % samples : n);
  const truthOf = (values: Float64Array) =>
    Float64Array.from({ length: samples }, (_, n) => values[other(n) * inputFrames + stateFrame]);
  const truth = { samples, q: truthOf(films.q), p: truthOf(films.p) };
  return fitChart({ samples, q, p }, truth);
}

viewerTest(
  'a linear map explains nine tenths of the truth of the trained run, and the page says so',
  async ({ page, open }) => {
    const { chart } = await described();
    expect(chart?.gauge?.r2).toBeGreaterThanOrEqual(0.9);
    const afresh = await statesOfFilms(false);
    expect(afresh.gauge?.r2).toBeGreaterThanOrEqual(0.9);
    await landscape(page, open);
    await page.getByText(`explains r² ${chart?.gauge?.r2.toFixed(3) ?? ''} of it`).waitFor();
  },
  options,
);

viewerTest(
  'a chart that was fitted to shuffled truth has no gauge, and the page says so',
  async ({ page, open }) => {
    const text = await readFile(file('model.json'), 'utf8');
    const chart = await statesOfFilms(true);
    expect(chart.gauge).toBeUndefined();
    expect(chart.r2).toBeLessThan(0.2);
    try {
      await writeFile(file('model.json'), JSON.stringify({ ...(await described()), chart }));
      await landscape(page, open);
      await page.getByText(/^No gauge: no linear map explains half of the true state/).waitFor();
      await open('#/run/quickstart');
      await page.locator('.play[data-reference="yes"]').waitFor();
      await page.locator('.phase svg text', { hasText: 'no gauge' }).first().waitFor();
      expect(await page.getByRole('combobox', { name: 'Plane' }).locator('option').allTextContents()).toEqual(
        ['Principal axes'],
      );
    } finally {
      await writeFile(file('model.json'), text);
    }
  },
  options,
);

viewerTest(
  'the energy of the landscape, at the point and over the plane, is that of hamiltonian.onnx',
  async ({ page, open }) => {
    const { chart } = await described();
    if (chart === undefined || player.hamiltonian === undefined)
      throw new Error('the run must know its energy');
    const plane = planeOf(chart, player.sizes.state);
    const energies = async (points: readonly (readonly [number, number])[]) =>
      (await player.hamiltonian?.(plane.at(points)))?.H ?? new Float32Array(0);
    await landscape(page, open);
    const plot = page.getByRole('application', { name: /Landscape/ });
    await plot.press('ArrowRight');
    await page.locator('[data-point]').waitFor();
    for (const [fx, fy] of [
      [0.3, 0.4],
      [0.5, 0.5],
      [0.65, 0.3],
    ] as const) {
      const box = await plot.boundingBox();
      const before = await page.locator('[data-point]').getAttribute('data-point');
      await page.mouse.move((box?.x ?? 0) + fx * (box?.width ?? 0), (box?.y ?? 0) + fy * (box?.height ?? 0));
      await expect.poll(() => page.locator('[data-point]').getAttribute('data-point')).not.toBe(before);
      await page.waitForTimeout(200);
      const [x = NaN, y = NaN, H = NaN] = (
        (await page.locator('[data-point]').getAttribute('data-point')) ?? ''
      )
        .split(' ')
        .map(Number);
      const [expected = NaN] = await energies([[x, y]]);
      expect(Math.abs(H - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)));
    }
    await page.locator('.save-menu summary').click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'npz' }).click();
    const { q, p, H } = readNpz(await readFile(await (await download).path()));
    expect(H.shape).toEqual([64, 64]);
    const nodes = Array.from(
      { length: 64 * 64 },
      (_, at) => [q.data[at % 64], p.data[Math.floor(at / 64)]] as const,
    );
    const expected = await energies(nodes);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const off = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - H.data[at])), 0);
    expect(off / scale).toBeLessThanOrEqual(1e-5);
  },
  options,
);
