import { expect } from 'chai';
import { describeUninstrumented } from './support/coverage.ts';
import { type GasFigures, measureGas } from './gas.ts';

describeUninstrumented('Gas, with the cap of EIP-7825 on', () => {
  let gas: GasFigures;
  before(async function () {
    // Trees are filled to places 1,000 and beyond.
    this.timeout(300_000);
    gas = await measureGas();
    console.log(gas);
  });

  it('registers a server for at most 500,000', () => expect(gas.registerServer).to.be.at.most(500_000));
  it('registers a sub-CI or EUM for at most 500,000 in the mean over places 1 to 15', () =>
    expect(gas.registerCa).to.be.at.most(500_000));
  it('registers a sub-CI or EUM for at most 531,000 at any of them', () =>
    expect(gas.registerCaWorst).to.be.at.most(531_000));
  it('registers a chip, by both proofs, for at most 780,000 in the mean over places 1,000 to 1,023', () =>
    expect(gas.registerChipWithPossession).to.be.at.most(780_000));
  it('registers a chip, by both proofs, for at most 830,000 at any of them', () =>
    expect(gas.registerChipWithPossessionWorst).to.be.at.most(830_000));
  it('vetoes for at most 280,000', () => expect(gas.vetoChip).to.be.at.most(280_000));
  it('activates a pending leaf among 1,024 for at most 320,000', () => expect(gas.activateChip).to.be.at.most(320_000));
  it("revokes a chip at its holder's word for at most 570,000", () => expect(gas.revokeOwnChip).to.be.at.most(570_000));
  it('checks and registers the chain CI to EUM in the open for at most 600,000', () =>
    expect(gas.chainVerifyTransparent).to.be.at.most(600_000));
  it('checks and registers the chain CI to DPauth in the open for at most 420,000', () =>
    expect(gas.chainVerifyTransparentServer).to.be.at.most(420_000));
  it('answers isValid for a line of four for at most 25,000', () => expect(gas.isValid).to.be.at.most(25_000));
  it('revokes a CA or server that a list names for at most 40,000', () =>
    expect(gas.crlPerEntry).to.be.at.most(40_000));
  it('revokes a chip that a list names for at most 550,000 at place 1,000', () =>
    expect(gas.crlPerChipEntry).to.be.at.most(550_000));
  it('takes at most 12,000,000 in any transaction of a list', () => expect(gas.crlBatch).to.be.at.most(12_000_000));
});
