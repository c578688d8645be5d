import { Argument, type Command } from 'commander';
import { benchParts, type BenchPart } from '../bench/parts.ts';

const PARTS = `
Parts:
  circuits  our circuits' constraints beside those that others publish, with sources; nothing is compiled or proven
  proof     compile parts of the circuits, prove with each whole one (seconds, memory); takes minutes
  prover    prove with a prover that stays warm (seconds, memory), verify as a server does (milliseconds)
  gas       call the contracts on a chain of its own
  rsp       download profiles from an SM-DP+ over HTTP to software eUICCs`;

export function addBench(program: Command): void {
  program
    .command('bench')
    .description(
      'Compare circuits with those of others (constraints); measure proofs (seconds, memory), contracts (gas) and downloads',
    )
    .addArgument(new Argument('[part]', 'only one of them').choices(benchParts))
    .option('--json', 'print JSON')
    .addHelpText('after', PARTS)
    .action(async (part: BenchPart | undefined, { json }: { json?: true }) => {
      const { runBench } = await import('../bench/bench.ts');
      await runBench({ part, json: json ?? false });
    });
}
