import { implicitRungeKutta, splitting } from '@hgn/integrators';

const half = [
  0.13020248308889007, 0.5611629817751084, -0.38947496264484727, 0.1588419065551556, -0.39590389413323757,
  0.1845396409783157, 0.25837438768632204, 0.2950117236093103, -0.6055085338300346,
];
const leapfrogs = [...half, ...half.slice(0, -1).reverse()];

/** Kahan & Li 1997, doi:10.1090/S0025-5718-97-00873-9: 17 leapfrog steps, order 8. */
export const kahanLi8 = splitting({
  name: 'kahanLi8',
  order: 8,
  first: 'kick',
  weights: [
    leapfrogs[0] / 2,
    ...leapfrogs.flatMap((weight, i) => [weight, (weight + (leapfrogs[i + 1] ?? 0)) / 2]),
  ],
});

const root15 = Math.sqrt(15);

/** Butcher 1964, doi:10.1090/S0025-5718-1964-0159424-9: Gauss-Legendre with three stages, order 6. */
export const gaussLegendre6 = implicitRungeKutta({
  name: 'gaussLegendre6',
  order: 6,
  a: [
    [5 / 36, 2 / 9 - root15 / 15, 5 / 36 - root15 / 30],
    [5 / 36 + root15 / 24, 2 / 9, 5 / 36 - root15 / 24],
    [5 / 36 + root15 / 30, 2 / 9 + root15 / 15, 5 / 36],
  ],
  b: [5 / 18, 4 / 9, 5 / 18],
  c: [1 / 2 - root15 / 10, 1 / 2, 1 / 2 + root15 / 10],
  summary: '',
  source: '',
});
