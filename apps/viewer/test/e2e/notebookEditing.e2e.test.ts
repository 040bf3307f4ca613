import { readFile } from 'node:fs/promises';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { parseNotebook } from '../../src/app/notebook/format/parseNotebook.ts';
import { notebookOfRun } from '../../src/app/notebook/page/notebookOfRun.ts';
import { cellsSettled, notebookFrame, notebookOf, openNotebookFile } from './setup/notebookPage.ts';
import { viewerTest } from './setup/viewerTest.ts';

async function saved(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as file' }).click(),
  ]);
  return await readFile(await download.path(), 'utf8');
}

async function write(frame: Frame, cell: string, source: string): Promise<void> {
  const section = frame.locator(`[data-cell="${cell}"]`);
  await section.getByRole('button', { name: 'Edit' }).click();
  const field = section.locator('.cm-content');
  await field.focus();
  await frame.page().keyboard.press('Control+a');
  await frame.page().keyboard.insertText(source);
  await frame.page().keyboard.press('Shift+Enter');
}

const said = (frame: Frame, cell: string) =>
  frame.locator(`[data-cell="${cell}"] .cell-output`).textContent();

viewerTest(
  'a notebook is changed by keys: what depends on a cell follows, and an error keeps the last figure',
  async ({ page, open }) => {
    await open('#/notebook');
    await openNotebookFile(page, notebookOf('const a = 1;', 'a * 10'));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const frame = await notebookFrame(page);
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    expect(await cellsSettled(frame)).toEqual([]);
    expect(await said(frame, '3')).toBe('10');

    await write(frame, '2', 'const a = 7;');
    await frame.waitForFunction(
      () => document.querySelector('[data-cell="3"] .cell-output')?.textContent === '70',
    );

    await write(frame, '3', 'a *');
    await frame.getByText('line 1, column 4').waitFor();
    expect(await said(frame, '3')).toBe('70');
    expect(await frame.locator('[data-cell="3"] .cell-result').getAttribute('data-state')).toBe('failed');

    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('nowhere.x');
    await page.keyboard.press('Shift+Enter');
    await frame.getByText('nowhere is not defined').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('[1, 2].find((x) => x.deep.down)');
    await page.keyboard.press('Shift+Enter');
    await frame.getByText(/TypeError: line 1: /).waitFor();

    const file = parseNotebook(await saved(page));
    expect(file.cells[1].source).toBe('const a = 7;');
    await page.keyboard.press('Escape');
  },
  { browser: { colorScheme: 'dark' } },
);

viewerTest('cells are added, moved and deleted, and each of it undone', async ({ page, open }) => {
  await open('#/notebook');
  const text = notebookOf('1', '2');
  await openNotebookFile(page, text);
  expect(await saved(page)).toBe(text);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const frame = await notebookFrame(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
  const order = () =>
    frame.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.cell')].map(({ dataset }) => dataset.cell),
    );
  const press = (cell: string, name: string) =>
    frame.locator(`[data-cell="${cell}"]`).getByRole('button', { name, exact: true }).click();
  await press('3', 'Up');
  expect(await order()).toEqual(['1', '3', '2']);
  await press('3', '+ Code');
  expect(await order()).toEqual(['1', '3', '4', '2']);
  await press('2', 'Delete');
  expect(await order()).toEqual(['1', '3', '4']);
  const undo = frame.getByRole('button', { name: 'Undo' });
  for (let i = 0; i < 3; i++) await undo.click();
  expect(await order()).toEqual(['1', '2', '3']);
  expect(await undo.isDisabled()).toBe(true);
  expect(await saved(page)).toBe(text);
});

viewerTest(
  'a notebook of the app that is edited keeps its changes in this window, until they are discarded',
  async ({ page, open }) => {
    await open('#/notebook/which-integrator');
    await cellsSettled(page);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const frame = await notebookFrame(page);
    expect(await cellsSettled(frame)).toEqual([]);
    await write(
      frame,
      '6',
      "const dt = view(Inputs.range([0.05, 0.3], { label: 'Shorter step', value: 0.1 }));",
    );
    await frame.getByLabel('Shorter step').waitFor();
    await page.reload();
    await page.getByText('With changes of yours').waitFor();
    await (await notebookFrame(page)).getByLabel('Shorter step').waitFor();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByLabel('Time step').waitFor();
  },
);

viewerTest('a run as a notebook plays in the frame', async ({ page, open }) => {
  await open('#/notebook');
  await openNotebookFile(
    page,
    notebookOfRun({ id: 'quickstart', name: 'quickstart', system: 'mass-spring' }),
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const frame = await notebookFrame(page);
  expect(await cellsSettled(frame)).toEqual([]);
  await frame.getByRole('img', { name: 'What the model foresees' }).waitFor();
  await frame.locator('text', { hasText: 'The learnt energy' }).first().waitFor();
});
