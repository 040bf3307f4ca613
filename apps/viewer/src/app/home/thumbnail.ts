import type { PageContext } from '../page.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { readRunText } from '../sources/describeRun.ts';
import { el } from '../style/el.ts';

/** Milliseconds that a frame stands. */
const pace = 90;

/**
 * Shows what a run has seen as a small film: its true frames, simulated here, since no model is loaded for a thumbnail.
 * It stands still where the reader asked for less motion; a run of another kind shows a mark.
 */
export async function thumbnail(host: HTMLElement, run: RunSummary, context: PageContext): Promise<void> {
  const { library, signal } = context;
  try {
    const { presets, simulate } = await import('@hgn/datasets');
    const source = await library.open(run.id);
    const config = (await readRunText(source, 'config.yaml')) ?? '';
    const isSimulated = /^ {2}folder: *null/m.test(config);
    if (run.system === undefined || !isSimulated || !Object.hasOwn(presets, run.system)) {
      host.append(mark(run));
      return;
    }
    const preset = presets[run.system];
    const { size, channels } = preset.camera;
    const frames = 30;
    const { frames: pixels } = simulate(preset, { seed: 2 ** 32, index: 0, frames });
    const canvas = el('canvas', { width: size, height: size, 'aria-hidden': 'true' });
    const drawing = canvas.getContext('2d');
    if (drawing === null) return;
    const image = drawing.createImageData(size, size);
    const draw = (frame: number): void => {
      const from = frame * size * size * channels;
      for (let pixel = 0; pixel < size * size; pixel++) {
        for (let colour = 0; colour < 3; colour++) {
          image.data[4 * pixel + colour] = pixels[from + pixel * channels + (channels === 3 ? colour : 0)];
        }
        image.data[4 * pixel + 3] = 255;
      }
      drawing.putImageData(image, 0, 0);
    };
    draw(0);
    host.append(canvas);
    if (signal.aborted || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    // There and back, so that the film has no jump.
    let frame = 0;
    const timer = setInterval(() => {
      frame = (frame + 1) % (2 * frames - 2);
      draw(frame < frames ? frame : 2 * frames - 2 - frame);
    }, pace);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  } catch (error) {
    // A run that vanished, or a system that cannot be simulated here, is shown without a film.
    if (!signal.aborted) host.append(mark(run));
    if (!(error instanceof Error)) throw error;
  }
}

const mark = ({ kind }: RunSummary): HTMLElement =>
  el('span', { class: 'run-mark', 'aria-hidden': 'true' }, kind === 'flow' ? '∿' : '◌');
