import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate that is its own authority, in files and as they are. */
export interface SelfSigned {
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly key: Buffer;
  readonly certificate: Buffer;
  remove(): void;
}

/** Makes a certificate for a name, as the extension subjectAltName has it. */
export function selfSigned(name = 'IP:127.0.0.1'): SelfSigned {
  const folder = mkdtempSync(join(tmpdir(), 'self-signed-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${name}`];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      keyFile,
      '-out',
      certificateFile,
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  return {
    keyFile,
    certificateFile,
    key: readFileSync(keyFile),
    certificate: readFileSync(certificateFile),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
