import type { OpenRsp } from '../chain/contracts.ts';
import { CERTIFICATE_VERSION } from '../chain/circuits.ts';
import type { CertificateStatement } from '../zk/certificate.ts';
import type { CircuitProver } from './circuit-prover.ts';
import { prepareProof, type PreparedProof, type ProofRequest } from './prepare.ts';
import type { CertificateProof, PublicOpening } from './proof-file.ts';

export interface ProvenCertificate {
  readonly proof: CertificateProof;
  readonly prepared: PreparedProof;
  readonly seconds: number;
}

/** Proves a certificate against the state of the chain now. Throws what {@link explain} explains. */
export async function proveCertificate(
  openRsp: OpenRsp,
  request: ProofRequest,
  prover: CircuitProver,
): Promise<ProvenCertificate> {
  const prepared = await prepareProof(openRsp, request);
  const { points, seconds } = await prover.prove('certificate', prepared.circuit);
  const { statement, block, issuer } = prepared;
  const [caRoot = 0n, revRoot = 0n] = prepared.circuit.publicSignals;
  const proof: CertificateProof = {
    chainId: block.chainId,
    registry: await openRsp.certificates.getAddress(),
    submitter: request.submitter,
    version: CERTIFICATE_VERSION,
    points,
    caRoot,
    revRoot,
    now: block.proofTime,
    leaf: statement.leaf,
    nullifier: statement.nullifier,
    ...(statement.kind === 'chip' ? {} : { opening: publicOpening(statement, issuer.authority.leaf) }),
  };
  return { proof, prepared, seconds };
}

/** What a CA's or server's registration says in the clear. */
function publicOpening({ opening, role, notAfter, serialNumber }: CertificateStatement, parent: bigint): PublicOpening {
  return {
    parent,
    keyHash: opening.keyHash,
    serialNumber,
    role,
    flags: Number((opening.meta >> 40n) & 0xffn),
    notAfter,
    attribute: opening.extra,
  };
}
