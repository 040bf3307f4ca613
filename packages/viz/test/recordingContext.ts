import type { Context2D, Scratch } from '../src/index.ts';

/** One call, with the styles that were set when it was made. */
export interface PaintCall {
  readonly name: string;
  readonly parameters: readonly unknown[];
  readonly style: Readonly<Record<string, unknown>>;
}

const styles = ['fillStyle', 'strokeStyle', 'lineWidth', 'globalAlpha', 'imageSmoothingEnabled'] as const;

/** A 2-D context that draws nothing and writes down what it is asked for. */
export function recordingContext(): { readonly context: Context2D; readonly calls: readonly PaintCall[] } {
  const calls: PaintCall[] = [];
  const state: Record<string, unknown> = {};
  const context = new Proxy(state, {
    get: (target, name) =>
      typeof name === 'string' && name in target
        ? target[name]
        : (...parameters: unknown[]) => {
            const style = Object.fromEntries(styles.map((key) => [key, target[key]]));
            calls.push({ name: String(name), parameters, style });
          },
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return { context: context as unknown as Context2D, calls };
}

/** A scratch canvas in memory; `pixels` gives what was laid last. */
export function memoryScratch(): {
  readonly scratch: Scratch;
  readonly pixels: () => {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray;
  };
} {
  let laid = { width: 0, height: 0, data: new Uint8ClampedArray() };
  const scratch = {
    canvas: { width: 1, height: 1 },
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(4 * width * height),
    }),
    putImageData: (image: typeof laid) => {
      laid = image;
    },
  };
  return { scratch: scratch as unknown as Scratch, pixels: () => laid };
}
