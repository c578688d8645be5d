import { classOctet } from './class-octet.ts';
import { encodeCommand, Instruction, type Command } from './command.ts';
import { ApduError } from './error.ts';
import { parseResponse, type Response } from './response.ts';
import { exactLe, waitingOctets } from './status-word.ts';
import type { ApduTransmitter } from './transmitter.ts';

/** What GET RESPONSE is sent with. */
export interface ResponseSettings {
  readonly channel: number;
  /** Class 8X instead of 0X: some LPAs send it, and cards take both. */
  readonly proprietaryGetResponse: boolean;
  /** Octets of an answer after which no more are fetched. */
  readonly maximumResponse: number;
}

/**
 * Sends one command and gives its whole answer: repeats it once with the Le that 6Cxx asks for, and fetches by GET RESPONSE what 61xx
 * announces (ISO/IEC 7816-4 5.3.4). The status word is the last one. Throws `Response`, `ResponseTooLong`.
 */
export async function exchangeCommand(
  transmitter: ApduTransmitter,
  command: Command,
  settings: ResponseSettings,
): Promise<Response> {
  let answer = await sendExact(transmitter, command);
  const parts = [answer.data];
  let length = answer.data.length;
  for (let le = waitingOctets(answer.status); le !== undefined; le = waitingOctets(answer.status)) {
    answer = await sendExact(transmitter, getResponse(settings, le));
    if (answer.data.length === 0 && waitingOctets(answer.status) !== undefined) {
      throw new ApduError('Response', 'The card announces an answer again and again and gives none of it.');
    }
    parts.push(answer.data);
    length += answer.data.length;
    if (length > settings.maximumResponse) {
      throw new ApduError('ResponseTooLong', `The card's answer has more than ${settings.maximumResponse} octets.`);
    }
  }
  return { data: Uint8Array.from(Buffer.concat(parts)), status: answer.status };
}

async function sendExact(transmitter: ApduTransmitter, command: Command): Promise<Response> {
  const answer = parseResponse(await transmitter.transmit(encodeCommand(command)));
  const le = exactLe(answer.status);
  if (le === undefined) return answer;
  return parseResponse(await transmitter.transmit(encodeCommand({ ...command, le })));
}

function getResponse({ channel, proprietaryGetResponse }: ResponseSettings, le: number): Command {
  return { cla: classOctet(channel, proprietaryGetResponse), ins: Instruction.GetResponse, p1: 0, p2: 0, le };
}
