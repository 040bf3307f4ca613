import { doublePendulum } from './doublePendulum.ts';
import { furtherSystems } from './further.ts';
import { lennardJones } from './lennardJones/lennardJones.ts';
import { massSpring } from './massSpring.ts';
import { nBody } from './nBody.ts';
import { pendulum } from './pendulum.ts';
import { matchingPennies, rockPaperScissors } from './replicator.ts';

/** Every system by name. */
export const systems = {
  massSpring,
  pendulum,
  doublePendulum,
  nBody,
  matchingPennies,
  rockPaperScissors,
  lennardJones,
  ...furtherSystems,
} as const;

/** The name under which a system is registered. */
export type SystemName = keyof typeof systems;
