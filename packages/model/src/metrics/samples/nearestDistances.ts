import type { FeaturePoints } from './frameFeatures.ts';

/** Distance of every point to the nearest of others. Cost: the product of both counts and the dimensions. */
export function nearestDistances(points: FeaturePoints, others: FeaturePoints): Float64Array {
  const { dimensions } = points;
  return Float64Array.from({ length: points.count }, (_, i) => {
    let nearest = Infinity;
    for (let j = 0; j < others.count; j++) {
      let sum = 0;
      for (let d = 0; d < dimensions && sum < nearest; d++) {
        const difference = points.values[i * dimensions + d] - others.values[j * dimensions + d];
        sum += difference * difference;
      }
      nearest = Math.min(nearest, sum);
    }
    return Math.sqrt(nearest);
  });
}
