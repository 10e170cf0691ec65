import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_LINE_BYTES, countLines, readMemberFile } from './member-file.ts';

describe('A file of members', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'member-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = async (name: string, content: string | Buffer): Promise<string[]> => {
    const file = join(folder, name);
    writeFileSync(file, content);
    const seen: string[] = [];
    for await (const member of readMemberFile(file)) {
      const { userName } = member.kind === 'bad' ? {} : member.attributes;
      seen.push(member.kind === 'bad' ? `${member.line} bad: ${member.reason}` : `${member.line} ${typeof userName === 'string' ? userName : ''}`);
    }
    return seen;
  };

  it('gives the SCIM attributes of a line of JSON, with ownership apart', async () => {
    const file = join(folder, 'members.jsonl');
    const ada = { userName: 'ada@example.com', givenName: 'Ada', familyName: 'Lovelace', role: 'admin', applications: ['Web', 'iOS'], active: false };
    writeFileSync(file, `${JSON.stringify(ada)}\n\n${JSON.stringify({ userName: 'bob', email: 'bob@example.com', role: 'Owner' })}`);
    const members = [];
    for await (const member of readMemberFile(file)) members.push(member);
    expect(members).toEqual([
      {
        kind: 'member',
        line: 1,
        isOwner: false,
        attributes: {
          userName: 'ada@example.com',
          name: { givenName: 'Ada', familyName: 'Lovelace' },
          emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
          active: false,
          'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole': 'admin',
          'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications': ['Web', 'iOS'],
        },
      },
      { kind: 'member', line: 3, isOwner: true, attributes: { userName: 'bob', emails: [{ value: 'bob@example.com', type: 'work', primary: true }] } },
    ]);
    expect(await countLines(file)).toBe(3);
    writeFileSync(file, 'one\ntwo\n');
    expect(await countLines(file)).toBe(2);
  });

  it('reads the same from CSV as from JSON Lines', async () => {
    const csv = join(folder, 'm.CSV');
    const json = join(folder, 'm.jsonl');
    writeFileSync(csv, '\u{feff}userName,givenName,role,applications,active\r\nada,"Ada ""A"", Countess",viewer,Web; iOS,false\r\n');
    writeFileSync(json, JSON.stringify({ userName: 'ada', givenName: 'Ada "A", Countess', role: 'viewer', applications: ['Web', 'iOS'], active: false }));
    const members = [];
    for (const file of [csv, json]) for await (const member of readMemberFile(file)) members.push({ ...member, line: 0 });
    expect(members).toHaveLength(2);
    expect(members[0]).toEqual(members[1]);
  });

  it('names every bad line of JSON and goes on after it', async () => {
    const long = JSON.stringify({ userName: 'x'.repeat(MAX_LINE_BYTES) });
    const lines = ['{', '[]', '{"userName":"ada","nick":"a"}', '{"userName":""}', '{"userName":5}', '{"userName":"ada","givenName":5}', long, '{"__proto__":1}', '{"userName":"ada"}'];
    expect(await read('m.jsonl', [...lines, '{"userName":"ADA"}', '{"userName":"bob"}'].join('\n'))).toEqual([
      '1 bad: the line is not valid JSON',
      '2 bad: the line is not a JSON object',
      expect.stringMatching(/^3 bad: the field nick is not known/),
      expect.stringMatching(/^4 bad: userName/),
      '5 bad: the field userName is not text',
      '6 bad: the field givenName is not text',
      `7 bad: the line is longer than ${MAX_LINE_BYTES} bytes`,
      expect.stringMatching(/^8 bad: the field __proto__ is not known/),
      '9 ada',
      '10 bad: the userName stands in line 9 already',
      '11 bob',
    ]);
  });

  it('loses only the line itself to a quotation mark in the wrong place', async () => {
    const rows = ['userName,displayName', 'ada,"A"da', 'bob,Bob', '"cyd,Cyd', 'dan,Dan', 'eve,"Eve', 'the second"', 'fay,Fay', 'gus', 'hal,Hal,H', '', '"ivy,Ivy', 'jon,Jon'];
    expect(await read('m.csv', rows.join('\n'))).toEqual([
      '2 bad: the quotation marks are not in order',
      '3 bob',
      '4 bad: the quotation marks are not in order',
      '5 dan',
      '6 eve',
      '8 fay',
      '9 bad: the line has 1 cells, but the header has 2',
      '10 bad: the line has 3 cells, but the header has 2',
      '12 bad: the quotation marks are not in order',
      '13 jon',
    ]);
  });

  it('says of text in another encoding that it is not UTF-8', async () => {
    expect(await read('m.csv', Buffer.from('userName,givenName\nada,Ren\u00e9e\nbob,Bob\n', 'latin1'))).toEqual([
      '2 bad: the line is not valid UTF-8; save the file as UTF-8',
      '3 bob',
    ]);
  });

  it('has no members where it is empty', async () => {
    expect(await read('m.csv', '')).toEqual([]);
    expect(await read('m.jsonl', '')).toEqual([]);
  });
});
