import { mutants } from './src/mutate.ts';
import { outcomeOf } from './src/outcome.ts';
import { seedOf, targets } from './src/targets.ts';
for (const name of process.argv.slice(2)) {
  const t = targets.find((x) => x.name === name)!;
  const bytes = await seedOf(t.seeds[0]);
  const b=performance.now();
  console.log(name, await outcomeOf(t, bytes, ''), performance.now()-b);
  for (const m of mutants(bytes, 1, 6)) console.log('  ', JSON.stringify(await outcomeOf(t, m, 'x')).slice(0,300));
}
