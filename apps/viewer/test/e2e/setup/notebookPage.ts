import type { Frame, Page } from 'playwright-core';

/** Waits until every cell of a notebook has run, and gives what failed. */
export async function cellsSettled(page: Page | Frame, timeout = 120_000): Promise<readonly string[]> {
  await page.waitForFunction(
    () => {
      const results = [...document.querySelectorAll<HTMLElement>('.cell-result')];
      return (
        results.length > 0 && results.every(({ dataset }) => ['done', 'failed'].includes(dataset.state ?? ''))
      );
    },
    undefined,
    { timeout },
  );
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.cell-error')]
      .filter(({ hidden }) => !hidden)
      .map((error) => `${error.closest<HTMLElement>('.cell')?.dataset.cell ?? ''}: ${error.textContent}`),
  );
}

/** The frame in which a notebook runs, when it does. */
export async function notebookFrame(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe.notebook-frame');
  const frame = await element.contentFrame();
  if (frame === null) throw new Error('notebookFrame: the frame has no document');
  await frame.waitForSelector('.cell');
  return frame;
}

/** Opens a notebook file as a reader does. */
export async function openNotebookFile(page: Page, text: string, name = 'foreign.html'): Promise<void> {
  await page
    .getByLabel('Open a notebook file')
    .setInputFiles({ name, mimeType: 'text/html', buffer: Buffer.from(text) });
}

/** A notebook file with these cells of code. */
export const notebookOf = (...cells: readonly string[]): string =>
  `<notebook>\n<title>Foreign</title>\n<script type="text/markdown">\n# Foreign\n</script>\n${cells
    .map((source) => `<script type="module">\n${source}\n</script>\n`)
    .join('')}</notebook>\n`;
