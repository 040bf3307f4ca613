import { describeExamples } from '@hgn/testing';

describeExamples(new URL('..', import.meta.url));
