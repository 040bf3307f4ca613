import { spawn } from 'node:child_process';

/** How each system opens an address in the browser its user prefers. */
const commands: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address in the user's browser and leaves it to itself.
 *
 * @param platform `process.platform`
 * @returns whether the system's opener could be started
 */
export async function openBrowser(address: string, platform: NodeJS.Platform): Promise<boolean> {
  const [command, ...args] = commands[platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  const started = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
  });
  child.unref();
  return started;
}
