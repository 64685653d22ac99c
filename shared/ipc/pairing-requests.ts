/** The part of the ui's requests that is about a person's own computers: adding one, and removing one. */
import * as v from 'valibot';
import { type DeviceId, type GroupId, isIdText } from '../brand.ts';
import type { FileView } from './membership-views.ts';
import { request } from './rpc.ts';

/** Ending of files that carry a pairing. */
export const PAIR_FILE_ENDING = '.hearth-pair';
/** Largest such file that is read, in bytes; the engine makes smaller ones. */
export const MAX_PAIR_FILE_READ_BYTES = 128 * 1024;
/** Most characters of a line in which somebody types or pastes a code. */
export const MAX_PAIR_CODE_CHARACTERS = 1_000;

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const deviceId = v.custom<DeviceId>((x) => typeof x === 'string' && isIdText(x, 16));
const computerId = v.custom<string>((x) => typeof x === 'string' && isIdText(x, 16));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const bytes = v.custom<Uint8Array>((x) => x instanceof Uint8Array);

/** A group in a pairing. */
export interface PairedGroupView {
  readonly groupId: GroupId;
  /** Empty on a new computer while the group's name has not arrived. */
  readonly name: string;
  readonly state:
    | /** The new computer belongs to it, as far as is known here. */ 'in'
    /** On the new computer: what lets it in has not arrived. */
    | 'waiting'
    /** Three computers of this person are in it already. */
    | 'full'
    /** This computer has no room for another group. */
    | 'no-room'
    /** This computer was no longer in it when the words were compared. */
    | 'gone';
  /** Without a meeting place a file has to bring the rest. */
  readonly hasMeetingPlace: boolean;
}

/** A pairing as it stands on this computer, which is the new one or the old one. */
export type PairingView =
  | { readonly side: 'none' }
  | {
      readonly side: 'new' | 'old';
      readonly way: 'file' | 'code';
      readonly step: /** new: the ask is made, and waits for the reply */
        | 'asked'
        /** old, by code: nobody was met yet */
        | 'looking'
        /** old: the reply is made, and waits for the answer */
        | 'replied'
        /** both: the four words are to be compared */
        | 'compare'
        /** both: the words were the same */
        | 'done';
      /** The four words from `compare` on; empty before. */
      readonly words: readonly string[];
      /** From `done` on; empty before. */
      readonly groups: readonly PairedGroupView[];
      /** By code. */
      readonly meeting: PairMeetingView | null;
    };

/** Where two computers look for each other. */
export interface PairMeetingView {
  readonly server: string;
  readonly state: 'connecting' | 'answering' | 'silent';
  /** On the new computer: eight words to type on the other; empty on the old one. */
  readonly words: readonly string[];
  /** On the new computer: QR modules of the same code, row by row, true for dark. */
  readonly qr: readonly (readonly boolean[])[];
}

/** Another computer of this person that was paired with this one. */
export interface ComputerView {
  readonly computerId: string;
  readonly pairedAt: number;
  readonly groups: readonly {
    readonly groupId: GroupId;
    readonly name: string;
    readonly state: /** It belongs. */ 'in' | /** It belongs, and has not been heard of. */ 'silent' | 'removed';
  }[];
}

/** One of a person's computers in one group. */
export interface OwnDeviceView {
  readonly deviceId: DeviceId;
  readonly isThis: boolean;
  /** When it came into the group, by the clock of the computer that let it in. */
  readonly addedAt: number;
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const pairingRequests = {
  viewPairing: request(v.object({})).gives<PairingView>(),
  /** On the new computer: makes an ask, to be carried as a file or to be met at a meeting place. What was under way ends. */
  startPairing: request(
    v.variant('way', [v.object({ way: v.literal('file') }), v.object({ way: v.literal('code'), server: text(200) })]),
  ).gives<PairingView>(),
  /** On the old computer: looks for the new one by its code; `server` counts where the code names none. */
  answerPairingCode: request(
    v.object({ code: text(MAX_PAIR_CODE_CHARACTERS), server: text(200) }),
  ).gives<PairingView>(),
  /** Takes a file of a pairing in; `side` is which computer the person says this is. */
  takePairFile: request(v.object({ file: bytes, side: v.picklist(['new', 'old']) })).gives<PairingView>(),
  /** The file that the other computer needs next. */
  savePairFile: request(v.object({})).gives<FileView>(),
  /** What the person saw when they compared the words. Different ones end the pairing; nothing was given to anybody. */
  comparePairWords: request(v.object({ same: v.boolean() })).gives<PairingView>(),
  /** Ends a pairing, or puts away one that is done. */
  endPairing: request(v.object({})).gives<null>(),

  /** Other computers that were paired with this one, newest first. */
  listComputers: request(v.object({})).gives<readonly ComputerView[]>(),
  /** Removes a computer from every group that it is in; gives the names of groups in which that did not succeed. */
  removeComputer: request(v.object({ computerId })).gives<{ readonly notFrom: readonly string[] }>(),
  /** This person's computers in one group, in the order in which they came. */
  listOwnDevices: request(v.object({ groupId })).gives<readonly OwnDeviceView[]>(),
  /** Removes one of them from the group, with a new key in the same step. */
  removeOwnDevice: request(v.object({ groupId, deviceId })).gives<null>(),
} as const;
