import { parseCrl, type Crl } from '../../pki/crl.ts';
import { PkiError } from '../../pki/error.ts';
import { isCrlSignedBy } from '../../pki/revocation.ts';
import { LoadCrlRequest, LoadCrlResponse, LoadCrlResponseError } from '../../rsp/structures/load-crl.ts';
import type { Ecasd } from '../ecasd/ecasd.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { es10Command } from './command.ts';

/** Octets of all CRLs together. */
export const CRL_MEMORY = 262_144;

/** LoadCRL (SGP.22 5.7.12): a CRL of a CI the chip trusts takes the place of the one before it with the same scope. */
export const loadCrl = es10Command(
  LoadCrlRequest,
  LoadCrlResponse,
  ({ ecasd, memory }, { crl: der }): LoadCrlResponse => {
    const loaded = memory.state.crls.map((octets) => parseCrl(octets));
    const result = accepted(ecasd, loaded, der);
    if (typeof result === 'string') return { kind: 'loadCRLResponseError', value: LoadCrlResponseError[result] };
    if (result !== undefined) memory.update({ crls: result.map((crl) => crl.der) });
    return { kind: 'loadCRLResponseOk', value: {} };
  },
);

/** The CRLs to keep; undefined where the very same is loaded already. */
function accepted(
  ecasd: Ecasd,
  loaded: readonly Crl[],
  der: Uint8Array,
): readonly Crl[] | undefined | keyof typeof LoadCrlResponseError {
  const crl = parsed(der);
  if (crl === undefined) return 'invalidCRLFormat';
  const anchor = ecasd.anchor(crl.authorityKeyIdentifier);
  if (anchor === undefined) return 'verificationKeyNotFound';
  if (!isCrlSignedBy(crl, anchor)) return 'invalidSignature';
  const previous = loaded.find((other) => isOfSameScope(other, crl));
  if (sameOctets(previous?.der, crl.der)) return undefined;
  if (previous !== undefined && previous.number >= crl.number) return 'fresherCrlAlreadyLoaded';
  const kept = [...loaded.filter((other) => other !== previous), crl];
  return kept.reduce((sum, each) => sum + each.der.length, 0) > CRL_MEMORY ? 'notEnoughMemorySpace' : kept;
}

function parsed(der: Uint8Array): Crl | undefined {
  try {
    return parseCrl(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function isOfSameScope(one: Crl, other: Crl): boolean {
  const scope = ({ scope: { contains, distributionPoint } }: Crl): string =>
    JSON.stringify([contains, distributionPoint]);
  return sameOctets(one.authorityKeyIdentifier, other.authorityKeyIdentifier) && scope(one) === scope(other);
}
