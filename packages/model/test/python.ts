import { spawnSync } from 'node:child_process';

/** The Python to ask for a second opinion: `HGN_PYTHON`, or the one on the path. */
const python = process.env.HGN_PYTHON ?? 'python3';

/** Runs a Python script that reads JSON from its standard input and prints JSON; throws with its errors if it fails. */
export function askPython(script: string, question: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], {
    encoding: 'utf8',
    input: JSON.stringify(question),
  });
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Whether these Python modules can be imported; says so on stderr if not, because a test is then skipped. */
export function hasPython(test: string, ...modules: string[]): boolean {
  const { status } = spawnSync(python, ['-c', `import ${modules.join(', ')}`]);
  if (status !== 0) {
    console.warn(
      `SKIPPED: ${test} needs Python with ${modules.join(' and ')} (install them and set HGN_PYTHON to its path)`,
    );
  }
  return status === 0;
}
