import { join } from 'node:path';
import { htmlReport } from '@hgn/viz';
import type { Io } from '../../io.ts';
import { svgFile } from '../../output/theme.ts';
import { runPaths } from '../../runs/layout.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import type { LearnOptions } from '../options.ts';
import { resultOf, type FilmOutcome } from './report/filmOutcome.ts';
import { drawFilmFigures, filmReportOf } from './report/filmReport.ts';
import { filmText, filmVerdict } from './report/filmText.ts';

/** Writes figures, report and result of films into a folder, and says what came out. */
export async function writeJudged(
  outcome: FilmOutcome,
  {
    folder,
    shown,
    name,
    options,
  }: {
    readonly folder: string;
    /** The folder as the user wrote it. */
    readonly shown: string;
    /** Of what was filmed. */
    readonly name: string;
    readonly options: Pick<LearnOptions, 'json' | 'theme'>;
  },
  io: Io,
): Promise<void> {
  const paths = runPaths(folder);
  const figures = drawFilmFigures(outcome);
  for (const [file, figure] of Object.entries(figures)) {
    await writeFileAtomic(join(paths.figures, `${file}.svg`), svgFile(figure, options.theme));
  }
  await writeFileAtomic(paths.report, htmlReport(filmReportOf(outcome, figures, name)));
  const result = resultOf(outcome);
  await writeFileAtomic(paths.result, `${JSON.stringify(result, null, 2)}\n`);
  if (options.json === true) io.stdout.write(`${JSON.stringify(result)}\n`);
  else io.stdout.write(filmText(outcome, shown));
  for (const line of filmVerdict(outcome)) io.stderr.write(`${line}\n`);
}
