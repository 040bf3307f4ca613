import type { Preset } from '../presets/preset.ts';
import type { Random } from '../random.ts';
import type { Discs, Fields, Parameters, Scene } from '../systems/system.ts';
import { colorChannels, defaultBackground, hueColor } from './colors.ts';
import { discRenderer } from './discRenderer.ts';
import type { DiscScene } from './discs.ts';

/** The camera's own random choices, which become parameters of the trajectory: offsets and hues. */
export function drawView({ camera }: Preset, scene: Scene, random: Random): Record<string, number> {
  const view: Record<string, number> = {};
  if (camera.jitter !== undefined) {
    view.offsetX = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
    view.offsetY = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
  }
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
export function canvasPositions(preset: Preset, scene: Discs, view: Parameters) {
  const width = 2 * seenHalfWidth(preset);
  const { offsetX = 0, offsetY = 0 } = view;
  return (q: Float64Array, start: number, out: Float64Array): void => {
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
  const place = canvasPositions(preset, scene, view);
  const xy = new Float64Array(2 * scene.radii.length);
  for (let start = 0; start < q.length; start += coordinates) {
    place(q, start, xy);
    for (let i = 0; i < xy.length; i++) if (!(xy[i] >= 0 && xy[i] <= 1)) return true;
  }
  return false;
}

/** Fills `pixels` with grey fields, each channel alike. */
function drawFields(
  { side }: Fields,
  size: number,
  channels: number,
  bright: Float64Array,
  pixels: Uint8Array,
): void {
  for (let row = 0; row < size; row++) {
    const fieldRow = Math.floor((row * side) / size);
    for (let column = 0; column < size; column++) {
      const value = 255 * bright[fieldRow * side + Math.floor((column * side) / size)];
      const at = (row * size + column) * channels;
      for (let c = 0; c < channels; c++) pixels[at + c] = value + 0.5;
    }
  }
}

/**
 * 8-bit pixels [frame, height, width, channel] of a path.
 * @param noise - where the noise of `preset.noise` on each drawn coordinate comes from
 */
export function photograph(
  preset: Preset,
  scene: Scene,
  view: Parameters,
  path: { readonly q: Float64Array; readonly p: Float64Array; readonly coordinates: number },
  noise: Random,
): Uint8Array {
  const { size, channels } = preset.camera;
  const { coordinates } = path;
  const count = path.q.length / coordinates;
  const frameBytes = size * size * channels;
  const pixels = new Uint8Array(count * frameBytes);
  const noisy = (values: Float64Array): Float64Array =>
    preset.noise > 0 ? values.map((value) => value + preset.noise * noise.normal()) : values;
  const q = noisy(path.q);
  if (scene.kind === 'fields') {
    const p = noisy(path.p);
    const bright = new Float64Array(scene.side * scene.side);
    for (let frame = 0; frame < count; frame++) {
      scene.brightness(q, p, frame * coordinates, bright);
      drawFields(
        scene,
        size,
        channels,
        bright,
        pixels.subarray(frame * frameBytes, (frame + 1) * frameBytes),
      );
    }
    return pixels;
  }
  const place = canvasPositions(preset, scene, view);
  const drawFrame = discRenderer(discScene(preset, scene, view));
  const xy = new Float64Array(2 * scene.radii.length);
  for (let frame = 0; frame < count; frame++) {
    place(q, frame * coordinates, xy);
    drawFrame(xy, pixels, frame * frameBytes);
  }
  return pixels;
}
