import { expect } from 'chai';
import fc from 'fast-check';
import { Es9Error, Es9FormatError, type Es9FormatErrorCode } from '../../../src/rsp/es9plus/error.ts';
import { Es9Failure, type Es9FailureName } from '../../../src/rsp/es9plus/failure.ts';
import { encodeRequest, encodeResponse, parseRequest, parseResponse } from '../../../src/rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../../src/rsp/es9plus/handle-notification.ts';
import { ADMIN_PROTOCOL, es9Path, isAdminProtocol } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { parseJsonObject } from '../../../src/rsp/es9plus/json-object.ts';
import { cancelSession } from '../../../src/rsp/es9plus/cancel-session.ts';
import { samples } from './messages.ts';

describe('ES9+ JSON binding', () => {
  for (const { of, request, response } of samples) {
    it(`reads back what it writes of ${of.name}`, () => {
      expect(parseRequest(of, encodeRequest(of, request))).to.deep.equal(request);
      expect(parseResponse(of, encodeResponse(of, response))).to.deep.equal(response);
    });

    it(`refuses ${of.name} without any one of its members, or with one of another kind`, () => {
      const json = JSON.parse(encodeRequest(of, request)) as Record<string, string>;
      for (const name of Object.keys(json)) {
        const { [name]: value = '', ...others } = json;
        expectFormatError('MemberMissing', () => parseRequest(of, JSON.stringify(others)));
        for (const wrong of [5, null, true, [value], { value }]) {
          expectFormatError('MemberValue', () => parseRequest(of, JSON.stringify({ ...others, [name]: wrong })));
        }
      }
    });
  }

  it('reads the exchange of SGP.22 clients and skips members it does not know', () => {
    const body =
      '{"smdpAddress":"testsmdpplus1.example.com","euiccChallenge":"WGsdODOmyikHdYoc+3jFFg==",' +
      '"euiccInfo1":"vyA1ggMCAgKpFgQU9UFyvfmKldZcvri4OKHBHYAKhcOqFgQU9UFyvfmKldZcvri4OKHBHYAKhcM=","later":{"a":[1]}}';
    const { euiccInfo1, euiccChallenge, smdpAddress } = parseRequest(initiateAuthentication, body);
    expect(euiccInfo1.value.svn).to.equal('2.2.2');
    expect(Buffer.from(euiccInfo1.value.euiccCiPKIdListForSigning[0] ?? []).toString('hex')).to.match(/^f54172bd/);
    expect(euiccChallenge).to.have.length(16);
    expect(smdpAddress).to.equal('testsmdpplus1.example.com');
  });

  it('writes transaction ids in upper case and reads either', () => {
    const { of, request } = samples.find(({ of: { name } }) => name === 'cancelSession')!;
    const text = encodeRequest(of, request);
    expect(text).to.include('A0A1A2A3');
    expect(parseRequest(of, text.replace('A0A1A2A3', 'a0a1a2a3'))).to.deep.equal(request);
  });

  it('has the paths and the version of SGP.22', () => {
    expect(es9Path(getBoundProfilePackage)).to.equal('/gsma/rsp2/es9plus/getBoundProfilePackage');
    const later = ['gsma/rsp/v3.0.0', 'gsma/rsp/v3.1.0', 'gsma/rsp/v12.0.0'];
    expect([ADMIN_PROTOCOL, 'gsma/rsp/v2.0.0', ' gsma/rsp/v2.5 ', ...later].every(isAdminProtocol)).to.equal(true);
    const earlier = ['gsma/rsp/v1.1.0', 'gsma/rsp/v0.9.9', 'gsma/rsp/v20', 'gsma/rsp/v-3.0.0'];
    expect([undefined, '', 'gsma/rsp/v2', 'rsp/v2.2.2', ...earlier].some(isAdminProtocol)).to.equal(false);
  });

  describe('failures', () => {
    it('come back as the error that was written, whatever the function', () => {
      for (const [name, { subjectCode, reasonCode, message }] of Object.entries(Es9Failure)) {
        for (const { of } of samples) {
          const error = failureOf(() => parseResponse(of, encodeResponse(of, Es9Error.of(name as Es9FailureName))));
          expect(error).to.include({ status: 'Failed', subjectCode, reasonCode, message });
        }
      }
    });

    it('have different codes, so that a client knows which one it is', () => {
      const codes = Object.values(Es9Failure).map(({ subjectCode, reasonCode }) => `${subjectCode}/${reasonCode}`);
      expect(new Set(codes).size).to.equal(codes.length);
    });

    it('are told from the codes where the server has no message', () => {
      const data = { subjectCode: '8.2.6', reasonCode: '3.8' };
      const error = failureOf(() => parseResponse(cancelSession, failed({ statusCodeData: data })));
      expect(error?.message).to.equal(Es9Failure.matchingIdRefused.message);
      expect(error?.is('matchingIdRefused')).to.equal(true);
      expect(error?.is('eidRefused')).to.equal(false);
    });

    it('are failures without codes too, and when expired', () => {
      expect(failureOf(() => parseResponse(cancelSession, failed({})))?.subjectCode).to.equal('');
      const expired = failureOf(() => parseResponse(cancelSession, failed({ status: 'Expired' })));
      expect(expired?.status).to.equal('Expired');
    });
  });

  it('takes a function executed with a warning', () => {
    expect(parseResponse(cancelSession, failed({ status: 'Executed-WithWarning' }))).to.deep.equal({});
  });

  it('takes the empty answer to a notification, and to nothing else', () => {
    parseResponse(handleNotification, '');
    parseResponse(handleNotification, failed({ status: 'Executed-Success' }));
    expectFormatError('Json', () => parseResponse(cancelSession, ''));
  });

  it('refuses responses without a status', () => {
    for (const text of ['{}', '{"header":5}', '{"header":{}}', '{"header":{"functionExecutionStatus":[]}}']) {
      expectFormatError('MemberMissing', () => parseResponse(cancelSession, text));
    }
    expectFormatError('MemberValue', () => parseResponse(cancelSession, failed({ status: 'Success' })));
    expectFormatError('MemberMissing', () =>
      parseResponse(initiateAuthentication, failed({ status: 'Executed-Success' })),
    );
  });

  it('refuses what is no JSON object with every key once [S66]', () => {
    const deep = `{"a":${'['.repeat(20)}${']'.repeat(20)}}`;
    for (const text of ['', 'null', '[]', '"a"', '{', '{"a":1,}', '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', deep]) {
      expectFormatError('Json', () => parseRequest(cancelSession, text));
    }
    expectFormatError('Json', () => parseRequest(cancelSession, '{"x":{"k":[{"b":1,"b":2}]}}'));
    // The same key in two objects, and in a value, is none twice.
    expectFormatError('MemberMissing', () =>
      parseRequest(cancelSession, '{"a":{"b":"\\"b\\":{"},"c":{"b":1},"d":"a"}'),
    );
  });

  it('finds the end of a string behind any number of backslashes', () => {
    for (let backslashes = 0; backslashes < 9; backslashes++) {
      const value = `${'\\'.repeat(backslashes)}",\n"a":{[`;
      const text = JSON.stringify({ [value]: value, a: value });
      expect(parseJsonObject(text)).to.deep.equal({ [value]: value, a: value });
      expectFormatError('Json', () => parseJsonObject(`${text.slice(0, -1)},${JSON.stringify(value)}:0}`));
    }
  });

  it('looks at each character of a hostile body three times at most [S66]', () => {
    const hostile: Readonly<Record<string, (length: number) => string>> = {
      'backslashes in a string': (length) => `{"a":"${'\\\\'.repeat(length / 2)}"}`,
      'quotes in a string': (length) => `{"a":"${'\\"'.repeat(length / 2)}"}`,
      'a string without an end': (length) => `{"a":"${'\\"'.repeat(length / 2)}`,
      'brackets in a string': (length) => `{"a":"${'{[:'.repeat(length / 3)}"}`,
      'a long key': (length) => `{"${'a'.repeat(length)}":0}`,
      'many keys': (length) => `{${Array.from({ length: length / 10 }, (_, i) => `"${100_000 + i}":0`).join()}}`,
      'many objects': (length) => `{"a":[${'{"a":0},'.repeat(length / 8)}0]}`,
      'white space': (length) => `{${' '.repeat(length)}}`,
      'brackets without an end': (length) => `{"a":${'['.repeat(length)}`,
      'brackets that nest': (length) => `{"a":${'['.repeat(length / 2)}${']'.repeat(length / 2)}}`,
      digits: (length) => `{"a":1${'0'.repeat(length)}}`,
    };
    for (const [what, make] of Object.entries(hostile)) {
      for (const length of [2 ** 12, 2 ** 16, 2 ** 20]) {
        const text = make(length);
        expect(charactersRead(text), what).to.be.at.most(3 * text.length);
      }
    }
    const whole = '{"a":["\\"",{"b":0}]}';
    expect(charactersRead(whole)).to.be.at.least(whole.length);
  });

  it('takes no member from a prototype [S66]', () => {
    const { of, request } = samples[0]!;
    const text = encodeRequest(of, request);
    expectFormatError('MemberMissing', () => parseRequest(of, `{"__proto__":${text}}`));
    expect(({} as Record<string, unknown>)['smdpAddress']).to.equal(undefined);
  });

  it('takes base64 with padding only', () => {
    const { of, request } = samples.find(({ of: { name } }) => name === 'initiateAuthentication')!;
    const json = JSON.parse(encodeRequest(of, request)) as Record<string, string>;
    const challenge = json['euiccChallenge']!;
    for (const wrong of [
      challenge.replace(/=+$/, ''),
      `${challenge}=`,
      challenge.replace(/.==$/, 'B=='),
      challenge.replaceAll(/^./g, '-'),
      `${challenge}!`,
      '',
    ]) {
      expectFormatError('MemberValue', () => parseRequest(of, JSON.stringify({ ...json, euiccChallenge: wrong })));
    }
    const broken = challenge.replace(/^(.{4})/, '$1\r\n ');
    expect(parseRequest(of, JSON.stringify({ ...json, euiccChallenge: broken }))).to.deep.equal(request);
  });

  it('refuses other data objects than the one that is due', () => {
    const { of, request } = samples.find(({ of: { name } }) => name === 'authenticateClient')!;
    const json = JSON.parse(encodeRequest(of, request)) as Record<string, string>;
    for (const wrong of ['vyAA', 'vzgA', 'MAA=', Buffer.from('bf3803a10181', 'hex').toString('base64')]) {
      expectFormatError('DataObject', () =>
        parseRequest(of, JSON.stringify({ ...json, authenticateServerResponse: wrong })),
      );
    }
  });

  it('says in no message what a member holds', () => {
    const { of, request } = samples[1]!;
    const json = JSON.parse(encodeRequest(of, request)) as Record<string, string>;
    const secret = 'CANARY-8904';
    for (const name of Object.keys(json)) {
      const error = formatErrorOf(() => parseRequest(of, JSON.stringify({ ...json, [name]: secret })));
      expect(error?.message).not.to.include('CANARY');
    }
    expect(formatErrorOf(() => parseRequest(of, secret))?.message).not.to.include('CANARY');
  });

  it('reads or refuses anything, and crashes at nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.json({ maxDepth: 3 }), ({ of }, text) => {
        formatErrorOf(() => parseRequest(of, text));
        formatErrorOf(() => failureOf(() => parseResponse(of, text)));
      }),
      { numRuns: 2_000, seed: 22 },
    );
  });
});

function failed(execution: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ header: { functionExecutionStatus: { status: 'Failed', ...execution } } });
}

function failureOf(act: () => unknown): Es9Error | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Es9Error) return error;
    throw error;
  }
  return undefined;
}

function formatErrorOf(act: () => unknown): Es9FormatError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Es9FormatError) return error;
    throw error;
  }
  return undefined;
}

function expectFormatError(code: Es9FormatErrorCode, act: () => unknown): void {
  expect(formatErrorOf(act)?.code).to.equal(code);
}

/** How often a character is looked at while `text` is read or refused, besides by Node's own reader of JSON. */
function charactersRead(text: string): number {
  const charAt = Object.getOwnPropertyDescriptor(String.prototype, 'charAt')!;
  let looks = 0;
  const counting = function (this: string, at: number): string {
    looks++;
    return this.slice(at, at + 1);
  };
  Object.defineProperty(String.prototype, 'charAt', { ...charAt, value: counting });
  try {
    parseJsonObject(text);
  } catch (error) {
    if (!(error instanceof Es9FormatError)) throw error;
  } finally {
    Object.defineProperty(String.prototype, 'charAt', charAt);
  }
  return looks;
}
