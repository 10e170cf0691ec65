// Prints the folder of Kafka's jars, and fetches them first if they are not there: for making an image of them.
import { tmpdir } from 'node:os';
import { kafkaJars } from './kafka-jars.ts';

process.stdout.write(`${await kafkaJars(tmpdir())}\n`);
