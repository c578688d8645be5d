import fc from 'fast-check';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { expectAccepted, expectRefused } from './circuit.ts';
import { withInputs, withTbs, World } from './world.ts';

const LONG = process.env['OPENRSP_LONG'] === '1';

describe('Certificate circuit', () => {
  const world = new World();
  const { pki } = world;
  const [euicc] = pki.euiccs;
  const chip = world.statement(euicc);
  const { certificate } = chip;

  it('accepts a certificate of each kind, with low and high s', async () => {
    for (const minted of [pki.subCiEum, pki.dpTls, euicc, pki.subCiEuicc]) {
      await expectAccepted(world.inputs(world.statement(minted)));
    }
  });

  it('refuses any flipped bit of the TBSCertificate [S53]', async () => {
    const honest = world.inputs(chip);
    const tbsBits = honest.inputs['tbsBits'] as readonly number[];
    const bits = fc.sample(fc.integer({ min: 0, max: 8 * certificate.tbs.length - 1 }), {
      seed: 53,
      numRuns: LONG ? 60 : 20,
    });
    for (const bit of bits) {
      await expectRefused(withInputs(honest, { tbsBits: tbsBits.with(bit, 1 - tbsBits[bit]!) }));
    }
  });

  it('refuses what only the signature protects, also when the prover makes his hints anew [S53]', async () => {
    const { issuer, subjectKeyIdentifier } = certificate;
    for (const part of [issuer.der, subjectKeyIdentifier!]) {
      const position = Buffer.from(certificate.tbs).indexOf(Buffer.from(part)) + part.length - 1;
      const tbs = certificate.tbs.with(position, certificate.tbs[position]! ^ 1);
      await expectRefused(world.forcedInputs({ ...chip, certificate: withTbs(certificate, tbs) }));
    }
  });

  it('refuses a TBSCertificate with octets behind its end [S9]', async () => {
    const honest = world.inputs(chip);
    const tbsBits = honest.inputs['tbsBits'] as readonly number[];
    for (const bit of [8 * certificate.tbs.length, 8 * certificate.tbs.length + 7, 8 * 759, 8 * 768 - 1]) {
      await expectRefused(withInputs(honest, { tbsBits: tbsBits.with(bit, 1) }));
    }
  });

  it('refuses signatures by another key, of another certificate, or out of range [S12]', async () => {
    const { signature } = certificate;
    const other = pki.subCiEuicc.certificate.signature;
    for (const wrong of [other, { r: signature.s, s: signature.r }, { ...signature, s: 0n }, { ...signature, r: 0n }]) {
      await expectRefused(world.forcedInputs({ ...chip, certificate: { ...certificate, signature: wrong } }));
    }
    const stranger = { ...chip.issuer, publicKey: pki.subCiEum.certificate.publicKey };
    const strangers = new World();
    strangers.addRecord(pki.eum.certificate, stranger);
    await expectRefused(strangers.forcedInputs(strangers.statement(euicc)));
  });

  it('refuses bits of signature and keys that are no bits [S8]', async () => {
    const honest = world.inputs(chip);
    for (const name of ['r', 's', 'issuerX', 'issuerY']) {
      const bits = honest.inputs[name] as readonly bigint[];
      await expectRefused(withInputs(honest, { [name]: bits.with(0, bits[0]! + 2n).with(1, bits[1]! - 1n) }));
    }
  });

  it('refuses forged signatures, in the hands of a prover who does not look [S53]', async () => {
    for (const name of ['tamperedSignature', 'tamperedSubject', 'wrongIssuer'] as const) {
      await expectRefused(new World(mintPki({ seed: name, notBefore: pki.notBefore })).negative(name));
    }
  });
});
