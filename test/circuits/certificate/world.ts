import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { mintNegative, type NegativeName } from '../../../src/pki/mint/negative.ts';
import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { assignInputs, certificateInputs } from '../../../src/zk/certificate/inputs.ts';
import { anchorRecord, issuerLeaf, type IssuerRecord } from '../../../src/zk/certificate/issuer.ts';
import { describeCertificate, type CertificateStatement } from '../../../src/zk/certificate/statement.ts';
import { IndexedTree, LeanTree } from '../../../src/zk/trees.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';

export const CA_DEPTH = 12;
export const REVOCATION_DEPTH = 24;
export const HOLDER_SECRET = 0x5eedn;
export const BINDING = 0xb1ddn;
const DAY = 86_400n;

/** A minted PKI with its CAs on record, as the registry has it. */
export class World {
  readonly pki: MintedPki;
  readonly caTree = new LeanTree(CA_DEPTH);
  /** A few revoked values, none of this PKI's. */
  readonly revocationTree = new IndexedTree(REVOCATION_DEPTH, [7n, 1n << 250n, 1n << 100n]);
  readonly now: bigint;
  readonly #records = new Map<string, IssuerRecord>();

  constructor(pki = mintPki({ seed: 'certificate circuit', notBefore: 1_768_435_200n })) {
    this.pki = pki;
    this.now = pki.notBefore + 30n * DAY;
    this.addRecord(pki.ci.certificate, anchorRecord(pki.ci.certificate, 1n));
    for (const minted of [pki.subCi, pki.eum, pki.subCiEum]) {
      this.addRecord(minted.certificate, this.statement(minted).record!);
    }
  }

  addRecord(certificate: Certificate, record: IssuerRecord): void {
    this.#records.set(keyOf(certificate), record);
    this.caTree.insert(issuerLeaf(record));
  }

  recordOf(certificate: Certificate): IssuerRecord {
    return this.#records.get(keyOf(certificate))!;
  }

  /** Of a minted certificate under the record of its issuer, whether it is true or not. */
  statement(
    { certificate, issuer }: Pick<Minted, 'certificate' | 'issuer'>,
    secret = HOLDER_SECRET,
  ): CertificateStatement {
    const holderSecret = certificate.role === 'Euicc' ? secret : undefined;
    return describeCertificate({ certificate, issuer: this.recordOf(issuer!.certificate), holderSecret });
  }

  /** Inputs of a true statement. */
  inputs(statement: CertificateStatement, now = this.now): ProofInputs {
    return certificateInputs({ ...this.#proofs(statement), statement, now, binding: BINDING });
  }

  /** Inputs of a statement that need not be true: the best a dishonest prover can do with these records. */
  forcedInputs(statement: CertificateStatement, now = this.now): ProofInputs {
    return assignInputs({ ...this.#proofs(statement), statement, now, binding: BINDING }, { force: true });
  }

  /** What a prover makes of a negative certificate, when its issuer got on record, CA or not. */
  negative(name: NegativeName): ProofInputs {
    const { der, issuer } = mintNegative(this.pki, name);
    if (!this.#records.has(keyOf(issuer.certificate))) {
      const { certificate, role, flags, notAfter, opening } = this.statement(issuer);
      const { publicKey } = certificate;
      this.addRecord(certificate, { publicKey, role, flags, notAfter, revKey: opening.revKey });
    }
    return this.forcedInputs(this.statement({ certificate: parseCertificate(der), issuer }));
  }

  #proofs({ issuer, opening }: CertificateStatement) {
    return {
      caProof: this.caTree.membership(this.caTree.indexOf(issuerLeaf(issuer))),
      revocationProof: this.revocationTree.nonMembership(opening.revKey),
    };
  }
}

/** The inputs with some replaced. */
export function withInputs(
  { inputs, publicSignals }: ProofInputs,
  others: Readonly<Record<string, unknown>>,
): ProofInputs {
  return { inputs: { ...inputs, ...others }, publicSignals };
}

/** The certificate with other octets under its signature. */
export function withTbs(certificate: Certificate, tbs: Uint8Array): Certificate {
  return { ...certificate, tbs };
}

function keyOf({ publicKey }: Certificate): string {
  return `${publicKey.x}`;
}
