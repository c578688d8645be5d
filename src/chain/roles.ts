/** Roles in the AccessManager. Administrator is OpenZeppelin's own; the others are this project's. */
export const AccessRole = {
  /** Grants and revokes roles. */
  Administrator: 0n,
  /** Adds anchors and verifiers, after a delay. */
  Governance: 1n,
  /** Pauses, disables a verifier, cancels what governance scheduled. */
  Guardian: 2n,
  /** Revokes and removes, at once. */
  Revoker: 3n,
  /** Registers what it has checked itself: the contract `TransparentRegistration`, and nobody else. */
  Registrar: 4n,
} as const;
