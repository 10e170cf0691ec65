import { createServer } from 'node:http';
import { REFERENCE_ANSWER } from './reference-answer.ts';

// The first reference of the benchmark: the least that Node can do with the same requests and answers, without a framework.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (chunks.length > 0) JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/scim+json' });
    response.end(REFERENCE_ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`listening http://127.0.0.1:${address?.port}\n`);
});
