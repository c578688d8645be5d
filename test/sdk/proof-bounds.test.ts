import { expect } from 'chai';
import { readProofFile, writeProofFile, type CertificateProof } from '../../src/sdk/proof-file.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { temporaryFolder, type Folder } from '../tasks/fixture.ts';

const BASE_FIELD_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Every number is the largest there may be. */
const largest = {
  chainId: (1n << 64n) - 1n,
  registry: `0x${'11'.repeat(20)}`,
  submitter: `0x${'22'.repeat(20)}`,
  version: (1n << 32n) - 1n,
  points: Array.from({ length: 8 }, () => BASE_FIELD_MODULUS - 1n),
  caRoot: FIELD_MODULUS - 1n,
  revRoot: FIELD_MODULUS - 1n,
  now: (1n << 40n) - 1n,
  leaf: FIELD_MODULUS - 1n,
  nullifier: FIELD_MODULUS - 1n,
  opening: {
    parent: FIELD_MODULUS - 1n,
    keyHash: FIELD_MODULUS - 1n,
    serialNumber: (1n << 160n) - 1n,
    role: 255,
    flags: 255,
    notAfter: (1n << 40n) - 1n,
    attribute: FIELD_MODULUS - 1n,
  },
} satisfies CertificateProof;

const { points, opening, chainId, version, caRoot, revRoot, now, leaf, nullifier } = largest;
const numbers = { chainId, version, caRoot, revRoot, now, leaf, nullifier };

describe('bounds of a proof file', () => {
  let folder: Folder;
  let file: string;

  before(() => {
    folder = temporaryFolder();
    file = folder.file('test.proof.json');
  });
  after(() => folder.remove());

  it('takes the largest value of every field', () => {
    writeProofFile(file, largest);
    expect(readProofFile(file)).to.deep.equal(largest);
  });

  const cases: [field: string, proof: CertificateProof, value: bigint][] = [
    ...Object.entries(numbers).map(([field, value]): [string, CertificateProof, bigint] => [
      field,
      { ...largest, [field]: value + 1n },
      value + 1n,
    ]),
    ...points.map((point, index): [string, CertificateProof, bigint] => [
      `points[${index}]`,
      { ...largest, points: points.with(index, point + 1n) },
      point + 1n,
    ]),
    ...Object.entries(opening).map(([field, value]): [string, CertificateProof, bigint] => {
      const tooLarge = typeof value === 'bigint' ? value + 1n : value + 1;
      return [`opening.${field}`, { ...largest, opening: { ...opening, [field]: tooLarge } }, BigInt(tooLarge)];
    }),
  ];
  for (const [field, proof, value] of cases) {
    it(`names ${field} where it is one too large`, () => {
      writeProofFile(file, proof);
      expect(() => readProofFile(file))
        .to.throw(SdkError)
        .with.property('message')
        .which.contains(`test.proof.json: ${field} is ${value}, but must be at least 0 and below `)
        .and.contains('make it anew with certificate prove');
    });
  }

  it('refuses a number below 0', () => {
    writeProofFile(file, { ...largest, opening: { ...opening, role: -1 } });
    expect(() => readProofFile(file)).to.throw(/opening\.role is -1, but must be at least 0 and below 2\^8/);
  });
});
