/** The values of tiny.ts as the `set` of an experiment. */
export const tinyValues = `
  training: { steps: 4, batchSize: 4, logEvery: 1, checkpointEvery: 2 }
  data: { trajectories: 6, frames: 20, testTrajectories: 3 }
  protocol: { steps: 5, framesPerSample: 2 }
  model:
    encoder:
      - { type: conv, filters: 4, kernel: 3, stride: 2 }
      - { type: activation, name: softplus }
      - { type: conv, filters: 4, kernel: 3, stride: 2 }
      - { type: flatten }
    posterior: { size: 4 }
    dynamics:
      potential: { layers: [{ type: dense, units: 4 }, { type: activation, name: softplus }, { type: dense, units: 1, bias: false }] }
      kinetic: { layers: [] }
    decoder:
      - { type: dense, units: 64 }
      - { type: reshape, shape: [8, 8, 1] }
      - { type: upsample }
      - { type: conv, filters: 12, kernel: 3 }
`;
