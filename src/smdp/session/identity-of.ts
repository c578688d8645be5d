import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { SmdpContext } from '../context.ts';
import type { SmdpIdentity } from '../keys/identity.ts';
import type { Session } from './session.ts';

/** The server's identity under the CI that was chosen when the session began. Throws {@link Es9Error} where the server lost it. */
export function identityOf({ keys }: SmdpContext, { ciPKId }: Session): SmdpIdentity {
  const identity = keys.identities.find((each) => Buffer.from(each.ciPKId).toString('hex') === ciPKId);
  if (identity === undefined) throw Es9Error.of('certificateUnavailable');
  return identity;
}
