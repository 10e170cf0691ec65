import { fastify } from 'fastify';

// The reference of the benchmark: the least that a Fastify route can do with the same requests and answers.
const app = fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) =>
  done(null, JSON.parse(String(body))),
);
const answer = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '2819c223-7f76-453a-919d-413861904646',
  userName: 'bare@example.com',
  name: { givenName: 'Bare', familyName: 'Route' },
  emails: [{ primary: true, value: 'bare@example.com', type: 'work' }],
  active: true,
});
app.get('/scim/v2/Users/:id', (_request, reply) => reply.header('content-type', 'application/scim+json').send(answer));
app.get('/scim/v2/Users', (_request, reply) => reply.header('content-type', 'application/scim+json').send(answer));
app.post('/scim/v2/Users', (_request, reply) =>
  reply.code(201).header('content-type', 'application/scim+json').send(answer),
);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening ${address}\n`);
