/** Where a frame of a film is painted: a canvas on the page or off it. */
export type FilmContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What moves: so many pictures, each painted on demand. */
export interface Film {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Number of frames, at least 1. */
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Paints frame `index`, from 0, over the whole of the canvas. */
  draw(context: FilmContext, index: number): void | Promise<void>;
}

/** How the making of a film goes, and how to stop it. */
export interface FilmProgress {
  readonly signal: AbortSignal;
  /** Told after each frame. */
  readonly report: (frame: number) => void;
}

/** A canvas off the page, of a film's size or larger, and its context. */
export function filmCanvas(width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('filmCanvas: the browser must give a 2D canvas, but gave none');
  return { canvas, context };
}

/** Lets the page react before the next frame is made. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
