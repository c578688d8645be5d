// The part of snarkjs 0.7.6 that is used here; the package has no types of its own.
declare module 'snarkjs' {
  /** A file by its name, or its content. */
  type FileLike = string | { type: 'mem'; data?: Uint8Array };

  interface Groth16Proof {
    pi_a: [string, string, string];
    pi_b: [[string, string], [string, string], [string, string]];
    pi_c: [string, string, string];
    protocol: 'groth16';
    curve: 'bn128';
  }

  /** Holds worker threads until it is terminated. */
  interface Curve {
    terminate(): Promise<void>;
  }

  const groth16: {
    prove(zkey: FileLike, witness: FileLike): Promise<{ proof: Groth16Proof; publicSignals: string[] }>;
    verify(verificationKey: unknown, publicSignals: readonly (string | bigint)[], proof: Groth16Proof): Promise<boolean>;
  };

  const wtns: {
    calculate(inputs: Record<string, unknown>, wasm: FileLike, witness: FileLike): Promise<void>;
    /** A witness that is not correct needs a logger: without one this throws a TypeError. */
    check(r1cs: FileLike, witness: FileLike, logger?: { info(text: string): void; warn(text: string): void }): Promise<boolean>;
    exportJson(witness: FileLike): Promise<bigint[]>;
  };

  const powersOfTau: {
    newAccumulator(curve: Curve, power: number, file: FileLike): Promise<unknown>;
    contribute(from: FileLike, to: FileLike, name: string, entropy: string): Promise<unknown>;
    preparePhase2(from: FileLike, to: FileLike): Promise<unknown>;
  };

  const zKey: {
    newZKey(r1cs: FileLike, powersOfTau: FileLike, zkey: FileLike): Promise<unknown>;
    contribute(from: FileLike, to: FileLike, name: string, entropy: string): Promise<unknown>;
    exportVerificationKey(zkey: FileLike): Promise<Record<string, unknown>>;
    exportSolidityVerifier(zkey: FileLike, templates: { groth16: string }): Promise<string>;
  };

  const r1cs: {
    info(r1cs: FileLike): Promise<{ nConstraints: number; nVars: number; nPubInputs: number; nOutputs: number }>;
  };

  const curves: {
    getCurveFromName(name: 'bn128'): Promise<Curve>;
  };
}
