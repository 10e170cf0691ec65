import { describe, expect, it } from '@jest/globals';
import type { Company, CompanyState } from '@luciq/domain';
import { companyDecider } from '@luciq/domain';
import type { CompanyEvent } from '@luciq/events';
import type { ActivityAction, FirstSuccess } from '@luciq/gateway-store';
import { checklistSteps } from './checklist-steps.ts';

const JANUARY = '2026-01-01T00:00:00.000Z';
const FEBRUARY = '2026-02-01T00:00:00.000Z';
const MARCH = '2026-03-01T00:00:00.000Z';

function companyWith(...events: readonly CompanyEvent[]): Company {
  const registered: CompanyEvent = {
    type: 'CompanyRegistered',
    data: { name: 'Acme', applications: [], defaults: { role: 'member', applications: [] } },
  };
  const state = [registered, ...events].reduce<CompanyState>(
    (before, event, revision) =>
      companyDecider.evolve(before, {
        event,
        companyId: 'acme',
        time: JANUARY,
        revision,
        cause: { requestId: 'r', commandId: 'c', actor: { kind: 'system', id: 'spec' }, tokenId: null },
      }),
    companyDecider.initial,
  );
  if (state.kind === 'absent') throw new Error('the company is not registered');
  return state.company;
}

const issued = (tokenId: string, expiresAt: string | null): CompanyEvent => ({
  type: 'TokenIssued',
  data: { tokenId, digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt },
});

const done = (company: Company, first: Partial<Record<ActivityAction, string>>, now = FEBRUARY): readonly string[] => {
  const times = Object.entries(first).map(([action, time]): [ActivityAction, FirstSuccess] => [
    action as ActivityAction,
    { time, id: action },
  ]);
  return checklistSteps(company, new Map(times), now).flatMap((step) => (step.done ? [step.id] : []));
};

describe('the steps of the set-up', () => {
  it('have a token as long as one has not expired', () => {
    const company = companyWith(issued('one', FEBRUARY));
    expect(done(company, {}, JANUARY)).toEqual(['token-issued']);
    expect(done(company, {}, MARCH)).toEqual([]);
    expect(done(companyWith(issued('one', FEBRUARY), issued('two', null)), {}, MARCH)).toEqual(['token-issued']);
  });

  it('have a first member when the create activated again one who was there', () => {
    expect(done(companyWith(), { 'user-created': JANUARY })).toEqual(['user-created']);
    expect(done(companyWith(), { 'user-reactivated': JANUARY })).toEqual(['user-created']);
  });

  it('have the time of whichever request came first', () => {
    const first = new Map<ActivityAction, FirstSuccess>([
      ['user-replaced', { time: MARCH, id: 'b' }],
      ['user-changed', { time: FEBRUARY, id: 'a' }],
    ]);
    expect(checklistSteps(companyWith(), first, MARCH)).toContainEqual({
      id: 'user-updated',
      done: true,
      time: FEBRUARY,
    });
  });
});
