import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import type { Attributes, Json } from '@luciq/events';
import { normaliseRole } from '@luciq/entitlement';
import { LUCIQ_USER_URN, parseResource, userResourceType } from '@luciq/scim';

/** Bytes in one line of a member file. */
export const MAX_LINE_BYTES = 65_536;
/** Lines in a member file. */
export const MAX_LINES = 1_000_000;

/** Lines of a file, for a progress bar. Throws the system's error for a file that cannot be read. */
export async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) if (byte === 0x0a) lines += 1;
  }
  return lines;
}

/** A line that can be brought in. */
export interface MemberLine {
  readonly kind: 'member';
  readonly line: number;
  readonly attributes: Attributes;
  /** Ownership is the company's to give, so it is not among the attributes. */
  readonly isOwner: boolean;
}

/** A line that cannot, and why, in a sentence. */
export interface BadLine {
  readonly kind: 'bad';
  readonly line: number;
  readonly reason: string;
}

type Fields = ReadonlyMap<string, Json>;

const COLUMNS = ['userName', 'givenName', 'familyName', 'displayName', 'email', 'externalId', 'role', 'applications', 'active'] as const;

const bad = (line: number, reason: string): BadLine => ({ kind: 'bad', line, reason });

function textOf(fields: Fields, name: (typeof COLUMNS)[number]): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function applicationsOf(fields: Fields): Json | undefined {
  const value = fields.get('applications');
  return typeof value === 'string' ? value.split(';').map((name) => name.trim()).filter(Boolean) : value;
}

/** The SCIM user that the fields describe; null is unassigned. */
function scimUser(fields: Fields, role: string | undefined): Record<string, unknown> {
  const email = textOf(fields, 'email') ?? textOf(fields, 'userName');
  return {
    userName: fields.get('userName'),
    name: { givenName: textOf(fields, 'givenName') ?? null, familyName: textOf(fields, 'familyName') ?? null },
    displayName: textOf(fields, 'displayName') ?? null,
    externalId: textOf(fields, 'externalId') ?? null,
    emails: email === undefined ? null : [{ value: email, type: 'work', primary: true }],
    active: fields.get('active') === '' ? null : (fields.get('active') ?? null),
    [LUCIQ_USER_URN]: { instabugRole: role ?? null, instabugApplications: applicationsOf(fields) ?? null },
  };
}

function memberLine(line: number, fields: Fields): MemberLine | BadLine {
  const unknown = [...fields.keys()].find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined) return bad(line, `the field ${unknown} is not known; known are ${COLUMNS.join(', ')}`);
  const role = textOf(fields, 'role');
  const isOwner = role !== undefined && normaliseRole(role) === 'owner';
  const parsed = parseResource(userResourceType, scimUser(fields, isOwner ? undefined : role));
  return parsed.ok ? { kind: 'member', line, attributes: parsed.value, isOwner } : bad(line, parsed.problem.detail);
}

function jsonLine(line: number, text: string): MemberLine | BadLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad(line, 'the line is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(line, 'the line is not a JSON object');
  return memberLine(line, new Map(Object.entries(value as Record<string, Json>)));
}

async function* jsonLines(file: string): AsyncGenerator<MemberLine | BadLine> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    yield Buffer.byteLength(text) > MAX_LINE_BYTES ? bad(line, `the line is longer than ${MAX_LINE_BYTES} bytes`) : jsonLine(line, text);
  }
}

async function* csvLines(file: string): AsyncGenerator<MemberLine | BadLine> {
  const parser = createReadStream(file).pipe(
    parseCsv({ columns: true, bom: true, trim: true, skip_empty_lines: true, info: true, relax_column_count: true, max_record_size: MAX_LINE_BYTES }),
  );
  for await (const row of parser) {
    const { record, info } = row as { record: Record<string, string>; info: { lines: number } };
    const cells = Object.entries(record).filter(([, cell]) => cell !== '');
    yield memberLine(info.lines, new Map<string, Json>(cells));
  }
}

/**
 * The members of a file, in order: CSV with a header line where the name ends in `.csv`, JSON Lines otherwise. Throws the
 * system's error for a file that cannot be read, and RangeError past MAX_LINES.
 */
export async function* readMemberFile(file: string): AsyncGenerator<MemberLine | BadLine> {
  const seen = new Map<string, number>();
  let count = 0;
  for await (const member of /\.csv$/i.test(file) ? csvLines(file) : jsonLines(file)) {
    count += 1;
    if (count > MAX_LINES) throw new RangeError(`a member file may have at most ${MAX_LINES} lines; split it`);
    if (member.kind === 'bad') {
      yield member;
      continue;
    }
    const name = String(member.attributes['userName']).toLowerCase();
    const first = seen.get(name);
    if (first === undefined) seen.set(name, member.line);
    yield first === undefined ? member : bad(member.line, `the userName stands in line ${first} already`);
  }
}
