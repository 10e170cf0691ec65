# PostgreSQL from Debian's package, with the settings of the image named postgres.
FROM luciq-local/engines:1
ENV PGDATA=/var/lib/postgresql/data
RUN mkdir -p "$PGDATA" /var/run/postgresql && chown -R postgres "$PGDATA" /var/run/postgresql && ln -s /usr/lib/postgresql/*/bin /opt/postgresql
ENV PATH=/opt/postgresql:/usr/local/bin:/usr/bin:/bin
COPY postgres-start.sh /postgres-start.sh
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["/postgres-start.sh"]
CMD ["postgres"]
