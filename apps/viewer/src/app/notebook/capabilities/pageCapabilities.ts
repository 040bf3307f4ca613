import type { PageContext } from '../../page.ts';
import { engineFiles } from '../../workers/engineFiles.ts';
import type { PlayerClient } from '../../workers/playerClient.ts';
import { trainingWorker } from '../../workers/trainClient.ts';
import { startTraining, type TrainingChannel } from '../training/startTraining.ts';
import { askCompiler } from './askCompiler.ts';
import type { Capabilities, MetricsLine } from './capabilities.ts';

/** What the page of a notebook gives to its cells, and to the frame that runs foreign ones. */
export interface PageCapabilities extends Capabilities {
  /** A worker that trains: what `train` uses. */
  trainingChannel(): TrainingChannel;
  readonly wasmFolder: string;
}

/** The capabilities of a page; what they hold ends with the page. */
export function pageCapabilities({ library, openPlayer, signal }: PageContext): PageCapabilities {
  const players = new Map<string, Promise<PlayerClient>>();
  const wasmFolder = engineFiles().folder;
  const trainingChannel = (): TrainingChannel => trainingWorker(signal);
  signal.addEventListener('abort', () => {
    for (const player of players.values()) player.then((each) => each.dispose()).catch(() => undefined);
  });
  return {
    wasmFolder,
    trainingChannel,
    runs: {
      list: () => library.list(),
      open(id) {
        const opened = players.get(id) ?? library.open(id).then((source) => openPlayer(source));
        players.set(id, opened);
        return opened;
      },
      async metrics(id) {
        const source = await library.open(id);
        const text = new TextDecoder().decode(await source.read('metrics.jsonl'));
        return text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .flatMap((line, index, lines) => {
            try {
              return [JSON.parse(line) as MetricsLine];
            } catch (error) {
              // The last line may be half written while a run trains.
              if (index === lines.length - 1) return [];
              throw error;
            }
          });
      },
    },
    train: (task) => startTraining(trainingChannel(), task, wasmFolder),
    compilerPasses: (subject) => askCompiler(trainingChannel(), subject),
  };
}
