import type { TrainingChannel } from '../training/startTraining.ts';
import type { CompiledPass } from '../training/tasks.ts';
import type { Capabilities } from './capabilities.ts';

/** Asks a worker what the compiler does; the worker ends with the answer. */
export function askCompiler(
  channel: TrainingChannel,
  subject: Parameters<Capabilities['compilerPasses']>[0],
): Promise<readonly CompiledPass[]> {
  return new Promise<readonly CompiledPass[]>((resolve, reject) => {
    channel.listen((news) => {
      if (news.news === 'compiled') resolve(news.passes);
      if (news.news === 'failed') reject(new Error(news.problem));
    });
    channel.post({ order: 'compile', subject });
  }).finally(() => channel.close());
}
