import type { Columns, TableSchema } from './column.ts';

/** Every kind of record the server keeps. */
export const schemas = {
  /** Unprotected profile packages that orders are made from; no secret of a subscriber is in them. */
  templates: table({
    name: 'templates',
    key: 'name',
    columns: { name: 'text', iccid: 'text', profilePackage: 'octets', importedAt: 'integer' },
    indexes: [],
  }),
  /** Profile download orders; see `order/order.ts`. */
  orders: table({
    name: 'orders',
    key: 'orderId',
    columns: {
      orderId: 'text',
      state: 'text',
      templateName: 'text',
      iccid: 'text',
      /** Empty: the order is found by its EID. Absent until the order is confirmed. */
      matchingId: 'text?',
      /** The only chip that may have the profile. */
      eid: 'text?',
      /** SHA-256 of the confirmation code. */
      confirmationCodeHash: 'octets?',
      wrongConfirmationCodes: 'integer',
      downloadAttempts: 'integer',
      /** BF25. */
      metadata: 'octets',
      /** Of the unprotected profile package. */
      profileOctets: 'integer',
      createdAt: 'integer',
      expiresAt: 'integer?',
    },
    indexes: ['matchingId', 'eid', 'iccid', 'state'],
  }),
  /** Prepared profiles, until they are installed. */
  preparedProfiles: table({
    name: 'preparedProfiles',
    key: 'orderId',
    columns: {
      orderId: 'text',
      /** 86 segments, one after the other. */
      segments: 'octets',
      /** Profile protection keys, as the preparation seals them. */
      sealedKeys: 'octets',
    },
    indexes: [],
  }),
  /** The last package bound for an order, until it is installed. */
  boundPackages: table({
    name: 'boundPackages',
    key: 'orderId',
    columns: {
      orderId: 'text',
      transactionId: 'text',
      eid: 'text',
      euiccOtpk: 'octets',
      boundProfilePackage: 'octets',
    },
    indexes: [],
  }),
  /** RSP sessions; see `session/session.ts`. Kept after their end: the chip's result can come days later. */
  sessions: table({
    name: 'sessions',
    key: 'transactionId',
    columns: {
      /** Hexadecimal digits in upper case. */
      transactionId: 'text',
      state: 'text',
      serverChallenge: 'octets',
      serverAddress: 'text',
      /** Subject key identifier of the CI, in hexadecimal digits. */
      ciPKId: 'text',
      expiresAt: 'integer',
      /** SHA-256 of the AuthenticateServerResponse that was accepted. */
      authenticationHash: 'octets?',
      eid: 'text?',
      euiccCertificate: 'octets?',
      /** Octets that the chip has free; absent: it did not say. */
      freeMemory: 'integer?',
      orderId: 'text?',
      smdpSigned2: 'octets?',
      smdpSignature2: 'octets?',
      euiccOtpk: 'octets?',
    },
    indexes: ['state'],
  }),
  /** Notifications of chips that were believed, as they came. */
  notifications: table({
    name: 'notifications',
    key: 'notificationId',
    columns: {
      /** Transaction id of a result; EID and sequence number of the others. */
      notificationId: 'text',
      eid: 'text',
      kind: 'text',
      seqNumber: 'integer',
      iccid: 'text?',
      pendingNotification: 'octets',
      receivedAt: 'integer',
    },
    indexes: ['eid', 'iccid'],
  }),
} as const;

function table<const C extends Columns>(
  schema: TableSchema<C> & { readonly key: keyof C; readonly indexes: readonly (keyof C)[] },
): TableSchema<C> {
  return schema;
}
