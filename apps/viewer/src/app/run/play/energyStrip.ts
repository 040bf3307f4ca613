import { fitCanvas, formatNumber, themeColours } from '@hgn/viz';
import { el } from '../../style/el.ts';
import { currentMode, onModeChange } from '../../style/theme.ts';
import { reach } from './moving/modelPath.ts';

/** The learnt energy over the whole path: flat where it is conserved. */
export interface EnergyStrip {
  readonly element: HTMLElement;
  /**
   * Shows another path.
   *
   * @param spread how much energies of different states differ: the height of the strip is of that order
   */
  setPath(energies: Float32Array | undefined, spread: number | undefined): void;
  /** Moves the mark of the present. */
  paint(steps: number): void;
}

const size = { width: 800, height: 72 };

/** An energy strip under the scrubber, of the same width in time. */
export function createEnergyStrip(signal: AbortSignal): EnergyStrip {
  const canvas = el('canvas', { role: 'img', 'aria-label': 'Learnt energy along the path' });
  const caption = el('figcaption', { class: 'muted' });
  const element = el('figure', { class: 'energy' }, canvas, caption);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('createEnergyStrip: the browser must draw on canvas, but does not');
  let energies: Float32Array | undefined;
  let half = 1;
  let now = 0;

  const paint = (steps: number): void => {
    now = steps;
    const colours = themeColours(currentMode());
    fitCanvas(context, size, canvas.clientWidth * devicePixelRatio);
    const x = (step: number): number => ((step + reach) / (2 * reach)) * size.width;
    const line = (
      points: readonly (readonly [number, number])[],
      colour: string | undefined,
      width: number,
    ): void => {
      context.strokeStyle = colour ?? '';
      context.lineWidth = width;
      context.beginPath();
      points.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)));
      context.stroke();
    };
    line(
      [
        [x(0), 0],
        [x(0), size.height],
      ],
      colours.grid,
      1,
    );
    line(
      [
        [0, size.height / 2],
        [size.width, size.height / 2],
      ],
      colours.grid,
      1,
    );
    if (energies !== undefined) {
      const middle = energies[reach];
      const y = (value: number): number =>
        size.height / 2 - ((value - middle) / half) * (size.height / 2 - 6);
      line(
        Array.from(energies, (value, i) => [x(i - reach), y(value)] as const),
        colours.teal,
        2,
      );
    }
    line(
      [
        [x(now), 0],
        [x(now), size.height],
      ],
      colours.orange,
      1.5,
    );
  };
  onModeChange(() => paint(now), signal);
  const observer = new ResizeObserver(() => paint(now));
  observer.observe(canvas);
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  return {
    element,
    setPath: (next, spread) => {
      energies = next;
      if (next === undefined) caption.textContent = 'This dynamics knows no energy.';
      else {
        const middle = next[reach];
        const deviation = next.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0);
        half = Math.max(1.1 * deviation, (spread ?? Math.abs(middle)) / 4, 1e-9);
        caption.textContent = `Learnt energy H over the path; half the height is ${formatNumber(half)}, the largest change ${formatNumber(deviation)}.`;
      }
      paint(now);
    },
    paint,
  };
}
