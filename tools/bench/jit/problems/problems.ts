import { hamiltonianFlow } from './hamiltonianFlow.ts';
import { hamiltonianMlp } from './hamiltonianMlp.ts';
import { paperHgn } from './paper.ts';
import type { Problem } from './problem.ts';

/** A problem by name, with the peer programs that do the same work. */
export interface NamedProblem {
  readonly make: () => Problem;
  readonly title: string;
  /** Files of tools/bench/peers, by the Python module that they need. */
  readonly peers: Readonly<Record<string, string>>;
}

const mlp = (batch: number): NamedProblem => ({
  make: () => hamiltonianMlp(batch),
  title: `Hamiltonian MLP 2-128-128-1, 10 leapfrog steps, SGD, batch ${batch}`,
  peers: { torch: 'hamiltonian_mlp.py', jax: 'hamiltonian_mlp_jax.py' },
});

export const problems: Readonly<Record<string, NamedProblem>> = {
  'mlp-16': mlp(16),
  'mlp-64': mlp(64),
  'mlp-512': mlp(512),
  paper: {
    make: () => paperHgn(),
    title: 'HGN preset paper, batch 16, 30 frames, Adam',
    peers: { torch: 'hgn.py' },
  },
  nhf: {
    make: () => hamiltonianFlow(),
    title: 'Neural Hamiltonian Flow, 2-D, batch 512, 2 blocks of 2 leapfrog steps, Adam',
    peers: { torch: 'hamiltonian_flow.py', jax: 'hamiltonian_flow_jax.py' },
  },
};
