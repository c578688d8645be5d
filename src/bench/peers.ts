/** What is compared: a statement that we and others have a circuit for. */
export type Subject = 'ecdsaP256' | 'sha256Block' | 'certificate';

/** Circuits of others, counted as they count themselves, or by us with the compiler named. */
export interface Peer {
  readonly name: string;
  /** Of the R1CS, linear ones included. */
  readonly constraints: number;
  /** Of these, where it is known: linear ones could be substituted by circom's O2. */
  readonly nonLinear?: number;
  /** Of circom's optimisation; none: another compiler. */
  readonly level: 'O1' | 'O2' | 'not stated' | 'none';
  /** "claimed by its authors", or "compiled by us with" a compiler and its version. */
  readonly counted: typeof CLAIMED | `compiled by us with ${string}`;
  /** Repository and file, or publication. */
  readonly source: string;
  /** Where the statement or the proof system is not the one of ours. */
  readonly note?: string;
}

export const CLAIMED = 'claimed by its authors';
const COMPILED = 'compiled by us with circom2 0.2.23';
const GNARK = 'compiled by us with gnark v0.15.0';

const COMMITMENT = "with gnark's commitment extension of Groth16";
const KEY_ASSUMED = 'the key is assumed to be on the curve';

/** Figures that others publish, and counts of their published circuits; each names its source. */
export const peers: Readonly<Record<Subject, readonly Peer[]>> = {
  ecdsaP256: [
    {
      name: 'Rarimo',
      constraints: 3_297_875,
      nonLinear: 1_558_358,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/distributed-lab/circom-dl, circuits/signatures/ecdsa.circom',
    },
    {
      name: 'PSE circom-ecdsa-p256',
      constraints: 1_972_905,
      level: 'not stated',
      counted: CLAIMED,
      source: 'github.com/privacy-scaling-explorations/circom-ecdsa-p256, README.md',
      note: 'the key is not checked',
    },
    {
      name: 'Self',
      constraints: 1_847_135,
      nonLinear: 1_545_940,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/selfxyz/self, circuits/circuits/utils/crypto/signature/ecdsa/ecdsaVerifier.circom',
    },
    {
      name: 'csp-benchmarks',
      constraints: 299_183,
      nonLinear: 299_183,
      level: 'O2',
      counted: CLAIMED,
      source: 'github.com/ethereum/csp-benchmarks, circom/README.md',
      note: 'the non-linear ones; linear ones, if any are left, are not stated',
    },
    {
      name: 'gnark, fake GLV (2024)',
      constraints: 195_266,
      level: 'none',
      counted: CLAIMED,
      source: 'hackmd.io/@yelhousni/fake-glv',
      note: `${COMMITMENT}; issue 1767 of github.com/Consensys/gnark: the method's subscalars were not bounded`,
    },
    {
      name: 'gnark, complete',
      constraints: 188_509,
      level: 'none',
      counted: GNARK,
      source: 'github.com/Consensys/gnark, std/signature/ecdsa',
      note: `${COMMITMENT}; ${KEY_ASSUMED}`,
    },
    {
      name: 'gnark, incomplete',
      constraints: 146_438,
      level: 'none',
      counted: GNARK,
      source: 'github.com/Consensys/gnark, std/signature/ecdsa with WithIncompleteArithmetic',
      note: `${COMMITMENT}; ${KEY_ASSUMED}; some valid signatures have no proof`,
    },
  ],
  sha256Block: [
    {
      name: 'Rarimo',
      constraints: 75_800,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/rarimo/passport-zk-circuits, circuits/hasher/sha2/sha256/sha256HashChunks.circom',
      note: 'rounded to hundreds',
    },
    {
      name: 'zk-email',
      constraints: 33_377,
      nonLinear: 32_121,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/zkemail/zk-email-verify, packages/circuits/lib/sha.circom (@zk-email/circuits 6.3.4)',
      note: 'what a second block adds to Sha256Bytes; the message is checked to be octets, which is 512 of them',
    },
    {
      name: 'circomlib',
      constraints: 29_725,
      nonLinear: 29_725,
      level: 'O2',
      counted: COMPILED,
      source: 'github.com/iden3/circomlib, circuits/sha256/sha256.circom (circomlib 2.0.5)',
      note: 'a message of 55 octets, whose length is fixed; a further block is 30,328',
    },
    {
      name: 'gnark',
      constraints: 27_072,
      level: 'none',
      counted: GNARK,
      source: 'github.com/Consensys/gnark, std/hash/sha2',
      note: `what a ninth block adds; the first costs 158,206, for its lookup tables; ${COMMITMENT}`,
    },
    {
      name: 'xJsnark',
      constraints: 25_538,
      level: 'none',
      counted: CLAIMED,
      source: 'github.com/akosba/xjsnark, README.md',
      note: 'without padding',
    },
    {
      name: 'csp-benchmarks',
      constraints: 18_088,
      level: 'O2',
      counted: CLAIMED,
      source: 'github.com/ethereum/csp-benchmarks, circom/README.md',
      note: 'an eighth of what its 1,024 octets cost more than 512; the message is checked to be octets, which is 512 of them; its length is fixed',
    },
  ],
  certificate: [
    {
      name: 'C2PA signer privacy, X.509',
      constraints: 12_073_163,
      level: 'not stated',
      counted: CLAIMED,
      source: 'github.com/christianpaquin/c2pa-signer-privacy, zk-proofs/README.md',
      note: 'certificates of up to 1,500 octets, in date, signed by a public key; and a second signature, by the holder',
    },
    {
      name: 'Self register',
      constraints: 2_406_397,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/selfxyz/self, circuits/circuits/register/register.circom',
      note: "a passport's signature under a key that is in a tree; the key's certificate is the statement of dsc",
    },
    {
      name: 'Self dsc',
      constraints: 2_324_703,
      level: 'O1',
      counted: COMPILED,
      source: 'github.com/selfxyz/self, circuits/circuits/dsc/dsc.circom',
      note: 'certificates cut to 768 octets, near the 759 of ours; signed by a CA in a tree; neither validity nor revocation',
    },
  ],
};
