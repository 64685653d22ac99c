/**
 * A program that migrates a test's store by steps of its own and kills itself
 * before a chosen statement. Run by `store-versions.test.ts` with the path, the
 * store's key in hex (which opens nothing but that test's file), the version it
 * begins from, and the statement, counted from 1.
 */
import Database from '@signalapp/sqlcipher';
import { migrate } from '../store/migrate.ts';
import { TEST_STEPS } from './migration-steps.ts';

const [path = '', key = '', from = '1', dieBefore = '1'] = process.argv.slice(2);
const db = new Database(path);
db.exec(`PRAGMA key = "x'${key}'"; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL`);
let statements = 0;
function exec(sql: string): void {
  for (const statement of sql.split(';').filter((one) => one.trim() !== '')) {
    statements += 1;
    if (statements === Number(dieBefore)) process.kill(process.pid, 'SIGKILL');
    db.exec(statement);
  }
}
migrate({ exec }, Number(from), TEST_STEPS);
db.close();
