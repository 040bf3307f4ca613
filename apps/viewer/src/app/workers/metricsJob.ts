import { createMetricsBook } from '../metrics/metricsBook.ts';
import type { MetricsAnswer, MetricsQuestion } from '../metrics/protocol.ts';

const book = createMetricsBook();

addEventListener('message', ({ data: question }: MessageEvent<MetricsQuestion>) => {
  const { number } = question;
  let answer: MetricsAnswer;
  try {
    answer = { number, ...answerTo(question) };
  } catch (error) {
    answer = { number, problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer);
});

function answerTo(question: MetricsQuestion) {
  switch (question.kind) {
    case 'push':
      return { summary: book.push(question.id, question.bytes, question.restart) };
    case 'put':
      book.put(question.id, question.name, question.curve);
      return { put: true as const };
    case 'curves':
      return { set: book.curves(question.ids, question.name, question.stretches) };
  }
}
