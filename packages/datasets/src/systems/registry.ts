import { massSpring } from './massSpring.ts';
import { pendulum } from './pendulum.ts';

/** Every system by name. A new system is one file and one line here. */
export const systems = {
  massSpring,
  pendulum,
} as const;

/** The name under which a system is registered. */
export type SystemName = keyof typeof systems;
