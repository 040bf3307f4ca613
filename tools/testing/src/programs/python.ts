import { runCommand } from './command.ts';

/** The Python to ask for a second opinion: `HGN_PYTHON`, or the one on the path. */
const python = process.env.HGN_PYTHON ?? 'python3';

/**
 * Whether these Python modules can be imported; says so on stderr if not, because a test is then skipped.
 *
 * @example
 * const found = await hasPython('the ONNX checker', 'onnx');
 */
export async function hasPython(test: string, ...modules: string[]): Promise<boolean> {
  const found = await runCommand(python, ['-c', `import ${modules.join(', ')}`], { cwd: process.cwd() }).then(
    ({ status }) => status === 0,
    () => false,
  );
  if (!found) {
    console.warn(
      `SKIPPED: ${test} needs Python with ${modules.join(' and ')} (pip install ${modules.join(' ')}; set HGN_PYTHON to its path)`,
    );
  }
  return found;
}

/**
 * Runs a Python script with arguments and gives what it prints.
 *
 * @throws Error with what it says on stderr when it fails
 * @example
 * if (await hasPython('printing', 'sys')) console.log(await runPython('print(6 * 7)')); // 42
 */
export async function runPython(
  script: string,
  { args = [], cwd = process.cwd() }: { readonly args?: readonly string[]; readonly cwd?: string } = {},
): Promise<string> {
  const { status, stdout, stderr } = await runCommand(python, ['-c', script, ...args], { cwd });
  if (status !== 0) throw new Error(`runPython: the script ended with ${status}: ${stderr}`);
  return stdout;
}
