import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { cellsSettled, notebookFrame, notebookOf, openNotebookFile } from './setup/notebookPage.ts';
import { viewerTest } from './setup/viewerTest.ts';

const tries = `
const tried = {};
const attempt = async (name, action) => {
  try { tried[name] = 'reached ' + String(await action()).slice(0, 40); } catch (error) { tried[name] = 'refused'; }
};
await attempt('parent document', () => globalThis.parent.document.title);
await attempt('top location', () => globalThis.top.location.href);
await attempt('local storage', () => globalThis.localStorage.length);
await attempt('session storage', () => globalThis.sessionStorage.length);
await attempt('cookies', () => document.cookie);
await attempt('databases', () => new Promise((resolve, reject) => { const asked = globalThis.indexedDB.open('x'); asked.onsuccess = resolve; asked.onerror = reject; }));
await attempt('runs of the server', () => fetch('/api/runs'));
await attempt('another server', () => fetch(target));
await attempt('request', () => new Promise((resolve, reject) => { const r = new XMLHttpRequest(); r.onload = resolve; r.onerror = reject; r.open('GET', target); r.send(); }));
navigator.sendBeacon(target, 'x'); // Says that it was sent even where it is refused: the other server knows.
await attempt('socket', () => new Promise((resolve, reject) => { const s = new WebSocket(target.replace('http', 'ws')); s.onopen = resolve; s.onerror = reject; }));
await attempt('picture', () => new Promise((resolve, reject) => { const i = new Image(); i.onload = resolve; i.onerror = reject; i.src = target + 'x.png'; }));
await attempt('script', () => new Promise((resolve, reject) => { const s = document.createElement('script'); s.onload = resolve; s.onerror = reject; s.src = target + 'x.js'; document.head.append(s); }));
await attempt('module', () => import(target + 'x.js'));
await attempt('peer connection', () => new RTCPeerConnection());
await attempt('frame', () => new Promise((resolve, reject) => { const f = document.createElement('iframe'); f.onload = () => { try { resolve(f.contentDocument.title); } catch (error) { reject(error); } f.remove(); }; f.src = '/'; f.title = 'a frame of its own'; document.body.append(f); }));
await attempt('window', () => { if (!globalThis.open(target)) throw new Error(); return 'opened'; });
await attempt('text as code', () => Function('return 1')());
await attempt('worker', () => new Promise((resolve, reject) => { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = resolve; w.onerror = reject; }));
display(JSON.stringify(tried));`;

/** A server of somebody else on this machine, which counts what it is asked. */
async function elsewhere(): Promise<{ readonly address: string; readonly asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    response.end('');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, asked, close: () => server.close() };
}

viewerTest(
  'a foreign notebook runs nothing before the click, and in its frame reaches nothing',
  async ({ page, open, expectErrors }) => {
    // Each refusal is an error on the console.
    expectErrors(
      /Content Security Policy|violates|Refused|Blocked|sandbox|Failed to load|WebSocket|net::ERR/i,
    );
    const other = await elsewhere();
    try {
      await open('#/notebook');
      await openNotebookFile(page, notebookOf(`const target = ${JSON.stringify(other.address)};`, tries));
      await page.getByText('Run cells of foreign.html?').waitFor();
      await page.getByRole('heading', { name: 'Foreign' }).waitFor();
      expect(await page.locator('iframe').count()).toBe(0);
      await page.waitForTimeout(500);
      expect(other.asked).toEqual([]);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      const frame = await notebookFrame(page);
      expect(await cellsSettled(frame)).toEqual([]);
      const tried = JSON.parse((await frame.locator('pre.value').textContent()) ?? '') as Record<
        string,
        string
      >;
      expect(Object.keys(tried)).toHaveLength(18);
      expect(Object.entries(tried).filter(([, result]) => result !== 'refused')).toEqual([]);
      await page.waitForTimeout(500);
      expect(other.asked).toEqual([]);
    } finally {
      other.close();
    }
  },
);

viewerTest(
  'a foreign notebook cannot lead its frame, or the page, elsewhere',
  async ({ page, open, expectErrors }) => {
    expectErrors(/Content Security Policy|violates|Refused|Unsafe attempt|sandbox|Blocked/i);
    const other = await elsewhere();
    try {
      await open('#/notebook');
      const leave = `setTimeout(() => { try { globalThis.top.location = ${JSON.stringify(other.address)}; } catch {} location = ${JSON.stringify(`${other.address}?secret`)}; }, 0);`;
      await openNotebookFile(page, notebookOf(leave));
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForTimeout(1500);
      expect(other.asked).toEqual([]);
      expect(page.url()).toContain('#/notebook/draft-1');
    } finally {
      other.close();
    }
  },
);

viewerTest('a foreign notebook reaches models, but no more of the page', async ({ page, open }) => {
  await open('#/notebook');
  const cell = `
const [run] = await runs.list();
const model = await runs.open(run.id);
const { q } = await model.state(new Float32Array(model.sizes.latent));
display(run.name + ' ' + q.length);`;
  await openNotebookFile(page, notebookOf(cell));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const frame = await notebookFrame(page);
  expect(await cellsSettled(frame)).toEqual([]);
  expect(await frame.locator('pre.value').textContent()).toBe('quickstart 16');
});

viewerTest('prose of a foreign notebook is no code', async ({ page, open, expectErrors }) => {
  await open('#/notebook');
  const prose = `<notebook><title>X</title>
<script type="text/markdown">
# Title

<img src="http://example.org/x.png" onerror="document.title='broken'"> <b onclick="alert(1)">bold</b> [link](javascript:alert(1))
</script>
<script type="text/html"><form action="/"><input></form><p style="color: red">Text</p></script>
</notebook>`;
  await openNotebookFile(page, prose);
  expectErrors(/inline event handler|inline style/);
  await page.getByText('bold').waitFor();
  const elements = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('.notebook *')];
    return {
      handlers: all.filter((each) => [...each.attributes].some(({ name }) => /^(on|style)/.test(name)))
        .length,
      forbidden: all.filter((each) => each.matches('img, form, input, script, b')).length,
      links: all.filter((each) => each.matches('a[href]')).length,
    };
  });
  expect(elements).toEqual({ handlers: 0, forbidden: 0, links: 0 });
  await page.getByText('Run', { exact: true }).click();
  const frame = await notebookFrame(page);
  await frame.getByText('Text', { exact: true }).waitFor();
  expect(await frame.locator('form, input, img').count()).toBe(0);
});

viewerTest('a file that is no notebook is refused with its line', async ({ page, open }) => {
  await open('#/notebook');
  await openNotebookFile(page, '<notebook>\n<p>Hello</p>\n</notebook>', 'page.html');
  await page.getByText('page.html cannot be opened: line 2').waitFor();
});

viewerTest('the page itself compiles no text', async ({ page, open, expectErrors }) => {
  expectErrors(/Content Security Policy|violates/);
  await open('#/notebook/systems');
  await cellsSettled(page);
  // A script of the page's own origin: what the driver evaluates is exempt from its policy.
  const policy = await page.evaluate(async () => (await fetch('./')).headers.get('content-security-policy'));
  expect(policy).not.toMatch(/'unsafe-eval'|script-src[^;]*blob:/);
  const ran = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const script = document.createElement('script');
        script.src = URL.createObjectURL(new Blob(['globalThis.ran = true']));
        script.onload = () => resolve(true);
        script.onerror = () => resolve(false);
        document.head.append(script);
      }),
  );
  expect(ran).toBe(false);
});
