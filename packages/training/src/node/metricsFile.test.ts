import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../test/temporary.ts';
import { CorruptMetricsError, parseMetrics } from '../metrics/jsonLines.ts';
import { metricsFile } from './metricsFile.ts';

const newFolder = temporaryFolders();
const lines = (...steps: number[]) => steps.map((step) => `{"step":${step},"loss":${1 / step}}\n`).join('');

describe('metricsFile', () => {
  it('appends one JSON object a line, readable before it is closed', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    const sink = await metricsFile(path);
    await sink.write({ step: 10, loss: 0.1 });
    expect(await readFile(path, 'utf8')).toBe('{"step":10,"loss":0.1}\n');
    await sink.write({ step: 20, loss: Infinity });
    await sink.close();
    expect(parseMetrics(await readFile(path, 'utf8'))).toEqual([
      { step: 10, loss: 0.1 },
      { step: 20, loss: null },
    ]);
  });

  it('drops what lies beyond the resumed step', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    await writeFile(path, lines(5, 10, 15, 20));
    const sink = await metricsFile(path, { from: 10 });
    await sink.write({ step: 15, loss: 9 });
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(`${lines(5, 10)}{"step":15,"loss":9}\n`);
  });

  it('drops a last line that was cut short, though it may look whole', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    for (const cut of ['{"step":8,"lo', '{"step":8}']) {
      await writeFile(path, lines(5) + cut);
      await (await metricsFile(path, { from: 10 })).close();
      expect(await readFile(path, 'utf8')).toBe(lines(5));
    }
  });

  it('begins anew without a step to resume from', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    await writeFile(path, lines(5, 10));
    await (await metricsFile(path)).close();
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('names a spoiled line and leaves the file as it is', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    const text = `${lines(5)}oops\n${lines(10)}`;
    await writeFile(path, text);
    await expect(metricsFile(path, { from: 10 })).rejects.toThrow(CorruptMetricsError);
    await expect(metricsFile(path, { from: 10 })).rejects.toThrow(
      "parseMetrics: line 2 must be an object with a step, but got 'oops'; repair or remove it",
    );
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('names the kind of a record', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    const sink = await metricsFile(path);
    await sink.write({ step: 10, mse: 0.5 }, 'evaluation');
    await sink.close();
    const text = await readFile(path, 'utf8');
    expect(text).toBe('{"step":10,"kind":"evaluation","mse":0.5}\n');
    expect(parseMetrics(text)).toEqual([{ step: 10, kind: 'evaluation', mse: 0.5 }]);
  });

  it('drops what lies beyond the step that training went back to, and goes on', async () => {
    const path = join(await newFolder(), 'metrics.jsonl');
    const sink = await metricsFile(path);
    for (const step of [5, 10, 15]) await sink.write({ step, loss: 1 / step });
    await sink.rewind(10);
    await sink.write({ step: 15, loss: 9 });
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(`${lines(5, 10)}{"step":15,"loss":9}\n`);
  });
});
