import { expect, it } from 'vitest';
import { joinSinks, type MetricsSink } from './sink.ts';

it('joined sinks get everything in order and are all closed, though one fails', async () => {
  const seen: string[] = [];
  const sink = (name: string, onClose = (): Promise<void> => Promise.resolve()): MetricsSink => ({
    write: ({ step }, kind) => Promise.resolve(void seen.push(`${name} ${step} ${kind ?? '-'}`)),
    rewind: (step) => Promise.resolve(void seen.push(`${name} back to ${step}`)),
    close: () => (seen.push(`${name} closed`), onClose()),
  });
  const both = joinSinks([sink('a', () => Promise.reject(new Error('full'))), sink('b')]);
  await both.write({ step: 1, loss: 1 });
  await both.write({ step: 2, mse: 1 }, 'evaluation');
  await both.rewind(1);
  await expect(both.close()).rejects.toThrow('full');
  expect(seen).toEqual([
    'a 1 -',
    'b 1 -',
    'a 2 evaluation',
    'b 2 evaluation',
    'a back to 1',
    'b back to 1',
    'a closed',
    'b closed',
  ]);
});
