import { javascript } from '@codemirror/lang-javascript';
import { basicSetup, EditorView } from 'codemirror';

/** A field to write a cell in. */
export interface CodeEditor {
  text(): string;
  /** Puts another text in, unless it is there already. */
  replace(source: string): void;
  focus(): void;
  dispose(): void;
}

/** What a field is for. */
export interface CodeEditorOptions {
  readonly source: string;
  readonly isCode: boolean;
  readonly label: string;
  /** Shift + Enter. */
  readonly onRun: (source: string) => void;
  /** Escape: the way out for readers who have no mouse, since Tab indents nothing here but moves on. */
  readonly onLeave: () => void;
}

/** An editor in the place of what `host` holds. */
export function codeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const { source, isCode, label, onRun, onLeave } = options;
  host.replaceChildren();
  const view = new EditorView({
    parent: host,
    doc: source,
    extensions: [
      // Before the keys of the set-up, of which Shift + Enter is one.
      EditorView.domEventHandlers({
        keydown(event) {
          if (event.key === 'Enter' && event.shiftKey) {
            onRun(view.state.doc.toString());
            return true;
          }
          if (event.key === 'Escape') {
            onLeave();
            return true;
          }
          return false;
        },
      }),
      basicSetup,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      ...(isCode ? [javascript()] : []),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    replace(next) {
      const before = view.state.doc.toString();
      if (before !== next) view.dispatch({ changes: { from: 0, to: before.length, insert: next } });
    },
    focus: () => view.focus(),
    dispose: () => view.destroy(),
  };
}
