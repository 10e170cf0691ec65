import type { CheckedFile, Finding } from './rules.ts';

/** Sources of the product: what runs in services, commands and browsers, without tests and what they use. */
export const isProduct = (path: string): boolean =>
  /^(apps|libs)\/.*\.(ts|tsx|js)$/.test(path) &&
  !path.endsWith('.d.ts') &&
  !/\.spec\.ts$|^libs\/(?:testing|test-engines)\/|\/contract\/|-process\.ts$/.test(path);

/** What may be in no source, or in these alone, which are named by what they do. */
interface Unsafe {
  readonly pattern: RegExp;
  /** Ends of paths of sources that may. */
  readonly but?: readonly string[];
}

/** Kinds of code that a page says is not there, each with the sources that are the exception. */
export const UNSAFE = {
  code: { pattern: /\beval\(|\bnew Function\(|['"]node:(?:vm|child_process|cluster|worker_threads)['"]/g },
  markup: {
    pattern:
      /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|\bsql\.raw\(/g,
  },
  xpath: { pattern: /['"]xpath['"]|\.evaluate\(|SignedXml\b.*\.(?:checkSignature|loadSignature)/g },
  storage: {
    pattern: /\b(?:localStorage|sessionStorage|indexedDB|document\.cookie)\b/g,
    but: ['public/colour-scheme.js'],
  },
  windows: { pattern: /\bpostMessage\(|\bnew WebSocket\(|\bnew EventSource\(|\bserviceWorker\b/g },
  chance: { pattern: /\bMath\.random\(/g, but: ['/stale-claims.ts', '/write-loop.ts'] },
  asking: {
    pattern: /\bfetch\(|\bhttps?\.(?:get|request)\(|['"]undici['"]|\bnew XMLHttpRequest\b|\bsendBeacon\(/g,
    but: ['scim-gateway/src/peers.ts', 'console/src/api/client.ts', 'console/src/api/connection.ts'],
  },
} as const satisfies Readonly<Record<string, Unsafe>>;

/** Where a kind of code stands that may not. */
export function unsafe(kind: keyof typeof UNSAFE, files: readonly CheckedFile[]): readonly Finding[] {
  const { pattern, but = [] }: Unsafe = UNSAFE[kind];
  return files
    .filter(({ path }) => !but.some((end) => path.endsWith(end)))
    .flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        line: text.slice(0, match.index).split('\n').length,
        what: match[0],
      })),
    );
}

/** Names of algorithms that sources give to the cryptography of Node. */
export const algorithmsIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /\b(?:createHash|createHmac|createCipheriv|createDecipheriv|hash)\(\s*'([^']+)'|'(aes-\d+-\w+|sha\d+)'/g,
    ),
  ].map(([, given = '', named = '']) => given || named);

/** What is put into regular expressions that are made while the program runs, and is no constant by its name. */
export const variablesInExpressions = (text: string): readonly string[] =>
  [...text.matchAll(/new RegExp\(\s*`((?:\\.|[^`\\])*)`/g)]
    .flatMap(([, body = '']) => [...body.matchAll(/\$\{([^}]*)\}/g)].map(([, value = '']) => value))
    .filter(
      (value) =>
        !/^[A-Z][A-Z0-9_]*$|^String\.fromCharCode\([\d, ]+\)$|^\[(?:'[^']*'|[A-Z][A-Z0-9_]*|, )+\]\.join\('\|'\)$/.test(
          value,
        ),
    );

/** Fields that a line of the log may have. */
export const logFieldsIn = (source: string): readonly string[] => {
  const [, body = ''] = /export interface LogFields \{\n([\s\S]*?)\n\}/.exec(source) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
};
