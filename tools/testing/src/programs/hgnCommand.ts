import { fileURLToPath } from 'node:url';
import { isUpToDate } from '../../../setup/fingerprint.mjs';

const pathOf = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/**
 * What Node is given to run the real `hgn`. What is built starts six times as fast, and is what users run; where it is older
 * than the sources, these.
 */
export const hgnCommand = (): string[] =>
  isUpToDate(pathOf(''))
    ? [pathOf('apps/trainer/dist/bin.js')]
    : ['--conditions=@hgn/source', '--import', import.meta.resolve('tsx'), pathOf('apps/trainer/src/bin.ts')];
