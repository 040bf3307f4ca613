import type { Stretch } from './outline/outline.ts';
import type { Comparison, Details, Neighbour, Picture, Summary } from './comparing/study.ts';
import type { Subject } from './subjects.ts';

/** What the graph worker is asked, by the name of the question. */
export interface Questions {
  presets: { readonly asked: undefined; readonly answer: readonly string[] };
  trace: { readonly asked: { readonly subject: Subject }; readonly answer: Summary };
  picture: {
    readonly asked: { readonly comparison: Comparison; readonly focus?: Stretch | undefined };
    readonly answer: Picture;
  };
  details: {
    readonly asked: { readonly comparison: Comparison; readonly id: number };
    readonly answer: Details;
  };
  find: {
    readonly asked: { readonly comparison: Comparison; readonly words: string; readonly limit: number };
    readonly answer: readonly Neighbour[];
  };
  locate: {
    readonly asked: { readonly comparison: Comparison; readonly id: number };
    readonly answer: Stretch;
  };
}

/** A question with a number, by which its answer is known. */
export type Question = {
  [Name in keyof Questions]: {
    readonly number: number;
    readonly name: Name;
    readonly asked: Questions[Name]['asked'];
  };
}[keyof Questions];

/** What comes back. */
export type Answer =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly problem: string };
