/**
 * Everything that this person wrote in a group, as one file to keep (SPEC
 * EG25). Of what others wrote there is nothing in it: no names, no titles, not
 * even the group's.
 */
import type { MemberId } from '../../../shared/brand.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { FileView } from '../../../shared/ipc/views.ts';
import type { RecordRow } from '../../../shared/ports/entry-store.ts';
import { parseBodyValue } from '../../../shared/record/body.ts';
import { textOfBlocks } from '../text-of-blocks.ts';
import { blocksToMarkdown, escapeMarkdown } from './markdown.ts';
import type { OpenGroup } from './open-group.ts';

/** Characters of an own entry's first line by which an answer to it is told. */
const TITLE_CHARACTERS = 60;

/** All that this person has been in the group: now, and before they left or were removed and came back. */
export const ownSelves = (group: Pick<OpenGroup, 'memberId' | 'values'>): readonly MemberId[] => [
  ...new Set([...group.values.earlierSelves(), group.memberId]),
];

/** Own posts and comments on this computer. */
export const ownEntryCount = (group: OpenGroup): number =>
  ownSelves(group).reduce((count, self) => count + group.store.entryCountBy(self), 0);

const blocksOf = (row: RecordRow) => (row.value === '' ? [] : parseBodyValue(row.value).blocks);

/** The first words of an own entry. */
function titleOf(row: RecordRow): string {
  const line = textOfBlocks(blocksOf(row)).split('\n')[0] ?? '';
  const characters = [...line];
  return characters.length <= TITLE_CHARACTERS ? line : `${characters.slice(0, TITLE_CHARACTERS).join('')}…`;
}

/** `2026-05-11 12:00 UTC`; a claimed time that no calendar holds says nothing. */
function timeText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function headingOf(row: RecordRow, own: ReadonlyMap<string, RecordRow>): string {
  const at = timeText(row.createdAt);
  if (row.parent === null) return `## ${at}`;
  const answered = own.get(row.parent);
  return `## ${at}, in answer to ${answered ? `“${escapeMarkdown(titleOf(answered))}”` : 'somebody else'}`;
}

/** The file: every own post and comment that is not deleted, oldest first, as Markdown. */
export function exportOwnWords(group: OpenGroup): FileView {
  const rows = ownSelves(group)
    .flatMap((self) => group.store.entriesBy(self))
    .sort((a, b) => a.createdAt - b.createdAt);
  const own = new Map(rows.map((row) => [row.recordId as string, row]));
  const entries = rows.map((row) => `${headingOf(row, own)}\n\n${blocksToMarkdown(blocksOf(row))}\n`);
  const day = timeText(group.ports.clock.now()).slice(0, 10);
  return {
    fileName: `my-words-${day}.md`,
    bytes: utf8(['# My words\n', ...entries].join('\n')),
  };
}
