/** What one transaction did. */
export interface CrlProgress {
  readonly did: 'staged' | 'inserted';
  /** Parts, or entries, that are on chain now. */
  readonly done: number;
  readonly of: number;
  readonly gasUsed: bigint;
}
