import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { validate } from 'class-validator';
import { plainBody } from '@luciq/http';
import type { FieldProblem } from '../problem/problem.ts';
import { problem } from '../problem/problem.ts';
import { NOT_KNOWN, parsedJson, refuseUnfit } from './request-text.ts';

/** Fields that one answer names at most. */
export const MAX_NAMED_FIELDS = 20;
/** Most characters of a field's path in an answer. */
const MAX_FIELD_LENGTH = 200;

/**
 * Reads bodies and queries into the class that the parameter has, and refuses what the class does not allow. It runs after
 * the guard, so that a request that is not let in costs no parsing.
 */
@Injectable()
export class RequestPipe implements PipeTransform<unknown, unknown> {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'param') refuseUnfit(value);
    if ((type !== 'body' && type !== 'query') || metatype === undefined || metatype === Object || metatype === String)
      return value;
    const plain = type === 'body' ? parsedBody(await plainBody(value)) : { ...(value as object) };
    if (type === 'query') Object.values(plain).flat().forEach(refuseUnfit);
    const read: unknown = plainToInstance(metatype as new () => object, plain, { exposeDefaultValues: true });
    const errors = await validate(read as object, {
      whitelist: true,
      forbidNonWhitelisted: type === 'body',
      forbidUnknownValues: true,
    });
    if (errors.length > 0)
      throw problem('invalid', {
        errors: errors.flatMap((error) => fieldProblems(error, '')).slice(0, MAX_NAMED_FIELDS),
      });
    return read;
  }
}

/** No body at all is an object without members: a POST that needs none is not made to send one. */
function parsedBody(body: unknown): object {
  if (body === undefined || body === null || (body instanceof Buffer && body.length === 0)) return {};
  const json = body instanceof Buffer ? parsedJson(body) : body;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw problem('not-json');
  return json;
}

const pathOf = (before: string, property: string): string =>
  `${before}${before === '' ? '' : '.'}${property}`.slice(0, MAX_FIELD_LENGTH);

function fieldProblems(
  { property, constraints, children = [] }: ValidationError,
  before: string,
): readonly FieldProblem[] {
  const field = pathOf(before, property);
  const [first] = Object.entries(constraints ?? {});
  const own = first ? [{ field, detail: first[0] === 'whitelistValidation' ? NOT_KNOWN : first[1] }] : [];
  return [...own, ...children.flatMap((child) => fieldProblems(child, field))];
}
