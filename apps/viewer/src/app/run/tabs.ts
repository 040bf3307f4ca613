import type { TabEntry } from './runTab.ts';

/** Tabs of a run's page, in order; each is loaded when it is first opened. */
export const tabs: readonly TabEntry[] = [
  {
    id: 'play',
    title: 'Play',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('./play/playTab.ts')).playTab,
  },
  {
    id: 'clip',
    title: 'Your clip',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('../clip/clipTab.ts')).clipTab,
  },
];
