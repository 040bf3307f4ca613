import { LineCounter, parseDocument } from 'yaml';
import { CommandError } from '../errors.ts';
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
 * @throws CommandError naming the line when it is not valid YAML or holds something else than a group of keys
 */
export function readYaml(
  { name, text }: { name: string; text: string },
  example = 'system: pendulum',
): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const [error] = document.errors;
    throw new CommandError(`${name}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message}`);
  }
  const content = (document.toJS() ?? {}) as unknown;
  if (!isPlainObject(content)) {
    throw new CommandError(`${name}: must hold a group of keys, such as "${example}"`);
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
