import { expect } from 'chai';
import * as fc from 'fast-check';
import { sampleCircuits, samples } from '../../src/bench/sample.ts';
import { ProvingError } from '../../src/prover/error.ts';
import { decodeError, decodeRequest, decodeView, encodeRequest, MAX_REQUEST_OCTETS } from '../../src/prover/wire.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('requests to a prover', () => {
  it('carry every circuit’s inputs, well below the limit', () => {
    for (const circuit of sampleCircuits) {
      const statement = samples[circuit]();
      const text = encodeRequest({ circuit, statement });
      expect(Buffer.byteLength(text), circuit).to.be.below(MAX_REQUEST_OCTETS / 2);
      const decoded = decodeRequest(octets(text));
      expect(decoded.circuit).to.equal(circuit);
      expect(decoded.statement.publicSignals).to.deep.equal(statement.publicSignals);
      expect(encodeRequest(decoded)).to.equal(text);
      expect(Object.keys(decoded.statement.inputs)).to.deep.equal(Object.keys(statement.inputs));
    }
  });

  it('carry what is negative as the field has it, and nothing but numbers', () => {
    const of = (value: unknown): string =>
      encodeRequest({ circuit: 'a', statement: { inputs: { x: value }, publicSignals: [] } });
    expect(JSON.parse(of([-1n, 2]))).to.have.nested.property('inputs.x[0]', String(FIELD_MODULUS - 1n));
    for (const other of ['1', null, undefined, {}, true]) expect(() => of(other)).to.throw(TypeError);
  });

  const good = { circuit: 'session', inputs: { holderSecret: '5', path: [['1', '2'], '3'] }, publicSignals: ['1'] };
  const refusal = (value: unknown): string => {
    try {
      decodeRequest(octets(typeof value === 'string' ? value : JSON.stringify(value)));
      return 'accepted';
    } catch (error) {
      expect(error).to.be.instanceOf(ProvingError).with.property('code', 'RequestInvalid');
      return (error as ProvingError).message;
    }
  };
  const CANARY = '77777777777777777777';

  it('are refused in any other form, with a message that quotes none of it', () => {
    expect(refusal(good)).to.equal('accepted');
    const input = (value: unknown): object => ({ ...good, inputs: { holderSecret: value } });
    let deep: unknown = CANARY;
    for (let i = 0; i < 5; i++) deep = [deep];
    const hostile: unknown[] = [
      '', 'null', '[]', '1', `{"${CANARY}"`, `{"circuit":"a","circuit":`, '\u0000', `"${CANARY}"`,
      {}, { ...good, [CANARY]: 1 }, { ...good, circuit: CANARY }, { ...good, circuit: '../session' }, { ...good, circuit: 'a'.repeat(33) },
      { ...good, circuit: ['session'] }, { ...good, inputs: [] }, { ...good, inputs: null }, { ...good, inputs: CANARY },
      { ...good, publicSignals: {} }, { ...good, publicSignals: [1] }, { ...good, publicSignals: [String(FIELD_MODULUS)] },
      input(5), input(null), input({}), input(true), input(`-${CANARY}`), input(`0${CANARY}`), input(`0x${CANARY}`), input(`${CANARY}n`),
      input(String(FIELD_MODULUS)), input('9'.repeat(1000)), input([CANARY, {}]), input(deep), input(Array(262_145).fill('1')),
      { ...good, inputs: { [`${CANARY}a`]: '1' } }, { ...good, inputs: { 'a b': '1' } }, { ...good, inputs: { ['a'.repeat(65)]: '1' } },
      { ...good, inputs: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`a${i}`, '1'])) },
      '{"circuit":"a","inputs":{"__proto__":{"polluted":"1"}},"publicSignals":[]}',
      '{"circuit":"a","inputs":{},"publicSignals":[],"__proto__":{}}',
    ]; // prettier-ignore
    for (const [i, value] of hostile.entries()) {
      const message = refusal(value);
      expect(message, `${i}`).not.to.equal('accepted').and.not.to.include(CANARY);
    }
    expect(refusal(JSON.stringify({ ...good, inputs: { constructor: '1', hasOwnProperty: '2' } }))).to.equal(
      'accepted',
    );
    expect(({} as { polluted?: string }).polluted).to.equal(undefined);
    expect(() => decodeRequest(Uint8Array.of(0x22, 0xff, 0x22))).to.throw(ProvingError, 'no JSON');
  });

  it('are refused or read, whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => refusal(text) !== ''),
      { numRuns: 300, seed: 5 },
    );
  });
});

describe('answers of a prover', () => {
  it('are refused when no prover gives them', () => {
    const id = '0a'.repeat(16);
    const hostile: unknown[] = [
      null, 1, 'x', {}, [], { id, version: 1 }, { id: 'x', version: 1, state: 'queued', position: 1 }, { id, version: -1, state: 'queued', position: 1 },
      { id, version: 1, state: 'queued' }, { id, version: 1, state: 'running', phase: 'x' }, { id, version: 1, state: 'proven', proof: {} },
      { id, version: 1, state: 'failed' }, { id, version: 1, state: 'failed', error: { code: 'toString', message: '' } }, { id, version: 1, state: 'else' },
    ]; // prettier-ignore
    for (const value of hostile) {
      expect(() => decodeView(value, []), JSON.stringify(value)).to.throw(ProvingError, 'no prover of this version');
    }
    for (const value of [null, {}, { error: 1 }, { error: { code: 'Fault' } }]) {
      expect(() => decodeError(value)).to.throw(ProvingError, 'no prover of this version');
    }
    expect(decodeError({ error: { code: 'Fault', message: 'x'.repeat(5000) } }).message).to.have.length(1000);
  });
});
