import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { sha256, toBeHex } from 'ethers';
import { Role } from '../../../src/zk/values.ts';
import { certificate, key, register, registerLine, signClaim } from '../support/certificates.ts';
import { ethers, loadFixture, time } from '../support/chain.ts';
import { deploySystem } from '../support/deploy.ts';
import { Status } from '../support/status.ts';

async function fixture() {
  const system = await deploySystem();
  const line = await registerLine(system);
  const signed = async (account = system.other, lowS = true) =>
    signClaim(line.server, await system.registry.claimDigest(line.server.leaf, account), lowS);
  return { ...system, ...line, signed };
}

describe('CertificateRegistry: claimServer', () => {
  it('makes the caller the account of a server whose key has signed', async () => {
    const { registry, other, server, signed } = await loadFixture(fixture);
    const { opening, r, s } = await signed();
    const claiming = registry.connect(other);
    expect(await claiming.claimServer.staticCall(opening, r, s)).to.equal(server.leaf);
    await expect(claiming.claimServer(opening, r, s))
      .to.emit(registry, 'ServerClaimed')
      .withArgs(server.leaf, await other.getAddress());
    expect(await registry.claimOf(server.leaf)).to.deep.equal([await other.getAddress(), 1n]);
  });

  it('signs SHA-256 over domain, chain, registry, account, leaf and nonce', async () => {
    const { registry, other, server } = await loadFixture(fixture);
    const { chainId } = await ethers.provider.getNetwork();
    const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
      ['string', 'uint256', 'address', 'address', 'uint256', 'uint64'],
      ['claim', chainId, await registry.getAddress(), await other.getAddress(), server.leaf, 0],
    );
    expect(await registry.claimDigest(server.leaf, other)).to.equal(sha256(encoded));
    // No structure of SGP.22 that the key signs begins so: they begin with a tag.
    expect(encoded.slice(0, 64)).to.equal(`0x${'00'.repeat(31)}`);
  });

  it('takes signatures with a high s as well', async () => {
    const { registry, other, server, signed } = await loadFixture(fixture);
    const { opening, r, s } = await signed();
    const high = toBeHex(p256.Point.CURVE().n - BigInt(s), 32);
    expect(BigInt(high)).to.be.greaterThan(BigInt(s));
    await registry.connect(other).claimServer(opening, r, high);
    expect((await registry.claimOf(server.leaf)).account).to.equal(await other.getAddress());
  });

  it('does not go to a stranger: neither who registered the server nor who copies the signature gets it [S33] [S31]', async () => {
    const { registry, stranger, guardian, server, signed } = await loadFixture(fixture);
    const { opening, r, s } = await signed();
    for (const caller of [stranger, guardian]) {
      await expect(registry.connect(caller).claimServer(opening, r, s))
        .to.be.revertedWithCustomError(registry, 'ClaimSignatureRefused')
        .withArgs(server.leaf, await caller.getAddress());
    }
    expect(await registry.claimOf(server.leaf)).to.deep.equal([ethers.ZeroAddress, 0n]);
  });

  it('refuses another key, and signatures out of range [S12]', async () => {
    const system = await loadFixture(fixture);
    const { registry, other, server, signed } = system;
    const { opening, r, s } = await signed();
    const n = p256.Point.CURVE().n;
    const wrong: [string, string][] = [
      [ethers.ZeroHash, s],
      [r, ethers.ZeroHash],
      [toBeHex(n, 32), s],
      [r, toBeHex(n, 32)],
      [r, toBeHex(ethers.MaxUint256, 32)],
      [s, r],
    ];
    for (const [badR, badS] of wrong) {
      await expect(registry.connect(other).claimServer(opening, badR, badS)).to.be.revertedWithCustomError(
        registry,
        'ClaimSignatureRefused',
      );
    }
    const thief = { ...server, key: key('thief') };
    const forged = signClaim(thief, await registry.claimDigest(server.leaf, other));
    await expect(registry.connect(other).claimServer(forged.opening, forged.r, forged.s)).to.be.revertedWithCustomError(
      registry,
      'ServerNotValid',
    );
    const mixed = { ...forged, opening };
    await expect(registry.connect(other).claimServer(mixed.opening, mixed.r, mixed.s)).to.be.revertedWithCustomError(
      registry,
      'ClaimSignatureRefused',
    );
  });

  it('takes each signature once; the next one, over the next nonce, hands over [S34]', async () => {
    const { registry, other, guardian, server, signed } = await loadFixture(fixture);
    const first = await signed();
    await registry.connect(other).claimServer(first.opening, first.r, first.s);
    await expect(registry.connect(other).claimServer(first.opening, first.r, first.s)).to.be.revertedWithCustomError(
      registry,
      'ClaimSignatureRefused',
    );
    const second = await signed(guardian);
    await registry.connect(guardian).claimServer(second.opening, second.r, second.s);
    expect(await registry.claimOf(server.leaf)).to.deep.equal([await guardian.getAddress(), 2n]);
    await expect(registry.connect(other).unclaimServer(server.leaf))
      .to.be.revertedWithCustomError(registry, 'NotClaimant')
      .withArgs(server.leaf, await other.getAddress());
  });

  it('can be given up by its account alone, and taken again', async () => {
    const { registry, other, server, signed } = await loadFixture(fixture);
    const first = await signed();
    await registry.connect(other).claimServer(first.opening, first.r, first.s);
    await expect(registry.connect(other).unclaimServer(server.leaf))
      .to.emit(registry, 'ServerUnclaimed')
      .withArgs(server.leaf, await other.getAddress());
    expect(await registry.claimOf(server.leaf)).to.deep.equal([ethers.ZeroAddress, 1n]);
    await expect(registry.connect(other).unclaimServer(server.leaf)).to.be.revertedWithCustomError(
      registry,
      'NotClaimant',
    );
    const second = await signed();
    await registry.connect(other).claimServer(second.opening, second.r, second.s);
  });

  it('refuses a server that is revoked, expired or unknown', async () => {
    const { registry, revocations, revoker, other, server, signed } = await loadFixture(fixture);
    const { opening, r, s } = await signed();
    const claiming = registry.connect(other);
    await expect(claiming.claimServer({ ...opening, revKey: 5n }, r, s)).to.be.revertedWithCustomError(
      registry,
      'ServerNotValid',
    );
    await time.increaseTo(server.notAfter + 1n);
    await expect(claiming.claimServer(opening, r, s))
      .to.be.revertedWithCustomError(registry, 'ServerNotValid')
      .withArgs(server.leaf, Status.Expired);
    await revocations.connect(revoker).revokeCertificates([server.id]);
    await expect(claiming.claimServer(opening, r, s))
      .to.be.revertedWithCustomError(registry, 'ServerNotValid')
      .withArgs(server.leaf, Status.Revoked);
  });

  it('does not exist for CAs: their leaves are of another kind', async () => {
    const { registry, other, subCi } = await loadFixture(fixture);
    const claim = signClaim(subCi, await registry.claimDigest(subCi.leaf, other));
    expect(claim.opening.role).to.equal(Role.SubCi);
    await expect(registry.connect(other).claimServer(claim.opening, claim.r, claim.s)).to.be.revertedWithCustomError(
      registry,
      'ServerNotValid',
    );
  });

  it('keeps accounts of unrelated servers apart [S34]', async () => {
    const system = await loadFixture(fixture);
    const { registry, other, stranger, server, subCi, signed } = system;
    const second = certificate(subCi, Role.DpPb);
    await register(system, second);
    const first = await signed();
    await registry.connect(other).claimServer(first.opening, first.r, first.s);
    const claim = signClaim(second, await registry.claimDigest(second.leaf, stranger));
    await registry.connect(stranger).claimServer(claim.opening, claim.r, claim.s);
    expect((await registry.claimOf(server.leaf)).account).to.equal(await other.getAddress());
    expect((await registry.claimOf(second.leaf)).account).to.equal(await stranger.getAddress());
    await expect(registry.connect(stranger).unclaimServer(server.leaf)).to.be.revertedWithCustomError(
      registry,
      'NotClaimant',
    );
  });
});
