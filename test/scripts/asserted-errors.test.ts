import { expect } from 'chai';
import { assertedErrors } from '../../scripts/asserted-errors.ts';

describe('assertedErrors', () => {
  const names = (source: string): string[] => [...assertedErrors(source)];

  it('finds the name in the call, however it is laid out', () => {
    const source = `
      await expect(call()).to.be.revertedWithCustomError(registry, 'First').withArgs(1);
      await expect(call()).to.be.revertedWithCustomError(
        contractAt('Other'), // the one
        "Second",
      );`;
    expect(names(source)).to.deep.equal(['First', 'Second']);
  });

  it('finds none in comments, texts, other arguments or other calls', () => {
    const source = `
      // expect(call()).to.be.revertedWithCustomError(registry, 'Commented');
      /* revertedWithCustomError(registry, 'Blocked') */
      it("revertedWithCustomError(registry, 'Titled')", () => undefined);
      const text = \`x.revertedWithCustomError(registry, 'Quoted')\`;
      expect(call()).to.be.revertedWithCustomError(at('Contract'), name);
      expect(call()).to.be.revertedWith('Reason');`;
    expect(names(source)).to.deep.equal([]);
  });
});
