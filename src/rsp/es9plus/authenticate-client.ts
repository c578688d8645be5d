import { exact } from '../asn1/exact.ts';
import { AuthenticateServerResponse } from '../structures/authenticate-server.ts';
import { SmdpSigned2 } from '../structures/prepare-download.ts';
import { StoreMetadataRequest } from '../structures/profile-metadata.ts';
import { Certificate, Signature } from '../structures/signature.ts';
import { body, type BodyValue } from './body.ts';
import { dataObject, transactionIdField } from './field.ts';
import type { Es9Function } from './function.ts';

const request = {
  transactionId: transactionIdField,
  /** BF38 as the chip gave it. */
  authenticateServerResponse: dataObject(exact(AuthenticateServerResponse)),
};
const response = {
  transactionId: transactionIdField,
  /** BF25: what the user is shown; the chip gets it again in the package. */
  profileMetadata: dataObject(exact(StoreMetadataRequest)),
  smdpSigned2: dataObject(exact(SmdpSigned2)),
  smdpSignature2: dataObject(Signature),
  /** CERT.DPpb in DER. */
  smdpCertificate: dataObject(Certificate),
};

export type AuthenticateClientRequest = BodyValue<typeof request>;
export type AuthenticateClientResponse = BodyValue<typeof response>;

/** ES9+.AuthenticateClient (SGP.22 5.6.3, 6.5.2.8). */
export const authenticateClient: Es9Function<AuthenticateClientRequest, AuthenticateClientResponse> = {
  name: 'authenticateClient',
  request: body(request),
  response: body(response),
};
