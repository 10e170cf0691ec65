import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Module, Param, Post, Query, UseGuards } from '@nestjs/common';
import { TokenGate } from '@luciq/access';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { AcknowledgedRows, startHttpServer } from '@luciq/http';
import { provisioning, ProvisioningModule } from '@luciq/provisioning';
import { openReadModel } from '@luciq/read-model/sqlite';
import { scimApi } from '@luciq/scim-http';
import { openLog, securityLog } from '@luciq/telemetry';
import { registerCompany } from '@luciq/testing/companies';
import { CompanyGuard } from '../../libs/scim-http/src/auth/company.guard.ts';
import { JsonBody } from '../../libs/scim-http/src/resources/json-body.ts';
import { BENCH_TOKEN } from './bench-token.ts';
import { REFERENCE_ANSWER } from './reference-answer.ts';

/** The same, whatever Nest read of the request. */
const answer = (...read: readonly unknown[]): string => (read.length > 0 ? REFERENCE_ANSWER : '');

/** The second reference of the benchmark: the product's server, guard, body and filters, and nothing behind them. */
@Controller('scim/v2/Users')
@UseGuards(CompanyGuard)
class EmptyController {
  @Get()
  list(@Query() query: unknown): string {
    return answer(query);
  }

  @Get(':id')
  read(@Param('id') id: string): string {
    return answer(id);
  }

  @Post()
  create(@Body(JsonBody) body: unknown): string {
    return answer(body);
  }
}

@Module({})
class EmptyModule {}

const folder = mkdtempSync(join(tmpdir(), 'luciq-empty-'));
const store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
await registerCompany(store, { companyId: 'bench', token: BENCH_TOKEN });
const opened = await openReadModel({ folder: join(folder, 'rows') });
if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
const acknowledgements = acknowledgedFromLog(store);
const write = provisioning({ store, acknowledgements });
const log = openLog({ write: () => undefined });
const server = await startHttpServer({
  apis: (publicUrl) => {
    const gate = new TokenGate(store, write.companies);
    const scim = scimApi({ publicUrl, cursorKey: 'k'.repeat(32), gate, rate: null, recorder: null });
    const { providers = [] } = scim.module;
    return [{ ...scim, module: { module: EmptyModule, controllers: [EmptyController], providers } }];
  },
  imports: [ProvisioningModule.with(write)],
  rows: new AcknowledgedRows(acknowledgements, opened.readModel.queries),
  log,
  security: securityLog(log, () => undefined),
  host: '127.0.0.1',
  port: 0,
  publicUrl: (port) => `http://127.0.0.1:${port}`,
});
process.stdout.write(`listening ${server.listening}\n`);
process.on('SIGTERM', () => {
  rmSync(folder, { recursive: true });
  process.exit(0);
});
