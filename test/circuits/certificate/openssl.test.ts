import { expect } from 'chai';
import { anchorRecord, certificateStatement } from '../../../src/zk/certificate.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { CORPUS_TIME, opensslCorpus } from '../../pki/openssl-corpus.ts';
import { expectAccepted } from './circuit.ts';
import { HOLDER_SECRET, World } from './world.ts';

/** A witness of the whole circuit takes seconds; all 200 are for the long run. test/circuits/der reads all of them each time. */
const COUNT = process.env['OPENRSP_LONG'] === '1' ? 200 : 3;

describe('Certificate circuit and OpenSSL', () => {
  it('accepts certificates that OpenSSL made [S47]', async () => {
    const { issuers, certificates } = opensslCorpus();
    const world = new World();
    const anchor = anchorRecord(issuers.ci, 9n);
    const eum = certificateStatement({ certificate: issuers.eum, issuer: anchor }).record!;
    world.addRecord(issuers.ci, anchor);
    world.addRecord(issuers.eum, eum);
    const fitting = certificates.filter(({ fitsCircuit }) => fitsCircuit).slice(0, COUNT);
    expect(fitting).to.not.be.empty;
    for (const { der, role } of fitting) {
      const holderSecret = role === 'Euicc' ? HOLDER_SECRET : undefined;
      const issuer = role === 'Euicc' ? eum : anchor;
      const statement = certificateStatement({ certificate: parseCertificate(der), issuer, holderSecret });
      await expectAccepted(world.inputs(statement, CORPUS_TIME));
    }
  });
});
