import { expect } from 'chai';
import fc from 'fast-check';
import { Role } from '../../src/zk/values.ts';
import {
  addAnchor,
  type Certificate,
  certificate,
  type Issuer,
  register,
  registerChip,
} from './support/certificates.ts';
import { ethers, loadFixture, time } from './support/chain.ts';
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

/** What the registries must answer, kept as plainly as can be. */
class Model {
  readonly nodes: Node[] = [];
  readonly caLeaves: bigint[] = [];
  readonly chips = new Map<bigint, bigint>();
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

class RegisterChip implements Command {
  readonly nullifier: bigint;
  constructor(nullifier: bigint) {
    this.nullifier = nullifier;
  }
  check = (model: Readonly<Model>) => model.caLeaves.length > 0;
  async run(model: Model, system: Real) {
    const leaf = this.nullifier + 1_000_000n + BigInt(model.chips.size);
    const attempt = registerChip(system, leaf, this.nullifier);
    if (!model.isSwept) await expect(attempt).to.be.revertedWithCustomError(system.registry, 'SweepIncomplete');
    else if (model.chips.has(this.nullifier)) {
      await expect(attempt).to.be.revertedWithCustomError(system.registry, 'ChipAlreadyRegistered');
    } else if ((await system.registry.caRoot()) === 0n) await expect(attempt).to.revert(ethers);
    else {
      await emits(attempt, 1);
      model.chips.set(this.nullifier, leaf);
    }
  }
  toString = () => `RegisterChip(${this.nullifier})`;
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
      expect([...(await registry.chipNodes(0, 0, 1000))]).to.deep.equal([...model.chips.values()]);
      for (const [nullifier, leaf] of model.chips) expect((await registry.chip(nullifier)).leaf).to.equal(leaf);
    },
  };
}

describe('The registries, against a model', () => {
  it('answer as a plain model does, whatever is done in whatever order: revoked is never valid again, chips only grow, each change has its event [S44]', async () => {
    const commands = fc.commands(
      [
        fc.integer({ min: 100, max: 100_000 }).map((lifetime) => new AddAnchor(lifetime)),
        fc
          .tuple(fc.nat(30), fc.constantFrom(Role.SubCi, Role.SubCi, Role.Eum, Role.DpAuth, Role.DsTls))
          .map(([at, role]) => new Register(at, role)),
        fc
          .tuple(fc.nat(30), fc.constantFrom(Role.SubCi, Role.Eum, Role.DpPb))
          .map(([at, role]) => new Register(at, role)),
        fc.nat(30).map((at) => new Revoke(at)),
        fc.bigInt(1n, 12n).map((value) => new RevokeChip(value)),
        fc.bigInt(1n, 12n).map((nullifier) => new RegisterChip(nullifier)),
        fc.constant(new Sweep()),
        fc.integer({ min: 1, max: 20_000 }).map((seconds) => new Advance(seconds)),
      ].map((arbitrary) => (arbitrary as fc.Arbitrary<Command>).map(checked)),
      { maxCommands: 60, size: 'max' },
    );
    const fixture = () => deploySystem();
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const real = await loadFixture(fixture);
        await fc.asyncModelRun(() => ({ model: new Model(), real }), list);
      }),
      { numRuns: 12, seed: 20260115, endOnFailure: true },
    );
  });
});
