import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import type { Subscriber } from '../smdp/saip/personalisation.ts';
import type { OrderDesk } from '../smdp/order/order-desk.ts';
import type { Order } from '../smdp/order/order.ts';

interface StoreFlags {
  readonly store: string;
  readonly json?: true;
}

interface ServeFlags extends StoreFlags {
  readonly address: string;
  readonly certificates: string;
  readonly host: string;
  readonly port: number;
  readonly unauthenticatedSessions?: number;
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
}

interface OrderFlags extends StoreFlags {
  readonly address: string;
  readonly template: string;
  readonly provider: string;
  readonly profile: string;
  readonly iccid?: string;
  readonly eid?: string;
  readonly subscriber?: string;
  readonly confirmationCode?: string;
  readonly matchingId?: string;
  readonly byEid?: true;
  readonly days?: number;
  readonly qr: boolean;
}

const STORE = ['--store <file>', 'SQLite file with templates, orders and sessions', 'smdp.sqlite'] as const;
const ADDRESS = ['--address <fqdn>', 'name at which LPAs find the server, with its port if that is not 443'] as const;
const SUBSCRIBER = `
The file of --subscriber is JSON: {"iccid": "8900...", "imsi": "00101...", "ki": "<32 hex digits>", "opc": "<32 hex digits>"};
what is absent stays as the template has it.`;

/** `openrsp smdp`: an SM-DP+ for LPAs, and the orders an operator gives it. */
export function addSmdp(program: Command): void {
  const smdp = program.command('smdp').description('Run an SM-DP+: prepare, bind and deliver profiles (SGP.22)');

  smdp
    .command('serve')
    .description('Answer LPAs over ES9+')
    .requiredOption(...ADDRESS)
    .requiredOption('--certificates <folder>', 'CI, DPauth and DPpb certificates; private keys in its folder keys')
    .option(...STORE)
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'where to listen; 0: any', portNumber, 8080)
    .option('--tls-certificate <file>', 'PEM with its chain; without it plain HTTP is spoken, for behind a proxy')
    .option('--tls-key <file>', 'PEM')
    .option(
      '--unauthenticated-sessions <number>',
      'open sessions whose chip has not authenticated; one more, and the oldest of them is forgotten (default: 10000)',
      positive('sessions'),
    )
    .option('--json', 'log JSON lines')
    .action((flags: ServeFlags) => mendable(() => serveUntilSignal(flags)));

  smdp
    .command('import')
    .description('Take an unprotected profile package (SAIP, DER) as a template for orders')
    .argument('<file>')
    .requiredOption('--name <name>', 'by which orders name it')
    .option(...STORE)
    .option('--json', 'print JSON')
    .action((file: string, flags: StoreFlags & { readonly name: string }) =>
      mendable(async () => {
        await withDesk(flags, '', (desk) => {
          const { iccid } = desk.importTemplate(flags.name, Uint8Array.from(readFileSync(file)));
          print(flags, { name: flags.name, iccid }, `Imported ${flags.name} (ICCID ${iccid}).`);
        });
      }),
    );

  smdp
    .command('order')
    .description('Order a profile, release it, and print its activation code')
    .requiredOption(...ADDRESS)
    .requiredOption('--template <name>', 'imported before')
    .option('--provider <name>', 'service provider, shown to the user', 'OpenRSP')
    .option('--profile <name>', 'profile name, shown to the user', 'Profile')
    .option('--iccid <digits>', 'default: the one in the subscriber file, else that of the template')
    .option('--eid <digits>', 'the only chip that may have it')
    .option('--by-eid', 'no matching id: the chip finds its order by its EID')
    .option('--matching-id <id>', 'default: a new one')
    .option('--subscriber <file>', 'what is the subscriber’s own')
    .option('--confirmation-code <code>', 'to be asked of the user')
    .option('--days <number>', 'days after which the order expires', positive('days'))
    .option('--no-qr', 'no QR code')
    .option(...STORE)
    .option('--json', 'print JSON')
    .addHelpText('after', SUBSCRIBER)
    .action((flags: OrderFlags) => mendable(() => placeOrder(flags)));

  smdp
    .command('orders')
    .description('List orders with their states')
    .option(...STORE)
    .option('--json', 'print JSON')
    .action((flags: StoreFlags) =>
      mendable(async () => {
        await withDesk(flags, '', (desk) => {
          const orders = desk.orders().map(summary);
          const lines = orders.map(({ state, iccid, matchingId, eid }) =>
            [state.padEnd(11), iccid.padEnd(20), matchingId ?? '-', eid ?? ''].join('  ').trimEnd(),
          );
          print(flags, orders, lines.length === 0 ? 'No orders.' : lines.join('\n'));
        });
      }),
    );
}

