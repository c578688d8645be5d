import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { FileStore } from '../../src/chain/deployment-store.ts';
import type { DeployedContract, Deployment } from '../../src/chain/deployment.ts';

const address = (digit: string): string => `0x${digit.repeat(40)}`;
const contract: DeployedContract = { address: address('6'), startBlock: 7, codeHash: `0x${'ab'.repeat(32)}` };

/** Interrupted after its first two creations: every member is there. */
const whole: Deployment = {
  settings: {
    network: 'remote',
    chainId: 11155111,
    realm: 'test',
    deployer: address('1'),
    governor: address('2'),
    admin: address('3'),
    guardian: address('4'),
    revoker: address('5'),
    governanceDelay: 172_800,
    verifyingKeyHashes: {
      certificate: 'c0'.repeat(32),
      possession: 'c1'.repeat(32),
      revocation: 'c2'.repeat(32),
      receipt: 'c3'.repeat(32),
      receiptLong: 'c4'.repeat(32),
    },
    developmentKey: true,
  },
  libraries: { PoseidonNodes: { ...contract } },
  contracts: { AccessManager: contract },
  pending: { name: 'CertificateVerifier', sender: address('1'), nonce: 3, startBlock: 9 },
  complete: false,
};

type Json = { [key: string]: Json } | null | boolean | number | string;

describe('FileStore', () => {
  let folder: string;
  let store: FileStore;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'openrsp-test-'));
    store = new FileStore('remote', folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What is said of the file when the member at `place` has another value; undefined removes it. */
  function said(place: string, value: Json | undefined): string {
    const changed = structuredClone(whole) as unknown as { [key: string]: Json };
    const keys = place.split('.');
    const last = keys.pop()!;
    let parent = changed;
    for (const key of keys) parent = parent[key] as typeof changed;
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
    writeFileSync(store.place, JSON.stringify(changed));
    try {
      return `read ${JSON.stringify(store.read())}`;
    } catch (error) {
      return String(error);
    }
  }

  it('reads what it wrote', () => {
    expect(store.read()).to.equal(undefined);
    store.write(whole);
    expect(store.read()).to.deep.equal(whole);
    const complete = { ...whole, pending: undefined, complete: true };
    store.write(complete);
    expect(store.read()?.complete).to.equal(true);
    expect(store.read()?.pending).to.equal(undefined);
  });

  const others: Readonly<Record<string, readonly (Json | undefined)[]>> = {
    settings: [undefined, null, 'test'],
    'settings.network': [undefined, '', 1],
    'settings.chainId': [undefined, '1', -1, 1.5],
    'settings.realm': [undefined, 'other', 0],
    'settings.deployer': [undefined, '0x1'],
    'settings.governor': [undefined, null],
    'settings.admin': [undefined, address('g')],
    'settings.guardian': [undefined, `0x${'aB'.repeat(20)}`],
    'settings.revoker': [undefined, '5'.repeat(40)],
    'settings.governanceDelay': [undefined, '172800', -1, null],
    'settings.verifyingKeyHashes': [undefined, null, 'cd'.repeat(32)],
    'settings.verifyingKeyHashes.certificate': [undefined, '', 'CD'.repeat(32), 'cd'.repeat(31)],
    'settings.verifyingKeyHashes.possession': [undefined, null],
    'settings.verifyingKeyHashes.revocation': [undefined, 0],
    'settings.verifyingKeyHashes.receipt': [undefined, `0x${'cd'.repeat(32)}`],
    'settings.verifyingKeyHashes.receiptLong': [undefined, 'cd'.repeat(33)],
    'settings.developmentKey': [undefined, 'false', 0],
    libraries: [undefined, null],
    'libraries.PoseidonNodes': [null, 'text'],
    'libraries.PoseidonNodes.address': [undefined, '0x'],
    contracts: [undefined, 1],
    'contracts.AccessManager.startBlock': [undefined, -1],
    'contracts.AccessManager.codeHash': [undefined, 'ab'.repeat(32)],
    pending: [null, 'CertificateVerifier'],
    'pending.name': [undefined, ''],
    'pending.sender': [undefined, '0x'],
    'pending.nonce': [undefined, -1, '3'],
    'pending.startBlock': [undefined, 0.5],
    complete: [undefined, 'true'],
  };
  for (const [place, values] of Object.entries(others)) {
    it(`refuses another ${place}, and says which`, () => {
      for (const value of values) {
        const shown = value === undefined ? 'missing' : JSON.stringify(value);
        expect(said(place, value)).to.equal(
          `ChainError: ${store.place} is not a deployment file (${place} is ${shown}); restore it from a backup, or remove it to deploy anew`,
        );
      }
    });
  }

  it('refuses a file that holds no object', () => {
    for (const text of ['[]', 'null', '"deployment"']) {
      writeFileSync(store.place, text);
      expect(() => store.read()).to.throw(/is not a deployment file \(the whole is/);
    }
  });

  it('lets one at a time deploy to a network, and another to another network', async () => {
    const other = new FileStore('other', folder);
    const idle = (): Promise<void> => Promise.resolve();
    await store.exclusively(async () => {
      await other.exclusively(idle);
      const again = await new FileStore('remote', folder).exclusively(idle).catch(String);
      expect(again).to.match(/remote\.json\.lock says that process \d+ is deploying to this network/);
    });
    await store.exclusively(idle);
  });
});
