/** What evaluations during training are called in metrics files and by trackers. */
export const evaluationKind = 'evaluation';
