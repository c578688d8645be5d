import { expect } from 'chai';
import fc from 'fast-check';
import { Role } from '../../src/zk/values.ts';
import { addAnchor, type Certificate, certificate, type Issuer, register } from './support/certificates.ts';
import { ethers, loadFixture, time } from './support/chain.ts';
import { registerChip, revokeOwnChip, vetoChip } from './support/chips.ts';
import { deploySystem, type System } from './support/deploy.ts';
import { Status } from './support/status.ts';
import { IndexedModel, leanTree } from './support/trees.ts';

interface Node {
  readonly issuer: Issuer;
  /** Of the record. */
  readonly id: bigint;
  readonly parent: Node | undefined;
  readonly role: number;
  /** Place in `caTree`; servers have none. */
  readonly index: number | undefined;
  isRevoked: boolean;
}

interface Chip {
  /** Place in `chipTree`. */
  readonly index: number;
  leaf: bigint;
  generation: bigint;
  vetoes: bigint;
  /** Number of the block of the last change. */
  signableFrom: bigint;
  pending: { readonly leaf: bigint; readonly from: bigint } | undefined;
}

/** What the registries must answer, kept as plainly as can be. */
class Model {
  readonly nodes: Node[] = [];
  readonly caLeaves: bigint[] = [];
  /** By nullifier. */
  readonly chips = new Map<bigint, Chip>();
  readonly revoked = new IndexedModel();
  isSwept = true;

  line(node: Node): Node[] {
    return node.parent === undefined ? [node] : [node, ...this.line(node.parent)];
  }

  status(node: Node, now: bigint): bigint {
    const line = this.line(node);
    if (line.some((member) => member.isRevoked)) return Status.Revoked;
    return line.some((member) => member.issuer.notAfter < now) ? Status.Expired : Status.Valid;
  }

  add(node: Omit<Node, 'index' | 'isRevoked'>): void {
    const isCa = node.role <= Role.Eum;
    if (isCa) this.caLeaves.push(node.issuer.leaf);
    this.nodes.push({ ...node, index: isCa ? this.caLeaves.length - 1 : undefined, isRevoked: false });
  }

  revoke(node: Node): void {
    node.isRevoked = true;
    if (node.index !== undefined) this.caLeaves[node.index] = 0n;
    if (node.role <= Role.SubCi) this.isSwept = false;
  }

  sweep(): void {
    for (const node of this.nodes) {
      if (node.index !== undefined && this.line(node).some(({ isRevoked }) => isRevoked))
        this.caLeaves[node.index] = 0n;
    }
    this.isSwept = true;
  }
}

/** Seconds for which a pending leaf waits. */
const SUPERSESSION_DELAY = 259_200n;

type Real = System;
type Command = fc.AsyncCommand<Model, Real>;

/** Events that a successful call must have left: one for the state change, and those of the tree of CAs. */
async function emits(transaction: Promise<{ wait(): Promise<{ logs: readonly unknown[] } | null> }>, count: number) {
  const receipt = await (await transaction).wait();
  expect(receipt!.logs.length).to.equal(count);
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];
let names = 0;

class AddAnchor implements Command {
  readonly lifetime: number;
  constructor(lifetime: number) {
    this.lifetime = lifetime;
  }
  check = () => true;
  async run(model: Model, system: Real) {
    const notAfter = BigInt((await time.latest()) + this.lifetime);
    const anchor = await addAnchor(system, `anchor ${names++}`, notAfter);
    model.add({ issuer: anchor, id: anchor.id, parent: undefined, role: Role.Ci });
  }
  toString = () => `AddAnchor(${this.lifetime})`;
}

