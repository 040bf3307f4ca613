import { methods } from '../src/methods.ts';
import { describeIntegrator } from './describeIntegrator.ts';

for (const method of Object.values(methods)) describeIntegrator(method);
