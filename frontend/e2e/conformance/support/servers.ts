import type { JsonWebKey } from 'node:crypto';
import type { KeyName, Keys } from './jwt';

export const SECRET = 'a-secret-that-only-these-tests-know-0123456789';
export const API_KEY = 'an-api-key-that-only-these-tests-know';
export const AUDIENCE = 'conformance';
export const ISSUER = 'https://issuer.example.org';

/** What a test is told of a running server. */
export interface Launched {
  url: string;
  privateKeys: Record<KeyName, JsonWebKey>;
}

interface Configuration {
  /** Runs on the database of that server, as a second node. */
  neighbour?: 'full';
  properties: Record<string, string>;
}

interface Surroundings {
  keys: Keys;
  jwksUrl: string;
}

const HISTORY = { 'history-size': '100', 'history-ttl': '300s' };
const SUBSCRIBE = { 'allow-subscribe-for-client': 'true', 'allow-subscribe-for-anonymous': 'true' };
const PUBLISH = { 'allow-publish-for-client': 'true', 'allow-publish-for-anonymous': 'true' };
const ASK_HISTORY = { 'allow-history-for-client': 'true', 'allow-history-for-anonymous': 'true' };
const ASK_PRESENCE = { 'allow-presence-for-client': 'true', 'allow-presence-for-anonymous': 'true' };
const OPEN = { ...SUBSCRIBE, ...PUBLISH, ...ASK_HISTORY };
const RECOVERED = { ...OPEN, ...HISTORY, 'force-recovery': 'true' };

const namespaces: Record<string, Record<string, string>> = {
  /** Open, and keeps nothing. */
  plain: OPEN,
  /** Open, keeps a history, everybody recovers. */
  news: RECOVERED,
  /** The same, for two publications. */
  small: { ...RECOVERED, 'history-size': '2' },
  /** The same, for more than one answer may hold. */
  large: { ...RECOVERED, 'history-size': '400' },
  /** The same, for a second. */
  brief: { ...RECOVERED, 'history-ttl': '1s' },
  /** Recovery and position only for those who ask. */
  asked: { ...SUBSCRIBE, ...PUBLISH, ...HISTORY, 'allow-recovery': 'true', 'allow-positioning': 'true' },
  /** The same, as its history may be read. */
  kept: { ...OPEN, ...HISTORY },
  /** A history, but neither recovery nor position for anybody. */
  held: { ...SUBSCRIBE, ...PUBLISH, ...HISTORY },
  placed: { ...OPEN, ...HISTORY, 'force-positioning': 'true' },
  delta: { ...RECOVERED, delta: 'true' },
  /** Deltas without a history. */
  patched: { ...OPEN, delta: 'true' },
  lobby: { ...OPEN, ...ASK_PRESENCE, presence: 'true', 'join-leave': 'true' },
  loud: { ...OPEN, ...ASK_PRESENCE, presence: 'true', 'join-leave': 'true', 'force-push-join-leave': 'true' },
  /** Those who come and go are told, but not who is there. */
  hidden: { ...OPEN, presence: 'true', 'join-leave': 'true' },
  /** Everything is there, and nothing is allowed without a token. */
  shut: { ...HISTORY, presence: 'true', 'join-leave': 'true' },
  /** What subscribers may, and others may not. */
  inner: {
    ...HISTORY,
    presence: 'true',
    'allow-subscribe-for-client': 'true',
    'allow-publish-for-subscriber': 'true',
    'allow-presence-for-subscriber': 'true',
    'allow-history-for-subscriber': 'true',
  },
  /** What clients may, and anonymous ones may not. */
  named: {
    ...HISTORY,
    presence: 'true',
    'allow-subscribe-for-client': 'true',
    'allow-publish-for-client': 'true',
    'allow-presence-for-client': 'true',
    'allow-history-for-client': 'true',
  },
  digits: { ...OPEN, 'channel-regex': '^[0-9]+$' },
  dialog: { ...HISTORY, 'allow-user-limited-channels': 'true' },
};

const openChannels = {
  ...flat('gapless.gateway.namespaces', namespaces),
  ...flat('gapless.gateway', { 'without-namespace': { ...RECOVERED, ...ASK_PRESENCE, presence: 'true' } }),
};

/** Tests that send thousands of commands are about other things than their rate. */
const UNHURRIED = {
  'gapless.gateway.commands-per-second': '100000',
  'gapless.gateway.subscribes-per-second': '100000',
  'gapless.gateway.connections-per-user': '1000',
};

const full = {
  ...openChannels,
  ...UNHURRIED,
  'gapless.node-id': 'full',
  'gapless.token.secret': SECRET,
  'gapless.gateway.api-key': API_KEY,
  'gapless.gateway.allow-anonymous': 'true',
};

export const configurations = {
  /** As it is out of the box, for stories. */
  plain: (): Configuration => ({ properties: {} }),
  /** The defaults of all limits and timers, but for the rates; channels of every kind. */
  full: ({ keys }: Surroundings): Configuration => ({
    properties: {
      ...full,
      'gapless.token.rsa-public-key': keys.pem.rsa,
      'gapless.token.ecdsa-public-key': keys.pem.ecdsa,
    },
  }),
  /** A second node on the database of the first. */
  second: (): Configuration => ({ neighbour: 'full', properties: { ...full, 'gapless.node-id': 'second' } }),
  /** Short timers, low limits, no anonymous clients; tokens need an audience and an issuer. */
  strict: ({ jwksUrl }: Surroundings): Configuration => ({
    properties: {
      ...flat('gapless.gateway.namespaces', namespaces),
      'gapless.token.secret': SECRET,
      'gapless.gateway.api-key': API_KEY,
      'gapless.token.jwks-url': jwksUrl,
      'gapless.token.audience': AUDIENCE,
      'gapless.token.issuer': ISSUER,
      'gapless.gateway.disallow-anonymous-tokens': 'true',
      'gapless.gateway.ping-interval': '4s',
      'gapless.gateway.pong-timeout': '3s',
      'gapless.gateway.connect-timeout': '3s',
      'gapless.gateway.expired-close-delay': '1s',
      'gapless.gateway.expired-sub-close-delay': '1s',
      'gapless.gateway.queue-size': '64KB',
      'gapless.gateway.channels-per-connection': '4',
      'gapless.gateway.connections-per-user': '2',
      'gapless.gateway.commands-per-second': '10',
      'gapless.gateway.subscribes-per-second': '10',
    },
  }),
  /** What section 14 of the protocol describes: everything is allowed to everybody. */
  insecure: (): Configuration => ({
    properties: {
      ...UNHURRIED,
      'gapless.gateway.insecure': 'true',
      'gapless.token.secret': SECRET,
      'gapless.gateway.api-key': 'test-api-key',
      ...flat('gapless.gateway', {
        'without-namespace': { ...HISTORY, 'force-recovery': 'true', delta: 'true', presence: 'true' },
      }),
      ...flat('gapless.gateway.namespaces', {
        delta: { ...HISTORY, 'force-recovery': 'true', delta: 'true' },
        recovery: { ...HISTORY, 'force-recovery': 'true' },
        smallhistory: { ...HISTORY, 'history-size': '2', 'force-recovery': 'true' },
      }),
    },
  }),
} satisfies Record<string, (surroundings: Surroundings) => Configuration>;

export type ServerName = keyof typeof configurations;

export function isConfiguration(name: string): name is ServerName {
  return name in configurations;
}

function flat(prefix: string, tree: Record<string, Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, options]) =>
      Object.entries(options).map(([option, value]) => [`${prefix}.${name}.${option}`, value]),
    ),
  );
}
