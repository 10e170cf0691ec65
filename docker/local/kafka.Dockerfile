# Kafka from its Java packages, with the settings of apache/kafka: KAFKA_NODE_ID for node.id. The context has jars/ and kafka-start.sh.
FROM luciq-local/engines:1
RUN useradd --uid 1000 --create-home appuser && mkdir -p /var/lib/kafka/data && chown 1000 /var/lib/kafka/data
COPY jars /opt/kafka/libs
COPY kafka-start.sh /kafka-start.sh
USER 1000
VOLUME /var/lib/kafka/data
EXPOSE 9092
ENTRYPOINT ["/kafka-start.sh"]
