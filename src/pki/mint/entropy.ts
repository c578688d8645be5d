import { createHash, randomBytes } from 'node:crypto';

/** Where minting takes its private keys and serial numbers from. */
export interface Entropy {
  /** `length` octets for the purpose `label`. */
  octets(label: string, length: number): Uint8Array;
}

export const systemEntropy: Entropy = {
  octets: (_label, length) => Uint8Array.from(randomBytes(length)),
};

/** For tests only: everything follows from `seed`, so whoever knows it has every private key. */
export function seededEntropy(seed: string): Entropy {
  return {
    octets(label, length) {
      const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, counter) =>
        createHash('sha256')
          .update(JSON.stringify([seed, label, counter]))
          .digest(),
      );
      return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
    },
  };
}
