import { localPolynomial, resample } from '@hgn/datasets';
import { readRecordings } from '@hgn/datasets/node';

/** The laboratory's own identification of the design C.1; lengths in m, masses in kg, inertias in kg m^2. */
const rig = {
  ...{ m1: 0.5235, m2: 0.6256, l1: 0.2, r1: 0.2, r2: 0.2557, inertia1: 0.03189, inertia2: 0.05087 },
  ...{ rotor: 6.287e-5, gear: 6, viscous: 0.001, dry: [0.16, 0.12], g: 9.81 },
};

/** Accelerations of the published model; dry friction 2/pi atan(100 v), or none of any kind. */
function accelerations(x: readonly number[], u: readonly number[], friction: boolean): [number, number] {
  const [a1, a2, v1, v2] = x;
  const { m1, m2, l1, r1, r2, rotor, gear, g } = rig;
  const coupling = l1 * m2 * r2;
  const [c2, s2] = [Math.cos(a2), Math.sin(a2)];
  const m22 = rig.inertia2 + gear ** 2 * rotor;
  const m12 = rig.inertia2 + coupling * c2 - gear * rotor;
  const m11 = rig.inertia1 + rig.inertia2 + l1 ** 2 * m2 + 2 * coupling * c2 + (gear ** 2 + 1) * rotor;
  const against = (v: number, dry: number) =>
    friction ? rig.viscous * v + dry * (2 / Math.PI) * Math.atan(100 * v) : 0;
  const outer = m2 * g * r2 * Math.sin(a1 + a2);
  const f1 =
    u[0] -
    (m1 * r1 + m2 * l1) * g * Math.sin(a1) -
    outer +
    coupling * s2 * (2 * v1 * v2 + v2 * v2) -
    against(v1, rig.dry[0]);
  const f2 = u[1] - outer - coupling * s2 * v1 * v1 - against(v2, rig.dry[1]);
  const determinant = m11 * m22 - m12 * m12;
  return [(m22 * f1 - m12 * f2) / determinant, (m11 * f2 - m12 * f1) / determinant];
}

/** Errors of the published model at horizons: midpoint steps of 2 ms, velocities smoothed over 25 samples. */
export async function publishedErrors(
  file: string,
  horizons: readonly number[],
  friction: boolean,
): Promise<number[]> {
  const dt = 0.002;
  const measured = await readRecordings([file]);
  const { recordings } = resample(measured, { dt });
  const [{ time, values }] = recordings;
  const [raw] = measured.recordings;
  const velocities = ['angle1', 'angle2'].map(
    (name) => localPolynomial(raw.time, raw.values[name], time, { width: 0.048, degree: 3 }, 1).values,
  );
  const torque = (k: number) => [values.torque1[k], values.torque2[k]];
  return horizons.map((horizon) => {
    const steps = Math.round(horizon / dt);
    let [square, count] = [0, 0];
    for (let start = 25; start + steps < time.length; start += 25) {
      let x = [values.angle1[start], values.angle2[start], velocities[0][start], velocities[1][start]];
      for (let k = start; k < start + steps; k++) {
        const [now, next] = [torque(k), torque(k + 1)];
        const a = accelerations(x, now, friction);
        const rate = [x[2], x[3], ...a];
        const middle = x.map((value, i) => value + (dt / 2) * rate[i]);
        const b = accelerations(middle, [(now[0] + next[0]) / 2, (now[1] + next[1]) / 2], friction);
        const slope = [middle[2], middle[3], ...b];
        x = x.map((value, i) => value + dt * slope[i]);
      }
      square += (x[0] - values.angle1[start + steps]) ** 2 + (x[1] - values.angle2[start + steps]) ** 2;
      count += 2;
    }
    return Math.sqrt(square / count);
  });
}
