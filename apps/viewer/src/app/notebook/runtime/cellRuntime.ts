import { Runtime, RuntimeError, type Variable } from '@observablehq/runtime';
import type { CompiledCell } from '../compile/compileCell.ts';
import { inputValues, type ValueElement } from '../inputs/inputValues.ts';

/** A cell's code as a function: `display`, `view`, `$import`, then its inputs. */
export type CellBody = (...parameters: never[]) => Promise<unknown>;

/** A cell that can run. */
export interface RunnableCell extends Pick<CompiledCell, 'kind' | 'inputs' | 'outputs'> {
  readonly id: string;
  readonly body: CellBody;
}

/** One run of a cell, to which it shows things. */
export interface CellRun {
  /** Shows a value; that of a run that is over is dropped. */
  show(value: unknown): void;
}

/** Where a cell's results go. */
export interface CellSink {
  /** The cell is about to run again: what it shows stays until there is something new. */
  begin(): CellRun;
  /** A value of an expression. */
  value(value: unknown): void;
  /** A program ran through. */
  done(): void;
  /** The cell failed: what it showed last stays, marked. */
  failed(error: unknown): void;
}

/** The cells of one notebook while they run. */
export interface CellRuntime {
  /** Runs a cell, in place of what had its id before. */
  define(cell: RunnableCell, sink: CellSink): void;
  /** Puts an error in place of a cell, whose names are then unknown. */
  fail(id: string, error: unknown, sink: CellSink): void;
  remove(id: string): void;
  /** The value of a name, when it is there. */
  value(name: string): Promise<unknown>;
  dispose(): void;
}

/** What cells get from the notebook. */
export interface CellEnvironment {
  /** Names that every cell knows, with their values. */
  readonly names: Readonly<Record<string, unknown>>;
  /** Names whose values change, each with what gives them. */
  readonly changing?: Readonly<Record<string, () => Generator>>;
  /** A module by name. */
  readonly load: (name: string) => Promise<unknown>;
}

/** Names of the window that are taken by accident more often than on purpose. */
const accidental = new Set([
  'name',
  'status',
  'length',
  'top',
  'parent',
  'self',
  'event',
  'origin',
  'closed',
  'frames',
  'screen',
  'external',
  'history',
  'opener',
  'scroll',
  'find',
  'stop',
  'open',
  'close',
  'print',
  'focus',
  'blur',
]);

function browserName(name: string): unknown {
  if (name in globalThis && !accidental.has(name)) return (globalThis as Record<string, unknown>)[name];
  throw new RuntimeError(`${name} is not defined`);
}

/**
 * Runs cells in the order that their names demand, again whenever what they use changes, by @observablehq/runtime.
 * A name of a cell may hold a promise or a generator: others see what it resolves to, or each value in turn.
 */
export function cellRuntime({ names, changing, load }: CellEnvironment): CellRuntime {
  const constants = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, () => value]));
  const runtime = new Runtime({ ...constants, ...changing }, browserName);
  const module = runtime.module();
  const defined = new Map<string, { readonly variables: readonly Variable[]; readonly end: () => void }>();

  const remove = (id: string): void => {
    const before = defined.get(id);
    defined.delete(id);
    // A variable that is deleted computes once more, to nothing: that is no news of the cell.
    before?.end();
    for (const variable of before?.variables ?? []) variable.delete();
  };
  const settle = (
    id: string,
    outputs: readonly string[],
    sink: CellSink,
    definition: {
      readonly inputs: readonly string[];
      readonly body: (...inputs: readonly unknown[]) => unknown;
      readonly fulfilled: (value: unknown) => void;
    },
  ): void => {
    remove(id);
    const own = `cell ${id}`;
    let broken = false;
    let isOver = false;
    const main = module.variable({
      pending: () => (broken = false),
      fulfilled: (value) => {
        if (!isOver) definition.fulfilled(value);
      },
      rejected: (error) => {
        broken = true;
        if (!isOver) sink.failed(error);
      },
    });
    const all = [main.define(own, definition.inputs, definition.body)];
    const failing = new Set<string>();
    for (const output of outputs) {
      // A name can fail where its cell does not: when another cell has it too, or what it holds is rejected.
      const observer = {
        rejected: (error: unknown) => {
          failing.add(output);
          if (!broken && !isOver) sink.failed(error);
        },
        fulfilled: () => {
          if (failing.delete(output) && failing.size === 0 && !broken && !isOver) sink.done();
        },
      };
      const valueOf = (values: Readonly<Record<string, unknown>>): unknown => values[output];
      all.push(module.variable(observer).define(output, [own], valueOf));
    }
    defined.set(id, { variables: all, end: () => (isOver = true) });
  };

  return {
    define(cell, sink) {
      const isExpression = cell.kind === 'expression';
      settle(cell.id, cell.outputs, sink, {
        inputs: cell.inputs,
        body: (...inputs) => {
          const run = sink.begin();
          const display = (value: unknown): unknown => {
            run.show(value);
            return value;
          };
          const view = (element: ValueElement): unknown => {
            run.show(element);
            return inputValues(element);
          };
          return (cell.body as (...all: unknown[]) => unknown)(display, view, load, ...inputs);
        },
        fulfilled: (value) => (isExpression ? sink.value(value) : sink.done()),
      });
    },
    fail(id, error, sink) {
      remove(id);
      sink.failed(error);
    },
    remove,
    value: (name) => module.value(name),
    dispose: () => runtime.dispose(),
  };
}
