import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import type { TestIdp } from './idp.ts';
import type { ResponseOptions } from './response.ts';

/** An IdP that a browser can be sent to. */
export interface IdpServer {
  /** What a company gives as its entry point. */
  readonly entryPoint: string;
  /** Who signs in next; the IdP asks nobody for a password. */
  signInAs(nameId: string): void;
  close(): Promise<void>;
}

/** Starts it on a free port. Its page sends the signed response on by itself, as IdPs do. */
export async function startIdpServer(
  idp: TestIdp,
  change: (options: ResponseOptions) => ResponseOptions = (options) => options,
): Promise<IdpServer> {
  let nameId = '';
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const authnRequest = readRequest(query.get('SAMLRequest') ?? '');
    if (authnRequest === null) return void response.writeHead(400).end();
    // The audience is the issuer of the request, as in an IdP whose application was set up with the metadata of the service provider.
    const samlResponse = idp.respond(
      change({ acsUrl: authnRequest.acsUrl, audience: authnRequest.issuer, nameId, inResponseTo: authnRequest.id }),
    );
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(form(authnRequest.acsUrl, { SAMLResponse: samlResponse, RelayState: query.get('RelayState') ?? '' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    entryPoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sso`,
    signInAs: (name) => {
      nameId = name;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What an AuthnRequest asks (HTTP-Redirect); null for anything else. */
export function readRequest(
  samlRequest: string,
): { readonly id: string; readonly issuer: string; readonly acsUrl: string } | null {
  try {
    const xml = inflateRawSync(Buffer.from(samlRequest, 'base64')).toString('utf8');
    const id = / ID="([^"]+)"/.exec(xml)?.[1];
    const acsUrl = / AssertionConsumerServiceURL="([^"]+)"/.exec(xml)?.[1];
    const issuer = /<saml:Issuer[^>]*>([^<]+)</.exec(xml)?.[1];
    return id === undefined || acsUrl === undefined || issuer === undefined ? null : { id, issuer, acsUrl };
  } catch {
    return null;
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const form = (action: string, fields: Readonly<Record<string, string>>): string =>
  `<!doctype html><title>Test IdP</title><form method="post" action="${escaped(action)}">` +
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('') +
  '<button>Go on to Luciq</button></form><script>document.forms[0].submit()</script>';
