import type { Certificate } from '../pki/certificate.ts';
import { isSignedBy } from '../pki/signature.ts';
import { statedPathLength } from '../zk/certificate/issuer.ts';
import { encodeFlags } from '../zk/values.ts';
import { SdkError } from './sdk-error.ts';

/** What `addAnchor` takes. */
export interface AnchorArguments {
  readonly x: bigint;
  readonly y: bigint;
  /** Seconds since 1970. */
  readonly notAfter: bigint;
  readonly flags: number;
}

/** A CI's certificate as an anchor. Throws SdkError unless it is a CI's, signed by its own key. */
export function anchorArguments(certificate: Certificate): AnchorArguments {
  const { role, subject, publicKey, notAfter, keyUsage, pathLength } = certificate;
  if (role !== 'Ci') {
    throw new SdkError(
      `"${subject.text}" is a certificate of role ${role}; only a CI's (policy 2.23.146.1.2.1.0) is an anchor`,
    );
  }
  if (!isSignedBy(certificate, certificate)) {
    throw new SdkError(
      `The CI certificate "${subject.text}" is not signed by its own key; get it again from its issuer`,
    );
  }
  const flags = encodeFlags({ crlSign: keyUsage.cRLSign, pathLength: statedPathLength(pathLength) });
  return { ...publicKey, notAfter, flags };
}
