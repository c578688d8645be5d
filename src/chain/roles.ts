/** Roles in the AccessManager. Administrator is OpenZeppelin's own; the others are this project's. */
export const AccessRole = {
  /** Grants and revokes roles. */
  Administrator: 0n,
  /** Adds anchors and verifiers, after a delay. */
  Governance: 1n,
  /** Pauses, disables a verifier, cancels what governance scheduled. */
  Guardian: 2n,
  /** Revokes certificates: what issuers signed at once, through `RevocationLists`; governance after its delay. */
  Revoker: 3n,
  /** Registers what it has checked itself: the contract `TransparentRegistration`, and nobody else. */
  Registrar: 4n,
  /** Removes anchors, at once. */
  Remover: 5n,
} as const;
