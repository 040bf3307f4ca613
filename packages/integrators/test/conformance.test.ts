import { gaussLegendre } from '../src/implicit/gauss.ts';
import { methods } from '../src/methods.ts';
import { describeIntegrator } from './describeIntegrator.ts';

for (const method of Object.values(methods)) describeIntegrator(method);
describeIntegrator(gaussLegendre({ order: 8 }));
