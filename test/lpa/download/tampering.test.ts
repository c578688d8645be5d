import { expect } from 'chai';
import fc from 'fast-check';
import { LpaError } from '../../../src/lpa/error.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import { responseHeaders } from '../../../src/rsp/es9plus/http.ts';
import type { FunctionName, Misbehaviour } from '../support/http-server.ts';
import { ICCID, World } from '../support/world.ts';

/** Everything between LPA and server that the LPA waits for. */
const FUNCTIONS: readonly FunctionName[] = ['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage'];

/** Passes the request on and changes one character of the answer; `at` from 0 to 1. */
function changing(world: World, at: number, character: string): Misbehaviour {
  return (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const url = `http://127.0.0.1:${world.http.port}${request.url ?? ''}`;
      const passedOn = fetch(url, { method: 'POST', body }).then((answer) => answer.text());
      void passedOn.then((text) => {
        const index = Math.floor(at * text.length);
        response.writeHead(200, responseHeaders).end(text.slice(0, index) + character + text.slice(index + 1));
      });
    });
  };
}

describe('An answer of the server with one character changed', () => {
  it('installs what the user was shown, or fails with an LpaError and leaves no session and no profile', async () => {
    const change = fc.record({
      of: fc.constantFrom(...FUNCTIONS),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      character: fc.constantFrom('A', 'z', '0', '"', '}', '\\', ' '),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(change, async ({ of, at, character }) => {
        await using world = await World.open({ client: { attempts: 1 } });
        world.http.misbehave(of, changing(world, at, character));
        const error = await new ProfileDownload(world.order, world.downloadOptions()).run().then(
          () => undefined,
          (error: unknown) => error,
        );
        const iccids = world.euicc.state.profiles.map(({ iccid }) => iccid);
        if (error === undefined) {
          expect(iccids).to.deep.equal([ICCID]);
          return;
        }
        refused++;
        if (!(error instanceof LpaError)) throw error as Error;
        expect(error.message).to.not.include(ICCID);
        expect(iccids).to.deep.equal([]);
        expect(world.journal.record).to.equal(undefined);
      }),
      { seed: 22, numRuns: 60 },
    );
    expect(refused).to.be.greaterThan(30);
  });
});
