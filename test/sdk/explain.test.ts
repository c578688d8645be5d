import { expect } from 'chai';
import { EuiccError } from '../../src/euicc/error.ts';
import { DownloadError } from '../../src/lpa/download/error.ts';
import { LpaError } from '../../src/lpa/error.ts';
import { EuiccError as RefusedByEuicc } from '../../src/lpa/es10/result.ts';
import { ReaderError } from '../../src/readers/error.ts';
import { StatusWordError } from '../../src/rsp/apdu/error.ts';
import { RspError } from '../../src/rsp/error.ts';
import { explain } from '../../src/sdk/explain.ts';
import { SmdpError } from '../../src/smdp/error.ts';

describe('explain, of remote SIM provisioning', () => {
  const text = 'something is wrong. Mend it.';
  for (const [error, code] of [
    [new RspError('ActivationCode', text), 'ActivationCode'],
    [new ReaderError('NoCard', text), 'NoCard'],
    [new LpaError('Unreachable', text), 'Unreachable'],
    [new DownloadError(new LpaError('Timeout', text), 'prepared'), 'Timeout'],
    [new DownloadError(new ReaderError('NoCard', text), 'prepared'), 'EuiccUnreachable'],
    [new SmdpError('Configuration', text), 'Configuration'],
    [new EuiccError('Store', text), 'Store'],
  ] as const) {
    it(`tells message, remedy and code of a ${error.name} of ${code}`, () => {
      expect(explain(error)).to.equal(`Something is wrong. Mend it. [${code}]`);
    });
  }

  it('tells what a card or an eUICC refused', () => {
    expect(explain(new StatusWordError('SELECT', 0x6a82))).to.match(/^The card refused SELECT: 6A82.*\[Refused\]$/);
    const refused = new RefusedByEuicc('EnableProfile', 5, { catBusy: 5 });
    expect(explain(refused)).to.match(
      /^The eUICC refused EnableProfile: catBusy \(5\)\. It is busy .*\[EuiccRefused\]$/,
    );
  });
});
