import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import styles from './confirm.module.css';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly text: string;
  /** What has to be chosen or read beside it. */
  readonly children?: ReactNode;
  /** False while something has to be chosen first. */
  readonly isReady?: boolean;
  /** The words that go on with it. */
  readonly confirm: string;
  /** The words that leave everything as it is; they have the focus first. */
  readonly keep: string;
  readonly onConfirm: () => unknown;
  readonly onKeep: () => void;
}

/** Asks once more before something that cannot be taken back, or not by oneself. */
export function Confirm({ isOpen, title, text, children, isReady = true, ...rest }: ConfirmProps) {
  const { confirm, keep, onConfirm, onKeep } = rest;
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
          {children}
          <div className={styles['actions']}>
            <Button onPress={onKeep}>{keep}</Button>
            <Button look="main" isDisabled={!isReady} onPress={onConfirm}>
              {confirm}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
