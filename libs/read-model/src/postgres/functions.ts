import { BLANKS, WIDTHS } from '@luciq/scim';

/** Characters of the scripts in which most names are written, from U+0080: they are looked up first. */
const COMMON_END = 0x58f;

const escaped = (point: number): string => `\\U${point.toString(16).padStart(8, '0')}`;

const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;

/** A bracket expression for all characters that match. */
function characterClass(matches: RegExp): string {
  const parts: string[] = [];
  let start: number | null = null;
  for (let point = 1; point <= 0x110000; point += 1) {
    const isIn = point < 0x110000 && !isSurrogate(point) && matches.test(String.fromCodePoint(point));
    if (isIn) start ??= point;
    else if (start !== null) {
      parts.push(start === point - 1 ? escaped(start) : `${escaped(start)}-${escaped(point - 1)}`);
      start = null;
    }
  }
  return `[${parts.join('')}]`;
}

/** Characters between two code points that have one lower-case character, and that character. */
function lowered(from: number, to: number): { readonly upper: string; readonly lower: string } {
  let [upper, lower] = ['', ''];
  for (let point = from; point <= to; point += 1) {
    if (isSurrogate(point)) continue;
    const character = String.fromCodePoint(point);
    const small = character.toLowerCase();
    if (small === character || [...small].length !== 1) continue;
    upper += character;
    lower += small;
  }
  return { upper, lower };
}

/** Characters as a literal of the kind that knows escapes: some of them could not be seen. */
const literal = (text: string): string =>
  `E'${[...text].map((character) => escaped(character.codePointAt(0) ?? 0)).join('')}'`;

/**
 * `fold_case(text)`: exactly what `foldCase` of the SCIM library makes of a text. Width and case go by the tables of this
 * Node and not by the server's locale; composed forms (NFC) by the server's, which may lack characters newer than itself. Two
 * characters are not one for one: I with a dot above, and sigma at the end of a word.
 */
function foldCaseFunction(): string {
  const common = lowered(0x80, COMMON_END);
  const rest = lowered(COMMON_END + 1, 0x10ffff);
  const ignorable = characterClass(/^\p{Case_Ignorable}$/u);
  const blanks = literal(BLANKS);
  const cased = characterClass(/^(?!\p{Case_Ignorable})\p{Cased}$/u);
  return `
    create function fold_case(given text) returns text language plpgsql immutable strict parallel safe as $function$
    declare folded text := given;
    begin
      if octet_length(given) = length(given) then return btrim(lower(given collate "C"), ${blanks}); end if;
      if given ~ '[\\U00003000\\U0000ff01-\\U0000ffee]' then
        folded := translate(folded, ${literal(WIDTHS.map(([form]) => form).join(''))}, ${literal(WIDTHS.map(([, ordinary]) => ordinary).join(''))});
      end if;
      if strpos(folded, 'Σ') > 0 then
        folded := regexp_replace(folded, '(?<=${cased}${ignorable}*)Σ(?!${ignorable}*${cased})', 'ς', 'g');
      end if;
      folded := translate(lower(replace(folded, 'İ', 'i̇') collate "C"), '${common.upper}', '${common.lower}');
      if folded ~ '[^\\U00000001-${escaped(COMMON_END)}]' then
        folded := translate(folded, '${rest.upper}', '${rest.lower}');
      end if;
      return btrim(normalize(folded, NFC), ${blanks});
    end
    $function$`;
}

/** `rfc3339_seconds(text)`: seconds since 1970 to the millisecond, as Date.parse has them; null for what is no time. Never fails. */
const RFC3339_SECONDS = `
    create function rfc3339_seconds(given text) returns numeric language plpgsql immutable strict parallel safe as $function$
    declare
      part text[] := regexp_match(upper(given collate "C"),
        '^(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?(?:Z|([+-])(\\d{2}):(\\d{2}))?$');
      millis integer := rpad(left(coalesce(part[7], ''), 3), 3, '0')::integer;
      zone integer := case when part[8] is null then 0 else (part[8] || '1')::integer * (part[9]::integer * 3600 + part[10]::integer * 60) end;
    begin
      if part is null or part[1] = '0000' or part[2]::integer not between 1 and 12 or part[3]::integer not between 1 and 31 then return null; end if;
      if part[5]::integer > 59 or part[6]::integer > 59 or part[9]::integer > 23 or part[10]::integer > 59 then return null; end if;
      if part[4]::integer > 24 or (part[4] = '24' and (part[5]::integer > 0 or part[6]::integer > 0 or millis > 0)) then return null; end if;
      return ((make_date(part[1]::integer, part[2]::integer, 1) - date '1970-01-01') + part[3]::integer - 1) * 86400.0
        + part[4]::integer * 3600 + part[5]::integer * 60 + part[6]::integer + millis / 1000.0 - zone;
    end
    $function$`;

let statements: readonly string[] | null = null;

/** Statements that make the functions of a generation, in the schema that is on the search path. Worked out once: it takes a while. */
export const functionStatements = (): readonly string[] => (statements ??= [foldCaseFunction(), RFC3339_SECONDS]);
