import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { GatePage } from '../parts/layout/gate-page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  return (
    <GatePage
      title="There is no such page"
      description="The address may be mistyped, or from an older version of this console."
    >
      <Button component={Link} to="/">
        Go to the start page
      </Button>
    </GatePage>
  );
}
