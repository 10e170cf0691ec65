import type { Provider, Type } from '@nestjs/common';
import { Get, Module } from '@nestjs/common';
import { SELF_DECLARED_DEPS_METADATA } from '@nestjs/common/constants.js';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiExcludeController, DocumentBuilder, getSchemaPath, SwaggerModule } from '@nestjs/swagger';
import { AccountController } from './auth/account-controller.ts';
import { AuthGuard } from './auth/auth.guard.ts';
import { Needs } from './auth/needs.ts';
import { DESCRIBED_CONTROLLERS } from './controllers.ts';
import { PROBLEM_MEDIA_TYPE } from './problem/problem.ts';
import { ProblemView } from './problem/problem-answer.ts';
import { shapesOf } from './validation/fields.ts';

/** Header of the token against forged requests. */
const CSRF_HEADER = 'x-csrf-token';

const METHODS = ['get', 'put', 'post', 'delete'] as const;

const settings = new DocumentBuilder()
  .setTitle('Luciq account API')
  .setDescription(
    [
      'Companies, how their members sign in and are provisioned, what they may do, and what happened to them.',
      `Browsers sign in and have a session in a cookie; every POST, PUT and DELETE of theirs has the session's \`csrf\` in the header \`${CSRF_HEADER}\`.`,
      'Programs send a credential as bearer token. Whatever is refused is a problem (RFC 9457) whose `detail` says what to do.',
    ].join(' '),
  )
  .setVersion('1')
  .addCookieAuth('luciq_session', { type: 'apiKey', in: 'cookie', name: 'luciq_session' }, 'session')
  .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: '<name>.<secret>' }, 'credential')
  .addSecurityRequirements('session')
  .addSecurityRequirements('credential')
  .build();

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;
type RequestBody = Exclude<NonNullable<Operation['requestBody']>, { readonly $ref: string }>;

const nameIn = (reference: string): string => reference.replace('#/components/schemas/', '');

const schemaAt = ({ components }: OpenAPIObject, reference: string): Schema | undefined =>
  components?.schemas?.[nameIn(reference)];

/** Says of a body what RequestPipe asks: fields that are not known are refused, and a body of which every field may be left out may be left out. */
function completeBody(body: RequestBody, document: OpenAPIObject): void {
  const reference = Object.values(body.content)[0]?.schema;
  if (!reference || !('$ref' in reference)) throw new TypeError('a body is not described by a class');
  const schema = schemaAt(document, reference.$ref);
  if (!schema || '$ref' in schema) throw new TypeError('a body is not described by a class');
  closeSchema(schema, document);
  const shapes = shapesOf(nameIn(reference.$ref));
  if (shapes.length > 0) schema.anyOf = shapes.map((shape) => ({ ...shape }));
  body.required = (schema.required ?? []).length > 0 || schema.anyOf !== undefined;
}

/** Closes the schema of a body, and those of its parts. */
function closeSchema(schema: Schema, document: OpenAPIObject): void {
  if ('$ref' in schema) {
    const part = schemaAt(document, schema.$ref);
    if (part) closeSchema(part, document);
    return;
  }
  if (schema.type === 'object') schema.additionalProperties = false;
  for (const part of [...(schema.allOf ?? []), ...Object.values(schema.properties ?? {})]) closeSchema(part, document);
}

/** Every operation can be refused, and has the parameters that stand in its address. */
function completed(document: OpenAPIObject): OpenAPIObject {
  const refused = {
    description: 'Refused: `kind` says why, `detail` what to do.',
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemView) } } },
  };
  for (const [address, path] of Object.entries(document.paths)) {
    const inPath = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
      name,
      in: 'path' as const,
      required: true,
      schema: { type: 'string' },
    }));
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      const others = (operation.parameters ?? []).filter(
        (parameter) => !('in' in parameter && parameter.in === 'path'),
      );
      operation.parameters = [...inPath, ...others];
      if (operation.requestBody && 'content' in operation.requestBody) completeBody(operation.requestBody, document);
      operation.responses = { ...operation.responses, default: refused };
    }
  }
  return document;
}

const named = (controller: string, method: string): string =>
  `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}${method.charAt(0).toUpperCase()}${method.slice(1)}`;

/** Stands in for everything that classes are made with: to describe them, none is made. */
const standIns = (classes: readonly Type[]): Provider[] => {
  const tokens = classes.flatMap(
    (each) =>
      (Reflect.getMetadata(SELF_DECLARED_DEPS_METADATA, each) ?? []) as readonly {
        readonly param: string | symbol | Type;
      }[],
  );
  return [...new Set(tokens.map(({ param }) => param))]
    .filter((token) => token !== Reflector)
    .map((provide) => ({ provide, useValue: null }));
};

/** The description of an API with these controllers. Nothing of them is made or run. */
async function describedBy(controllers: readonly Type[]): Promise<OpenAPIObject> {
  @Module({ controllers: [...controllers], providers: standIns([...controllers, AuthGuard]) })
  class Described {}
  const app = await NestFactory.create<NestFastifyApplication>(Described, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  try {
    return completed(
      SwaggerModule.createDocument(app, settings, { extraModels: [ProblemView], operationIdFactory: named }),
    );
  } finally {
    await app.close();
  }
}

/** The description of the account API (OpenAPI 3). */
export const accountApiDescription = (): Promise<OpenAPIObject> => describedBy(DESCRIBED_CONTROLLERS);

/** The description of the API, for those who write a client. */
@ApiExcludeController()
@AccountController()
export class OpenApiController {
  private description: Promise<OpenAPIObject> | null = null;

  @Get('openapi.json')
  @Needs('nobody')
  read(): Promise<OpenAPIObject> {
    return (this.description ??= accountApiDescription());
  }
}
