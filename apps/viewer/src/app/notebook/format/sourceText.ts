/**
 * The text of a script element without empty first and last lines and without the white space that all its other
 * lines begin with.
 */
export function dedent(content: string): string {
  const lines = content
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .replace(/\s+$/, '')
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  let shared = indents[0] ?? '';
  for (const indent of indents) {
    while (!indent.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return lines
    .map((line) => (line.startsWith(shared) ? line.slice(shared.length) : line.trimStart()))
    .join('\n');
}

/** The reverse of {@link dedent}: four spaces before each line that is not empty. */
export function indent(source: string): string {
  return source
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

/** `</script` ends an element wherever it stands, so it is written with a backslash; one more for each that it has. */
export const escapeScript = (source: string): string => source.replace(/<(\\*\/script)/gi, '<\\$1');

/** The reverse of {@link escapeScript}. */
export const unescapeScript = (content: string): string => content.replace(/<\\(\\*\/script)/gi, '<$1');
