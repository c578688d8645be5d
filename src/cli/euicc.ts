import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SoftwareEuicc } from '../euicc/software-euicc.ts';
import { userPath } from '../sdk/user-path.ts';

interface SimulateFlags {
  readonly listen: 'vpcd' | 'tcp' | 'stdio';
  readonly port?: number;
  readonly state?: string;
  readonly certificates: string;
  readonly eid?: string;
}

const MINTED = 'minted';
const HELP = `
A message on tcp and stdio is its length in two octets, big endian, then itself: 01 gives power, 00 takes it, 02 resets, 04 asks for the
ATR; anything else is a command APDU. Only the ATR and APDUs are answered. The card has power from the beginning.

With --state, minted certificates and keys, also those for a server, are kept in the folder <state>.pki and used again. One program at a
time has the state: <state>.lock says which.`;

/** `openrsp euicc`: an eUICC in software. */
export function addEuicc(program: Command): void {
  program
    .command('euicc')
    .description('Simulate an eUICC')
    .command('simulate')
    .description('Be a card in a virtual PC/SC reader, at a TCP port of this machine, or on stdin and stdout')
    .addOption(
      new Option('--listen <where>', 'where the card is').choices(['vpcd', 'tcp', 'stdio']).makeOptionMandatory(),
    )
    .option('--port <number>', 'port of vpcd (35963 by default), or to listen at (a free one by default)', portNumber)
    .option('--state <file>', 'keep profiles and notifications here; without it they end with the program')
    .option('--certificates <folder>', 'take certificates and keys from here, or "minted" ones', MINTED)
    .option('--eid <digits>', 'which eUICC of the folder; the first by default')
    .addHelpText('after', HELP)
    .action((flags: SimulateFlags) => mendable(() => simulate(flags)));
}

async function simulate({ listen, port, state, certificates, eid }: SimulateFlags): Promise<void> {
  const { openSimulator } = await import('../euicc/simulator.ts');
  const simulator = openSimulator({
    certificates: certificates === MINTED ? undefined : userPath(certificates),
    state: state === undefined ? undefined : userPath(state),
    eid,
  });
  const where = simulator.certificates === undefined ? 'minted for this run' : `in ${simulator.certificates}`;
  // stdout may be the card's.
  process.stderr.write(`eUICC ${simulator.euicc.eid}, certificates ${where}\n`);
  try {
    await SERVE[listen](simulator.euicc, port);
  } finally {
    simulator.close();
  }
}

const SERVE = {
  async stdio({ card }: SoftwareEuicc): Promise<void> {
    const { serveStream } = await import('../euicc/serve/stream.ts');
    await serveStream(card, process.stdin, process.stdout);
  },
  async tcp({ card }: SoftwareEuicc, port?: number): Promise<void> {
    const { serveTcp } = await import('../euicc/serve/tcp.ts');
    const served = await serveTcp(card, port === undefined ? {} : { port });
    process.stderr.write(`The card is at 127.0.0.1:${served.port}. Ctrl-C takes it away.\n`);
    await signal();
    await served.close();
  },
  async vpcd({ card }: SoftwareEuicc, port?: number): Promise<void> {
    const { InsertedCard } = await import('../readers/vpcd/inserted-card.ts');
    const inserted = await InsertedCard.insert(card, port === undefined ? {} : { port });
    process.stderr.write('The card is in the reader of vpcd. Ctrl-C takes it out.\n');
    const fault = await Promise.race([inserted.removed, signal()]);
    await inserted.remove();
    if (fault !== undefined) throw fault;
  },
};

/** Resolves at SIGINT or SIGTERM. */
function signal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(undefined));
  });
}

async function mendable(act: () => Promise<void>): Promise<void> {
  const { EuiccError } = await import('../euicc/error.ts');
  const { ReaderError } = await import('../readers/error.ts');
  try {
    await act();
  } catch (error) {
    if (!(error instanceof EuiccError || error instanceof ReaderError)) throw error;
    const { SdkError } = await import('../sdk/sdk-error.ts');
    throw new SdkError(`${error.message} [${error.code}]`, { cause: error });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
