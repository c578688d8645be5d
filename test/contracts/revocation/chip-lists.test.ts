import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { getBytes, sha256, toBeHex } from 'ethers';
import { encodeFlags, revKey, Role } from '../../../src/zk/values.ts';
import { certificate, type Certificate, register, registerLine } from '../support/certificates.ts';
import { ethers, loadFixture } from '../support/chain.ts';
import { crl, entriesOf, issuerOf, THIS_UPDATE, nameOf } from '../support/crls.ts';
import { deploySystem } from '../support/deploy.ts';
import { Status } from '../support/status.ts';
import { IndexedModel } from '../support/trees.ts';

async function fixture() {
  const system = await deploySystem();
  const line = await registerLine(system);
  const { eum, subCi } = line;
  const mute = certificate(subCi, Role.Eum, { flags: encodeFlags({ crlSign: false, pathLength: 7 }) });
  await register(system, mute);
  return { ...system, ...line, mute, issuer: issuerOf(eum), anyone: system.lists.connect(system.stranger) };
}

const serialNumbers = (count: number, first = 7000n): bigint[] =>
  Array.from({ length: count }, (_, i) => first + BigInt(i));

describe('RevocationLists: chips', () => {
  let system: Awaited<ReturnType<typeof fixture>>;
  let model: IndexedModel;
  beforeEach(async () => {
    system = await loadFixture(fixture);
    model = new IndexedModel();
  });

  const keyOf = (serialNumber: bigint, eum = system.eum) => revKey(eum.key.hash, serialNumber);
  /** Hints for chips in this order, which are taken to be revoked. */
  const hints = (listed: readonly bigint[], eum = system.eum): number[] =>
    listed.map((serialNumber) => {
      const value = keyOf(serialNumber, eum);
      const lowIndex = model.lowIndex(value);
      model.insert(value);
      return lowIndex;
    });

  describe("an EUM's list", () => {
    it('revokes chips in the tree that they prove themselves absent from [S37]', async () => {
      const { anyone, revocations, registry, issuer, eum } = system;
      const listed = serialNumbers(3);
      await anyone.submitCrl(issuer, crl(eum.key, { serialNumbers: listed }), 10, hints(listed));
      expect(await revocations.revRoot()).to.equal(model.root);
      for (const serial of listed) expect(await revocations.chipRevokedAt(keyOf(serial))).to.be.greaterThan(0n);
      expect(await registry.queryFilter(registry.filters.RecordRevoked())).to.deep.equal([]);
      expect((await registry.recordOf(eum.leaf)).record.nextUpdate).to.equal(THIS_UPDATE + 365n * 86_400n);
    });

    it('goes on until the hints are used up, then by whomever [S41]', async () => {
      const { anyone, lists, other, revocations, issuer, eum } = system;
      const listed = serialNumbers(20);
      const der = crl(eum.key, { serialNumbers: listed });
      const hash = await lists.crlName(nameOf(der), true);
      await anyone.submitCrl(issuer, der, 100, hints(listed.slice(0, 5)));
      await expect(lists.connect(other).continueCrl(hash, entriesOf(listed.slice(5)), 100, hints(listed.slice(5))))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 15, 0);
      expect(await revocations.revRoot()).to.equal(model.root);
    });

    it('passes over chips that were listed before, or revoked otherwise, without a hint [S41]', async () => {
      const { anyone, lists, revocations, revoker, issuer, eum } = system;
      const [first, second, third] = serialNumbers(3) as [bigint, bigint, bigint];
      await anyone.submitCrl(issuer, crl(eum.key, { serialNumbers: [first] }), 10, hints([first]));
      await revocations.connect(revoker).revokeChips([keyOf(second)], hints([second]));
      expect(await lists.isChipListed(eum.key.hash, second)).to.equal(false);
      const der = crl(eum.key, { number: 2n, serialNumbers: [first, second, third, third, first] });
      await expect(anyone.submitCrl(issuer, der, 10, hints([third])))
        .to.emit(lists, 'CrlInserted')
        .withArgs(await lists.crlName(nameOf(der), true), 5, 0);
      for (const serial of [first, second, third]) {
        expect(await lists.isChipListed(eum.key.hash, serial)).to.equal(true);
      }
      expect(await revocations.revRoot()).to.equal(model.root);
    });

    it('refuses more hints than chips, more than a batch holds, and wrong ones [S41]', async () => {
      const { anyone, lists, revocations, issuer, eum } = system;
      const listed = serialNumbers(17);
      const der = crl(eum.key, { serialNumbers: listed });
      await expect(anyone.submitCrl(issuer, der, 2, [0, 0, 0]))
        .to.be.revertedWithCustomError(lists, 'LowIndexCount')
        .withArgs(2, 3);
      await expect(anyone.submitCrl(issuer, der, 100, hints(listed)))
        .to.be.revertedWithCustomError(lists, 'LowIndexCount')
        .withArgs(16, 17);
      await expect(anyone.submitCrl(issuer, der, 100, [9])).to.be.revertedWithCustomError(
        revocations,
        'IndexOutOfRange',
      );
      // All or nothing: the list can begin again.
      expect(await lists.scopesOf(eum.key.hash, true)).to.deep.equal([]);
    });

    it('cannot be signed by an EUM whose certificate does not say so', async () => {
      const { anyone, lists, mute } = system;
      await expect(anyone.submitCrl(issuerOf(mute), crl(mute.key, { serialNumbers: [1n] }), 10, [0]))
        .to.be.revertedWithCustomError(lists, 'CrlSignMissing')
        .withArgs(mute.leaf);
    });
  });

  describe('revokeChipByStatement', () => {
    const sign = (digest: string, eum: Certificate, half: 'low' | 'high' = 'low') => {
      const signature = p256.Signature.fromBytes(
        p256.sign(getBytes(digest), eum.key.secret, { prehash: false, lowS: true }),
        'compact',
      );
      const s = half === 'low' ? signature.s : p256.Point.Fn.ORDER - signature.s;
      return [toBeHex(signature.r, 32), toBeHex(s, 32)] as const;
    };
    const statement = async (eum: Certificate, serialNumber: bigint, half: 'low' | 'high' = 'low') =>
      sign(await system.lists.statementDigest(eum.key.hash, serialNumber), eum, half);

    it('revokes a chip of an EUM that may not sign CRLs, whoever brings it [S37]', async () => {
      const { anyone, lists, revocations, mute } = system;
      const [r, s] = await statement(mute, 5n);
      await expect(anyone.revokeChipByStatement(issuerOf(mute), 5n, hints([5n], mute)[0]!, r, s))
        .to.emit(lists, 'ChipRevokedByStatement')
        .withArgs(mute.leaf, 5)
        .and.to.emit(revocations, 'ChipRevoked')
        .withArgs(keyOf(5n, mute), 1);
      expect(await revocations.revRoot()).to.equal(model.root);
      expect(await lists.isChipListed(mute.key.hash, 5n)).to.equal(true);
    });

    it('takes either half of s; a second time, or its twin, does nothing [S35] [S36]', async () => {
      const { anyone, lists, eum, issuer } = system;
      const high = await statement(eum, 5n, 'high');
      const low = await statement(eum, 5n);
      expect(high).not.to.deep.equal(low);
      for (const [i, [r, s]] of [low, high].entries()) {
        const attempt = anyone.revokeChipByStatement(issuer, 5n, 0, r, s);
        if (i === 0) await attempt;
        else {
          await expect(attempt).to.be.revertedWithCustomError(lists, 'ChipAlreadyListed').withArgs(eum.key.hash, 5);
        }
      }
      const [r, s] = await statement(eum, 6n, 'high');
      await anyone.revokeChipByStatement(issuer, 6n, hints([5n, 6n])[1]!, r, s);
    });

    it('refuses a chip that was revoked otherwise', async () => {
      const { anyone, lists, revocations, revoker, eum, issuer } = system;
      await revocations.connect(revoker).revokeChips([keyOf(5n)], [0]);
      const [r, s] = await statement(eum, 5n);
      await expect(anyone.revokeChipByStatement(issuer, 5n, 0, r, s))
        .to.be.revertedWithCustomError(lists, 'ChipAlreadyListed')
        .withArgs(eum.key.hash, 5);
    });

    it('says one chip of one EUM on one chain to one contract: nothing else is revoked by it [S35]', async () => {
      const { anyone, lists, eum, mute, issuer } = system;
      const refused = async (serialNumber: bigint, digest: string, as: Certificate, claimed = issuer) => {
        const [r, s] = sign(digest, as);
        await expect(anyone.revokeChipByStatement(claimed, serialNumber, 0, r, s)).to.be.revertedWithCustomError(
          lists,
          'SignatureRefused',
        );
      };
      const digest = await lists.statementDigest(eum.key.hash, 5n);
      await refused(6n, digest, eum);
      await refused(5n, digest, mute);
      await refused(5n, digest, eum, issuerOf(mute));
      await refused(5n, await lists.statementDigest(mute.key.hash, 5n), eum);
      const encode = (chainId: bigint, address: string) =>
        sha256(
          ethers.AbiCoder.defaultAbiCoder().encode(
            ['string', 'uint256', 'address', 'uint256', 'uint160'],
            ['revoke-chip', chainId, address, eum.key.hash, 5n],
          ),
        );
      const address = await lists.getAddress();
      expect(encode(31337n, address)).to.equal(digest);
      await refused(5n, encode(1n, address), eum);
      await refused(5n, encode(31337n, await system.registry.getAddress()), eum);
    });

    it('is no structure that the key signs otherwise: it begins with 31 zero octets', async () => {
      const { lists, eum } = system;
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
        ['string', 'uint256', 'address', 'uint256', 'uint160'],
        ['revoke-chip', 31337n, await lists.getAddress(), eum.key.hash, 5n],
      );
      expect(encoded.slice(2, 64)).to.equal('00'.repeat(31));
      expect(sha256(encoded)).to.equal(await lists.statementDigest(eum.key.hash, 5n));
    });

    it('takes the word of EUMs alone, and of those whose line is good', async () => {
      const { anyone, lists, registry, revoker, ci, subCi, eum, issuer } = system;
      const [r, s] = await statement(subCi, 5n);
      await expect(anyone.revokeChipByStatement(issuerOf(subCi), 5n, 0, r, s))
        .to.be.revertedWithCustomError(lists, 'NotAnEum')
        .withArgs(subCi.leaf, Role.SubCi);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const own = await statement(eum, 5n);
      await expect(anyone.revokeChipByStatement(issuer, 5n, 0, ...own))
        .to.be.revertedWithCustomError(lists, 'IssuerRefused')
        .withArgs(eum.leaf, Status.Revoked);
    });

    it('refuses r and s outside 1 to n-1 [S36]', async () => {
      const { anyone, lists, issuer } = system;
      for (const bad of [ethers.ZeroHash, toBeHex(p256.Point.Fn.ORDER, 32), toBeHex(ethers.MaxUint256, 32)]) {
        for (const [r, s] of [
          [bad, toBeHex(1n, 32)],
          [toBeHex(1n, 32), bad],
        ] as const) {
          await expect(anyone.revokeChipByStatement(issuer, 5n, 0, r, s)).to.be.revertedWithCustomError(
            lists,
            'SignatureRefused',
          );
        }
      }
    });
  });
});
