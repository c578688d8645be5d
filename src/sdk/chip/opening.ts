import type { Certificate } from '../../pki/certificate.ts';
import { chipRecordLeaf, chipRevKey, type ChipOpening } from '../../zk/chip/record.ts';
import { keyHash, nullifier } from '../../zk/values.ts';
import { SdkError } from '../sdk-error.ts';

/** What a chip's leaf commits to, from its certificate, its EUM's and its holder's secret. Throws SdkError for another certificate. */
export function chipOpening(certificate: Certificate, eum: Certificate, holderSecret: bigint): ChipOpening {
  const { role, eid, publicKey, notAfter, serialNumber } = certificate;
  if (role !== 'Euicc' || eid === undefined) {
    throw new SdkError(
      `"${certificate.subject.text}" is of role ${role}; only an eUICC is registered as a chip: the others with certificate prove --register`,
    );
  }
  return { publicKey, notAfter, issuer: { publicKey: eum.publicKey }, serialNumber, eid, holderSecret };
}

/** What the registry knows the chip by. */
export function chipIdentity(chip: ChipOpening): { readonly leaf: bigint; readonly nullifier: bigint } {
  return { leaf: chipRecordLeaf(chip), nullifier: nullifier(keyHash(chip.publicKey), chipRevKey(chip)) };
}
