/** Writes every case as one page: `node --import tsx packages/viz/test/gallery.ts gallery.html`. */
import { writeFileSync } from 'node:fs';
import { htmlReport } from '../src/index.ts';
import { cases } from './cases.ts';

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('gallery: name the HTML file to write, for example gallery.html');
writeFileSync(
  target,
  htmlReport({
    title: 'Gallery of @hgn/viz',
    subtitle: 'The figures of the snapshot tests.',
    sections: cases.map(({ name, figure }) => ({ title: name, figures: [figure] })),
  }),
);
