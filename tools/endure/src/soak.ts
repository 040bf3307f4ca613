import { readdirSync, readFileSync } from 'node:fs';
import { inFolder, start, tiny } from './command.ts';

const every = 500;

/** A long training with evaluations, checkpoints and a viewer beside it: memory and descriptors stay what they are. */
export function soak(steps = 10_000): Promise<boolean> {
  return inFolder(async (cwd) => {
    const training = ['--set', 'training.evaluateEvery=250', '--set', 'data.validationTrajectories=3'];
    const args = [
      'train',
      ...tiny,
      ...training,
      '--steps',
      String(steps),
      '--no-report',
      '--no-export',
      '--out',
      'runs/x',
    ];
    const run = start(args, cwd);
    const viewer = start(['view', '--no-open', '--json', 'runs'], cwd);
    const pid = run.process.pid ?? 0;
    const samples: { step: number; mebibytes: number; descriptors: number }[] = [];
    const timer = setInterval(() => {
      try {
        const { progress } = JSON.parse(readFileSync(`${cwd}/runs/x/run.json`, 'utf8')) as {
          progress: { step: number };
        };
        if (progress.step < (samples.at(-1)?.step ?? 0) + every) return;
        const resident = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
        const descriptors = readdirSync(`/proc/${pid}/fd`).length;
        samples.push({ step: progress.step, mebibytes: Number(resident) / 1024, descriptors });
        console.log(
          `step ${progress.step}: ${Math.round(Number(resident) / 1024)} MiB, ${descriptors} descriptors`,
        );
      } catch {
        // Before the run is there, and after it ended.
      }
    }, 100);
    const { code } = await run.ended;
    clearInterval(timer);
    viewer.process.kill('SIGTERM');
    await viewer.ended;
    const warm = samples.filter(({ step }) => step > steps / 5);
    const half = Math.ceil(warm.length / 2);
    const mean = (part: readonly { mebibytes: number }[]): number =>
      part.reduce((sum, { mebibytes }) => sum + mebibytes, 0) / part.length;
    const growth = mean(warm.slice(half)) / mean(warm.slice(0, half)) - 1;
    const counts = warm.map(({ descriptors }) => descriptors);
    const isFlat = growth < 0.05;
    const isConstant = Math.max(...counts) - Math.min(...counts) <= 1;
    console.log(
      `soak: exit code ${code}, ${steps} steps; memory after a fifth grows by ${(100 * growth).toFixed(1)} %, descriptors ${Math.min(...counts)} to ${Math.max(...counts)}`,
    );
    return code === 0 && isFlat && isConstant;
  });
}
