import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { addLpa } from '../../src/cli/lpa.ts';
import type { Es9Plus } from '../../src/lpa/es9plus/es9plus.ts';
import { signBinding, type SignedBinding } from '../../src/lpa/possession/sign-binding.ts';
import { readSignedBinding, writeSignedBinding } from '../../src/lpa/possession/signed-binding-file.ts';
import { InProcessReader } from '../../src/readers/in-process-reader.ts';
import { decode } from '../../src/rsp/asn1/codec.ts';
import { EuiccSigned1 } from '../../src/rsp/structures/authenticate-server.ts';
import { explain } from '../../src/sdk/explain.ts';
import { verifySignature } from '../../src/pki/signature.ts';
import { rawSignature } from '../../src/zk/chip/signature.ts';
import { bindingMatchingId, MAX_SIGNED1_OCTETS } from '../../src/zk/possession.ts';
import { ADDRESS, pki, World } from './support/world.ts';

const BINDING = (1n << 247n) + 0xabcdefn;

describe('A chip that signs a binding', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'openrsp-possession-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Names of the ES9+ functions that were asked, in order, and what the chip signed. */
  async function sign(world: World, binding = BINDING): Promise<{ signed: SignedBinding; asked: string[] }> {
    const asked: string[] = [];
    const es9Plus = new Proxy(world.es9Plus, {
      get(target, name: keyof Es9Plus) {
        asked.push(name);
        return target[name].bind(target);
      },
    });
    return { signed: await signBinding({ es10: world.connection, es9Plus, smdpAddress: ADDRESS }, binding), asked };
  }

  it('signs it as the matchingId of a euiccSigned1 that the circuit has room for', async () => {
    await using world = await World.open();
    const { signed } = await sign(world);
    const [euicc] = pki().euiccs;
    expect(signed.euiccSigned1.length).to.be.at.most(MAX_SIGNED1_OCTETS);
    expect(Buffer.from(signed.euiccCertificate)).to.deep.equal(Buffer.from(euicc.certificate.der));
    expect(Buffer.from(signed.eumCertificate)).to.deep.equal(Buffer.from(euicc.issuer!.certificate.der));
    const { publicKey } = euicc.certificate;
    expect(verifySignature(signed.euiccSigned1, rawSignature(signed.euiccSignature1), publicKey)).to.equal(true);
    const { matchingId, deviceInfo } = decode(EuiccSigned1, signed.euiccSigned1).ctxParams1.value.value;
    expect(matchingId).to.equal(bindingMatchingId(BINDING)).and.to.have.length(62);
    expect(deviceInfo.imei).to.equal(undefined);
  });

  it('tells the server nothing that it signed, and ends its own session', async () => {
    await using world = await World.open();
    const { asked } = await sign(world);
    expect(asked).to.deep.equal(['initiateAuthentication']);
    const [session, ...others] = world.smdpStore.sessions.all();
    expect(others).to.deep.equal([]);
    expect(session).to.include({ state: 'Initiated' });
    expect(world.orderState).to.equal('Released');
    expect(world.euicc.state.notifications).to.deep.equal([]);
    // The chip can begin another session at once.
    expect((await sign(world)).signed.euiccSigned1).not.to.deep.equal((await sign(world)).signed.euiccSigned1);
  });

  it('gives the chip nothing of a server that signs for another address', async () => {
    await using world = await World.open();
    const es9Plus: Pick<Es9Plus, 'initiateAuthentication'> = {
      initiateAuthentication: (_, request) =>
        world.es9Plus.initiateAuthentication(ADDRESS, { ...request, smdpAddress: ADDRESS }),
    };
    const failing = signBinding({ es10: world.connection, es9Plus, smdpAddress: 'other.example.com' }, BINDING);
    const error: unknown = await failing.catch((caught: unknown) => caught);
    expect(error).to.include({ name: 'LpaError', code: 'ServerAddressMismatch' });
  });

  it('is kept in a file for its owner only, and read back', async () => {
    await using world = await World.open();
    const { signed } = await sign(world);
    const file = path.join(folder, 'signed.json');
    writeSignedBinding(file, signed);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const read = readSignedBinding(file);
    expect(read.binding).to.equal(BINDING);
    for (const name of ['euiccSigned1', 'euiccSignature1', 'euiccCertificate', 'eumCertificate'] as const) {
      expect(Buffer.from(read[name])).to.deep.equal(Buffer.from(signed[name]));
    }
    const text = readFileSync(file, 'utf8');
    for (const damaged of [
      '',
      '{}',
      'null',
      text.replace('binding/1', 'binding/2'),
      text.replace(/"euiccSigned1".*/, ''),
    ]) {
      writeFileSync(file, damaged);
      expect(explainedBy(() => readSignedBinding(file))).to.match(
        /no file of format .*openrsp lpa possess \[SignedBinding\]/,
      );
    }
  });

  it('is asked for on the command line, which prints no signature', async () => {
    await using world = await World.open();
    await world.connection.close();
    const printed: string[] = [];
    const terminal = {
      isInteractive: false,
      print: (text: string) => void printed.push(text),
      tell: () => undefined,
      ask: () => Promise.reject(new Error('asked')),
    };
    const run = async (binding: string): Promise<void> => {
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
      addLpa(program, { openReader: () => Promise.resolve(new InProcessReader(world.euicc.card)), terminal });
      const route = ['--http', '--route', `127.0.0.1:${world.http.port}`];
      const out = path.join(folder, 'signed.json');
      const line = ['lpa', 'possess', '--address', ADDRESS, '--binding', binding, '--out', out, '--json', ...route];
      await program.parseAsync(line, { from: 'user' });
    };
    await run(`0x${bindingMatchingId(BINDING)}`);
    const file = path.join(folder, 'signed.json');
    const signed = readSignedBinding(file);
    expect(JSON.parse(printed.join(''))).to.deep.equal({ file, octets: signed.euiccSigned1.length });
    expect(signed.binding).to.equal(BINDING);
    for (const wrong of ['', 'xyz', '1'.repeat(63)]) {
      const error: unknown = await run(wrong).catch((caught: unknown) => caught);
      expect(String(error)).to.match(/A binding has up to 62 hexadecimal digits/);
    }
  });
});

function explainedBy(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return explain(error);
  }
}
