import { type ReactNode, useId } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import styles from './text-field.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** Said under the field when it must be changed first. */
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password' | 'url';
  /** More than one line, of about so many. */
  readonly rows?: number;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  readonly isReadOnly?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly autoComplete?: string;
  /** Set in the reading face: for what people will read as words of the group. */
  readonly isPage?: boolean;
  /** Secret words that may be seen while they are typed: no spelling checker looks at them. */
  readonly isSecret?: boolean;
  readonly children?: ReactNode;
}

/** A field with its label above and its hint below. */
export function TextField({
  label,
  hint,
  problem,
  rows,
  isPage,
  isSecret = false,
  children,
  ...field
}: TextFieldProps) {
  const moreId = useId();
  const { type, maxLength, autoComplete, ...rest } = field;
  return (
    <AriaTextField
      {...rest}
      type={type ?? 'text'}
      autoComplete={autoComplete ?? 'off'}
      spellCheck={rows === undefined || isSecret ? 'false' : 'true'}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(children === undefined ? {} : { 'aria-describedby': moreId })}
      className={styles['field'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {rows === undefined ? (
        <Input className={styles['input'] ?? ''} />
      ) : (
        <TextArea className={styles['input'] ?? ''} rows={rows} data-page={isPage} />
      )}
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      {problem !== undefined && <FieldError className={styles['problem'] ?? ''}>{problem}</FieldError>}
      {children !== undefined && (
        <div id={moreId} className={styles['hint']}>
          {children}
        </div>
      )}
    </AriaTextField>
  );
}
