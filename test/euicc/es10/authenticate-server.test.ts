import { expect } from 'chai';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';
import { mintNegative } from '../../../src/pki/mint/negative.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import {
  AuthenticateErrorCode,
  type AuthenticateServerRequest,
} from '../../../src/rsp/structures/authenticate-server.ts';
import { Bench } from '../support/cards.ts';
import type { LpaDouble } from '../support/lpa.ts';
import { mintedPki } from '../support/parties.ts';
import type { ServerDouble } from '../support/server.ts';

type Code = keyof typeof AuthenticateErrorCode;

describe('AuthenticateServer', () => {
  let bench: Bench;
  let lpa: LpaDouble;
  let server: ServerDouble;
  beforeEach(async () => {
    bench = await Bench.open();
    ({ lpa } = bench);
    server = bench.server();
  });

  async function expectCode(request: AuthenticateServerRequest, code: Code): Promise<void> {
    const response = await lpa.authenticateServer(request);
    expect(response).to.deep.equal({
      kind: 'authenticateResponseError',
      value: {
        transactionId: request.serverSigned1.value.transactionId,
        authenticateErrorCode: AuthenticateErrorCode[code],
      },
    });
  }

  it('signs euiccSigned1 with the device information as it came, and gives its certificates', async () => {
    const request = server.authenticateServer(await lpa.challenge());
    const response = await lpa.authenticateServer(request);
    if (response.kind !== 'authenticateResponseOk') throw new Error(response.kind);
    const { euiccSigned1, euiccSignature1, euiccCertificate, eumCertificate } = response.value;
    const { transactionId, serverAddress, serverChallenge } = request.serverSigned1.value;
    expect(euiccSigned1.value).to.deep.include({ transactionId, serverAddress, serverChallenge });
    expect(euiccSigned1.value.ctxParams1.raw).to.deep.equal(request.ctxParams1.raw);
    const { euicc, eum } = { euicc: mintedPki().euiccs[0].certificate, eum: mintedPki().eum.certificate };
    expect(isSignatureOf(euiccSigned1.raw, euiccSignature1, euicc.publicKey)).to.equal(true);
    expect([euiccCertificate, eumCertificate]).to.deep.equal([euicc.der, eum.der]);
  });

  it('takes an SM-DS too', async () => {
    const { dsAuth } = mintedPki();
    const request = server.authenticateServer(await lpa.challenge(), { signer: dsAuth });
    expect((await lpa.authenticateServer(request)).kind).to.equal('authenticateResponseOk');
  });

  it('refuses without a challenge (noSessionContext)', async () => {
    await expectCode(server.authenticateServer(new Uint8Array(16)), 'noSessionContext');
  });

  it('refuses a challenge that was answered before, whatever came of it (noSessionContext)', async () => {
    const challenge = await lpa.challenge();
    expect((await lpa.authenticateServer(server.authenticateServer(challenge))).kind).to.equal(
      'authenticateResponseOk',
    );
    await expectCode(server.authenticateServer(challenge), 'noSessionContext');
    const second = await lpa.challenge();
    await expectCode(server.authenticateServer(challenge), 'euiccChallengeMismatch');
    await expectCode(server.authenticateServer(second), 'noSessionContext');
  });

  it('refuses the challenge of an earlier call (euiccChallengeMismatch)', async () => {
    const old = await lpa.challenge();
    await lpa.challenge();
    await expectCode(server.authenticateServer(old), 'euiccChallengeMismatch');
  });

  it('refuses a CI under which it has no certificate of its own (ciPKUnknown)', async () => {
    const request = server.authenticateServer(await lpa.challenge(), { ciPKId: new Uint8Array(20).fill(7) });
    await expectCode(request, 'ciPKUnknown');
  });

  it('refuses a server of another CI, also under the name of its own (invalidCertificate)', async () => {
    const other = mintPki({ seed: 'test/euicc/another CI' });
    await expectCode(server.authenticateServer(await lpa.challenge(), { signer: other.dpAuth }), 'invalidCertificate');
    const { certificate } = { certificate: mintNegative(mintedPki(), 'wrongIssuer').der };
    await expectCode(
      server.authenticateServer(await lpa.challenge(), { signer: mintedPki().dpAuth, certificate }),
      'invalidCertificate',
    );
  });

  for (const role of ['dpPb', 'dpTls', 'dsTls', 'eum'] as const) {
    it(`refuses a certificate of the role of ${role} (invalidCertificate)`, async () => {
      const signer = mintedPki()[role];
      await expectCode(server.authenticateServer(await lpa.challenge(), { signer }), 'invalidCertificate');
    });
  }

  it('refuses the certificate of a chip, which has no CI key to be found by (invalidCertificate)', async () => {
    const [signer] = mintedPki().euiccs;
    await expectCode(server.authenticateServer(await lpa.challenge(), { signer }), 'invalidCertificate');
  });

  for (const [negative, code] of [
    ['tamperedSignature', 'invalidCertificate'],
    ['tamperedSubject', 'invalidCertificate'],
    ['withoutRegisteredId', 'invalidOid'],
    ['unknownCriticalExtension', 'invalidCertificate'],
    ['serverIsCa', 'invalidCertificate'],
    ['brainpool', 'unsupportedCurve'],
  ] as const) {
    it(`refuses the forged certificate ${negative} (${code})`, async () => {
      const { der, secretKey } = mintNegative(mintedPki(), negative);
      const signer = { certificate: mintedPki().dpAuth.certificate, secretKey };
      await expectCode(server.authenticateServer(await lpa.challenge(), { signer, certificate: der }), code);
    });
  }

  it('does not look at dates: it has no clock', async () => {
    const { der, secretKey } = mintNegative(mintedPki(), 'notYetValid');
    const signer = { certificate: mintedPki().dpAuth.certificate, secretKey };
    const response = await lpa.authenticateServer(
      server.authenticateServer(await lpa.challenge(), { signer, certificate: der }),
    );
    expect(response.kind).to.equal('authenticateResponseOk');
  });

  it('refuses a signature by another key, or over other octets (invalidSignature)', async () => {
    const { dpAuth, dpPb } = mintedPki();
    const forged = { certificate: dpAuth.certificate, secretKey: dpPb.secretKey };
    await expectCode(server.authenticateServer(await lpa.challenge(), { signer: forged }), 'invalidSignature');
    const request = server.authenticateServer(await lpa.challenge());
    const other = server.authenticateServer(request.serverSigned1.value.euiccChallenge, {
      address: 'other.example.com',
    });
    await expectCode({ ...request, serverSigned1: other.serverSigned1 }, 'invalidSignature');
    for (const signature of [new Uint8Array(64), new Uint8Array(64).fill(0xff)]) {
      await expectCode(
        { ...server.authenticateServer(await lpa.challenge()), serverSignature1: signature },
        'invalidSignature',
      );
    }
  });

  it('refuses the server of another session with a signature that was good there (euiccChallengeMismatch) [S58]', async () => {
    const other = await Bench.open();
    const recorded = server.authenticateServer(await other.lpa.challenge());
    expect((await other.lpa.authenticateServer(recorded)).kind).to.equal('authenticateResponseOk');
    await lpa.challenge();
    await expectCode(recorded, 'euiccChallengeMismatch');
  });

  it('never gives a challenge twice, also not when it is set back to what it had stored [S65]', async function () {
    const runs = process.env.OPENRSP_LONG === '1' ? 100_000 : 2_000;
    const seen = new Set<string>();
    for (let i = 0; i < runs; i++) {
      if (i % (runs / 4) === 0) lpa = (await bench.restarted()).lpa;
      seen.add(Buffer.from(await lpa.challenge()).toString('hex'));
    }
    expect(seen.size).to.equal(runs);
  });
});
