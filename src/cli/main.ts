import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { explain } from '../sdk/explain.ts';
import { addBench } from './bench.ts';
import { addBuild } from './build.ts';
import { addDemo } from './demo.ts';
import { addEuicc } from './euicc.ts';
import { addSmdp } from './smdp.ts';
import { addLpa } from './lpa.ts';
import { addProver } from './prover.ts';
import { addTest } from './test.ts';

const program = new Command('openrsp')
  .description('Open remote SIM provisioning: eSIM certificates proven on chain in zero knowledge')
  .version(packageJson.version)
  .addHelpText(
    'after',
    '\nTasks that talk to a chain (deploy, anchor, certificate, revoke, pki): openrsp hardhat --help',
  );

for (const add of [addDemo, addBuild, addTest, addBench, addEuicc, addLpa, addSmdp, addProver]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  const sentence = explain(error);
  if (sentence === undefined) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
