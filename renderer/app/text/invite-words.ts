import { unreachable } from '../../../shared/result.ts';
import type { InviteRowView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** Whether an invite lets anybody in, and if not, why; `date` writes a day (milliseconds since 1970 UTC). */
export function inviteStateWords(
  row: Pick<InviteRowView, 'state' | 'expiresAt'>,
  date: (at: number) => string,
): Wording {
  switch (row.state) {
    case 'open':
      return { id: 'invites.until', values: { date: date(row.expiresAt) } };
    case 'expired':
      return { id: 'invites.state.expired', values: { date: date(row.expiresAt) } };
    case 'used':
    case 'revoked':
    case 'facilitator-ended':
      return { id: `invites.state.${row.state}`, values: {} };
    default:
      return unreachable(row.state);
  }
}
