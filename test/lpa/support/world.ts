import { createPrivateKey } from 'node:crypto';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { EuiccCredential } from '../../../src/euicc/ecasd/credential.ts';
import { Ecasd } from '../../../src/euicc/ecasd/ecasd.ts';
import type { EuiccProperties } from '../../../src/euicc/properties.ts';
import { SoftwareEuicc } from '../../../src/euicc/software-euicc.ts';
import { MemoryStore } from '../../../src/euicc/state/store.ts';
import { EuiccConnection } from '../../../src/lpa/connection.ts';
import type { EndUser } from '../../../src/lpa/download/end-user.ts';
import { MemoryJournal } from '../../../src/lpa/download/journal.ts';
import type { DownloadOptions } from '../../../src/lpa/download/options.ts';
import { Es9PlusClient, type Es9PlusClientOptions } from '../../../src/lpa/es9plus/client.ts';
import type { Es9Plus } from '../../../src/lpa/es9plus/es9plus.ts';
import { InProcessReader } from '../../../src/readers/in-process-reader.ts';
import { encode } from '../../../src/rsp/asn1/codec.ts';
import { hashedConfirmationCode } from '../../../src/rsp/bsp/confirmation-code.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { concatenate, tlv } from '../../../src/rsp/tlv/writer.ts';
import { SoftwareKeys } from '../../../src/smdp/keys/software-keys.ts';
import { profilePreparer } from '../../../src/smdp/profile/preparation.ts';
import { SmdpServer } from '../../../src/smdp/server.ts';
import { memoryStore } from '../../../src/smdp/store/memory.ts';
import type { SmdpStore } from '../../../src/smdp/store/store.ts';
import { HttpServer, type Es9Functions } from './http-server.ts';

export const ADDRESS = 'testsmdpplus1.example.com';
export const SMDP_OID = '2.999.10';
export const MATCHING_ID = 'OPENRSP-TEST-1';
export const ICCID = '89000123456789012341';

let cached: MintedPki | undefined;

/** In date today, since TLS goes by the system's clock. */
export function pki(): MintedPki {
  return (cached ??= mintPki({ euiccs: 2 }));
}

export function newEuicc(
  store = new MemoryStore(),
  properties: Partial<EuiccProperties> = {},
  chip = 0,
): SoftwareEuicc {
  const { ci, euiccs } = pki();
  const euicc = euiccs[chip]!;
  const credential = new EuiccCredential({
    euiccCertificate: euicc.certificate,
    eumCertificate: euicc.issuer!.certificate,
    ciCertificate: ci.certificate,
    secretKey: euicc.secretKey,
  });
  return new SoftwareEuicc(new Ecasd([credential], [ci.certificate]), { store, properties });
}

export function newSmdp(store: SmdpStore = memoryStore()): SmdpServer {
  const { ci, dpAuth, dpPb } = pki();
  const certificateIssuers = [ci.certificate];
  const keyed = [dpAuth, dpPb].map((minted) => ({ certificate: minted.certificate, privateKey: privateKeyOf(minted) }));
  const keys = new SoftwareKeys(keyed, certificateIssuers, Math.floor(Date.now() / 1000));
  return new SmdpServer({ address: ADDRESS, store, keys, trust: { certificateIssuers } });
}

export function privateKeyOf({ certificate, secretKey }: Minted) {
  const { x, y } = certificate.publicKey;
  const coordinate = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toString('base64url');
  const d = Buffer.from(secretKey).toString('base64url');
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', x: coordinate(x), y: coordinate(y), d },
    format: 'jwk',
  });
}

export function metadataFor(iccid: string, changes: Partial<StoreMetadataRequest> = {}): StoreMetadataRequest {
  return {
    iccid,
    serviceProviderName: 'OpenRSP',
    profileName: `Profile ${iccid.slice(-4)}`,
    profileClass: 2,
    profileOwner: { mccMnc: Uint8Array.of(0x00, 0xf1, 0x10) },
    notificationConfigurationInfo: [
      {
        profileManagementOperation: ['notificationEnable', 'notificationDisable', 'notificationDelete'],
        notificationAddress: ADDRESS,
      },
    ],
    ...changes,
  };
}

/** A package with a header for `iccid` and elements that say nothing. */
export function profileFor(iccid: string, octets = 3_000): Uint8Array {
  const header = tlv(0xa0, tlv(0x80, Uint8Array.of(2)), tlv(0x83, Buffer.from(iccid.padEnd(20, 'F'), 'hex')));
  const elements = Array.from({ length: Math.ceil(octets / 500) }, (_, i) => tlv(0xa1 + (i % 8), new Uint8Array(496)));
  return concatenate(header, ...elements, tlv(0xaa, tlv(0xa0, Uint8Array.of(0x80, 1, 0))));
}

