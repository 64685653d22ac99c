import { PenLine } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { JournalRow } from '../../../../shared/ipc/views.ts';
import { useApp, useNow } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Page, Section, Soft } from '../../ui/page.tsx';
import { Row, Rows } from '../../ui/rows.tsx';
import { usePages } from '../../use-pages.ts';
import { useQuery } from '../../use-query.ts';
import { Doors } from '../groups/doors.tsx';
import { useWrite } from '../journal/use-write.ts';
import { News } from './news.tsx';

/** The first place: write, read one's own journal, see what is new. */
export function TodayPage() {
  const { say, day, error } = useText();
  const now = useNow();
  const write = useWrite();
  const [problem, setProblem] = useState<AppError | null>(null);
  const start = async () => setProblem(await write());
  return (
    <Page
      title={say('today.title')}
      below={day(now)}
      action={
        <Button look="main" icon={PenLine} onPress={start}>
          {say('today.write')}
        </Button>
      }
    >
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <News />
      <Journal />
      <Doors />
    </Page>
  );
}

function Journal() {
  const { engine } = useApp();
  const { say } = useText();
  const { pages, more, load } = usePages(
    (before, limit) => engine.call.listJournal({ before, limit }),
    (row: JournalRow) => row.createdAt,
  );
  const journal = useQuery(`journal ${pages}`, load, ['journalChanged']);
  return (
    <Section title={say('today.journal')}>
      <Answer of={journal}>
        {({ rows, hasEarlier }) =>
          rows.length === 0 ? (
            <Soft>{say('today.journal.empty')}</Soft>
          ) : (
            <>
              <Rows label={say('today.journal')}>
                {rows.map((row) => (
                  <JournalLine key={row.recordId} row={row} />
                ))}
              </Rows>
              {hasEarlier && (
                <Button look="quiet" onPress={more}>
                  {say('today.earlier')}
                </Button>
              )}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function JournalLine({ row }: { readonly row: JournalRow }) {
  const { say, when } = useText();
  return (
    <Row href={`/journal/${row.recordId}`} beside={when(row.createdAt)} isPage>
      {row.excerpt === '' ? say('today.blank') : row.excerpt}
    </Row>
  );
}
