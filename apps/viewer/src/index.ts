export { startViewer, type RunningViewer, type ViewerIo, type ViewerOptions } from './server/startViewer.ts';
export { exportSite, type SiteOptions } from './server/away/exportSite.ts';
export { shareRun, type ShareOptions } from './server/away/shareRun.ts';
export type { HostedRun } from './sharing/siteIndex.ts';
