/** Bodies as an editor leaves them: seeded random edits of a document, for tests of the gate. */
import * as Y from 'yjs';
import { BODY_ROOT, NODE } from '../record/blocks.ts';
import type { SeededRandom } from './seeded-random.ts';

// No pairs of surrogates: an edit that cuts one in half makes Yjs itself show other text to its author than to others.
const WORDS = ['ember', 'day', ' and ', 'grüße', '☀', 'a', ' ', 'rain fell'];
const CONTAINERS = [NODE.quote, NODE.bullets, NODE.numbers, NODE.item];

const textsIn = (fragment: Y.XmlFragment): Y.XmlText[] =>
  fragment.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return [child];
    return child instanceof Y.XmlElement ? textsIn(child) : [];
  });
const elementsIn = (fragment: Y.XmlFragment, depth: number): { element: Y.XmlFragment; depth: number }[] => [
  { element: fragment, depth },
  ...fragment.toArray().flatMap((child) => (child instanceof Y.XmlElement ? elementsIn(child, depth + 1) : [])),
];

function insertNode(body: Y.XmlFragment, random: SeededRandom): void {
  const { element, depth } = random.pick(elementsIn(body, 0).filter((one) => one.depth < 6));
  const name = depth < 4 && random.chance(0.3) ? random.pick(CONTAINERS) : random.pick([NODE.paragraph, NODE.heading]);
  const node = new Y.XmlElement<{ level?: number; order?: number }>(name);
  if (name === NODE.heading) node.setAttribute('level', 1 + random.int(3));
  if (name === NODE.numbers && random.chance(0.5)) node.setAttribute('order', 1);
  if (!CONTAINERS.some((container) => container === name)) node.insert(0, [new Y.XmlText(random.pick(WORDS))]);
  element.insert(random.int(element.length + 1), [node as unknown as Y.XmlElement]);
}

/** One edit: text typed or taken away, a mark set, a node inserted or removed, a heading's level changed. */
export function editRandomly(doc: Y.Doc, random: SeededRandom): void {
  const body = doc.getXmlFragment(BODY_ROOT);
  const texts = textsIn(body);
  const choice = random.int(12);
  doc.transact(() => {
    if (texts.length === 0 || choice < 2) return insertNode(body, random);
    const text = random.pick(texts);
    if (choice < 6) return text.insert(random.int(text.length + 1), random.pick(WORDS));
    if (choice < 8 && text.length > 0) {
      const at = random.int(text.length);
      return text.delete(at, 1 + random.int(Math.min(4, text.length - at)));
    }
    if (choice < 10 && text.length > 0) {
      const at = random.int(text.length);
      const mark = random.pick(['strong', 'em']);
      return text.format(at, 1 + random.int(text.length - at), { [mark]: random.chance(0.3) ? null : {} });
    }
    const { element } = random.pick(elementsIn(body, 0));
    if (choice === 10 && element instanceof Y.XmlElement && element.nodeName === NODE.heading) {
      return element.setAttribute('level', (1 + random.int(3)) as never);
    }
    if (choice === 11 && element.length > 0) return element.delete(random.int(element.length), 1);
    return text.insert(0, 'x');
  });
}

/** A document written by `clientId` with so many edits. */
export function randomBody(clientId: number, edits: number, random: SeededRandom): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  for (let i = 0; i < edits; i += 1) editRandomly(doc, random);
  return doc;
}
