import { describeExamples } from '@hgn/testing/examples';

describeExamples(new URL('..', import.meta.url));
