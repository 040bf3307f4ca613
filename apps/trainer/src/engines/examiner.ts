// Examines the engine that its argument names, tells what it found, and ends: see examineApart.ts.
import { type ExaminedEngine, examine } from './examine.ts';

const report = await examine(process.argv[2] as ExaminedEngine, { cwd: process.cwd(), env: process.env });
// Drivers may keep threads alive.
process.send?.(report, undefined, undefined, () => process.exit(0));
