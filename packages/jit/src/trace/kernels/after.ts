import { rule } from './rule.ts';

/** The kernel of `after` from @hgn/autodiff, which is none of tfjs' own. */
export const afterRule = rule((build, { x, ...earlier }) => build.after(x, Object.values(earlier)));
