import { expect } from 'vitest';
import { viewerTest } from './viewerTest.ts';

viewerTest('the home page lists the runs of the folder', async ({ page, open }) => {
  await open();
  await page.getByRole('link', { name: 'quickstart' }).click();
  await page.getByRole('heading', { level: 1, name: 'quickstart' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#/run/quickstart');
});
