import { describe, expect, test } from 'vitest';
import { Heap } from './heap.ts';

const heapOf = (base: number) => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 65536 });
  return { memory, heap: new Heap(memory, base) };
};

describe('a heap', () => {
  test('hands out blocks where lines of the cache begin, behind what the module has, and none that overlap', () => {
    const { heap } = heapOf(1030);
    const blocks = [100, 0, 64].map((size) => heap.take(size));
    expect(blocks.map(({ at, bytes }) => [at, bytes])).toEqual([[1088, 128], [1216, 64], [1280, 64]]); // oxfmt-ignore
  });

  test('grows the memory as far as blocks need, and no farther where some were given back', () => {
    const { memory, heap } = heapOf(0);
    const block = heap.take(10 * 65536);
    expect(memory.buffer.byteLength).toBe(10 * 65536);
    heap.give(block);
    expect(heap.take(9 * 65536).at).toBe(block.at);
    expect(memory.buffer.byteLength).toBe(10 * 65536);
  });

  test('says where 4 GiB end, and goes on with what it has', () => {
    const { heap } = heapOf(0);
    expect(() => heap.take(2 ** 32)).toThrow(/needs 4096 MiB more memory.*4 GiB at most/);
    expect(heap.take(64).at).toBe(0);
  });
});
