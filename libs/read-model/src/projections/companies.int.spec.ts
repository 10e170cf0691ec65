import { expect, it } from '@jest/globals';
import type { CompanyEvent } from '@luciq/events';
import { follow, registered } from '../contract/fixture.ts';
import { describeRows } from '../contract/on-each-engine.ts';

describeRows('the row of a company', (fixture) => {
  it('says how far SAML and SCIM are', async () => {
    const log = registered();
    const model = await fixture.current.open();
    const steps = ['SamlEnabled', 'ScimEnabled', 'ScimPaused', 'ScimResumed', 'ScimDisabled', 'SamlDisabled'] as const;
    const states: unknown[] = [];
    for (const type of [null, ...steps]) {
      if (type) log.append('acme', null, { type, data: {} });
      await follow(log, model);
      const row = await model.queries.company('acme');
      states.push([row?.saml, row?.scim]);
    }
    expect(states).toEqual([
      ['off', 'off'],
      ['enabled', 'off'],
      ['enabled', 'enabled'],
      ['enabled', 'paused'],
      ['enabled', 'enabled'],
      ['enabled', 'off'],
      ['off', 'off'],
    ]);
  });

  it('has the owners, applications and defaults of now, and what a member has follows', async () => {
    const log = registered();
    log.provision('acme', 'u1', { userName: 'a' });
    const granted = ['u1', 'u2'].map((userId) =>
      log.append('acme', null, { type: 'OwnershipGranted', data: { userId } }),
    );
    log.append('acme', null, { type: 'OwnershipRevoked', data: { userId: 'u1' } });
    log.append('acme', null, { type: 'ApplicationsChanged', data: { applications: ['Shop', 'Maps'] } });
    const changed = log.append('acme', null, {
      type: 'DefaultAccessChanged',
      data: { defaults: { role: 'observer', applications: ['Maps'] } },
    });
    const model = await fixture.current.open();
    await follow(log, model);
    expect(await model.queries.company('acme')).toMatchObject({
      owners: { u2: { eventId: granted[1]?.id, time: granted[1]?.time } },
      applications: ['Shop', 'Maps'],
      defaults: { value: { role: 'observer', applications: ['Maps'] }, eventId: changed.id, time: changed.time },
    });
    const because = { source: 'company-default', eventId: changed.id, time: changed.time };
    expect((await model.queries.userAccess('acme', 'u1'))?.access).toEqual({
      role: 'observer',
      roleBecause: because,
      applications: [{ name: 'Maps', because }],
    });
  });

  it('takes nothing from what stays inside', async () => {
    const log = registered();
    const internal: CompanyEvent[] = [
      {
        type: 'SamlConfigured',
        data: { entryPoint: 'https://idp.example/sso', issuer: null, certificates: [], fingerprint: 'ab'.repeat(20) },
      },
      { type: 'TokenIssued', data: { tokenId: 't', digest: 'd', lastFour: 'four', expiresAt: null, label: 'Okta' } },
      { type: 'TokenRevoked', data: { tokenId: 't' } },
      { type: 'SetupLinkIssued', data: { linkId: 'l', digest: 'd', expiresAt: '2026-01-01T00:00:00.000Z' } },
      { type: 'SetupLinkUsed', data: { linkId: 'l' } },
    ];
    const model = await fixture.current.open();
    await follow(log, model);
    const before = await model.queries.company('acme');
    for (const event of internal) log.append('acme', null, event);
    await follow(log, model);
    expect(await model.queries.company('acme')).toEqual(before);
    expect(await model.sink.checkpoint()).toBe(await log.head());
  });
});
