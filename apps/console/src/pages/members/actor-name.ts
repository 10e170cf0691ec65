import type { EventActor } from '../../api/types.ts';

/** Who caused an event, as it reads after "by". */
export function actorName({ kind, id, name }: EventActor): string {
  switch (kind) {
    case 'idp':
      return 'the identity provider';
    case 'operator':
      return `the operator ${name ?? id}`;
    case 'system':
      return 'Luciq itself';
    case 'member':
      return name ?? 'a member who is gone since';
    case 'service':
      return `Luciq’s back end (${name ?? id})`;
    case 'setup-link':
      return 'someone with a set-up link';
  }
}
