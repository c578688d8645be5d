import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { Es9Error } from '../../../src/rsp/es9plus/error.ts';
import { Es9Failure, type Es9FailureName } from '../../../src/rsp/es9plus/failure.ts';
import type { AuthenticateClientResponse } from '../../../src/rsp/es9plus/authenticate-client.ts';
import type { SmdpEvent } from '../../../src/smdp/event.ts';
import { SoftwareKeys } from '../../../src/smdp/keys/software-keys.ts';
import { type Confirmation, type DownloadOrder, OrderDesk } from '../../../src/smdp/order/order-desk.ts';
import type { Order } from '../../../src/smdp/order/order.ts';
import { SmdpServer, type SmdpServerOptions } from '../../../src/smdp/server.ts';
import { memoryStore } from '../../../src/smdp/store/memory.ts';
import type { SmdpStore } from '../../../src/smdp/store/store.ts';
import { smallTemplate } from './profile.ts';
import { keyOf, type Tampering, TestEuicc } from './test-euicc.ts';

export const ADDRESS = 'testsmdpplus1.example.com';
/** 2026-03-01T00:00:00Z. */
export const NOW = 1_772_323_200;
const DAY = 86_400;

export const pki: MintedPki = mintPki({ seed: 'smdp', notBefore: BigInt(NOW - 30 * DAY), euiccs: 2 });
/** A PKI that the server does not know, with names and EIDs of the same shape. */
export const foreign: MintedPki = mintPki({ seed: 'foreign', notBefore: BigInt(NOW - 30 * DAY) });

export const ciPKId = pki.ci.certificate.subjectKeyIdentifier!;

export interface Fixture {
  readonly server: SmdpServer;
  readonly desk: OrderDesk;
  readonly store: SmdpStore;
  readonly chip: TestEuicc;
  readonly otherChip: TestEuicc;
  readonly events: SmdpEvent[];
  readonly clock: { now: number };
  readonly order: (request?: Partial<DownloadOrder>, confirmation?: Confirmation) => Promise<Order>;
  readonly orderNow: (order: Order) => Order;
  readonly initiate: (chip: TestEuicc) => ReturnType<SmdpServer['initiateAuthentication']>;
  readonly authenticate: (
    chip: TestEuicc,
    matchingId?: string,
    tampering?: Tampering,
  ) => Promise<AuthenticateClientResponse>;
  readonly download: (chip: TestEuicc, matchingId?: string, confirmationCode?: string) => Promise<Download>;
}

export interface Download {
  readonly transactionId: Uint8Array;
  readonly boundProfilePackage: Uint8Array;
}

export function softwareKeys(): SoftwareKeys {
  const keyed = [pki.dpAuth, pki.dpPb].map((minted) => ({
    certificate: minted.certificate,
    privateKey: keyOf(minted),
  }));
  return new SoftwareKeys(keyed, [pki.ci.certificate], NOW);
}

/** A server with a template `small`, and two chips. */
export function fixture(options: Partial<SmdpServerOptions> = {}): Fixture {
  const store = options.store ?? memoryStore();
  const clock = { now: NOW };
  const now = () => clock.now;
  const events: SmdpEvent[] = [];
  const server = new SmdpServer({
    address: ADDRESS,
    store,
    keys: softwareKeys(),
    trust: { certificateIssuers: [pki.ci.certificate] },
    now,
    report: (event) => events.push(event),
    ...options,
  });
  const desk = new OrderDesk({ store, address: ADDRESS, now });
  if (store.templates.get('small') === undefined) desk.importTemplate('small', smallTemplate());
  let ordered = 0;

  const initiate = (chip: TestEuicc) => server.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
  const authenticate = async (chip: TestEuicc, matchingId?: string, tampering?: Tampering) => {
    const initiated = await initiate(chip);
    const authenticateServerResponse = chip.authenticateServer(initiated, matchingId, tampering);
    return server.authenticateClient({ transactionId: initiated.transactionId, authenticateServerResponse });
  };
  return {
    server,
    desk,
    store,
    chip: new TestEuicc(pki.euiccs[0], ciPKId),
    otherChip: new TestEuicc(pki.euiccs[1]!, ciPKId),
    events,
    clock,
    order: (request = {}, confirmation = {}) =>
      desk.order(
        {
          templateName: 'small',
          iccid: `8900012345678901${String(++ordered).padStart(3, '0')}`,
          serviceProviderName: 'OpenRSP',
          profileName: 'Test',
          ...request,
        },
        confirmation,
      ),
    orderNow: ({ orderId }) => store.orders.get(orderId)!,
    initiate,
    authenticate,
    download: async (chip, matchingId, confirmationCode) => {
      const authenticated = await authenticate(chip, matchingId);
      const prepareDownloadResponse = chip.prepareDownload(authenticated, confirmationCode);
      return server.getBoundProfilePackage({ transactionId: authenticated.transactionId, prepareDownloadResponse });
    },
  };
}

/** Asserts that the function fails so. */
export async function expectFailure(failure: Es9FailureName, act: Promise<unknown>): Promise<void> {
  const { subjectCode, reasonCode } = Es9Failure[failure];
  const error = await act.then(
    () => new Error(`${failure} is due, but the function succeeded`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Es9Error)) throw error;
  if (!error.is(failure)) {
    throw new Error(
      `${failure} (${subjectCode}/${reasonCode}) is due, it is ${error.subjectCode}/${error.reasonCode}: ${error.message}`,
    );
  }
}
