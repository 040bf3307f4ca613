import type { FrameModule, FrameStart, ModuleAnswer, ModuleQuestion, StartNotebook } from './messages.ts';

// The frame's only script with an address. Without an origin it may ask for no module, so its page hands them over as
// text; each becomes a module in memory, under whose address those that need it import it.

// Ways out that no content security policy closes.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
  Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
}

/** Addresses of modules by file. */
const addresses = new Map<string, string>();

/** Makes a module of a file; those that it imports come before it. */
function add({ file, code, imports, later }: FrameModule): void {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const quoted = (target: string): RegExp =>
    new RegExp(`(["'\`])\\./${target.slice(folder.length).replace(/[.$]/g, String.raw`\$&`)}\\1`, 'g');
  let text = code;
  for (const target of later) {
    const call = new RegExp(String.raw`\bimport\(${quoted(target).source}\)`, 'g');
    text = text.replace(call, () => `hgnImport(${JSON.stringify(target)})`);
  }
  for (const target of imports)
    text = text.replace(quoted(target), () => JSON.stringify(addresses.get(target)));
  addresses.set(file, URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
}

const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ addresses.get(file) ?? '');

function begin(event: MessageEvent<FrameStart>): void {
  const [messages, capabilities, modules] = event.ports;
  if (event.source !== parent || event.data.kind !== 'hgn-notebook') return;
  if (messages === undefined || capabilities === undefined || modules === undefined) return;
  removeEventListener('message', begin);
  const waiting = new Map<string, ((answer: ModuleAnswer) => void)[]>();
  modules.addEventListener('message', ({ data }: MessageEvent<ModuleAnswer>) => {
    const asked = waiting.get(data.file) ?? [];
    waiting.delete(data.file);
    if ('modules' in data) data.modules.forEach(add);
    for (const tell of asked) tell(data);
  });
  modules.start();
  /** A module that is needed only now. */
  const hgnImport = async (file: string): Promise<unknown> => {
    if (!addresses.has(file)) {
      const answer = await new Promise<ModuleAnswer>((resolve) => {
        const asked = waiting.get(file);
        if (asked !== undefined) asked.push(resolve);
        else {
          waiting.set(file, [resolve]);
          modules.postMessage({ file } satisfies ModuleQuestion);
        }
      });
      if ('problem' in answer) throw new Error(answer.problem);
    }
    return await load(file);
  };
  Object.defineProperty(globalThis, 'hgnImport', { value: hgnImport });
  void hgnImport(event.data.entry).then((entry) => {
    (entry as { readonly startNotebook: StartNotebook }).startNotebook(event.data, messages, capabilities);
  });
}
addEventListener('message', begin);