class Register implements Command {
  readonly at: number;
  readonly role: number;
  constructor(at: number, role: number) {
    [this.at, this.role] = [at, role];
  }
  check = (model: Readonly<Model>) => model.nodes.length > 0;
  async run(model: Model, system: Real) {
    const parent = pick(model.nodes, this.at)!;
    const subject: Certificate = certificate(parent.issuer, this.role as never);
    const now = BigInt(await time.latest()) + 1n;
    await time.setNextBlockTimestamp(now);
    const status = model.status(parent, now);
    const attempt = register(system, subject);
    if (
      parent.issuer.notAfter < now ||
      status !== Status.Valid ||
      parent.role > Role.SubCi ||
      model.line(parent).length > 3
    ) {
      await expect(attempt).to.revert(ethers);
    } else {
      await emits(attempt, this.role <= Role.Eum ? 2 : 1);
      model.add({ issuer: subject, id: subject.id, parent, role: this.role });
    }
  }
  toString = () => `Register(${this.at}, ${this.role})`;
}

class Revoke implements Command {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
  check = (model: Readonly<Model>) => model.nodes.length > 0;
  async run(model: Model, { revocations, revoker }: Real) {
    const node = pick(model.nodes, this.at)!;
    const attempt = revocations.connect(revoker).revokeCertificates([node.id]);
    if (node.isRevoked) await emits(attempt, 0);
    else {
      const isInTree = node.index !== undefined && model.caLeaves[node.index] !== 0n;
      await emits(attempt, isInTree ? 2 : 1);
      model.revoke(node);
    }
  }
  toString = () => `Revoke(${this.at})`;
}

class RevokeChip implements Command {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
  check = () => true;
  async run(model: Model, { revocations, revoker }: Real) {
    const attempt = revocations.connect(revoker).revokeChips([this.value], [model.revoked.lowIndex(this.value)]);
    if (model.revoked.leaves.some(({ value }) => value === this.value)) {
      await expect(attempt).to.be.revertedWithCustomError(revocations, 'AlreadyRevoked');
    } else {
      await emits(attempt, 1);
      model.revoked.insert(this.value);
    }
  }
  toString = () => `RevokeChip(${this.value})`;
}

let chipLeaves = 1_000_000n;
const latestNumber = async () => BigInt(await ethers.provider.getBlockNumber());

class RegisterChip implements Command {
  readonly nullifier: bigint;
  readonly isAgain: boolean;
  constructor(nullifier: bigint, isAgain: boolean) {
    [this.nullifier, this.isAgain] = [nullifier, isAgain];
  }
  check = (model: Readonly<Model>) => model.caLeaves.length > 0;
  async run(model: Model, system: Real) {
    const { registry } = system;
    const chip = model.chips.get(this.nullifier);
    const leaf = this.isAgain && chip !== undefined ? chip.leaf : chipLeaves++;
    const now = BigInt(await time.latest()) + 1n;
    await time.setNextBlockTimestamp(now);
    const attempt = registerChip(system, leaf, this.nullifier);
    if (!model.isSwept) await expect(attempt).to.be.revertedWithCustomError(registry, 'SweepIncomplete');
    else if (chip?.pending !== undefined) {
      await expect(attempt)
        .to.be.revertedWithCustomError(registry, 'SupersessionPending')
        .withArgs(this.nullifier, chip.pending.from);
    } else if (leaf === chip?.leaf) {
      await expect(attempt).to.be.revertedWithCustomError(registry, 'ChipAlreadyRegistered');
    } else if ((await registry.caRoot()) === 0n) await expect(attempt).to.revert(ethers);
    else {
      await emits(attempt, 1);
      if (chip !== undefined) chip.pending = { leaf, from: now + SUPERSESSION_DELAY };
      else {
        const [index, signableFrom] = [model.chips.size, await latestNumber()];
        const entry = { index, leaf, generation: 1n, vetoes: 0n, signableFrom, pending: undefined };
        model.chips.set(this.nullifier, entry);
      }
    }
  }
  toString = () => `RegisterChip(${this.nullifier}, ${this.isAgain})`;
}

