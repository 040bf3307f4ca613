import { merge, parseOverride, type PlainObject } from '../src/config/overrides.ts';

/** A quickstart model shrunk until everything that can be done with it takes well under a second. */
const changes = [
  'training.batchSize=4',
  'training.logEvery=1',
  'training.checkpointEvery=2',
  'data.trajectories=6',
  'data.frames=20',
  'data.testTrajectories=3',
  'protocol.steps=5',
  'protocol.framesPerSample=2',
  'model.encoder=[{ type: conv, filters: 4, kernel: 3, stride: 2 }, { type: activation, name: softplus }, { type: conv, filters: 4, kernel: 3, stride: 2 }, { type: flatten }]',
  'model.posterior.size=4',
  'model.dynamics.potential.layers=[{ type: dense, units: 4 }, { type: activation, name: softplus }, { type: dense, units: 1, bias: false }]',
  'model.dynamics.kinetic.layers=[]',
  'model.decoder=[{ type: dense, units: 64 }, { type: reshape, shape: [8, 8, 1] }, { type: upsample }, { type: conv, filters: 12, kernel: 3 }]',
];

/** The changes as a group of values, for the `set` of an experiment. */
export const tinyValues: PlainObject = changes.map(parseOverride).reduce((all, change) => merge(all, change));

/** The changes as command line arguments. */
export const tiny: readonly string[] = changes.flatMap((change) => ['--set', change]);
