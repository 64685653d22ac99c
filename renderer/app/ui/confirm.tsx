import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import styles from './confirm.module.css';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly text: string;
  /** The words that go on with it. */
  readonly confirm: string;
  /** The words that leave everything as it is; they have the focus first. */
  readonly keep: string;
  readonly onConfirm: () => unknown;
  readonly onKeep: () => void;
}

/** Asks once more before something that cannot be taken back. */
export function Confirm({ isOpen, title, text, confirm, keep, onConfirm, onKeep }: ConfirmProps) {
  return (
    <ModalOverlay
      className={styles['veil'] ?? ''}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onKeep();
      }}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog role="alertdialog" className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {title}
          </Heading>
          <p>{text}</p>
          <div className={styles['actions']}>
            <Button onPress={onKeep}>{keep}</Button>
            <Button look="main" onPress={onConfirm}>
              {confirm}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
