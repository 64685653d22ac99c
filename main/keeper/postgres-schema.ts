/**
 * What a keeper makes in its PostgreSQL database, and keeps there (SPEC KP2–KP7
 * and NT28–NT30 hold for it as for one file). A put is one call of one
 * function: it takes the row of the ticket, then the row of the mailbox, then
 * one of 64 totals, always in this order, so that no two wait for each other.
 */

/** Raised with every change of what follows. Another version is left as it is. */
export const SCHEMA_VERSION = 1;
/** Under this lock one instance at a time makes the schema; a random number. */
export const SCHEMA_LOCK = 4_120_773_551;

/** Run inside one transaction, when there is none yet. */
export const SCHEMA = `
CREATE TABLE keeper_meta (version integer NOT NULL, id bytea NOT NULL);

CREATE TABLE keeper_mailboxes (
  name bytea PRIMARY KEY, last bigint NOT NULL, parcels integer NOT NULL, bytes bigint NOT NULL
);
CREATE TABLE keeper_parcels (
  mailbox bytea NOT NULL, serial bigint NOT NULL, digest bytea NOT NULL, until integer NOT NULL,
  size integer NOT NULL, parcel bytea NOT NULL, PRIMARY KEY (mailbox, serial)
);
-- Sealed bytes do not get shorter; storage beside the row keeps lists of serials small.
ALTER TABLE keeper_parcels ALTER COLUMN parcel SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX keeper_parcels_by_digest ON keeper_parcels (mailbox, digest);
CREATE INDEX keeper_parcels_by_end ON keeper_parcels (until);

CREATE TABLE keeper_tickets (
  name bytea NOT NULL, day integer NOT NULL, puts integer NOT NULL, bytes bigint NOT NULL, PRIMARY KEY (name, day)
);
CREATE TABLE keeper_totals (shard integer PRIMARY KEY, parcels bigint NOT NULL, bytes bigint NOT NULL);
INSERT INTO keeper_totals SELECT n, 0, 0 FROM generate_series(0, 63) AS n;

CREATE TABLE keeper_boxes (name text PRIMARY KEY, data text NOT NULL, until bigint NOT NULL);
CREATE INDEX keeper_boxes_by_end ON keeper_boxes (until);

-- Deletes what has expired in one mailbox, whose row the caller holds; gives how many it were.
CREATE FUNCTION keeper_clear(box bytea, hour integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE gone bigint; freed bigint;
BEGIN
  WITH removed AS (DELETE FROM keeper_parcels WHERE mailbox = box AND until <= hour RETURNING size)
    SELECT count(*), coalesce(sum(size), 0) INTO gone, freed FROM removed;
  IF gone = 0 THEN RETURN 0; END IF;
  UPDATE keeper_mailboxes SET parcels = parcels - gone, bytes = bytes - freed WHERE name = box;
  UPDATE keeper_totals SET parcels = parcels - gone, bytes = bytes - freed WHERE shard = get_byte(box, 0) % 64;
  RETURN gone;
END $$;

CREATE FUNCTION keeper_sweep(box bytea, hour integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE gone integer;
BEGIN
  PERFORM 1 FROM keeper_mailboxes WHERE name = box FOR UPDATE;
  gone := keeper_clear(box, hour);
  DELETE FROM keeper_mailboxes WHERE name = box AND parcels = 0;
  RETURN gone;
END $$;

CREATE FUNCTION keeper_put(
  box bytea, mark bytea, content bytea, ticket bytea, day_now integer, hour integer, floor_serial bigint,
  most_puts integer, most_bytes bigint, window_days integer, box_parcels integer, box_bytes bigint, keep_hours integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  weight integer := octet_length(content);
  used keeper_tickets; held keeper_mailboxes; there keeper_parcels; serial_now bigint; spent bigint;
BEGIN
  IF ticket IS NOT NULL THEN
    INSERT INTO keeper_tickets VALUES (ticket, day_now, 0, 0) ON CONFLICT DO NOTHING;
    -- All days of the ticket, oldest first, so that two puts at midnight do not wait for each other.
    PERFORM 1 FROM keeper_tickets WHERE name = ticket ORDER BY day FOR UPDATE;
    SELECT * INTO used FROM keeper_tickets WHERE name = ticket AND day = day_now;
    IF used.puts >= most_puts THEN RETURN 'refused'; END IF;
  END IF;
  LOOP
    INSERT INTO keeper_mailboxes VALUES (box, 0, 0, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO held FROM keeper_mailboxes WHERE name = box FOR UPDATE;
    -- A sweep may have taken an empty row away in between.
    EXIT WHEN FOUND;
  END LOOP;
  SELECT mailbox, serial, digest, until, size, ''::bytea INTO there
    FROM keeper_parcels WHERE mailbox = box AND digest = mark;
  IF FOUND AND there.until > hour THEN
    UPDATE keeper_parcels SET until = greatest(there.until, hour + keep_hours)
      WHERE mailbox = box AND serial = there.serial AND until < hour + keep_hours;
    IF ticket IS NOT NULL THEN UPDATE keeper_tickets SET puts = puts + 1 WHERE name = ticket AND day = day_now; END IF;
    RETURN 'again';
  END IF;
  IF ticket IS NOT NULL THEN
    SELECT coalesce(sum(bytes), 0) INTO spent FROM keeper_tickets WHERE name = ticket AND day > day_now - window_days;
    IF spent + weight > most_bytes THEN RETURN 'refused'; END IF;
  END IF;
  IF there.serial IS NOT NULL OR held.parcels >= box_parcels OR held.bytes + weight > box_bytes THEN
    PERFORM keeper_clear(box, hour);
    SELECT * INTO held FROM keeper_mailboxes WHERE name = box;
    IF held.parcels >= box_parcels OR held.bytes + weight > box_bytes THEN RETURN 'full'; END IF;
  END IF;
  serial_now := greatest(held.last + 1, floor_serial);
  INSERT INTO keeper_parcels VALUES (box, serial_now, mark, hour + keep_hours, weight, content);
  UPDATE keeper_mailboxes SET last = serial_now, parcels = parcels + 1, bytes = bytes + weight WHERE name = box;
  UPDATE keeper_totals SET parcels = parcels + 1, bytes = bytes + weight WHERE shard = get_byte(box, 0) % 64;
  IF ticket IS NOT NULL THEN
    UPDATE keeper_tickets SET puts = puts + 1, bytes = bytes + weight WHERE name = ticket AND day = day_now;
  END IF;
  RETURN 'new';
END $$;

-- The first content of a box stands; the same again is kept for longer.
CREATE FUNCTION keeper_box_put(box text, content text, ends bigint, now_ms bigint, most integer)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE held keeper_boxes;
BEGIN
  SELECT * INTO held FROM keeper_boxes WHERE name = box FOR UPDATE;
  IF FOUND AND held.until > now_ms THEN
    IF held.data <> content THEN RETURN 'taken'; END IF;
    UPDATE keeper_boxes SET until = greatest(held.until, ends) WHERE name = box;
    RETURN 'kept';
  END IF;
  IF NOT FOUND AND (SELECT count(*) FROM keeper_boxes) >= most THEN
    DELETE FROM keeper_boxes WHERE until <= now_ms;
    IF (SELECT count(*) FROM keeper_boxes) >= most THEN RETURN 'full'; END IF;
  END IF;
  INSERT INTO keeper_boxes VALUES (box, content, ends)
    ON CONFLICT (name) DO UPDATE SET data = content, until = ends WHERE keeper_boxes.until <= now_ms;
  SELECT * INTO held FROM keeper_boxes WHERE name = box;
  RETURN CASE WHEN held.data = content THEN 'kept' ELSE 'taken' END;
END $$;
`;
