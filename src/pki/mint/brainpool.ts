/** The generator of brainpoolP256r1 (RFC 5639 3.4) as an uncompressed point: a public key on the other curve SGP.22 allows. */
export const BRAINPOOL_GENERATOR: Uint8Array = Uint8Array.from(
  Buffer.from(
    '048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997',
    'hex',
  ),
);
