export { startViewer, type RunningViewer, type ViewerIo, type ViewerOptions } from './server/startViewer.ts';
