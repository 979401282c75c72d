import { encoded, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

for (const wire of WIRES) {
  test(`§9 rpc: error 108, as there are no methods (${nameOf(wire)})`, async ({ full }) => {
    const peer = await full.connected({}, wire);
    expect((await peer.call({ rpc: { method: 'method', data: { a: 1 } } })).error).toEqual({
      code: 108,
      message: 'not available',
    });
    expect((await peer.call({ rpc: { data: 1 } })).error?.code).toBe(108);
    const client = full.sdk(wire);
    client.connect();
    await expect(client.rpc('method', encoded(wire, {}))).rejects.toMatchObject({ code: 108 });
  });

  test(`§1 §9 send has no id and no reply; without a handler: disconnect 3508 (${nameOf(wire)})`, async ({ full }) => {
    const peer = await full.connected({}, wire);
    peer.send({ send: { data: { a: 1 } } });
    expect(await peer.closed()).toEqual({ code: 3508, reason: 'not available' });
  });
}
