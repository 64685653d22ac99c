/**
 * The schema of `hearth.db`, as the list of steps that led to it. A step that
 * has shipped is never changed; a new one is appended. The number of steps is
 * the store's version.
 *
 * Ids are BLOBs of their bytes. A chain gets a small number of its own, so that
 * entries and acknowledgements name it in two bytes instead of twenty-one.
 * Kinds stand as numbers (35 post, 36 comment, 37 reaction; below 32 operations):
 * a step must mean the same for ever. Indexes hold only the rows that are asked
 * for by them, since each costs every entry of a first sync.
 */
const FIRST = `
CREATE TABLE key_values (
  key TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE groups (
  gid INTEGER PRIMARY KEY,
  group_id BLOB NOT NULL UNIQUE
);
CREATE TABLE group_values (
  gid INTEGER NOT NULL REFERENCES groups,
  key TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (gid, key)
) WITHOUT ROWID;

CREATE TABLE chains (
  cid INTEGER PRIMARY KEY,
  gid INTEGER NOT NULL REFERENCES groups,
  device_id BLOB NOT NULL,
  inc INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  UNIQUE (gid, device_id, inc, lane)
);
CREATE TABLE entries (
  eid INTEGER PRIMARY KEY,
  gid INTEGER NOT NULL REFERENCES groups,
  cid INTEGER NOT NULL REFERENCES chains,
  seq INTEGER NOT NULL,
  covers_from INTEGER NOT NULL,
  id BLOB NOT NULL,
  before BLOB NOT NULL,
  kind INTEGER NOT NULL,
  record_id BLOB NOT NULL,
  status INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  UNIQUE (gid, id)
);
CREATE INDEX entries_by_place ON entries (cid, seq);
CREATE INDEX entries_by_record ON entries (gid, record_id);
CREATE INDEX entries_folding ON entries (cid, covers_from) WHERE covers_from < seq;
CREATE INDEX entries_not_applied ON entries (gid, status, lamport) WHERE status > 0;
CREATE INDEX entries_of_log ON entries (gid, lamport) WHERE kind < 32;
CREATE TABLE entry_bytes (
  eid INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
  bytes BLOB NOT NULL
);

CREATE TABLE records (
  rid INTEGER PRIMARY KEY,
  gid INTEGER NOT NULL REFERENCES groups,
  record_id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  member_id BLOB NOT NULL,
  parent BLOB,
  root BLOB,
  created_at INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  edited INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  latest_cid INTEGER NOT NULL REFERENCES chains,
  latest_seq INTEGER NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (gid, record_id)
);
CREATE INDEX records_by_kind ON records (gid, kind, created_at, record_id);
CREATE INDEX records_of_thread ON records (gid, root, lamport) WHERE kind = 36;
CREATE INDEX records_adrift ON records (gid, parent) WHERE kind = 36 AND root IS NULL;
CREATE INDEX records_of_target ON records (gid, parent) WHERE kind = 37;
CREATE INDEX records_by_arrival ON records (gid, arrived_at) WHERE kind IN (35, 36);
CREATE TABLE record_states (
  rid INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE,
  state BLOB NOT NULL
);

CREATE TABLE haves (
  holder BLOB NOT NULL,
  cid INTEGER NOT NULL REFERENCES chains,
  gid INTEGER NOT NULL REFERENCES groups,
  seq INTEGER NOT NULL,
  PRIMARY KEY (gid, holder, cid)
) WITHOUT ROWID;

CREATE TABLE journal (
  jid INTEGER PRIMARY KEY,
  record_id BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  excerpt TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX journal_by_time ON journal (created_at, record_id);

CREATE TABLE drafts (
  gid INTEGER NOT NULL REFERENCES groups,
  record_id BLOB NOT NULL,
  nonce BLOB,
  kind INTEGER NOT NULL,
  parent BLOB,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (gid, record_id)
) WITHOUT ROWID;

CREATE TABLE document_updates (
  owner BLOB NOT NULL,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (owner, n)
) WITHOUT ROWID;

CREATE TABLE joins (
  group_id BLOB PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
`;

/** Step n brings a store from version n to n + 1. */
export const MIGRATIONS: readonly string[] = [FIRST];

/** The version that this program reads and writes. */
export const STORE_VERSION = MIGRATIONS.length;
