import { Argument, type Command } from 'commander';

export function addBench(program: Command): void {
  program
    .command('bench')
    .description('Measure circuits (constraints, seconds, memory) and contracts (gas)')
    .addArgument(new Argument('[part]', 'measure only one of them').choices(['circuits', 'gas']))
    .option('--json', 'print JSON')
    .action(async (part: 'circuits' | 'gas' | undefined, { json }: { json?: true }) => {
      const { runBench } = await import('../bench/bench.ts');
      await runBench({ part, json: json ?? false });
    });
}
