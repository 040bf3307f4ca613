import { expect } from 'vitest';
import { cellsSettled, notebookFrame } from './setup/notebookPage.ts';
import { viewerTest } from './setup/viewerTest.ts';

viewerTest('the home page lists the runs of the folder', async ({ page, open }) => {
  await open();
  await page.getByRole('link', { name: 'quickstart' }).click();
  await page.getByRole('heading', { level: 1, name: 'quickstart' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#/run/quickstart');
});

viewerTest('a server that stops answering is said quietly, until it answers again', async (viewer) => {
  const { page, open, expectErrors } = viewer;
  expectErrors(/Failed to load resource/);
  await open();
  await page.getByText(/^\d+ runs?$/).waitFor();
  await page.route('**/api/runs', (route) => route.abort('connectionrefused'));
  await page.getByRole('status').getByText('The server does not answer').waitFor();
  await page.getByRole('link', { name: 'quickstart' }).waitFor();
  await page.unroute('**/api/runs');
  await page.getByText(/^\d+ runs?$/).waitFor();
});

viewerTest('a run opens as a notebook whose cells play it', async ({ page, open }) => {
  await open('#/run/quickstart');
  await page.getByRole('button', { name: 'Open this view as a notebook' }).click();
  const frame = await notebookFrame(page);
  expect(await cellsSettled(frame)).toEqual([]);
  await frame.getByRole('heading', { level: 1, name: 'quickstart' }).waitFor();
  await frame.locator('svg text', { hasText: 'The learnt energy' }).first().waitFor();
  expect(new URL(page.url()).hash).toMatch(/^#\/notebook\/draft-1/);
});
