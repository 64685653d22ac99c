import { useText } from '../../text/use-text.ts';
import styles from './groups.module.css';

/** Four words that both screens show, to compare by voice. */
export function CheckWords({ words, hint }: { readonly words: readonly string[]; readonly hint: string }) {
  const { say } = useText();
  return (
    <div>
      <ol className={styles['checkWords']} aria-label={say('requests.words')}>
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice; its place is its name.
          <li key={index}>{word}</li>
        ))}
      </ol>
      <p className={styles['hint']}>{hint}</p>
    </div>
  );
}
