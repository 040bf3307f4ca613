import type { State } from '@hgn/datasets';
import type { Stage } from './stage.ts';
import type { TrueScene } from './truth/trueScene.ts';

/** How near to a disc's middle the pointer takes hold of it, in pixels of the picture. */
const grip = 6;

/** What dragging needs of the page. */
export interface DragHost {
  readonly scene: TrueScene;
  /** The true state that the picture shows. */
  readonly truth: () => State;
  /** A disc is held: the state in which it is, again for every move. */
  readonly onHold: (state: State) => void;
  /** It was let go. */
  readonly onRelease: () => void;
}

/**
 * Lets the discs in the picture be dragged, by pointer or by arrow keys; digits choose a disc for the keys.
 *
 * @param signal ends it
 */
export function dragObject(stage: Stage, host: DragHost, signal: AbortSignal): void {
  const { canvas } = stage;
  let held: { readonly disc: number; readonly dx: number; readonly dy: number; state: State } | undefined;
  let chosen = 0;
  const discOf = (state: State, disc: number): { x: number; y: number } => {
    const xy = host.scene.discsAt(state);
    return { x: xy[2 * disc], y: xy[2 * disc + 1] };
  };
  const nearest = (state: State, at: { x: number; y: number }) =>
    Array.from({ length: host.scene.discs }, (_, disc) => {
      const { x, y } = discOf(state, disc);
      return { disc, dx: x - at.x, dy: y - at.y, distance: Math.hypot(x - at.x, y - at.y) };
    }).sort((a, b) => a.distance - b.distance)[0];

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      const state = host.truth();
      const found = nearest(state, stage.pixelAt(event));
      if (found === undefined || found.distance > grip) return;
      event.preventDefault();
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      canvas.classList.add('holding');
      chosen = found.disc;
      held = { disc: found.disc, dx: found.dx, dy: found.dy, state };
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (held === undefined) return;
      const { x, y } = stage.pixelAt(event);
      held.state = host.scene.held(held.state, held.disc, { x: x + held.dx, y: y + held.dy });
      host.onHold(held.state);
    },
    { signal },
  );
  const release = (): void => {
    if (held === undefined) return;
    held = undefined;
    canvas.classList.remove('holding');
    host.onRelease();
  };
  canvas.addEventListener('pointerup', release, { signal });
  canvas.addEventListener('pointercancel', release, { signal });
  canvas.addEventListener(
    'keydown',
    (event) => {
      if (/^[1-9]$/.test(event.key) && Number(event.key) <= host.scene.discs) chosen = Number(event.key) - 1;
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
        event.key
      ] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      const state = host.truth();
      const { x, y } = discOf(state, chosen);
      const pixels = event.shiftKey ? 4 : 1;
      host.onHold(host.scene.held(state, chosen, { x: x + pixels * dx, y: y + pixels * dy }));
      host.onRelease();
    },
    { signal },
  );
}
