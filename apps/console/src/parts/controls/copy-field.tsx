import { Button, CopyButton, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useId } from 'react';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** Where the value goes. */
  readonly description?: ReactNode;
}

/** A value to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, description }: CopyFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="copy-field">
      <Text size="sm" fw={600} id={id}>
        {label}
      </Text>
      {description && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      <div className="copy-field-row" role="group" aria-labelledby={id}>
        <code className="copy-field-value" data-testid="copy-value">
          {value}
        </code>
        <CopyButton value={value} timeout={2_500}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              aria-label={copied ? `${label} copied` : `Copy ${label}`}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
