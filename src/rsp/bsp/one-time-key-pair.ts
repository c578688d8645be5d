import { createECDH } from 'node:crypto';
import { BspError } from './error.ts';

/** The curves of SGP.22 2.6.3 whose whole chain may use them: both have coordinates of 32 octets. */
export type KeyAgreementCurve = 'P-256' | 'brainpoolP256r1';

const OPENSSL_NAMES: Readonly<Record<KeyAgreementCurve, string>> = {
  'P-256': 'prime256v1',
  brainpoolP256r1: 'brainpoolP256r1',
};
const COORDINATE = 32;
const UNCOMPRESSED = 0x04;

/** otPK/otSK.ECKA: the key pair that a server or a chip makes for one session (SGP.22 2.6.4). The private key shows in no output. */
export class OneTimeKeyPair {
  readonly curve: KeyAgreementCurve;
  /** 65 octets: 04 ‖ X ‖ Y, as tag 5F49 carries it. */
  readonly publicKey: Uint8Array;
  readonly #privateKey: Uint8Array;
  #erased = false;

  private constructor(curve: KeyAgreementCurve, privateKey: Uint8Array, publicKey: Uint8Array) {
    this.curve = curve;
    this.#privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static generate(curve: KeyAgreementCurve = 'P-256'): OneTimeKeyPair {
    const ecdh = createECDH(OPENSSL_NAMES[curve]);
    const publicKey = Uint8Array.from(ecdh.generateKeys());
    return new OneTimeKeyPair(curve, leftPadded(ecdh.getPrivateKey()), publicKey);
  }

  /** Of a scalar in 32 octets, big endian, from 1 to the curve's order less 1. Throws `PrivateKey`. */
  static fromPrivateKey(privateKey: Uint8Array, curve: KeyAgreementCurve = 'P-256'): OneTimeKeyPair {
    if (privateKey.length !== COORDINATE) {
      throw new BspError('PrivateKey', `A private key has ${COORDINATE} octets, this one ${privateKey.length}.`);
    }
    try {
      const ecdh = createECDH(OPENSSL_NAMES[curve]);
      ecdh.setPrivateKey(privateKey);
      return new OneTimeKeyPair(curve, Uint8Array.from(privateKey), Uint8Array.from(ecdh.getPublicKey()));
    } catch {
      throw new BspError('PrivateKey', `A private key of ${curve} lies between 1 and the order of the curve less 1.`);
    }
  }

  /**
   * The shared secret Z with the other side's `publicKey` (04 ‖ X ‖ Y): the X coordinate, 32 octets.
   * Throws `PublicKey` where it is no point of the curve, `KeyErased` after `erase`.
   */
  agree(publicKey: Uint8Array): Uint8Array {
    if (this.#erased) throw new BspError('KeyErased', 'The one-time private key was erased after its use.');
    if (publicKey.length !== 1 + 2 * COORDINATE || publicKey[0] !== UNCOMPRESSED) {
      throw new BspError('PublicKey', 'A one-time public key is 04, X and Y in 65 octets; no other form is taken.');
    }
    const ecdh = createECDH(OPENSSL_NAMES[this.curve]);
    ecdh.setPrivateKey(this.#privateKey);
    try {
      return leftPadded(ecdh.computeSecret(publicKey));
    } catch {
      throw new BspError('PublicKey', `The one-time public key is no point of ${this.curve}.`);
    }
  }

  /** Overwrites the private key: a session's key agrees once and is forgotten. */
  erase(): void {
    this.#privateKey.fill(0);
    this.#erased = true;
  }
}

function leftPadded(octets: Uint8Array): Uint8Array {
  const padded = new Uint8Array(COORDINATE);
  padded.set(octets, COORDINATE - octets.length);
  octets.fill(0);
  return padded;
}
