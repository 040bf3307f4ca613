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
    id: 'sample',
    title: 'Sample',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('./tabs/sample/sampleTab.ts')).sampleTab,
  },
  {
    id: 'interpolate',
    title: 'Interpolate',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('./tabs/interpolate/interpolateTab.ts')).interpolateTab,
  },
  {
    id: 'landscape',
    title: 'Landscape',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('./tabs/landscape/landscapeTab.ts')).landscapeTab,
  },
  {
    id: 'section',
    title: 'Section',
    // The systems of two degrees of freedom: to ask them all would load them all.
    fits: ({ kind, system = '' }) => kind !== 'flow' && /henon-heiles|double-pendulum/.test(system),
    load: async () => (await import('./tabs/section/sectionTab.ts')).sectionTab,
  },
  {
    id: 'training',
    title: 'Training',
    fits: () => true,
    load: async () => (await import('./tabs/training/trainingTab.ts')).trainingTab,
  },
  {
    id: 'files',
    title: 'Files',
    fits: () => true,
    load: async () => (await import('./tabs/files/filesTab.ts')).filesTab,
  },
  {
    id: 'clip',
    title: 'Your clip',
    fits: ({ kind }) => kind !== 'flow',
    load: async () => (await import('../clip/clipTab.ts')).clipTab,
  },
];
