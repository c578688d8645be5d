import { expect } from 'chai';
import { checkPolicyRules, type PolicySettings } from '../../../src/lpa/download/policy-rules.ts';
import { LpaError } from '../../../src/lpa/error.ts';
import type { OperatorId } from '../../../src/rsp/structures/operator-id.ts';
import type { PprIds } from '../../../src/rsp/structures/policy-rules.ts';
import { octets } from '../../rsp/support/refusal.ts';
import { ICCID, metadataFor } from '../support/world.ts';

const OWNER: OperatorId = { mccMnc: octets('00F110'), gid1: octets('01') };

function rule(pprIds: PprIds, allowed: OperatorId, consentRequired = false): PolicySettings['rat'][number] {
  return { pprIds, allowedOperators: [allowed], pprFlags: consentRequired ? ['consentRequired'] : [] };
}

function check(
  profilePolicyRules: PprIds,
  rat: PolicySettings['rat'],
  { owner = OWNER, ...settings }: Partial<PolicySettings> & { owner?: OperatorId | undefined } = {},
): PprIds | string {
  const metadata = metadataFor(ICCID, { profilePolicyRules, profileOwner: owner });
  try {
    return checkPolicyRules(metadata, { rat, hasOperationalProfile: false, ...settings });
  } catch (error) {
    if (error instanceof LpaError) return error.code;
    throw error;
  }
}

const ANY = { mccMnc: octets('EEEEEE') };

describe('Policy rules of a profile', () => {
  it('need no consent where there are none, or only leave to change them', () => {
    expect(check([], [])).to.deep.equal([]);
    expect(check(['pprUpdateControl'], [])).to.deep.equal([]);
  });

  it('are allowed to operators that the table lists, digit by digit, and need consent where it says so', () => {
    expect(check(['ppr1'], [rule(['ppr1'], ANY)])).to.deep.equal([]);
    expect(check(['ppr1', 'ppr2'], [rule(['ppr1', 'ppr2'], ANY, true)])).to.deep.equal(['ppr1', 'ppr2']);
    expect(check(['ppr1', 'ppr2'], [rule(['ppr1'], ANY), rule(['ppr2'], ANY, true)])).to.deep.equal(['ppr2']);
    expect(check(['ppr2'], [rule(['ppr2'], { mccMnc: octets('00F1EE') })])).to.deep.equal([]);
    expect(check(['ppr2'], [rule(['ppr2'], { mccMnc: octets('00F120') })])).to.equal('PprNotAllowed');
    expect(check(['ppr2'], [rule(['ppr1'], ANY)])).to.equal('PprNotAllowed');
    expect(check(['ppr2'], [])).to.equal('PprNotAllowed');
  });

  it('go by the first entry that fits', () => {
    const entries = [rule(['ppr1'], OWNER), rule(['ppr1'], ANY, true)];
    expect(check(['ppr1'], entries)).to.deep.equal([]);
    expect(check(['ppr1'], entries.toReversed())).to.deep.equal(['ppr1']);
  });

  it('go by group identifiers where the table has some', () => {
    expect(check(['ppr1'], [rule(['ppr1'], { ...ANY, gid1: octets('01') })])).to.deep.equal([]);
    expect(check(['ppr1'], [rule(['ppr1'], { ...ANY, gid1: octets('02') })])).to.equal('PprNotAllowed');
    expect(check(['ppr1'], [rule(['ppr1'], { ...ANY, gid2: octets('01') })])).to.equal('PprNotAllowed');
    expect(check(['ppr1'], [rule(['ppr1'], { ...ANY, gid2: octets('') })])).to.deep.equal([]);
  });

  it('are refused to a profile without owner, where the eUICC forbids them, and ppr1 beside another operational profile', () => {
    const rat = [rule(['ppr1', 'ppr2'], ANY)];
    const metadata = metadataFor(ICCID, { profilePolicyRules: ['ppr1'], profileOwner: undefined });
    expect(() => checkPolicyRules(metadata, { rat, hasOperationalProfile: false })).to.throw(LpaError, 'ppr1');
    expect(check(['ppr2'], rat, { forbiddenProfilePolicyRules: ['ppr2'] })).to.equal('PprNotAllowed');
    expect(check(['ppr1'], rat, { forbiddenProfilePolicyRules: ['ppr2'] })).to.deep.equal([]);
    expect(check(['ppr1'], rat, { hasOperationalProfile: true })).to.equal('PprNotAllowed');
    expect(check(['ppr2'], rat, { hasOperationalProfile: true })).to.deep.equal([]);
  });
});
