import { drivePeriod } from '@hgn/model';
import type { RunModel } from '../../generation/runModel.ts';

/** Seconds after which what drives a model repeats itself, as learnt; nothing where nothing does. */
export const learntPeriod = ({ model, trainer, parameters }: RunModel): number | undefined =>
  drivePeriod(model, trainer.unravelArrays(parameters));
