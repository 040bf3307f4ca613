import { compilerPasses } from '../notebook/training/compilerPasses.ts';
import { createGate } from '../notebook/training/gate.ts';
import type { TrainingNews, TrainingOrder } from '../notebook/training/tasks.ts';
import { trainField } from '../notebook/training/trainField.ts';
import { trainFlow } from '../notebook/training/trainFlow.ts';

const gate = createGate((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
const say = (news: TrainingNews): void => self.postMessage(news);

self.addEventListener('message', ({ data: order }: MessageEvent<TrainingOrder>) => {
  obey(order).catch((error: unknown) => {
    say({ news: 'failed', problem: error instanceof Error ? error.message : String(error) });
  });
});

async function obey(order: TrainingOrder): Promise<void> {
  switch (order.order) {
    case 'pace': {
      gate.pace(order.milliseconds);
      return;
    }
    case 'pause': {
      gate.pause(order.paused);
      return;
    }
    case 'step': {
      gate.step();
      return;
    }
    case 'compile': {
      say({ news: 'compiled', passes: compilerPasses(order.subject) });
      return;
    }
    case 'start': {
      const { task, wasmFolder } = order;
      const options = {
        engine: 'onnx-wasm',
        ...(wasmFolder !== undefined && { wasmFolder }),
        gate,
        clock: () => performance.now(),
        tell: (moment: Extract<TrainingNews, { news: 'moment' }>['moment']) =>
          say({ news: 'moment', moment }),
      } as const;
      await (task.kind === 'flow' ? trainFlow(task, options) : trainField(task, options));
      say({ news: 'done' });
    }
  }
}
