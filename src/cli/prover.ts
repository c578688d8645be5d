import { InvalidArgumentError, type Command } from 'commander';

interface ServeFlags {
  readonly listen?: string;
  readonly allowRemote?: true;
  readonly memory: number;
  readonly circuits?: readonly string[];
  readonly queue: number;
  readonly json?: true;
}

const WARNING = `A prover sees every secret of its users: holder secret, EID, key and certificate of the chip, what the chip signed.
Run it where the owner of the chip trusts the machine as himself, and nobody else reaches it.`;

const HELP = `
${WARNING}

Jobs are in memory only, and end with the program; inputs are wiped when their job ends, and nothing of them is logged.
Without --listen it listens on a socket that only its user can open: openrsp-prover.sock in $XDG_RUNTIME_DIR, or prover.sock in
a folder of the user's own below the system's folder for temporary files. rapidsnark is used where it is on PATH.`;

/** `openrsp prover`: proofs by a program that keeps the keys in memory. */
export function addProver(program: Command): void {
  program
    .command('prover')
    .description('Keep proving keys in memory, and prove for whoever may see the secrets')
    .command('serve')
    .description('Prove one job after the other, over HTTP')
    .option('--listen <place>', 'path of a socket (mode 600), or HOST:PORT of this machine; port 0: any')
    .option('--allow-remote', 'listen where other machines reach it: in clear, and whoever reaches it may use it')
    .option('--memory <MB>', 'proving keys to keep; a proof takes 1 to 2 GB besides', positive('MB'), 1024)
    .option('--circuits <list>', 'circuits to prove, with commas between them (default: all)', list)
    .option('--queue <number>', 'jobs that may wait', positive('jobs'), 16)
    .option('--json', 'log JSON lines')
    .addHelpText('after', HELP)
    .action(serveUntilSignal);
}

async function serveUntilSignal({ listen, allowRemote, memory, circuits, queue, json }: ServeFlags): Promise<void> {
  const { formatLogEntry } = await import('../prover/log.ts');
  const { defaultPlace, parsePlace } = await import('../prover/place.ts');
  const { serveProver } = await import('../prover/serve.ts');
  const { lockedCircuits } = await import('../zk/artifacts.ts');
  process.stderr.write(`${WARNING}\n`);
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const prover = await serveProver({
    place: listen === undefined ? defaultPlace() : parsePlace(listen),
    allowRemote,
    memory: memory * 2 ** 20,
    circuits: circuits ?? lockedCircuits(),
    capacity: queue,
    log: (entry) => process.stdout.write(`${formatLogEntry(entry, new Date(), json ?? false)}\n`),
  });
  await ended;
  await prover.close();
}

function positive(what: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError(`A number of ${what} from 1 to 999999 is due.`);
    return Number(text);
  };
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.every((name) => /^[A-Za-z][A-Za-z0-9]{0,31}$/.test(name))) {
    throw new InvalidArgumentError('Names of circuits with commas between them are due.');
  }
  return names;
}
