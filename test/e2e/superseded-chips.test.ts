import { mkdirSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { circuitName, CIRCUIT_VERSION } from '../../src/chain/circuits.ts';
import type { OpenRsp } from '../../src/chain/contracts.ts';
import { signInProcess } from '../../src/demo/chip.ts';
import type { LocalChain } from '../../src/demo/chain.ts';
import { proveChip, secretOf, type ProvenChip } from '../../src/demo/registration.ts';
import { writeSignedBinding } from '../../src/lpa/possession/signed-binding-file.ts';
import { possessionAttempt } from '../../src/sdk/chip/attempt.ts';
import { readChipEntry } from '../../src/sdk/chip/entry.ts';
import { proveHolder, type HolderProof } from '../../src/sdk/chip/holder-proof.ts';
import { chipOpening } from '../../src/sdk/chip/opening.ts';
import { provePossession } from '../../src/sdk/chip/possession-proof.ts';
import { registerChip } from '../../src/sdk/chip/register-chip.ts';
import { revokeOwnChip } from '../../src/sdk/chip/revoke-own.ts';
import { activateChip, vetoChip } from '../../src/sdk/chip/supersession.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { writeProofFile } from '../../src/sdk/proof-file.ts';
import type { ProvenCertificate } from '../../src/sdk/prove.ts';
import { solidityPoints } from '../../src/sdk/solidity-points.ts';
import { IndexedTree } from '../../src/zk/trees.ts';
import { REV_TREE_DEPTH } from '../../src/sdk/tree-depths.ts';
import { chipRevKey, type ChipOpening } from '../../src/zk/chip/record.ts';
import { revokeBinding, vetoBinding } from '../../src/zk/values.ts';
import { runTask } from '../tasks/harness.ts';
import { errorName, openWorld, proveChipCertificate, refusal, stopClock, WORLD_TIMEOUT, type World } from './world.ts';

const DELAY = 72n * 3600n;

// Some ten proofs: test/contracts has every rule, sgp26.test.ts a chip's registration and holder.test.ts real vetoes in every run.
const describeLong = process.env['OPENRSP_LONG'] === '1' ? describe : (): void => undefined;

describeLong('A chip whose holder changes, with the real circuits', () => {
  let world: World;
  let chain: LocalChain;
  let openRsp: OpenRsp;
  let first: ProvenChip;
  /** Of the same chip, for the holder of another secret. */
  let secondCertificate: ProvenCertificate;
  let restore: () => Promise<void>;
  let nullifier: bigint;

  const openingOf = ({ member, certificate }: ProvenChip): ChipOpening =>
    chipOpening(member.certificate, member.issuer, secretOf(certificate));
  const register = ({ certificate, possession }: ProvenChip): ReturnType<typeof registerChip> =>
    registerChip(openRsp, certificate.proof, possession, chain.registrant);
  const refused = ({ certificate }: ProvenChip, { possession }: ProvenChip): Promise<string> =>
    refusal(openRsp, certificate.proof, chain.registrant, possession);
  const pass = async (seconds: bigint): Promise<void> => {
    const block = await chain.provider.getBlock('latest');
    await chain.travelTo(BigInt(block!.timestamp) + seconds);
  };
  const task = async (name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { stdout, stderr } = await runTask(chain.hre, ['chip', name], { json: true, ...args });
    expect(stderr).to.equal('');
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const messageOf = (failing: Promise<unknown>): Promise<string> =>
    failing.then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  const leafNow = async (): Promise<bigint | undefined> => (await readChipEntry(openRsp, nullifier)).leaf;
  const leafOf = ({ certificate }: ProvenChip): bigint => certificate.proof.leaf;

  before(async function () {
    this.timeout(WORLD_TIMEOUT);
    world = await openWorld();
    ({ chain, openRsp, euicc: first } = world);
    ({ nullifier } = first.certificate.proof);
    secondCertificate = await proveChipCertificate(world, 'second holder');
  });
  beforeEach(async () => {
    restore = await chain.snapshot();
    await stopClock(chain);
  });
  afterEach(() => restore());

  it('proves nothing of another chip’s signature, one for another leaf, or with another secret [S33]', async () => {
    const { proof, prepared } = first.certificate;
    const blockNumber = Number(first.possession.blockNumber);
    const holderSecret = secretOf(first.certificate);
    const prove = (changes: object): Promise<string> =>
      messageOf(
        provePossession(
          openRsp,
          { proof, signed: first.signed, blockNumber, holderSecret, ...changes },
          { prove: () => Promise.resolve({ points: [], seconds: 0 }) },
        ),
      );
    expect(await prove({})).to.equal('accepted');
    const { binding } = await possessionAttempt(openRsp, { nullifier, leaf: 5n }, blockNumber);
    const other = await signInProcess(world.cast.parties, binding, prepared.block.timestamp);
    expect(await prove({ signed: other })).to.match(/The chip signed the binding 0x.* have the chip sign what/);
    expect(await prove({ signed: { ...other, binding: first.signed.binding } })).to.match(
      /matchingId that the chip signed does not spell the binding/,
    );
    const signed = { ...first.signed, euiccSignature1: other.euiccSignature1 };
    expect(await prove({ signed })).to.match(/signature is not the chip's/);
    expect(await prove({ holderSecret: 7n })).to.match(/was made with another holder secret/);
    expect(await prove({ blockNumber: blockNumber - 1 })).to.match(/The chip signed the binding/);
  });

  it('goes through the tasks: binding, registration from a kept proof, status, veto, revocation', async () => {
    const { folder, cast } = world;
    const file = folder.file('first.proof.json');
    const certificate = folder.file('euicc', 'euicc.der');
    const { proof, prepared } = first.certificate;
    writeProofFile(file, proof);
    mkdirSync(folder.file('euicc'));
    writeFileSync(certificate, cast.euicc.der);
    writeFileSync(folder.file('euicc', 'eum.der'), cast.eum.der);
    const secrets = folder.file('holder');

    const { binding, block } = await task('binding', { file });
    const signed = await signInProcess(cast.parties, BigInt(`0x${String(binding)}`), prepared.block.timestamp);
    writeSignedBinding(folder.file('signed.json'), signed);
    const args = { file, secrets };
    const dry = { ...args, signed: folder.file('signed.json'), block: String(block), dryRun: true };
    expect(await task('register', dry)).to.include({ sent: false, possession: folder.file('first.possession.json') });
    // Nothing but the kept proof is needed.
    expect(await task('register', args))
      .to.include({ sent: true })
      .and.not.to.have.property('seconds');
    expect(await task('status', { file: certificate, secrets })).to.include({ registered: true, isOwn: true });
    expect(await task('status', { file: certificate, secrets: folder.file('second holder') })).to.include({
      isOwn: false,
    });

    const rival = await proveChip(chain, cast.parties, first.member, secondCertificate);
    await stopClock(chain);
    await register(rival);
    const early = await runTask(chain.hre, ['chip', 'activate'], { file: certificate });
    expect(early.stderr).to.match(/waits until/);
    expect(await task('veto', { file: certificate, secrets, dryRun: true })).to.include({ sent: false });
    expect(await task('veto', { file: certificate, secrets })).to.include({ sent: true });
    expect(await task('revoke', { file: certificate, secrets, dryRun: true })).to.include({ sent: false });
    expect(await task('revoke', { file: certificate, secrets })).to.include({ sent: true });
    expect((await task('status', { file: certificate, secrets })).revokedAt).to.be.a('string');
  });

  describe('once it is registered', () => {
    /** For the holder of another secret. */
    let second: ProvenChip;
    let unregister: () => Promise<void>;

    before(async () => {
      unregister = await chain.snapshot();
      await register(first);
      second = await proveChip(chain, world.cast.parties, first.member, secondCertificate);
      await stopClock(chain);
    });
    after(() => unregister());

    it('replaces the leaf 72 hours after another holder registered, and not a second sooner', async () => {
      const { pending, receipt } = await register(second);
      const { timestamp } = (await chain.provider.getBlock(receipt.blockNumber))!;
      expect(pending).to.deep.equal({ leaf: leafOf(second), from: BigInt(timestamp) + DELAY });
      expect(await leafNow()).to.equal(leafOf(first));
      expect(await messageOf(register(second))).to.match(/waits to take this chip's place, from .* on/);
      expect(await messageOf(activateChip(openRsp, nullifier, chain.stranger))).to.match(
        /waits until .*run this again/,
      );

      // The transaction's own block is one second later.
      await chain.travelTo(pending!.from - 2n);
      const registry = openRsp.certificates.connect(chain.stranger);
      expect(await errorName(() => registry.activateChip(nullifier))).to.equal('SupersessionPending');
      await chain.travelTo(pending!.from);
      await activateChip(openRsp, nullifier, chain.stranger);
      const entry = await readChipEntry(openRsp, nullifier);
      expect(entry).to.include({ generation: 2n, leaf: leafOf(second), vetoes: 0n, pending: undefined });
      expect(await messageOf(activateChip(openRsp, nullifier, chain.stranger))).to.match(/No leaf waits/);
    });

    it('gives the present holder one veto, and no attempt is good after it but a new one', async () => {
      await register(second);
      const { receipt, seconds } = await vetoChip(openRsp, openingOf(first), localProver(), chain.stranger);
      expect(Number(receipt.gasUsed)).to.be.below(400_000);
      expect(seconds).to.be.below(120);
      const entry = await readChipEntry(openRsp, nullifier);
      expect(entry).to.include({ generation: 1n, leaf: leafOf(first), vetoes: 1n, pending: undefined });
      // The veto is part of what the chip signs.
      expect(await refused(second, second)).to.equal('PossessionTooEarly');
      expect(await messageOf(register(second))).to.match(/which is not this attempt; have the chip sign/);

      const again = await proveChip(chain, world.cast.parties, second.member, second.certificate);
      await stopClock(chain);
      await register(again);
      expect(await messageOf(vetoChip(openRsp, openingOf(first), localProver(), chain.stranger))).to.match(
        /The veto of generation 1 is used/,
      );
      const binding = vetoBinding(31337n, await openRsp.certificates.getAddress(), leafOf(first), 1n);
      const { proof } = await proveHolder(openRsp, { chip: openingOf(first), binding, isShown: false }, localProver());
      const registry = openRsp.certificates.connect(chain.stranger);
      expect(await errorName(() => registry.vetoChip(nullifier, proof))).to.equal('VetoUsed');
      await pass(DELAY);
      await activateChip(openRsp, nullifier, chain.stranger);
      expect(await leafNow()).to.equal(leafOf(second));
    });

    it('hears no veto of any but the present holder, for this leaf and generation [S33]', async () => {
      await register(second);
      expect(await messageOf(vetoChip(openRsp, openingOf(second), localProver(), chain.stranger))).to.match(
        /only the present holder has a veto/,
      );
      const registry = openRsp.certificates.connect(chain.stranger);
      const address = await openRsp.certificates.getAddress();
      const spoken = async (chip: ProvenChip, binding: bigint): Promise<HolderProof> =>
        (await proveHolder(openRsp, { chip: openingOf(chip), binding, isShown: false }, localProver())).proof;
      const own = vetoBinding(31337n, address, leafOf(first), 1n);
      for (const proof of [
        await spoken(second, own),
        await spoken(first, vetoBinding(31337n, address, leafOf(first), 2n)),
        await spoken(first, vetoBinding(1n, address, leafOf(first), 1n)),
        await spoken(first, revokeBinding(31337n, await openRsp.revocations.getAddress(), leafOf(first))),
      ]) {
        expect(await errorName(() => registry.vetoChip(nullifier, proof))).to.equal('ProofRefused');
      }
    });

    it('refuses a certificate without the chip’s own signature for this leaf and attempt [S33] [S35]', async () => {
      // Another leaf's possession, of an earlier attempt.
      expect(await refused(second, first)).to.equal('PossessionTooEarly');
      expect(await refused(first, second)).to.equal('ChipAlreadyRegistered');
      expect(await refused(first, first)).to.equal('ChipAlreadyRegistered');
    });

    it('refuses a possession proof when leaf or binding is changed by one, of another chain or registry [S1] [S32]', async () => {
      const { leaf, points, blockNumber } = second.possession;
      const verify = (signals: bigint[]): Promise<boolean> =>
        openRsp.router.verify(circuitName('possession'), CIRCUIT_VERSION, solidityPoints(points), signals);
      const { certificates } = openRsp;
      const binding = await certificates.possessionBinding(leaf, 1n, 0n, blockNumber);
      expect(binding).to.equal(second.signed.binding);
      expect(await verify([leaf, binding])).to.equal(true);
      for (const difference of [1n, -1n]) {
        expect(await verify([leaf + difference, binding])).to.equal(false);
        expect(await verify([leaf, binding + difference])).to.equal(false);
      }
      for (const other of [
        await certificates.possessionBinding(leaf, 0n, 0n, blockNumber),
        await certificates.possessionBinding(leaf, 1n, 1n, blockNumber),
        await certificates.possessionBinding(leaf, 1n, 0n, blockNumber - 1n),
      ]) {
        expect(await verify([leaf, other])).to.equal(false);
      }
    });

    it('refuses both proofs from another sender [S31]', async () => {
      const { proof } = second.certificate;
      expect(await refusal(openRsp, proof, chain.stranger, second.possession)).to.equal('ProofRefused');
      const sent = registerChip(openRsp, proof, second.possession, chain.stranger);
      expect(await messageOf(sent)).to.match(/The proof is for the account .* send it with --from/);
    });

    it('is revoked by its present holder for good, and by nobody whose leaf waits', async () => {
      await register(second);
      expect(await messageOf(revokeOwnChip(openRsp, openingOf(second), localProver(), chain.stranger))).to.match(
        /only the present holder can revoke his chip/,
      );
      const chip = openingOf(first);
      const revKey = chipRevKey(chip);
      const low = new IndexedTree(REV_TREE_DEPTH).insert(revKey).lowIndex;
      const binding = revokeBinding(31337n, await openRsp.revocations.getAddress(), leafOf(first));
      const { proof } = await proveHolder(openRsp, { chip, binding, isShown: false }, localProver());
      const revocations = openRsp.revocations.connect(chain.stranger);
      const hidden = (): Promise<unknown> => revocations.revokeOwnChip(nullifier, leafOf(first), revKey, proof, low);
      expect(await errorName(hidden)).to.equal('ProofRefused');

      await revokeOwnChip(openRsp, chip, localProver(), chain.stranger);
      expect(await openRsp.revocations.chipRevokedAt(revKey)).not.to.equal(0n);
      expect(await messageOf(revokeOwnChip(openRsp, chip, localProver(), chain.stranger))).to.match(/revoked already/);
      // Who is revoked has no say any more.
      expect(await messageOf(vetoChip(openRsp, chip, localProver(), chain.stranger))).to.match(/its holder has no say/);
    });
  });
});
