/** A recording as CSV: a driven pendulum with viscous and dry friction, every 10 ms give or take 2, angles to a ten-thousandth. */
export function pendulumCsv(phase: number, seconds: number): string {
  const lines = ['time,angle,velocity,torque'];
  let [t, q, v] = [0, 0.9 * Math.cos(phase), 0];
  const torque = () => 0.8 * Math.sin(2.3 * t + phase) + 0.5 * Math.sin(5.1 * t);
  for (let k = 0; t < seconds; k++) {
    lines.push([t.toFixed(6), q.toFixed(4), v.toFixed(2), torque().toFixed(4)].join(','));
    const dt = 0.01 + 0.002 * Math.sin(7 * k);
    for (let s = 0; s < 20; s++) {
      v += (dt / 20) * ((torque() - 0.05 * v - 0.1 * Math.tanh(v / 0.02)) / 0.32 - 12 * Math.sin(q));
      q += (dt / 20) * v;
      t += dt / 20;
    }
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A recording as CSV: a pendulum whose pivot is shaken up and down every 0.7 s by a third of its weight, and aside half as often,
 * with viscous friction, from a moment of the common clock on.
 */
export function shakenCsv(from: number, seconds: number): string {
  const lines = ['time,angle'];
  let [q, v] = [0.9 * Math.cos(from), 0];
  for (let k = 0; k * 0.01 < seconds; k++) {
    lines.push(`${(from + k * 0.01).toFixed(3)},${q.toFixed(5)}`);
    for (let s = 0; s < 20; s++) {
      const phase = (Math.PI * (from + k * 0.01 + s * 0.0005)) / 0.7;
      v -=
        0.0005 *
        (12 * (1 + 0.3 * Math.cos(2 * phase)) * Math.sin(q) + 1.5 * Math.sin(phase) * Math.cos(q) + 0.1 * v);
      q += 0.0005 * v;
    }
  }
  return `${lines.join('\n')}\n`;
}
