import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { Get } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DESCRIBED_CONTROLLERS } from '../controllers.ts';
import { OpenApiController } from '../openapi.ts';
import { SamlController } from '../saml/saml.controller.ts';
import { AccountController } from './account-controller.ts';
import { AuthGuard } from './auth.guard.ts';
import type { Need } from './needs.ts';
import { NEEDS, Needs } from './needs.ts';

interface Route {
  /** For example `TokensController.issue /account/v1/companies/:companyId/tokens`. */
  readonly name: string;
  readonly path: string;
  readonly need: Need | undefined;
  readonly isGuarded: boolean;
}

const metadata = (key: string, of: object): unknown => Reflect.getMetadata(key, of);

function routesOf(controller: Type): readonly Route[] {
  const guards = (metadata(GUARDS_METADATA, controller) ?? []) as readonly unknown[];
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value as object | undefined;
    if (handler === undefined || metadata(METHOD_METADATA, handler) === undefined) return [];
    const path = `${String(metadata(PATH_METADATA, controller))}/${String(metadata(PATH_METADATA, handler))}`;
    return [
      {
        name: `${controller.name}.${name} ${path}`,
        path,
        need: metadata(NEEDS, handler) as Need | undefined,
        isGuarded: guards.includes(AuthGuard),
      },
    ];
  });
}

const silent = (routes: readonly Route[]): readonly string[] =>
  routes.filter(({ need, isGuarded }) => need === undefined || !isGuarded).map(({ name }) => name);

/** Needs that are about the company of the address. */
const OF_COMPANY: ReadonlySet<Need | undefined> = new Set<Need | undefined>([
  'company',
  'company-setup',
  'owner',
  'owner-setup',
]);

describe('routes of the account API', () => {
  const routes = [...DESCRIBED_CONTROLLERS, OpenApiController].flatMap(routesOf);

  it('say each who may ask it, and have the guard that sees to it', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(silent(routes)).toEqual([]);
  });

  it('that are about a company say so in address and need alike, but for what operators ask', () => {
    expect(
      routes.filter(({ path, need }) => path.includes('/:companyId') !== OF_COMPANY.has(need)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('are those of every controller there is', async () => {
    const root = join(import.meta.dirname, '..');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.controller.ts'),
    );
    const modules = await Promise.all(
      files.map((file) => import(join(root, file)) as Promise<Readonly<Record<string, unknown>>>),
    );
    const exported = modules.flatMap((each) => Object.values(each));
    const classes = exported.filter(
      (each): each is Type => typeof each === 'function' && metadata(PATH_METADATA, each) !== undefined,
    );
    // What identity providers and browsers on their way ask is no part of the API.
    const known: readonly Type[] = [...DESCRIBED_CONTROLLERS, SamlController];
    expect(classes.filter((each) => !known.includes(each)).map(({ name }) => name)).toEqual([]);
    expect(classes).toHaveLength(known.length);
  });

  it('that do not say it are named', () => {
    @AccountController('/forgotten')
    class ForgottenController {
      @Get('said')
      @Needs('session')
      said(): void {}

      @Get('not-said')
      notSaid(): void {}
    }
    expect(silent(routesOf(ForgottenController))).toEqual([
      'ForgottenController.notSaid /account/v1/forgotten/not-said',
    ]);
  });
});
