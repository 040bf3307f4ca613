/** Names of the state of a run's page that stand in its address. */
export const playKeys: readonly string[] = [
  'tab',
  't',
  'speed',
  'chart',
  'state',
  'sample.*',
  'interpolate.*',
  'landscape.*',
  'section.*',
  'training.*',
  'files.*',
  'clip.*',
];
