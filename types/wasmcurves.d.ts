// The part of wasmcurves that is used here; the package has no types of its own.
declare module 'wasmcurves/build/bn128_wasm.js' {
  const bn128: {
    /** The module, in base64. */
    readonly code: string;
    /** Addresses of the generators, projective, in Montgomery form. */
    readonly pG1gen: number;
    readonly pG2gen: number;
  };
  export default bn128;
}
