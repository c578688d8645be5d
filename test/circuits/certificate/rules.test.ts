import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { encodePrefix } from '../../../src/zk/values.ts';
import { templateCircuit } from '../der/template-circuit.ts';

const RULES = 'lib/certificate/rules.circom';
const EID = '89049032123451234512345678901235';

describe('KeyUsageRule', () => {
  const circuit = templateCircuit(RULES, 'KeyUsageRule()');

  it('takes a CA that certifies, and an end entity that signs and does not certify [S15]', async () => {
    for (let i = 0; i < 16; i++) {
      const [isCaRole, isCa, keyCertSign, digitalSignature] = [
        i & 1,
        (i >> 1) & 1,
        (i >> 2) & 1,
        (i >> 3) & 1,
      ] as const;
      const valid = isCaRole === 1 ? isCa + keyCertSign === 2 : isCa + keyCertSign === 0 && digitalSignature === 1;
      const inputs = { isCaRole, isCa, keyCertSign, digitalSignature };
      if (valid) await circuit.expectAccepted(inputs);
      else await circuit.expectRefused(inputs);
    }
  });
});

describe('PathLengthRule', () => {
  const circuit = templateCircuit(RULES, 'PathLengthRule()');

  it("leaves a CA the smaller of its own path length and its issuer's less one [S15]", async () => {
    for (let own = 0; own <= 7; own++) {
      for (let issuers = 0; issuers <= 7; issuers++) {
        if (issuers === 0) {
          await circuit.expectRefused({ isCaRole: 1, own, issuers });
          continue;
        }
        const remaining = Math.min(own, issuers === 7 ? 7 : issuers - 1);
        expect(await circuit.read({ isCaRole: 1, own, issuers }, 'remaining')).to.equal(BigInt(remaining));
      }
    }
  });

  it('is 0 for others, whatever their issuer has left', async () => {
    for (const issuers of [0, 1, 7]) {
      expect(await circuit.read({ isCaRole: 0, own: 7, issuers }, 'remaining')).to.equal(0n);
    }
  });
});

describe('ValidityRule', () => {
  const circuit = templateCircuit(RULES, 'ValidityRule()');
  const YEAR_9999 = 253_402_300_799n;
  const YEAR_1950 = FIELD_MODULUS - 631_152_000n;
  const base = { now: 1000n, notBefore: 900n, notAfter: 2000n, issuerNotAfter: 1500n, isChip: 0n };

  it('takes the dates up to the second [S13][S17]', async () => {
    for (const now of [900n, 1500n]) await circuit.expectAccepted({ ...base, now });
    for (const now of [899n, 1501n]) await circuit.expectRefused({ ...base, now });
    await circuit.expectAccepted({ ...base, issuerNotAfter: 3000n, now: 2000n });
    await circuit.expectRefused({ ...base, issuerNotAfter: 3000n, now: 2001n });
  });

  it('caps notAfter by the issuer, but for chips', async () => {
    expect(await circuit.read(base, 'effective')).to.equal(1500n);
    expect(await circuit.read({ ...base, issuerNotAfter: 2500n }, 'effective')).to.equal(2000n);
    expect(await circuit.read({ ...base, isChip: 1n }, 'effective')).to.equal(2000n);
  });

  it('takes years from 1950 to 9999 [S13]', async () => {
    const longest = { ...base, notBefore: YEAR_1950, notAfter: YEAR_9999, issuerNotAfter: (1n << 40n) - 1n };
    expect(await circuit.read(longest, 'effective')).to.equal(YEAR_9999);
    await circuit.expectRefused({ ...base, notAfter: YEAR_1950 });
    await circuit.expectAccepted({ ...longest, now: 0n });
  });

  it('refuses a now that is negative or beyond 40 bits [S5]', async () => {
    for (const now of [1n << 40n, FIELD_MODULUS - 1n, FIELD_MODULUS - (1n << 40n), 1n << 253n]) {
      await circuit.expectRefused({
        ...base,
        notBefore: YEAR_1950,
        notAfter: YEAR_9999,
        issuerNotAfter: YEAR_9999,
        now,
      });
    }
  });
});

describe('EidPrefixRule', () => {
  const circuit = templateCircuit(RULES, 'EidPrefixRule()');
  const eidPrefixes = Array.from({ length: 32 }, (_, i) => BigInt(EID.slice(0, i + 1)));
  const permit = (...prefixes: readonly string[]): bigint[] =>
    [...prefixes.map(encodePrefix), 0n, 0n, 0n, 0n].slice(0, 4);

  it('takes an EID that begins with one of the prefixes, of 1 to 32 digits [S16]', async () => {
    for (let length = 1; length <= 32; length++) {
      const prefix = EID.slice(0, length);
      for (const prefixes of [permit(prefix), permit('7', '1', '2', prefix), permit(prefix, prefix)]) {
        await circuit.expectAccepted({ enabled: 1n, eidPrefixes, prefixes });
      }
    }
  });

  it('refuses an EID that begins with none of them [S16]', async () => {
    for (const prefixes of [permit('9'), permit('88', '90'), permit('089'), permit(`${EID.slice(0, 31)}6`), permit()]) {
      await circuit.expectRefused({ enabled: 1n, eidPrefixes, prefixes });
    }
    // The same value with another number of digits, and a length without a value.
    await circuit.expectRefused({ enabled: 1n, eidPrefixes, prefixes: [(3n << 128n) + 89n, 0n, 0n, 0n] });
    await circuit.expectRefused({ enabled: 1n, eidPrefixes, prefixes: [89n, 1n << 128n, 0n, 0n] });
  });

  it('asks nothing of other roles', async () => {
    for (const prefixes of [permit(), permit('9')]) {
      await circuit.expectAccepted({ enabled: 0n, eidPrefixes, prefixes });
    }
  });
});
