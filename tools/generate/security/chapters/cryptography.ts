import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable, notMet } from '../requirement.ts';

const PAGE = 'docs/operate/data-and-keys.md';
const NODE_CRYPTO = 'unsafe: use the cryptography of Node alone, with algorithms that the page of keys names';

/** Chapter 11. */
export const cryptography: readonly SecurityRequirement[] = [
  met('11.1.1', 'Pages say how keys are made, kept, shared and replaced', [
    `${PAGE}: Keys and secrets`,
    'pages: names every setting of the services',
  ]),
  met('11.1.2', 'Keys, certificates and algorithms are listed', [`${PAGE}: Algorithms`, NODE_CRYPTO]),
  met(
    '11.2.1',
    'Cryptography is of known libraries',
    [
      NODE_CRYPTO,
      'dependencies: docs/dependencies.md has a row for each package that is asked for, with the version and licence that are installed',
    ],
    '`selfsigned` makes certificates; xml-crypto is asked for the canonical form alone.',
  ),
  notMet(
    '11.2.2',
    'Algorithms and keys can be exchanged',
    'In part: certificates, tokens, links and credentials can. The claim key and the key of the log are for ever, and SHA-256 is the one digest.',
  ),
  notMet(
    '11.2.3',
    'Everything has 128 bits of security',
    'RSA of 2,048 bits, which has about 112, is the key of nearly all identity providers; it is accepted.',
  ),
  met('11.3.1', 'No weak mode or padding', [
    'encryption: is not decrypted with RSA 1.5, nor with AES-CBC where anybody could have changed it',
    'encryption: tells nothing of AES-CBC that was changed on the way: the signature is looked at first',
  ]),
  met(
    '11.3.2',
    'Good ciphers only',
    [
      'encryption: is decrypted with AES-GCM and RSA-OAEP, whether signed inside, outside or both',
      'encryption: opens with the key of the environment, for its own company, and unchanged',
    ],
    'AES-GCM here; AES-CBC of identity providers under a signature only.',
  ),
  met('11.3.3', 'What is encrypted cannot be changed', [
    'encryption: opens with the key of the environment, for its own company, and unchanged',
    'encryption: tells nothing of AES-CBC that was changed on the way: the signature is looked at first',
  ]),
  notMet(
    '11.4.1',
    'Good hashes only',
    'SHA-256 and up, but for the SHA-1 fingerprint that a company may give in place of its certificate, and the SHA-1 within RSA-OAEP that some identity providers use.',
  ),
  notApplicable('11.4.2', 'Passwords are hashed slowly', 'There are no passwords; secrets have 256 random bits.'),
  met(
    '11.4.3',
    'Hashes of signatures are long enough',
    [
      'forged: with SHA-1 are refused, in the signature and in the digest',
      'recordCode: the code of a record is its HMAC-SHA-256, whatever the lengths of key and record',
    ],
    'A SHA-1 fingerprint depends only on second preimages, for which 160 bits are enough.',
  ),
  notApplicable('11.4.4', 'Keys made of passwords are stretched', 'No key is made of a password.'),
  met(
    '11.5.1',
    'What must not be guessed is random, of 128 bits at least',
    [
      'unsafe: take random numbers for secrets from the operating system alone',
      'setupLink: A set-up link names its company and has a secret of which only the digest is kept',
      'token: is a digest that tells the secret from any other, and not the secret',
    ],
    '256 bits; a token that an operator gives in `LUCIQ_BOOTSTRAP_TOKEN` is as random as the operator made it.',
  ),
  notMet(
    '11.6.1',
    'Keys and signatures are of approved kinds and sizes',
    'In part: new certificates have 2,048 bits or P-256 at least; those given before keys were checked continue from 1,024 bits, shown as weak (decision 0035).',
  ),
];

const PROXY = 'TLS of clients ends in a proxy that is not part of the product.';

/** Chapter 12. */
export const communication: readonly SecurityRequirement[] = [
  notApplicable(
    '12.1.1',
    'TLS is 1.2 or 1.3',
    `${PROXY} Connections to engines have the versions of Node, 1.2 and 1.3.`,
  ),
  notApplicable('12.1.2', 'Its ciphers are good', `${PROXY} Connections to engines have the ciphers of Node.`),
  notApplicable('12.1.3', 'Certificates of clients are checked', 'No client uses one.'),
  notMet(
    '12.2.1',
    'Clients come over TLS only',
    'The service speaks HTTP and cannot know what stands before it. It refuses a public address of http on another machine unless told otherwise, and its ' +
      'cookies then go over TLS only.',
  ),
  notApplicable('12.2.2', 'Its certificate is publicly trusted', PROXY),
  notMet(
    '12.3.1',
    'Every connection is encrypted',
    'TLS to EventStoreDB, Kafka and PostgreSQL is a setting; `docker/compose.yaml` does not use it. Health, metrics and `LUCIQ_PEERS` are plain HTTP.',
  ),
  met(
    '12.3.2',
    'Certificates of servers are checked',
    [
      'eventStoreDb: is reached by TLS with user and password, and says when they are refused',
      'connectionString: … is refused with a sentence',
      'settings: refuse …=… in one sentence that names it and does not repeat the value',
    ],
    'Settings that would disable the check are refused; the Kafka driver always checks, as Node does.',
  ),
  notMet(
    '12.3.3',
    'Services use TLS among each other',
    'Gateways read the metrics of relay and projector over plain HTTP where `LUCIQ_PEERS` is set.',
  ),
  notMet(
    '12.3.4',
    'They trust certain certificates only',
    'EventStoreDB (`tlsCAFile`) and PostgreSQL (`sslrootcert`) accept a CA of your own; for Kafka there is only `NODE_EXTRA_CA_CERTS`.',
  ),
];
