import type { PprIds } from '../../rsp/structures/policy-rules.ts';
import type { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';

/** Rejecting ends the order; what is postponed can be downloaded later (SGP.22 3.1.3.1). */
export type Decision = 'accepted' | 'rejected' | 'postponed';

/** Who owns the device: what he is shown and asked (SGP.22 3.1.3). */
export interface EndUser {
  /** Whether this profile of this server is to be installed. Nothing of `metadata` is authenticated yet; it is compared before installation. */
  acceptProfile(metadata: StoreMetadataRequest, smdpAddress: string): Promise<Decision>;
  /** Whether these rules are accepted: `ppr1`, the profile cannot be disabled; `ppr2`, it cannot be deleted (SGP.22 2.9.2.4). */
  acceptPolicyRules(rules: PprIds, metadata: StoreMetadataRequest): Promise<Decision>;
  /** The confirmation code that came with the activation code; undefined: there is none. */
  confirmationCode(): Promise<string | undefined>;
}
