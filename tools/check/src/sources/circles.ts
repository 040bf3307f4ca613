import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import type { Outcome } from '../check.ts';
import { trackedFiles } from './names.ts';
import { root } from '../process.ts';

/** Finds modules that import each other in a circle, types included: each pair of them can only be read together. */
export function checkCircles(): Outcome {
  const files = trackedFiles().filter(
    (file) => /(?<!\.d)\.(ts|mjs)$/.test(file) && !file.endsWith('.test.ts'),
  );
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  const circles = circlesOf(imports);
  return {
    problems: circles.map((circle) => `modules import each other in a circle: ${circle.join(' → ')}`),
    note: `${files.length} modules`,
  };
}

/** The modules of the repository that one imports by a relative path. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(root, dirname(file), name.replace(/\?.*$/, '')))
    .filter((path) => existsSync(path))
    .map((path) => relative(root, path).replaceAll('\\', '/'));
}

/**
 * The circles of a graph, one for each set of nodes that reach each other (Tarjan 1972, doi:10.1137/0201010), each as a
 * path that ends where it begins.
 */
export function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const indices = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const low = (node: string): number => lowest.get(node) ?? Infinity;
  const visit = (node: string): void => {
    indices.set(node, indices.size);
    lowest.set(node, indices.size - 1);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!indices.has(next)) {
        visit(next);
        lowest.set(node, Math.min(low(node), low(next)));
      } else if (stack.includes(next)) lowest.set(node, Math.min(low(node), indices.get(next) ?? Infinity));
    }
    if (low(node) !== indices.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    if (members.length > 1 || (edges.get(node) ?? []).includes(node))
      circles.push(pathThrough(node, new Set(members), edges));
  };
  for (const node of edges.keys()) if (!indices.has(node)) visit(node);
  return circles;
}

/** The shortest way from a node back to it that stays within a set. */
function pathThrough(
  start: string,
  within: ReadonlySet<string>,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of edges.get(way.at(-1) ?? start) ?? []) {
      if (next === start) return [...way, start];
      if (!within.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [start, start];
}
