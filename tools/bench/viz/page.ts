// Runs in the page: redraws each case in every animation frame for a while.
import { figureStyle, toSvgElement, withoutStyle, type SvgNode } from '@hgn/viz';
import { casesOf } from './cases.ts';
import type { RedrawRow } from './main.ts';

/** What is measured. */
export interface Measurement {
  readonly size: number;
  readonly seconds: number;
  /** Parts of names; empty for all. */
  readonly names: readonly string[];
}

export async function measure({ size, seconds, names }: Measurement): Promise<RedrawRow[]> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(figureStyle);
  document.adoptedStyleSheets.push(sheet);
  const host = document.body;
  const context = (width: number, height: number): CanvasRenderingContext2D => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    host.replaceChildren(canvas);
    const found = canvas.getContext('2d');
    if (found === null) throw new Error('bench viz: the page has no 2-D canvas');
    return found;
  };
  const show = (figure: SvgNode): void => host.replaceChildren(toSvgElement(withoutStyle(figure), document));
  const rows: RedrawRow[] = [];
  for (const { name, gate, start } of casesOf(size)) {
    if (names.length > 0 && !names.some((part) => name.includes(part))) continue;
    const draw = start({ context, show });
    for (let warm = 0; warm < 5; warm++) await frame(() => draw(warm));
    const scripts: number[] = [];
    const begin = performance.now();
    while (performance.now() - begin < 1000 * seconds) {
      await frame((now) => {
        const before = performance.now();
        draw((now - begin) / 16);
        scripts.push(performance.now() - before);
      });
    }
    const elapsed = (performance.now() - begin) / 1000;
    scripts.sort((a, b) => a - b);
    const at = (share: number): number => scripts[Math.floor(share * (scripts.length - 1))] ?? NaN;
    rows.push({
      name,
      script_ms: rounded(at(0.5)),
      script_p95_ms: rounded(at(0.95)),
      frames_per_second: rounded(scripts.length / elapsed),
      gate_ms: gate ?? null,
      within: gate === undefined ? null : at(0.5) <= gate,
    });
  }
  return rows;
}

const frame = (draw: (now: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    requestAnimationFrame((now) => {
      try {
        draw(now);
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });

const rounded = (value: number): number => Math.round(value * 100) / 100;