class VetoChip implements Command {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
  check = (model: Readonly<Model>) => model.chips.size > 0;
  async run(model: Model, system: Real) {
    const [nullifier, chip] = pick([...model.chips], this.at)!;
    const attempt = vetoChip(system, nullifier);
    if (chip.pending === undefined) {
      await expect(attempt).to.be.revertedWithCustomError(system.registry, 'NothingPending');
    } else if (chip.vetoes > 0n) await expect(attempt).to.be.revertedWithCustomError(system.registry, 'VetoUsed');
    else {
      await emits(attempt, 1);
      [chip.pending, chip.vetoes, chip.signableFrom] = [undefined, 1n, await latestNumber()];
    }
  }
  toString = () => `VetoChip(${this.at})`;
}

class ActivateChip implements Command {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
  check = (model: Readonly<Model>) => model.chips.size > 0;
  async run(model: Model, { registry }: Real) {
    const [nullifier, chip] = pick([...model.chips], this.at)!;
    const now = BigInt(await time.latest()) + 1n;
    await time.setNextBlockTimestamp(now);
    const attempt = registry.activateChip(nullifier);
    if (chip.pending === undefined) await expect(attempt).to.be.revertedWithCustomError(registry, 'NothingPending');
    else if (now < chip.pending.from) {
      await expect(attempt).to.be.revertedWithCustomError(registry, 'SupersessionPending');
    } else {
      await emits(attempt, 1);
      [chip.leaf, chip.pending, chip.vetoes] = [chip.pending.leaf, undefined, 0n];
      chip.generation++;
      chip.signableFrom = await latestNumber();
    }
  }
  toString = () => `ActivateChip(${this.at})`;
}

/** The holder of one of the leaves a chip has or waits for shows a revKey and asks for its revocation. */
class RevokeOwnChip implements Command {
  readonly at: number;
  readonly value: bigint;
  readonly isPending: boolean;
  constructor(at: number, value: bigint, isPending: boolean) {
    [this.at, this.value, this.isPending] = [at, value, isPending];
  }
  check = (model: Readonly<Model>) => model.chips.size > 0;
  async run(model: Model, system: Real) {
    const { revocations } = system;
    const [nullifier, chip] = pick([...model.chips], this.at)!;
    const leaf = this.isPending && chip.pending !== undefined ? chip.pending.leaf : chip.leaf;
    const attempt = revokeOwnChip(system, nullifier, leaf, this.value, model.revoked.lowIndex(this.value));
    if (leaf !== chip.leaf) await expect(attempt).to.be.revertedWithCustomError(revocations, 'NotPresentLeaf');
    else if (model.revoked.leaves.some(({ value }) => value === this.value)) {
      await expect(attempt).to.be.revertedWithCustomError(revocations, 'AlreadyRevoked');
    } else {
      await emits(attempt, 1);
      model.revoked.insert(this.value);
    }
  }
  toString = () => `RevokeOwnChip(${this.at}, ${this.value}, ${this.isPending})`;
}

class Sweep implements Command {
  check = () => true;
  async run(model: Model, { registry }: Real) {
    if (model.isSwept) await expect(registry.sweep(1000)).to.be.revertedWithCustomError(registry, 'NothingToSweep');
    else {
      await registry.sweep(1000);
      model.sweep();
    }
  }
  toString = () => 'Sweep';
}

class Advance implements Command {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check = () => true;
  async run() {
    await time.increase(this.seconds);
  }
  toString = () => `Advance(${this.seconds})`;
}

/** Runs a command and compares everything that can be asked. */
function checked(command: Command): Command {
  return {
    check: (model) => command.check(model),
    toString: () => command.toString(),
    async run(model, system) {
      await command.run(model, system);
      const { registry, revocations } = system;
      const now = BigInt(await time.latest());
      for (const node of model.nodes) {
        expect(await registry.isValid(node.issuer.leaf)).to.equal(model.status(node, now));
      }
      expect([...(await registry.caNodes(0, 0, 1000))]).to.deep.equal(model.caLeaves);
      expect(await registry.caRoot()).to.equal(model.caLeaves.length === 0 ? 0n : leanTree(model.caLeaves).root);
      expect(await revocations.revRoot()).to.equal(model.revoked.root);
      const leaves = [...model.chips.values()].map(({ leaf }) => leaf);
      expect([...(await registry.chipNodes(0, 0, 1000))]).to.deep.equal(leaves);
      expect(await registry.chipRoot()).to.equal(leaves.length === 0 ? 0n : leanTree(leaves).root);
      for (const [nullifier, { index, leaf, generation, vetoes, signableFrom, pending }] of model.chips) {
        const members = [BigInt(index), generation, pending?.from ?? 0n, vetoes, signableFrom, pending?.leaf ?? 0n];
        expect(await registry.chip(nullifier)).to.deep.equal([members, leaf]);
      }
    },
  };
}

