import { chargedParticle } from './chargedParticle.ts';
import { doublePendulum } from './doublePendulum.ts';
import { henonHeiles } from './henonHeiles.ts';
import { lennardJones } from './lennardJones/lennardJones.ts';
import { massSpring } from './massSpring.ts';
import { nBody } from './nBody.ts';
import { oscillatorChain } from './oscillatorChain.ts';
import { pendulum } from './pendulum.ts';
import { matchingPennies, rockPaperScissors } from './replicator.ts';

/** Every system by name. A new system is one file and one line here. */
export const systems = {
  massSpring,
  pendulum,
  doublePendulum,
  nBody,
  matchingPennies,
  rockPaperScissors,
  lennardJones,
  henonHeiles,
  oscillatorChain,
  chargedParticle,
} as const;

/** The name under which a system is registered. */
export type SystemName = keyof typeof systems;
