import { expect } from 'chai';
import { setDefaultDpAddress } from '../../src/lpa/es10/es10a.ts';
import { euiccMemoryReset } from '../../src/lpa/es10/es10c.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { decode } from '../../src/rsp/asn1/codec.ts';
import { BoundProfilePackage } from '../../src/rsp/structures/bound-profile-package.ts';
import { rejection } from '../rsp/apdu/cards.ts';
import { ADDRESS, ICCID, World } from '../lpa/support/world.ts';

/** The program is gone, with the answer of the server. */
class Killed extends Error {}

describe('A download whose package was bound, and lost on its way to the chip', () => {
  /** Lets the server bind a package that never arrives, takes power from the card, and downloads again. */
  async function retried(between: (world: World) => Promise<unknown> = () => Promise.resolve()) {
    const packages: BoundProfilePackage[] = [];
    let isLost = false;
    const world = await World.open({
      functions: (smdp) => ({
        initiateAuthentication: (request) => smdp.initiateAuthentication(request),
        authenticateClient: (request) => smdp.authenticateClient(request),
        handleNotification: (request) => smdp.handleNotification(request),
        cancelSession: (request) => smdp.cancelSession(request),
        getBoundProfilePackage: async (request) => {
          const answer = await smdp.getBoundProfilePackage(request);
          packages.push(decode(BoundProfilePackage, answer.boundProfilePackage));
          return answer;
        },
      }),
    });
    const { es9Plus } = world;
    const losing: typeof es9Plus = {
      initiateAuthentication: (...request) => es9Plus.initiateAuthentication(...request),
      authenticateClient: (...request) => es9Plus.authenticateClient(...request),
      handleNotification: (...request) => es9Plus.handleNotification(...request),
      cancelSession: () => Promise.reject(new Killed()),
      getBoundProfilePackage: async (...request) => {
        await es9Plus.getBoundProfilePackage(...request);
        isLost = true;
        throw new Killed();
      },
    };
    const options = world.downloadOptions();
    const es10: typeof options.es10 = {
      exchange: (command) => (isLost ? Promise.reject(new Killed()) : options.es10.exchange(command)),
    };
    const lost = new ProfileDownload(world.order, { ...options, es9Plus: losing, es10 }).run();
    expect(await rejection(lost)).to.be.instanceOf(Killed);
    expect(packages).to.have.length(1);
    await world.powerCycle();
    await between(world);
    await new ProfileDownload(world.order, world.downloadOptions()).run();
    expect(world.orderState).to.equal('Installed');
    expect(world.euicc.profile(ICCID)).not.to.equal(undefined);
    return { world, first: packages[0]!, second: packages[1]! };
  }

  it('is the same package again: the chip kept its key, and the server only signs it anew', async () => {
    const { world, first, second } = await retried();
    await using _ = world;
    const { initialiseSecureChannelRequest: former, ...formerContent } = first;
    const { initialiseSecureChannelRequest: opening, ...content } = second;
    expect(content).to.deep.equal(formerContent);
    expect(opening.value.smdpOtpk).to.deep.equal(former.value.smdpOtpk);
    expect(opening.value.transactionId).not.to.deep.equal(former.value.transactionId);
    expect(world.euicc.state.oneTimeKey).to.equal(undefined);
  });

  it('is bound anew where the chip has no key for it any more', async () => {
    const { world, first, second } = await retried(async ({ connection }) => {
      await setDefaultDpAddress(connection, ADDRESS);
      await euiccMemoryReset(connection, ['resetDefaultSmdpAddress']);
    });
    await using _ = world;
    expect(second.sequenceOf88).not.to.deep.equal(first.sequenceOf88);
    expect(second.initialiseSecureChannelRequest.value.smdpOtpk).not.to.deep.equal(
      first.initialiseSecureChannelRequest.value.smdpOtpk,
    );
  });
});
