import { unreachable } from '../../../shared/result.ts';
import type { NoticeView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** How points in time and lists of names are written. */
interface NoticeFormats {
  readonly when: (at: number) => string;
  readonly names: (names: readonly string[]) => string;
}

/** The sentence of a card: another one for the person it is about than for the others. */
export function noticeWords(notice: NoticeView, formats: NoticeFormats): Wording {
  const id = notice.isMe ? (`notice.${notice.kind}.me` as const) : (`notice.${notice.kind}` as const);
  return { id, values: { name: notice.name, when: formats.when(notice.at), ...ownValues(notice, formats) } };
}

/** What a kind says beyond whom and when. */
function ownValues(notice: NoticeView, { names }: NoticeFormats): Wording['values'] {
  switch (notice.kind) {
    case 'joined':
    case 'promoted':
      return { byName: notice.byName, role: notice.role };
    case 'demoted':
      return { byName: notice.byName, role: notice.role, reason: notice.reason };
    case 'removed':
      return { byName: notice.byName, reason: notice.reason };
    case 'removed-together':
      return { byNames: names(notice.byNames) };
    case 'keeper-declined':
      return { own: String(notice.isOwn) };
    case 'removal-asked':
    case 'key-fault':
    case 'keeper-agreed':
      return { byName: notice.byName };
    case 'founded':
    case 'left':
    case 'came-back':
    case 'device-added':
    case 'device-removed':
    case 'device-recovered':
    case 'policy-changed':
    case 'keeper-allowed':
    case 'keeper-ended':
    case 'keeper-asked':
    case 'started-anew':
      return {};
    default:
      return unreachable(notice);
  }
}
