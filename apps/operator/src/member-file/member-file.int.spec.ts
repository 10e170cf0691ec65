import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileFormat, MemberFile } from './member-file.ts';
import { openMemberFile } from './member-file.ts';
import { countLines, MAX_LINE_BYTES } from './text-lines.ts';

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
    for await (const member of (await openMemberFile(file)).members) {
      const { userName } = member.kind === 'bad' ? {} : member.attributes;
      seen.push(
        member.kind === 'bad'
          ? `${member.line} bad: ${member.reason}`
          : `${member.line} ${typeof userName === 'string' ? userName : ''}`,
      );
    }
    return seen;
  };
  const open = (name: string, content: string | Buffer): Promise<MemberFile> => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return openMemberFile(file);
  };
  /** How a file of one member, Zoë, is read. */
  const zoe = async (name: string, content: string | Buffer): Promise<FileFormat> => {
    const { format, members } = await open(name, content);
    const found = [];
    for await (const member of members) found.push(member);
    expect(found).toMatchObject([{ kind: 'member', attributes: { userName: 'zoe', name: { givenName: 'Zoë' } } }]);
    return format;
  };

  it('gives the SCIM attributes of a line of JSON, with ownership apart', async () => {
    const file = join(folder, 'members.jsonl');
    const ada = {
      userName: 'ada@example.com',
      givenName: 'Ada',
      familyName: 'Lovelace',
      role: 'admin',
      applications: ['Web', 'iOS'],
      active: false,
    };
    writeFileSync(
      file,
      `${JSON.stringify(ada)}\n\n${JSON.stringify({ userName: 'bob', email: 'bob@example.com', role: 'Owner' })}`,
    );
    const members = [];
    for await (const member of (await openMemberFile(file)).members) members.push(member);
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
      {
        kind: 'member',
        line: 3,
        isOwner: true,
        attributes: { userName: 'bob', emails: [{ value: 'bob@example.com', type: 'work', primary: true }] },
      },
    ]);
    expect(await countLines(file)).toBe(3);
    writeFileSync(file, 'one\ntwo\n');
    expect(await countLines(file)).toBe(2);
  });

  it('reads the same from CSV as from JSON Lines', async () => {
    const csv = join(folder, 'm.CSV');
    const json = join(folder, 'm.jsonl');
    writeFileSync(
      csv,
      '\u{feff}userName,givenName,role,applications,active\r\nada,"Ada ""A"", Countess",viewer,Web; iOS,false\r\n',
    );
    writeFileSync(
      json,
      JSON.stringify({
        userName: 'ada',
        givenName: 'Ada "A", Countess',
        role: 'viewer',
        applications: ['Web', 'iOS'],
        active: false,
      }),
    );
    const members = [];
    for (const file of [csv, json])
      for await (const member of (await openMemberFile(file)).members) members.push({ ...member, line: 0 });
    expect(members).toHaveLength(2);
    expect(members[0]).toEqual(members[1]);
  });

  it('reads true and false as spreadsheets write them, and takes a blank for what is usual', async () => {
    const words = ['TRUE', 'True', 'WAHR', 'FALSE', 'Faux', 'falso', '', ' '];
    const file = join(folder, 'active.csv');
    writeFileSync(file, ['userName,active', ...words.map((word, at) => `u${at}@x.example,${word}`)].join('\n'));
    const active = [];
    for await (const member of (await openMemberFile(file)).members)
      active.push(member.kind === 'member' ? (member.attributes['active'] ?? null) : member.reason);
    expect(active).toEqual([true, true, true, false, false, false, null, null]);
  });

  it('names every bad line of JSON and goes on after it', async () => {
    const long = JSON.stringify({ userName: 'x'.repeat(MAX_LINE_BYTES) });
    const lines = [
      '{',
      '[]',
      '{"userName":"ada","nick":"a"}',
      '{"userName":""}',
      '{"userName":5}',
      '{"userName":"ada","givenName":5}',
      long,
      '{"__proto__":1}',
      '{"userName":"ada"}',
    ];
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
    const rows = [
      'userName,displayName',
      'ada,"A"da',
      'bob,Bob',
      '"cyd,Cyd',
      'dan,Dan',
      'eve,"Eve',
      'the second"',
      'fay,Fay',
      'gus',
      'hal,Hal,H',
      '',
      '"ivy,Ivy',
      'jon,Jon',
    ];
    expect(await read('m.csv', rows.join('\n'))).toEqual([
      '2 bad: the quotation marks are not in order',
      '3 bob',
      '4 bad: the quotation marks are not in order',
      '5 dan',
      '6 eve',
      '8 fay',
      '9 bad: the line has 1 cell, but the header has 2',
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

  it.each([
    ['comma', 'userName,givenName,role\nzoe,Zoë,viewer\n'],
    ['semicolon', 'userName;givenName;role;applications\nzoe;Zoë;viewer;"Web;iOS"\n'],
    ['tab', 'userName\tgivenName\tapplications\nzoe\tZoë\tWeb;iOS\n'],
    ['semicolon', 'sep=;\nuserName;givenName\nzoe;Zoë\n'],
    ['comma', '"sep=,"\r\n\r\n"userName","givenName"\r\n"zoe","Zoë"\r\n'],
    ['tab', 'sep=\t\nuserName\tgivenName\nzoe\tZoë\n'],
  ] as const)('takes a %s for what separates the columns where it is, and says so', async (separator, text) => {
    expect(await zoe('m.csv', text)).toEqual({ encoding: 'UTF-8', separator });
  });

  it.each(['\n', '\r\n', '\r'])(
    'reads lines that end in %j, with their numbers, and leaves out rows without content',
    async (end) => {
      const lines = ['userName;givenName', 'ada;Ada', ';;', '"bob";"Bob', 'the second"', 'cyd', '', ';', ';'];
      const text = lines.join(end);
      expect(await read('m.csv', text)).toEqual(['2 ada', '4 bob', '6 bad: the line has 1 cell, but the header has 2']);
      expect(await countLines(join(folder, 'm.csv'))).toBe(lines.length);
    },
  );

  it('reads a line end of two characters that stands on the border of two reads as one', async () => {
    const bytes = 65_536;
    const start = 'userName,givenName\r\nada,';
    const text = `${start}${'A'.repeat(bytes - start.length - 1)}\r\nbob,Bob\r\n`;
    expect(text.indexOf('\r\nbob')).toBe(bytes - 1);
    expect((await read('m.csv', text)).map((line) => line.split(' ')[0])).toEqual(['2', '3']);
  });

  it('reads UTF-8 and both kinds of UTF-16 by their byte order marks, and names what it does not read', async () => {
    const text = '\u{feff}userName\tgivenName\r\nzoe\tZoë\r\n';
    const utf16 = Buffer.from(text, 'utf16le');
    expect(await zoe('m.csv', text)).toEqual({ encoding: 'UTF-8', separator: 'tab' });
    expect(await zoe('m.txt', utf16)).toEqual({ encoding: 'UTF-16LE', separator: 'tab' });
    expect(await zoe('m.tsv', Buffer.from(utf16).swap16())).toEqual({ encoding: 'UTF-16BE', separator: 'tab' });
    expect(await zoe('m', Buffer.from('\u{feff}{"userName":"zoe","givenName":"Zoë"}', 'utf16le'))).toEqual({
      encoding: 'UTF-16LE',
      separator: null,
    });
    await expect(open('m.csv', utf16.subarray(2))).rejects.toThrow(
      /m\.csv is not text in UTF-8\. It may be UTF-16 without a byte order mark/,
    );
    await expect(open('m.csv', Buffer.from('fffe000075000000', 'hex'))).rejects.toThrow(
      /is written in UTF-32, which is not read\. Save it as UTF-8\./,
    );
  });

  it.each([
    ['userName,email,role,email', /its header, line 1, names the column email more than once \(columns 2 and 4\)/],
    [
      '\n\nuserName;role;role;email;email',
      /line 3, names the column role more than once \(columns 2 and 3\), and names the column email more than once \(columns 4 and 5\)/,
    ],
    [
      'userName,nick,e-mail',
      /line 1, has 2 columns that are not known: nick \(column 2\), e-mail \(column 3\); known are userName, givenName/,
    ],
    ['userName,', /line 1, has 1 column that is not known: column 2 without a name/],
    ['givenName,familyName', /line 1, has no column userName, which every member needs/],
    ['ada@example.com,Ada', /has no header: line 1 names none of its columns; known are userName, [^@]*$/],
    ['userName,"given', /the quotation marks of line 1, its header, are not in order/],
    ['sep=|\nuserName|role', /names another separator than comma, semicolon and tab/],
    [`userName,${'x'.repeat(MAX_LINE_BYTES)}`, /line 1, its header, the line is longer than/],
  ])('says once of the header %j what is wrong with it and where, before any line', async (header, sentence) => {
    await expect(open('m.csv', `${header}\nada,b@example.com,viewer,c@example.com\nbob,,,\n`)).rejects.toThrow(
      sentence,
    );
  });

  it.each([
    ['m.csv', '', /m\.csv is empty: it has no members/],
    ['m.jsonl', '', /is empty/],
    ['m.csv', '\u{feff}\r\n \r\n', /is empty/],
    ['m.csv', 'sep=;\n', /has no header and no members/],
    ['m.csv', 'userName,role', /has a header, line 1, and no members under it/],
    ['m.csv', '\nuserName,role\n\n,\n,,,\n', /has a header, line 2, and no members under it/],
    ['m.json', '[\n{"userName":"ada"}\n]', /begins with a JSON array in line 1/],
  ])('says of %s with %j that it has no members', async (name, content, sentence) => {
    await expect(read(name, content)).rejects.toThrow(sentence);
  });

  it('takes neither of two values that a line of JSON gives one field', async () => {
    expect(
      await read(
        'm.jsonl',
        '{"userName":"ada","role":"viewer","role":"admin"}\n{"userName":"bob","applications":["\\"role\\":"],"role":"viewer"}',
      ),
    ).toEqual(['1 bad: the field role is there more than once', '2 bob']);
  });
});
