import { expect } from 'chai';
import { Role } from '../../../src/zk/values.ts';
import type { GasMeter } from '../../../types/ethers-contracts/index.ts';
import { addAnchor, certificate, key, NOT_AFTER, register, registerLine } from '../support/certificates.ts';
import { loadFixture, time } from '../support/chain.ts';
import { registerChip } from '../support/chips.ts';
import { deploy, deploySystem } from '../support/deploy.ts';
import { Status } from '../support/status.ts';

async function fixture() {
  const system = await deploySystem();
  return { ...system, ...(await registerLine(system)) };
}

describe('CertificateRegistry: isValid', () => {
  it('says Unknown for what was never registered: unknown is not revoked [S37]', async () => {
    const { registry, subCi } = await loadFixture(fixture);
    for (const leaf of [0n, 1n, subCi.leaf + 1n, subCi.leaf + (1n << 128n)]) {
      expect(await registry.isValid(leaf)).to.equal(Status.Unknown);
      await expect(registry.recordOf(leaf)).to.be.revertedWithCustomError(registry, 'LeafUnknown').withArgs(leaf);
    }
  });

  it('answers a contract that relies on it', async () => {
    const { registry, server } = await loadFixture(fixture);
    const meter = await deploy<GasMeter>('GasMeter');
    expect((await meter.isValid(registry, server.leaf)).status).to.equal(Status.Valid);
  });

  it('says Unknown for a registered chip: its leaf hides whether it is good', async () => {
    const system = await loadFixture(fixture);
    await registerChip(system, 77n, 78n);
    expect(await system.registry.isValid(77n)).to.equal(Status.Unknown);
  });

  it('says Valid in the last second and Expired a second later, for the whole line [S38] [S17]', async () => {
    const system = await loadFixture(fixture);
    const { registry, ci } = system;
    const notAfter = BigInt(await time.latest()) + 1000n;
    const short = certificate(ci, Role.SubCi, { notAfter });
    await register(system, short);
    const server = certificate(short, Role.DpAuth);
    await register(system, server);
    await time.increaseTo(notAfter);
    expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
    await time.increaseTo(notAfter + 1n);
    expect(await registry.isValid(server.leaf)).to.equal(Status.Expired);
    expect(await registry.isValid(ci.leaf)).to.equal(Status.Valid);
  });

  it('says Revoked for everything below a revoked sub-CI, and for nothing above or beside it [S37]', async () => {
    const system = await loadFixture(fixture);
    const { registry, revocations, revoker, ci, subCi, eum, server } = system;
    const beside = certificate(ci, Role.DpTls);
    await register(system, beside);
    await revocations.connect(revoker).revokeCertificates([subCi.id]);
    for (const { leaf } of [subCi, eum, server]) expect(await registry.isValid(leaf)).to.equal(Status.Revoked);
    for (const { leaf } of [ci, beside]) expect(await registry.isValid(leaf)).to.equal(Status.Valid);
  });

  it('says Revoked before Expired, and Expired before Stale', async () => {
    const system = await loadFixture(fixture);
    const { registry, revocations, governance, revoker, ci, server } = system;
    await registry.connect(governance).setFailClosed(ci.leaf, true);
    expect(await registry.isValid(server.leaf)).to.equal(Status.Stale);
    await time.increaseTo(NOT_AFTER + 1n);
    expect(await registry.isValid(server.leaf)).to.equal(Status.Expired);
    await revocations.connect(revoker).revokeCertificates([server.id]);
    expect(await registry.isValid(server.leaf)).to.equal(Status.Revoked);
  });

  describe('Stale', () => {
    it('is the answer once an issuer that fails closed has outlived its nextUpdate', async () => {
      const { registry, governance, revoker, subCi, server, eum, ci } = await loadFixture(fixture);
      const nextUpdate = BigInt(await time.latest()) + 1000n;
      await expect(registry.connect(revoker).setNextUpdate(subCi.leaf, nextUpdate))
        .to.emit(registry, 'NextUpdateSet')
        .withArgs(subCi.leaf, nextUpdate);
      await expect(registry.connect(governance).setFailClosed(subCi.leaf, true))
        .to.emit(registry, 'FailClosedSet')
        .withArgs(subCi.leaf, true);
      await time.increaseTo(nextUpdate);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
      await time.increaseTo(nextUpdate + 1n);
      for (const { leaf } of [server, eum]) expect(await registry.isValid(leaf)).to.equal(Status.Stale);
      // What the sub-CI itself issued says nothing about the sub-CI.
      for (const { leaf } of [subCi, ci]) expect(await registry.isValid(leaf)).to.equal(Status.Valid);
      await registry.connect(governance).setFailClosed(subCi.leaf, false);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
    });

    it('stops nothing where the policy is to fail open, also when nothing is known', async () => {
      const { registry, server } = await loadFixture(fixture);
      await time.increase(86400);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
    });

    it('refuses registrations below a stale issuer, and leaves existing ones as they are', async () => {
      const system = await loadFixture(fixture);
      const { registry, governance, ci, subCi, server } = system;
      await registry.connect(governance).setFailClosed(ci.leaf, true);
      await expect(register(system, certificate(subCi, Role.DpPb)))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(subCi.leaf, Status.Stale);
      const again = { ...certificate(ci, Role.SubCi, { serialNumber: subCi.serialNumber, key: subCi.key }) };
      await expect(register(system, again)).to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered');
      expect(await registry.isValid(server.leaf)).to.equal(Status.Stale);
    });

    it('is set for CAs only', async () => {
      const { registry, governance, revoker, server } = await loadFixture(fixture);
      for (const leaf of [server.leaf, 5n]) {
        await expect(registry.connect(revoker).setNextUpdate(leaf, 1))
          .to.be.revertedWithCustomError(registry, 'LeafUnknown')
          .withArgs(leaf);
        await expect(registry.connect(governance).setFailClosed(leaf, true)).to.be.revertedWithCustomError(
          registry,
          'LeafUnknown',
        );
      }
    });
  });

  it('says Unknown, and ends, for a line that grew beyond four when a member registered anew', async () => {
    const system = await loadFixture(fixture);
    const { registry, revoker } = system;
    const flat = await addAnchor(system, 'shared');
    const top = certificate(flat, Role.SubCi);
    const middle = certificate(top, Role.SubCi);
    const bottom = certificate(middle, Role.Eum);
    for (const subject of [top, middle, bottom]) await register(system, subject);
    await registry.connect(revoker).removeAnchor(flat.leaf);
    // The same key comes back one step lower: as a sub-CI of another anchor.
    const other = await addAnchor(system, 'other');
    const lower = certificate(other, Role.SubCi, { key: key('shared') });
    await register(system, lower);
    await register(system, certificate(lower, Role.SubCi, { serialNumber: top.serialNumber, key: top.key }));
    expect(await registry.isValid(middle.leaf)).to.equal(Status.Valid);
    expect(await registry.isValid(bottom.leaf)).to.equal(Status.Unknown);
    // And such a line leaves the tree.
    expect(await registry.caNodes(0, 6, 1)).to.deep.equal([bottom.leaf]);
    await registry.sweep(100);
    expect(await registry.caNodes(0, 6, 1)).to.deep.equal([0n]);
  });
});
