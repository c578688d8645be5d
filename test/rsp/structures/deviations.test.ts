import { expect } from 'chai';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import { LoadCrlRequest, LoadCrlResponse } from '../../../src/rsp/structures/load-crl.ts';
import { RetrieveNotificationsListResponse } from '../../../src/rsp/structures/notifications-list.ts';
import { hex, octets } from '../support/refusal.ts';

describe('what peers send otherwise', () => {
  it('LoadCRL has the automatic tag, and is taken with the tag of the CRL', () => {
    const crl = octets('3003 020101');
    expect(hex(encode(LoadCrlRequest, { crl }))).to.equal('bf3505a003020101');
    for (const encoding of ['BF3505 A003 020101', 'BF3505 3003 020101'])
      expect(decode(LoadCrlRequest, octets(encoding))).to.deep.equal({ crl });
  });

  it('missing parts of a CRL are numbers, alone or each in a SEQUENCE', () => {
    const response = { kind: 'loadCRLResponseOk', value: { missingParts: [2, 200] } } as const;
    expect(hex(encode(LoadCrlResponse, response))).to.equal('bf350ba009a007020102020200c8');
    for (const encoding of ['BF350B A009A007 020102 020200C8', 'BF350F A00DA00B 3003800102 3004800200C8'])
      expect(decode(LoadCrlResponse, octets(encoding))).to.deep.equal(response);
  });

  it('a CRL longer than other messages may be is taken', () => {
    const content = new Uint8Array(400_000);
    const crl = Uint8Array.from([...octets('30 83 061A80'), ...content]);
    expect(decode(LoadCrlRequest, encode(LoadCrlRequest, { crl })).crl.length).to.equal(crl.length);
  });

  it('notifications of later versions are skipped in a list', () => {
    const { value } = decode(RetrieveNotificationsListResponse, octets('BF2B05 A003 BF4400'));
    expect(value).to.deep.equal([]);
  });
});
