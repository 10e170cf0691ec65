import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProductMark } from './product-mark.tsx';

interface GatePageProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** A page before someone is signed in: one thing to do. */
export function GatePage({ title, description, children }: GatePageProps): ReactNode {
  return (
    <main className="gate">
      <title>{`${title} · Luciq provisioning`}</title>
      <Stack gap="lg">
        <ProductMark />
        <div>
          <Title order={1} mb={6}>
            {title}
          </Title>
          {description && <Text c="dimmed">{description}</Text>}
        </div>
        {children}
      </Stack>
    </main>
  );
}
