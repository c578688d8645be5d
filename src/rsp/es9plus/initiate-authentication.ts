import { exact } from '../asn1/exact.ts';
import { ServerSigned1 } from '../structures/authenticate-server.ts';
import { EuiccInfo1 } from '../structures/euicc-info.ts';
import { Certificate, Signature, SubjectKeyIdentifier } from '../structures/signature.ts';
import { body, type BodyValue } from './body.ts';
import { dataObject, octetsField, textField, transactionIdField } from './field.ts';
import type { Es9Function } from './function.ts';

const request = {
  /** 16 octets. */
  euiccChallenge: octetsField(16),
  euiccInfo1: dataObject(exact(EuiccInfo1)),
  /** FQDN by which the LPA found the server. */
  smdpAddress: textField,
};
const response = {
  transactionId: transactionIdField,
  /** Its `raw` is what serverSignature1 is over, and what the chip gets. */
  serverSigned1: dataObject(exact(ServerSigned1)),
  serverSignature1: dataObject(Signature),
  /** Subject key identifier of the CI that both chains are to end at. */
  euiccCiPKIdToBeUsed: dataObject(SubjectKeyIdentifier),
  /** CERT.DPauth in DER. */
  serverCertificate: dataObject(Certificate),
};

export type InitiateAuthenticationRequest = BodyValue<typeof request>;
export type InitiateAuthenticationResponse = BodyValue<typeof response>;

/** ES9+.InitiateAuthentication (SGP.22 5.6.1, 6.5.2.6). */
export const initiateAuthentication: Es9Function<InitiateAuthenticationRequest, InitiateAuthenticationResponse> = {
  name: 'initiateAuthentication',
  request: body(request),
  response: body(response),
};
