import { spawnSync } from 'node:child_process';

/** The Python to ask for a second opinion: `HGN_PYTHON`, or the one on the path. */
const python = process.env.HGN_PYTHON ?? 'python3';

/** Runs a Python script with arguments and returns what it prints; throws with its error output if it fails. */
export function runPython(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`);
  return stdout;
}

/** Whether these Python modules can be imported; says so on stderr if not, because a test is then skipped. */
export function hasPython(test: string, ...modules: string[]): boolean {
  const { status } = spawnSync(python, ['-c', `import ${modules.join(', ')}`]);
  if (status !== 0) {
    console.warn(
      `SKIPPED: ${test} needs Python with ${modules.join(' and ')} (pip install ${modules.join(' ')}; set HGN_PYTHON to its path)`,
    );
  }
  return status === 0;
}
