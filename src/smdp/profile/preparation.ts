import { BspKeys } from '../../rsp/bsp/keys.ts';
import { protectProfilePackage } from '../../rsp/bsp/protected-profile.ts';

/** A Protected Profile Package (SGP.22 2.5.3), for no chip yet, and its keys. */
export interface PreparedProfile {
  /** 86, in order. */
  readonly segments: readonly Uint8Array[];
  /** Profile protection keys, sealed. */
  readonly sealedKeys: Uint8Array;
}

/** The first step: protects a personalised profile package, which is forgotten afterwards. */
export interface ProfilePreparer {
  /** Throws BspError ProfilePackage. */
  prepare(profilePackage: Uint8Array): Promise<PreparedProfile>;
}

/** How profile protection keys are kept between preparation and binding. */
export interface KeySeal {
  seal(keys: BspKeys): Promise<Uint8Array>;
  open(sealedKeys: Uint8Array): Promise<BspKeys>;
}

/** Keys as they are: what keeps them secret is the store. */
export const openSeal: KeySeal = {
  seal: (keys) => Promise.resolve(keys.octets()),
  open: (sealedKeys) => Promise.resolve(BspKeys.fromOctets(sealedKeys)),
};

/** Protects each package under fresh keys. */
export function profilePreparer(seal: KeySeal = openSeal): ProfilePreparer {
  return {
    async prepare(profilePackage) {
      const keys = BspKeys.generate();
      try {
        const segments = protectProfilePackage(profilePackage, keys);
        return { segments, sealedKeys: await seal.seal(keys) };
      } finally {
        keys.erase();
      }
    },
  };
}
