import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function terminal({ isTTY, columns = 80 }: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  let now = 0;
  return {
    written,
    advance: (milliseconds: number) => (now += milliseconds),
    io: {
      stderr: { write: (text: string) => written.push(text) },
      clock: { now: () => now },
      env: { NO_COLOR: '1' },
      isTTY,
      columns,
    },
  };
}

const visible = (text: string): string => text.replace('\r', '').replace('\u001B[K', '');

describe('progress at a terminal', () => {
  it('redraws one line with bar, detail, rate and time left, then ends it', () => {
    const { io, written, advance } = terminal({ isTTY: true });
    const progress = createProgress(io, { label: 'train', total: 100, unit: 'steps' });
    for (let step = 0; step <= 100; step++) {
      progress.update(step, 'loss 0.5');
      advance(40);
    }
    progress.end();
    const halfway = written.find((text) => text.includes(' 51/100'));
    expect(visible(halfway ?? '')).toBe(
      `train ${'━'.repeat(14)}${'─'.repeat(14)} 51/100  loss 0.5  25 steps/s  2s left`,
    );
    expect(written.slice(0, -1).every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
    expect(written.at(-2)).toContain('100/100  loss 0.5  25 steps/s  in 4s');
    expect(written.at(-1)).toBe('\n');
    expect(written.length).toBeLessThan(45);
  });

  it('never grows beyond the width of the terminal', () => {
    for (const columns of [10, 20, 40, 60, 200]) {
      const { io, written, advance } = terminal({ isTTY: true, columns });
      const progress = createProgress(io, { label: 'train', total: 5, unit: 'steps' });
      for (let step = 0; step <= 5; step++) {
        progress.update(step, 'loss 0.1234');
        advance(1000);
      }
      for (const text of written) expect(visible(text).length).toBeLessThan(columns);
    }
  });

  it('puts notes above the bar', () => {
    const { io, written } = terminal({ isTTY: true });
    const progress = createProgress(io, { label: 'train', total: 5, unit: 'steps' });
    progress.update(1);
    progress.note('saved');
    expect(written.at(-1)).toBe('\r\u001B[Ksaved\n');
  });
});

describe('progress elsewhere', () => {
  it('writes a plain line every five seconds and one at the end', () => {
    const { io, written, advance } = terminal({ isTTY: false });
    const progress = createProgress(io, { label: 'train', total: 120, unit: 'steps', from: 20 });
    for (let step = 20; step <= 120; step++) {
      progress.update(step, 'loss 0.5');
      advance(100);
    }
    progress.end();
    progress.update(120);
    expect(written).toEqual([
      'train  20/120  loss 0.5\n',
      'train  70/120  loss 0.5  10 steps/s  5s left\n',
      'train  120/120  loss 0.5  10 steps/s  in 10s\n',
    ]);
  });

  it('says nothing when nothing was done', () => {
    const { io, written } = terminal({ isTTY: false });
    createProgress(io, { label: 'train', total: 5, unit: 'steps' }).end();
    expect(written).toEqual([]);
  });

  it('measures the rate over the last seconds, not over a slow start', () => {
    const { io, written, advance } = terminal({ isTTY: false });
    const progress = createProgress(io, { label: 'train', total: 1000, unit: 'steps' });
    progress.update(0);
    advance(60_000);
    for (let step = 1; step <= 200; step++) {
      progress.update(step);
      advance(100);
    }
    expect(written.at(-1)).toContain('10 steps/s');
  });

  it('says how long a step takes when there are few in a second', () => {
    const { io, written, advance } = terminal({ isTTY: false });
    const progress = createProgress(io, { label: 'train', total: 3, unit: 'steps' });
    for (let step = 0; step <= 3; step++) {
      progress.update(step);
      advance(36_000);
    }
    expect(written.at(-1)).toContain('36s per step');
  });
});
