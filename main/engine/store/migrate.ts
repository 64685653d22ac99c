/** Bringing a store from one version to the next (SPEC SF4): each step, and its number, in one transaction. */

/** What migrating needs of a database. */
export interface MigratedDatabase {
  exec(sql: string): void;
}

/** Takes `steps` from the `from`-th on. A process that dies in one leaves the store as that step found it. */
export function migrate(db: MigratedDatabase, from: number, steps: readonly string[]): void {
  for (const [offset, step] of steps.slice(from).entries()) {
    db.exec('BEGIN IMMEDIATE');
    db.exec(step);
    db.exec(`PRAGMA user_version = ${from + offset + 1}`);
    db.exec('COMMIT');
  }
}
