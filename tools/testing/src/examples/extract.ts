import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A piece of code in the documentation. */
export interface Example {
  /** Where it is, relative to the package's folder: `README.md:12`, `src/core/integrate.ts:38`. */
  readonly place: string;
  /** What it belongs to: `README`, or the first code line after the doc comment, shortened. */
  readonly title: string;
  /** The source file that it documents, absolute; none for the README. */
  readonly source?: string;
  readonly code: string;
  /** False for a block that is marked ```ts no-run: it is type-checked only. */
  readonly isRun: boolean;
  /** JavaScript runs as it stands, TypeScript is type-checked, too. */
  readonly language: 'js' | 'ts';
}

/** Every ```ts and ```js block of the README, then every `@example` of a doc comment in `src`, tests left out. */
export function extractExamples(folder: string): Example[] {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.bench)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return [
    ...examplesOfMarkdown(readFileSync(join(folder, 'README.md'), 'utf8')),
    ...sources.flatMap((source) => {
      const place = relative(folder, source).replaceAll('\\', '/');
      return examplesOfSource(readFileSync(source, 'utf8'), place).map((example) => ({ ...example, source }));
    }),
  ];
}

/** The ```ts and ```js blocks of a Markdown text. */
export function examplesOfMarkdown(text: string, place = 'README.md'): Example[] {
  return fences(text).map(({ line, ...block }) => ({ place: `${place}:${line}`, title: 'README', ...block }));
}

/** The `@example` blocks of a source text: the fenced blocks in them or, where there is no fence, all their lines. */
export function examplesOfSource(text: string, place: string): Example[] {
  const examples: Example[] = [];
  for (const comment of text.matchAll(/^[ \t]*\/\*\*.*?\*\//gms)) {
    const firstLine = lineAt(text, comment.index);
    const lines = comment[0]
      .split('\n')
      .map((line) => line.replace(/^\s*\/?\*+\/? ?/, '').replace(/\s*\*\/$/, ''));
    const after = text.slice(comment.index + comment[0].length).trimStart();
    const title =
      /^.*$/m
        .exec(after)?.[0]
        .replace(/[{(=].*/, '')
        .trim() ?? '';
    for (const { start, body } of exampleBodies(lines)) {
      const found = fences(body);
      const blocks =
        found.length > 0 || body.trim() === ''
          ? found
          : [{ line: 1, code: body, isRun: true, language: 'ts' } as const];
      for (const { line, ...block } of blocks) {
        examples.push({ place: `${place}:${firstLine + start + line - 1}`, title, ...block });
      }
    }
  }
  return examples;
}

/** From each `@example` line to the next tag that is not inside a fence; `start` is the index of its first line. */
function exampleBodies(lines: readonly string[]): { start: number; body: string }[] {
  const bodies: { start: number; lines: string[] }[] = [];
  let current: string[] | undefined;
  let isFenced = false;
  for (const [index, line] of lines.entries()) {
    if (line.trimStart().startsWith('```')) isFenced = !isFenced;
    const tag = isFenced ? undefined : /^\s*@(\w+)(.*)$/.exec(line);
    if (tag?.[1] === 'example') {
      current = [tag[2].replace(/<caption>.*<\/caption>/, '')];
      bodies.push({ start: index, lines: current });
    } else if (tag) {
      current = undefined;
    } else {
      current?.push(line);
    }
  }
  return bodies.map(({ start, lines: body }) => ({ start, body: body.join('\n') }));
}

function fences(text: string): (Pick<Example, 'code' | 'isRun' | 'language'> & { line: number })[] {
  return [...text.matchAll(/^```(js|ts)( no-run)?[ \t]*\n(.*?)^```[ \t]*$/gms)].map((match) => ({
    line: lineAt(text, match.index) + 1,
    code: match[3],
    isRun: match[2] === undefined,
    language: match[1] === 'js' ? 'js' : 'ts',
  }));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
