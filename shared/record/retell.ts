/** Typing a body's words anew under another client id: for what was begun in an earlier incarnation (SPEC VT18). */
import * as Y from 'yjs';
import { ATTRIBUTE, BODY_ROOT, type BodyPart, MARK, type TextSpan } from './blocks.ts';
import { bodyTree, openBody } from './body.ts';
import { plainParts } from './fresh-body.ts';
import { parseUpdate } from './yjs-update.ts';

/** The client ids under which an update of the own store was written. An update that does not parse throws: a defect. */
export function writersOf(update: Uint8Array): readonly number[] {
  const parsed = parseUpdate(update);
  if (!parsed.ok) throw new Error('an own update that does not parse');
  return parsed.value.sections.map(({ client }) => client);
}

const marksOf = ({ bold, italic }: TextSpan): Record<string, object> => ({
  ...(bold ? { [MARK.bold]: {} } : {}),
  ...(italic ? { [MARK.italic]: {} } : {}),
});

function typeOf(part: BodyPart): Y.XmlElement | Y.XmlText {
  if ('spans' in part) {
    const text = new Y.XmlText();
    text.applyDelta(part.spans.map((span) => ({ insert: span.text, attributes: marksOf(span) })));
    return text;
  }
  const element = new Y.XmlElement<Record<string, string | number>>(part.name);
  const key = ATTRIBUTE.get(part.name);
  if (key !== undefined && part.attribute !== undefined) element.setAttribute(key, part.attribute);
  element.insert(0, part.parts.map(typeOf));
  return element as Y.XmlElement;
}

/** The update by `clientId` that makes `base` read as `source` does, whoever typed what is in `source`. */
export function retellBody(base: Uint8Array, source: Uint8Array, clientId: number): Uint8Array {
  const said = openBody(source);
  const parts = plainParts(bodyTree(said));
  said.destroy();
  const doc = openBody(base, clientId);
  const before = Y.encodeStateVector(doc);
  const body = doc.getXmlFragment(BODY_ROOT);
  doc.transact(() => {
    body.delete(0, body.length);
    body.insert(0, parts.map(typeOf));
  });
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return update;
}
