import { formatted } from '@hgn/testing/formatted';
import blankSpace from 'ts-blank-space';

/**
 * Shows each TypeScript block of a Markdown text as JavaScript that Node runs as it is pasted; where the types say
 * more, they stand in a second tab. Blocks that tests only type-check stay TypeScript.
 */
export async function withCodeTabs(text: string): Promise<string> {
  const parts = text.split(/^(```ts(?: no-run)?[ \t]*\n.*?^```[ \t]*$)/gms);
  const changed = await Promise.all(
    parts.map(async (part, index) => {
      if (index % 2 === 0) return part;
      if (part.startsWith('```ts no-run')) return part.replace('```ts no-run', '```ts');
      const code = part.slice(part.indexOf('\n') + 1, part.lastIndexOf('```'));
      const plain = await withoutTypes(code);
      const javascript = `\`\`\`js\n${plain}\`\`\``;
      if (plain === (await laidOut(code, 'code.ts'))) return javascript;
      return `::: code-group\n\n\`\`\`js [JavaScript]\n${plain}\`\`\`\n\n\`\`\`ts [TypeScript]\n${code}\`\`\`\n\n:::`;
    }),
  );
  return changed.join('');
}

/** A piece of TypeScript as JavaScript: its types taken out, its comments and lines kept. */
export async function withoutTypes(code: string): Promise<string> {
  return await laidOut(blankSpace(code).replace(/^[ \t]+$/gm, ''), 'code.js');
}

/** Formatted as the repository is, so that nothing tells where the types have been. */
async function laidOut(code: string, name: 'code.js' | 'code.ts'): Promise<string> {
  return await formatted(name, code.replace(/\n{3,}/g, '\n\n'));
}
