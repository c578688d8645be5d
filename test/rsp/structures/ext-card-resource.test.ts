import { expect } from 'chai';
import {
  readExtCardResource,
  statedFreeMemory,
  writeExtCardResource,
} from '../../../src/rsp/structures/ext-card-resource.ts';
import { expectRefusal, octets } from '../support/refusal.ts';

describe('extCardResource', () => {
  it('has numbers of any length', () => {
    const resource = { installedApplications: 3, freeNonVolatileMemory: 291_666, freeVolatileMemory: 5_970 };
    expect(readExtCardResource(octets('8101 03 8204 00047352 8202 0000'))).to.include({
      freeNonVolatileMemory: 291_666,
    });
    expect(readExtCardResource(writeExtCardResource(resource))).to.deep.equal(resource);
    expectRefusal('TlvTruncated', () => readExtCardResource(octets('8105')));
  });

  it('tells a chip that is full from one that does not say', () => {
    expect(statedFreeMemory(octets('8101 03 8204 00000000'))).to.equal(0);
    expect(statedFreeMemory(octets('8201 05'))).to.equal(5);
    for (const unstated of ['8101 03', '8200', '8207 00000000000001']) {
      expect(statedFreeMemory(octets(unstated))).to.equal(undefined);
    }
    expectRefusal('TlvTruncated', () => statedFreeMemory(octets('8205')));
  });
});
