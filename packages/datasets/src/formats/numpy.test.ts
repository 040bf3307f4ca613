import { afterEach, expect, test, vi } from 'vitest';
import { npyHeader } from './npy.ts';
import { readNumpyLayout } from './numpy.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a file is known by its first bytes, also where latin1 is decoded as windows-1252, as newer Nodes do', () => {
  const file = npyHeader({ dtype: '<f8', shape: [2, 3] });
  vi.stubGlobal(
    'TextDecoder',
    class extends TextDecoder {
      override decode(bytes: Uint8Array): string {
        return super.decode(bytes).replaceAll('\x93', '\u201c');
      }
    },
  );
  expect(readNumpyLayout(file)).toMatchObject({ shape: [2, 3], descr: '<f8' });
});
