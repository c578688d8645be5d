import { readFileSync } from 'node:fs';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { CHALLENGE_BITS } from '../../../src/zk/p256/parameters.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const FILE = 'lib/p256/ecdsa.circom';
const templateWith = (extraPoints: number): string => `EcdsaP256Verify(${extraPoints})`;
const TEMPLATE = templateWith(1);
const PARAMETERS = 'lib/p256/parameters.circom';
const SQUEEZE = 'lib/p256/squeeze.circom';

/** The circuit as it is deployed. */
export const productionBuild = (): Promise<TemplateCircuit> => templateCircuit(FILE, TEMPLATE);

/** The same for another number of additional points. */
export const buildWithExtraPoints = (extraPoints: number): Promise<TemplateCircuit> =>
  templateCircuit(FILE, templateWith(extraPoints));

/** The same before linear constraints are eliminated. */
export const linearBuild = (): Promise<TemplateCircuit> => templateCircuit(FILE, TEMPLATE, 'O1');

const source = (file: string): string => readFileSync(new URL(`../../../circuits/${file}`, import.meta.url), 'utf8');

/** A source with one passage replaced. */
function edited(file: string, from: string, to: string): Record<string, string> {
  const text = source(file);
  if (text.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`);
  return { [file]: text.replace(from, to) };
}

/** The circuit with short challenges: nothing but the one number that says how many bits they have is another. */
export const buildWithChallengesOf = (bits: number): Promise<TemplateCircuit> => {
  const line = (width: number): string => `function P256_CHALLENGE_BITS() { return ${width}; }`;
  return templateCircuit(FILE, TEMPLATE, 'O1', edited(PARAMETERS, line(CHALLENGE_BITS), line(bits)));
};

/** StrictBits with the bits of lane + order. */
const EXCESS_BITS = `
template ExcessBits() {
    signal input lane;
    signal output bits[254];

    var low = (lane & ${(1n << 128n) - 1n}) + ${FIELD_MODULUS & ((1n << 128n) - 1n)};
    var high = (lane >> 128) + ${FIELD_MODULUS >> 128n} + (low >> 128);
    for (var i = 0; i < 128; i++) bits[i] <-- (low >> i) & 1;
    for (var i = 128; i < 254; i++) bits[i] <-- (high >> (i - 128)) & 1;
    // Keeps them among the wires.
    for (var i = 0; i < 254; i++) bits[i] * (bits[i] - 1) === 0;

    var top[96];
    for (var i = 0; i < 96; i++) top[i] = bits[158 + i];
    LessThanConstant(96, p256ChallengeBoundBits())(top);
}
`;

/** Assigns what a prover would who takes the offset from the alias of its lane. Not a circuit: its constraints are not of interest. */
export const aliasingBuild = (): Promise<TemplateCircuit> =>
  templateCircuit(FILE, TEMPLATE, 'O1', {
    ...edited(FILE, 'component offset = StrictBits();', 'component offset = ExcessBits();'),
    [SQUEEZE]: source(SQUEEZE) + EXCESS_BITS,
  });
