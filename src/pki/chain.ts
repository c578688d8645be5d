import type { Certificate } from './certificate.ts';
import type { Crl } from './crl.ts';
import { PkiError } from './error.ts';
import { hex } from './hex.ts';
import { checkLink, checkPathLength, checkValidAt } from './link.ts';
import { checkNotRevoked } from './revocation.ts';
import { isSignedBy } from './signature.ts';

/** Longest line: CI, two sub-CIs, EUM, eUICC. */
const MAX_LINE = 5;
/** Bounds the search where many certificates share one key. */
const MAX_SIGNATURE_CHECKS = 1_000;

/** The certificate among `candidates` whose key signed `certificate`. Key identifiers only say where to look first. */
export function findIssuer(certificate: Certificate, candidates: Iterable<Certificate>): Certificate | undefined {
  return likelyFirst(certificate, candidates).find((candidate) => isSignedBy(certificate, candidate));
}

/**
 * The line of `certificate`: itself first, its anchor last. Each is signed by the next and allowed by it (role, path length, EUM name
 * constraints), in date at `at` (shell model; no period needs to lie within another) and, where `crls` are given, not revoked.
 *
 * Issuers are looked for in `pool`; only the Certificate Issuers in `anchors` are trusted. `at` in Unix seconds. Throws
 * {@link PkiError}: of several lines that fail, the error of the one whose key identifiers fit.
 */
export function validateChain(
  certificate: Certificate,
  pool: Iterable<Certificate>,
  anchors: Iterable<Certificate>,
  at: bigint,
  crls?: readonly Crl[],
): readonly Certificate[] {
  const trusted = [...anchors];
  const candidates = [...trusted, ...pool];
  let checksLeft = MAX_SIGNATURE_CHECKS;

  const extend = (line: readonly Certificate[], last: Certificate): readonly Certificate[] => {
    if (last.role === 'Ci') {
      checkAnchor(last, trusted);
      checkPathLength(line);
      for (const member of line) checkValidAt(member, at);
      if (crls !== undefined) checkNotRevoked(line, crls, at);
      return line;
    }
    if (line.length === MAX_LINE) {
      throw new PkiError(
        'PathLength',
        `"${last.subject.text}" ends a line of ${MAX_LINE} without a Certificate Issuer.`,
      );
    }
    let failure: PkiError | undefined;
    for (const issuer of likelyFirst(last, candidates)) {
      if (checksLeft-- === 0) throw tooComplex();
      if (!isSignedBy(last, issuer)) continue;
      try {
        checkLink(last, issuer);
        return extend([...line, issuer], issuer);
      } catch (error) {
        if (!(error instanceof PkiError) || error.code === 'ChainTooComplex') throw error;
        failure ??= error;
      }
    }
    throw failure ?? issuerNotFound(last, candidates);
  };
  return extend([certificate], certificate);
}

function checkAnchor(anchor: Certificate, trusted: readonly Certificate[]): void {
  const name = anchor.subject.text;
  if (!trusted.some(({ der }) => Buffer.compare(der, anchor.der) === 0)) {
    throw new PkiError(
      'UnknownAnchor',
      `"${name}" is a Certificate Issuer that is not trusted here; add it as an anchor.`,
    );
  }
  if (!isSignedBy(anchor, anchor)) {
    throw new PkiError(
      'SignatureInvalid',
      `the anchor "${name}" is not signed by its own key; get its certificate again.`,
    );
  }
}

/** Candidates without repetition, those that the authority key identifier names first. */
function likelyFirst(certificate: Certificate, candidates: Iterable<Certificate>): Certificate[] {
  const isNamed = (candidate: Certificate): number => Number(isNamedBy(certificate, candidate));
  return [...new Set(candidates)].toSorted((a, b) => isNamed(b) - isNamed(a));
}

function isNamedBy(
  { authorityKeyIdentifier: wanted }: Certificate,
  { subjectKeyIdentifier: own }: Certificate,
): boolean {
  return wanted !== undefined && own !== undefined && Buffer.compare(wanted, own) === 0;
}

function issuerNotFound(certificate: Certificate, candidates: readonly Certificate[]): PkiError {
  const { authorityKeyIdentifier, issuer, subject } = certificate;
  const named = candidates.find((candidate) => isNamedBy(certificate, candidate));
  if (named !== undefined) {
    return new PkiError(
      'SignatureInvalid',
      `the key of "${named.subject.text}", which "${subject.text}" names, did not sign it: it was altered or is forged.`,
    );
  }
  const key = authorityKeyIdentifier === undefined ? '' : ` (key identifier ${hex(authorityKeyIdentifier)})`;
  return new PkiError(
    'IssuerNotFound',
    `none of the certificates given signed "${subject.text}"; add the one of its issuer "${issuer.text}"${key}.`,
  );
}

function tooComplex(): PkiError {
  return new PkiError(
    'ChainTooComplex',
    `no line found within ${MAX_SIGNATURE_CHECKS} signature checks; give fewer certificates.`,
  );
}
