import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { negotiate } from '@fastify/accept-negotiator';

/** Media types of what a build of the console has in it; any other file is not served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Seconds for which a browser keeps a file whose name has its content's hash in it. */
const KEPT_SECONDS = 31_536_000;

/** Content codings that a build has beside a file, the best first, by the end of the name. Small files have none. */
const CODINGS = { br: '.br', gzip: '.gz' } as const;

type Coding = keyof typeof CODINGS;

const PREFERRED: Coding[] = ['br', 'gzip'];

const PAGE = 'index.html';
const HASHED = /^assets\//;

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Luciq</title>
<p>The console is not built yet. Build it with <code>npm run build</code>, then load this page again.</p></html>`;

/** A file as it is sent. */
export interface FileAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly cacheControl: string;
  /** The content coding of the body (RFC 9110 section 8.4); null for the file as it is. */
  readonly coding: Coding | null;
  readonly body: Buffer | string;
}

const NOTHING: FileAnswer = {
  status: 404,
  mediaType: 'text/plain; charset=utf-8',
  cacheControl: 'no-store',
  coding: null,
  body: 'There is no such file.\n',
};

function namesIn(folder: string): ReadonlySet<string> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Set(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
    );
  } catch {
    return new Set();
  }
}

/**
 * The built console. Only files that were in its folder are served, by their exact names, so that no address leads out of
 * it. Any other address is one of the console's own pages, which are all the same file.
 */
export class ConsoleFiles {
  private names: ReadonlySet<string>;

  constructor(private readonly folder: string) {
    this.names = namesIn(folder);
  }

  /** Whether there is a console to show. */
  get isBuilt(): boolean {
    return this.names.has(PAGE);
  }

  /** The file or page at a path below the console's, without its query, in the best of the codings that the header Accept-Encoding takes. */
  async at(path: string, acceptEncoding = ''): Promise<FileAnswer> {
    // It may have been built after the start.
    if (!this.names.has(PAGE)) this.names = namesIn(this.folder);
    if (this.names.has(path) && path !== PAGE)
      return this.file(
        path,
        `public, ${HASHED.test(path) ? `max-age=${KEPT_SECONDS}, immutable` : 'max-age=0, must-revalidate'}`,
        acceptEncoding,
      );
    if (HASHED.test(path)) return NOTHING;
    if (!this.names.has(PAGE))
      return {
        status: 503,
        mediaType: MEDIA_TYPES['.html'] ?? '',
        cacheControl: 'no-store',
        coding: null,
        body: NOT_BUILT,
      };
    return this.file(PAGE, 'no-cache', acceptEncoding);
  }

  private async file(name: string, cacheControl: string, acceptEncoding: string): Promise<FileAnswer> {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined) return NOTHING;
    const built = PREFERRED.filter((coding) => this.names.has(name + CODINGS[coding]));
    const coding = negotiate(acceptEncoding, built);
    const stored = coding === null ? name : name + CODINGS[coding];
    try {
      return { status: 200, mediaType, cacheControl, coding, body: await readFile(join(this.folder, stored)) };
    } catch {
      // A newer build has other names.
      this.names = namesIn(this.folder);
      return NOTHING;
    }
  }
}
