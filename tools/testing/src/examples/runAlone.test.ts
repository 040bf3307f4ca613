import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PreparedExample } from './prepare.ts';
import { runAlone } from './runAlone.ts';

const folder = mkdtempSync(join(tmpdir(), 'hgn-alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An example of a README as a file. */
function written(name: string, language: 'js' | 'ts', code: string): PreparedExample {
  const file = join(folder, `${name}.${language === 'js' ? 'mjs' : 'ts'}`);
  writeFileSync(file, code);
  return { place: 'README.md:7', title: 'README', code, isRun: true, language, file, offset: 0 };
}

test('an example runs in the folder that it is given, its types left out', async () => {
  const code = `import { basename } from 'node:path';
    const here: string = basename(process.cwd());
    if (!here.startsWith('hgn-alone-')) throw new Error(here);\nexport {};\n`;
  await runAlone(written('typed', 'ts', code), folder);
});

test.each(['js', 'ts'] as const)(
  'a failure in %s names the place and says what Node said',
  async (language) => {
    const failing = written('failing', language, "throw new Error('no such orbit');\nexport {};\n");
    await expect(runAlone(failing, folder)).rejects.toThrow(
      /^the example at README\.md:7 ended with exit status 1\n[^]*no such orbit/,
    );
  },
);
