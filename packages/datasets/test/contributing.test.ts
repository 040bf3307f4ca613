import { filesToTouch, strangersCopy, type StrangersCopy } from '@hgn/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const files = filesToTouch('Add a physical system');
const root = 'packages/datasets';

let copy: StrangersCopy;
beforeAll(() => {
  copy = strangersCopy(['src', 'package.json', 'vitest.config.ts'].map((part) => `${root}/${part}`));
});
afterAll(() => {
  copy.remove();
});

/** A mass in a well that is flat below: H = p^2 / (2 m) + a q^4 / 4. */
const quarticWell = `import { discRadius, type System } from './system.ts';

export const quarticWell: System = {
  name: 'quartic-well',
  summary: 'a mass in a well of the fourth degree: H = p^2 / (2 m) + a q^4 / 4',
  parameters: { mass: 'm', stiffness: 'a', friction: 'f' },
  hamiltonian: ({ mass, stiffness }) => ({
    coordinates: 1,
    separable: true,
    energy: ([q], [p]) => (p * p) / (2 * mass) + (stiffness * q ** 4) / 4,
    dHdq: ([q], _p, out) => {
      out[0] = stiffness * q ** 3;
      return out;
    },
    dHdp: (_q, [p], out) => {
      out[0] = p / mass;
      return out;
    },
  }),
  initialState: (random) => ({
    q: Float64Array.of(random.uniform(0.3, 1)),
    p: Float64Array.of(random.uniform(-0.5, 0.5)),
  }),
  scene: ({ mass }) => ({
    kind: 'discs',
    copies: 1,
    radii: [discRadius(mass)],
    positions: (q, start, out) => {
      out[0] = 0;
      out[1] = -q[start];
    },
  }),
};
`;

const recipe = `  {
    name: 'quartic-well',
    summary: 'a mass in a well of the fourth degree',
    source: 'none: it stands here for a test',
    system: 'quarticWell',
    parameters: { mass: 0.3, stiffness: [1, 3], friction: 0 },
    initial: {},
    dt: 0.1,
    noise: 0,
    camera: { ...image, hues: 1, halfWidth: 1.6 },
  },
];
`;

test(
  'a physical system is added by touching two files, and then has its data and its checks',
  { timeout: 120_000 },
  () => {
    expect(files.length).toBe(2);
    const [own, list] = files;
    copy.edit(own, () => quarticWell);
    copy.edit(
      list,
      (text) =>
        `import { quarticWell } from './quarticWell.ts';\n${text
          .replace('furtherSystems = { ', 'furtherSystems = { quarticWell, ')
          .replace(/\];\n$/, recipe)}`,
    );
    const checked = copy.vitest(root, 'src/systems/systems.test.ts', 'src/camera', '-t', 'quartic-well');
    expect(checked.status, checked.text).toBe(0);
    expect(checked.passed).toBeGreaterThanOrEqual(6);
    expect(checked.text).toMatch(/Snapshots +1 written/);
    // The plausible mistake: a force with the wrong sign is found.
    copy.edit(own, (text) => text.replace('out[0] = stiffness', 'out[0] = -stiffness'));
    const wrong = copy.vitest(root, 'src/systems/systems.test.ts', '-t', 'quartic-well');
    expect(wrong.status).toBe(1);
    expect(wrong.text).toContain('its gradients equal central differences of the energy');
  },
);
