import { buildBn128, type Bn128 } from 'ffjavascript';
import { FIELD_MODULUS } from './poseidon.ts';
import { readProofPoints, type ProofPoints } from './proof-points.ts';
import { assertSoundVerificationKey, type VerificationKey } from './verification-key.ts';

/**
 * Verifies Groth16 proofs under one key, for as long as its owner likes. The key is checked and prepared once; a proof then takes some
 * ten milliseconds on the calling thread. It has no threads of its own: there is nothing to close, and it keeps no process alive.
 */
export class ProofVerifier {
  /** Number of public signals that the key's statements have. */
  readonly signals: number;
  readonly #curve: Bn128;
  readonly #ic: readonly Uint8Array[];
  readonly #alphaBeta: Uint8Array;
  readonly #gamma: Uint8Array;
  readonly #delta: Uint8Array;

  private constructor(curve: Bn128, key: VerificationKey) {
    const { G1, G2 } = curve;
    const g1 = ([x, y]: readonly string[]): Uint8Array => G1.fromObject([BigInt(x!), BigInt(y!)]);
    const g2 = ([x, y]: VerificationKey['vk_beta_2']): Uint8Array =>
      G2.toJacobian(
        G2.fromObject([
          [BigInt(x[0]), BigInt(x[1])],
          [BigInt(y[0]), BigInt(y[1])],
        ]),
      );
    this.signals = key.nPublic;
    this.#curve = curve;
    this.#ic = key.IC.map(g1);
    this.#alphaBeta = curve.pairing(g1(key.vk_alpha_1), g2(key.vk_beta_2));
    this.#gamma = curve.prepareG2(g2(key.vk_gamma_2));
    this.#delta = curve.prepareG2(g2(key.vk_delta_2));
  }

  /** @throws VerificationKeyError for a key that is unsound whatever the circuit */
  static async of(key: unknown): Promise<ProofVerifier> {
    assertSoundVerificationKey(key);
    return new ProofVerifier(await sharedCurve(), key);
  }

  /**
   * Whether `proof`, from wherever it came, proves the statement with these public signals. Signals out of range are refused, not
   * reduced. Never throws for what it is given.
   */
  verify(publicSignals: readonly bigint[], proof: unknown): boolean {
    if (publicSignals.length !== this.signals || !publicSignals.every(isFieldElement)) return false;
    const points = readProofPoints(proof);
    return points !== undefined && this.#holds(publicSignals, points);
  }

  /** e(A, B) = e(alpha, beta) · e(vk_x, gamma) · e(C, delta). */
  #holds(publicSignals: readonly bigint[], points: ProofPoints): boolean {
    const { G1, G2, Gt } = this.#curve;
    const [a, b, c] = [G1.fromObject(points.a), G2.fromObject(points.b), G1.fromObject(points.c)];
    // Infinity comes out of no honest proof; elsewhere it makes a pairing say nothing.
    if (G1.isZero(a) || G2.isZero(b) || G1.isZero(c)) return false;
    if (!G1.isValid(a) || !G2.isValid(b) || !G1.isValid(c)) return false;
    // G1 has no other subgroup; most points of the twist are outside of G2's.
    if (!G2.isZero(G2.timesScalar(b, this.#curve.r))) return false;
    const left = this.#loop(G1.neg(a), this.#curve.prepareG2(G2.toJacobian(b)));
    const right = Gt.mul(this.#loop(this.#combine(publicSignals), this.#gamma), this.#loop(c, this.#delta));
    const product = this.#curve.finalExponentiation(Gt.mul(left, right));
    return Gt.eq(Gt.mul(product, this.#alphaBeta), Gt.one);
  }

  /** vk_x = IC[0] + Σ signal · IC[i]. */
  #combine(publicSignals: readonly bigint[]): Uint8Array {
    const { G1 } = this.#curve;
    const terms = publicSignals.map((signal, i) => G1.timesScalar(this.#ic[i + 1]!, signal));
    return terms.reduce((sum, term) => G1.add(sum, term), this.#ic[0]!);
  }

  #loop(g1: Uint8Array, preparedG2: Uint8Array): Uint8Array {
    const { G1 } = this.#curve;
    return this.#curve.millerLoop(this.#curve.prepareG1(G1.toJacobian(g1)), preparedG2);
  }
}

const isFieldElement = (signal: unknown): boolean =>
  typeof signal === 'bigint' && signal >= 0n && signal < FIELD_MODULUS;

let curve: Promise<Bn128> | undefined;

/** Takes a third of a second to make, for all verifiers of the process. */
function sharedCurve(): Promise<Bn128> {
  return (curve ??= buildBn128(true));
}

/** Verifiers of keys that were seen before. */
const verifiers = new WeakMap<VerificationKey, Promise<ProofVerifier>>();

/** The same for a key at hand. @throws VerificationKeyError */
export async function verifyProof(
  key: VerificationKey,
  publicSignals: readonly bigint[],
  proof: unknown,
): Promise<boolean> {
  const verifier = verifiers.get(key) ?? ProofVerifier.of(key);
  verifiers.set(key, verifier);
  return (await verifier).verify(publicSignals, proof);
}
