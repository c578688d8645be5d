import { expect } from 'chai';
import { findProfile, identifierOf } from '../../src/lpa/profiles.ts';
import { LpaError } from '../../src/lpa/error.ts';
import { octets } from '../rsp/support/refusal.ts';

const PROFILES = [
  { iccid: '89000123456789012341', isdpAid: octets('A0000005591010FFFFFFFF8900001000'), profileName: 'Home' },
  {
    iccid: '8900012345678901235',
    isdpAid: octets('A0000005591010FFFFFFFF8900001100'),
    profileName: 'Home',
    profileNickname: 'travel',
  },
  { isdpAid: octets('A0000005591010FFFFFFFF8900001200') },
];

describe('A profile is found', () => {
  it('by ICCID, with or without its padding, by AID and by name', () => {
    expect(findProfile(PROFILES, '89000123456789012341')).to.equal(PROFILES[0]);
    expect(findProfile(PROFILES, '8900012345678901235F')).to.equal(PROFILES[1]);
    expect(findProfile(PROFILES, 'a0000005591010ffffffff8900001100')).to.equal(PROFILES[1]);
    expect(findProfile(PROFILES, 'travel')).to.equal(PROFILES[1]);
  });

  it('only where it is one', () => {
    for (const wanted of ['', 'Home', 'nobody', '8900012345678901234', 'TRAVEL']) {
      expect(() => findProfile(PROFILES, wanted), wanted).to.throw(LpaError, 'List the profiles');
    }
  });

  it('and named to the eUICC by ICCID, or by AID where it gave none', () => {
    expect(identifierOf(PROFILES[0]!)).to.deep.equal({ kind: 'iccid', value: '89000123456789012341' });
    expect(identifierOf(PROFILES[2]!)).to.have.property('kind', 'isdpAid');
    expect(() => identifierOf({})).to.throw(LpaError);
  });
});
