import { expect } from 'chai';
import { ProvingError } from '../../src/prover/error.ts';
import { KeyCache } from '../../src/prover/key-cache.ts';
import { WarmProver } from '../../src/prover/warm-prover.ts';
import { samples } from '../../src/bench/sample.ts';
import type { KeptProvingKey } from '../../src/zk/proving-key.ts';

const MB = 2 ** 20;

describe('KeyCache', () => {
  const sizes: Readonly<Record<string, number>> = {
    a: 4 * MB,
    b: 3 * MB,
    c: 2 * MB,
    whole: 10 * MB,
    more: 10 * MB + 1,
  };
  let most: number;
  let loads: string[];
  let cache: KeyCache;

  beforeEach(() => {
    [most, loads] = [0, []];
    cache = new KeyCache({
      limit: 10 * MB,
      sizeOf: (circuit) => Promise.resolve(sizes[circuit] ?? 0),
      load: (circuit) => {
        loads.push(circuit);
        most = Math.max(most, cache.octets + (sizes[circuit] ?? 0));
        return Promise.resolve({ circuit, octets: sizes[circuit] } as KeptProvingKey);
      },
    });
  });

  it('reads a key once while there is room', async () => {
    for (const circuit of ['a', 'b', 'a', 'b', 'c', 'a']) expect((await cache.get(circuit)).circuit).to.equal(circuit);
    expect(loads).to.deep.equal(['a', 'b', 'c']);
    expect(cache.octets).to.equal(9 * MB);
  });

  it('lets the keys go that were not used for the longest time, before the new one is read', async () => {
    for (const circuit of ['a', 'b', 'c', 'a']) await cache.get(circuit);
    expect(cache.circuits).to.deep.equal(['b', 'c', 'a']);
    sizesOf('d', 4 * MB);
    await cache.get('d');
    expect(cache.circuits).to.deep.equal(['c', 'a', 'd']);
    await cache.get('whole');
    expect(cache.circuits).to.deep.equal(['whole']);
    expect(most).to.be.at.most(10 * MB);
  });

  it('refuses a circuit that cannot fit, names both numbers, and keeps what it has', async () => {
    await cache.get('a');
    const failure: unknown = await cache.get('more').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProvingError).with.property('code', 'MemoryLimit');
    expect(String(failure)).to.include('the keys of the circuit "more" take 11 MB of memory; the limit is 10 MB');
    expect(cache.circuits).to.deep.equal(['a']);
  });

  function sizesOf(circuit: string, size: number): void {
    (sizes as Record<string, number>)[circuit] = size;
  }
});

describe('WarmProver', () => {
  it('keeps within its limit, and refuses what is larger, with real circuits', async () => {
    // authdigest takes 28 MB, revocation 8 MB.
    const prover = new WarmProver({ memory: 30 * MB });
    try {
      await prover.warm('revocation');
      await prover.warm('authdigest');
      expect(prover.circuits).to.deep.equal(['authdigest']);
      const failure: unknown = await prover.warm('session').catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProvingError).with.property('code', 'MemoryLimit');
      const statement = samples.revocation();
      const inputs = { ...statement.inputs };
      for (let i = 0; i < 2; i++) {
        const { publicSignals } = await prover.prove('revocation', statement);
        expect(publicSignals).to.deep.equal(statement.publicSignals);
      }
      expect(prover.circuits).to.deep.equal(['revocation']);
      // What the caller owns stays as it is.
      expect(statement.inputs).to.deep.equal(inputs);
    } finally {
      await prover.close();
    }
  });
});
