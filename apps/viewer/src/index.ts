export { startViewer, type RunningViewer, type ViewerIo, type ViewerOptions } from './server/startViewer.ts';
export { exportSite, type SiteOptions } from './server/exportSite.ts';
export { shareRun, type ShareOptions } from './server/shareRun.ts';
export type { HostedRun } from './sharing/siteIndex.ts';
