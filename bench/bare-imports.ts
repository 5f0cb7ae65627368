import { createServer } from 'node:http';
import { argv, env } from 'node:process';
import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { App, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { Queue, Worker } from 'bullmq';
import { Cron } from 'croner';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Temporal } from 'temporal-polyfill';
import { parseDocument } from 'yaml';
import { z } from 'zod';

/** What `bench:start` measures against: the packages that the bot imports, and nothing that uses them. */
const imported = [
  App,
  createAppAuth,
  Cron,
  Octokit,
  parseDocument,
  pino,
  Queue,
  Redis,
  Registry,
  retry,
  SocketModeReceiver,
  Temporal,
  throttling,
  WebClient,
  Worker,
  z,
];

const server = createServer((_incoming, response) => response.end(String(imported.length)));
server.listen(Number(env['PORT'] ?? argv[2]), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
