/** What the server reports of its work. Nothing in it says who or which profile: no EID, ICCID, matching id, code, key or transaction id. */
export type SmdpEvent =
  | { readonly kind: 'sessionBegun' | 'chipAuthenticated' | 'packageBound' | 'packageRenewed' | 'packageRepeated' }
  | { readonly kind: 'profileInstalled' | 'notificationTaken' }
  /** Numbers of SGP.22 2.5.6. */
  | { readonly kind: 'installationFailed'; readonly bppCommandId: number; readonly errorReason: number }
  | { readonly kind: 'sessionCancelled'; readonly reason: number }
  | { readonly kind: 'notificationIgnored'; readonly why: IgnoredBecause };

export type IgnoredBecause =
  'unknownSession' | 'repeated' | 'outOfOrder' | 'forged' | 'untrusted' | 'otherServer' | 'unknownProfile';
