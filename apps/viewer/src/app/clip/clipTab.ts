import { dropEvent } from '../drop/dropTarget.ts';
import type { Dropped } from '../drop/readDrop.ts';
import type { RunTab } from '../run/runTab.ts';
import { saveMenu } from '../share/saveMenu.ts';
import { el } from '../style/el.ts';
import { startCamera } from './camera.ts';
import { ClipError, type Clip } from './clip.ts';
import { clipForm } from './clipForm.ts';
import { clipView } from './clipView.ts';
import { likenessRange } from './likeness.ts';
import { clipTypes, readClip } from './readClip.ts';

/** Seconds that the camera records. */
const recorded = 3;

/** Shows a model a clip of one's own, from a file or the camera: what it sees, infers and foresees. */
export const clipTab: RunTab = async (host, context) => {
  const { signal, summary } = context;
  const choose = el('input', {
    type: 'file',
    accept: clipTypes,
    multiple: true,
    class: 'visually-hidden',
    tabindex: -1,
    'aria-hidden': 'true',
  });
  const chooseButton = el('button', { type: 'button' }, 'Choose a film or pictures …');
  const cameraButton = el('button', { type: 'button' }, 'Use the camera');
  const recordButton = el(
    'button',
    { type: 'button', class: 'primary', hidden: true },
    `Record ${recorded} seconds`,
  );
  const status = el('p', { role: 'status', class: 'clip-status' });
  const video = el('video', {
    class: 'clip-camera',
    playsinline: true,
    hidden: true,
    'aria-label': 'Camera',
  });
  const work = el('div', { class: 'clip-work', hidden: true });
  host.append(
    el(
      'p',
      {},
      'Show the model a short film of a motion like the one that it has learnt: an MP4 or WebM, a GIF, or pictures in order. You can drop it anywhere on this page. It is read here, in this window: nothing leaves your machine.',
    ),
    el('div', { class: 'controls' }, chooseButton, cameraButton, recordButton, choose),
    status,
    video,
    work,
  );

  const player = await context.player();
  const { description } = player;
  const form = clipForm(description);
  const range = likenessRange(player, summary.system ?? description.system);
  const view = clipView({ player, range, signal, play: context.play });
  work.append(form.element, view.element);
  saveMenu(view.saveHost, {
    name: `${context.source.name} foresees`,
    film: () => view.film(),
    arrays: () => view.arrays(),
  });
  form.onChange(() => void update());

  let clip: Clip | undefined;
  /** Only the newest input counts. */
  let turn = 0;
  const update = async (): Promise<void> => {
    if (clip === undefined) return;
    const mine = (turn += 1);
    try {
      const input = form.frames();
      status.textContent = '';
      await view.show(input, () => mine === turn && !signal.aborted);
    } catch (error) {
      if (mine === turn && !signal.aborted) say(error);
    }
  };
  const say = (error: unknown): void => {
    status.textContent = error instanceof Error ? error.message : String(error);
    if (!(error instanceof ClipError)) reportError(error);
  };
  const take = async (reading: Promise<Clip>): Promise<void> => {
    status.textContent = 'Reading …';
    try {
      clip = await reading;
      if (signal.aborted) return;
      work.hidden = false;
      form.setClip(clip);
      await update();
    } catch (error) {
      if (!signal.aborted) say(error);
    }
  };
  const read = (files: readonly File[]): void =>
    void take(readClip(files, { interval: description.dt, signal }));

  chooseButton.addEventListener('click', () => choose.click());
  choose.addEventListener('change', () => {
    const files = [...(choose.files ?? [])];
    choose.value = '';
    if (files.length > 0) read(files);
  });
  addEventListener(
    dropEvent,
    (event) => {
      const { tree } = (event as CustomEvent<Dropped>).detail;
      const files = [...tree.values()].filter(
        (file): file is File => file instanceof File && /^(video|image)\//.test(file.type),
      );
      // Anything else is for the app: a run, or a mistake that it explains.
      if (files.length === 0 || files.length < tree.size) return;
      event.preventDefault();
      read(files);
    },
    { signal },
  );
  cameraButton.addEventListener('click', () => void useCamera());
  const useCamera = async (): Promise<void> => {
    cameraButton.disabled = true;
    status.textContent = 'Waiting for the camera …';
    try {
      const camera = await startCamera(video, signal);
      video.hidden = false;
      recordButton.hidden = false;
      status.textContent = '';
      recordButton.focus();
      await new Promise<void>((resolve) =>
        recordButton.addEventListener('click', () => resolve(), { once: true, signal }),
      );
      recordButton.disabled = true;
      const report = (time: number): void => {
        status.textContent = `Recording: ${time.toFixed(1)} of ${recorded} s`;
      };
      await take(camera.record(recorded, report).finally(() => camera.stop()));
    } catch (error) {
      if (!signal.aborted) say(error);
    } finally {
      video.hidden = true;
      recordButton.hidden = true;
      recordButton.disabled = false;
      cameraButton.disabled = false;
    }
  };
};
