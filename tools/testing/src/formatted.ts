import { readFileSync } from 'node:fs';
import { format, type FormatConfig } from 'oxfmt';

const settings = JSON.parse(
  readFileSync(new URL('../../../.oxfmtrc.json', import.meta.url), 'utf8'),
) as FormatConfig;

/** A text laid out as the repository's files are; its name tells the language. Throws on what cannot be read. */
export async function formatted(name: string, text: string): Promise<string> {
  const { code, errors } = await format(name, text, settings);
  if (errors.length > 0) throw new SyntaxError(`formatted: ${name}: ${errors[0].message}`);
  return code;
}
