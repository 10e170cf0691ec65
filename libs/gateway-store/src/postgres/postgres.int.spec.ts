import { expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import { accountContract } from '../contract/account.ts';
import { acknowledgedContract, snapshotContract } from '../contract/index.ts';
import { openPostgresGatewayStore } from './index.ts';

const LOG = { logId: () => Promise.resolve('log-1') };

const postgres = await engine('postgres');

describeOn(postgres, 'postgres', 'the gateway store in PostgreSQL', ({ url }) => {
  acknowledgedContract(async () => {
    const database = await freshDatabase(url);
    const [here, there] = [0, 1].map(() => openPostgresGatewayStore({ url: database.url, maxConnections: 3 }));
    if (!here || !there) throw new Error('no stores');
    await here.migrate();
    let position = 2n ** 60n;
    return {
      gateways: [here.acknowledgements(LOG), there.acknowledgements(LOG)],
      write: async () => (position += 7n),
      close: async () => {
        await here.close();
        await there.close();
        await database.drop();
      },
    };
  });

  snapshotContract(async () => {
    const database = await freshDatabase(url);
    const store = openPostgresGatewayStore({ url: database.url, maxConnections: 2 });
    await store.migrate();
    return {
      snapshots: store.snapshots,
      spoil: async (stream) => {
        const client = new pg.Client({ connectionString: database.url });
        await client.connect();
        await client.query("update luciq_gateway.snapshots set body = replace(body, 'a', 'b') where stream = $1", [
          stream,
        ]);
        await client.end();
      },
      close: async () => {
        await store.close();
        await database.drop();
      },
    };
  });

  accountContract(async () => {
    const database = await freshDatabase(url);
    const [here, there] = [0, 1].map(() =>
      openPostgresGatewayStore({ url: database.url, maxConnections: 5, connectTimeoutMs: 500 }),
    );
    if (!here || !there) throw new Error('no stores');
    await here.migrate();
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const name = new URL(database.url).pathname.slice(1);
    return {
      gateways: [here, there],
      away: async () => {
        await admin.query(`alter database ${name} with allow_connections false`);
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
        return async () => {
          await admin.query(`alter database ${name} with allow_connections true`);
        };
      },
      count: async (table) => {
        const client = new pg.Client({ connectionString: database.url });
        await client.connect();
        const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from luciq_gateway.${table}`);
        await client.end();
        return Number(rows[0]?.rows);
      },
      close: async () => {
        await admin.end();
        await here.close();
        await there.close();
        await database.drop();
      },
    };
  });

  it('is made from nothing by several gateways at once, and left as it is by the next start', async () => {
    const database = await freshDatabase(url);
    const stores = [0, 1, 2].map(() => openPostgresGatewayStore({ url: database.url, maxConnections: 2 }));
    await Promise.all(stores.map((store) => store.migrate()));
    await stores[0]?.acknowledgements(LOG).acknowledge('acme', 5n);
    await Promise.all(stores.map((store) => store.migrate()));
    expect(await stores[1]?.acknowledgements(LOG).acknowledged('acme')).toBe(5n);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      'select name from luciq_gateway.kysely_migration order by name',
    );
    await client.end();
    const names = [
      '0001-acknowledged',
      '0002-snapshots',
      '0003-accounts',
      '0004-activity',
      '0005-grounds-of-sessions',
      '0006-refused-tokens',
      '0007-security-events',
      '0008-what-came',
    ];
    expect(rows.map(({ name }) => name)).toEqual(names);
    for (const store of stores) await store.close();
    await database.drop();
  });

  it('fails while the database is away, and works again without being opened anew', async () => {
    const database = await freshDatabase(url);
    const store = openPostgresGatewayStore({ url: database.url, maxConnections: 1, connectTimeoutMs: 500 });
    await store.migrate();
    const name = new URL(database.url).pathname.slice(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`alter database ${name} with allow_connections false`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await expect(store.acknowledgements(LOG).acknowledge('acme', 5n)).rejects.toThrow();
    await client.query(`alter database ${name} with allow_connections true`);
    await client.end();
    await store.acknowledgements(LOG).acknowledge('acme', 6n);
    expect(await store.acknowledgements(LOG).acknowledged('acme')).toBe(6n);
    await store.close();
    await database.drop();
  });

  it('keeps the positions of each log apart, and knows nothing of an empty one', async () => {
    const database = await freshDatabase(url);
    const store = openPostgresGatewayStore({ url: database.url, maxConnections: 2 });
    await store.migrate();
    await store.acknowledgements(LOG).acknowledge('acme', 5n);
    expect(await store.acknowledgements({ logId: () => Promise.resolve('log-2') }).acknowledged('acme')).toBeNull();
    await expect(
      store.acknowledgements({ logId: () => Promise.resolve(null) }).acknowledged('acme'),
    ).rejects.toMatchObject({ name: 'GatewayStoreUnavailable' });
    await store.close();
    await database.drop();
  });

  it('is settled after a rebuild: what the log lost is forgotten, what is not known is written down, the rest stays', async () => {
    const database = await freshDatabase(url);
    const store = openPostgresGatewayStore({ url: database.url, maxConnections: 2 });
    await store.migrate();
    const positions = store.acknowledgements(LOG);
    await positions.acknowledge('ahead', 900n);
    await positions.acknowledge('gone', 901n);
    await positions.acknowledge('right', 50n);
    const rows = [
      ['ahead', 40n],
      ['right', 45n],
      ['new', 60n],
    ] as const;
    await store.settle(
      { ...LOG, head: () => Promise.resolve(100n) },
      rows.map(([companyId, appliedPosition]) => ({ companyId, appliedPosition })),
    );
    const found = await Promise.all(
      ['ahead', 'gone', 'right', 'new', 'other'].map((companyId) => positions.acknowledged(companyId)),
    );
    expect(found).toEqual([40n, 0n, 50n, 60n, null]);
    await store.close();
    await database.drop();
  });
});
