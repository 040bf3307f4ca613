import { createMetricsBook } from '../metrics/metricsBook.ts';
import type { MetricsAnswer, MetricsQuestion } from '../metrics/protocol.ts';

const book = createMetricsBook();

addEventListener('message', ({ data: question }: MessageEvent<MetricsQuestion>) => {
  const { number } = question;
  let answer: MetricsAnswer;
  try {
    answer =
      question.kind === 'push'
        ? { number, summary: book.push(question.id, question.bytes, question.restart) }
        : { number, set: book.curves(question.ids, question.name, question.stretches) };
  } catch (error) {
    answer = { number, problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer);
});
