import { ChainError } from '../../src/chain/chain-error.ts';
import type { DeploymentSettings } from '../../src/chain/deployment.ts';

/** One day: the least time in which a guardian is sure to have looked at what was announced. */
export const MIN_PRODUCTION_DELAY = 86_400;

/**
 * Refuses settings under which one account checks itself. On a developer's own chain a test realm may do as it likes.
 * @throws ChainError
 */
export function assertSeparateDuties(
  {
    realm,
    governor,
    admin,
    guardian,
    governanceDelay,
  }: Pick<DeploymentSettings, 'realm' | 'governor' | 'admin' | 'guardian' | 'governanceDelay'>,
  isLocal: boolean,
): void {
  const isProduction = realm === 'production';
  if (isLocal && !isProduction) return;
  for (const [role, address] of Object.entries({ governor, admin })) {
    if (address === guardian) {
      throw new ChainError(
        `The guardian ${guardian} is the ${role} too, whom it is to stop; give --guardian another account`,
      );
    }
  }
  if (!isProduction) return;
  if (admin === governor) {
    throw new ChainError(
      `The admin ${admin} of a production realm is the governor too, and nobody can cancel what an administrator scheduled; give --admin another account`,
    );
  }
  if (governanceDelay < MIN_PRODUCTION_DELAY) {
    throw new ChainError(
      `A delay of ${governanceDelay} s leaves a guardian of a production realm no time to look; give --delay at least ${MIN_PRODUCTION_DELAY}`,
    );
  }
}
