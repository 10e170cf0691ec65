import { MAX_TOKEN_DAYS, newToken, parseToken, tokenState } from '@luciq/access';
import { isOver } from '@luciq/domain';
import { companyStream } from '@luciq/events';
import { tokensEver } from '@luciq/history';
import { reads } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';
import { changeCompany } from './change-company.ts';

const DAY_MS = 86_400_000;

/** What kind of token is wanted. */
export interface TokenGiven {
  readonly label?: string;
  /** Days until it expires; never unless given. */
  readonly days?: number;
}

/** Lists the tokens of a company: never a secret, of which nothing but a digest is kept. */
export function listTokens(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const company = await chooseCompany(options, reads({ store }));
    const companyId = company.id;
    const now = new Date().toISOString();
    const tokens = [...company.tokens].map(
      ([id, { lastFour, label, issuedAt, issuedBy, issuer, handedOver, expiresAt }]) => ({
        id,
        lastFour,
        label,
        issuedAt,
        issuedBy,
        expiresAt,
        expired: isOver(expiresAt, now),
        endsWith: handedOver ? null : issuer,
      }),
    );
    const revoked = [...tokensEver(await store.readStream(companyStream(companyId))).values()].flatMap((token) =>
      token.revoked && !company.tokens.has(token.id) ? [{ ...token, revoked: token.revoked }] : [],
    );
    if (options.json) {
      printJson({ company: companyId, tokens, revoked });
      return EXIT.fine;
    }
    printTable(
      ['id', 'ends in', 'name', 'issued', 'by', 'expires', 'ends with member'],
      tokens.map(({ id, lastFour, label, issuedAt, issuedBy, expiresAt, expired, endsWith }) => [
        id,
        lastFour,
        label ?? '',
        issuedAt,
        `${issuedBy.kind} ${issuedBy.id}`,
        `${expiresAt ?? 'never'}${expired ? ' (expired)' : ''}`,
        endsWith ?? '',
      ]),
    );
    if (revoked.length > 0) {
      print('Revoked, which are refused:');
      printTable(
        ['id', 'ends in', 'name', 'issued', 'by', 'revoked', 'by'],
        revoked.map(({ id, lastFour, label, issuedAt, issuedBy, revoked: { time, by, because } }) => [
          id,
          lastFour,
          label ?? '',
          issuedAt,
          `${issuedBy.kind} ${issuedBy.id}`,
          because === 'scim-disabled' ? `${time} (SCIM disabled)` : time,
          `${by.kind} ${by.id}`,
        ]),
      );
    }
    if (tokens.length === 0) print('No token yet. Issue one with: operator token issue.');
    return EXIT.fine;
  });
}

/** Prints a new token of a company. Those that are there stay good, so that the new one can be put in their place without a gap. */
export async function issueToken(options: GlobalOptions, { label, days }: TokenGiven): Promise<ExitStatus> {
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS)) {
    throw new CannotWork(`The days must be a whole number from 1 to ${MAX_TOKEN_DAYS}.`, EXIT.wrongUse);
  }
  const token = newToken();
  const parts = parseToken(token);
  if (!parts) throw new TypeError('a new token cannot be read');
  const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString();
  const { id, company } = await changeCompany(options, (context) => ({
    type: 'IssueToken',
    context,
    tokenId: parts.id,
    token: tokenState(parts, expiresAt, label ?? null),
  }));
  if (options.json) {
    printJson({ company: id, id: parts.id, token, expiresAt });
    return EXIT.fine;
  }
  print(`A new token of ${id}, which is not shown again:`, '', `  ${token}`);
  if (company.scim === 'off')
    print('', 'SCIM of this company is off. Requests are answered after: operator company scim enable.');
  return EXIT.fine;
}

/** Revokes a token of a company: every gateway refuses it within a second. */
export async function revokeToken(options: GlobalOptions, tokenId: string): Promise<ExitStatus> {
  const { id, changed } = await changeCompany(options, (context) => ({ type: 'RevokeToken', context, tokenId }));
  if (options.json) printJson({ company: id, id: tokenId, changed });
  else
    print(changed ? `The token ${tokenId} of ${id} is revoked.` : `The token ${tokenId} of ${id} was revoked before.`);
  return EXIT.fine;
}

/** Makes a member's token the company's own, so that provisioning goes on when that member leaves. */
export async function handOverToken(options: GlobalOptions, tokenId: string): Promise<ExitStatus> {
  const { id, changed } = await changeCompany(options, (context) => ({ type: 'HandOverToken', context, tokenId }));
  if (options.json) printJson({ company: id, id: tokenId, changed });
  else if (!changed) print(`The token ${tokenId} was ${id}'s own before.`);
  else
    print(
      `The token ${tokenId} is ${id}'s own now. Its issuer still knows it: put another in its place when that member leaves.`,
    );
  return EXIT.fine;
}
