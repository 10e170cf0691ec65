import type { EventActor } from '../../api/types.ts';

/** Who issued a token or a link, in words. */
export function issuerName({ kind, name, id }: EventActor): string {
  if (name !== null) return name;
  switch (kind) {
    case 'setup-link':
      return 'someone with a set-up link';
    case 'system':
      return 'Luciq itself';
    case 'member':
      return 'a member who is gone since';
    case 'operator':
    case 'service':
    case 'idp':
      return id;
  }
}
