import { expect } from 'chai';
import { proofPoints } from '../../src/zk/calldata.ts';
import { chipRecordLeaf, chipRevKey, type ChipRecord } from '../../src/zk/chip/record.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { prove } from '../../src/zk/prover.ts';
import { REVOCATION_SIGNALS, revocationInputs } from '../../src/zk/revocation.ts';
import { IndexedTree } from '../../src/zk/trees.ts';
import { keyHash, nullifier, revokeBinding, vetoBinding } from '../../src/zk/values.ts';
import { ChipWorld } from '../circuits/chip/world.ts';
import { REVOCATION_DEPTH } from '../circuits/certificate/world.ts';
import { addAnchor } from '../contracts/support/certificates.ts';
import { chainId, type HolderProof, registerChip } from '../contracts/support/chips.ts';
import { addVersion, deploy, deploySystem, REVOCATION, type System } from '../contracts/support/deploy.ts';
import { time } from '../contracts/support/chain.ts';
import { negated, rerandomised } from './groth16.ts';

/** Version under which the generated verifier is routed; the other circuits keep their stand-ins. */
const VERSION = 2;

describe("The holder's own proofs, on the EVM", () => {
  const { chip } = new ChipWorld();
  const victim: ChipRecord = { ...chip, serialNumber: chip.serialNumber + 1n, holderSecret: 0x71c71n };
  const nullifierOf = (record: ChipRecord): bigint => nullifier(keyHash(record.publicKey), chipRevKey(record));
  let system: System;
  let tree: IndexedTree;

  beforeEach(async () => {
    system = await deploySystem();
    tree = new IndexedTree(REVOCATION_DEPTH);
    await addVersion(system, REVOCATION, VERSION, await deploy('RevocationVerifier'), 4);
    await addAnchor(system);
    for (const record of [chip, victim]) await registerChip(system, chipRecordLeaf(record), nullifierOf(record));
  });

  interface Proven {
    readonly proof: HolderProof;
    readonly publicSignals: readonly bigint[];
  }

  /** A real proof by whoever knows what `record` holds. */
  async function proveHolder(record: ChipRecord, isShown: boolean, binding: bigint): Promise<Proven> {
    const revocationProof = tree.nonMembership(chipRevKey(record));
    const request = { chip: record, revocationProof, isShown, binding };
    const { proof, publicSignals } = await prove('revocation', revocationInputs(request));
    const points = [...proofPoints(proof)];
    return { proof: { version: VERSION, points, revRoot: revocationProof.root }, publicSignals };
  }

  const proveRevocation = async (record: ChipRecord): Promise<Proven> => {
    const { revocations } = system;
    const binding = revokeBinding(await chainId(), await revocations.getAddress(), chipRecordLeaf(record));
    return proveHolder(record, true, binding);
  };

  const proveVeto = async (record: ChipRecord): Promise<Proven> => {
    const { registry } = system;
    const binding = vetoBinding(await chainId(), await registry.getAddress(), chipRecordLeaf(record), 1n);
    return proveHolder(record, false, binding);
  };

  const forms = ({ points, ...proof }: HolderProof): HolderProof[] =>
    [points, rerandomised(points, 7n), negated(points)].map((form) => ({ ...proof, points: [...form] }));

  it('hold for their public signals and for no other value of any of them [S1] [S18] [S23]', async () => {
    const { router } = system;
    for (const { proof, publicSignals } of [await proveRevocation(chip), await proveVeto(chip)]) {
      const verify = (signals: readonly bigint[]) => router.verify(REVOCATION, VERSION, proof.points, [...signals]);
      expect(await verify(publicSignals)).to.equal(true);
      for (const [i, name] of REVOCATION_SIGNALS.entries()) {
        for (const step of [1n, -1n]) {
          const other = (publicSignals[i]! + step + FIELD_MODULUS) % FIELD_MODULUS;
          expect(await verify(publicSignals.with(i, other)), name).to.equal(false);
        }
        const alias = publicSignals.with(i, publicSignals[i]! + FIELD_MODULUS);
        await expect(verify(alias)).to.be.revertedWithCustomError(router, 'SignalNotInField');
      }
    }
  });

  it('revoke a chip once, in whatever form of the proof [S25] [S37]', async () => {
    const { revocations } = system;
    const { proof } = await proveRevocation(chip);
    const [first, ...later] = forms(proof);
    const revoke = (form: HolderProof) =>
      revocations.revokeOwnChip(nullifierOf(chip), chipRecordLeaf(chip), chipRevKey(chip), form, 0);
    await revoke(later[0]!);
    tree.insert(chipRevKey(chip));
    expect(await revocations.revRoot()).to.equal(tree.root);
    for (const form of [first!, ...later]) {
      await expect(revoke(form)).to.be.revertedWithCustomError(revocations, 'AlreadyRevoked');
    }
    // The holder of a revoked chip has nothing to say: no witness, and no root of before after five minutes.
    expect(() => tree.nonMembership(chipRevKey(chip))).to.throw(RangeError);
  });

  it("are worth nothing about an invented leaf with somebody else's revKey inside, though they verify [S33] [S34]", async () => {
    const { revocations, router } = system;
    const invented: ChipRecord = { ...victim, holderSecret: 666n };
    const { proof, publicSignals } = await proveRevocation(invented);
    expect(publicSignals[2]).to.equal(chipRevKey(victim));
    expect(await router.verify(REVOCATION, VERSION, proof.points, [...publicSignals])).to.equal(true);
    for (const own of [nullifierOf(victim), nullifierOf(chip), 1n]) {
      await expect(
        revocations.revokeOwnChip(own, chipRecordLeaf(invented), chipRevKey(victim), proof, 0),
      ).to.be.revertedWithCustomError(revocations, 'NotPresentLeaf');
    }
  });

  it('veto what is pending once, in whatever form of the proof, and revoke nothing [S25] [S32]', async () => {
    const { registry, revocations } = system;
    const own = nullifierOf(chip);
    await registerChip(system, 5n, own);
    const { proof } = await proveVeto(chip);
    const revocation = await proveRevocation(chip);
    const others = await proveVeto(victim);
    for (const wrong of [revocation, others]) {
      await expect(registry.vetoChip(own, wrong.proof)).to.be.revertedWithCustomError(registry, 'ProofRefused');
    }
    await expect(
      revocations.revokeOwnChip(own, chipRecordLeaf(chip), chipRevKey(chip), proof, 0),
    ).to.be.revertedWithCustomError(registry, 'ProofRefused');
    const [first, ...later] = forms(proof);
    await registry.vetoChip(own, first as never);
    await registerChip(system, 5n, own);
    for (const form of later) {
      await expect(registry.vetoChip(own, form)).to.be.revertedWithCustomError(registry, 'VetoUsed');
    }
    await time.increase(72 * 3600);
    await registry.activateChip(own);
    // And nothing in the next generation.
    await registerChip(system, 6n, own);
    for (const form of forms(proof)) {
      await expect(registry.vetoChip(own, form)).to.be.revertedWithCustomError(registry, 'ProofRefused');
    }
  });
});
