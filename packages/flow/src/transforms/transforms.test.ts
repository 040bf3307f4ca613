import '@hgn/testing';
import { describeTransform } from '../../test/describeTransform.ts';
import { methods } from '@hgn/integrators';
import { networkEnergy } from '../energies/networkEnergy.ts';
import { affineCoupling } from './affineCoupling.ts';
import { compose } from './compose.ts';
import { hamiltonianFlow } from './hamiltonian.ts';
import { invert } from './invert.ts';

const hidden = [8, 8];
const energy = (features: number, context = 0) => networkEnergy({ features, context, hidden });

describeTransform('an affine coupling', () => affineCoupling({ features: 3, hidden }));
describeTransform('an affine coupling of the earlier half, with context', () =>
  affineCoupling({ features: 5, context: 2, hidden, moves: 'earlier' }),
);
describeTransform('an affine coupling of one column', () => affineCoupling({ features: 1, hidden }));
describeTransform('a composition', () =>
  compose([
    affineCoupling({ features: 2, hidden }),
    affineCoupling({ features: 2, hidden, moves: 'earlier', context: 1 }),
    affineCoupling({ features: 2, hidden }),
  ]),
);
describeTransform('an inverted coupling', () => invert(affineCoupling({ features: 2, hidden })));
for (const method of ['leapfrog', 'symplecticEuler', 'yoshida4', 'ruth3', 'blanesMoan4'] as const) {
  describeTransform(
    `a Hamiltonian flow with ${methods[method].name}`,
    () => hamiltonianFlow({ potential: energy(2), kinetic: energy(2), method, dt: 0.3 }),
    { symplectic: true },
  );
}
describeTransform(
  'a conditional Hamiltonian flow of three features',
  () => hamiltonianFlow({ potential: energy(3, 1), kinetic: energy(3, 1), steps: 3 }),
  { symplectic: true },
);
