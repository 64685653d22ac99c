import { useText } from '../../text/use-text.ts';
import { Section, Soft } from '../../ui/page.tsx';
import styles from './help.module.css';

/** Help now: the same words from everywhere, also before anything is opened. Nothing here is sent anywhere. */
export function HelpWords() {
  const { say } = useText();
  return (
    <div className={styles['help']}>
      <Section title={say('help.danger.title')}>
        <p>{say('help.danger.text')}</p>
        <p>{say('help.danger.place')}</p>
      </Section>
      <Section title={say('help.talk.title')}>
        <p>{say('help.talk.text')}</p>
        <p>{say('help.talk.person')}</p>
      </Section>
      <Section title={say('help.group.title')}>
        <p>{say('help.group.text')}</p>
      </Section>
      <Soft>{say('help.source')}</Soft>
    </div>
  );
}
