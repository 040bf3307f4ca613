import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../errors.ts';
import { assertPlain } from './plainValue.ts';
import { isPlainObject, type PlainObject } from './overrides.ts';

/** A YAML file that holds a group of keys. */
export interface YamlFile {
  readonly name: string;
  readonly content: PlainObject;
  /** Line of the value at a path, from 1. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/**
 * Reads a YAML file.
 *
 * @throws UsageError naming the line when it is not valid YAML or holds something else than a group of keys, and for
 * what is too large or too deep, see `assertPlain`
 */
export function readYaml(
  { name, text }: { name: string; text: string },
  example = 'system: pendulum',
): YamlFile {
  const control = /[^\P{Cc}\t\n\r\x85]/u.exec(text);
  if (control !== null) {
    const line = text.slice(0, control.index).split('\n').length;
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0');
    throw new UsageError(`${name}:${line}: holds the control character U+${code}; is it a text file?`);
  }
  const lines = new LineCounter();
  const document = parsed(name, () => parseDocument(text, { lineCounter: lines, prettyErrors: false }));
  if (document.errors.length > 0) {
    const [error] = document.errors;
    throw new UsageError(`${name}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message}`);
  }
  const content = parsed(name, () => (document.toJS({ maxAliasCount: 1000 }) ?? {}) as unknown);
  assertPlain(content, name);
  if (!isPlainObject(content)) {
    throw new UsageError(`${name}: must hold a group of keys, such as "${example}"`);
  }
  return {
    name,
    content,
    lineOf(path) {
      const node = document.getIn([...path], true) as { range?: [number, number, number] } | undefined;
      return node?.range === undefined ? undefined : lines.linePos(node.range[0]).line;
    },
  };
}

/** What the library throws where it gives up: aliases that multiply, nesting that exhausts the stack. */
function parsed<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const aliases = cause instanceof ReferenceError;
    throw new UsageError(
      aliases
        ? `${name}: its aliases stand for too many values; write them out`
        : `${name}: is nested too deeply; make it flatter`,
      { cause },
    );
  }
}
