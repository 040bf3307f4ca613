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
