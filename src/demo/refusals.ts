import { sendGoverned } from '../chain/governed-call.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import { sweep } from '../chain/sweep.ts';
import type { Certificate } from '../pki/certificate.ts';
import { mintPki } from '../pki/mint/pki.ts';
import { statusOf } from '../sdk/status.ts';
import { prepareProof, type PreparedProof } from '../sdk/prepare.ts';
import type { ProvenCertificate } from '../sdk/prove.ts';
import { solidityProof } from '../sdk/register.ts';
import { revocationCall } from '../sdk/revoke.ts';
import { CA_TREE_DEPTH, REV_TREE_DEPTH } from '../sdk/tree-depths.ts';
import { anchorRecord, certificateInputs, certificateStatement, issuerLeaf, tbsBits } from '../zk/certificate.ts';
import { IndexedTree, LeanTree } from '../zk/trees.ts';
import type { Member } from './cast.ts';
import type { LocalChain } from './chain.ts';
import { refusedByCircuit, refusedByContract, refusedByProgram, type Refusal } from './refusal.ts';
import { withTamperedSubject } from './tampering.ts';

/** Seconds after which a root superseded by a revocation is no longer accepted, and a little more (REVOKE_WINDOW in Limits.sol). */
const AFTER_REVOKE_WINDOW = 360n;

/** Somebody else sends a proof he saw on its way. */
export async function copiedProof(chain: LocalChain, { proof }: ProvenCertificate): Promise<readonly Refusal[]> {
  const registry = chain.openRsp.certificates.connect(chain.stranger);
  const send = (): Promise<unknown> =>
    proof.opening === undefined
      ? registry.registerChip.staticCall(solidityProof(proof), proof.leaf, proof.nullifier)
      : registry.register.staticCall(solidityProof(proof), proof.opening);
  return [await refusedByContract('a proof copied by somebody else', send)];
}

/** One bit of a certificate was changed. */
export async function tampered(
  chain: LocalChain,
  { certificate, issuer }: Member,
  { prepared }: ProvenCertificate,
): Promise<readonly Refusal[]> {
  const attempt = 'a certificate with one bit changed';
  const forged = withTamperedSubject(certificate);
  return [
    await refusedByProgram(attempt, () => prepare(chain, forged, issuer)),
    await refusedByCircuit(attempt, { ...prepared.circuit.inputs, tbsBits: tbsBits(forged.tbs) }),
  ];
}

/** A CI that nobody anchored issued the certificate. */
export async function wrongIssuer(chain: LocalChain, { prepared }: ProvenCertificate): Promise<readonly Refusal[]> {
  const attempt = 'a certificate of an issuer that is no anchor';
  const { ci, dpAuth } = mintPki({ notBefore: prepared.block.proofTime - 86_400n });
  // The circuit gets a tree of the stranger's own making, and the root that the chain has.
  const issuer = anchorRecord(ci.certificate, 1n);
  const statement = certificateStatement({ certificate: dpAuth.certificate, issuer });
  const { inputs } = certificateInputs({
    statement,
    caProof: new LeanTree(CA_TREE_DEPTH, [issuerLeaf(issuer)]).membership(0),
    revocationProof: new IndexedTree(REV_TREE_DEPTH).nonMembership(statement.opening.revKey),
    now: prepared.block.proofTime,
    binding: 0n,
  });
  return [
    await refusedByProgram(attempt, () => prepare(chain, dpAuth.certificate, ci.certificate)),
    await refusedByCircuit(attempt, { ...inputs, caRoot: prepared.circuit.publicSignals[0] }),
  ];
}

/** The issuer is revoked after the proof was made, before it is sent. The chain is left as it was. */
export async function revokedIssuer(
  chain: LocalChain,
  { certificate, issuer }: Member,
  grandIssuer: Certificate,
  { proof, prepared }: ProvenCertificate,
): Promise<readonly Refusal[]> {
  const attempt = 'a certificate whose issuer was revoked';
  const { openRsp, governor, registrant } = chain;
  const restore = await chain.snapshot();
  try {
    const { data } = await revocationCall(openRsp, issuer, grandIssuer);
    await sendGoverned(openRsp, governor, openRsp.revocations, data);
    await sweep(openRsp, governor);
    // From the revocation on, not from when the proof was begun: proving may take longer than the window's margin.
    const { timestamp } = await pinLatestBlock(chain.provider);
    await chain.travelTo(timestamp + AFTER_REVOKE_WINDOW);
    const registry = openRsp.certificates.connect(registrant);
    return [
      await refusedByProgram(attempt, () => prepare(chain, certificate, issuer)),
      await refusedByCircuit(attempt, { ...prepared.circuit.inputs, caRoot: await openRsp.certificates.caRoot() }),
      await refusedByContract(attempt, () =>
        registry.registerChip.staticCall(solidityProof(proof), proof.leaf, proof.nullifier),
      ),
    ];
  } finally {
    await restore();
  }
}

/** A registered certificate comes to its end: one second later it is proven no more, and the chain says so too. */
export async function expired(
  chain: LocalChain,
  { certificate, issuer }: Member,
  { prepared }: ProvenCertificate,
): Promise<readonly Refusal[]> {
  const attempt = 'a certificate after its end';
  // Proofs state whole minutes, so the first time they can name after the end is the next minute.
  const after = certificate.notAfter - (certificate.notAfter % 60n) + 60n;
  await chain.travelTo(after);
  const { status } = await statusOf(chain.openRsp, certificate, issuer);
  return [
    await refusedByProgram(attempt, () => prepare(chain, certificate, issuer)),
    await refusedByCircuit(attempt, { ...prepared.circuit.inputs, now: after }),
    { attempt, by: 'contract', reason: `isValid answers ${status}` },
  ];
}

function prepare(chain: LocalChain, certificate: Certificate, issuer: Certificate): Promise<PreparedProof> {
  const holderSecret = certificate.role === 'Euicc' ? { holderSecret: 1n } : {};
  return prepareProof(chain.openRsp, { certificate, issuer, submitter: chain.registrant.address, ...holderSecret });
}
