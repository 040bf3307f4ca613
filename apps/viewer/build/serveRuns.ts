import type { Plugin } from 'vite';
import { withServerMark } from '../src/server/appFiles.ts';
import { appHeaders } from '../src/server/serving/headers.ts';
import { runRoutes } from '../src/server/runs/runRoutes.ts';

/** Serves the runs of `HGN_RUNS` (default: `runs` of the repository) beside the app while it is being developed. */
export function serveRuns(): Plugin {
  return {
    name: 'hgn-runs',
    apply: 'serve',
    transformIndexHtml: (page) => withServerMark(page),
    configureServer: ({ middlewares }) => {
      const folder = process.env.HGN_RUNS ?? new URL('../../../runs', import.meta.url).pathname;
      const runs = runRoutes([folder], new AbortController().signal);
      middlewares.use((request, response, next) => {
        // The development server adds inline scripts and styles of its own, which the pages' policy forbids.
        for (const [name, value] of Object.entries(appHeaders('/'))) {
          if (name !== 'content-security-policy') response.setHeader(name, value);
        }
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        if (!url.pathname.startsWith('/api/')) next();
        else runs.handle(request, response, url).catch(next);
      });
    },
  };
}
