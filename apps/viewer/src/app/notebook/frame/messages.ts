import type { Mode } from '@hgn/viz';

/** What the page gives the frame to begin with, with two ports: one for messages, one for capabilities. */
export interface FrameStart {
  readonly kind: 'hgn-notebook';
  readonly text: string;
  readonly isEditing: boolean;
  readonly mode: Mode;
  readonly wasmFolder: string;
}

/** What the page tells the frame. */
export type ToFrame = { readonly mode: Mode } | { readonly isEditing: boolean };

/** All that the frame may tell the page. */
export interface AllFromFrame {
  /** How high the notebook is, in pixels. */
  readonly height: number;
  /** The file as it now is, and its title. */
  readonly text: string;
  readonly title: string;
  /** The cells run. */
  readonly ready: true;
}

/** One message of the frame. */
export type FromFrame =
  Pick<AllFromFrame, 'height'> | Pick<AllFromFrame, 'text' | 'title'> | Pick<AllFromFrame, 'ready'>;
