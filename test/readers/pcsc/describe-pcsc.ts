import { missingPcsc } from './pcscd.ts';

/**
 * A suite on the real PC/SC. Without the packages it needs it is skipped, and fails where `CI` is `true`: what is skipped there is never
 * noticed.
 */
export function describePcsc(title: string, suite: (this: Mocha.Suite) => void, missing = missingPcsc()): void {
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const remedy = `install the Debian packages ${missing.join(', ')}`;
  if (process.env.CI === 'true') {
    describe(title, () => {
      it('has the PC/SC that it is for', () => {
        throw new Error(`There is no PC/SC to test with: ${remedy}.`);
      });
    });
  } else describe.skip(`${title}: not run, ${remedy}`, suite);
}
