import {
  contourMap,
  filmStrips,
  fitCanvas,
  layoutOf,
  lineChart,
  lossCurves,
  paintField,
  paintFrames,
  paintPoints,
  paintSurface,
  paintTrajectories,
  phasePortrait,
  prunePoints,
  sampleField,
  sampleVectors,
  streamlines,
  surfaceLayout,
  type FilmPictures,
  type SvgNode,
} from '@hgn/viz';

/** Where a case draws. */
export interface Stage {
  readonly context: (width: number, height: number) => CanvasRenderingContext2D;
  readonly show: (figure: SvgNode) => void;
}

/** Something that is redrawn; `start` prepares it and gives what draws a moment. */
export interface RedrawCase {
  readonly name: string;
  /** The most milliseconds of script that a frame may take, at the usual size. */
  readonly gate?: number;
  readonly start: (stage: Stage) => (time: number) => void;
}

const pendulum = (q: number, p: number): number => p ** 2 / 2 + 1 - Math.cos(q);

/** The cases with `size` times the usual data. */
export function casesOf(size: number): readonly RedrawCase[] {
  const many = (count: number): number => Math.round(count * size);
  const orbits = (count: number, time: number) =>
    Array.from({ length: many(count) }, (_, k) => {
      const radius = 0.2 + (1.8 * k) / many(count);
      return {
        q: Float32Array.from({ length: 60 }, (_, t) => radius * Math.cos((t + time) / 10 + k)),
        p: Float32Array.from({ length: 60 }, (_, t) => -radius * Math.sin((t + time) / 10 + k)),
        level: radius ** 2,
      };
    });
  const domain = { qDomain: [-2.2, 2.2], pDomain: [-2.2, 2.2] } as const;
  const frameOf = (): SvgNode => phasePortrait(orbits(1, 0), { ...domain, marks: false });
  const onCanvas =
    (
      figure: { readonly width: number; readonly height: number },
      draw: (context: CanvasRenderingContext2D, time: number) => void,
    ): RedrawCase['start'] =>
    ({ context }) => {
      const target = context(figure.width, figure.height);
      return (time) => {
        fitCanvas(target, figure, figure.width * devicePixelRatio);
        draw(target, time);
      };
    };
  const portrait = layoutOf(frameOf());
  const fixed = orbits(200, 0);
  const scratch = (): OffscreenCanvasRenderingContext2D => {
    const found = new OffscreenCanvas(1, 1).getContext('2d');
    if (found === null) throw new Error('bench viz: the page has no canvas off screen');
    return found;
  };
  const points = {
    q: Float32Array.from({ length: many(10_000) }, (_, i) => 2 * Math.sin(i * 1.1)),
    p: Float32Array.from({ length: many(10_000) }, (_, i) => 2 * Math.cos(i * 1.7)),
    levels: Float32Array.from({ length: many(10_000) }, (_, i) => i % 97),
  };
  const side = Math.round(128 * Math.sqrt(size));
  const field = sampleField(pendulum, { q: [-2.2, 2.2], p: [-2.2, 2.2], columns: side });
  const image = { height: 32, width: 32, channels: 3 };
  const film = (shift: number): Float32Array =>
    Float32Array.from({ length: 30 * 32 * 32 * 3 }, (_, i) => ((i + shift) % 251) / 251);
  const strips = {
    ...image,
    rows: Array.from({ length: many(2) }, (_, k) => ({ label: `row ${k}`, frames: film(k) })),
  };
  const run = (k: number): Float64Array =>
    Float64Array.from(
      { length: 4000 },
      (_, i) => Math.exp(-i / (300 + k)) * (1 + 0.3 * Math.sin(i * 12.9898 + k)) + 1e-3,
    );
  const terms = Array.from({ length: many(3) }, (_, k) => ({ label: `term ${k}`, values: run(k) }));
  // Two pixels a column: what a chart of 400 pixels can tell apart among 200 lines.
  const runs = Array.from({ length: many(200) }, (_, k) => prunePoints(run(k), { columns: 200 }));
  const runChart = (marks: boolean): SvgNode =>
    lineChart(
      runs.map(({ x, y }, k) => ({ label: `run ${k}`, x, y, labelled: false, opacity: 0.4, strokeWidth: 1 })),
      { yScale: 'log', xLabel: 'step', marks, xDomain: [0, 4000], yDomain: [1e-4, 2] },
    );
  const runPlot = layoutOf(runChart(false));
  const bowl = sampleField(pendulum, { q: [-4, 4], p: [-3, 3], columns: Math.round(48 * Math.sqrt(size)) });
  const hill = surfaceLayout(bowl);
  return [
    {
      name: 'paintTrajectories, 200 of 60 points',
      gate: 4,
      start: onCanvas(portrait, (context, time) =>
        paintTrajectories(context, portrait.plot, fixed, {
          until: (time / 4) % 60,
          trail: 60,
          headRadius: 2,
        }),
      ),
    },
    {
      name: 'paintTrajectories, 200 of 60 points, whole',
      gate: 4,
      start: onCanvas(portrait, (context) => paintTrajectories(context, portrait.plot, fixed)),
    },
    {
      name: 'paintPoints, 10,000 by level',
      start: onCanvas(portrait, (context) => paintPoints(context, portrait.plot, points, { radius: 1 })),
    },
    {
      name: 'paintField, 128 × 128',
      start: (stage) => {
        const own = scratch();
        return onCanvas(portrait, (context) => paintField(context, portrait.plot, field, { scratch: own }))(
          stage,
        );
      },
    },
    {
      name: 'paintFrames, 30 of 32 × 32',
      start: (stage) => {
        const [own, frames] = [scratch(), film(0)];
        const area = { left: 0, top: 0, width: 480, height: 40 };
        return onCanvas(portrait, (context) => paintFrames(context, area, frames, image, { scratch: own }))(
          stage,
        );
      },
    },
    {
      name: 'paintSurface, 48 × 48 nodes, turning',
      start: onCanvas(hill, (context, time) =>
        paintSurface(context, surfaceLayout(bowl, { azimuth: time }), bowl, { faces: 1000 }),
      ),
    },
    {
      name: 'phasePortrait, 200 of 60 points, as SVG',
      start:
        ({ show }) =>
        (time) =>
          show(phasePortrait(orbits(200, time), domain)),
    },
    {
      name: 'contourMap, 64 × 64',
      start:
        ({ show }) =>
        (time) =>
          show(
            contourMap(
              sampleField((q, p) => pendulum(q + time / 100, p), {
                q: [-4, 4],
                p: [-3, 3],
                columns: Math.round(64 * Math.sqrt(size)),
              }),
            ),
          ),
    },
    {
      name: 'streamlines, 32 × 32',
      start:
        ({ show }) =>
        (time) =>
          show(
            streamlines(
              sampleVectors((q, p) => ({ dq: p, dp: -Math.sin(q + time / 100) }), {
                q: [-4, 4],
                p: [-3, 3],
                columns: Math.round(32 * Math.sqrt(size)),
              }),
            ),
          ),
    },
    {
      name: 'lossCurves, 3 terms of 4000',
      start:
        ({ show }) =>
        () =>
          show(lossCurves({ terms })),
    },
    {
      name: '200 runs of 4000, pruned, as SVG',
      gate: 50,
      start:
        ({ show }) =>
        () =>
          show(runChart(true)),
    },
    {
      name: '200 runs of 4000, pruned, on canvas',
      gate: 50,
      start: onCanvas(runPlot, (context) =>
        paintTrajectories(
          context,
          runPlot.plot,
          runs.map(({ x, y }) => ({ q: x, p: y })),
          { lineWidth: 1, opacity: 0.4 },
        ),
      ),
    },
    {
      name: 'pruning 200 runs of 4000',
      gate: 50,
      start: () => () => {
        for (let k = 0; k < many(200); k++)
          prunePoints(terms[k % terms.length]?.values ?? [], { columns: 200 });
      },
    },
    {
      name: 'filmStrips, 2 of 30 frames, encoding',
      start:
        ({ show }) =>
        () =>
          show(filmStrips(strips)),
    },
    {
      name: 'filmStrips, 2 of 30 frames, kept',
      gate: 5,
      start: ({ show }) => {
        const pictures: FilmPictures = new WeakMap();
        return () => show(filmStrips(strips, { pictures }));
      },
    },
  ];
}
