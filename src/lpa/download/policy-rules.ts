import type { OperatorId } from '../../rsp/structures/operator-id.ts';
import type { PprIds } from '../../rsp/structures/policy-rules.ts';
import type { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import { ProfileClass } from '../../rsp/structures/profile-metadata.ts';
import type { GetRatResponse } from '../../rsp/structures/rules-authorisation-table.ts';
import { LpaError } from '../error.ts';

/** What the eUICC allows. */
export interface PolicySettings {
  /** Rules Authorisation Table. */
  readonly rat: GetRatResponse['rat'];
  readonly forbiddenProfilePolicyRules?: PprIds | undefined;
  /** Whether it has an operational profile already. */
  readonly hasOperationalProfile: boolean;
}

/**
 * Checks a profile's policy rules against the eUICC's Rules Authorisation Table and gives those the user has to consent to (SGP.22
 * 2.9.2.4, 2.9.3.1). Throws {@link LpaError} `PprNotAllowed`.
 */
export function checkPolicyRules(metadata: StoreMetadataRequest, settings: PolicySettings): PprIds {
  // The first bit says only that the server may change the rules.
  const rules = (metadata.profilePolicyRules ?? []).filter((rule) => rule !== 'pprUpdateControl');
  return rules.filter((rule) => {
    if (settings.forbiddenProfilePolicyRules?.includes(rule) === true) throw notAllowed(rule, 'the eUICC forbids it');
    if (rule === 'ppr1' && metadata.profileClass === ProfileClass.operational && settings.hasOperationalProfile) {
      throw notAllowed(rule, 'the eUICC has another operational profile, which could then never be enabled');
    }
    const entry = settings.rat.find(
      ({ pprIds, allowedOperators }) =>
        pprIds.includes(rule) && allowedOperators.some((allowed) => isMatch(allowed, metadata.profileOwner)),
    );
    if (entry === undefined) throw notAllowed(rule, 'the eUICC does not authorise its operator for it');
    return entry.pprFlags.includes('consentRequired');
  });
}

function notAllowed(rule: string, why: string): LpaError {
  return new LpaError('PprNotAllowed', `The profile has the policy rule ${rule}, but ${why}. Ask the operator.`);
}

const ANY_DIGIT = 'e';

/** Digits E of the table stand for any; a group identifier that is absent or empty in it, too. */
function isMatch(allowed: OperatorId, owner: OperatorId | undefined): boolean {
  if (owner === undefined) return false;
  const digits = hex(owner.mccMnc);
  const sameOperator = Array.from(hex(allowed.mccMnc)).every((digit, i) => digit === ANY_DIGIT || digit === digits[i]);
  return sameOperator && isGroup(allowed.gid1, owner.gid1) && isGroup(allowed.gid2, owner.gid2);
}

function isGroup(allowed: Uint8Array | undefined, own: Uint8Array | undefined): boolean {
  if (allowed === undefined || allowed.length === 0) return true;
  return own !== undefined && Buffer.compare(allowed, own) === 0;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
