import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { javascript } from '@codemirror/legacy-modes/mode/javascript';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';

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

/** Colours that follow the page, light and dark. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--hgn-purple-text)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--hgn-teal-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--hgn-orange-text)' },
  {
    tag: [tags.definition(tags.variableName), tags.function(tags.variableName)],
    color: 'var(--hgn-blue-text)',
  },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
]);

/** An editor in the place of what `host` holds. Its parts are chosen one by one: the usual set is half as large again. */
export function codeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const { source, isCode, label, onRun, onLeave } = options;
  host.replaceChildren();
  const view = new EditorView({
    parent: host,
    doc: source,
    extensions: [
      // Before the other keys, of which Shift + Enter is one.
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
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      syntaxHighlighting(colours),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      ...(isCode ? [StreamLanguage.define(javascript)] : []),
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
