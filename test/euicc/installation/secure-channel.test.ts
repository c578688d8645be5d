import { expect } from 'chai';
import { InstallationFault } from '../../../src/euicc/installation/fault.ts';
import { initialiseSecureChannel } from '../../../src/euicc/installation/secure-channel.ts';
import { decode } from '../../../src/rsp/asn1/codec.ts';
import { BspError } from '../../../src/rsp/bsp/error.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { BoundProfilePackage } from '../../../src/rsp/structures/bound-profile-package.ts';
import { mintedParties } from '../support/parties.ts';
import { metadataFor, profileOf, ServerDouble, type PackageChanges } from '../support/server.ts';

const ICCID = '89000123456789012341';

describe('InitialiseSecureChannel', () => {
  /** The command of a package for a new one-time key, and what the chip checks it against. */
  function channel(changes: PackageChanges = {}) {
    const parties = mintedParties();
    const server = new ServerDouble(parties);
    const oneTimeKeys = OneTimeKeyPair.generate();
    server.euiccOtpk = oneTimeKeys.publicKey;
    const bound = decode(BoundProfilePackage, server.bind(profileOf(ICCID), metadataFor(ICCID), changes));
    const terms = {
      transactionId: server.transactionId,
      bindingCertificate: parties.dpPb.certificate,
      oneTimeKeys,
      eid: parties.ecasd.eidOctets,
    };
    return { octets: bound.initialiseSecureChannelRequest.raw, terms };
  }

  it('leaves neither the one-time key nor the shared secret', () => {
    const { octets, terms } = channel();
    const { oneTimeKeys } = terms;
    const secrets: Uint8Array[] = [];
    const agree = oneTimeKeys.agree.bind(oneTimeKeys);
    oneTimeKeys.agree = (publicKey) => {
      const secret = agree(publicKey);
      expect(secret.some((octet) => octet !== 0)).to.equal(true);
      secrets.push(secret);
      return secret;
    };
    expect(initialiseSecureChannel(octets, terms).octets()).to.have.length(48);
    expect(secrets).to.deep.equal([new Uint8Array(32)]);
    expect(() => agree(OneTimeKeyPair.generate().publicKey))
      .to.throw(BspError)
      .with.property('code', 'KeyErased');
  });

  it('leaves no one-time key where it is refused', () => {
    for (const changes of [
      { remoteOpId: 2 },
      { smdpOtpk: new Uint8Array(65).fill(4) },
      { signer: mintedParties().dpAuth },
    ]) {
      const { octets, terms } = channel(changes);
      expect(() => initialiseSecureChannel(octets, terms)).to.throw(InstallationFault);
      expect(() => terms.oneTimeKeys.agree(OneTimeKeyPair.generate().publicKey))
        .to.throw(BspError)
        .with.property('code', 'KeyErased');
    }
  });
});
