import { STATUS_CODES } from 'node:http';

const OTHER_NODE = 'use another node (OPENRSP_RPC_URL, or the address in hardhat.config.ts)';

/** What an RPC node did instead of answering, with a remedy; undefined for other errors. */
export function explainNodeError(error: Error): string | undefined {
  const causes = causesOf(error);
  return (
    explainHttpStatus(causes) ??
    explainLimit(error) ??
    explainForeignAnswer(error) ??
    explainUnreachable(error, causes) ??
    explainTimeout(error)
  );
}

function explainHttpStatus(causes: readonly Error[]): string | undefined {
  const status = causes
    .map((cause) => (cause as { statusCode?: unknown }).statusCode)
    .find((code) => typeof code === 'number');
  if (status === undefined) return undefined;
  const answer = `${nodeOf(causes)} answers with HTTP ${status} (${STATUS_CODES[status] ?? 'unknown'})`;
  if (status === 429) return `${answer}: it was asked too often; wait a while and try again, or ${OTHER_NODE}`;
  if (status >= 500) return `${answer}: it has a fault of its own; try again later, or ${OTHER_NODE}`;
  return `${answer}; check the address, with the key that may be part of it, or ${OTHER_NODE}`;
}

/** JSON-RPC's "limit exceeded" (EIP-1474): too many requests, or one that is too large. */
const LIMIT_EXCEEDED = -32005;

function explainLimit(error: Error): string | undefined {
  if ((error as { code?: unknown }).code !== LIMIT_EXCEEDED) return undefined;
  return `The node refuses by its limits (${withoutSecrets(error.message)}); wait a while and try again, or ${OTHER_NODE}`;
}

/** The answer itself is not shown: an error page may repeat the address with the key in it. */
function explainForeignAnswer({ message }: Error): string | undefined {
  const [, answer] = /Invalid JSON-RPC response received: (.*)/s.exec(message) ?? [];
  if (answer === undefined) return undefined;
  return `The node answers with ${answer.length} characters that are no JSON-RPC; check that its address (OPENRSP_RPC_URL, or in hardhat.config.ts) is an RPC node's`;
}

function explainUnreachable(error: Error, causes: readonly Error[]): string | undefined {
  const codes = causes.map((cause) => (cause as NodeJS.ErrnoException).code).filter((code) => typeof code === 'string');
  const [, network] = /Cannot connect to the network "(.*?)"/.exec(error.message) ?? [];
  const place = network === undefined ? nodeOf(causes) : `The node of the network "${network}"${placeOf(causes)}`;
  if (network !== undefined || codes.includes('ECONNREFUSED') || codes.includes('NETWORK_ERROR')) {
    return `${place} does not answer; start it (./openrsp hardhat node), or ${OTHER_NODE}`;
  }
  if (!error.message.startsWith('Failed to make POST request')) return undefined;
  return `${place} cannot be reached (${codes.at(-1) ?? 'no reason given'}); check its address and the connection, or ${OTHER_NODE}`;
}

function explainTimeout({ name, message }: Error): string | undefined {
  if (!/timed? ?out/i.test(message) || !['ProviderError', 'HardhatError'].includes(name)) return undefined;
  return 'The node did not answer in time; try again, and look at its log if it happens again';
}

/** "The node at https://host": what the address says besides (user, path and query) may be a key. */
function nodeOf(causes: readonly Error[]): string {
  return `The node${placeOf(causes) || ' of the network'}`;
}

function placeOf(causes: readonly Error[]): string {
  const address = causes.map(({ message }) => ADDRESS.exec(message)?.[0]).find((found) => found !== undefined);
  return address === undefined ? '' : ` at ${originOf(address)}`;
}

const ADDRESS = /(?:https?|wss?):\/\/[^\s"'<>]+/i;

/** A node's words on one line, with every address cut down to scheme, host and port. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(new RegExp(ADDRESS, 'gi'), originOf).replaceAll(/\s+/g, ' ');
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : 'an address';
}

/** An error and what caused it, outermost first. */
function causesOf(error: Error): Error[] {
  const causes = [error];
  for (let { cause } = error; cause instanceof Error && !causes.includes(cause); { cause } = cause) causes.push(cause);
  return causes;
}
