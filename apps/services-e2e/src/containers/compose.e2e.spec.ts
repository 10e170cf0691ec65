import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { describeOn, engine, refuseIfRequired } from '@luciq/test-engines';
import { onPath } from '@luciq/test-engines/programs';

const HEALTH_TIMEOUT_MS = 50_000;
const FILE = join(import.meta.dirname, '../../../../docker/compose.yaml');
const DOCKERFILE = join(import.meta.dirname, '../../../../docker/Dockerfile');
const execute = promisify(execFile);
const text = readFileSync(FILE, 'utf8');
const project = `luciq-test-${process.pid}`;

/** The compose that is installed: Docker's plug-in, or the program of its own. */
async function compose(...args: string[]): Promise<string> {
  const [program = '', ...first] = onPath('docker-compose') === null ? ['docker', 'compose'] : ['docker-compose'];
  const { stdout } = await execute(program, [...first, '-f', FILE, '-p', project, ...args]);
  return stdout;
}

/** Every image that the files name, with the variables' defaults. */
const images = [
  ...[...text.matchAll(/^ +image: (.+)$/gm)].map(([, image = '']) => image.replace(/^\$\{\w+:-(.+)\}$/, '$1')),
  ...[...readFileSync(DOCKERFILE, 'utf8').matchAll(/^ARG \w+IMAGE=(.+)$/gm)].map(([, image = '']) => image),
];

describe('the compose file', () => {
  it('pins every image to a version', () => {
    expect(images).toHaveLength(5);
    expect(images.filter((image) => !/^[a-z0-9/]+:[a-z0-9.-]+$/.test(image) || image.endsWith(':latest'))).toEqual([]);
  });

  it('the image has what was built and the packages that it runs on, without sources, tests and their history', () => {
    const stages = readFileSync(DOCKERFILE, 'utf8').split(/^FROM /m);
    const copied = (stage: string): readonly string[] =>
      [...stage.matchAll(/^(?:COPY|ADD) (?:--from=\w+ )?(.+) \S+$/gm)].flatMap(([, sources = '']) =>
        sources.split(' '),
      );
    const ships = copied(stages.at(-1) ?? '');
    expect(ships.length).toBeGreaterThan(5);
    expect(
      ships.filter(
        (source) =>
          !/^\/app\/apps\/[a-z-]+\/dist$|^\/app\/(?:package\.json|node_modules)$|^docker\/\w+\.mjs$/.test(source),
      ),
    ).toEqual([]);
    expect(stages.flatMap(copied).filter((source) => /^\.?\/?$|\.git/.test(source))).toEqual([]);
  });

  it("opens one port, the gateway's, to this machine alone", () => {
    expect([...text.matchAll(/ports: (.+)$/gm)].map(([, ports]) => ports)).toEqual([
      '["127.0.0.1:${PORT:-3000}:3000"]',
    ]);
  });

  it('has the engines, the services and what prepares them', () => {
    const [, services = ''] = text.split(/^services:$/m);
    const names = [...services.split(/^volumes:$/m)[0]!.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([
      'company',
      'kafka',
      'kurrentdb',
      'postgres',
      'projector',
      'relay',
      'scim-gateway',
      'topics',
    ]);
  });
});

describe('the compose file with TLS', () => {
  const tls = readFileSync(join(import.meta.dirname, '../../../../docker/compose.tls.yaml'), 'utf8');
  const [shared = '', services = ''] = tls.split(/^services:$/m);
  const service = (name: string): string =>
    new RegExp(`^ {2}${name}:\\n((?: {3,}.*\\n|\\n)*)`, 'm').exec(services)?.[1] ?? '';

  it('pins its images: they are those of the other file', () => {
    const named = [...tls.matchAll(/^ +image: (.+)$/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !text.includes(`image: ${name}\n`))).toEqual([]);
  });

  it('makes certificates, a user and its rights once and in this order, before anything uses the event store', () => {
    expect(service('kurrentdb')).toMatch(
      /KURRENTDB_INSECURE: "false"[^]*certificates: \{ condition: service_completed_successfully \}/,
    );
    expect(service('user')).toMatch(/kurrentdb: \{ condition: service_healthy \}/);
    expect(service('rights')).toMatch(
      /command: \[operator, event-store, prepare, --user, luciq\][^]*user: \{ condition: service_completed_successfully \}/,
    );
    expect(shared).toMatch(/x-prepared[^]*rights: \{ condition: service_completed_successfully \}/);
    for (const role of ['topics', 'company', 'scim-gateway', 'relay', 'projector'])
      expect(service(role).trim()).toBe('<<: *prepared');
  });

  it('has no password of its own, gives no key to a service of ours, and opens no port', () => {
    const passwords = [...tls.matchAll(/(?:ADMIN|PASSWORD): (.+)$/gm)].map(([, value = '']) => value);
    expect(passwords.length).toBeGreaterThan(2);
    expect(passwords.filter((value) => !/^\$\{\w+:\?/.test(value))).toEqual([]);
    expect(tls).not.toMatch(/tls=false|ports:|changeit/);
    expect([shared, service('user'), service('rights')].filter((part) => part.includes('certificates:/'))).toEqual([]);
  });
});

const image = await engine('image');
const able =
  image &&
  (await compose('version').then(
    () => image,
    () => null,
  ));
if (image !== null && able === null) refuseIfRequired('image', 'docker compose is not installed');

describeOn(able, 'image', 'docker compose', () => {
  afterAll(() => compose('down', '--volumes', '--timeout', '5'));

  it('takes the file as it is', async () => {
    expect(await compose('config')).toContain('service_completed_successfully');
  });

  it('finds Kafka and PostgreSQL healthy', async () => {
    await compose('up', '-d', 'kafka', 'postgres');
    const ids = (await compose('ps', '-q')).trim().split('\n');
    const deadline = performance.now() + HEALTH_TIMEOUT_MS;
    const health = async (): Promise<string[]> =>
      (await execute('docker', ['inspect', '-f', '{{.State.Health.Status}}', ...ids])).stdout.trim().split('\n');
    let found = await health();
    while (found.some((each) => each !== 'healthy') && performance.now() < deadline) {
      await pause(500);
      found = await health();
    }
    expect(found).toEqual(['healthy', 'healthy']);
  });
});
