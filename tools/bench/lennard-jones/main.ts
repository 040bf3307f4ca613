import { randomStream } from '@hgn/datasets';
// Which of the two a system uses is its own affair, so that the package does not export them.
import { allPairs } from '../../../packages/datasets/src/systems/lennardJones/allPairs.ts';
import { cellList } from '../../../packages/datasets/src/systems/lennardJones/cellList.ts';
import { cutoff } from '../../../packages/datasets/src/systems/lennardJones/pairPotential.ts';
import type { Potential } from '../../../packages/datasets/src/systems/lennardJones/potential.ts';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { compare, type Contestant } from '../lib/compare.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Lennard-Jones forces: all pairs beside a cell list, by particles and density';

const densities = [0.04, 0.3, 0.77];
const numbers = [16, 24, 32, 48, 64, 100, 256, 1024];

/** Particles on a lattice, each shaken by up to a tenth of its spacing. */
function shaken(particles: number, boxLength: number): Float64Array {
  const random = randomStream(1, particles, 'state');
  const side = Math.ceil(Math.sqrt(particles));
  return Float64Array.from({ length: 2 * particles }, (_, k) => {
    const place = k % 2 === 0 ? (k >> 1) % side : Math.floor((k >> 1) / side);
    return ((place + random.uniform(-0.1, 0.1)) / side) * boxLength;
  });
}

function gradients({ gradient }: Potential, q: Float64Array): Contestant {
  const out = new Float64Array(q.length);
  return (iterations) => {
    for (let i = 0; i < iterations; i++) gradient(q, out);
  };
}

/** Microseconds per evaluation of all forces; `ratio` above 1 says that the cell list is faster. */
export async function run({ log }: BenchmarkOptions): Promise<object[]> {
  const rows = [];
  for (const density of densities) {
    for (const particles of numbers) {
      const boxLength = Math.sqrt(particles / density);
      const cells = Math.floor(boxLength / cutoff);
      if (cells < 3) continue;
      log(`${particles} particles at density ${density}`);
      const q = shaken(particles, boxLength);
      const [pairs, list] = await compare(
        {
          pairs: gradients(allPairs(particles, boxLength), q),
          list: gradients(cellList(particles, boxLength), q),
        },
        { rounds: 7, sampleTime: 40, pause: 20 },
      );
      rows.push({
        particles,
        density,
        cells: cells * cells,
        allPairs: Number((1000 * pairs.best).toPrecision(3)),
        cellList: Number((1000 * list.best).toPrecision(3)),
        ratio: Number((pairs.best / list.best).toFixed(2)),
      });
    }
  }
  return rows;
}
