/**
 * A pool of connections to the keeper's PostgreSQL database, with the schema
 * made. Everything that a server which is gone, starting, stopping or full does
 * is an answer here, never an exception.
 */
import { Pool } from 'pg';
import { err, ok, type Result } from '../../shared/result.ts';
import { SCHEMA, SCHEMA_LOCK, SCHEMA_VERSION } from './postgres-schema.ts';

/** Connections of one instance. */
const CONNECTIONS = 8;
/** How long a question may wait for a connection, and then for its answer, in milliseconds. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/** `full` for the server's disk, `away` for a server that could not be asked. */
export type PostgresTrouble = 'full' | 'away';

/** A row as it comes. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** See the file's head. */
export interface PostgresPool {
  /** Rows, or what kept the server from giving them: then nothing was committed, as far as is known. */
  ask(sql: string, values: readonly unknown[]): Promise<Result<readonly PostgresRow[], PostgresTrouble>>;
  close(): Promise<void>;
}

/** Why the database cannot be used. */
export type PostgresRefused = 'away' | 'version';

/** What an error of the server or of the way to it means. Anything else is a defect of ours and thrown on. */
function troubleOf(error: unknown): PostgresTrouble {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  if (code === '53100') return 'full';
  // Classes 08, 25, 40, 53, 55, 57, 58: connections, undone transactions, resources, operators and the system.
  if (/^(08|25|40|53|55|57|58)[0-9A-Z]{3}$/.test(code) || /^E[A-Z]+$/.test(code)) return 'away';
  // Broken and timed-out connections have words and no code.
  if (code === '' && error instanceof Error && /connect|terminat|timeout|ended/i.test(error.message)) return 'away';
  throw error;
}

/** Connects, makes the schema where there is none, and gives the pool with the store's name. */
export async function openPostgres(
  url: string,
  makeId: () => Uint8Array,
): Promise<Result<{ readonly pool: PostgresPool; readonly id: Uint8Array }, PostgresRefused>> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: ANSWER_MS,
    query_timeout: ANSWER_MS + 2_000,
    keepAlive: true,
    application_name: 'hearth-keeper',
    // What is acknowledged is on the server's disk, whatever its own configuration says.
    options: '-c synchronous_commit=on',
  });
  // An idle connection that breaks is replaced by the next question.
  pool.on('error', () => {});
  const id = await prepareSchema(pool, makeId);
  if (!id.ok) {
    await pool.end();
    return id;
  }
  let ending: Promise<void> | null = null;
  return ok({
    id: id.value,
    pool: {
      async ask(sql, values) {
        if (ending !== null) return err('away');
        try {
          return ok((await pool.query(sql, [...values])).rows as readonly PostgresRow[]);
        } catch (error) {
          return err(troubleOf(error));
        }
      },
      close() {
        ending ??= pool.end();
        return ending;
      },
    },
  });
}

async function prepareSchema(pool: Pool, makeId: () => Uint8Array): Promise<Result<Uint8Array, PostgresRefused>> {
  try {
    const client = await pool.connect();
    try {
      // Several instances may start at once: the others wait here and find the schema made.
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
      const there = await client.query("SELECT to_regclass('keeper_meta') AS there");
      if ((there.rows[0] as PostgresRow).there === null) {
        await client.query(SCHEMA);
        await client.query('INSERT INTO keeper_meta VALUES ($1, $2)', [SCHEMA_VERSION, Buffer.from(makeId())]);
      }
      const meta = (await client.query('SELECT version, id FROM keeper_meta')).rows[0] as PostgresRow | undefined;
      await client.query('COMMIT');
      if (meta?.version !== SCHEMA_VERSION || !(meta.id instanceof Uint8Array)) return err('version');
      return ok(Uint8Array.from(meta.id));
    } finally {
      client.release();
    }
  } catch (error) {
    // A wrong password or a missing database (class 28, 3D) is the operator's to mend, like a server that is not there.
    if (!/^(28|3D|42)/.test(String((error as { code?: unknown }).code))) troubleOf(error);
    return err('away');
  }
}
