import { Fields, objectIdentifier, sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';

/** Reads certificatePolicies (RFC 5280 4.2.1.4) as SGP.22 4.5.2.1 has it: one policy, the role, without qualifiers. */
export function readCertificatePolicies(node: DerNode): string {
  const policies = sequenceOf(node, 'certificatePolicies').map((member) => {
    const fields = new Fields(member, 'PolicyInformation');
    const policy = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'policyIdentifier'));
    if (fields.rest().length > 0) {
      throw new PkiError('CertificatePolicy', `policy ${policy} has qualifiers; SGP.22 has none.`);
    }
    return policy;
  });
  const [policy, ...others] = policies;
  if (policy === undefined || others.length > 0) {
    throw new PkiError(
      'CertificatePolicy',
      `${policies.length} policies (${policies.join(', ')}); SGP.22 wants one, the role.`,
    );
  }
  return policy;
}
