/** Migrations that never ship, to be cut in the middle: new columns, rewritten rows, a table that goes. */
import { MIGRATIONS } from '../store/migrations.ts';

/** The real steps, and two more. */
export const TEST_STEPS: readonly string[] = [
  ...MIGRATIONS,
  `ALTER TABLE journal ADD COLUMN mood INTEGER NOT NULL DEFAULT 0;
   UPDATE journal SET text = text || ' (moved)', mood = 1;
   CREATE TABLE moved AS SELECT jid, text FROM journal;`,
  `UPDATE journal SET text = (SELECT text || '!' FROM moved WHERE moved.jid = journal.jid);
   DROP TABLE moved;`,
];
