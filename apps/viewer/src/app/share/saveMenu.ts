import { encodeGif } from './encodeGif.ts';
import { encodeVideo } from './encodeVideo.ts';
import type { Film, FilmProgress } from './film.ts';
import { encodeNpz, type SavedArray } from './npz.ts';
import { canvasToPng, svgToPng } from './picture.ts';
import { currentMode } from '../style/theme.ts';
import { plainSvg, type Figure } from './plainSvg.ts';
import { safeName, saveFile } from './saveFile.ts';

/** What a figure can be saved as; each part is asked for when the user chooses it. */
export interface Saved {
  /** What files are called, without their endings. */
  readonly name: string;
  /** A figure of lines: SVG, and PNG. */
  readonly svg?: () => Figure;
  /** A picture of pixels: PNG. */
  readonly canvas?: () => HTMLCanvasElement;
  /** What moves: GIF, WebM, MP4. */
  readonly film?: () => Film | Promise<Film>;
  /** The numbers: npz. */
  readonly arrays?: () =>
    | Readonly<Record<string, SavedArray>>
    | Promise<Readonly<Record<string, SavedArray>>>;
}

/** One entry of the menu. */
interface Kind {
  readonly ending: string;
  readonly label: string;
  make(progress: FilmProgress): Promise<Blob>;
}

/**
 * Adds a small menu to `host` that saves a figure as SVG, PNG, GIF, WebM, MP4 and npz, whichever it can be.
 *
 * Keyboard: it is a disclosure (Enter opens, Escape closes) of buttons. While a film is made the menu says how far it
 * is, and can be told to stop.
 *
 * @returns the menu, which may be moved or removed
 */
export function saveMenu(host: HTMLElement, saved: Saved): HTMLElement {
  const menu = document.createElement('details');
  menu.className = 'save-menu';
  const summary = document.createElement('summary');
  summary.textContent = 'Save';
  summary.title = `Save ${saved.name}`;
  const list = document.createElement('div');
  list.className = 'save-menu-items';
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  status.className = 'save-menu-status';
  const stop = document.createElement('button');
  stop.type = 'button';
  stop.textContent = 'Stop';
  stop.hidden = true;

  const buttons = kindsOf(saved).map((kind) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = kind.label;
    button.addEventListener('click', () => void save(kind, button));
    return button;
  });
  list.append(...buttons, status, stop);
  menu.append(summary, list);
  host.append(menu);

  const save = async (kind: Kind, chosen: HTMLButtonElement): Promise<void> => {
    const stopping = new AbortController();
    stop.onclick = () => stopping.abort();
    stop.hidden = false;
    for (const button of buttons) button.disabled = true;
    status.textContent = `Making ${kind.ending} …`;
    try {
      const report = (frame: number): void => {
        status.textContent = `Making ${kind.ending}: ${frame} frames …`;
      };
      const file = `${safeName(saved.name)}.${kind.ending}`;
      saveFile(file, await kind.make({ signal: stopping.signal, report }));
      status.textContent = `Saved ${file}`;
    } catch (error) {
      status.textContent = stopping.signal.aborted
        ? 'Stopped'
        : error instanceof Error
          ? error.message
          : String(error);
    } finally {
      stop.hidden = true;
      for (const button of buttons) button.disabled = false;
      // A button that is disabled loses the focus, and without it Escape would not close the menu.
      if (menu.open && document.activeElement === document.body) chosen.focus();
    }
  };

  const close = (): void => {
    menu.open = false;
  };
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();
    close();
    summary.focus();
  });
  // An open menu covers what lies under it: a click elsewhere, or leaving it by Tab, closes it.
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) close();
  });
  menu.addEventListener('toggle', () => {
    if (!menu.open) return;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && menu.contains(event.target)) return;
      close();
      document.removeEventListener('pointerdown', outside);
    };
    document.addEventListener('pointerdown', outside);
  });
  return menu;
}

function kindsOf({ svg, canvas, film, arrays }: Saved): readonly Kind[] {
  const text = (content: string): Blob => new Blob([content], { type: 'image/svg+xml' });
  const kinds: Kind[] = [];
  if (svg !== undefined) {
    kinds.push(
      { ending: 'svg', label: 'SVG', make: () => Promise.resolve(text(plainSvg(svg(), currentMode()))) },
      { ending: 'png', label: 'PNG', make: () => svgToPng(plainSvg(svg(), currentMode())) },
    );
  } else if (canvas !== undefined) {
    kinds.push({ ending: 'png', label: 'PNG', make: () => canvasToPng(canvas()) });
  }
  if (film !== undefined) {
    kinds.push(
      { ending: 'gif', label: 'GIF', make: async (progress) => encodeGif(await film(), progress) },
      {
        ending: 'webm',
        label: 'WebM',
        make: async (progress) => encodeVideo(await film(), 'webm', progress),
      },
      { ending: 'mp4', label: 'MP4', make: async (progress) => encodeVideo(await film(), 'mp4', progress) },
    );
  }
  if (arrays !== undefined) {
    kinds.push({
      ending: 'npz',
      label: 'npz (numbers)',
      make: async () => new Blob([encodeNpz(await arrays())], { type: 'application/zip' }),
    });
  }
  return kinds;
}