/** Runs lists of these commands on fresh registries. */
async function run(arbitraries: fc.Arbitrary<unknown>[], fixture: () => Promise<Real>, model: () => Model) {
  const commands = fc.commands(
    arbitraries.map((arbitrary) => (arbitrary as fc.Arbitrary<Command>).map(checked)),
    { maxCommands: 60, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const real = await loadFixture(fixture);
      await fc.asyncModelRun(() => ({ model: model(), real }), list);
    }),
    { numRuns: 12, seed: 20260115, endOnFailure: true },
  );
}

const chips = [
  fc.tuple(fc.bigInt(1n, 8n), fc.boolean()).map(([nullifier, isAgain]) => new RegisterChip(nullifier, isAgain)),
  fc.bigInt(1n, 3n).map((nullifier) => new RegisterChip(nullifier, false)),
  fc.nat(8).map((at) => new VetoChip(at)),
  fc
    .tuple(fc.nat(8), fc.bigInt(1n, 12n), fc.boolean())
    .map(([at, value, isPending]) => new RevokeOwnChip(at, value, isPending)),
  fc.bigInt(1n, 12n).map((value) => new RevokeChip(value)),
];

const plain = () => deploySystem();

describe('The registries, against a model', () => {
  it('answer as a plain model does, whatever is done in whatever order: revoked is never valid again, chips only grow, each change has its event [S44]', async () => {
    const arbitraries = [
      fc.integer({ min: 100, max: 100_000 }).map((lifetime) => new AddAnchor(lifetime)),
      fc
        .tuple(fc.nat(30), fc.constantFrom(Role.SubCi, Role.SubCi, Role.Eum, Role.DpAuth, Role.DsTls))
        .map(([at, role]) => new Register(at, role)),
      fc
        .tuple(fc.nat(30), fc.constantFrom(Role.SubCi, Role.Eum, Role.DpPb))
        .map(([at, role]) => new Register(at, role)),
      fc.nat(30).map((at) => new Revoke(at)),
      ...chips,
      fc.constant(new Sweep()),
      fc.integer({ min: 1, max: 20_000 }).map((seconds) => new Advance(seconds)),
    ];
    await run(arbitraries, plain, () => new Model());
  });

  it('answer as a plain model does of chips that change hands: one place each, no second pending leaf, one veto a generation [S35] [S44]', async () => {
    let issuer: Awaited<ReturnType<typeof addAnchor>>;
    const withAnchor = async () => {
      const system = await deploySystem();
      issuer = await addAnchor(system);
      return system;
    };
    const known = () => {
      const model = new Model();
      model.add({ issuer, id: issuer.id, parent: undefined, role: Role.Ci });
      return model;
    };
    const arbitraries = [
      ...chips,
      ...Array.from({ length: 3 }, () => fc.bigInt(1n, 3n).map((nullifier) => new RegisterChip(nullifier, false))),
      ...Array.from({ length: 3 }, () => fc.nat(2).map((at) => new ActivateChip(at))),
      fc.nat(2).map((at) => new VetoChip(at)),
      ...Array.from({ length: 2 }, () =>
        fc.integer({ min: 100_000, max: 300_000 }).map((seconds) => new Advance(seconds)),
      ),
    ];
    await run(arbitraries, withAnchor, known);
  });
});
