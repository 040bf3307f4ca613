import { cutoff, cutoffSquared, pairEnergy, pairSlope } from './pairPotential.ts';
import { nearest, wrapInto, type Potential } from './potential.ts';

const energyAt = (u: number): number => (u < cutoffSquared ? pairEnergy(u) : 0);
const slopeAt = (u: number): number => (u < cutoffSquared ? 2 * pairSlope(u) : 0);

/** A distance along an axis, less than a box length, to the copy on the other side. */
const across = (d: number, boxLength: number): number => (d > 0 ? d - boxLength : d + boxLength);

/**
 * Every pair, with all copies of the box that come within the cut-off: two along each axis in a box of less than twice
 * the cut-off. Cost: n (n - 1) / 2 pairs.
 * @param boxLength - at least the cut-off
 */
export function allPairs(particles: number, boxLength: number): Potential {
  if (!(boxLength >= cutoff)) {
    throw new RangeError(`allPairs: boxLength must be at least the cut-off ${cutoff}, but got ${boxLength}`);
  }
  const wrapped = new Float64Array(2 * particles);
  // Where a copy is further away than this along an axis, the one on the other side may be near enough too.
  const far = boxLength - cutoff;
  return { energy, gradient };

  function energy(q: Float64Array): number {
    const [length, limit, at] = [boxLength, far, wrapped];
    wrapInto(q, length, at);
    let sum = 0;
    for (let i = 2; i < at.length; i += 2) {
      for (let j = 0; j < i; j += 2) {
        const dx = nearest(at[i] - at[j], length);
        const dy = nearest(at[i + 1] - at[j + 1], length);
        sum += energyAt(dx * dx + dy * dy);
        if (Math.abs(dx) < limit && Math.abs(dy) < limit) continue;
        const x = across(dx, length);
        const y = across(dy, length);
        sum += energyAt(x * x + dy * dy) + energyAt(dx * dx + y * y) + energyAt(x * x + y * y);
      }
    }
    return sum;
  }

  function gradient(q: Float64Array, out: Float64Array): Float64Array {
    const [length, limit, at] = [boxLength, far, wrapped];
    wrapInto(q, length, at);
    out.fill(0);
    for (let i = 2; i < at.length; i += 2) {
      let sumX = 0;
      let sumY = 0;
      for (let j = 0; j < i; j += 2) {
        const dx = nearest(at[i] - at[j], length);
        const dy = nearest(at[i + 1] - at[j + 1], length);
        const slope = slopeAt(dx * dx + dy * dy);
        let gx = slope * dx;
        let gy = slope * dy;
        if (Math.abs(dx) >= limit || Math.abs(dy) >= limit) {
          const x = across(dx, length);
          const y = across(dy, length);
          const slopeX = slopeAt(x * x + dy * dy);
          const slopeY = slopeAt(dx * dx + y * y);
          const slopeXY = slopeAt(x * x + y * y);
          gx += (slopeX + slopeXY) * x + slopeY * dx;
          gy += (slopeY + slopeXY) * y + slopeX * dy;
        }
        sumX += gx;
        sumY += gy;
        out[j] -= gx;
        out[j + 1] -= gy;
      }
      out[i] += sumX;
      out[i + 1] += sumY;
    }
    return out;
  }
}
