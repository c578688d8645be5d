import { expect } from 'chai';
import { DEFAULT_PROPERTIES } from '../../../src/euicc/properties.ts';
import { StatusWordError } from '../../../src/rsp/apdu/error.ts';
import { EuiccInfo2, GetEuiccInfo2Request } from '../../../src/rsp/structures/euicc-info.ts';
import { readExtCardResource } from '../../../src/rsp/structures/ext-card-resource.ts';
import { octets } from '../../pki/support/refusal.ts';
import { rejection } from '../../rsp/apdu/cards.ts';
import { Bench } from '../support/cards.ts';
import { mintedParties, mintedPki } from '../support/parties.ts';
import { metadataFor } from '../support/server.ts';

const hex = (answer: Uint8Array): string => Buffer.from(answer).toString('hex').toUpperCase();

describe('what an eUICC tells of itself', () => {
  it('is selected with its AID and version in the FCI', async () => {
    const { lpa } = await Bench.open();
    expect(hex(lpa.channel.fileControlInformation)).to.equal(
      '6F1F8410A0000005591010FFFFFFFF8900000100A5049F6501FFE0058203020202',
    );
  });

  it('EID, as 5C 01 5A asks for it, and 6A88 for anything else', async () => {
    const { lpa, euicc } = await Bench.open();
    expect(hex(await lpa.channel.exchange(octets('BF3E035C015A')))).to.equal(`BF3E125A10${euicc.eid}`);
    const error = await rejection(lpa.channel.exchange(octets('BF3E035C014F')));
    expect(error).to.be.instanceOf(StatusWordError).with.property('status', 0x6a88);
  });

  it('several cards have an EID each', () => {
    const eids = [0, 1, 2].map((chip) => mintedParties(chip).ecasd.eid);
    expect(new Set(eids).size).to.equal(3);
  });

  it('EUICCInfo1: version and CI keys', async () => {
    const { lpa } = await Bench.open();
    const id = hex(mintedPki().ci.certificate.subjectKeyIdentifier!);
    expect(hex(await lpa.channel.exchange(octets('BF2000')))).to.equal(`BF20358203020202A9160414${id}AA160414${id}`);
  });

  it('EUICCInfo2: what there is of memory, less with each profile', async () => {
    const { lpa, server } = await opened();
    const info = () => lpa.call(GetEuiccInfo2Request, EuiccInfo2, {});
    const empty = readExtCardResource((await info()).extCardResource);
    expect(empty).to.deep.equal({
      installedApplications: 0,
      freeNonVolatileMemory: DEFAULT_PROPERTIES.nonVolatileMemory,
      freeVolatileMemory: DEFAULT_PROPERTIES.volatileMemory,
    });
    await lpa.download(server(), metadataFor('89000123456789012341'));
    const { extCardResource, rspCapability } = await info();
    const after = readExtCardResource(extCardResource);
    expect(after.installedApplications).to.equal(1);
    expect(after.freeNonVolatileMemory).to.be.lessThan(empty.freeNonVolatileMemory - 3_000);
    expect(rspCapability).to.deep.equal(DEFAULT_PROPERTIES.rspCapability);
  });

  it('addresses: the default SM-DP+ is set and removed, and outlives a restart', async () => {
    const bench = await Bench.open({ properties: { rootDsAddress: 'ds' } });
    const { lpa } = bench;
    expect(hex(await lpa.channel.exchange(octets('BF3C00')))).to.equal('BF3C0481026473');
    expect(hex(await lpa.channel.exchange(octets('BF3F058003612E62')))).to.equal('BF3F03800100');
    expect(hex(await lpa.channel.exchange(octets('BF3C00')))).to.equal('BF3C098003612E6281026473');
    expect((await bench.restarted()).euicc.state.defaultDpAddress).to.equal('a.b');
    expect(hex(await lpa.channel.exchange(octets('BF3F028000')))).to.equal('BF3F03800100');
    expect(hex(await lpa.channel.exchange(octets('BF3C00')))).to.equal('BF3C0481026473');
  });

  it('the Rules Authorisation Table, empty or not', async () => {
    const empty = await Bench.open({ properties: { rulesAuthorisationTable: [] } });
    expect(hex(await empty.lpa.channel.exchange(octets('BF4300')))).to.equal('BF4302A000');
    const { lpa } = await Bench.open();
    expect(hex(await lpa.channel.exchange(octets('BF4300')))).to.equal(
      'BF4315A0133011' + '80020560' + 'A10730058003EEEEEE' + '82020780',
    );
  });

  for (const [what, command, status] of [
    ['a function that does not exist', 'BF7F00', 0x6a88],
    ['UpdateMetadata, which is not of ES10', 'BF2A00', 0x6a88],
    ['a universal tag', '3000', 0x6a88],
    ['no command at all', '', 0x6a80],
    ['a tag cut off', 'BF', 0x6a80],
    ['a length cut off', 'BF2E', 0x6a80],
    ['a length that is too long', 'BF2E01', 0x6a80],
    ['octets after the command', 'BF2E0000', 0x6a80],
    ['a segment of no package', '860100', 0x6985],
  ] as const) {
    it(`answers ${what} by ${status.toString(16).toUpperCase()}`, async () => {
      const { lpa } = await Bench.open();
      const error = await rejection(lpa.channel.exchange(octets(command)));
      expect(error).to.be.instanceOf(StatusWordError).with.property('status', status);
    });
  }

  it('answers under another AID of ISD-R where it is made so [S64]', async () => {
    const aid = octets('A0000005591010FFFFFFFF8900050500');
    const { SoftwareEuicc } = await import('../../../src/euicc/software-euicc.ts');
    const { LpaDouble } = await import('../support/lpa.ts');
    const { card } = new SoftwareEuicc(mintedParties().ecasd, { isdrAid: aid });
    card.powerOn();
    expect(await rejection(LpaDouble.open(card))).to.have.property('status', 0x6a82);
    const lpa = await LpaDouble.open(card, { aid });
    expect(await lpa.profiles()).to.deep.equal([]);
  });

  async function opened() {
    const bench = await Bench.open();
    return { lpa: bench.lpa, server: () => bench.server() };
  }
});
