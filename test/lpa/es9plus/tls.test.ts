import { expect } from 'chai';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { serverProfile, subCiProfile, tlsProfile, type MintProfile } from '../../../src/pki/mint/profile.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import { Es9PlusClient } from '../../../src/lpa/es9plus/client.ts';
import type { TlsTrust } from '../../../src/lpa/es9plus/trust.ts';
import { HttpServer } from '../support/http-server.ts';
import { rejectionOf } from '../support/rejection.ts';
import { ADDRESS, newSmdp, pki, placeOrder, privateKeyOf, World } from '../support/world.ts';
import { memoryStore } from '../../../src/smdp/store/memory.ts';

const DAY = 86_400n;
const now = () => BigInt(Math.floor(Date.now() / 1000));
const pem = ({ certificate }: Minted): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;

/** A download over HTTPS from a server with this line, its own certificate first. */
async function download(line: readonly Minted[], trust: TlsTrust = ciTrust(), address = ADDRESS): Promise<string> {
  const store = memoryStore();
  await placeOrder(store);
  const key = privateKeyOf(line[0]!).export({ format: 'pem', type: 'pkcs8' });
  await using server = await HttpServer.start(newSmdp(store), { key, cert: line.map(pem).join('') });
  await using world = await World.open();
  const { port } = server;
  const es9Plus = new Es9PlusClient({ trust, route: () => ({ host: '127.0.0.1', port }), attempts: 1 });
  const options = world.downloadOptions({ es9Plus });
  try {
    await new ProfileDownload({ ...world.order, smdpAddress: address }, options).run();
  } finally {
    if (store.orders.all()[0]?.state === 'Released') expect(server.calls).to.deep.equal([]);
  }
  return store.orders.all()[0]!.state;
}

function ciTrust(changes: Partial<Extract<TlsTrust, { kind: 'certificateIssuer' }>> = {}): TlsTrust {
  return { kind: 'certificateIssuer', anchors: [pki().ci.certificate], ...changes };
}

function mint(profile: MintProfile, issuer = pki().ci, from = now() - DAY, to = now() + 30n * DAY): Minted {
  return pki().authority.mint({ name: 'other', profile, issuer, validity: { notBefore: from, notAfter: to } });
}

describe('TLS to an SM-DP+', () => {
  it('takes a DpTls certificate for its name under a Certificate Issuer that is trusted', async () => {
    expect(await download([pki().dpTls])).to.equal('Installed');
  });

  it('takes one under a sub-CI that the server sends along', async () => {
    const subCi = mint(subCiProfile(1));
    expect(await download([mint(tlsProfile('DpTls'), subCi), subCi])).to.equal('Installed');
  });

  it('refuses another Certificate Issuer, and none', async () => {
    const { ci } = mintPki();
    await rejectionOf('TlsUntrusted', download([pki().dpTls], ciTrust({ anchors: [ci.certificate] })), ADDRESS);
    await rejectionOf('TlsUntrusted', download([pki().dpTls], ciTrust({ anchors: [] })));
  });

  it('refuses it where only the web PKI is trusted', async () => {
    await rejectionOf('TlsUntrusted', download([pki().dpTls], { kind: 'webPki' }));
  });

  it('refuses a certificate for another name', async () => {
    await rejectionOf('TlsUntrusted', download([pki().dpTls], ciTrust(), 'other.example.com'), 'ALTNAME');
  });

  it('refuses a certificate of another role, though its key is under the same Certificate Issuer', async () => {
    // DPauth with the name of the server: only its policy tells it from a TLS certificate.
    const auth = serverProfile('DpAuth');
    const tls = tlsProfile('DpTls');
    const isName = (extension: Uint8Array) => Buffer.from(extension).includes(Buffer.from('0603551d11', 'hex'));
    const named: MintProfile = {
      ...auth,
      extensions: (own, issuer) => [
        ...auth.extensions(own, issuer).filter((extension) => !isName(extension)),
        ...tls.extensions(own, issuer).filter(isName),
      ],
    };
    await rejectionOf('TlsUntrusted', download([mint(named)]), 'DpAuth');
  });

  it('refuses one that is out of date', async () => {
    const expired = mint(tlsProfile('DpTls'), pki().ci, now() - 3n * DAY, now() - DAY);
    await rejectionOf('TlsUntrusted', download([expired]), 'EXPIRED');
    const early = mint(tlsProfile('DpTls'), pki().ci, now() + DAY, now() + 3n * DAY);
    await rejectionOf('TlsUntrusted', download([early]));
  });

  it('goes by CRLs where there are some: taken while they list nothing, refused where one is missing', async () => {
    const crls = pki().crls.map(({ crl }) => crl);
    expect(await download([pki().dpTls], ciTrust({ crls }))).to.equal('Installed');
    await rejectionOf('TlsUntrusted', download([pki().dpTls], ciTrust({ crls: [] })));
  });
});
