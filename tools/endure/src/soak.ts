import { readdirSync, readFileSync } from 'node:fs';
import { inFolder, start, tiny } from './command.ts';

/** Steps between two looks at the process. */
const every = 100;

/** A long training with evaluations, checkpoints and a viewer beside it: memory and descriptors stay what they are. */
export function soak(steps = 30_000): Promise<boolean> {
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
        if (samples.length % 10 === 0)
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
    // The end itself closes what was open.
    const warm = samples.filter(({ step }) => step > steps / 5 && step < steps);
    const half = Math.ceil(warm.length / 2);
    const [early, late] = [warm.slice(0, half), warm.slice(half)].map((part) =>
      part.map(({ mebibytes }) => mebibytes).sort((a, b) => a - b),
    );
    // The collector of garbage makes a sawtooth: its foot, middle and top must all stay where they are.
    const growths = [0.05, 0.5, 0.95].map((share) => quantile(late, share) / quantile(early, share) - 1);
    const counts = warm.map(({ descriptors }) => descriptors).sort((a, b) => a - b);
    // A checkpoint or record that is just being written has one for a moment.
    const isConstant = quantile(counts, 0.5) === counts[0] && Math.max(...counts) - counts[0] <= 2;
    const percent = growths.map((growth) => `${(100 * growth).toFixed(1)} %`);
    console.log(
      `soak: exit code ${code}, ${steps} steps; from the second fifth on, foot, middle and top of the resident memory grow by ${percent.join(', ')} from the first half to the second; descriptors ${counts[0]}, for moments up to ${Math.max(...counts)}`,
    );
    return code === 0 && growths.every((growth) => growth < 0.05) && isConstant;
  });
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}
