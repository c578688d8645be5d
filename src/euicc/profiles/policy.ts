import type { OperatorId } from '../../rsp/structures/operator-id.ts';
import type { PprIds } from '../../rsp/structures/policy-rules.ts';
import type { ProfilePolicyAuthorisationRule } from '../../rsp/structures/rules-authorisation-table.ts';
import { sameOctets } from '../../rsp/same-octets.ts';

/** Whether some rule of the table allows `owner`'s profiles the policy rule `rule` (SGP.22 2.9.2). */
export function isPolicyAuthorised(
  table: readonly ProfilePolicyAuthorisationRule[],
  rule: PprIds[number],
  owner: OperatorId | undefined,
): boolean {
  return table.some(
    ({ pprIds, allowedOperators }) =>
      pprIds.includes(rule) && owner !== undefined && allowedOperators.some((allowed) => isMatch(allowed, owner)),
  );
}

/** In a table, E stands for any digit of MCC and MNC, and a GID that is not there for any. */
function isMatch(allowed: OperatorId, owner: OperatorId): boolean {
  const digits = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
  const wanted = digits(allowed.mccMnc);
  const found = digits(owner.mccMnc);
  return (
    Array.from(wanted).every((digit, i) => digit === 'e' || digit === found[i]) &&
    isGidMatch(allowed.gid1, owner.gid1) &&
    isGidMatch(allowed.gid2, owner.gid2)
  );
}

function isGidMatch(allowed: Uint8Array | undefined, gid: Uint8Array | undefined): boolean {
  return allowed === undefined || sameOctets(allowed, gid);
}
