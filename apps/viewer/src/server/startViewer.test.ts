import { mkdir, mkdtemp, realpath, rm, symlink, writeFile, appendFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { usualPort } from './serving/listen.ts';
import { decodeMetrics } from '../sharing/metrics/metricsMessage.ts';
import { startViewer, type RunningViewer } from './startViewer.ts';

let folder: string;
let viewer: RunningViewer;
const stop = new AbortController();
const complaints: string[] = [];
const io = () => ({
  cwd: folder,
  stderr: { write: (text: string) => complaints.push(text) },
  signal: stop.signal,
});

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hgn-')));
  const file = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await file('app/index.html', '<meta name="hgn-runs" content="none" /><title>app</title>');
  await file('app/assets/main-1a2b3c4d.js', 'export {};');
  await file('app/assets/engine.wasm', 'plain');
  await file('app/assets/engine.wasm.gz', 'packed');
  await file('app/frame/frame.html', '<title>frame</title>');
  await file('secret.txt', 'secret');
  await file(
    'runs/spring/run.json',
    JSON.stringify({ status: 'finished', updated: '2026-01-01T00:00:00Z', progress: { step: 40 } }),
  );
  await file('runs/spring/config.yaml', 'preset: quickstart\nsystem: mass-spring\ntraining:\n  steps: 400\n');
  await file(
    'runs/spring/evaluation.json',
    JSON.stringify({ tasks: { forward: { timesBelowBaseline: 12.5 } } }),
  );
  await file('runs/spring/metrics.jsonl', '{"step":1}\n');
  await file('runs/spring/.hidden', 'hidden');
  await file('runs/spring/report.html', '<script>alert(1)</script>');
  await file('runs/study/spring/run.json', '{"status":');
  await file('runs/study-spring/flow.json', JSON.stringify({ format: 'hgn-flow', finished: true, steps: 9 }));
  await file('runs/notes/readme.txt', 'no run');
  await file('elsewhere/run.json', '{}');
  await symlink(join(folder, 'secret.txt'), join(folder, 'runs/spring/leak.txt'));
  await symlink(join(folder, 'secret.txt'), join(folder, 'app/leak.txt'));
  await symlink(folder, join(folder, 'runs/spring/up'));
  await symlink(join(folder, 'elsewhere'), join(folder, 'runs/linked'));
  await symlink(join(folder, 'runs'), join(folder, 'runs/study/loop'));
  viewer = await startViewer({ folders: ['runs'], app: join(folder, 'app'), port: 0, io: io() });
});

