import type { Mode } from '@hgn/viz';

/** What the page gives the frame to begin with, with three ports: for messages, for capabilities, for modules. */
export interface FrameStart {
  readonly kind: 'hgn-notebook';
  /** The module to start with, which exports `startNotebook`. */
  readonly entry: string;
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
  | Pick<AllFromFrame, 'height'>
  | Pick<AllFromFrame, 'text' | 'title'>
  | Pick<AllFromFrame, 'ready'>;

/** Runs the notebook of a start, once the frame has its modules. */
export type StartNotebook = (start: FrameStart, messages: MessagePort, capabilities: MessagePort) => void;

/** One module of the app, as text. */
export interface FrameModule {
  readonly file: string;
  readonly code: string;
  /** Files that it imports. */
  readonly imports: readonly string[];
  /** Files that it imports when they are needed. */
  readonly later: readonly string[];
}

/** What the frame asks its page for: a module. */
export interface ModuleQuestion {
  readonly file: string;
}

/** The module with all that it imports and the frame has not yet, each after what it imports. */
export type ModuleAnswer =
  | { readonly file: string; readonly modules: readonly FrameModule[] }
  | { readonly file: string; readonly problem: string };

/** The modules that the frame may ask for: `frame/modules.json`. */
export interface FrameModules {
  /** From the folder of the page to the folder that files are named from. */
  readonly base: string;
  readonly entry: string;
  readonly modules: Readonly<Record<string, Pick<FrameModule, 'imports' | 'later'>>>;
}