async function serveUntilSignal(flags: ServeFlags): Promise<void> {
  const { serve } = await import('../smdp/serve.ts');
  const { formatLogEntry } = await import('../smdp/http/log.ts');
  const tls = await tlsOf(flags);
  const server = await serve({
    address: flags.address,
    certificates: flags.certificates,
    storeFile: flags.store,
    host: flags.host,
    port: flags.port,
    tls,
    limits:
      flags.unauthenticatedSessions === undefined ? {} : { unauthenticatedSessions: flags.unauthenticatedSessions },
    log: (entry) => process.stdout.write(`${formatLogEntry(entry, new Date(), flags.json ?? false)}\n`),
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}

async function tlsOf({ tlsCertificate, tlsKey }: ServeFlags) {
  if (tlsCertificate === undefined && tlsKey === undefined) return undefined;
  if (tlsCertificate === undefined || tlsKey === undefined) {
    const { SdkError } = await import('../sdk/sdk-error.ts');
    throw new SdkError('give both --tls-certificate and --tls-key, or neither');
  }
  return { certificate: readFileSync(tlsCertificate, 'utf8'), key: readFileSync(tlsKey, 'utf8') };
}

async function placeOrder(flags: OrderFlags): Promise<void> {
  const subscriber = await readSubscriber(flags.subscriber);
  const matchingId = flags.byEid === true ? '' : flags.matchingId;
  const { systemTime } = await import('../smdp/server.ts');
  await withDesk(flags, flags.address, async (desk) => {
    const order = await desk.order(
      {
        templateName: flags.template,
        serviceProviderName: flags.provider,
        profileName: flags.profile,
        ...subscriber,
        iccid: flags.iccid ?? subscriber.iccid,
        eid: flags.eid,
      },
      {
        matchingId,
        confirmationCode: flags.confirmationCode,
        ...(flags.days !== undefined && { expiresAt: systemTime() + flags.days * 86_400 }),
      },
    );
    const activationCode = desk.activationCode(order);
    const { renderUnicodeCompact } = await import('uqr');
    const qr = flags.qr ? `\n${renderUnicodeCompact(activationCode)}` : '';
    print(flags, { ...summary(order), activationCode }, `${activationCode}${qr}`);
  });
}

async function readSubscriber(file: string | undefined): Promise<Partial<Subscriber>> {
  if (file === undefined) return {};
  const { parseSubscriber } = await import('../smdp/saip/subscriber.ts');
  return parseSubscriber(readFileSync(file, 'utf8'));
}

async function withDesk(
  { store: file }: StoreFlags,
  address: string,
  act: (desk: OrderDesk) => Promise<void> | void,
): Promise<void> {
  const { sqliteStore } = await import('../smdp/store/sqlite.ts');
  const { OrderDesk } = await import('../smdp/order/order-desk.ts');
  const { systemTime } = await import('../smdp/server.ts');
  const store = sqliteStore(file);
  try {
    await act(new OrderDesk({ store, address, now: systemTime }));
  } finally {
    store.close();
  }
}

function summary({ orderId, state, iccid, matchingId, eid, templateName, createdAt }: Order) {
  return { orderId, state, iccid, matchingId, eid, templateName, createdAt: new Date(createdAt * 1000).toISOString() };
}

function print({ json }: StoreFlags, value: unknown, text: string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, undefined, 2) : text}\n`);
}

/** What the user can mend becomes one sentence. */
async function mendable(act: () => Promise<void>): Promise<void> {
  const { SmdpError } = await import('../smdp/error.ts');
  const { RspError } = await import('../rsp/error.ts');
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SmdpError || error instanceof RspError)) throw error;
    const { SdkError } = await import('../sdk/sdk-error.ts');
    throw new SdkError(`${error.message} [${error.code}]`, { cause: error });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number up to 65535.');
  return port;
}

function positive(what: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9][0-9]{0,4}$/.test(text)) throw new InvalidArgumentError(`A number of ${what} from 1 to 99999 is due.`);
    return Number(text);
  };
}
