import { homedir } from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { userPath } from '../sdk/user-path.ts';
import type { CardReader } from '../readers/card-reader.ts';
import type { CommandContext, commands as lpaCommands } from '../lpa/terminal/commands.ts';
import type { Terminal } from '../lpa/terminal/terminal.ts';

interface LpaFlags {
  readonly reader?: string;
  readonly aid?: Uint8Array;
  readonly segmentSize?: number;
  readonly storeDataLe?: true;
  readonly proprietaryGetResponse?: true;
  readonly ci?: string[];
  readonly crl?: string[];
  readonly webPki?: true;
  readonly http?: true;
  readonly route?: string;
  readonly json?: true;
}

interface DownloadFlags extends LpaFlags {
  readonly activationCode?: string;
  readonly confirmationCode?: string;
  readonly yes?: true;
  readonly allowTestProfile?: true;
  readonly journal?: string;
  readonly abandon?: true;
}

interface PossessFlags extends LpaFlags {
  readonly address: string;
  readonly binding: bigint;
  readonly out: string;
}

/** What the commands reach the world by. */
export interface LpaEnvironment {
  openReader(name: string | undefined): Promise<CardReader>;
  readonly terminal: Terminal;
}

/** `openrsp lpa`: profiles of an eUICC in a reader. `environment` stands in for readers and terminal in tests. */
export function addLpa(program: Command, environment?: LpaEnvironment): void {
  const lpa = program.command('lpa').description('Download, enable, disable and delete profiles on an eUICC');
  const run = (flags: LpaFlags, act: Act) => runCommand(flags, act, environment);
  const add = (name: string, description: string) => withCommonOptions(lpa.command(name).description(description));

  add('info', 'What the eUICC says of itself').action((flags: LpaFlags) =>
    run(flags, (commands, context) => commands.info(context)),
  );
  add('profiles', 'The profiles on the eUICC').action((flags: LpaFlags) =>
    run(flags, (commands, context) => commands.profiles(context)),
  );
  add('download', "Download a profile: by activation code, from the eUICC's default SM-DP+, or the interrupted one")
    .option('--activation-code <code>', "LPA:1$address$token; in single quotes, for the shell's sake")
    .option(
      '--confirmation-code <code>',
      'the code that came with it, where one is needed: - reads it from stdin, anything else is visible in the process list',
    )
    .option('--yes', 'accept the profile and its policy rules')
    .option('--allow-test-profile', 'install profiles of class test, too')
    .option('--journal <file>', 'where an interrupted download is kept', journalFile())
    .addOption(
      new Option('--abandon', 'give the interrupted download up: cancel it on eUICC and server').conflicts(
        'activationCode',
      ),
    )
    .action((flags: DownloadFlags) =>
      run(flags, async (commands, context) => {
        const { FileJournal } = await import('../lpa/download/journal.ts');
        const { activationCode, confirmationCode, yes = false, allowTestProfile = false, abandon = false } = flags;
        const journal = new FileJournal(flags.journal ?? journalFile());
        if (abandon) return commands.abandon(context, journal);
        const interrupted = new AbortController();
        const interrupt = (): void => interrupted.abort();
        process.once('SIGINT', interrupt);
        const { signal } = interrupted;
        try {
          const command = { journal, activationCode, confirmationCode, yes, allowTestProfile, signal };
          await commands.download(context, command);
        } finally {
          process.off('SIGINT', interrupt);
        }
      }),
    );
  add('possess', 'Have the eUICC sign a binding, with which its holder registers it')
    .requiredOption('--address <fqdn>', 'any certified SM-DP+: it is asked for a challenge and told nothing more')
    .requiredOption('--binding <hex>', 'what openrsp hardhat chip binding printed', bindingOf)
    .option('--out <file>', 'where the signature is kept, mode 0600: it gives away the key', 'signed.json')
    .action((flags: PossessFlags) =>
      run(flags, async (_, { euicc: es10, es9Plus, terminal, json }) => {
        const { signBinding } = await import('../lpa/possession/sign-binding.ts');
        const { writeSignedBinding } = await import('../lpa/possession/signed-binding-file.ts');
        const signed = await signBinding({ es10, es9Plus, smdpAddress: flags.address }, flags.binding);
        const out = userPath(flags.out);
        writeSignedBinding(out, signed);
        const octets = signed.euiccSigned1.length;
        const text = `${out}: the eUICC signed ${octets} octets. Keep the file to yourself: it gives away the key.`;
        terminal.print(json ? JSON.stringify({ file: out, octets }) : text);
      }),
    );
  for (const name of ['enable', 'disable'] as const) {
    add(`${name} <profile>`, `${name === 'enable' ? 'Enable' : 'Disable'} the profile with this ICCID, AID or name`)
      .option('--no-refresh', 'have the eUICC send no REFRESH; it is reset anyway')
      .action((profile: string, flags: LpaFlags & { refresh: boolean }) =>
        run(flags, (commands, context) => commands[name](context, profile, flags.refresh)),
      );
  }
  add('delete <profile>', 'Delete the profile with this ICCID, AID or name, for good')
    .option('--yes', 'do not ask')
    .action((profile: string, flags: LpaFlags & { yes?: true }) =>
      run(flags, (commands, context) => commands.delete(context, profile, flags.yes ?? false)),
    );
  add('nickname <profile> [nickname]', 'Give a profile a name of your own, or take it away').action(
    (profile: string, nickname: string | undefined, flags: LpaFlags) =>
      run(flags, (commands, context) => commands.nickname(context, profile, nickname ?? '')),
  );
  add('notifications', 'What the eUICC has to tell servers')
    .option('--send', 'send it')
    .option('--remove <number>', 'forget one that was not sent', wholeNumber)
    .action((flags: LpaFlags & { send?: true; remove?: number }) =>
      run(flags, (commands, context) =>
        commands.notifications(context, { send: flags.send ?? false, remove: flags.remove }),
      ),
    );
  add('reset', 'Delete all profiles of a kind, for good')
    .option('--operational', 'operational profiles')
    .option('--test', 'test profiles that were downloaded')
    .option('--default-address', "the default SM-DP+: back to the maker's")
    .option('--yes', 'do not ask')
    .action((flags: LpaFlags & { operational?: true; test?: true; defaultAddress?: true; yes?: true }) =>
      run(flags, (commands, context) => {
        const options = [
          ...(flags.operational ? (['deleteOperationalProfiles'] as const) : []),
          ...(flags.test ? (['deleteFieldLoadedTestProfiles'] as const) : []),
          ...(flags.defaultAddress ? (['resetDefaultSmdpAddress'] as const) : []),
        ];
        return commands.reset(context, options, flags.yes ?? false);
      }),
    );
}

