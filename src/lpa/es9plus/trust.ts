import {
  checkServerIdentity,
  type ConnectionOptions,
  type DetailedPeerCertificate,
  type PeerCertificate,
} from 'node:tls';
import { parseCertificate, type Certificate } from '../../pki/certificate.ts';
import { validateChain } from '../../pki/chain.ts';
import type { Crl } from '../../pki/crl.ts';
import { isTlsRole } from '../../pki/role.ts';
import { LpaError } from '../error.ts';

/** Whom a server's TLS certificate has to come from. */
export type TlsTrust =
  | {
      /** CERT.DP.TLS or CERT.DS.TLS under one of these Certificate Issuers (SGP.22 4.5.2.1). */
      readonly kind: 'certificateIssuer';
      readonly anchors: readonly Certificate[];
      /** Where there are some, nothing of the line may be revoked. */
      readonly crls?: readonly Crl[];
    }
  /** Any certificate for the name under the authorities that Node trusts, as some operators' servers have. */
  | { readonly kind: 'webPki' };

/** Longest line that a server sends. */
const MAX_LINE = 5;

/** What TLS to `host` is made with: version 1.2 or later, a certificate for the name, and under whom `trust` says. */
export function tlsOptions(host: string, trust: TlsTrust, isIpAddress: boolean): ConnectionOptions {
  const name = isIpAddress ? {} : { servername: host };
  const base: ConnectionOptions = { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...name };
  if (trust.kind === 'webPki') return base;
  if (trust.anchors.length === 0) {
    throw new LpaError('TlsUntrusted', 'No Certificate Issuer is trusted; give the one of the server.');
  }
  return {
    ...base,
    ca: trust.anchors.map(({ der }) => pem(der)),
    checkServerIdentity: (name, peer) => checkServerIdentity(name, peer) ?? checkLine(peer, trust),
  };
}

/** The rules that OpenSSL does not know: the role, the issuers' roles, CRLs. */
function checkLine(
  peer: PeerCertificate,
  { anchors, crls }: Extract<TlsTrust, { kind: 'certificateIssuer' }>,
): Error | undefined {
  try {
    const [leaf, ...pool] = sent(peer as DetailedPeerCertificate).map(parseCertificate);
    if (leaf === undefined) return new LpaError('TlsUntrusted', 'The server showed no certificate.');
    if (!isTlsRole(leaf.role)) {
      return new LpaError(
        'TlsUntrusted',
        `The server's TLS certificate is of the role ${leaf.role}, not DpTls or DsTls.`,
      );
    }
    validateChain(leaf, pool, anchors, BigInt(Math.floor(Date.now() / 1000)), crls);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What the server sent: OpenSSL hangs each certificate's issuer on it, the last one on itself. */
function sent(peer: DetailedPeerCertificate): Uint8Array[] {
  const line: Uint8Array[] = [];
  let at: Partial<DetailedPeerCertificate> | undefined = peer;
  while (at?.raw !== undefined && line.length < MAX_LINE) {
    line.push(at.raw);
    at = at.issuerCertificate === at ? undefined : at.issuerCertificate;
  }
  return line;
}

function pem(der: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
}
