import { newCell, type NotebookCell } from '../format/notebook.ts';
import { serialiseNotebook } from '../format/serialiseNotebook.ts';

/** The run that a notebook is to play. */
export interface RunToPlay {
  /** Its id in the library. */
  readonly id: string;
  readonly name: string;
  /** Name of the system that it was trained on, as `@hgn/datasets` has it. */
  readonly system?: string | undefined;
}

const importing = `import { generate, presets } from '@hgn/datasets';
import { lineChart } from '@hgn/viz';`;

const opening = `const { inputFrames, stateFrame, image, dt } = model.description;
const size = image.height * image.width * image.channels;
const film = generate(recipe, { seed, trajectories: 1, frames: inputFrames });
const seen = await model.encode(Float32Array.from(film.frames, (x) => x / 255));`;

const controls = `const settings = view(
  Inputs.form({
    speed: Inputs.range([-2, 2], { label: 'Speed of time', value: 1, step: 0.25 }),
    frames: Inputs.range([10, 120], { label: 'Frames', value: 60, step: 10 }),
  }),
);`;

const playing = `const path = await model.rollout({ from: seen, dt: settings.speed * dt, frames: settings.frames });
display(
  playFrames(await model.decode(path), { ...image, scale: 8, rate: 1 / dt, alt: 'What the model foresees', invalidation }),
);`;

const energy = `if (model.hamiltonian) {
  const { H } = await model.hamiltonian(path);
  const time = Float64Array.from(H, (_, t) => t * settings.speed * dt);
  display(lineChart([{ label: 'H', x: time, y: H }], { title: 'The learnt energy', xLabel: 'time (s)', yLabel: 'H', height: 240 }));
}`;

/** A notebook that plays a run: what its page shows, as cells that can be changed. */
export function notebookOfRun({ id, name, system }: RunToPlay): string {
  const choosing = `const model = await runs.open(${JSON.stringify(id)});
const recipe = presets[model.description.system ?? ${JSON.stringify(system ?? '')}] ?? presets['mass-spring'];
const seed = view(Inputs.range([0, 99], { label: 'Film number', value: 1, step: 1 }));`;
  const sources: readonly (readonly ['code' | 'markdown', string])[] = [
    [
      'markdown',
      `# ${plain(name)}\n\nA run, played by cells. Change one and run it with Shift + Enter: what depends on it follows.`,
    ],
    ['code', importing],
    ['code', choosing],
    [
      'markdown',
      '## From frames to a state\n\nThe encoder sees a few frames of a film and infers the state behind them.',
    ],
    ['code', opening],
    ['markdown', '## From the state to any time'],
    ['code', controls],
    ['code', playing],
    ['code', energy],
  ];
  const cells = sources.map(([kind, source], index): NotebookCell =>
    newCell(kind, source, String(index + 1)),
  );
  return serialiseNotebook({ title: name, cells });
}

/** Text that Markdown shows as it is. */
const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>()#+\-.!|$&]/g, '\\$&').replace(/\s+/g, ' ');
