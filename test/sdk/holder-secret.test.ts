import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from 'chai';
import type { Certificate } from '../../src/pki/certificate.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { holderSecretOf, newHolderSecret } from '../../src/sdk/holder-secret.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { mintInto, temporaryFolder, type Folder } from '../tasks/fixture.ts';

describe('holder secrets', () => {
  let folder: Folder;

  before(() => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
  });
  after(() => folder.remove());

  it('are random field elements, never 0 [S4]', () => {
    const secrets = Array.from({ length: 100 }, newHolderSecret);
    for (const secret of secrets) expect(secret > 0n && secret < FIELD_MODULUS).to.equal(true);
    expect(new Set(secrets).size).to.equal(100);
  });

  it('are made once, kept private and never overwritten', () => {
    const certificate = readCertificate(folder.file('pki', 'CERT_EUICC_1.der'));
    const secrets = folder.file('secrets');
    const secret = holderSecretOf(certificate, secrets);
    expect(holderSecretOf(certificate, secrets)).to.equal(secret);
    const [name] = fs.readdirSync(secrets);
    expect(fs.statSync(folder.file('secrets', name!)).mode & 0o777).to.equal(0o600);
    expect(name).not.to.contain(certificate.eid!);
    const text = fs.readFileSync(folder.file('secrets', name!), 'utf8');
    expect(text).to.equal(`${secret.toString(16).padStart(64, '0')}\n`);
    fs.chmodSync(folder.file('secrets', name!), 0o644);
    expect(() => holderSecretOf(certificate, secrets)).to.throw(/Others can read the holder secret .*chmod 600/);
  });

  const fresh = (name: string): { certificate: Certificate; secrets: string } => ({
    certificate: readCertificate(folder.file('pki', 'CERT_EUICC_1.der')),
    secrets: folder.file(name),
  });

  it('appear whole and on disk, or not at all', () => {
    const { certificate, secrets } = fresh('crash');
    const steps: string[] = [];
    const step = (name: 'fsyncSync' | 'linkSync', fails = false): (() => void) =>
      replaceFs(name, (original, ...args) => {
        const isFolder = name === 'fsyncSync' && fs.fstatSync(args[0] as number).isDirectory();
        steps.push(isFolder ? 'sync the folder' : name);
        if (fails) throw new Error('crash');
        return original(...args);
      });
    const undo = step('linkSync', true);
    try {
      expect(() => holderSecretOf(certificate, secrets)).to.throw('crash');
      expect(fs.readdirSync(secrets)).to.deep.equal([]);
    } finally {
      undo();
    }
    steps.length = 0;
    const undos = [step('linkSync'), step('fsyncSync')];
    try {
      holderSecretOf(certificate, secrets);
    } finally {
      for (const each of undos) each();
    }
    expect(steps).to.deep.equal(['fsyncSync', 'linkSync', 'sync the folder']);
    expect(fs.readdirSync(secrets)).to.have.length(1);
  });

  it('are the first one’s when two make them at the same moment', () => {
    const { certificate, secrets } = fresh('race');
    const undo = replaceFs('linkSync', (original, ...args) => {
      fs.writeFileSync(String(args[1]), `${'7'.padStart(64, '0')}\n`, { mode: 0o600 });
      return original(...args);
    });
    try {
      expect(holderSecretOf(certificate, secrets)).to.equal(7n);
    } finally {
      undo();
    }
    expect(fs.readdirSync(secrets)).to.have.length(1);
  });
});

/** Puts `replacement` in the place of one of Node's functions, for importers by name too; returns what undoes it. */
function replaceFs(
  name: 'fsyncSync' | 'linkSync',
  replacement: (original: (...args: unknown[]) => unknown, ...args: unknown[]) => unknown,
): () => void {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, { [name]: (...args: unknown[]) => replacement(original, ...args) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
  };
}
