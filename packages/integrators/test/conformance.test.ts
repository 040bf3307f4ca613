import { gaussLegendre } from '../src/implicit/gauss.ts';
import { methods } from '../src/methods.ts';
import { describeIntegrator } from './describeIntegrator.ts';

for (const method of Object.values(methods)) describeIntegrator(method);
for (const order of [8, 10, 12, 14, 16]) describeIntegrator(gaussLegendre({ order }));
