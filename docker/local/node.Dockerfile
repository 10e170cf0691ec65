# Node and npm as this machine has them, instead of the image named node. The context has bin/node and npm/.
FROM luciq-local/debian:1
RUN useradd --uid 1000 --create-home node
COPY bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
CMD ["node"]
