import type { HistoryResult, Position } from './support/frames';
import type { Connected, Gateway } from './support/gateway';
import { decoded, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

/** A channel of a namespace with publications 0 to count - 1, and their positions. */
async function filled(gateway: Gateway, namespace: string, count: number): Promise<[string, Position[]]> {
  const channel = gateway.channel(namespace);
  const positions: Position[] = [];
  for (let i = 0; i < count; i++) positions.push(await gateway.api.publish(channel, i));
  return [channel, positions];
}

async function history(peer: Connected, request: object): Promise<HistoryResult> {
  const { history: result, error } = await peer.call({ history: request });
  if (!result) throw new Error(JSON.stringify(error));
  return result;
}

async function refusal(peer: Connected, request: object): Promise<number | undefined> {
  return (await peer.call({ history: request })).error?.code;
}

const data = ({ publications = [] }: HistoryResult) => publications.map((it) => it.data);

test.describe('§5 history asked by a client', () => {
  for (const wire of WIRES) {
    test(`§5 limit, since and reverse, with offsets and the position (${nameOf(wire)})`, async ({ full }) => {
      const [channel, positions] = await filled(full, 'news', 5);
      const top = positions[4];
      const peer = await full.connected({}, wire);
      const all = await history(peer, { channel, limit: -1 });
      expect(data(all)).toEqual([0, 1, 2, 3, 4]);
      expect(all.publications?.map(({ offset }) => offset)).toEqual(positions.map(({ offset }) => offset));
      expect([all.offset, all.epoch]).toEqual([top?.offset, top?.epoch]);
      expect(data(await history(peer, { channel, limit: 2 }))).toEqual([0, 1]);
      expect(data(await history(peer, { channel, limit: -1, since: positions[1] }))).toEqual([2, 3, 4]);
      expect(data(await history(peer, { channel, limit: 2, since: positions[1] }))).toEqual([2, 3]);
      expect(data(await history(peer, { channel, limit: -1, reverse: true }))).toEqual([4, 3, 2, 1, 0]);
      expect(data(await history(peer, { channel, limit: 2, reverse: true }))).toEqual([4, 3]);
      expect(data(await history(peer, { channel, limit: -1, since: positions[3], reverse: true }))).toEqual([2, 1, 0]);
      expect(data(await history(peer, { channel, limit: 2, since: positions[3], reverse: true }))).toEqual([2, 1]);
      expect(data(await history(peer, { channel, limit: -1, since: top }))).toEqual([]);
    });

    test(`§5 the SDK's history, alone and of a subscription (${nameOf(wire)})`, async ({ full }) => {
      const [channel, positions] = await filled(full, 'news', 3);
      const client = full.sdk(wire);
      client.connect();
      const all = await client.history(channel, { limit: 10 });
      expect(all.publications.map((it) => decoded(it.data))).toEqual([0, 1, 2]);
      expect([all.offset, all.epoch]).toEqual([positions[2]?.offset, positions[2]?.epoch]);
      const subscription = client.newSubscription(channel);
      subscription.subscribe();
      const some = await subscription.history({ limit: 1, reverse: true });
      expect(some.publications.map((it) => decoded(it.data))).toEqual([2]);
    });
  }

  test('§5 limit 0 is the position only', async ({ full }) => {
    const [channel, positions] = await filled(full, 'news', 2);
    const peer = await full.connected();
    for (const request of [{ channel, limit: 0 }, { channel }]) {
      const { offset, epoch, publications = [] } = await history(peer, request);
      expect({ offset, epoch, publications }).toEqual({ ...positions[1], publications: [] });
    }
  });

  test('§5 a first read before the first publication gives a position that holds', async ({ full }) => {
    const channel = full.channel('news');
    const peer = await full.connected();
    const { offset = 0, epoch } = await history(peer, { channel });
    expect(epoch).toBeTruthy();
    await full.api.publish(channel, 'first');
    expect(data(await history(peer, { channel, limit: -1, since: { offset, epoch } }))).toEqual(['first']);
  });

  test('§5 no more is kept than the namespace says', async ({ full }) => {
    const [channel] = await filled(full, 'small', 4);
    expect(data(await history(await full.connected(), { channel, limit: -1 }))).toEqual([2, 3]);
  });

  test('§5 §11 300 publications are the most of one answer', async ({ full }) => {
    const channel = full.channel('large');
    const peer = await full.connected();
    const publishes = Array.from({ length: 310 }, (_, i) => ({ publish: { channel, data: i } }));
    for (const { error } of await peer.calls(...publishes)) expect(error).toBeUndefined();
    for (const limit of [-1, 1000, 300]) {
      expect((await history(peer, { channel, limit })).publications).toHaveLength(300);
    }
    const [first] = data(await history(peer, { channel, limit: -1, reverse: true }));
    expect(first).toBe(309);
  });

  test('§5 the list expires, the position stays', async ({ full }) => {
    const [channel, positions] = await filled(full, 'brief', 2);
    const peer = await full.connected();
    await expect.poll(async () => data(await history(peer, { channel, limit: -1 }))).toEqual([]);
    const { offset, epoch } = await history(peer, { channel });
    expect(epoch).toBe(positions[1]?.epoch);
    expect(offset).toBeGreaterThanOrEqual(positions[1]?.offset ?? Infinity);
  });

  test('§5 since with another epoch: error 112; with an empty one it fits', async ({ full }) => {
    const [channel, positions] = await filled(full, 'news', 2);
    const peer = await full.connected();
    const offset = positions[0]?.offset;
    expect((await peer.call({ history: { channel, limit: 1, since: { offset, epoch: 'xxxx' } } })).error).toEqual({
      code: 112,
      message: 'unrecoverable position',
    });
    expect(data(await history(peer, { channel, limit: 1, since: { offset } }))).toEqual([1]);
  });

  test('§5 reverse since offset 0: error 107', async ({ full }) => {
    const [channel] = await filled(full, 'news', 1);
    const peer = await full.connected();
    expect(await refusal(peer, { channel, limit: 1, reverse: true, since: { offset: 0, epoch: '' } })).toBe(107);
  });

  test('§5 history off: error 108; no right: 103; unknown: 102', async ({ full }) => {
    const peer = await full.connected();
    expect(await refusal(peer, { channel: full.channel('plain'), limit: 1 })).toBe(108);
    expect(await refusal(peer, { channel: full.channel('shut'), limit: 1 })).toBe(103);
    expect(await refusal(peer, { channel: 'nowhere:x', limit: 1 })).toBe(102);
    const channel = full.channel('inner');
    expect(await refusal(peer, { channel, limit: 1 })).toBe(103);
    await peer.subscribe(channel);
    expect(await refusal(peer, { channel, limit: 1 })).toBeUndefined();
    const nobody = await full.connectedWith({});
    expect(await refusal(nobody, { channel: full.channel('named'), limit: 1 })).toBe(103);
    expect(await refusal(nobody, { channel: full.channel('news'), limit: 1 })).toBeUndefined();
  });

  test('§6 publications in a history say who made them, and their tags', async ({ full }) => {
    const channel = full.channel('news');
    const peer = await full.connected({ info: { name: 'Alice' } });
    await peer.call({ publish: { channel, data: 'by a client' } });
    await full.api.publish(channel, 'by the server', { tags: { a: 'b' } });
    const { publications = [] } = await history(peer, { channel, limit: -1 });
    expect(publications[0]?.info).toEqual({ user: peer.user, client: peer.client, conn_info: { name: 'Alice' } });
    expect(publications[1]).toEqual({ data: 'by the server', offset: publications[1]?.offset, tags: { a: 'b' } });
  });
});
