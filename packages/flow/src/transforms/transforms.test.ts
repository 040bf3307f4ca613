import '@hgn/testing';
import { describeTransform } from '../../test/describeTransform.ts';
import { methods } from '@hgn/integrators';
import { networkEnergy } from '../energies/networkEnergy.ts';
import { quadraticEnergy } from '../energies/quadraticEnergy.ts';
import { affineCoupling } from './affineCoupling.ts';
import { canonicalLinear } from './linear/canonicalLinear.ts';
import { compose } from './compose.ts';
import { conditionalAffine } from './conditionalAffine.ts';
import { hamiltonianFlow } from './hamiltonian.ts';
import { invert } from './invert.ts';
import { luLinear } from './linear/luLinear.ts';
import { permutation } from './linear/permutation.ts';
import { splineCoupling } from './splines/splineCoupling.ts';

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
describeTransform('a spline coupling', () => splineCoupling({ features: 3, hidden, bins: 5, bound: 2 }));
describeTransform('a spline coupling of the earlier half, with context', () =>
  splineCoupling({ features: 4, hidden, context: 1, moves: 'earlier' }),
);
describeTransform('a spline of one column', () => splineCoupling({ features: 1, bins: 4 }));
describeTransform('a permutation', () => permutation([2, 0, 3, 1]));
describeTransform('an LU map', () => luLinear({ features: 5 }));
describeTransform('an LU map of one column', () => luLinear({ features: 1 }));
for (const mass of ['diagonal', 'full'] as const) {
  describeTransform(
    `a fixed-kinetic flow with a ${mass} mass matrix`,
    () => hamiltonianFlow({ potential: energy(3), kinetic: quadraticEnergy({ features: 3, mass }), dt: 0.4 }),
    { symplectic: true },
  );
}
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
for (const features of [1, 3]) {
  describeTransform(`a canonical linear map of ${features} features`, () => canonicalLinear({ features }), {
    symplectic: true,
  });
  describeTransform(`an affine map of ${features} columns that a context decides`, () =>
    conditionalAffine({ features, context: 2, hidden, activation: 'tanh', waves: [2, 5] }),
  );
}
describeTransform(
  'a Hamiltonian flow whose potential sees waves',
  () =>
    hamiltonianFlow({
      potential: networkEnergy({ features: 2, hidden, waves: [2, 5] }),
      kinetic: energy(2),
      method: 'symplecticEuler',
      steps: 1,
    }),
  { symplectic: true },
);
