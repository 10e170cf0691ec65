import './lists.css';
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';

/** How long someone has to stop typing before a search is sent, in milliseconds. */
export const SEARCH_AFTER_MS = 300;

interface SearchBoxProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

/** A search that goes off by itself once the typing stops. */
export function SearchBox({ label, placeholder, value, onSearch }: SearchBoxProps): ReactNode {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const send = (text: string): void => {
    sent.current = text;
    onSearch(text);
  };
  const sendLater = useDebouncedCallback(send, SEARCH_AFTER_MS);
  useEffect(() => {
    if (value === sent.current) return;
    // Someone went back, or cleared every filter.
    sent.current = value;
    setTyped(value);
  }, [value]);
  const change = (text: string): void => {
    setTyped(text);
    sendLater(text.trim());
  };
  const clear = (): void => {
    change('');
    input.current?.focus();
  };
  return (
    <TextInput
      ref={input}
      type="search"
      label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label="Clear the search" onClick={clear} />}
      className="search-box"
    />
  );
}
