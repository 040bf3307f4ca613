import { sceneCamera, systems, type Parameters, type Preset, type State } from '@hgn/datasets';
import { trueMotion } from './trueMotion.ts';

/** The system that a model was trained on, as it truly is: to draw what the model is to be asked about. */
export interface TrueScene {
  /** Discs in the picture; 0 where the scene has none to drag. */
  readonly discs: number;
  /** The frames that show a state and its neighbours in time, [frame, height, width, channel] in [0, 1]. */
  inputFrames(state: State): Float32Array;
  /** x, y of every disc in pixels of the picture, (0, 0) the middle of the first one. */
  discsAt(state: State): Float64Array;
  /** The true state a time later. */
  after(state: State, time: number): State;
  /**
   * The state in which a disc is held at a place: the coordinates that move it are changed as little as possible, and
   * their momenta are those of rest.
   */
  held(state: State, disc: number, at: { readonly x: number; readonly y: number }): State;
}

/** What the frames of a model's input are like. */
export interface InputShape {
  readonly inputFrames: number;
  readonly stateFrame: number;
  /** Time between two frames. */
  readonly dt: number;
}

/**
 * The true scene of one trajectory.
 *
 * @param parameters those that the trajectory was drawn with, the camera's among them
 */
export function trueScene(preset: Preset, parameters: Parameters, shape: InputShape): TrueScene {
  const hamiltonian = systems[preset.system].hamiltonian(parameters);
  const camera = sceneCamera(preset, parameters);
  const { friction = 0 } = parameters;
  const last = preset.camera.size - 1;
  const { scene } = camera;
  const discs = scene.kind === 'discs' ? scene.radii.length : 0;
  const bytes = new Uint8Array(shape.inputFrames * camera.frameBytes);
  const discsAt = (q: Float64Array): Float64Array => {
    const xy = new Float64Array(2 * discs);
    camera.place(q, xy);
    return xy.map((value) => value * last);
  };
  return {
    // In a periodic box a body is seen four times; it cannot be told which image is held.
    discs: scene.kind === 'discs' && scene.copies === 1 ? discs : 0,
    inputFrames: (state) => {
      for (let frame = 0; frame < shape.inputFrames; frame++) {
        const time = (frame - shape.stateFrame) * shape.dt;
        const moment = time === 0 ? state : trueMotion(hamiltonian, state, time, friction);
        camera.draw(moment, bytes, frame * camera.frameBytes);
      }
      return Float32Array.from(bytes, (value) => value / 255);
    },
    discsAt: ({ q }) => discsAt(q),
    after: (state, time) => trueMotion(hamiltonian, state, time, friction),
    held: (state, disc, { x, y }) => hold(state, (q) => discsAt(q).subarray(2 * disc, 2 * disc + 2), [x, y]),
  };
}

/** Steps of the Gauss–Newton method; scenes are smooth, so that a few suffice. */
const iterations = 12;

/** Moves a point to a target by the least change of q (Gauss–Newton, damped), and stops what moved it. */
function hold(
  state: State,
  place: (q: Float64Array) => Float64Array,
  target: readonly [number, number],
): State {
  const size = state.q.length;
  let q = state.q.slice();
  const moves = new Float64Array(size);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const [x, y] = place(q).slice() as unknown as [number, number];
    const jacobian = Array.from({ length: size }, (_, i) => {
      const shifted = q.slice();
      shifted[i] += 1e-5;
      const [sx, sy] = place(shifted) as unknown as [number, number];
      return [(sx - x) / 1e-5, (sy - y) / 1e-5] as const;
    });
    jacobian.forEach(([dx, dy], i) => (moves[i] = Math.max(moves[i], Math.hypot(dx, dy))));
    // (J Jᵀ + λ) λ-damped normal equations in the picture's two dimensions.
    let [a, b, d] = [1e-6, 0, 1e-6];
    for (const [dx, dy] of jacobian) {
      a += dx * dx;
      b += dx * dy;
      d += dy * dy;
    }
    const determinant = a * d - b * b;
    const [ex, ey] = [target[0] - x, target[1] - y];
    const [u, v] = [(d * ex - b * ey) / determinant, (a * ey - b * ex) / determinant];
    q = q.map((value, i) => {
      const [dx, dy] = jacobian[i];
      return value + Math.max(-0.5, Math.min(0.5, dx * u + dy * v));
    });
  }
  return { q, p: state.p.map((value, i) => (moves[i] > 1e-6 ? 0 : value)) };
}
