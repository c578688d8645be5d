import { randomUUID } from 'node:crypto';
import { checkEid } from '../../pki/eid.ts';
import { formatActivationCode } from '../../rsp/activation-code.ts';
import { hashedConfirmationCode } from '../../rsp/bsp/confirmation-code.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import { assertWholeProfilePackage } from '../../rsp/bsp/profile-package.ts';
import { concatenate } from '../../rsp/tlv/writer.ts';
import { SmdpError } from '../error.ts';
import { type ProfilePreparer, profilePreparer } from '../profile/preparation.ts';
import { personalise, type Subscriber } from '../saip/personalisation.ts';
import { headerIccidDigits, placesIn } from '../saip/places.ts';
import type { SmdpStore } from '../store/store.ts';
import { newMatchingId } from './matching-id.ts';
import { metadataOf, type ProfileDescription } from './metadata.ts';
import { nextOrderState } from './order-state.ts';
import { type Order, stateOf } from './order.ts';

export interface OrderDeskOptions {
  readonly store: SmdpStore;
  /** FQDN of the server, as it stands in activation codes and notifications. */
  readonly address: string;
  /** Default: in this process, with keys as they are. */
  readonly preparer?: ProfilePreparer | undefined;
  /** Unix seconds. */
  readonly now: () => number;
}

export interface DownloadOrder extends ProfileDescription, Omit<Subscriber, 'iccid'> {
  readonly templateName: string;
  /** Default: the template's, where no other order has it. */
  readonly iccid?: string | undefined;
  /** 32 digits: the only chip that may have the profile. */
  readonly eid?: string | undefined;
}

export interface Confirmation {
  /** Default: a new one. Empty: the order is found by its EID. */
  readonly matchingId?: string | undefined;
  readonly confirmationCode?: string | undefined;
  /** Unix seconds. */
  readonly expiresAt?: number | undefined;
}

/** What an activation code has of SGP.22 4.1. */
const MATCHING_ID = /^[0-9A-Z-]{0,64}$/;
/** States in which an order has its ICCID and matching id for itself. */
const ACTIVE: readonly string[] = ['Allocated', 'Linked', 'Confirmed', 'Released', 'Downloaded'];