export interface OrderChanges {
  readonly iccid?: string;
  readonly matchingId?: string;
  readonly metadata?: Partial<StoreMetadataRequest>;
  readonly confirmationCode?: string;
  readonly octets?: number;
}

/** A released order in `store`. */
export async function placeOrder(store: SmdpStore, changes: OrderChanges = {}): Promise<string> {
  const { iccid = ICCID, matchingId = MATCHING_ID, confirmationCode } = changes;
  const profile = profileFor(iccid, changes.octets);
  const { segments, sealedKeys } = await profilePreparer().prepare(profile);
  const orderId = `order ${matchingId}`;
  store.orders.insert({
    orderId,
    state: 'Released',
    templateName: 'template',
    iccid,
    matchingId,
    ...(confirmationCode !== undefined && { confirmationCodeHash: hashedConfirmationCode(confirmationCode) }),
    wrongConfirmationCodes: 0,
    downloadAttempts: 0,
    metadata: encode(StoreMetadataRequest, metadataFor(iccid, changes.metadata)),
    profileOctets: profile.length,
    createdAt: 0,
  });
  store.preparedProfiles.insert({ orderId, segments: concatenate(...segments), sealedKeys });
  return orderId;
}

/** Who accepts everything, and counts. */
export class Agreeable implements EndUser {
  asked: string[] = [];
  code: string | undefined;

  acceptProfile(): ReturnType<EndUser['acceptProfile']> {
    this.asked.push('profile');
    return Promise.resolve('accepted');
  }

  acceptPolicyRules(rules: readonly string[]): ReturnType<EndUser['acceptPolicyRules']> {
    this.asked.push(`rules ${rules.join()}`);
    return Promise.resolve('accepted');
  }

  confirmationCode(): Promise<string | undefined> {
    this.asked.push('code');
    return Promise.resolve(this.code);
  }
}

export interface WorldOptions {
  readonly order?: OrderChanges;
  readonly segmentSize?: number;
  readonly properties?: Partial<EuiccProperties>;
  /** Stands in front of the server. */
  readonly functions?: (smdp: SmdpServer) => Es9Functions;
  readonly client?: Partial<Es9PlusClientOptions>;
}

/** A chip in a reader, an SM-DP+ over HTTP, an order, and an LPA between them. */
export class World {
  readonly smdpStore: SmdpStore;
  readonly http: HttpServer;
  readonly reader: InProcessReader;
  readonly euiccStore: MemoryStore;
  readonly es9Plus: Es9Plus;
  readonly endUser = new Agreeable();
  readonly journal = new MemoryJournal();
  euicc: SoftwareEuicc;
  connection: EuiccConnection;
  readonly #options: WorldOptions;

  private constructor(
    options: WorldOptions,
    parts: Pick<World, 'smdpStore' | 'http' | 'reader' | 'euiccStore' | 'euicc' | 'connection'>,
  ) {
    this.#options = options;
    this.smdpStore = parts.smdpStore;
    this.http = parts.http;
    this.reader = parts.reader;
    this.euiccStore = parts.euiccStore;
    this.euicc = parts.euicc;
    this.connection = parts.connection;
    this.es9Plus = clientOf(parts.http, options.client);
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const { functions = (smdp: SmdpServer) => smdp, segmentSize = 255 } = options;
    const smdpStore = memoryStore();
    await placeOrder(smdpStore, options.order);
    const http = await HttpServer.start(functions(newSmdp(smdpStore)));
    const euiccStore = new MemoryStore();
    const euicc = newEuicc(euiccStore, options.properties);
    const reader = new InProcessReader(euicc.card);
    const connection = await EuiccConnection.open(reader, { segmentSize });
    return new World(options, { smdpStore, http, reader, euiccStore, euicc, connection });
  }

  /** The card loses power; whoever comes next has another connection to it. */
  async powerCycle(): Promise<void> {
    this.reader.remove();
    this.euicc = newEuicc(this.euiccStore, this.#options.properties);
    this.reader.insert(this.euicc.card);
    this.connection = await EuiccConnection.open(this.reader, { segmentSize: this.#options.segmentSize ?? 255 });
  }

  downloadOptions(changes: Partial<DownloadOptions> = {}): DownloadOptions & { journal: MemoryJournal } {
    const { connection: es10, es9Plus, endUser, journal } = this;
    return { es10, es9Plus, endUser, ...changes, journal };
  }

  get order() {
    return { smdpAddress: ADDRESS, matchingId: this.#options.order?.matchingId ?? MATCHING_ID };
  }

  /** State of the server's only order. */
  get orderState(): string {
    return this.smdpStore.orders.all()[0]!.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.http.close();
    await this.reader.close();
  }
}

export function clientOf({ port }: HttpServer, options: Partial<Es9PlusClientOptions> = {}): Es9PlusClient {
  return new Es9PlusClient({ trust: 'none', route: () => ({ host: '127.0.0.1', port }), pause: 1, ...options });
}
