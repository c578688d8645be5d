import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import type { DeployEvent } from './deployer.ts';
import { deployOpenRsp } from './run.ts';
import { deploymentSettings, type DeployArguments } from './settings.ts';
import { readVerifyingKeyFacts } from './verifying-key.ts';

/** Deploys what is not deployed yet. */
export default action<DeployArguments & { from: string | undefined; dryRun: boolean; json: boolean }>(
  async (args, hre) => {
    const connection = await connect(hre);
    const { store } = connection;
    const signer = await signerFor(connection, args.from, 'the deployer');
    const settings = await deploymentSettings(
      connection,
      await signer.getAddress(),
      args,
      await readVerifyingKeyFacts(),
    );
    const events: DeployEvent[] = [];
    const report = (event: DeployEvent): void => {
      events.push(event);
      if (!args.json) process.stdout.write(`${describe(event)}\n`);
    };
    const deployment = await deployOpenRsp({ signer, store, settings, dryRun: args.dryRun, report });
    const sent = events.filter(({ did }) => did === 'sent');
    const gasUsed = sent.reduce((sum, event) => sum + (event.gasUsed ?? 0n), 0n);
    const ending = args.dryRun
      ? 'Nothing was sent. Lines with "?" would be.'
      : sent.length === 0
        ? `All of it is there already: ${store.place}`
        : `${sent.length} transactions, ${gasUsed} gas. Written to ${store.place}`;
    return { text: ending, value: { deployment, events, gasUsed, dryRun: args.dryRun } };
  },
);

function describe({ did, title, address, gasUsed }: DeployEvent): string {
  const mark = { found: '=', sent: '+', 'would send': '?' }[did];
  const details = [address, gasUsed === undefined ? undefined : `${gasUsed} gas`].filter((part) => part !== undefined);
  return `${mark} ${title}${details.length > 0 ? `  (${details.join(', ')})` : ''}`;
}
