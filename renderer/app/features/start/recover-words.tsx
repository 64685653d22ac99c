import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { readWords } from '../invites/read-words.ts';
import { isRecoveryWord, nearWords } from './near-words.ts';
import styles from './start.module.css';
import { useHeldTry } from './use-held-try.ts';

/** Far more than twelve words need: a page pasted by mistake is cut. */
const MAX_CHARACTERS = 400;
/** Most words that are sent on; the engine says that twelve are needed. */
const MOST_WORDS = 24;

interface RecoverWordsProps {
  /** They open this Hearth. */
  readonly onRight: (words: readonly string[]) => void;
  /** Leads away without them, where the page around has no way of its own. */
  readonly onBack?: () => void;
}

/** One box for all twelve words, which takes whatever was typed or pasted, and says which word cannot be one. */
export function RecoverWords({ onRight, onBack }: RecoverWordsProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [typed, setTyped] = useState('');
  const held = useHeldTry();
  const words = readWords(typed);
  // The word that is being typed is not judged before something follows it.
  const finished = /[\p{L}\p{M}]$/u.test(typed) && words.length < 12 ? words.slice(0, -1) : words;
  const unknown = finished.flatMap((word, index) => (isRecoveryWord(word) ? [] : [{ word, index }]));
  const check = () =>
    held.attempt(async () => {
      const answer = await engine.call.checkRecoveryWords({ words: words.slice(0, MOST_WORDS) });
      if (!answer.ok) return answer.error;
      onRight(words);
      return null;
    });
  const replace = (index: number, word: string) => setTyped(words.with(index, word).join(' '));
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      <TextField
        label={say('recover.words')}
        hint={say('recover.words.hint')}
        value={typed}
        onChange={setTyped}
        rows={3}
        maxLength={MAX_CHARACTERS}
        autoFocus
        isSecret
      />
      {words.length > 0 && <NumberedWords label={say('recover.words.read')} words={words} />}
      <div role="status">
        {unknown.map(({ word, index }) => (
          <Unknown key={`${index} ${word}`} word={word} place={index + 1} onUse={(near) => replace(index, near)} />
        ))}
      </div>
      <div role="alert">
        {held.isHeld && <Note tone="careful">{say('recover.wait')}</Note>}
        {held.isReadyAgain && <Note tone="careful">{say('recover.ready')}</Note>}
        {held.problem && <Note tone="careful">{error(held.problem)}</Note>}
      </div>
      <Actions>
        <Button look="main" type="submit" isPending={held.isWorking} isDisabled={held.isHeld || words.length === 0}>
          {held.isWorking ? say('recover.checking') : say('recover.check')}
        </Button>
        {onBack && (
          <Button look="quiet" onPress={onBack}>
            {say('recover.back')}
          </Button>
        )}
      </Actions>
      <Soft>{say('recover.lost')}</Soft>
    </Form>
  );
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
