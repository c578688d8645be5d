import type { DerNode } from '../der/node.ts';
import { PkiError } from '../error.ts';
import { GeneralNameTag, readGeneralNames, textsOf } from './generalName.ts';

export interface SubjectAltName {
  readonly dnsNames: readonly string[];
  /** Content octets of the registeredID, at most 31: the RID of an SM-DP+, SM-DS, EUM or CI (SGP.22 4.5.2.1). */
  readonly registeredId: Uint8Array | undefined;
}

/** What fits one field element of the proof with room to spare. */
const MAX_REGISTERED_ID_OCTETS = 31;

export function readSubjectAltName(node: DerNode): SubjectAltName {
  const names = readGeneralNames(node, 'subjectAltName');
  const [registeredId, second] = names.filter(({ tag }) => tag === GeneralNameTag.registeredID);
  if (second !== undefined) {
    throw new PkiError('RegisteredId', 'subjectAltName has more than one registeredID; a holder has one.');
  }
  if (registeredId !== undefined && registeredId.content.length > MAX_REGISTERED_ID_OCTETS) {
    throw new PkiError(
      'RegisteredId',
      `the registeredID has ${registeredId.content.length} octets, at most ${MAX_REGISTERED_ID_OCTETS} are supported.`,
    );
  }
  return { dnsNames: textsOf(names, GeneralNameTag.dNSName), registeredId: registeredId?.content };
}
