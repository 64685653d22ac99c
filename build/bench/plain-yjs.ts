/**
 * The competitor: one Y.Doc with a Y.Map per record and no encryption, as an
 * app that trusts everybody would write it. Sent as its log of updates, one
 * for each record, as y-webrtc and y-indexeddb would carry them.
 */
import * as Y from 'yjs';
import { AUTHORS, type WorkloadRecord } from './workload.ts';

/** Writes the workload; returns one update (V1) per record. */
export function createPlainLog(records: readonly WorkloadRecord[]): readonly Uint8Array[] {
  const updates: Uint8Array[] = [];
  const docs = Array.from({ length: AUTHORS }, (_, author) => {
    const doc = new Y.Doc();
    doc.clientID = author + 1;
    doc.on('update', (update: Uint8Array) => updates.push(update));
    return doc;
  });
  records.forEach((record, index) => {
    const doc = docs[record.author] as Y.Doc;
    doc.transact(() => {
      const value = new Y.Map<unknown>();
      doc.getMap('records').set(String(index), value);
      value.set('kind', record.kind);
      value.set('parent', record.parent);
      value.set('writtenAt', record.writtenAt);
      value.set('text', record.text);
    });
  });
  return updates;
}

/** A fresh second peer applies the log and reads everything once; returns the characters read. */
export function receivePlainLog(updates: readonly Uint8Array[]): number {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  let characters = 0;
  for (const value of doc.getMap('records').values()) {
    characters += ((value as Y.Map<unknown>).get('text') as string).length;
  }
  return characters;
}
