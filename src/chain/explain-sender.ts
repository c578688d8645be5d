import { withoutSecrets } from './explain-node.ts';

/** What is wrong with the account that sends, with a remedy; undefined for other errors. */
export function explainSenderError(error: Error): string | undefined {
  const { message, code } = error as Error & { code?: unknown };
  if (/enough funds|insufficient funds/i.test(message) || code === 'INSUFFICIENT_FUNDS') {
    const [, cost, balance] = /cost is: (\d+).*balance is: (\d+)/.exec(message) ?? [];
    const figures = cost === undefined ? '' : ` (needs ${cost} wei, has ${balance} wei)`;
    return `The sender has not enough funds to pay for the transaction${figures}; send it some, or choose another account with --from`;
  }
  if (/nonce too low/i.test(message) || code === 'NONCE_EXPIRED') {
    return `Another transaction of the sender came first (${withoutSecrets(message)}); run the same command again`;
  }
  if (
    /replacement (transaction|fee)|already known|\bknown transaction/i.test(message) ||
    code === 'REPLACEMENT_UNDERPRICED'
  ) {
    return `Another transaction of the sender waits under the same number (${withoutSecrets(message)}); wait until it is in a block, then run the same command again`;
  }
  if (/nonce too high/i.test(message)) {
    return `An earlier transaction of the sender is missing (${withoutSecrets(message)}); wait until its earlier ones are in a block, then run the same command again`;
  }
  return undefined;
}
