import { describe, expect, test } from 'vitest';
import { compileCell } from '../compile/compileCell.ts';
import { cellRuntime, type CellBody, type CellRuntime, type CellSink } from './cellRuntime.ts';

interface Log extends CellSink {
  readonly said: string[];
}

function log(): Log {
  const said: string[] = [];
  return {
    said,
    begin: () => ({ show: (value) => said.push(`show ${String(value)}`) }),
    value: (value) => said.push(`value ${String(value)}`),
    done: () => said.push('done'),
    failed: (error) => said.push(`failed ${(error as Error).message}`),
  };
}

async function define(runtime: CellRuntime, id: string, source: string): Promise<Log> {
  const { code, ...cell } = compileCell(source);
  const { default: body } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  )) as { default: CellBody };
  const sink = log();
  runtime.define({ id, ...cell, body }, sink);
  return sink;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
const start = () =>
  cellRuntime({ names: { pi: 3 }, load: (name) => Promise.reject(new Error(`no module ${name}`)) });

describe('cells that run', () => {
  test('follow each other whatever their order, and again when one changes', async () => {
    const runtime = start();
    const last = await define(runtime, '1', 'a + b + pi');
    await define(runtime, '2', 'const a = 1;');
    await define(runtime, '3', 'const b = Promise.resolve(a * 10);');
    await settled();
    expect(last.said.at(-1)).toBe('value 14');
    await define(runtime, '2', 'const a = 2;');
    await settled();
    expect(last.said.at(-1)).toBe('value 25');
    runtime.dispose();
  });

  test('see every value of a generator', async () => {
    const runtime = start();
    await define(runtime, '1', 'const n = (function* () { yield 1; yield 2; yield 3; })();');
    const seen = await define(runtime, '2', 'n');
    await settled();
    await settled();
    expect(seen.said.at(-1)).toBe('value 3');
    runtime.dispose();
  });

  test('say what fails: names unknown, declared twice, in a circle, and errors of others', async () => {
    const runtime = start();
    const unknown = await define(runtime, '1', 'nobody + 1');
    const twice = await define(runtime, '2', 'const t = 1;');
    const again = await define(runtime, '3', 'const t = 2;');
    const circle = await define(runtime, '4', 'const x = y + 1;');
    await define(runtime, '5', 'const y = x + 1;');
    const thrower = await define(runtime, '6', 'const z = (() => { throw new Error("too hot"); })();');
    const after = await define(runtime, '7', 'z');
    const module = await define(runtime, '8', "import { a } from 'fs';");
    await settled();
    expect(unknown.said.at(-1)).toBe('failed nobody is not defined');
    expect(twice.said.at(-1)).toBe('failed t is defined more than once');
    expect(again.said.at(-1)).toBe('failed t is defined more than once');
    expect(circle.said.at(-1)).toBe('failed circular definition');
    expect(thrower.said.at(-1)).toBe('failed too hot');
    expect(after.said.at(-1)).toBe('failed too hot');
    expect(module.said.at(-1)).toBe('failed no module fs');
    runtime.remove('3');
    await settled();
    expect(twice.said.at(-1)).toBe('done');
    runtime.dispose();
  });

  test('stay failed when their new code cannot be compiled', async () => {
    const runtime = start();
    const sink = await define(runtime, '1', '1 + 1');
    await settled();
    expect(sink.said).toEqual(['value 2']);
    runtime.fail('1', new Error('Unexpected token'), sink);
    await settled();
    expect(sink.said.at(-1)).toBe('failed Unexpected token');
    runtime.dispose();
  });

  test('do not take names of the window for names of the notebook', async () => {
    const runtime = start();
    const asked = await define(runtime, '1', 'status');
    await settled();
    expect(asked.said.at(-1)).toBe('failed status is not defined');
    runtime.dispose();
  });

  test('are told when they are about to run again', async () => {
    const runtime = start();
    (globalThis as { heard?: string[] }).heard = [];
    await define(runtime, '1', 'const k = 1;');
    await define(runtime, '2', 'void k; void invalidation.then(() => globalThis.heard.push("gone"));');
    await settled();
    await define(runtime, '1', 'const k = 2;');
    await settled();
    expect((globalThis as { heard?: string[] }).heard).toEqual(['gone']);
    runtime.dispose();
  });
});
