import { expect } from 'chai';
import fc from 'fast-check';
import { formatActivationCode, parseActivationCode } from '../../src/rsp/activation-code.ts';
import { expectRefusal, refusalOf } from './support/refusal.ts';

describe('parseActivationCode', () => {
  it('reads address and token, with and without prefix', () => {
    const code = { smdpAddress: 'smdp.example.com', matchingId: 'AB-12', confirmationCodeRequired: false };
    for (const text of ['LPA:1$smdp.example.com$AB-12', '1$smdp.example.com$AB-12', ' lpa:1$smdp.example.com$AB-12\n'])
      expect(parseActivationCode(text)).to.deep.equal(code);
  });

  it('reads an object identifier and the confirmation code flag, each with the other or without', () => {
    expect(parseActivationCode('1$a.b$T$2.999.10')).to.include({
      smdpOid: '2.999.10',
      confirmationCodeRequired: false,
    });
    expect(parseActivationCode('1$a.b$T$2.999.10$1')).to.include({
      smdpOid: '2.999.10',
      confirmationCodeRequired: true,
    });
    const flagOnly = parseActivationCode('1$a.b$T$$1');
    expect(flagOnly).to.include({ confirmationCodeRequired: true }).and.not.have.property('smdpOid');
  });

  it('takes an empty token, an address with a port and fields of later versions', () => {
    expect(parseActivationCode('1$a.b$').matchingId).to.equal('');
    expect(parseActivationCode('1$localhost:8443$T').smdpAddress).to.equal('localhost:8443');
    expect(parseActivationCode('1$a.b$T$$$x$y')).to.include({ matchingId: 'T', confirmationCodeRequired: false });
  });

  it('refuses other formats, addresses, tokens, identifiers and flags', () => {
    for (const [text, mention] of [
      ['', 'does not begin with LPA:1$'],
      ['2$a.b$T', 'formats'],
      ['1$$T', 'host name'],
      ['1$a b$T', 'host name'],
      ['1$https://a.b$T', 'host name'],
      ['1$a.b', 'token'],
      ['1$a.b$T é', 'ASCII'],
      ['1$a.b$T$x', 'object identifier'],
      ['1$a.b$T$$2', 'flag'],
      [`1$a.b$${'T'.repeat(300)}`, '255'],
    ] as const)
      expectRefusal('ActivationCode', () => parseActivationCode(text), mention);
  });

  it('shows nothing of the code, in whatever field the token stands: whoever has it has the profile', () => {
    const SECRET = 'SECRET-TOKEN-42';
    for (const [text, field] of [
      [SECRET, 'LPA:1$'],
      [`${SECRET}$a.b$T`, 'LPA:1$'],
      [`LPA:${SECRET}$a.b$T`, 'LPA:1$'],
      [`2$a.b$${SECRET}`, 'LPA:1$'],
      [`1$${SECRET} x$T`, 'address of 17 characters'],
      [`1$a b$${SECRET}`, 'address of 3 characters'],
      [`1$${SECRET}`, 'token'],
      [`1$a.b$${SECRET} ÿ`, 'token of 17 characters'],
      [`1$a.b$T$${SECRET}`, 'fourth field of 15 characters'],
      [`1$a.b$${SECRET}$x`, 'fourth field of 1 characters'],
      [`1$a.b$T$$${SECRET}`, 'flag of 15 characters'],
      [`1$a.b$T$2.999$${SECRET}$1`, 'flag of 15 characters'],
      [`1$a.b$${SECRET}$${'x'.repeat(300)}`, '255'],
    ] as const) {
      const message = refusalOf(() => parseActivationCode(text))?.message;
      expect(message, text).to.include(field);
      for (let at = 0; at + 3 <= SECRET.length; at++) expect(message).to.not.include(SECRET.slice(at, at + 3));
    }
    const message = refusalOf(() =>
      formatActivationCode({ smdpAddress: 'a b', matchingId: SECRET, confirmationCodeRequired: true }),
    )?.message;
    expect(message).to.include('address').and.not.include(SECRET);
  });

  it('refuses any other text with an RspError', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (start, fields) => {
        refusalOf(() => parseActivationCode([start, ...fields].join('$')));
        refusalOf(() => parseActivationCode(['LPA:1', ...fields].join('$')));
      }),
      { seed: 1, numRuns: 5_000 },
    );
  });
});

describe('formatActivationCode', () => {
  it('leaves trailing empty fields out, and keeps the place of an absent identifier', () => {
    const code = { smdpAddress: 'a.b', matchingId: 'T', confirmationCodeRequired: false };
    expect(formatActivationCode(code)).to.equal('LPA:1$a.b$T');
    expect(formatActivationCode({ ...code, matchingId: '' })).to.equal('LPA:1$a.b$');
    expect(formatActivationCode({ ...code, smdpOid: '2.999.10' })).to.equal('LPA:1$a.b$T$2.999.10');
    expect(formatActivationCode({ ...code, confirmationCodeRequired: true })).to.equal('LPA:1$a.b$T$$1');
  });

  it('refuses what would be read differently', () => {
    for (const smdpAddress of ['', 'a$b', 'a b'])
      expectRefusal('ActivationCode', () =>
        formatActivationCode({ smdpAddress, matchingId: 'T', confirmationCodeRequired: false }),
      );
  });

  it('is undone by parseActivationCode', () => {
    const codes = fc.record(
      {
        smdpAddress: fc.domain(),
        matchingId: fc.stringMatching(/^[A-Z0-9-]{0,32}$/),
        smdpOid: fc.stringMatching(/^2\.[1-9][0-9]{0,3}\.[1-9]$/),
        confirmationCodeRequired: fc.boolean(),
      },
      { requiredKeys: ['smdpAddress', 'matchingId', 'confirmationCodeRequired'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(codes, (code) => {
        fc.pre(code.smdpAddress.length < 200);
        expect(parseActivationCode(formatActivationCode(code))).to.deep.equal(code);
      }),
      { seed: 1 },
    );
  });
});
