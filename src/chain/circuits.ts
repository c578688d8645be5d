import { encodeBytes32String } from 'ethers';

/** Name of the circuit `certificate` in the router. */
export const CERTIFICATE_CIRCUIT = encodeBytes32String('certificate');
/** Version of the circuit that this program proves for. */
export const CERTIFICATE_VERSION = 1n;
/** Number of its public signals: caRoot, revRoot, now, leaf, nullifier, binding. */
export const CERTIFICATE_SIGNALS = 6n;
