import { el } from '../../style/el.ts';
import type { RunTab } from '../runTab.ts';

/** Plays the run. */
export const playTab: RunTab = async (host, { player }) => {
  const { description } = await player();
  host.append(el('p', {}, `A model of ${description.system ?? 'unknown'} frames.`));
};