function withCommonOptions(command: Command): Command {
  return command
    .option(
      '--reader <name>',
      'reader of PC/SC, the only one by default; or tcp:HOST:PORT, where a simulated card listens',
    )
    .option('--aid <hex>', 'AID of ISD-R, where it is not that of SGP.22', octetsOf)
    .option('--segment-size <octets>', 'of a STORE DATA block, 6 to 255', wholeNumber)
    .option('--store-data-le', 'ask for the answer in the last block itself, for cards that do not announce it by 61xx')
    .option('--proprietary-get-response', 'fetch answers in class 8X, for cards that want it')
    .option('--ci <file...>', 'Certificate Issuers that servers have to come from, DER or PEM')
    .option('--crl <file...>', 'revocation lists that their certificates have to be covered by')
    .option('--web-pki', 'trust the authorities that web browsers trust instead')
    .option('--http', 'no TLS at all: for tests')
    .option('--route <host:port>', 'where servers are reached instead of at their addresses: for tests')
    .option('--json', 'print JSON');
}

type Commands = typeof lpaCommands;
type Act = (commands: Commands, context: CommandContext) => Promise<void>;

async function runCommand(flags: LpaFlags, act: Act, environment?: LpaEnvironment): Promise<void> {
  const { commands } = await import('../lpa/terminal/commands.ts');
  const { EuiccConnection } = await import('../lpa/connection.ts');
  const world = environment ?? (await realEnvironment());
  const { terminal } = world;
  const es9Plus = await es9PlusOf(flags);
  const reader = await world.openReader(flags.reader);
  try {
    const { aid, segmentSize, storeDataLe = false, proprietaryGetResponse = false } = flags;
    const options = {
      ...(aid !== undefined && { aid }),
      ...(segmentSize !== undefined && { segmentSize }),
      storeDataLe,
      proprietaryGetResponse,
    };
    await using euicc = await EuiccConnection.open(reader, options);
    await act(commands, { euicc, es9Plus, terminal, json: flags.json ?? false });
  } finally {
    // The program ends: a reader that does not close hides no other error.
    await reader.close().catch(() => undefined);
  }
}

async function realEnvironment(): Promise<LpaEnvironment> {
  const { processTerminal } = await import('../lpa/terminal/terminal.ts');
  const { tcpReader } = await import('../readers/tcp-reader.ts');
  const openReader = async (name: string | undefined): Promise<CardReader> => {
    const simulated = name === undefined ? undefined : tcpReader(name);
    if (simulated !== undefined) return simulated;
    const { PcscReader } = await import('../readers/pcsc/reader.ts');
    return PcscReader.open(name);
  };
  return { openReader, terminal: processTerminal };
}

async function es9PlusOf({ ci = [], crl, webPki, http, route }: LpaFlags) {
  const { Es9PlusClient } = await import('../lpa/es9plus/client.ts');
  const { parseAddress } = await import('../lpa/es9plus/address.ts');
  const { readCertificate, readCrl } = await import('../pki/file.ts');
  const trust = http
    ? ('none' as const)
    : webPki
      ? ({ kind: 'webPki' } as const)
      : {
          kind: 'certificateIssuer' as const,
          anchors: ci.map((file) => readCertificate(file)),
          ...(crl !== undefined && { crls: crl.map((file) => readCrl(file)) }),
        };
  return new Es9PlusClient({ trust, ...(route !== undefined && { route: () => parseAddress(route) }) });
}

function journalFile(): string {
  const state = process.env['XDG_STATE_HOME'] ?? path.join(homedir(), '.local', 'state');
  return path.join(state, 'openrsp', 'download.json');
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Hexadecimal digits as they are printed: with or without 0x, at most the 62 of a matchingId. */
function bindingOf(text: string): bigint {
  const digits = text.replace(/^0x/, '');
  if (!/^[0-9A-Fa-f]{1,62}$/.test(digits)) {
    throw new InvalidArgumentError('A binding has up to 62 hexadecimal digits.');
  }
  return BigInt(`0x${digits}`);
}

function octetsOf(text: string): Uint8Array {
  if (!/^(?:[0-9A-Fa-f]{2}){5,16}$/.test(text)) {
    throw new InvalidArgumentError('It must be 5 to 16 octets in hexadecimal digits.');
  }
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
