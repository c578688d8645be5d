/** ISD-R, the application of an eUICC that ES10 talks to (SGP.02 2.2.3, SGP.22 5.7.2). Some removable cards have another. */
export const ISD_R_AID: Uint8Array = aid('A0000005591010FFFFFFFF8900000100');
/** ECASD, which holds the eUICC's certificates. */
export const ECASD_AID: Uint8Array = aid('A0000005591010FFFFFFFF8900000200');

function aid(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
