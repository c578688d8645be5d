import { expect } from 'chai';
import { parseActivationCode } from '../../../src/rsp/activation-code.ts';
import { decode } from '../../../src/rsp/asn1/codec.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { SmdpError, type SmdpErrorCode } from '../../../src/smdp/error.ts';
import { newMatchingId } from '../../../src/smdp/order/matching-id.ts';
import { ADDRESS, fixture, NOW } from '../support/fixture.ts';
import { smallTemplate } from '../support/profile.ts';

const description = { templateName: 'small', serviceProviderName: 'S', profileName: 'P' };

describe('OrderDesk', () => {
  it('goes through the steps of ES2+', async () => {
    const { desk, orderNow } = fixture();
    const order = await desk.downloadOrder(description);
    expect(order).to.include({ state: 'Allocated', iccid: '8949449999999990023', createdAt: NOW });
    expect(order.matchingId).to.equal(undefined);
    const confirmed = desk.confirmOrder(order.orderId, { confirmationCode: '1' });
    expect(confirmed.state).to.equal('Confirmed');
    expect(desk.releaseProfile(order.orderId).state).to.equal('Released');
    expect(orderNow(order).matchingId).to.equal(confirmed.matchingId);
    expect(confirmed.confirmationCodeHash).to.have.length(32);
    expectCode('OrderState', () => desk.releaseProfile(order.orderId));
    expectCode('OrderState', () => desk.confirmOrder(order.orderId));
    expect(desk.cancelOrder(order.orderId).state).to.equal('Unavailable');
    expectCode('OrderState', () => desk.cancelOrder(order.orderId));
    expectCode('NotFound', () => desk.cancelOrder('none'));
  });

  it('links an order to a chip', async () => {
    const { desk, chip } = fixture();
    const order = await desk.downloadOrder({ ...description, eid: chip.eid });
    expect(order).to.include({ state: 'Linked', eid: chip.eid });
  });

  it('makes activation codes that say whether a code is asked for', async () => {
    const { desk, order, chip } = fixture();
    const plain = await order();
    expect(desk.activationCode(plain)).to.equal(`LPA:1$${ADDRESS}$${plain.matchingId!}`);
    const coded = await order({}, { confirmationCode: '1' });
    expect(parseActivationCode(desk.activationCode(coded, '2.999.10'))).to.deep.equal({
      smdpAddress: ADDRESS,
      matchingId: coded.matchingId,
      smdpOid: '2.999.10',
      confirmationCodeRequired: true,
    });
    const byEid = await order({ eid: chip.eid }, { matchingId: '' });
    expect(desk.activationCode(byEid)).to.equal(`LPA:1$${ADDRESS}$`);
  });

  it('has the metadata tell the server of every event', async () => {
    const { order } = fixture();
    const { metadata, iccid } = await order({
      profileClass: 'test',
      profileOwner: { mccMnc: Uint8Array.of(0, 0xf1, 0x10) },
      profilePolicyRules: ['ppr1'],
      icon: { type: 1, octets: new Uint8Array(9) },
    });
    const value = decode(StoreMetadataRequest, metadata);
    expect(value).to.include({ iccid, profileClass: 0, iconType: 1 });
    expect(value.profilePolicyRules).to.deep.equal(['ppr1']);
    expect(value.notificationConfigurationInfo).to.have.length(4);
    for (const entry of value.notificationConfigurationInfo ?? []) {
      expect(entry.notificationAddress).to.equal(ADDRESS);
      expect(entry.profileManagementOperation).to.have.length(1);
    }
  });

  it('refuses an ICCID or matching id that an order has already', async () => {
    const { desk, order } = fixture();
    const first = await order();
    await rejects('Duplicate', desk.order({ ...description, iccid: first.iccid }));
    const second = await desk.downloadOrder(description);
    const { matchingId } = first;
    expectCode('Duplicate', () => desk.confirmOrder(second.orderId, { matchingId }));
    desk.cancelOrder(first.orderId);
    desk.confirmOrder(second.orderId, { matchingId });
  });

  it('refuses values that cannot be', async () => {
    const { desk, chip } = fixture();
    await rejects('NotFound', desk.order({ ...description, templateName: 'other' }));
    await rejects('OrderValue', desk.order({ ...description, serviceProviderName: 'x'.repeat(33) }));
    await rejects('OrderValue', desk.order({ ...description, imsi: '1' }));
    const eidError = await desk.order({ ...description, eid: `${chip.eid.slice(0, -1)}0` }).catch((e: unknown) => e);
    expect(eidError).to.include({ name: 'PkiError', code: 'Eid' });
    const { orderId } = await desk.downloadOrder(description);
    for (const matchingId of ['abc', 'A B', 'A$B', 'A'.repeat(65), '']) {
      expectCode('OrderValue', () => desk.confirmOrder(orderId, { matchingId }));
    }
    expectCode('OrderValue', () => desk.confirmOrder(orderId, { confirmationCode: '' }));
  });

  it('keeps no key of a subscriber but in the protected package', async () => {
    const { order, store } = fixture();
    const ki = Uint8Array.from({ length: 16 }, (_, i) => 0x51 + i);
    const opc = Uint8Array.from({ length: 16 }, (_, i) => 0x91 + i);
    const { orderId } = await order({ ki, opc }, { confirmationCode: 'CANARY' });
    const octets = Object.values({ ...store.orders.get(orderId), ...store.preparedProfiles.get(orderId) }).map(
      (value) => (typeof value === 'object' ? Buffer.from(value) : Buffer.from(String(value))),
    );
    const kept = Buffer.concat(octets);
    for (const secret of [ki, opc, Buffer.from('CANARY')]) expect(kept.includes(Buffer.from(secret))).to.equal(false);
  });

  it('refuses templates that are none, and names that are taken', () => {
    const { desk } = fixture();
    expectCode('Duplicate', () => desk.importTemplate('small', smallTemplate()));
    for (const name of ['', '../x', 'a b', 'x'.repeat(65)]) {
      expectCode('Template', () => desk.importTemplate(name, smallTemplate()));
    }
    for (const octets of [new Uint8Array(), smallTemplate().subarray(0, -3), Uint8Array.of(0xaa, 0)]) {
      expectCode('Template', () => desk.importTemplate('broken', octets));
    }
    expect(desk.templates()).to.deep.equal([
      { name: 'small', iccid: '8949449999999990023', octets: smallTemplate().length },
    ]);
  });

  it('makes matching ids that do not repeat', () => {
    const ids = new Set(Array.from({ length: 10_000 }, newMatchingId));
    expect(ids.size).to.equal(10_000);
    for (const id of ids) expect(id).to.match(/^(?:[2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
  });
});

function expectCode(code: SmdpErrorCode, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof SmdpError)) throw error;
    expect(error.code, error.message).to.equal(code);
    return;
  }
  throw new Error(`${code} is due, but it was accepted`);
}

async function rejects(code: SmdpErrorCode, act: Promise<unknown>): Promise<void> {
  const error = await act.catch((reason: unknown) => reason);
  expect(error).to.be.instanceOf(SmdpError).and.include({ code });
}
