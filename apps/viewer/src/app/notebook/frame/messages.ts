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

/** What the frame tells the page. */
export type FromFrame =
  | { readonly height: number }
  | { readonly text: string; readonly title: string }
  | { readonly ready: true };
