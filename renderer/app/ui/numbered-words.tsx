import styles from './numbered-words.module.css';

interface NumberedWordsProps {
  /** What the words are, for a screen reader. */
  readonly label: string;
  readonly words: readonly string[];
}

/** Words to say or to compare, each with its number. */
export function NumberedWords({ label, words }: NumberedWordsProps) {
  return (
    <ol className={styles['words']} aria-label={label}>
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice; its place is its name.
        <li key={index}>{word}</li>
      ))}
    </ol>
  );
}
