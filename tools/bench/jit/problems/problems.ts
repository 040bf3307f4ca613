import { hamiltonianFlow } from './hamiltonianFlow.ts';
import { hamiltonianMlp } from './hamiltonianMlp.ts';
import { paperHgn } from './paper.ts';
import type { Problem } from './problem.ts';
import { quickstartHgn } from './quickstart.ts';

/** A problem by name, with the peer programs that do the same work. */
export interface NamedProblem {
  readonly make: () => Problem;
  readonly title: string;
  readonly peers: readonly PeerProgram[];
}

/** A program of tools/bench/peers that does a problem's work. */
export interface PeerProgram {
  readonly file: string;
  /** The Python module that it needs. */
  readonly module: 'torch' | 'jax';
  /** What the table calls it, before the module's version. */
  readonly name: string;
}

const eager = (file: string): PeerProgram => ({ file, module: 'torch', name: 'pytorch' });
const compiled = (file: string): PeerProgram => ({ file, module: 'torch', name: 'torch.compile' });
const jax = (file: string): PeerProgram => ({ file, module: 'jax', name: 'jax' });

const mlp = (batch: number): NamedProblem => ({
  make: () => hamiltonianMlp(batch),
  title: `Hamiltonian MLP 2-128-128-1, 10 leapfrog steps, SGD, batch ${batch}`,
  peers: [
    eager('hamiltonian_mlp.py'),
    compiled('hamiltonian_mlp_compiled.py'),
    jax('hamiltonian_mlp_jax.py'),
  ],
});

export const problems: Readonly<Record<string, NamedProblem>> = {
  'mlp-16': mlp(16),
  'mlp-64': mlp(64),
  'mlp-512': mlp(512),
  quickstart: { make: () => quickstartHgn(), title: 'HGN preset quickstart', peers: [] },
  paper: {
    make: () => paperHgn(),
    title: 'HGN preset paper, batch 16, 30 frames, Adam',
    peers: [eager('hgn.py'), jax('hgn_jax.py')],
  },
  nhf: {
    make: () => hamiltonianFlow(),
    title: 'Neural Hamiltonian Flow, 2-D, batch 512, 2 blocks of 2 leapfrog steps, Adam',
    peers: [
      eager('hamiltonian_flow.py'),
      compiled('hamiltonian_flow_compiled.py'),
      jax('hamiltonian_flow_jax.py'),
    ],
  },
};
