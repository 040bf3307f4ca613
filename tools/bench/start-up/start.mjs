// One start of the start-up benchmark: `node start.mjs PRESET ENGINE FOLDER CLOCK` compiles a preset's training step with
// that folder as cache, takes two steps and prints where the time went as JSON, in milliseconds.
const [, , name, engine, folder, clock] = process.argv;
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const now = clock === 'processor' ? processor : () => performance.now();

const begun = now();
const { generate, presets: datasets } = await import('@hgn/datasets');
const { folderCache } = await import('@hgn/jit');
const { compileTraining, presets } = await import('@hgn/model');
const imported = now();

const preset = presets[name];
const { batchSize } = preset.training;
const frames = Math.max(68, preset.protocol.steps + 1);
const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: batchSize, frames });

const called = now();
const training = await compileTraining({
  ...{ preset, sequences, seed: 1, engine },
  cache: folderCache(folder),
  clock: now,
});
const compiled = now();
const first = await training.step(training.initial, 0);
const stepped = now();
const second = await training.step(first.state, 1);
const again = now();

const { cached, milliseconds } = training.stats;
const { trace, cache, passes, lower, session, keep, total } = milliseconds;
process.stdout.write(
  JSON.stringify({
    cached,
    losses: [first.metrics.loss, second.metrics.loss],
    milliseconds: {
      import: imported - begun,
      ...{ trace, 'ask cache': cache, passes, lower, session, 'fill cache': keep },
      rest: compiled - called - total,
      compiled: compiled - called,
      'first step': stepped - compiled,
      'second step': again - stepped,
      total: stepped - called,
    },
  }),
);
await training.dispose();
