import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable } from '../requirement.ts';

/** Chapter 1. */
export const encoding: readonly SecurityRequirement[] = [
  met('1.1.1', 'Input is decoded once, and then checked', [
    'http: that is not what its coding says, or is cut off, is 400',
    'http: is a plus where blanks are written as %20, and a blank where they are not',
    'forged: is base64 of UTF-8 of one XML document',
  ]),
  met(
    '1.1.2',
    'Output is escaped by its interpreter, or right before',
    [
      'unsafe: make no page and no script out of text, and no raw SQL',
      'rowFilter: finds in SQL whom it finds in memory, however it is put together',
    ],
    'React, `JSON.stringify` and parameters of SQL do it.',
  ),
  met('1.2.1', 'Text is escaped for the place in which it is shown', [
    'unsafe: make no page and no script out of text, and no raw SQL',
    "accountAttacks: of a stranger's making leads to no other place: …",
    'operatorNames: prints the name of a company so that it can neither fake a row nor steer the terminal',
  ]),
  met('1.2.2', 'Addresses are put together safely, with schemes that do no harm', [
    'company: is not configured with an address that a browser reads otherwise than a person',
    "accountAttacks: of a stranger's making leads to no other place: …",
  ]),
  met('1.2.3', 'No text gets into JavaScript or JSON unescaped', [
    'unsafe: make no page and no script out of text, and no raw SQL',
  ]),
  met(
    '1.2.4',
    'Queries have parameters',
    [
      'unsafe: make no page and no script out of text, and no raw SQL',
      'rowFilter: finds in SQL whom it finds in memory, however it is put together',
      'accountAttacks: is refused with NUL in an address, too, by every engine the same',
    ],
    'The query builder writes most of it; hand-written SQL contains only constants.',
  ),
  met('1.2.5', 'No command of the operating system is made of text', [
    'unsafe: run no text as code, and start no program of the machine',
  ]),
  notApplicable('1.2.6', 'Nothing is injected into LDAP', 'There is no LDAP.'),
  met(
    '1.2.7',
    'Nothing is injected into XPath',
    ['unsafe: look for nothing by XPath'],
    'Elements of SAML are found by walking over them.',
  ),
  notApplicable('1.2.8', 'LaTeX runs nothing', 'There is no LaTeX.'),
  met('1.2.9', 'Text in regular expressions is escaped', ['unsafe: make regular expressions of constants alone']),
  notApplicable('1.3.1', 'HTML from users is sanitised', 'No user writes HTML here.'),
  met('1.3.2', 'No text is run as code', ['unsafe: run no text as code, and start no program of the machine']),
  met('1.3.3', 'Input for a dangerous context is reduced to safe characters', [
    'names: must not have …; the sentence names the character and nothing else',
    'operatorNames: prints the name of a company so that it can neither fake a row nor steer the terminal',
  ]),
  notApplicable(
    '1.3.4',
    'SVG from users is sanitised',
    'No user sends pictures; `photos` of SCIM are kept as text and not shown.',
  ),
  notApplicable(
    '1.3.5',
    'Markdown, style sheets and the like of users are cleaned or off',
    'No such language is read.',
  ),
  met(
    '1.3.6',
    'Nobody can make the server call an address',
    ['unsafe: ask no address but that of a setting, and follow no redirect'],
    'The address of an identity provider is given to browsers; the server never calls it.',
  ),
  notApplicable('1.3.7', 'Templates are not made of text', 'The server has no templates.'),
  notApplicable('1.3.8', 'JNDI is safe', 'There is no JNDI.'),
  notApplicable('1.3.9', 'Nothing is injected into memcache', 'There is no memcache.'),
  notApplicable(
    '1.3.10',
    'Format strings of users are cleaned',
    'Sentences of the log and of answers are constants; no text of users is a format.',
  ),
  notApplicable('1.3.11', 'Nothing is injected into mail', 'No mail is sent.'),
  notApplicable('1.4.1', 'Memory is used safely', 'JavaScript has no pointers, and this product has no other code.'),
  met('1.4.2', 'Numbers stay within their range', [
    'lists: reads startIndex … and count …',
    'accountBodies: …: no body that it allows is refused for its shape, and every one that it forbids is',
  ]),
  notApplicable('1.4.3', 'Memory is given back once', 'JavaScript frees by itself.'),
  met('1.5.1', 'XML is read without entities and the like', [
    'forged: holds no comment, CDATA, instruction, DTD or entity, in a NameID or elsewhere',
    'given: is not read where it leaves open what it says, or is no plain XML',
  ]),
  met('1.5.2', 'Input becomes known types only', [
    'accountBodies: …: no body that it allows is refused for its shape, and every one that it forbids is',
    'properties: any JSON as a body of a resource or a patch is an outcome and pollutes nothing',
  ]),
];
