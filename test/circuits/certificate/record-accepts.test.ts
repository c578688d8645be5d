import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import { anchorRecord, certificateStatement, leafOf } from '../../../src/zk/certificate.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { decodeMeta, Role } from '../../../src/zk/values.ts';
import { expectAccepted, expectRefused } from './record-circuit.ts';
import { HOLDER_SECRET, World } from './world.ts';

describe('CertificateRecord: what it accepts', () => {
  const world = new World();
  const { pki } = world;
  const [euicc] = pki.euiccs;

  it('accepts every role of a PKI, under lines of one to three CAs', async () => {
    for (const minted of pki.all.filter((candidate) => candidate !== pki.ci)) {
      await expectAccepted(world.inputs(world.statement(minted)));
    }
  });

  it('accepts the test certificates of SGP.26', async () => {
    const read = (name: string): Certificate => {
      const folder = path.join(process.env['OPENRSP_VECTORS'] ?? 'test/vectors', 'sgp26');
      return parseCertificate(readFileSync(path.join(folder, `${name}.der`)));
    };
    const official = new World();
    const anchor = anchorRecord(read('CERT_CI_ECDSA_NIST'), 7n);
    const eum = certificateStatement({ certificate: read('CERT_EUM_ECDSA_NIST'), issuer: anchor });
    official.addRecord(read('CERT_CI_ECDSA_NIST'), anchor);
    official.addRecord(eum.certificate, eum.record!);
    const servers = ['CERT_S_SM_DPauth_ECDSA_NIST', 'CERT_S_SM_DPpb_ECDSA_NIST', 'CERT_S_SM_DP_TLS_NIST'];
    const statements = [
      eum,
      ...servers.map((name) => certificateStatement({ certificate: read(name), issuer: anchor })),
      certificateStatement({
        certificate: read('CERT_EUICC_ECDSA_NIST'),
        issuer: eum.record!,
        holderSecret: HOLDER_SECRET,
      }),
    ];
    for (const statement of statements) {
      await expectAccepted(official.inputs(statement, BigInt(Date.UTC(2026, 0, 15)) / 1000n));
    }
  });

  it('caps notAfter of CAs and servers by their issuer, not that of chips', () => {
    const meta = (minted: (typeof pki.all)[number]) => decodeMeta(world.statement(minted).opening.meta);
    expect(meta(pki.subCiEum).notAfter).to.equal(pki.subCiEum.certificate.notAfter);
    expect(meta(euicc)).to.deep.equal({ role: Role.Euicc, flags: 0, notAfter: euicc.certificate.notAfter });
    expect(euicc.certificate.notAfter > world.recordOf(pki.eum.certificate).notAfter).to.equal(true);
    // crlSign, and one CA that may still follow.
    expect(meta(pki.subCi).flags).to.equal(0b011);
    expect(meta(pki.subCiEum).flags).to.equal(0b000);
  });

  it('states the leaf that its opening hashes to', () => {
    for (const minted of pki.all.filter((candidate) => candidate !== pki.ci)) {
      const { kind, opening, leaf, nullifier } = world.statement(minted);
      expect(leafOf(kind, opening)).to.equal(leaf);
      expect(nullifier === 0n).to.equal(kind !== 'chip');
    }
  });

  it('accepts a certificate at its first and last second, and neither before nor after [S13]', async () => {
    const statement = world.statement(pki.dpTls);
    const { notBefore, notAfter } = statement.certificate;
    await expectAccepted(world.inputs(statement, notBefore));
    await expectAccepted(world.inputs(statement, notAfter));
    await expectRefused(world.forcedInputs(statement, notBefore - 1n));
    await expectRefused(world.forcedInputs(statement, notAfter + 1n));
  });

  it('accepts holder secrets from 1 to r - 1 and refuses 0 [S4]', async () => {
    for (const secret of [1n, FIELD_MODULUS - 1n]) {
      await expectAccepted(world.inputs(world.statement(euicc, secret)));
    }
    const { inputs, publicSignals } = world.inputs(world.statement(euicc, 1n));
    await expectRefused({ inputs: { ...inputs, holderSecret: 0n }, publicSignals });
    expect(() => world.statement(euicc, 0n)).to.throw('1 to r - 1');
    expect(() => world.statement(euicc, FIELD_MODULUS)).to.throw('1 to r - 1');
  });

  it('gives one chip certificate one nullifier, whoever holds it and however its EUM is on record [S3]', async () => {
    const first = world.statement(euicc, 1n);
    const second = world.statement(euicc, 2n);
    expect(second.leaf).to.not.equal(first.leaf);
    expect(second.nullifier).to.equal(first.nullifier);
    // The EUM's certificate was renewed: same key, another record.
    const renewed = new World();
    const record = { ...renewed.recordOf(pki.eum.certificate), notAfter: first.issuer.notAfter + 1n, revKey: 5n };
    renewed.addRecord(pki.eum.certificate, record);
    const third = renewed.statement(euicc, 1n);
    expect(third.nullifier).to.equal(first.nullifier);
    await expectAccepted(renewed.inputs(third));
  });
});
