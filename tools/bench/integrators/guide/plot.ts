/** One curve. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Which colour and mark, 0 to 8; by its place in the list unless told. */
  readonly style?: number;
}

// Okabe and Ito's colours, which the colour-blind can tell apart, and a mark of its own for each.
const colours = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#E69F00',
  '#666666',
  '#000000',
  '#882255',
];
const marks = [
  (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="3"/>`,
  (x: number, y: number) => `<path d="M${x - 3} ${y - 3}h6v6h-6z"/>`,
  (x: number, y: number) => `<path d="M${x} ${y - 4}l4 7h-8z"/>`,
  (x: number, y: number) => `<path d="M${x} ${y - 4}l4 4-4 4-4-4z"/>`,
  (x: number, y: number) => `<path d="M${x} ${y + 4}l4-7h-8z"/>`,
  (x: number, y: number) => `<path d="M${x - 4} ${y - 1}h3v-3h2v3h3v2h-3v3h-2v-3h-3z"/>`,
  (x: number, y: number) => `<path d="M${x - 4} ${y - 1.5}h8v3h-8z"/>`,
  (x: number, y: number) => `<path d="M${x - 1.5} ${y - 4}h3v8h-3z"/>`,
  (x: number, y: number) => `<path d="M${x - 4} ${y}l4-2 4 2-4 2z"/>`,
];
const [width, height] = [640, 420];
const area = { left: 70, right: 460, top: 40, bottom: 360 };

/** What a chart is called and what its axes are. */
export interface Labels {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

/** A log-log chart as the text of an SVG file. */
export function logLogSvg({ title, x: labelX, y: labelY }: Labels, list: readonly Series[]): string {
  const all = list.flatMap(({ points }) => points);
  const range = (pick: (point: { x: number; y: number }) => number) => {
    const logs = all.map((point) => Math.log10(pick(point)));
    return [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  };
  const [x0, x1] = range(({ x }) => x);
  const [y0, y1] = range(({ y }) => y);
  const round = (value: number) => Math.round(value * 10) / 10;
  const toX = (x: number) => round(area.left + ((Math.log10(x) - x0) / (x1 - x0)) * (area.right - area.left));
  const toY = (y: number) =>
    round(area.bottom - ((Math.log10(y) - y0) / (y1 - y0)) * (area.bottom - area.top));
  const power = (exponent: number) =>
    `10<tspan dy="-5" font-size="9">${String(exponent).replace('-', '−')}</tspan>`;

  const grid: string[] = [];
  for (let e = x0; e <= x1; e++) {
    const x = toX(10 ** e);
    grid.push(`<path d="M${x} ${area.top}V${area.bottom}" stroke="#ddd"/>`);
    grid.push(`<text x="${x}" y="${area.bottom + 20}" text-anchor="middle">${power(e)}</text>`);
  }
  for (let e = y0; e <= y1; e += y1 - y0 > 8 ? 2 : 1) {
    const y = toY(10 ** e);
    grid.push(`<path d="M${area.left} ${y}H${area.right}" stroke="#ddd"/>`);
    grid.push(`<text x="${area.left - 8}" y="${y + 4}" text-anchor="end">${power(e)}</text>`);
  }
  const curves = list.map(({ name, points, style: chosen }, i) => {
    const style = chosen ?? i;
    const colour = colours[style % colours.length];
    const mark = marks[style % marks.length];
    const line = points.map(({ x, y }, k) => `${k === 0 ? 'M' : 'L'}${toX(x)} ${toY(y)}`).join('');
    const key = area.top + 12 + 22 * i;
    const dots = points.map(({ x, y }) => mark(toX(x), toY(y))).join('');
    return [
      `<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      `<g fill="${colour}">${dots}${mark(area.right + 24, key)}</g>`,
      `<text x="${area.right + 36}" y="${key + 4}">${name}</text>`,
    ].join('');
  });
  const middle = (area.top + area.bottom) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#222">
<title>${title}: ${labelY} against ${labelX}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${area.left}" y="24" font-size="15">${title}</text>
${grid.join('\n')}
${curves.join('\n')}
<text x="${(area.left + area.right) / 2}" y="${area.bottom + 44}" text-anchor="middle">${labelX}</text>
<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${labelY}</text>
</svg>
`;
}
