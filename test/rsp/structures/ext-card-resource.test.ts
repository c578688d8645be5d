import { expect } from 'chai';
import { readExtCardResource, writeExtCardResource } from '../../../src/rsp/structures/ext-card-resource.ts';
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
});
