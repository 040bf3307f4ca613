import type { Preset } from '../presets/preset.ts';
import type { Random } from '../random.ts';
import type { Discs, Fields, Parameters, Scene } from '../systems/system.ts';
import { colorChannels, defaultBackground, hueColor } from './colors.ts';
import type { DrawFrame } from './discRenderer.ts';
import type { DiscScene } from './discs.ts';

/** The camera's own random choices, which become parameters of the trajectory: offsets and hues. */
export function drawView({ camera }: Preset, scene: Scene, random: Random): Record<string, number> {
  const view: Record<string, number> = {};
  if (camera.jitter !== undefined) {
    view.offsetX = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
    view.offsetY = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
  }
  if (camera.shiftRight) view.offsetX = (view.offsetX ?? 0) + random.uniform(...camera.shiftRight);
  if (camera.randomHues && scene.kind === 'discs') {
    const left = Array.from({ length: camera.hues }, (_, hue) => hue);
    for (let body = 0; body < scene.radii.length / scene.copies; body++) {
      view[`hue${body + 1}`] = left.splice(random.integer(left.length), 1)[0] ?? 0;
    }
  }
  return view;
}

/** Half the width of what the camera sees: jitter widens the canvas so that no body is lost. */
function seenHalfWidth({ camera }: Preset): number {
  return camera.halfWidth * (1 + (camera.jitter ?? 0));
}

/** The discs of a trajectory as the renderer takes them, in units of the canvas. */
export function discScene({ camera, ...preset }: Preset, scene: Discs, view: Parameters): DiscScene {
  const { size, channels, hues, background = defaultBackground } = camera;
  const width = 2 * seenHalfWidth({ camera, ...preset });
  return {
    size,
    channels,
    background: colorChannels(background, channels),
    discs: scene.radii.map((radius, disc) => {
      const body = Math.floor(disc / scene.copies);
      const hue = (view[`hue${body + 1}`] ?? body) / hues;
      return { radius: radius / width, color: colorChannels(hueColor(hue), channels) };
    }),
  };
}

/** Puts the x, y of every disc for the coordinates at `q[start]` into `out`, in units of the canvas. */
type Placing = (q: Float64Array, start: number, out: Float64Array) => void;

export function placing(preset: Preset, scene: Discs, { offsetX = 0, offsetY = 0 }: Parameters): Placing {
  const width = 2 * seenHalfWidth(preset);
  return (q, start, out) => {
    scene.positions(q, start, out);
    for (let i = 0; i < out.length; i += 2) {
      out[i] = (out[i] + offsetX) / width + 0.5;
      out[i + 1] = (out[i + 1] + offsetY) / width + 0.5;
    }
  };
}

/** Whether the centre of a body ever leaves the canvas; never in a periodic box, nor where there are no bodies. */
export function leavesCanvas(
  preset: Preset,
  scene: Scene,
  view: Parameters,
  coordinates: number,
  q: Float64Array,
): boolean {
  if (scene.kind !== 'discs' || scene.copies > 1) return false;
  const place = placing(preset, scene, view);
  const xy = new Float64Array(2 * scene.radii.length);
  for (let start = 0; start < q.length; start += coordinates) {
    place(q, start, xy);
    for (let i = 0; i < xy.length; i++) if (!(xy[i] >= 0 && xy[i] <= 1)) return true;
  }
  return false;
}

/** Fills `pixels` from `start` with grey fields, each channel alike. */
function drawFields(
  { side }: Fields,
  { size, channels }: Preset['camera'],
  bright: Float64Array,
  pixels: Uint8Array,
  start: number,
): void {
  const rowBytes = size * channels;
  for (let row = 0, drawn = -1; row < size; row++) {
    const fieldRow = Math.floor((row * side) / size);
    const at = start + row * rowBytes;
    if (fieldRow === drawn) {
      pixels.copyWithin(at, at - rowBytes, at);
      continue;
    }
    drawn = fieldRow;
    for (let column = 0, to = at; column < size; column++, to += channels) {
      const value = 255 * bright[fieldRow * side + Math.floor((column * side) / size)] + 0.5;
      for (let c = 0; c < channels; c++) pixels[to + c] = value;
    }
  }
}

/** What is seen: a path with its scene and the camera's choices. */
export interface Subject {
  readonly scene: Scene;
  readonly view: Parameters;
  readonly path: { readonly q: Float64Array; readonly p: Float64Array };
  readonly coordinates: number;
  /** The renderer of a scene of discs. */
  readonly drawFrame: DrawFrame | undefined;
}

/**
 * Writes 8-bit pixels [frame, height, width, channel] of a path into `pixels` from `start`.
 * @param noise - where the noise of `preset.noise` on each drawn coordinate comes from
 */
export function photograph(
  preset: Preset,
  { scene, view, path, coordinates, drawFrame }: Subject,
  noise: () => Random,
  pixels: Uint8Array,
  start: number,
): void {
  const { size, channels } = preset.camera;
  const count = path.q.length / coordinates;
  const frameBytes = size * size * channels;
  let { q, p } = path;
  if (preset.noise > 0) {
    const random = noise();
    const noisy = (value: number): number => value + preset.noise * random.normal();
    q = q.map(noisy);
    if (scene.kind === 'fields') p = p.map(noisy);
  }
  if (scene.kind === 'fields') {
    const bright = new Float64Array(scene.side * scene.side);
    for (let frame = 0; frame < count; frame++) {
      scene.brightness(q, p, frame * coordinates, bright);
      drawFields(scene, preset.camera, bright, pixels, start + frame * frameBytes);
    }
    return;
  }
  const place = placing(preset, scene, view);
  const xy = new Float64Array(2 * scene.radii.length);
  for (let frame = 0; frame < count; frame++) {
    place(q, frame * coordinates, xy);
    drawFrame?.(xy, pixels, start + frame * frameBytes);
  }
}
