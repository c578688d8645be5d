import { element, exact } from '../asn1/exact.ts';
import { MAX_PACKAGE_OCTETS } from '../structures/bound-profile-package.ts';
import { PrepareDownloadResponse } from '../structures/prepare-download.ts';
import { body, type BodyValue } from './body.ts';
import { dataObject, transactionIdField } from './field.ts';
import type { Es9Function } from './function.ts';

const request = {
  transactionId: transactionIdField,
  /** BF21 as the chip gave it. */
  prepareDownloadResponse: dataObject(exact(PrepareDownloadResponse)),
};
const response = {
  transactionId: transactionIdField,
  /** BF36, whole: `segment` of `rsp` cuts it for the chip. */
  boundProfilePackage: dataObject({ ...element(0xbf36, MAX_PACKAGE_OCTETS), maxOctets: MAX_PACKAGE_OCTETS }),
};

export type GetBoundProfilePackageRequest = BodyValue<typeof request>;
export type GetBoundProfilePackageResponse = BodyValue<typeof response>;

/** ES9+.GetBoundProfilePackage (SGP.22 5.6.2, 6.5.2.7). */
export const getBoundProfilePackage: Es9Function<GetBoundProfilePackageRequest, GetBoundProfilePackageResponse> = {
  name: 'getBoundProfilePackage',
  request: body(request),
  response: body(response),
};
