import type { CompanyEvent } from './company-events.ts';

/** Id of the token, link, user or group that an event of a company is about; null where it is about the company itself. */
export function subjectOf({ data }: CompanyEvent): string | null {
  const { tokenId, linkId, userId, groupId } = data as Readonly<Record<string, unknown>>;
  const subject = tokenId ?? linkId ?? userId ?? groupId;
  return typeof subject === 'string' ? subject : null;
}
