import { el } from '../../style/el.ts';
import type { TrainingNews, TrainingOrder, TrainingTask } from './tasks.ts';

/** A worker that trains, or a way to one. */
export interface TrainingChannel {
  post(order: TrainingOrder): void;
  listen(listener: (news: TrainingNews) => void): void;
  close(): void;
}

/** A training under way. */
export interface TrainingHandle<M> {
  /** The newest moment, again and again as there is a newer one; when it is returned from, the training stops. */
  moments(): Generator<M>;
  /** Milliseconds to wait before each step: slow motion. */
  pace(milliseconds: number): void;
  pause(paused: boolean): void;
  /** One step more, while paused. */
  step(): void;
  stop(): void;
  /** Buttons for all that. */
  controls(): HTMLElement;
}

/** Starts a training on a channel of its own. */
export function startTraining<M>(
  channel: TrainingChannel,
  task: TrainingTask,
  wasmFolder: string | undefined,
): TrainingHandle<M> {
  let newest: { readonly moment: M } | { readonly problem: string } | undefined;
  let wake: (() => void) | undefined;
  let stopped = false;
  const finished: (() => void)[] = [];
  channel.listen((news) => {
    if (news.news === 'moment') newest = { moment: news.moment as M };
    else if (news.news === 'failed') newest = { problem: news.problem };
    if (news.news === 'done' || news.news === 'failed') finished.forEach((tell) => tell());
    wake?.();
  });
  channel.post({ order: 'start', task, wasmFolder });
  const stop = (): void => {
    if (!stopped) channel.close();
    stopped = true;
  };
  const take = (): M => {
    const taken = newest;
    newest = undefined;
    wake = undefined;
    if (taken !== undefined && 'moment' in taken) return taken.moment;
    throw new Error(taken?.problem ?? 'train: there is no moment yet');
  };
  const handle: TrainingHandle<M> = {
    moments() {
      const generator = {
        next() {
          const value =
            newest === undefined
              ? new Promise<M>((resolve, reject) => {
                  wake = () => {
                    try {
                      if (newest !== undefined) resolve(take());
                    } catch (error) {
                      reject(error instanceof Error ? error : new Error(String(error)));
                    }
                  };
                })
              : take();
          return { done: false, value };
        },
        return(value?: unknown) {
          stop();
          return { done: true, value };
        },
        throw(error: unknown) {
          stop();
          throw error;
        },
        [Symbol.iterator]: () => generator,
      };
      return generator as unknown as Generator<M>;
    },
    pace: (milliseconds) => !stopped && channel.post({ order: 'pace', milliseconds }),
    pause: (paused) => !stopped && channel.post({ order: 'pause', paused }),
    step: () => !stopped && channel.post({ order: 'step' }),
    stop,
    controls: () => trainingControls(handle, (tell) => finished.push(tell)),
  };
  return handle;
}

/** Pause, one step, slow motion. */
function trainingControls(
  training: Pick<TrainingHandle<unknown>, 'pace' | 'pause' | 'step'>,
  onFinished: (tell: () => void) => void,
): HTMLElement {
  let paused = false;
  const pause = el('button', { type: 'button' }, 'Pause');
  const step = el('button', { type: 'button', disabled: true }, 'One step');
  const slow = el('input', { type: 'checkbox' });
  pause.addEventListener('click', () => {
    paused = !paused;
    training.pause(paused);
    pause.textContent = paused ? 'Go on' : 'Pause';
    step.disabled = !paused;
  });
  step.addEventListener('click', () => training.step());
  slow.addEventListener('change', () => training.pace(slow.checked ? 120 : 0));
  onFinished(() => {
    pause.disabled = true;
    step.disabled = true;
    slow.disabled = true;
  });
  return el(
    'div',
    { class: 'inputs', role: 'group', 'aria-label': 'Training' },
    pause,
    step,
    el('label', { class: 'input' }, slow, 'Slow motion'),
  );
}
