import { Option, type Command } from 'commander';

interface DemoFlags {
  readonly certificates?: string;
  readonly date?: string;
  readonly json?: true;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Start a local chain, prove and register certificates on it, and show what is refused')
    .option(
      '--certificates <folder>',
      'use these certificates (a CI, and any of EUM, eUICC, SM-DP+ under it) instead of minted ones',
    )
    .addOption(new Option('--date <day>', 'day on the local chain, e.g. 2026-01-15').argParser(String))
    .option('--json', 'print JSON')
    .action(async ({ certificates, date, json }: DemoFlags) => {
      const { runDemo } = await import('../demo/demo.ts');
      await runDemo({ certificates, date, json: json ?? false });
    });
}
