import type { Answer, Question } from '../graph/protocol.ts';
import { study, type Study } from '../graph/comparing/study.ts';
import { presetNames, traceSubject } from '../graph/subjects.ts';

let current: Study | undefined;

addEventListener('message', ({ data: question }: MessageEvent<Question>) => {
  let reply: Answer;
  try {
    reply = { number: question.number, answer: answerTo(question) };
  } catch (error) {
    reply = { number: question.number, problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});

function answerTo({ name, asked }: Question): unknown {
  if (name === 'presets') return presetNames;
  if (name === 'trace') {
    current = study(traceSubject(asked.subject));
    return current.summary;
  }
  if (current === undefined) throw new Error('graph: trace a function before asking about it');
  switch (name) {
    case 'picture':
      return current.picture(asked.comparison, asked.focus);
    case 'details':
      return current.details(asked.comparison, asked.id);
    case 'find':
      return current.find(asked.comparison, asked.words, asked.limit);
    case 'locate':
      return current.locate(asked.comparison, asked.id);
  }
}
