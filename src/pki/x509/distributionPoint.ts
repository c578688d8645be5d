import { Fields, sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { contextConstructed } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { GeneralNameTag, readGeneralNames, textsOf } from './generalName.ts';

/** URIs of cRLDistributionPoints (RFC 5280 4.2.1.13), in order. */
export function readDistributionPoints(node: DerNode): readonly string[] {
  return sequenceOf(node, 'cRLDistributionPoints').flatMap((point) => {
    const fields = new Fields(point, 'DistributionPoint');
    const name = fields.required(contextConstructed(0), 'distributionPoint');
    if (fields.rest().length > 0) {
      throw new PkiError('Extension', 'reasons and cRLIssuer (partitioned and indirect CRLs) are not part of SGP.22.');
    }
    return readDistributionPointName(name);
  });
}

/** URIs of a DistributionPointName; a choice, so its own tag is explicit. */
export function readDistributionPointName(node: DerNode): readonly string[] {
  const fields = new Fields(node, 'DistributionPointName', contextConstructed(0));
  const fullName = fields.required(contextConstructed(0), 'fullName');
  fields.end();
  const names = readGeneralNames(fullName, 'fullName', contextConstructed(0));
  return textsOf(names, GeneralNameTag.uniformResourceIdentifier);
}