/** What an operator asks of an SM-DP+: the functions of ES2+ (SGP.22 5.3). All throw {@link SmdpError}. */
export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #preparer: ProfilePreparer;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    this.#preparer = options.preparer ?? profilePreparer();
  }

  /** Takes an unprotected profile package (SAIP DER) that orders can be made from; one of that name is there only once. */
  importTemplate(name: string, profilePackage: Uint8Array): { readonly iccid: string } {
    if (!/^[\w.-]{1,64}$/.test(name)) {
      throw new SmdpError('Template', 'A template has a name of 1 to 64 letters, digits, dots and dashes.');
    }
    checkWhole(profilePackage);
    const iccid = headerIccidDigits(placesIn(profilePackage));
    const { store, now } = this.#options;
    store.templates.insert({ name, iccid, profilePackage, importedAt: now() });
    return { iccid };
  }

  templates(): readonly { readonly name: string; readonly iccid: string; readonly octets: number }[] {
    return this.#options.store.templates
      .all()
      .map(({ name, iccid, profilePackage }) => ({ name, iccid, octets: profilePackage.length }));
  }

  /** ES2+.DownloadOrder: makes and protects the subscriber's profile. Ki and OPc are in nothing that is kept but the protected package. */
  async downloadOrder(request: DownloadOrder): Promise<Order> {
    const { store, address, now } = this.#options;
    const template = store.templates.get(request.templateName);
    if (template === undefined) throw new SmdpError('NotFound', 'There is no template of that name; import one.');
    const { eid, iccid = template.iccid } = request;
    if (eid !== undefined) checkEid(eid);
    const profilePackage = personalise(template.profilePackage, { ...request, iccid });
    const order: Order = {
      orderId: randomUUID(),
      state: eid === undefined ? 'Allocated' : 'Linked',
      templateName: template.name,
      iccid,
      ...(eid !== undefined && { eid }),
      wrongConfirmationCodes: 0,
      downloadAttempts: 0,
      metadata: metadataOf(iccid, request, address),
      profileOctets: profilePackage.length,
      createdAt: now(),
    };
    const { segments, sealedKeys } = await this.#preparer.prepare(profilePackage);
    profilePackage.fill(0);
    store.transaction(() => {
      const others = store.orders.where('iccid', iccid);
      if (others.some(({ state }) => ACTIVE.includes(state) || state === 'Installed')) {
        throw new SmdpError('Duplicate', 'Another order has this ICCID; give one of its own.');
      }
      store.orders.insert(order);
      store.preparedProfiles.insert({ orderId: order.orderId, segments: concatenate(...segments), sealedKeys });
    });
    return order;
  }

  /** ES2+.ConfirmOrder: gives the order its matching id. */
  confirmOrder(orderId: string, confirmation: Confirmation = {}): Order {
    const { matchingId = newMatchingId(), confirmationCode, expiresAt } = confirmation;
    if (!MATCHING_ID.test(matchingId)) {
      throw new SmdpError('OrderValue', 'A matching id has at most 64 digits, upper-case letters and dashes.');
    }
    if (confirmationCode === '') throw new SmdpError('OrderValue', 'A confirmation code is not empty.');
    const { store } = this.#options;
    return this.#change(orderId, (order) => {
      if (matchingId === '' && order.eid === undefined) {
        throw new SmdpError('OrderValue', 'An order without a matching id is found by its EID: give it one.');
      }
      const others = matchingId === '' ? [] : store.orders.where('matchingId', matchingId);
      if (others.some(({ state }) => ACTIVE.includes(state))) {
        throw new SmdpError('Duplicate', 'Another order has this matching id; give one of its own.');
      }
      return {
        ...order,
        state: nextOrderState(stateOf(order), 'confirm'),
        matchingId,
        ...(confirmationCode !== undefined && { confirmationCodeHash: hashedConfirmationCode(confirmationCode) }),
        ...(expiresAt !== undefined && { expiresAt }),
      };
    });
  }

  /** ES2+.ReleaseProfile: from now on it can be downloaded. */
  releaseProfile(orderId: string): Order {
    return this.#change(orderId, (order) => ({ ...order, state: nextOrderState(stateOf(order), 'release') }));
  }

  /** ES2+.CancelOrder: only before a package left the server. */
  cancelOrder(orderId: string): Order {
    const { store } = this.#options;
    return this.#change(orderId, (order) => {
      store.preparedProfiles.remove(orderId);
      store.boundPackages.remove(orderId);
      return { ...order, state: nextOrderState(stateOf(order), 'cancel') };
    });
  }

  /** The three steps from order to release. */
  async order(request: DownloadOrder, confirmation: Confirmation = {}): Promise<Order> {
    const { orderId } = await this.downloadOrder(request);
    this.confirmOrder(orderId, confirmation);
    return this.releaseProfile(orderId);
  }

  orders(): readonly Order[] {
    return this.#options.store.orders.all();
  }

  /** `LPA:1$...`; an order that is found by its EID has an empty token. */
  activationCode({ matchingId = '', confirmationCodeHash }: Order, smdpOid?: string): string {
    return formatActivationCode({
      smdpAddress: this.#options.address,
      matchingId,
      smdpOid,
      confirmationCodeRequired: confirmationCodeHash !== undefined,
    });
  }

  #change(orderId: string, change: (order: Order) => Order): Order {
    const { store } = this.#options;
    return store.transaction(() => {
      const order = store.orders.get(orderId);
      if (order === undefined) throw new SmdpError('NotFound', 'There is no such order.');
      const changed = change(order);
      store.orders.replace(changed);
      return changed;
    });
  }
}

function checkWhole(profilePackage: Uint8Array): void {
  try {
    assertWholeProfilePackage(profilePackage);
  } catch (cause) {
    if (!(cause instanceof BspError)) throw cause;
    throw new SmdpError('Template', cause.message, { cause });
  }
}