afterAll(async () => {
  stop.abort();
  await viewer.ended;
  await rm(folder, { recursive: true, force: true });
  expect(complaints).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks with exactly these headers and this path, which `fetch` would tidy up. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port, host } = new URL(viewer.address);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers: { host, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

const everyKind = [
  '/',
  '/assets/main-1a2b3c4d.js',
  '/api/runs',
  '/api/runs/spring/files',
  '/api/runs/spring/file/run.json',
  '/api/watch?file=spring:run.json',
  '/nothing',
];

describe('whoever is not the viewer’s own page is refused everywhere', () => {
  it.each(everyKind)('%s under another Host', async (path) => {
    for (const host of [
      'evil.example',
      `evil.example:${new URL(viewer.address).port}`,
      '127.0.0.1:1',
      'localhost',
    ]) {
      expect((await ask(path, { host })).status).toBe(421);
    }
  });

  it.each(everyKind)('%s from another Origin or site', async (path) => {
    expect((await ask(path, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(path, { origin: 'null' })).status).toBe(403);
    expect((await ask(path, { origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await ask(path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    // Another port of this machine is another server.
    expect((await ask(path, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });

  it.each(everyKind)('%s by a method that writes', async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await ask(path, {}, method);
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('but a person may follow a link to the page, and the page may ask', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask('/', link)).status).toBe(200);
    expect((await ask('/api/runs', link)).status).toBe(403);
    expect((await ask('/', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    const own = { 'sec-fetch-site': 'same-origin', origin: viewer.address.slice(0, -1) };
    expect((await ask('/api/runs', own)).status).toBe(200);
    const { port } = new URL(viewer.address);
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
  });
});

describe('nothing outside of the runs can be read', () => {
  it.each([
    '/api/runs/spring/file/../../../secret.txt',
    '/api/runs/spring/file/..%2f..%2f..%2fsecret.txt',
    '/api/runs/spring/file/%2e%2e/%2e%2e/secret.txt',
    '/api/runs/spring/file/a%5c..%5csecret.txt',
    '/api/runs/spring/file/run.json%00.txt',
    '/api/runs/spring/file//etc/passwd',
    '/api/runs/spring/file/.hidden',
    '/api/runs/spring/file/leak.txt',
    '/api/runs/spring/file/up/secret.txt',
    '/api/runs/..%2f..%2fsecret.txt/files',
    '/api/runs/linked/files',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/leak.txt',
    '//etc/passwd',
    '/%ff',
  ])('%s', async (path) => {
    const { status, body } = await ask(path);
    expect([400, 403, 404]).toContain(status);
    expect(body).not.toContain('secret');
    expect(JSON.parse(body)).toEqual({ problem: expect.any(String) });
  });

  it('links out of the folder are not even listed', async () => {
    const { files } = JSON.parse((await ask('/api/runs/spring/files')).body) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual([
      'config.yaml',
      'evaluation.json',
      'metrics.jsonl',
      'report.html',
      'run.json',
    ]);
  });
});

describe('runs', () => {
  it('are found at any depth, by ids that are no paths, with what is known of them', async () => {
    const { runs } = JSON.parse((await ask('/api/runs')).body) as { runs: { id: string; name: string }[] };
    expect(runs.map(({ name }) => name)).toEqual(['spring', 'study/spring', 'study-spring']);
    expect(runs[0]).toEqual({
      id: 'spring',
      name: 'spring',
      kind: 'hgn',
      system: 'mass-spring',
      preset: 'quickstart',
      status: 'finished',
      step: 40,
      steps: 400,
      timesBelowBaseline: 12.5,
      updated: '2026-01-01T00:00:00Z',
    });
    expect(runs[2]).toMatchObject({ kind: 'flow', status: 'finished' });
    expect(runs[1].id).toBe('study-spring');
    // Two that look alike are told apart.
    expect(runs[2].id).toMatch(/^study-spring-[0-9a-f]{8}$/);
    for (const { id } of runs) expect((await ask(`/api/runs/${id}/files`)).status).toBe(200);
    expect(JSON.parse((await ask('/api/runs?id=spring')).body)).toEqual({ runs: [runs[0]] });
    expect(JSON.parse((await ask('/api/runs?id=autumn')).body)).toEqual({ runs: [] });
  });

  it('give parts of files', async () => {
    const read = (range: string) => ask('/api/runs/spring/file/metrics.jsonl', { range });
    expect(await read('bytes=2-5')).toMatchObject({
      status: 206,
      body: 'step',
      headers: { 'content-range': 'bytes 2-5/11' },
    });
    expect(await read('bytes=8-')).toMatchObject({ status: 206, body: '1}\n' });
    expect(await read('bytes=-2')).toMatchObject({ status: 206, body: '}\n' });
    expect(await read('bytes=0-999')).toMatchObject({ status: 206, body: '{"step":1}\n' });
    expect(await read('bytes=11-')).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */11' },
    });
    expect(await read('lines=1-2')).toMatchObject({ status: 200 });
    const head = await ask('/api/runs/spring/file/metrics.jsonl', {}, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '11']);
  });

  it('say what their metrics hold, with one number of them, for many runs at once', async () => {
    const { runs } = JSON.parse((await ask('/api/runs')).body) as { runs: { id: string }[] };
    const metrics = (query: string) => fetch(`${viewer.address}api/metrics?${query}`);
    const answer = await metrics(`name=step&run=spring&run=autumn&run=${runs[2].id}`);
    expect(decodeMetrics(await answer.arrayBuffer())).toMatchObject([
      { size: 11, summary: { rows: 1, lastStep: 1, names: [] }, curve: { values: Float64Array.of(1) } },
      { absent: true },
      { absent: true },
    ]);
    const [loss] = decodeMetrics(await (await metrics('run=spring')).arrayBuffer());
    expect(loss).toMatchObject({ size: 11, curve: undefined });
    expect((await metrics('name=loss')).status).toBe(400);
    expect((await ask('/api/metrics?run=spring', {}, 'HEAD')).body).toBe('');
  });

  it('are served so that a browser runs nothing of them', async () => {
    const { headers } = await ask('/api/runs/spring/file/report.html');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('tell at once when a file grows', async () => {
    const aborter = new AbortController();
    const response = await fetch(
      `${viewer.address}api/watch?file=spring:metrics.jsonl&file=spring:later.jsonl`,
      { signal: aborter.signal },
    );
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    const until = async (text: string) => {
      while (!told.includes(text)) told += (await reader?.read())?.value ?? '';
    };
    await until('"metrics.jsonl","size":11}');
    await appendFile(join(folder, 'runs/spring/metrics.jsonl'), '{"step":2}\n');
    await until('"metrics.jsonl","size":22}');
    await writeFile(join(folder, 'runs/spring/later.jsonl'), 'x');
    await until('"later.jsonl","size":1}');
    await rm(join(folder, 'runs/spring/later.jsonl'));
    await writeFile(join(folder, 'runs/spring/metrics.jsonl'), '{"step":1}\n');
    aborter.abort();
    expect((await ask('/api/watch')).status).toBe(400);
  });
});

describe('pages', () => {
  it('come with a policy that allows their own scripts only, and are isolated', async () => {
    const { headers, body } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')|unsafe-inline|https?:|\*/);
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(body).toContain('<meta name="hgn-runs" content="server"');
  });

  it('send WebAssembly packed to whoever takes it', async () => {
    expect(await ask('/assets/engine.wasm', { 'accept-encoding': 'gzip, br' })).toMatchObject({
      body: 'packed',
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/wasm' },
    });
    expect((await ask('/assets/engine.wasm')).body).toBe('plain');
  });

  it('are kept by the browser where they never change, and asked for again where they may', async () => {
    expect((await ask('/assets/main-1a2b3c4d.js')).headers['cache-control']).toContain('immutable');
    const { headers } = await ask('/assets/engine.wasm');
    expect(headers['cache-control']).toBe('no-cache');
    expect((await ask('/assets/engine.wasm', { 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  it('give the frame of notebooks to a frame without an origin, with a policy of its own', async () => {
    const { status, headers } = await ask('/frame/frame.html', {
      origin: 'null',
      'sec-fetch-site': 'cross-site',
    });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("connect-src 'none'");
    expect((await ask('/frame/../api/runs', { origin: 'null' })).status).toBe(403);
  });
});

describe('startViewer', () => {
  it('takes the next port where the usual one is taken, but no other than the one it was given', async () => {
    const blocker = createServer();
    // Another program may hold the usual port already, which serves as well.
    await new Promise<void>((resolve) => {
      blocker.once('error', () => resolve());
      blocker.listen(usualPort, '127.0.0.1', resolve);
    });
    onTestFinished(() => void blocker.close());
    const own = new AbortController();
    const options = { folders: ['runs'], app: join(folder, 'app'), io: { ...io(), signal: own.signal } };
    const moved = await startViewer(options);
    expect(Number(new URL(moved.address).port)).toBeGreaterThan(usualPort);
    await expect(startViewer({ ...options, port: usualPort })).rejects.toThrow(
      `startViewer: port ${usualPort} is taken by another program; choose another`,
    );
    own.abort();
    await moved.ended;
    await expect(fetch(moved.address)).rejects.toThrow();
  });

  it('says what to do where the app is not built', async () => {
    await expect(startViewer({ folders: [], app: folder, port: 0, io: io() })).rejects.toThrow(
      /must be built, but .* holds no index.html; build it with: npm run setup/,
    );
  });
});
