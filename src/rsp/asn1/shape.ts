/** What values a codec has, as data: for tools that show a structure and for tests that make values of it. */
export type Shape =
  | { readonly kind: 'octets'; readonly min: number; readonly max: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  /** Characters, at most. */
  | { readonly kind: 'text'; readonly max: number }
  /** A text that matches. */
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  /** Names of set bits. */
  | { readonly kind: 'bits'; readonly names: readonly string[] }
  | { readonly kind: 'tagList' }
  /** Octets of a whole element, which is not looked into. */
  | { readonly kind: 'element'; readonly tag: number }
  | { readonly kind: 'sequence'; readonly members: Readonly<Record<string, Member>> }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'choice'; readonly alternatives: Readonly<Record<string, Shape>> }
  /** A value together with its octets. */
  | { readonly kind: 'exact'; readonly of: Member };

/** Something of a shape; a codec. */
export interface Member {
  readonly shape: Shape;
  readonly isOptional?: true;
}
