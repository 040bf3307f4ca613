import { execFileSync } from 'node:child_process';
import { runInBrowser } from '@hgn/testing';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { palette, resolveTheme, toSvgString, type Mode } from '../src/index.ts';
import { cases } from './cases.ts';

const folder = import.meta.dirname;

describe('in Chromium', () => {
  it('figures follow the theme of the page, as text and as elements, with their own style sheet or the page’s', async () => {
    const source = `
      import { figureStyle, lineChart, toSvgElement, toSvgString, withoutStyle } from '../src/index.ts';
      const figure = lineChart([{ label: 'loss', y: [1, 0.5] }], { title: 'Training' });
      const colours = () => [...document.querySelectorAll('svg path, svg text')].map((element) => {
        const { fill, stroke } = getComputedStyle(element);
        return element.tagName === 'path' ? stroke : fill;
      });
      export const main = () => {
        const seen = {};
        const look = (name, show) => {
          document.body.replaceChildren();
          show();
          for (const mode of ['light', 'dark']) {
            document.documentElement.dataset.theme = mode;
            seen[name + ' ' + mode] = colours();
          }
        };
        look('text', () => { document.body.innerHTML = toSvgString(figure); });
        look('elements', () => document.body.append(toSvgElement(figure, document)));
        look('bare', () => document.body.append(toSvgElement(withoutStyle(figure), document)));
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(figureStyle);
        document.adoptedStyleSheets.push(sheet);
        look('adopted', () => document.body.append(toSvgElement(withoutStyle(figure), document)));
        return seen;
      };`;
    const seen = (await runInBrowser(source, { folder })) as Record<string, readonly string[]>;
    const rgb = (mode: Mode, name: string): string => {
      const channels = /^#(..)(..)(..)$/.exec(palette[mode][name] ?? '')?.slice(1) ?? [];
      return `rgb(${channels.map((pair) => Number.parseInt(pair, 16)).join(', ')})`;
    };
    for (const way of ['text', 'elements', 'adopted']) {
      for (const mode of ['light', 'dark'] as const) {
        expect(seen[`${way} ${mode}`]?.[0], `title of ${way} ${mode}`).toBe(rgb(mode, 'ink'));
        expect(seen[`${way} ${mode}`]).toContain(rgb(mode, 'blue'));
      }
    }
    expect(seen['bare dark']?.[0]).toBe(rgb('light', 'ink'));
  });

  it('a canvas under the frame of a figure shows what the figure shows', async () => {
    const source = `
      import { fitCanvas, layoutOf, lineChart, paintTrajectories, phasePortrait, palette, resolveTheme, toSvgString } from '../src/index.ts';
      const orbits = [1, 2, 3].map((radius) => ({
        q: Array.from({ length: 60 }, (_, i) => radius * Math.cos(i / 9)),
        p: Array.from({ length: 60 }, (_, i) => -radius * Math.sin(i / 9)),
        level: radius,
      }));
      const scale = 2;
      const raster = async (figure, context, layout) => {
        const image = new Image();
        image.src = 'data:image/svg+xml,' + encodeURIComponent(toSvgString(resolveTheme(figure, 'light')));
        await image.decode();
        context.drawImage(image, 0, 0, layout.width, layout.height);
      };
      export const main = async () => {
        const options = { arrows: false, qDomain: [-4, 4], pDomain: [-4, 4] };
        const whole = phasePortrait(orbits, options);
        const layout = layoutOf(whole);
        const draw = async (paint) => {
          const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          fitCanvas(context, layout, layout.width * scale);
          await paint(context);
          return context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
        };
        const expected = await draw((context) => raster(whole, context, layout));
        const compare = async (shift) => {
          const got = await draw(async (context) => {
            context.fillStyle = palette.light.background;
            context.fillRect(0, 0, layout.width, layout.height);
            const moved = orbits.map(({ q, p, level }) => ({ q: q.map((x) => x + shift), p, level }));
            paintTrajectories(context, layout.plot, moved, { starts: true });
            await raster(phasePortrait(orbits, { ...options, marks: false }), context, layout);
          });
          let different = 0;
          for (let i = 0; i < got.length; i += 4) {
            if (Math.max(...[0, 1, 2].map((c) => Math.abs(got[i + c] - expected[i + c]))) > 40) different++;
          }
          return different / (got.length / 4);
        };
        return [await compare(0), await compare(0.05)];
      };`;
    const [same = NaN, shifted = NaN] = (await runInBrowser(source, { folder })) as number[];
    // What remains are grid lines over the curves and edges of the rings; a shift by 0.05 units must show.
    expect(same).toBeLessThan(0.0015);
    expect(shifted).toBeGreaterThan(5 * same);
  });
});

const hasRsvg = ((): boolean => {
  try {
    execFileSync('rsvg-convert', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!hasRsvg) console.warn('SKIPPED: the check of figures in librsvg needs rsvg-convert');

describe.skipIf(!hasRsvg)('in librsvg, which knows no CSS variables', () => {
  /** The share of pixels that are black or nearly so, and the colour of the corner. */
  const look = (svg: string): { readonly black: number; readonly corner: readonly number[] } => {
    const { data, channels, width, height } = decode(execFileSync('rsvg-convert', { input: svg }));
    let black = 0;
    for (let at = 0; at < data.length; at += channels) {
      if ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0) < 30) black++;
    }
    return { black: black / (width * height), corner: [...data.subarray(0, 3)].map(Number) };
  };
  const figures = cases.filter(({ name }) => !name.includes('film') && !name.includes('image'));

  it.each(figures)('$name is as light as its resolved figure', ({ figure }) => {
    const themed = look(toSvgString(figure({})));
    expect(themed).toEqual(look(toSvgString(resolveTheme(figure({}), 'light'))));
    expect(themed.corner).toEqual([255, 255, 255]);
    expect(themed.black).toBeLessThan(0.02);
  });

  it('takes a fixed theme', () => {
    const [first] = figures;
    expect(
      look(
        toSvgString(resolveTheme(first?.figure({}) ?? { tag: 'svg', attributes: {}, children: [] }, 'dark')),
      ).corner,
    ).toEqual([0x14, 0x17, 0x1c]);
  });
});
