import type { SignedBinding } from '../lpa/possession/sign-binding.ts';
import { possessionAttempt } from '../sdk/chip/attempt.ts';
import { chipOpening } from '../sdk/chip/opening.ts';
import { provePossession } from '../sdk/chip/possession-proof.ts';
import { solidityPossession } from '../sdk/chip/register-chip.ts';
import { localProver } from '../sdk/circuit-prover.ts';
import { rawSignature } from '../zk/chip/signature.ts';
import { assignPossession } from '../zk/possession.ts';
import { mintedParties, signInProcess, type ChipParties } from './chip.ts';
import { secretOf, type ProvenChip } from './registration.ts';
import { sendGoverned } from '../chain/governed-call.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import { sweep } from '../chain/sweep.ts';
import type { Certificate } from '../pki/certificate.ts';
import { mintPki } from '../pki/mint/pki.ts';
import { statusOf } from '../sdk/status.ts';
import { prepareProof, type PreparedProof } from '../sdk/prepare.ts';
import type { ProvenCertificate } from '../sdk/prove.ts';
import { openingOf, solidityProof } from '../sdk/register.ts';
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
  const send = (): Promise<unknown> => registry.register.staticCall(solidityProof(proof), openingOf(proof));
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
  { member: { certificate, issuer }, certificate: { proof, prepared }, possession }: ProvenChip,
  grandIssuer: Certificate,
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
        registry.registerChip.staticCall(
          solidityProof(proof),
          solidityPossession(possession),
          proof.leaf,
          proof.nullifier,
        ),
      ),
    ];
  } finally {
    await restore();
  }
}

/** Another chip signs the binding for this one. */
export async function anotherChip(chain: LocalChain, proven: ProvenChip): Promise<readonly Refusal[]> {
  const { block } = proven.certificate.prepared;
  const stranger = mintedParties(mintPki({ notBefore: block.proofTime - 86_400n }));
  const { euiccSigned1, euiccSignature1 } = await signInProcess(stranger, proven.signed.binding, block.timestamp);
  return refusedPossession(chain, "a chip with another chip's signature", proven, {
    ...proven.signed,
    euiccSigned1,
    euiccSignature1,
  });
}

/** The chip signed, but for the leaf of another holder. */
export async function anotherLeaf(
  chain: LocalChain,
  parties: ChipParties,
  proven: ProvenChip,
): Promise<readonly Refusal[]> {
  const attempt = 'a chip whose signature is for another leaf';
  const { proof, prepared } = proven.certificate;
  const { openRsp, registrant } = chain;
  const leaf = proof.leaf - 1n;
  const { binding } = await possessionAttempt(openRsp, { ...proof, leaf }, Number(proven.possession.blockNumber));
  const signed = await signInProcess(parties, binding, prepared.block.timestamp);
  const registry = openRsp.certificates.connect(registrant);
  return [
    ...(await refusedPossession(chain, attempt, proven, signed)),
    await refusedByContract(attempt, () =>
      registry.registerChip.staticCall(
        solidityProof(proof),
        solidityPossession(proven.possession),
        leaf,
        proof.nullifier,
      ),
    ),
  ];
}

async function refusedPossession(
  { openRsp }: LocalChain,
  attempt: string,
  { member, certificate, signed: good, possession }: ProvenChip,
  signed: SignedBinding,
): Promise<readonly Refusal[]> {
  const { proof } = certificate;
  const holderSecret = secretOf(certificate);
  const request = { proof, signed, blockNumber: Number(possession.blockNumber), holderSecret };
  const forced = assignPossession(
    {
      chip: chipOpening(member.certificate, member.issuer, holderSecret),
      message: signed.euiccSigned1,
      signature: rawSignature(signed.euiccSignature1),
      binding: good.binding,
    },
    { force: true },
  );
  return [
    await refusedByProgram(attempt, () => provePossession(openRsp, request, localProver())),
    await refusedByCircuit(attempt, forced.inputs, 'possession'),
  ];
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
