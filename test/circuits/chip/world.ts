import { p256 } from '@noble/curves/nist.js';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import type { ChipProofs } from '../../../src/zk/chip/active.ts';
import { chipRecord, chipRecordLeaf, chipRevKey, type ChipRecord } from '../../../src/zk/chip/record.ts';
import { rawSignature, type EcdsaSignature } from '../../../src/zk/chip/signature.ts';
import { issuerLeaf } from '../../../src/zk/certificate/issuer.ts';
import { LeanTree } from '../../../src/zk/trees.ts';
import { serverScope } from '../../../src/zk/values.ts';
import { World } from '../certificate/world.ts';

export const CHIP_DEPTH = 24;
export const SERVER_SCOPE = serverScope(0x5ca1ab1en);
export const BIND_SCOPE = 0xb1d5c09en;
export const BINDING = 0xb0b0n;
export const SALT = (1n << 200n) + 5n;

/** A minted PKI with its chips on record, as the registries have it. */
export class ChipWorld {
  readonly world: World;
  readonly chipTree = new LeanTree(CHIP_DEPTH, [11n, 12n]);
  readonly chips: readonly ChipRecord[];
  readonly #secretKeys = new Map<ChipRecord, Uint8Array>();

  constructor(world = new World()) {
    this.world = world;
    const minted = [...world.pki.euiccs, world.pki.subCiEuicc];
    this.chips = minted.map((chip, i) => this.#register(chip, 0xc0ffeen + BigInt(i)));
  }

  get chip(): ChipRecord {
    return this.chips[0]!;
  }

  #register(minted: Minted, holderSecret: bigint): ChipRecord {
    const chip = chipRecord(this.world.statement(minted, holderSecret));
    this.#secretKeys.set(chip, minted.secretKey);
    this.chipTree.insert(chipRecordLeaf(chip));
    return chip;
  }

  /** What the chip signs: ECDSA with SHA-256, s in the upper half of the order where asked to. */
  sign(message: Uint8Array, chip = this.chip, half: 'low' | 'high' = 'high'): EcdsaSignature {
    const { r, s } = rawSignature(p256.sign(message, this.#secretKeys.get(chip)!, { lowS: true, prehash: true }));
    return { r, s: half === 'low' ? s : p256.Point.Fn.ORDER - s };
  }

  proofs(chip = this.chip, now = this.world.now): ChipProofs {
    const { caTree, revocationTree } = this.world;
    return {
      chipProof: this.chipTree.membership(this.chipTree.indexOf(chipRecordLeaf(chip))),
      caProof: caTree.membership(caTree.indexOf(issuerLeaf(chip.issuer))),
      revocationProof: revocationTree.nonMembership(chipRevKey(chip)),
      now,
    };
  }
}
