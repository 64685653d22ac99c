import { type ReactNode, useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { readWords } from '../invites/read-words.ts';
import { isRecoveryWord, nearWords } from './near-words.ts';
import styles from './start.module.css';

/** Far more than twelve words need: a page pasted by mistake is cut. */
const MAX_CHARACTERS = 400;
/** Most words that are sent on; the engine says that twelve are needed. */
const MOST_WORDS = 24;

/** Recovery words as they are being typed. */
export interface WordsBox {
  /** As many of them as the engine takes. */
  readonly words: readonly string[];
  readonly box: ReactNode;
  clear(): void;
}

/** One box for all twelve recovery words, which takes whatever was typed or pasted, and says which word cannot be one. */
export function useWordsBox({ autoFocus = false }: { readonly autoFocus?: boolean } = {}): WordsBox {
  const { say } = useText();
  const [typed, setTyped] = useState('');
  const words = readWords(typed);
  // The word that is being typed is not judged before something follows it.
  const finished = /[\p{L}\p{M}]$/u.test(typed) && words.length < 12 ? words.slice(0, -1) : words;
  const unknown = finished.flatMap((word, index) => (isRecoveryWord(word) ? [] : [{ word, index }]));
  const replace = (index: number, word: string) => setTyped(words.with(index, word).join(' '));
  const box = (
    <>
      <TextField
        label={say('recover.words')}
        hint={say('recover.words.hint')}
        value={typed}
        onChange={setTyped}
        rows={3}
        maxLength={MAX_CHARACTERS}
        autoFocus={autoFocus}
        isSecret
      />
      {words.length > 0 && <NumberedWords label={say('recover.words.read')} words={words} />}
      <div role="status">
        {unknown.map(({ word, index }) => (
          <Unknown key={`${index} ${word}`} word={word} place={index + 1} onUse={(near) => replace(index, near)} />
        ))}
      </div>
    </>
  );
  return { words: words.slice(0, MOST_WORDS), box, clear: () => setTyped('') };
}

interface UnknownProps {
  readonly word: string;
  /** From 1. */
  readonly place: number;
  readonly onUse: (word: string) => void;
}

/** A word that is none, and those that may have been meant. */
function Unknown({ word, place, onUse }: UnknownProps) {
  const { say } = useText();
  const near = nearWords(word);
  return (
    <div className={styles['unknown']}>
      <span>{say('recover.word.unknown', { place, word })}</span>
      {near.length === 0 && <span>{say('recover.word.none')}</span>}
      {near.map((one) => (
        <Button key={one} look="quiet" name={say('recover.word.near', { place, word: one })} onPress={() => onUse(one)}>
          {say('recover.word.use', { word: one })}
        </Button>
      ))}
    </div>
  );
}
